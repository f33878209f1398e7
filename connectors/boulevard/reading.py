"""One question to a stream, compiled from the fields that a mapping uses: what a request names,
and how a row is read. What may not travel is not asked for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from connectors.boulevard.own import own_columns
from connectors.boulevard.schema import Column, Stream
from connectors.boulevard.streams import STREAMS
from connectors.boulevard.wire import UNKNOWN, Row, to_utc
from connectors.kit.graphql import Document, Tree, document, select, under
from core.errors import Code, SyncError
from core.records import FieldValue, Record
from core.schema import Admission


@dataclass(frozen=True, slots=True)
class Question:
    """A stream and some of its fields."""

    stream: Stream
    columns: Mapping[str, Column]  # those that are read, by field
    node: Tree  # what is asked of each row
    list: Document

    def id(self, row: Row) -> str:
        """Return a row's id. UNEXPECTED if it has none."""
        found = row.get("id")
        if not isinstance(found, str) or not found:
            raise SyncError(Code.UNEXPECTED, detail=f"{self.stream.thing}.id")
        return found

    def merged_into(self, row: Row) -> str | None:
        """Return the id of the client that a client was merged into."""
        found = row.get("mergedIntoClientId")
        return found if isinstance(found, str) and found else None

    def record(self, row: Row) -> Record:
        """Read a row. What the answer does not say, or says in a word unheard of, is absent."""
        stream = self.stream
        fields: dict[str, FieldValue] = {}
        for name, column in self.columns.items():
            try:
                value = column.read(row)
            except (KeyError, TypeError, AttributeError):
                continue
            if value is not UNKNOWN:
                fields[name] = value
        return Record(
            stream=stream.name,
            id=self.id(row),
            fields=fields,
            modified_at=to_utc(row.get(stream.stamp)) if stream.stamp else None,
            references={
                name: _ids(row, path.partition("/")[0])
                for name, (_to, path) in stream.references.items()
                if path.partition("/")[0] in row
            },
        )

    def by_ids(self, count: int) -> Document:
        """Return the document that asks for so many rows by id: $i0, $i1, ..."""
        each = {f"n{n}: {self.stream.one}(id: $i{n})": self.node for n in range(count)}
        declared = ", ".join(f"$i{n}: ID!" for n in range(count))
        return document("query", f"{self.stream.thing}ById", each, declared)


def question(
    stream: str, fields: Collection[str], own: Mapping[str, str] = MappingProxyType({})
) -> Question:
    """Compile a question. Fields that may not be read, or are not there, are left out.

    `own` has the kinds of those that the business made and somebody classified.
    """
    asked = frozenset(fields)
    return _compiled(stream, asked, frozenset(one for one in own.items() if one[0] in asked))


@lru_cache(maxsize=64)
def _compiled(name: str, fields: frozenset[str], own: frozenset[tuple[str, str]]) -> Question:
    stream = STREAMS[name]
    added = own_columns(dict(own))
    read = {
        name: column
        for name, column in stream.columns.items()
        if name in fields and column.field.admission is not Admission.BLOCK
    }
    read |= added
    paths = ["id", *([stream.stamp] if stream.stamp else [])]
    if stream.thing == "Client":
        paths += ["active", "mergedIntoClientId"]
    paths += [path for _to, path in stream.references.values()]
    paths += [path for column in read.values() for path in column.paths]
    allowed = stream.allowed.union(*(column.paths for column in added.values()))
    node = select(paths, allowed)
    return Question(stream, read, node, _list(stream, node))


def _list(stream: Stream, node: Tree) -> Document:
    declared = ["$first: Int!", "$after: String"]
    given = ["first: $first", "after: $after"]
    if stream.by_place:
        declared.append("$place: ID!")
        given.append("locationId: $place")
    if stream.filters:
        declared.append("$query: QueryString")
        given.append("query: $query")
    if stream.name == "clients":
        declared.append("$ids: [ID!]")
        given.append("clientIds: $ids")
    inner: Tree = {
        "pageInfo": {"hasNextPage": {}, "endCursor": {}},
        "edges": {"cursor": {}, "node": node},
    }
    return document(
        "query",
        f"{stream.thing}List",
        under(f"{stream.list}({', '.join(given)})", inner),
        ", ".join(declared),
    )


def _ids(row: Row, step: str) -> tuple[str, ...]:
    """Return an id, or those of one object or of several."""
    found = row[step]
    several = found if isinstance(found, list) else [found]
    ids = (one.get("id") if isinstance(one, dict) else one for one in several)
    return tuple(one for one in ids if isinstance(one, str) and one)
