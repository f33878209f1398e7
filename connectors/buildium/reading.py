"""One question to a stream, compiled from the fields that a mapping uses. Buildium always answers
with whole records: what is not asked for is dropped here, and what is blocked cannot be asked for.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from connectors.buildium import residency
from connectors.buildium.fields_work import PROPERTY_NAME
from connectors.buildium.listing import Params
from connectors.buildium.schema import STREAMS, Since, Stream
from connectors.buildium.wire import Pick, Row, to_time
from core.records import NO_REFERENCES, Record

A_DAY = timedelta(days=1)  # a date filter goes by a zone that nobody tells: one is enough for any


@dataclass(frozen=True, slots=True)
class Question:
    """A stream and some of its fields."""

    stream: Stream
    digest: str  # of the fields' names
    picks: tuple[tuple[str, Pick], ...]
    names_property: bool  # wants what has to be looked up with the property
    follows_leases: bool  # wants what changes with a lease, and not with the tenant

    def params(self, since: datetime | None) -> Params:
        """Return what to ask a list for, to have what was updated since."""
        if since is None or self.stream.since is Since.NEVER:
            return self.stream.also
        if self.stream.since is Since.DAY:
            text = (since.astimezone(UTC) - A_DAY).date().isoformat()
        else:
            text = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {**self.stream.also, "lastupdatedfrom": text}

    def updated(self, rows: Iterable[Row], since: datetime | None) -> list[Row]:
        """Return the rows that were updated since: a filter by date lets whole days through."""
        if since is None or self.stream.since is not Since.DAY or not self.stream.stamp:
            return list(rows)
        stamp = self.stream.stamp
        return [row for row in rows if (at := to_time(row.get(stamp))) is None or at >= since]

    def record(self, row: Row, version: str | None = None) -> Record:
        """Read a row. What is looked up with the property is still missing in it."""
        stream = self.stream
        return Record(
            stream=stream.name,
            id=str(row["Id"]),
            fields={name: pick(row) for name, pick in self.picks},
            modified_at=to_time(row.get(stream.stamp)) if stream.stamp else None,
            references=stream.refer(row) if stream.refer is not None else NO_REFERENCES,
            version=version,
        )


def question(stream: str, fields: Collection[str]) -> Question:
    """Compile a question. Fields that the stream does not have, or that are blocked, are left
    out.
    """
    return _compiled(stream, frozenset(fields))


@lru_cache(maxsize=64)
def _compiled(name: str, fields: frozenset[str]) -> Question:
    stream = STREAMS[name]
    picks = tuple(
        (key, standard.pick)
        for key, standard in stream.fields.items()
        if key in fields and standard.pick is not None
    )
    return Question(
        stream=stream,
        digest=hashlib.sha256(" ".join(sorted(fields)).encode()).hexdigest()[:8],
        picks=picks,
        names_property=name == "leases" and PROPERTY_NAME in fields,
        follows_leases=name == "tenants" and bool(fields & residency.FIELDS),
    )
