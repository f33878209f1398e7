"""One open connection to ServiceTitan."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from connectors.servicetitan import Environment, custom
from connectors.servicetitan.cursor import Position, day_before, position
from connectors.servicetitan.feeds import PER_PAGE, Api, Row
from connectors.servicetitan.identity import tenant_account
from connectors.servicetitan.reading import PARTS, Question, Reader, may_lack, question
from connectors.servicetitan.schema import Stream, kind_of, references
from connectors.servicetitan.streams import STREAMS
from connectors.servicetitan.writer import Writer
from core.connector import Account, Cursor, Outcome, Page, Write
from core.errors import Code, UserActionError
from core.jobs import Clock
from core.records import Record
from core.schema import StreamSchema

LONGEST_CHAIN = 20  # merges of merges that are followed


class ServiceTitanConnector:
    """Reads customers and what is done for them; writes customers."""

    batch_size = 25

    def __init__(
        self, api: Api, environment: Environment, clock: Clock, new_address: Mapping[str, str]
    ) -> None:
        self._api = api
        self._environment = environment
        self._clock = clock
        self._reader = Reader(api)
        self._writer = Writer(api, self._reader, new_address)

    def account(self) -> Account:
        """Ask which tenant this is, and what the app may read there: the check of new keys."""
        return tenant_account(self._api, self._environment)

    def streams(self) -> Sequence[str]:
        """Name the streams, parents before children."""
        return tuple(STREAMS)

    def schema(self, stream: str, *, discover: bool = True) -> StreamSchema:
        """Describe a stream; `discover` asks for the office's own fields, where it has any.

        Where their definitions may not be read, they are described by the values of a page of
        records, and the schema's notes say so.
        """
        found = STREAMS[stream]
        fields = {name: standard.field for name, standard in found.standard.items()}
        notes: tuple[str, ...] = ()
        if discover and found.customs:
            try:
                fields |= self._reader.definitions(found)
            except UserActionError as error:
                if error.code is not Code.NOT_PERMITTED:
                    raise
                notes = (error.code.value,)
                fields |= custom.seen(self._values(found))
        return StreamSchema(
            found.name, found.label, fields, references(found), found.writable, notes
        )

    def read(self, stream: str, cursor: Cursor | None, fields: Collection[str]) -> Iterator[Page]:
        """Yield what changed since `cursor`, in the order in which it changed.

        A customer's contacts are told by a feed of their own: after the customers come those of
        whom only contacts changed. Empty pages are not yielded but joined to the one before, so
        that a reading with nothing new is one page.
        """
        held: Page | None = None
        for page in self._pages(question(stream, fields), position(cursor)):
            if held is None or not (held.records or held.gone):
                held = page
            elif page.records or page.gone:
                yield held
                held = page
            else:
                held = replace(held, cursor=page.cursor)
        assert held is not None, "a feed has at least one page"
        yield held

    def fetch(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        """Read by id, 50 in a request. What was merged is found under its new id; what was
        deactivated says that it is archived.
        """
        asked = question(stream, fields)
        rows = {str(row["id"]): row for row in self._reader.by_ids(asked.stream, ids)}
        self._follow_merges(asked.stream, rows)
        now = {one: end for one in ids if (end := _end_of_chain(one, rows)) is not None}
        there = [
            rows[one] for one in dict.fromkeys(now.values()) if _is_of(asked.stream, rows[one])
        ]
        records = {record.id: record for record in self._reader.records(asked, there)}
        return {one: records[end] for one, end in now.items() if end in records}

    def ids(self, stream: str) -> Iterator[Sequence[str]]:
        """Yield the ids of all records that are in use, page by page."""
        found = STREAMS[stream]
        for rows in self._api.listed(found.list, found.order):
            yield [str(row["id"]) for row in rows if _is_of(found, row)]

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Create, change or deactivate customers."""
        return self._writer.write(writes)

    def web_address(self, stream: str, id: str) -> str:
        """Return the address of a record's page; where none is known, that of the program."""
        page = STREAMS[stream].web.format(id=id)
        return f"https://{self._environment.web}/" + (f"#/{page}" if page else "")

    def revoke(self) -> None:
        """Do nothing: ServiceTitan's administrator disconnects the app in the settings, and a
        token ends within a quarter of an hour.
        """

    @property
    def requests(self) -> int:
        """How many requests this connection has sent."""
        return self._api.client.requests

    @property
    def refused(self) -> int:
        """How many of them ServiceTitan turned away for its rate limit."""
        return self._api.client.refused

    def close(self) -> None:
        """Let go of sockets. Harmless to repeat."""
        self._api.client.close()

    def _pages(self, asked: Question, at: Position) -> Iterator[Page]:
        began, only_changes, seen = self._clock.now(), at.caught_up, set[str]()
        self._reader.begin()
        for page in self._api.feed(asked.stream.feed, at.main):
            for side in PARTS if asked.stream.kind else ():
                if side not in at.sides:
                    at = at.beside(side, day_before(began, page.headers))
            at = at.behind(page.token, is_last=not page.has_more)
            if only_changes:
                seen.update(str(row["id"]) for row in page.rows)
            yield self._page(asked, page.rows, at, only_changes=only_changes)
        if not only_changes:
            return  # what lies beside was asked for with each record
        for side in asked.parts:
            try:
                for page in self._api.feed(PARTS[side].feed, at.sides[side]):
                    at = at.beside(side, page.token)
                    customers = {str(row["customerId"]): None for row in page.rows}
                    new = [one for one in customers if one not in seen]
                    seen.update(new)
                    rows = list(self._reader.by_ids(asked.stream, new))
                    yield self._page(asked, rows, at, only_changes=True)
            except UserActionError as error:
                if not may_lack(PARTS[side], error):
                    raise

    def _page(
        self, asked: Question, rows: Sequence[Row], at: Position, *, only_changes: bool
    ) -> Page:
        """Return a page of the rows that are of this stream and in use.

        Others are gone from it: deactivated, merged into another, or, among changes, of the other
        kind now. A row that comes twice counts as it came last.
        """
        if asked.stream.kind:
            self._reader.learn(rows)
        last = {str(row["id"]): row for row in rows}
        here = [row for row in last.values() if _is_of(asked.stream, row) and _is_in_use(row)]
        gone = [
            one
            for one, row in last.items()
            if not _is_in_use(row) or (only_changes and not _is_of(asked.stream, row))
        ]
        records = self._reader.records(asked, here, of_all=not only_changes)
        return Page(records, at.cursor(), gone=gone)

    def _follow_merges(self, stream: Stream, rows: dict[str, Row]) -> None:
        """Add the rows that others were merged into, and what those were merged into."""
        for _ in range(LONGEST_CHAIN):
            targets = {str(row["mergedToId"]) for row in rows.values() if row.get("mergedToId")}
            if not targets - rows.keys():
                return
            found = list(self._reader.by_ids(stream, sorted(targets - rows.keys())))
            if not found:
                return
            rows |= {str(row["id"]): row for row in found}

    def _values(self, stream: Stream) -> Iterable[Row]:
        """Yield the custom values of one page of records."""
        params = {"pageSize": str(PER_PAGE)}
        page = next(iter(self._api.listed(stream.list, params)))
        return (value for row in page for value in row.get("customFields") or ())


def _is_of(stream: Stream, row: Row) -> bool:
    return not stream.kind or kind_of(row) == stream.kind


def _is_in_use(row: Row) -> bool:
    return row.get("active") is not False and not row.get("mergedToId")


def _end_of_chain(one: str, rows: Mapping[str, Row]) -> str | None:
    """Return the id under which a record is found after merges; None if there is none.

    Merges that lead round in a circle end where they began.
    """
    passed: list[str] = []
    while one in rows and one not in passed:
        passed.append(one)
        target = rows[one].get("mergedToId")
        if not target:
            return one
        one = str(target)
    return passed[0] if one in passed else None
