"""What a stream and a field of Jobber's are, and short ways to write them into the tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from connectors.jobber import wire
from connectors.jobber.wire import Pick, Row
from core.schema import Admission, Choice, DataClass, Field, FieldType

Refer = Callable[[Row], Mapping[str, tuple[str, ...]]]
FEW = 10  # items of a list inside a record; of those that have more the record is read again
MANY = 100  # then


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard field. `asks` are its paths in the record."""

    field: Field
    asks: tuple[str, ...]
    pick: Pick


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: where Jobber keeps it, and what it consists of."""

    name: str
    label: str
    list: str  # the list's name: "clients"
    one: str  # what answers by id: "client"
    filter: str  # the type of the list's filter
    standard: Mapping[str, Standard]
    references: Mapping[str, str] = field(default_factory=dict)  # name -> stream
    refer: Refer | None = None
    refer_asks: tuple[str, ...] = ()
    applies_to: str = ""  # of custom fields, as Jobber names the kind
    ours: Mapping[str, bool] = field(default_factory=dict)  # what its records have in common
    stamped: bool = True  # records have updatedAt
    changes: str = "filter"  # how changes are found: or "sort", or through "clients"
    archivable: bool = False
    writes: frozenset[str] = frozenset()  # fields that we may write
    ties: frozenset[str] = frozenset()  # references that a CREATE sets

    @property
    def writable(self) -> bool:
        return bool(self.writes)


# -- rows of the tables ----------------------------------------------------------------------------

PUBLIC, CONTACT, SCHEDULE = DataClass.PUBLIC, DataClass.CONTACT, DataClass.SCHEDULE
MONEY, FREE_TEXT = DataClass.MONEY, DataClass.FREE_TEXT


def row(
    name: str,
    label: str,
    data_class: DataClass,
    type: FieldType,
    pick: Pick,
    *asks: str,
    admission: Admission = Admission.ALLOW,
) -> Standard:
    return Standard(Field(name, label, type, data_class, admission), asks or (name,), pick)


def text(
    name: str,
    label: str,
    data_class: DataClass = CONTACT,
    type: FieldType = FieldType.TEXT,
    *,
    at: str = "",
    admission: Admission = Admission.ALLOW,
) -> Standard:
    """Describe a text, kept under its own name or at a path."""
    path = at or name
    return row(name, label, data_class, type, wire.text(path), path, admission=admission)


def flag(name: str, label: str, data_class: DataClass = PUBLIC) -> Standard:
    return row(name, label, data_class, FieldType.BOOL, wire.flag(name))


def money(name: str, label: str, at: str = "") -> Standard:
    path = at or name
    return row(name, label, MONEY, FieldType.MONEY, wire.number(path), path)


def moment(name: str, label: str, at: str = "") -> Standard:
    path = at or name
    return row(name, label, SCHEDULE, FieldType.DATETIME, wire.moment(path), path)


def status(name: str, label: str, *values: str) -> Standard:
    known = text(name, label, PUBLIC, FieldType.CHOICE)
    choices = tuple(Choice(value, value.replace("_", " ").capitalize()) for value in values)
    return replace(known, field=replace(known.field, choices=choices))


def words(name: str, label: str) -> Standard:
    return text(name, label, FREE_TEXT, FieldType.LONG_TEXT, admission=Admission.OPT_IN)


def table(writes: frozenset[str], *standards: Standard) -> Mapping[str, Standard]:
    return {
        one.field.name: replace(
            one, field=replace(one.field, read_only=one.field.name not in writes)
        )
        for one in standards
    }


def address(at: str) -> tuple[Standard, ...]:
    parts = (
        ("street1", "Street"),
        ("street2", "Street, second line"),
        ("city", "City"),
        ("province", "State or province"),
        ("postalCode", "Postal code"),
        ("country", "Country"),
    )
    return tuple(text(name, label, at=f"{at}/{name}") for name, label in parts)


LINK = text("jobberWebUri", "Page in Jobber", PUBLIC, FieldType.URL)
CREATED = moment("createdAt", "Made on")
