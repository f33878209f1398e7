"""One open connection to an account in memory."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from connectors.memory.account import MemoryAccount
from core.connector import (
    Account,
    Association,
    Cursor,
    Outcome,
    Page,
    Preparation,
    Prepared,
    Write,
)
from core.errors import Code, Refusal, RefusedError, SyncError, UserActionError
from core.records import Record, Side
from core.registry import ConnectorSpec, OpenArgs, Option, SignIn, SignInKind
from core.schema import StreamSchema

_AT_ONCE = 100  # ids or values that one request carries
_TOKEN = SignIn(SignInKind.KEYS, "Token", options=(Option("token", "Token", secret=True),))


class MemoryConnector:
    """A Connector, and Keyed. Without `args` nobody signs in.

    `watch` is told "read", "fetch" ... when a request is asked, "read answered" ... just before
    its answer, and "applying" and "applied" around each write of a request.
    """

    association_batch_size = _AT_ONCE

    def __init__(self, account: MemoryAccount, args: OpenArgs | None = None) -> None:
        self._there = account
        self._args = args
        self._key = ""  # our unique property, once `prepare` was told
        self.batch_size = account.batch_size
        self.requests = 0
        self.closed = False

    @property
    def refused(self) -> int:
        return self._there.answers_429

    def account(self) -> Account:
        with self._asking("account"):
            return self._there.account

    def streams(self) -> Sequence[str]:
        return self._there.streams()

    def schema(self, stream: str, *, discover: bool = True) -> StreamSchema:
        if not discover:
            return self._there.schema(stream)
        with self._asking("schema"):
            return self._there.schema(stream)

    def web_address(self, stream: str, id: str) -> str:
        return f"https://example.com/{stream}/{id}"

    def revoke(self) -> None:
        with self._asking("revoke"):
            self._there.tokens.discard(self._token())

    def close(self) -> None:
        self.closed = True

    # -- Source -------------------------------------------------------------------------------

    def read(self, stream: str, cursor: Cursor | None, fields: Collection[str]) -> Iterator[Page]:
        since = max(int(cursor) - self._there.overlap, 1) if cursor else 0
        total = None if cursor else self._there.count(stream)
        after = 0
        while True:
            with self._asking("read"):
                self._there.fields_asked.update(fields)
                page = self._there.changes(stream, since, after, fields)
            after = page.last or after
            ended = len(page.records) < self._there.page_size
            yield Page(page.records, Cursor(str(after or since)), total, page.gone)
            if ended:
                return

    def fetch(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        found: dict[str, Record] = {}
        for start in range(0, len(ids), _AT_ONCE):
            with self._asking("fetch"):
                for each in ids[start : start + _AT_ONCE]:
                    record = self._there.read_by_id(stream, each, fields)
                    if record is not None:
                        found[each] = record
        return found

    def ids(self, stream: str) -> Iterator[Sequence[str]]:
        ids = list(self._there.records(stream))
        for start in range(0, len(ids) or 1, self._there.page_size):
            with self._asking("ids"):
                yield ids[start : start + self._there.page_size]

    # -- Destination and Keyed ----------------------------------------------------------------

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        assert 0 < len(writes) <= self.batch_size
        assert len({(write.stream, write.kind) for write in writes}) == 1
        outcomes: list[Outcome] = []
        with self._asking("write"):
            for at, write in enumerate(writes):
                self._there.watch("applying")
                earlier = {each.key for each in writes[:at] if each.key is not None}
                outcomes.append(self._there.apply(write, self._key, earlier))
                self._there.watch("applied")
        return outcomes

    def prepare(self, stream: str, needed: Preparation) -> Prepared:
        with self._asking("prepare"):
            self._key = needed.key
            return self._there.prepare(stream, needed)

    def find(
        self, stream: str, by: str, values: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        assert 0 < len(values) <= _AT_ONCE
        with self._asking("find"):
            if by not in self._there.schema(stream).fields:
                raise RefusedError(Code.PROPERTY_MISSING, detail=by)
            found: dict[str, Record] = {}
            for value in values:
                holder = self._there.find(stream, by, value)
                record = holder and self._there.read_by_id(stream, holder.id, fields)
                if record is not None:
                    found[value] = record
            return found

    def associate(self, ties: Sequence[Association]) -> Sequence[Refusal | None]:
        assert 0 < len(ties) <= self.association_batch_size
        with self._asking("associate"):
            return [self._there.tie(tie) for tie in ties]

    def tied(
        self, from_stream: str, ids: Sequence[str], to_stream: str
    ) -> Mapping[str, Collection[str]]:
        wanted = set(ids)
        found: dict[str, set[str]] = {}
        with self._asking("tied"):
            for tie in self._there.ties:
                kind = (tie.from_stream, tie.to_stream)
                if kind == (from_stream, to_stream) and tie.from_id in wanted:
                    found.setdefault(tie.from_id, set()).add(tie.to_id)
            return found

    def owners(self) -> Mapping[str, str]:
        with self._asking("owners"):
            return dict(self._there.owners)

    # -- inside -------------------------------------------------------------------------------

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        """Send one request; the errors that it meets bear the connector's name."""
        try:
            if self._args is not None:
                self._args.job.check()
                if self._token() not in self._there.tokens:
                    raise UserActionError(Code.TOKEN_REJECTED, status=401)
            self.requests += 1
            self._there.asked[name] += 1
            self._there.watch(name)
            yield
            self._there.watch(f"{name} answered")
        except SyncError as error:
            if self._args is not None:
                error.connector = self._args.job.connector
            raise

    def _token(self) -> str:
        return self._args.credentials.load().get("token", "") if self._args is not None else ""


def spec(account: MemoryAccount, *, name: str, side: Side) -> ConnectorSpec:
    """Describe an account in memory as a vendor's; one signs in with one of its tokens."""
    return ConnectorSpec(
        name=name,
        label=name.capitalize(),
        audience="Tests",
        monogram=name[:2].capitalize(),
        side=side,
        sign_ins=(_TOKEN,),
        open=lambda args: MemoryConnector(account, args),
        hosts=("example.com",),
    )
