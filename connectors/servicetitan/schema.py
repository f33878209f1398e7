"""How a stream and its fields are described: where ServiceTitan keeps them, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from connectors.servicetitan import wire
from connectors.servicetitan.wire import Pick, Row
from core.schema import Admission, Choice, DataClass, Field, FieldType

CONTACTS, MEMBERSHIPS = "contacts", "memberships"
"""Parts of a customer that lie elsewhere, and have feeds of their own."""


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard field. `part` names where it lies if not in the row itself; `lookup` names the
    list in which its id has a name. Without `pick` it is blocked, and never read.
    """

    field: Field
    pick: Pick | None
    part: str = ""
    lookup: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: where ServiceTitan keeps it, and what it consists of."""

    name: str
    label: str
    feed: str  # path of its export feed
    list: str  # path of its list
    standard: Mapping[str, Standard]
    kind: str = ""  # of customers: both kinds share one feed
    references: Mapping[str, str] = field(default_factory=dict)  # beside the customer
    keys: Mapping[str, str] = field(default_factory=dict)  # reference -> key of the row
    customer: str = ""  # key of the customer's id, or of an object that has it
    order: Mapping[str, str] = field(default_factory=lambda: {"sort": "+Id"})
    has_active: bool = True  # its list can be asked for what is inactive too
    customs: str = ""  # path of the definitions of the office's own fields
    writable: bool = False
    web: str = ""  # of a record's page, behind "/#/"


# -- rows of the tables ----------------------------------------------------------------------------

PUBLIC, CONTACT, SCHEDULE = DataClass.PUBLIC, DataClass.CONTACT, DataClass.SCHEDULE
MONEY, FREE = DataClass.MONEY, DataClass.FREE_TEXT
ALLOW, OPT_IN = Admission.ALLOW, Admission.OPT_IN


def one(  # noqa: PLR0913 - a row of the table
    name: str,
    label: str,
    pick: Pick | None,
    data_class: DataClass = PUBLIC,
    type: FieldType = FieldType.TEXT,
    *,
    admission: Admission = ALLOW,
    part: str = "",
    lookup: str = "",
    choices: tuple[str, ...] = (),
) -> Standard:
    options = tuple(Choice(choice, choice) for choice in choices)
    return Standard(Field(name, label, type, data_class, admission, options), pick, part, lookup)


def choice(name: str, label: str, key: str, *choices: str) -> Standard:
    return one(name, label, wire.text(key), PUBLIC, FieldType.CHOICE, choices=choices)


def moment(name: str, label: str, key: str) -> Standard:
    return one(name, label, wire.moment(key), SCHEDULE, FieldType.DATETIME)


def day(name: str, label: str, key: str) -> Standard:
    return one(name, label, wire.day(key), SCHEDULE, FieldType.DATE)


def sum_of(name: str, label: str, key: str, admission: Admission) -> Standard:
    return one(name, label, wire.number(key), MONEY, FieldType.MONEY, admission=admission)


def named(name: str, label: str, key: str, lookup: str) -> Standard:
    return one(name, label, wire.id_of(key), PUBLIC, lookup=lookup)


def contact(name: str, label: str, kind: str, type: FieldType) -> Standard:
    return one(name, label, wire.contact(kind), CONTACT, type, part=CONTACTS)


def blocked(name: str, label: str) -> Standard:
    kind, admission = DataClass.RESTRICTED_ID, Admission.BLOCK
    return one(name, label, None, kind, admission=admission)


def read_only(*standards: Standard) -> tuple[Standard, ...]:
    return tuple(replace(one, field=replace(one.field, read_only=True)) for one in standards)


def table(*standards: Standard) -> Mapping[str, Standard]:
    return {standard.field.name: standard for standard in standards}


# -- what all streams share ------------------------------------------------------------------------

RESIDENTIAL, COMMERCIAL = "Residential", "Commercial"  # kinds of customers
OF_CUSTOMER = {"customer_person": "persons", "customer_company": "companies"}
"""The references of whatever belongs to a customer: which it is, the customer's kind decides."""


def references(stream: Stream) -> Mapping[str, str]:
    """Return all references of a stream by name."""
    return {**(OF_CUSTOMER if stream.customer else {}), **stream.references}


def kind_of(customer: Row) -> str:
    """Return a customer's kind. Whatever is not said to be a household is taken for a firm: a kind
    that is new to us is left out nowhere.
    """
    return RESIDENTIAL if customer.get("type") == RESIDENTIAL else COMMERCIAL


def key_of(row: Row, key: str) -> str | None:
    """Return an id that stands in the row, or in an object inside it."""
    value = row.get(key)
    if isinstance(value, dict):
        value = value.get("id")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value else None
