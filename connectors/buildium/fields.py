"""One field of a stream, and how the tables of them are written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.buildium import wire
from connectors.buildium.wire import Pick
from core.schema import Admission, Choice, DataClass, Field, FieldType


@dataclass(frozen=True, slots=True)
class Standard:
    """One field. Without `pick` it is named only so that a person sees that it stays away."""

    field: Field
    pick: Pick | None


def table(*standards: Standard) -> Mapping[str, Standard]:
    """Return fields by name. What is not said to be writable is read-only."""
    return {standard.field.name: standard for standard in standards}


def writable(*standards: Standard) -> tuple[Standard, ...]:
    return tuple(replace(one, field=replace(one.field, read_only=False)) for one in standards)


def value(
    name: str,
    label: str,
    type: FieldType,
    data_class: DataClass,
    pick: Pick,
    *,
    admission: Admission = Admission.ALLOW,
    choices: Sequence[str] = (),
) -> Standard:
    """Describe a field that may travel, or may be switched on."""
    options = tuple(Choice(each, wire.country_name(each) or each) for each in choices)
    return Standard(Field(name, label, type, data_class, admission, options, True), pick)


def text(name: str, label: str, path: str, data_class: DataClass = DataClass.CONTACT) -> Standard:
    return value(name, label, FieldType.TEXT, data_class, wire.text(path))


def day(name: str, label: str, path: str) -> Standard:
    return value(name, label, FieldType.DATE, DataClass.SCHEDULE, wire.day(path))


def moment(name: str, label: str, path: str) -> Standard:
    return value(name, label, FieldType.DATETIME, DataClass.SCHEDULE, wire.moment(path))


def flag(name: str, label: str, path: str) -> Standard:
    return value(name, label, FieldType.BOOL, DataClass.PUBLIC, wire.flag(path))


def whole(name: str, label: str, path: str) -> Standard:
    return value(name, label, FieldType.INTEGER, DataClass.PUBLIC, wire.whole(path))


def choice(
    name: str, label: str, path: str, options: Sequence[str], *, opt_in: bool = False
) -> Standard:
    """Describe a choice; what Buildium may add to its options is empty until we know it."""
    admission = Admission.OPT_IN if opt_in else Admission.ALLOW
    pick = wire.option(path, frozenset(options))
    kind, data_class = FieldType.CHOICE, DataClass.PUBLIC
    return value(name, label, kind, data_class, pick, admission=admission, choices=options)


def money(name: str, label: str, path: str) -> Standard:
    """Describe a sum, which a manager may switch on."""
    kind, opt_in = FieldType.MONEY, Admission.OPT_IN
    return value(name, label, kind, DataClass.MONEY, wire.number(path), admission=opt_in)


def free_text(name: str, label: str, path: str) -> Standard:
    """Describe what people write in their own words, which a manager may switch on."""
    kind, opt_in = FieldType.LONG_TEXT, Admission.OPT_IN
    return value(name, label, kind, DataClass.FREE_TEXT, wire.text(path), admission=opt_in)


def blocked(name: str, label: str, data_class: DataClass) -> Standard:
    """Describe what never travels, and is never made a value."""
    return Standard(Field(name, label, FieldType.TEXT, data_class, Admission.BLOCK, (), True), None)


def phones() -> tuple[Standard, ...]:
    """Describe the kinds of number that there is a place for in HubSpot."""
    kinds = (
        ("home", "Home", "Home phone"),
        ("work", "Office", "Work phone"),
        ("mobile", "Cell", "Mobile phone"),
        ("fax", "Fax", "Fax"),
    )
    return tuple(
        value(f"phone_{ours}", label, FieldType.PHONE, DataClass.CONTACT, wire.phone(theirs))
        for ours, theirs, label in kinds
    )


def address(key: str = "Address") -> tuple[Standard, ...]:
    nation = wire.country(f"{key}.Country")
    return (
        value("street", "Street", FieldType.LONG_TEXT, DataClass.CONTACT, wire.street(key)),
        text("city", "City", f"{key}.City"),
        text("state", "State", f"{key}.State"),
        text("postal_code", "Postal code", f"{key}.PostalCode"),
        value("country", "Country", FieldType.TEXT, DataClass.CONTACT, nation),
    )


def email(name: str, label: str, path: str) -> Standard:
    return value(name, label, FieldType.EMAIL, DataClass.CONTACT, wire.text(path))
