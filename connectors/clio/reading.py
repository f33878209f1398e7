"""One question to a stream, compiled from the fields that a mapping uses: what to ask for, and
how to read what is answered.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from connectors.clio import bills, custom
from connectors.clio.listing import Params
from connectors.clio.schema import STREAMS, Stream
from connectors.clio.wire import Pick, Row, to_time
from core.records import NO_REFERENCES, FieldValue, Record

ALWAYS = ("id", "etag", "updated_at")


@dataclass(frozen=True, slots=True)
class Question:
    """A stream and some of its fields."""

    stream: Stream
    asked: str  # Clio's `fields`: only what is mapped
    customs: Mapping[int, str]  # Clio's id of a custom field -> our name of it
    sums: frozenset[str]  # fields that are summed from bills
    picks: tuple[tuple[str, Pick], ...]
    filters: Params  # whichever records are wanted

    def is_of(self, link: str) -> bool:
        """Return whether a "next" link asks this question."""
        query = parse_qs(urlsplit(link).query)
        customs = {str(number) for number in self.customs}
        return query.get("fields") == [self.asked] and customs == set(
            query.get("custom_field_ids[]", ())
        )

    def records(self, rows: Iterable[Row]) -> list[Record]:
        """Read rows of Clio's answer. What is summed from bills is still missing in them."""
        return [self._record(row) for row in rows]

    def _record(self, row: Row) -> Record:
        fields: dict[str, FieldValue] = {name: pick(row) for name, pick in self.picks}
        if self.customs:
            fields |= custom.decode(row.get("custom_field_values"), self.customs)
        refer = self.stream.refer
        return Record(
            stream=self.stream.name,
            id=str(row["id"]),
            fields=fields,
            modified_at=to_time(row.get("updated_at")),
            references=refer(row) if refer is not None else NO_REFERENCES,
            version=row.get("etag"),
        )


def question(stream: str, fields: Collection[str]) -> Question:
    """Compile a question. Fields that the stream does not have are left out."""
    return _compiled(stream, frozenset(fields))


@lru_cache(maxsize=64)
def _compiled(name: str, fields: frozenset[str]) -> Question:
    stream = STREAMS[name]
    standards = [standard for key, standard in stream.standard.items() if key in fields]
    customs = {
        custom.custom_id(key): key for key in fields if stream.parent and custom.is_custom(key)
    }
    paths = [*ALWAYS, *stream.refer_asks]
    paths += [path for standard in standards for path in standard.asks]
    if customs:
        paths += [f"custom_field_values.{part}" for part in custom.ASKED]
    return Question(
        stream=stream,
        asked=ask(paths),
        customs=customs,
        sums=fields & bills.SUMS if stream.name == "matters" else frozenset(),
        picks=tuple((s.field.name, s.pick) for s in standards if s.pick is not None),
        filters={**({"type": stream.type} if stream.type else {}), **custom.only(customs)},
    )


def ask(paths: Iterable[str]) -> str:
    """Return Clio's `fields` for paths, with what lies in one object between one pair of braces.

    >>> ask(["id", "client.id", "status", "client.type", "id"])
    'id,client{id,type},status'
    """
    nested: dict[str, dict[str, None]] = {}
    for path in paths:
        outer, _, inner = path.partition(".")
        parts = nested.setdefault(outer, {})
        if inner:
            parts[inner] = None
    return ",".join(
        f"{outer}{{{','.join(parts)}}}" if parts else outer for outer, parts in nested.items()
    )
