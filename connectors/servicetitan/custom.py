"""The office's own fields: "custom.<id>" of customers, locations and jobs."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from connectors.servicetitan.wire import Row, to_number
from core.records import FieldValue
from core.schema import Admission, Choice, DataClass, Field, FieldType

PREFIX = "custom."

_TYPES: Mapping[str, tuple[FieldType, DataClass]] = {
    "text": (FieldType.TEXT, DataClass.FREE_TEXT),
    "dropdown": (FieldType.CHOICE, DataClass.UNCLASSIFIED),
    "numeric": (FieldType.NUMBER, DataClass.UNCLASSIFIED),
}


def is_custom(name: str) -> bool:
    """Return whether `name` names a custom field.

    >>> is_custom("custom.55"), is_custom("custom.x"), is_custom("city")
    (True, False, False)
    """
    return name.startswith(PREFIX) and name.removeprefix(PREFIX).isdecimal()


def type_id(name: str) -> int:
    """Return ServiceTitan's id of a custom field.

    >>> type_id("custom.55")
    55
    """
    return int(name.removeprefix(PREFIX))


def defined(rows: Iterable[Row]) -> dict[str, Field]:
    """Describe the fields of a list of definitions, in its order."""
    found = [
        _field(
            int(row["id"]),
            row.get("name"),
            str(row.get("dataType") or ""),
            row.get("dataTypeOptions") or (),
        )
        for row in rows
    ]
    return {field.name: field for field in found}


def seen(values: Iterable[Row]) -> dict[str, Field]:
    """Describe fields by their values, where the definitions may not be read: all are text."""
    found = {
        int(each["typeId"]): _field(int(each["typeId"]), each.get("name"), "text")
        for each in values
    }
    return {field.name: field for _, field in sorted(found.items())}


def decode(
    values: Iterable[Row] | None, wanted: Iterable[str], known: Mapping[str, Field]
) -> dict[str, FieldValue]:
    """Return the wanted custom values by our names; None for those that the record lacks."""
    texts = {each.get("typeId"): str(each.get("value") or "").strip() for each in values or ()}
    fields: dict[str, FieldValue] = {}
    for name in wanted:
        text = texts.get(type_id(name)) or None
        field = known.get(name)
        is_number = field is not None and field.type is FieldType.NUMBER
        fields[name] = to_number(text) if is_number else text
    return fields


def merged(values: Iterable[Row] | None, edits: Mapping[str, FieldValue]) -> list[Row]:
    """Return the whole list with some values changed: what a list leaves out may be taken away.

    An emptied field is sent as empty text, which clears it whether lists replace or add.
    """
    whole = {int(each["typeId"]): str(each.get("value") or "") for each in values or ()}
    whole |= {type_id(name): encode(value) for name, value in edits.items()}
    return [{"typeId": number, "value": value} for number, value in whole.items()]


def encode(value: FieldValue) -> str:
    """Return `value` as ServiceTitan takes it: text, whatever the type of the field.

    >>> encode(Decimal("1E+2")), encode("Oil"), encode(None)
    ('100', 'Oil', '')
    """
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _field(number: int, name: object, kind: str, options: Iterable[object] = ()) -> Field:
    type_, data_class = _TYPES.get(kind.lower(), (FieldType.TEXT, DataClass.UNCLASSIFIED))
    return Field(
        f"{PREFIX}{number}",
        str(name or "").strip() or f"Custom field {number}",
        type_,
        data_class,
        Admission.OPT_IN,
        choices=tuple(Choice(str(option), str(option)) for option in options),
        read_only=kind.lower() not in _TYPES,
        group="Custom fields",
        custom=True,
    )
