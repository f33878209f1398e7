"""One question to a stream, compiled from the fields that a mapping uses: which documents ask it,
and how to read what is answered.
"""

import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from connectors.jobber import custom
from connectors.jobber.pace import MOST, cost_of
from connectors.jobber.rows import FEW, MANY, Stream
from connectors.jobber.schema import STREAMS
from connectors.jobber.wire import Pick, Row, inside, to_time
from connectors.kit.graphql import Document, Tree, document, joined, select, tree, under
from core.records import NO_REFERENCES, Record

PAGE = 100  # records; Jobber answers no more at once
RECENT = 20  # records of a page that is mostly read to see that nothing has changed
AT_ONCE = 50  # ids in one request
IDS = tree(["id"])
PAGE_INFO = tree(["pageInfo/endCursor", "pageInfo/hasNextPage"])
NEWEST_FIRST = "sort: [{key: UPDATED_AT, direction: DESCENDING}]"


@dataclass(frozen=True, slots=True)
class Question:
    """A stream and some of its fields."""

    stream: Stream
    row: Tree  # what is asked of each record
    picks: tuple[tuple[str, Pick], ...]
    lists: tuple[tuple[str, ...], ...]  # where the lists inside a record lie

    @property
    def mark(self) -> str:
        """What tells this question from others, in a cursor."""
        return f"{zlib.crc32(repr(self.row).encode()):08x}"

    def page(self, divisor: int = 1) -> Document:
        """Return what asks for a page of all; `divisor` makes it smaller than it could be."""
        return _listing(self.stream, self.row, _fitting(self.row, PAGE) // divisor)

    def changes(self, divisor: int = 1) -> Document:
        """Return what asks for a page of what changed lately."""
        stream = self.stream
        if stream.changes == "sort":
            first = _fitting(self.row, RECENT) // divisor
            return _listing(stream, self.row, first, NEWEST_FIRST)
        if stream.changes == "clients":
            return self._through_clients(divisor)
        return self.page(divisor)

    def fetch(self, count: int, *, wide: bool = False) -> Document:
        """Return what asks for so many records by id; `wide` reads their inner lists as a whole."""
        row = _widened(self.row) if wide else self.row
        return _by_id(self.stream.one, row, count)

    @property
    def at_once(self) -> int:
        """How many ids one request may ask for."""
        return _fitting(self.row, AT_ONCE)

    def is_cut(self, row: Row) -> bool:
        """Return whether a list inside a record has more than was asked for."""
        return any(inside(row, (*path, "pageInfo", "hasNextPage")) is True for path in self.lists)

    def is_ours(self, row: Row) -> bool:
        """Return whether a record belongs to the stream: a client may be a company or not."""
        return all(row.get(name) == value for name, value in self.stream.ours.items())

    def record(self, row: Row) -> Record:
        """Read one row of Jobber's answer."""
        refer = self.stream.refer
        changed = row.get("updatedAt") if self.stream.stamped else None
        return Record(
            stream=self.stream.name,
            id=str(row["id"]),
            fields={name: pick(row) for name, pick in self.picks},
            modified_at=to_time(changed),
            references=refer(row) if refer is not None else NO_REFERENCES,
            version=str(changed) if self.stream.archivable and changed else None,
            archived=self.stream.archivable and row.get("isArchived") is True,
        )

    def records(self, rows: Iterable[Row]) -> list[Record]:
        return [self.record(row) for row in rows if self.is_ours(row)]

    def _through_clients(self, divisor: int) -> Document:
        """Ask for the clients that changed, for what belongs to them."""
        has_more = tree(["pageInfo/hasNextPage"])
        inner = joined(under("nodes", self.row), has_more)
        row = joined(IDS, under(f"clientProperties(first: {FEW})", inner))
        clients = STREAMS["persons"]
        return _listing(clients, row, _fitting(row, PAGE) // divisor)


def question(stream: str, fields: Collection[str]) -> Question:
    """Compile a question. Fields that the stream does not have are left out."""
    return _compiled(stream, frozenset(fields))


@lru_cache(maxsize=64)
def _compiled(name: str, fields: frozenset[str]) -> Question:
    stream = STREAMS[name]
    standards = [standard for key, standard in stream.standard.items() if key in fields]
    customs = sorted(key for key in fields if stream.applies_to and custom.kind_of(key))
    paths = [*always(stream), *(path for standard in standards for path in standard.asks)]
    paths += [path for key in customs for path in custom.asks(key)]
    row = select(paths, allowed(stream))
    picks = [(standard.field.name, standard.pick) for standard in standards]
    picks += [(key, custom.pick(key)) for key in customs]
    lists = {tuple(path.split("/")[:1]) for path in paths if path.endswith("/hasNextPage")}
    return Question(
        stream=stream,
        row=row,
        picks=tuple(picks),
        lists=tuple((step.partition("(")[0],) for (step,) in sorted(lists)),
    )


def always(stream: Stream) -> list[str]:
    """Return the paths that each record is asked for."""
    paths = ["id"]
    if stream.stamped:
        paths.append("updatedAt")
    if stream.archivable:
        paths.append("isArchived")
    return list(dict.fromkeys([*paths, *stream.ours, *stream.refer_asks]))


@lru_cache(maxsize=16)
def _allowed(name: str) -> frozenset[str]:
    stream = STREAMS[name]
    standard = (path for one in stream.standard.values() for path in one.asks)
    own = (path for key in custom.KINDS for path in custom.asks(f"custom.{key}.x"))
    return frozenset({*always(stream), *standard, *(own if stream.applies_to else ())})


def allowed(stream: Stream) -> Collection[str]:
    """Return the allow-list: every path that may be asked for in a record of a stream."""
    return _allowed(stream.name)


def sweep(stream: Stream) -> Document:
    """Return what asks for a page of ids."""
    return _listing(stream, IDS, PAGE)


def properties_of(row: Tree) -> Document:
    """Return what asks for the properties of one client, a page at a time."""
    first = _fitting(row, PAGE)
    listed = f"clientProperties(first: {first}, after: $after)"
    inner = joined(under("nodes", row), PAGE_INFO)
    return document(
        "query",
        "Properties",
        under(f"client(id: $id)/{listed}", inner),
        "$id: EncodedId!, $after: String",
    )


def filters(
    stream: Stream, since: str | None, kept: Mapping[str, object]
) -> dict[str, object] | None:
    """Return the filter of a list: what changed since a time, else all that is not archived."""
    found: dict[str, object] = dict(kept)
    if since is not None and stream.changes == "filter":
        found["updatedAt"] = {"after": since}
    elif since is None and stream.archivable:
        found["isArchived"] = False
    return found or None


def _listing(stream: Stream, row: Tree, first: int, more: str = "") -> Document:
    arguments = f"first: {max(1, first)}, after: $after, filter: $filter"
    if more:
        arguments += f", {more}"
    return document(
        "query",
        stream.list.capitalize(),
        under(f"{stream.list}({arguments})", joined(under("nodes", row), PAGE_INFO)),
        f"$after: String, $filter: {stream.filter}",
    )


def _by_id(one: str, row: Tree, count: int) -> Document:
    whole: Tree = {f"r{place}: {one}(id: $id{place})": row for place in range(count)}
    declared = ", ".join(f"$id{place}: EncodedId!" for place in range(count))
    return document("query", f"{one.capitalize()}ById", whole, declared)


def by_id(one: str, row: Tree, ids: Collection[str]) -> tuple[Document, dict[str, object]]:
    """Return what asks for records of one kind by id, with its variables."""
    return _by_id(one, row, len(ids)), {f"id{place}": one for place, one in enumerate(ids)}


def _fitting(row: Tree, most: int) -> int:
    """Return how many records one request may ask for, by what they cost."""
    return max(1, min(most, MOST // max(1, cost_of(row))))


def _widened(row: Tree) -> Tree:
    few, many = f"(first: {FEW})", f"(first: {MANY})"
    return {step.replace(few, many): _widened(inner) for step, inner in row.items()}
