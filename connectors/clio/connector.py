"""One open connection to Clio Manage."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from connectors.clio import HOSTS, OAUTH, custom, host
from connectors.clio.bills import Bills
from connectors.clio.cursor import Position, position
from connectors.clio.errors import STALE_LINK, translate
from connectors.clio.listing import ROOT, Listed, Lists
from connectors.clio.pace import Pace
from connectors.clio.reading import Question, question
from connectors.clio.schema import STREAMS
from connectors.clio.wire import Row
from connectors.clio.writer import Writer
from connectors.clio.zones import iana
from connectors.kit.bearer import BearerAuth
from connectors.kit.grants import refresher, revoke
from connectors.kit.http import ApiClient, check_base_url
from core.connector import Account, Cursor, Outcome, Page, Write
from core.errors import Code, RefusedError, SyncError, UserActionError
from core.jobs import Clock
from core.records import Record
from core.registry import OpenArgs
from core.schema import StreamSchema

API_VERSION = "4.0.10"  # pinned: an older or newer one may answer otherwise
PER_FETCH = 200  # ids in one request


def open_connection(args: OpenArgs) -> "ClioConnector":
    """Open a connection as its settings say; asks nothing yet."""
    own = host(args.settings)
    base_url = check_base_url(args.settings.get("base_url") or f"https://{own}", HOSTS.values())
    account = args.settings.get("account_id", "")
    pace = Pace(f"clio {base_url} {account}", args.job.clock)
    renew = refresher(OAUTH, host=own, job=args.job, transport=args.transport, base_url=base_url)
    api = ApiClient(
        base_url,
        translate=translate,
        budget=pace.budget,
        job=args.job,
        auth=BearerAuth(args.credentials, refresh=renew, clock=args.job.clock),
        headers={"x-api-version": API_VERSION},
        transport=args.transport,
        observe=pace.observe,
    )

    def end() -> None:
        secrets = args.credentials.load()
        revoke(OAUTH, secrets, host=own, base_url=base_url, transport=args.transport, job=args.job)

    return ClioConnector(api, Lists(api, base_url), own, args.job.clock, end)


class ClioConnector:
    """Reads people, companies, matters and calendar entries; writes people and companies."""

    batch_size = 25  # half a minute's requests: each write is one, and one look goes before them

    def __init__(
        self, api: ApiClient, lists: Lists, host: str, clock: Clock, end: Callable[[], None]
    ) -> None:
        self._api = api
        self._lists = lists
        self._host = host
        self._clock = clock
        self._end = end
        self._writer = Writer(api, lists)

    def account(self) -> Account:
        """Ask who we are: the check of a new connection."""
        fields = "id,name,email,time_zone,account{id,name}"
        answer = self._api.request("GET", f"{ROOT}/users/who_am_i.json", params={"fields": fields})
        body = answer.body if isinstance(answer.body, dict) else {}
        user = body.get("data") or {}
        account = user.get("account") or {}
        if not account.get("id"):
            raise SyncError(Code.UNEXPECTED, status=answer.status)
        return Account(
            id=str(account["id"]),
            name=str(account.get("name") or ""),
            user=str(user.get("email") or user.get("name") or ""),
            time_zone=iana(user.get("time_zone")),
        )

    def streams(self) -> Sequence[str]:
        """Name the streams, parents before children."""
        return tuple(STREAMS)

    def schema(self, stream: str, *, discover: bool = True) -> StreamSchema:
        """Describe a stream; `discover` asks for the office's own fields, where it has any.

        Where Clio hides their definitions from the person who signed in, they are described by
        the values of a page of records, and the schema's notes say so.
        """
        found = STREAMS[stream]
        fields = {name: standard.field for name, standard in found.standard.items()}
        notes: tuple[str, ...] = ()
        if discover and found.parent is not None:
            try:
                fields |= custom.defined(self._definitions(found.parent), found.parent)
            except UserActionError as error:
                if error.code is not Code.NOT_PERMITTED:
                    raise
                notes = (error.code.value,)
                fields |= custom.seen(self._values(question(stream, ())))
        return StreamSchema(
            found.name, found.label, fields, found.references, found.writable, notes
        )

    def read(self, stream: str, cursor: Cursor | None, fields: Collection[str]) -> Iterator[Page]:
        """Yield what was updated since `cursor`, by id, a page of 200 at a time."""
        asked, at, began = question(stream, fields), position(cursor), self._clock.now()
        if at.link is not None and not asked.is_of(at.link):
            at = at.again()  # the mapping has changed since: what was read of it lacks fields
        bills = Bills(self._lists) if asked.sums else None
        if bills is not None and at.since is not None and at.link is None:
            ids, at = bills.changed(at, began)
            billed = self.fetch(stream, list(ids), fields)
            if billed:
                yield Page(list(billed.values()), at.cursor())
        for page, behind in self._pages(asked, at, began):
            yield Page(self._records(asked, page.rows, bills), behind.cursor(), page.total)

    def fetch(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        """Read by id, 200 in a request. Clio keeps no trace of what was deleted or merged."""
        asked = question(stream, fields)
        bills = Bills(self._lists) if asked.sums else None
        found: dict[str, Record] = {}
        for start in range(0, len(ids), PER_FETCH):
            some = list(ids[start : start + PER_FETCH])
            rows = self._lists.start(
                asked.stream.path, asked.asked, {**asked.filters, "ids[]": some}
            ).rows
            found |= {record.id: record for record in self._records(asked, rows, bills)}
        return found

    def ids(self, stream: str) -> Iterator[Sequence[str]]:
        """Yield the ids of all records, 200 at a time."""
        asked = question(stream, ())
        for rows in self._lists.all(asked.stream.path, "id", asked.filters):
            yield [str(row["id"]) for row in rows]

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Create, change or delete people or companies; one request each."""
        return self._writer.write(writes)

    def web_address(self, stream: str, id: str) -> str:
        """Return the address of a record's page in the connection's region."""
        return f"https://{self._host}/nc/#/{STREAMS[stream].web.format(id=id)}"

    def revoke(self) -> None:
        """Take the app's access to the account back, at Clio."""
        self._end()

    @property
    def requests(self) -> int:
        """How many requests this connection has sent."""
        return self._api.requests

    @property
    def refused(self) -> int:
        """How many of them Clio turned away for its rate limit."""
        return self._api.refused

    def close(self) -> None:
        """Let go of sockets. Harmless to repeat."""
        self._api.close()

    def _pages(
        self, asked: Question, at: Position, began: datetime
    ) -> Iterator[tuple[Listed, Position]]:
        """Yield pages with the position behind each; begin again once if a link has lapsed."""
        may_begin_again = True
        while True:
            try:
                page = self._page(asked, at)
            except RefusedError as error:
                if at.link is None or not may_begin_again or error.status not in STALE_LINK:
                    raise
                at, began, may_begin_again = at.again(), self._clock.now(), False
                continue
            at = at.behind(page.link, began, page.headers)
            yield page, at
            if at.link is None:
                return

    def _page(self, asked: Question, at: Position) -> Listed:
        if at.link is not None:
            return self._lists.follow(at.link)
        since = {"updated_since": at.since.isoformat()} if at.since is not None else {}
        return self._lists.start(asked.stream.path, asked.asked, {**asked.filters, **since})

    def _records(self, asked: Question, rows: Sequence[Row], bills: Bills | None) -> list[Record]:
        records = asked.records(rows)
        if bills is None:
            return records
        sums = bills.sums([record.id for record in records])
        wanted = ({name: sums[r.id][name] for name in asked.sums} for r in records)
        return [
            replace(record, fields={**record.fields, **more})
            for record, more in zip(records, wanted, strict=True)
        ]

    def _definitions(self, parent: str) -> Iterator[Row]:
        params = {"parent_type": parent}
        for rows in self._lists.all("/custom_fields", custom.DEFINITION, params):
            yield from rows

    def _values(self, asked: Question) -> Iterator[Row]:
        """Yield the custom values of one page of records."""
        fields = f"custom_field_values{{{','.join(custom.ASKED)}}}"
        page = self._lists.start(asked.stream.path, fields, asked.filters)
        for row in page.rows:
            yield from row.get("custom_field_values") or ()
