"""What a stream of Open Dental's is, and how its fields are described.

A field is called as its column is. Class and admission of each come from `classes.json`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.opendental import wire
from connectors.opendental.classes import admission, classified, data_class
from connectors.opendental.wire import Decode
from core.schema import NO_GUARD, Admission, Choice, DataClass, Field, FieldType, Guard

PATIENT_STATUSES = ("Patient", "NonPatient", "Inactive", "Archived", "Deceased", "Prospective")
"""A deleted patient is no record any more."""
APPOINTMENT_STATUSES = ("Scheduled", "Complete", "UnschedList", "ASAP", "Broken")
"""Planned treatment and notes, which Open Dental keeps among them, are never read."""
_METHODS = ("None", "DoNotCall", "HmPhone", "WkPhone", "WirelessPh", "Email", "SeeNotes", "Mail")
_WAYS = (*_METHODS, "TextMessage")
_TEXT_OK = ("Unknown", "Yes", "No")

CHOICES: Mapping[tuple[str, str], Sequence[str]] = {
    ("patient", "PatStatus"): PATIENT_STATUSES,
    ("patient", "Gender"): ("Male", "Female", "Unknown", "Other"),
    ("patient", "Position"): ("Single", "Married", "Child", "Widowed", "Divorced"),
    ("patient", "PreferConfirmMethod"): _WAYS,
    ("patient", "PreferContactMethod"): _WAYS,
    ("patient", "PreferRecallMethod"): _WAYS,
    ("patient", "PreferContactConfidential"): _WAYS,
    ("patient", "TxtMsgOk"): _TEXT_OK,
    ("patient", "ShortCodeOptIn"): _TEXT_OK,
    ("appointment", "AptStatus"): APPOINTMENT_STATUSES,
    ("appointment", "Priority"): ("Normal", "ASAP"),
    ("provider", "ProvStatus"): ("Active", "Deleted"),
}

DECODE: Mapping[FieldType, Decode] = {
    FieldType.BOOL: wire.flag,
    FieldType.DATE: wire.day,
    FieldType.DATETIME: wire.moment,
    FieldType.INTEGER: wire.whole,
}

_TYPES = {
    "b": FieldType.BOOL,
    "c": FieldType.CHOICE,
    "d": FieldType.DATE,
    "e": FieldType.EMAIL,
    "i": FieldType.INTEGER,
    "m": FieldType.DATETIME,
    "p": FieldType.PHONE,
    "t": FieldType.TEXT,
}


@dataclass(frozen=True, slots=True)
class Derived:
    """A field of ours, made of several columns; as sensitive as the first of them."""

    field: Field
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: where Open Dental keeps it, and what it consists of."""

    name: str
    label: str
    thing: str  # its object in `classes.json`
    path: str  # of the list
    key: str  # column of the number
    fields: Mapping[str, Field]
    derived: Mapping[str, Derived] = field(default_factory=dict)
    single: str = ""  # path of one, before its number; "" where there is none
    stamp: str = ""  # column that says when a row was last changed; "" where none does
    filters: bool = False  # the list can be asked for what changed since
    references: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # name -> column, stream
    status: str = ""  # column of a row's status
    statuses: frozenset[str] = frozenset()  # the only ones that are records; none: all may be
    gone: frozenset[str] = frozenset()  # statuses that are none
    patient: str = ""  # column that must be 0: the row would be a patient
    writable: frozenset[str] = frozenset()  # fields
    guard: Guard = NO_GUARD

    @property
    def filterable(self) -> frozenset[str]:
        """Return blocked fields that may be read all the same, to hold a record back by them."""
        return frozenset(rule.field for rule in self.guard.rows)


def columns(thing: str, lines: str, writable: frozenset[str]) -> dict[str, Field]:
    """Describe every classified column of an object; `lines` has label and type of some."""
    told = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        name, label, kind = (part.strip() for part in line.split("|"))
        told[name] = (label, _TYPES[kind])
    return {
        name: _field(thing, name, *told.get(name, (name, FieldType.TEXT)), name in writable)
        for name in classified(thing)
    }


def _field(thing: str, name: str, label: str, type: FieldType, writable: bool) -> Field:
    options = tuple(Choice(value, value) for value in CHOICES.get((thing, name), ()))
    return Field(
        name,
        label,
        type,
        data_class(thing, name),
        admission(thing, name),
        options,
        read_only=not writable,
        reason=classified(thing)[name].reason,
    )


def derived(
    thing: str, name: str, label: str, type: FieldType, *columns: str
) -> tuple[str, Derived]:
    described = Field(
        name,
        label,
        type,
        data_class(thing, columns[0]),
        max((admission(thing, column) for column in columns), key=_STRICTNESS.index),
        read_only=True,
    )
    return name, Derived(described, columns)


_STRICTNESS = (Admission.ALLOW, Admission.OPT_IN, Admission.BLOCK)


def unknown(stream: Stream, columns: Sequence[str]) -> dict[str, Field]:
    """Describe columns that an answer had and nobody has classified: blocked, and shown so."""
    return {
        name: Field(
            name,
            name,
            data_class=DataClass.UNCLASSIFIED,
            admission=Admission.BLOCK,
            read_only=True,
            reason="New in Open Dental: nobody has said what it tells of a patient.",
        )
        for name in columns
        if name not in stream.fields
    }
