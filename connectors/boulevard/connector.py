"""One open connection to a business's Boulevard."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from connectors.boulevard import HOSTS, discovery, host, pace, windows
from connectors.boulevard.cursor import Position, position
from connectors.boulevard.errors import refusal, translate
from connectors.boulevard.listing import Lists, unseen
from connectors.boulevard.own import PREFIX
from connectors.boulevard.reading import Question, question
from connectors.boulevard.signing import SignedAuth, VendorClock
from connectors.boulevard.streams import STREAMS
from connectors.boulevard.wire import Row, number, to_utc, told
from connectors.boulevard.writer import Writer
from connectors.kit.graphql import document, judge, tree
from connectors.kit.http import ApiClient, check_base_url
from core.connector import Account, Cursor, Outcome, Page, Write
from core.errors import Code, SyncError, UserActionError
from core.records import Record
from core.registry import OpenArgs
from core.schema import StreamSchema

BEGIN_AGAIN = 3  # times that a list which moves under us is read from its start
MERGES = 5  # clients that were merged into one another, one after the other

_ACCOUNT = document("query", "Account", tree(["business/id", "business/name", "business/tz"]))


def open_connection(args: OpenArgs) -> "BoulevardConnector":
    """Open a connection as its settings say; asks nothing yet."""
    settings = args.settings
    base_url = check_base_url(
        settings.get("base_url") or f"https://{host(settings)}", HOSTS.values()
    )
    business = number((settings.get("business_id") or settings.get("account_id", "")).strip())
    if not business:
        raise UserActionError(Code.SETTING_INVALID, detail="business_id")
    clock = VendorClock(args.job.clock)
    api = ApiClient(
        base_url,
        translate=translate,
        judge=judge(refusal),
        budget=pace.budget(f"boulevard {base_url} {business}", args.job.clock),
        job=args.job,
        auth=SignedAuth(args.credentials, business, clock),
        transport=args.transport,
    )
    is_sandbox = settings.get("environment") == "sandbox"
    region = settings.get("country") or "US"
    return BoulevardConnector(api, clock, region=region, is_sandbox=is_sandbox)


class BoulevardConnector:
    """Reads locations, staff, clients, appointments, memberships and orders; writes how to reach a
    client.
    """

    batch_size = 25  # each write is one request

    def __init__(
        self, api: ApiClient, clock: VendorClock, *, region: str, is_sandbox: bool
    ) -> None:
        self._api = api
        self._clock = clock
        self._is_sandbox = is_sandbox
        self._lists = Lists(api)
        self._writer = Writer(self._lists, region)
        self._own: dict[
            str, Mapping[str, str]
        ] = {}  # kinds of the business's own fields, by stream

    def account(self) -> Account:
        """Ask who we are: the check of a new connection. Boulevard does not say who made a key."""
        data, _errors = self._lists.ask(_ACCOUNT, {})
        business = data.get("business") or {}
        if not business.get("id"):
            raise SyncError(Code.UNEXPECTED)
        return Account(
            id=number(str(business["id"])),
            name=str(business.get("name") or ""),
            kind="sandbox" if self._is_sandbox else "standard",
            time_zone=str(business.get("tz") or "UTC"),
        )

    def streams(self) -> Sequence[str]:
        """Name the streams, parents before children."""
        return tuple(STREAMS)

    def schema(self, stream: str, *, discover: bool = True) -> StreamSchema:
        """Describe a stream; `discover` asks which fields there are now, and which the business
        made: what nobody has classified is blocked, and here it shows.
        """
        found = STREAMS[stream]
        fields = dict(found.fields)
        notes: tuple[str, ...] = ()
        if discover:
            more, notes = discovery.discovered(self._lists, found)
            fields |= more
        references = {name: to for name, (to, _path) in found.references.items()}
        return StreamSchema(
            found.name, found.label, fields, references, bool(found.writable), notes, found.guard
        )

    def read(self, stream: str, cursor: Cursor | None, fields: Collection[str]) -> Iterator[Page]:
        """Yield what changed since `cursor`, or may have, page by page; of a stream that cannot be
        asked so, everything. Begins again where the list moved.
        """
        asked, at = self._question(stream, fields), position(cursor)
        now = self._clock.now()
        if windows.rests(asked.stream, at, told(now)):
            yield Page([], at.cursor())
            return
        at = at.begun(now)
        done = at.done(wide=windows.is_wide(asked.stream, at))
        places = self._places(asked, at)
        if not places:
            yield Page([], done.cursor())
        for count, place in enumerate(places, start=1):
            after = at.at(places[count]) if count < len(places) else done
            for rows, behind in self._of_place(asked, at.at(place), place):
                yield _page(asked, rows, at.since, behind or after)

    def fetch(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        """Read by id, in one request for many. A client who was merged is whom she became."""
        asked = self._question(stream, fields)
        rows = dict(self._lists.some(asked, list(dict.fromkeys(ids))))
        for _ in range(MERGES):
            lost = {one: into for one, row in rows.items() if (into := asked.merged_into(row))}
            if not lost:
                break
            kept = self._lists.some(asked, list(dict.fromkeys(lost.values())))
            for one, into in lost.items():
                if into in kept:
                    rows[one] = kept[into]
                else:
                    del rows[one]
        return {one: asked.record(row) for one, row in rows.items()}

    def ids(self, stream: str) -> Iterator[Sequence[str]]:
        """Yield the ids of all records, page by page."""
        asked = question(stream, ())
        for place in self._places(asked, Position()):
            for rows in self._lists.all(asked, place):
                yield [asked.id(row) for row in rows if asked.merged_into(row) is None]

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Change clients; one request each."""
        return self._writer.write(writes)

    def web_address(self, stream: str, id: str) -> str:  # noqa: ARG002
        """Return nothing: Boulevard does not say at which address its program shows a record."""
        return ""

    def revoke(self) -> None:
        """Do nothing: a key is ended in Boulevard, under API Applications."""

    @property
    def requests(self) -> int:
        """How many requests this connection has sent."""
        return self._api.requests

    @property
    def refused(self) -> int:
        """How many of them Boulevard turned away for its rate limit."""
        return self._api.refused

    def close(self) -> None:
        """Let go of sockets. Harmless to repeat."""
        self._api.close()

    def _question(self, stream: str, fields: Collection[str]) -> Question:
        """Compile a question; of which kind a field of the business's own is, is asked once."""
        if not any(name.startswith(PREFIX) for name in fields):
            return question(stream, fields)
        if stream not in self._own:
            self._own[stream] = discovery.own_kinds(self._lists, STREAMS[stream])
        return question(stream, fields, self._own[stream])

    def _places(self, asked: Question, at: Position) -> Sequence[str | None]:
        """Return the locations whose rows are to be read; None stands for the whole business."""
        if not asked.stream.by_place:
            return [None]
        return [one for one in self._lists.places() if at.place is None or one >= at.place]

    def _of_place(
        self, asked: Question, at: Position, place: str | None
    ) -> Iterator[tuple[Sequence[Row], Position | None]]:
        """Yield rows of one location with the position behind them; None behind the last."""
        query, again = windows.query(asked.stream, at), 0
        while True:
            listed = self._lists.page(asked, after=at.after, place=place, query=query)
            rows, is_whole = unseen(asked, listed.rows, at.last)
            if not is_whole and again < BEGIN_AGAIN:
                at, again = at.again(), again + 1
                continue
            if not listed.more:
                yield rows, None
                return
            if not rows:
                raise SyncError(Code.UNEXPECTED)  # a list that goes on and on
            at = at.behind(place, listed.before_last, asked.id(rows[-1]))
            yield rows, at


def _page(asked: Question, rows: Sequence[Row], since: str | None, behind: Position) -> Page:
    """Return rows as a page. A client who was merged is one no more."""
    new = [row for row in rows if _is_new(asked, row, since)]
    lost = [row for row in new if asked.merged_into(row) is not None] if since else []
    return Page(
        [asked.record(row) for row in new if asked.merged_into(row) is None],
        behind.cursor(),
        gone=[asked.id(row) for row in lost],
    )


def _is_new(asked: Question, row: Row, since: str | None) -> bool:
    """Return whether a row changed since, where it says so and the list cannot be asked for it."""
    stream = asked.stream
    if since is None or not stream.stamp or stream.filters:
        return True
    changed, known = to_utc(row.get(stream.stamp)), to_utc(since)
    return changed is None or known is None or changed >= known
