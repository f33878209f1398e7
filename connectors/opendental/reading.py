"""One question to a stream, compiled from the fields that a mapping uses: which columns of an
answer are looked at, and how they are read. What is not asked for is never made a value.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from connectors.opendental import wire
from connectors.opendental.schema import CHOICES, DECODE, Stream
from connectors.opendental.streams import STREAMS
from connectors.opendental.wire import Decode, Scalar
from core.errors import Code, SyncError
from core.records import FieldValue, Record
from core.schema import Admission, FieldType

CLOCK = "serverDateTime"  # in every row: what time it is in the office

Shape = type[msgspec.Struct]
Row = Any  # an instance of a question's shape
Read = Callable[[Row, ZoneInfo], FieldValue]


@dataclass(frozen=True, slots=True)
class Question:
    """A stream and some of its fields."""

    stream: Stream
    shape: Shape  # holds the columns that are looked at, and no others
    reads: Mapping[str, tuple[tuple[str, ...], Read]]  # field -> its columns, and how to read them

    def row(self, raw: object) -> Row:
        """Take what may be had of a row of an answer; a value of an unheard-of type is left out."""
        try:
            found = msgspec.convert(raw, self.shape)
        except msgspec.ValidationError:
            found = None
        if found is None:
            found = msgspec.convert(_plain(raw), self.shape)
        if self.id(found) is None:
            raise SyncError(Code.UNEXPECTED, detail=self.stream.key)
        return found

    def id(self, row: Row) -> str | None:
        """Return a row's number as text."""
        value = getattr(row, self.stream.key)
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None

    def is_record(self, row: Row) -> bool:
        """Return whether a row is a record: no planned treatment or note, nobody deleted, and no
        patient among those who refer patients.
        """
        stream = self.stream
        if stream.patient and getattr(row, stream.patient) != 0:
            return False
        status = getattr(row, stream.status) if stream.status else None
        if stream.statuses and status not in stream.statuses:
            return False
        return status not in stream.gone

    def record(self, row: Row, zone: ZoneInfo) -> Record:
        """Read a row, whose times are the zone's."""
        stream = self.stream
        fields = {
            name: read(row, zone)
            for name, (columns, read) in self.reads.items()
            if all(getattr(row, column) is not msgspec.UNSET for column in columns)
        }
        return Record(
            stream=stream.name,
            id=str(self.id(row)),
            fields=fields,
            modified_at=wire.to_utc(getattr(row, stream.stamp), zone) if stream.stamp else None,
            references={
                name: wire.number(getattr(row, column))
                for name, (column, _to) in stream.references.items()
            },
        )


def question(stream: str, fields: Collection[str]) -> Question:
    """Compile a question. Fields that may not be read, or are not there, are left out."""
    return _compiled(stream, frozenset(fields))


@lru_cache(maxsize=64)
def _compiled(name: str, fields: frozenset[str]) -> Question:
    stream = STREAMS[name]
    reads: dict[str, tuple[tuple[str, ...], Read]] = {}
    for key, field in stream.fields.items():
        may_be_read = field.admission is not Admission.BLOCK or key in stream.filterable
        if key in fields and may_be_read:
            reads[key] = ((key,), _column(key, _decoder(stream, key, field.type)))
    for key, derived in stream.derived.items():
        if key in fields and derived.field.admission is not Admission.BLOCK:
            reads[key] = (derived.columns, _DERIVED[key])
    own = (stream.key, stream.stamp, stream.status, stream.patient, CLOCK)
    columns = dict.fromkeys(filter(None, own))
    columns |= dict.fromkeys(column for column, _to in stream.references.values())
    columns |= dict.fromkeys(column for columns, _read in reads.values() for column in columns)
    kinds = [(column, Scalar | msgspec.UnsetType, msgspec.UNSET) for column in columns]
    return Question(stream, msgspec.defstruct("Row", kinds, frozen=True), reads)


def _decoder(stream: Stream, name: str, type: FieldType) -> Decode:
    if (stream.name, name) == ("appointments", "Pattern"):
        return wire.minutes
    if type is FieldType.CHOICE:
        return wire.one_of(frozenset(CHOICES[stream.thing, name]))
    return DECODE.get(type, wire.text)


def _column(name: str, decode: Decode) -> Read:
    return lambda row, zone: decode(getattr(row, name), zone)


def _call_name(row: Row, zone: ZoneInfo) -> FieldValue:
    return wire.text(row.Preferred, zone) or wire.text(row.FName, zone)


def _ends(row: Row, zone: ZoneInfo) -> FieldValue:
    return wire.end(wire.to_utc(row.AptDateTime, zone), row.Pattern)


_DERIVED: Mapping[str, Read] = {"CallName": _call_name, "EndDateTime": _ends}


def _plain(raw: object) -> dict[str, Scalar]:
    """Return what of a row is text, a whole number, true, false or nothing."""
    if not isinstance(raw, dict):
        raise SyncError(Code.UNEXPECTED)
    return {key: value for key, value in raw.items() if isinstance(value, str | int | None)}
