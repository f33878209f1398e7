"""What a stream of Boulevard's is, and how its fields are described.

A field is called as its path is, with dots: "address.city". Class and admission of each come from
`classes.json`, by the first step of its path or by the object that it lies in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from connectors.boulevard import wire
from connectors.boulevard.classes import admission, classified, data_class
from connectors.boulevard.wire import Decode
from core.schema import NO_GUARD, Admission, Choice, DataClass, Field, FieldType, Guard

STATES = ("BOOKED", "CONFIRMED", "ARRIVED", "ACTIVE", "FINAL", "CANCELLED")
REASONS = (
    *("CLIENT_CANCEL", "CLIENT_LATE_CANCEL", "MERGED", "MISTAKE", "NO_SHOW", "OFFBOARDED"),
    *("STAFF_CANCEL", "VOIDED"),
)
CHOICES: Mapping[str, tuple[str, ...]] = {
    "AppointmentState": STATES,
    "AppointmentCancellationReason": REASONS,
    "BookedByType": ("CLIENT", "STAFF"),
    "SubscriptionStatus": ("ACTIVE", "CANCELLED", "PAST_DUE", "PAUSED"),
}
"""The words of Boulevard's enumerations that somebody has looked at."""

_DECODE: Mapping[FieldType, Decode] = {
    FieldType.BOOL: wire.flag,
    FieldType.DATE: wire.day,
    FieldType.DATETIME: wire.moment,
    FieldType.INTEGER: wire.whole,
    FieldType.MONEY: wire.cents,
}
_TYPES = {
    "b": FieldType.BOOL,
    "d": FieldType.DATE,
    "e": FieldType.EMAIL,
    "i": FieldType.INTEGER,
    "m": FieldType.DATETIME,
    "$": FieldType.MONEY,
    "p": FieldType.PHONE,
    "t": FieldType.TEXT,
    "u": FieldType.URL,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A field that can be read: what is asked for, and how what comes is read."""

    field: Field
    paths: tuple[str, ...]  # as the kit's documents take them
    read: wire.Decode  # of the whole row; KeyError where the answer does not say


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: how Boulevard is asked for it, and what it consists of."""

    name: str
    label: str
    thing: str  # Boulevard's type
    list: str  # the query that lists them
    one: str  # the query for one, by id
    columns: Mapping[str, Column]
    blocked: Mapping[str, Field]  # what may not even be asked for
    references: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # name -> stream, path of the id
    stamp: str = ""  # the step that says when it was last changed; "" where none does
    filters: bool = False  # the list can be asked for what changed since
    by_place: bool = False  # the list is one location's
    alive: str = ""  # a condition of the list without which some might be left out
    rest: timedelta = timedelta()  # how long a list that cannot be asked for changes is left alone
    writable: frozenset[str] = frozenset()  # fields
    guard: Guard = NO_GUARD

    @property
    def allowed(self) -> frozenset[str]:
        """Return every path that a request may name."""
        own = ["id", self.stamp] if self.stamp else ["id"]
        merged = ["active", "mergedIntoClientId"] if self.thing == "Client" else []
        tied = [path for _to, path in self.references.values()]
        columns = (
            path
            for column in self.columns.values()
            if column.field.admission is not Admission.BLOCK
            for path in column.paths
        )
        return frozenset([*own, *merged, *tied, *columns])

    @property
    def known(self) -> frozenset[str]:
        """Return the names of the type's fields that somebody has classified."""
        return frozenset(classified(self.thing))

    @property
    def fields(self) -> Mapping[str, Field]:
        """Return all fields, those that are blocked among them."""
        return {**self.blocked, **{name: one.field for name, one in self.columns.items()}}


def columns(thing: str, lines: str, writable: frozenset[str]) -> dict[str, Column]:
    """Describe the fields that can be read: one a line, "path | label | type". The type is a
    letter, or an enumeration of CHOICES.
    """
    found = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        path, label, sort = (part.strip() for part in line.split("|"))
        name = path.replace("/", ".")
        words = CHOICES.get(sort, ())
        kind = FieldType.CHOICE if words else _TYPES[sort]
        decode = wire.one_of(frozenset(words)) if words else _DECODE.get(kind, wire.text)
        choices = tuple(Choice(word, word.replace("_", " ").capitalize()) for word in words)
        source = _source(thing, path)
        described = Field(
            name,
            label,
            kind,
            data_class(*source),
            admission(*source),
            choices,
            read_only=name not in writable,
            reason=_reason(*source),
        )
        found[name] = Column(described, (path,), _reader(tuple(path.split("/")), decode))
    return found


def settings(key: str, type: str, labels: Mapping[str, str]) -> dict[str, Column]:
    """Describe what a client agreed to be sent, by ways; `labels` are by way: "email", "sms"."""
    step = {"MARKETING": "marketingSettings", "APPOINTMENT_REMINDER": "reminderSettings"}[type]
    found = {}
    for way, label in labels.items():
        name = f"{key}.{way}"
        described = Field(
            name,
            label,
            FieldType.BOOL,
            data_class("Client", step),
            admission("Client", step),
            read_only=True,
        )
        paths = (f"{step}/type", f"{step}/{way}")
        found[name] = Column(described, paths, _setting(step, type, way))
    return found


def derived(name: str, label: str, words: tuple[str, ...], paths: str, read: Decode) -> Column:
    """Describe a field of ours that is made of several of an appointment's."""
    choices = tuple(Choice(word, word.replace("_", " ").capitalize()) for word in words)
    described = Field(
        name, label, FieldType.CHOICE, DataClass.SCHEDULE, Admission.ALLOW, choices, read_only=True
    )
    return Column(described, tuple(paths.split()), read)


def blocked(thing: str, columns: Mapping[str, Column]) -> dict[str, Field]:
    """Describe the classified fields that are never asked for, and those that lead elsewhere."""
    there = {path.split("/")[0] for column in columns.values() for path in column.paths}
    return {
        name: Field(
            name,
            name,
            FieldType.TEXT,
            data_class(thing, name),
            Admission.BLOCK,
            read_only=True,
            reason=_reason(thing, name) or "HubSpot has no place for it.",
        )
        for name in classified(thing)
        if name not in there
    }


def _reason(thing: str, name: str) -> str:
    """Return why a field is held back; "" where it is not, or its class says enough."""
    line = classified(thing).get(name)
    return line.reason if line is not None else ""


def _source(thing: str, path: str) -> tuple[str, str]:
    """Return the type and the field that a path is classified by."""
    first, _, rest = path.partition("/")
    inner = {"cancellation": "AppointmentCancellation"}.get(first)
    return (inner, rest) if inner else (thing, first)


def _reader(path: tuple[str, ...], decode: Decode) -> Decode:
    return lambda row: decode(wire.at(row, path))


def _setting(step: str, type: str, way: str) -> Decode:
    def read(row: wire.Row) -> wire.Decoded:
        found = [one for one in row[step] or () if one["type"] == type]
        return wire.flag(found[0][way]) if len(found) == 1 else None

    return read
