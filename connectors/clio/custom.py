"""The office's own fields: "custom.<id>" of contacts and matters."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from connectors.clio.wire import Row, to_date, to_number
from core.records import FieldValue
from core.schema import Admission, Choice, DataClass, Field, FieldType

PREFIX = "custom."
DEFINITION = (
    "id,name,parent_type,field_type,deleted,required,display_order,"
    "picklist_options{id,option,deleted_at}"
)
# Braces go one level deep, so `custom_field` answers with its defaults: id and etag.
ASKED = ("id", "value", "field_name", "field_type", "custom_field")

_TYPES: Mapping[str, tuple[FieldType, DataClass]] = {
    "checkbox": (FieldType.BOOL, DataClass.UNCLASSIFIED),
    "contact": (FieldType.TEXT, DataClass.UNCLASSIFIED),  # the id of a contact in Clio
    "currency": (FieldType.MONEY, DataClass.MONEY),
    "date": (FieldType.DATE, DataClass.UNCLASSIFIED),
    "email": (FieldType.EMAIL, DataClass.CONTACT),
    "matter": (FieldType.TEXT, DataClass.UNCLASSIFIED),  # the id of a matter in Clio
    "numeric": (FieldType.NUMBER, DataClass.UNCLASSIFIED),
    "picklist": (FieldType.CHOICE, DataClass.UNCLASSIFIED),
    "text_area": (FieldType.LONG_TEXT, DataClass.FREE_TEXT),
    "text_line": (FieldType.TEXT, DataClass.FREE_TEXT),
    "time": (FieldType.TEXT, DataClass.UNCLASSIFIED),
    "url": (FieldType.URL, DataClass.CONTACT),
}
_REFERRING = frozenset({"contact", "matter"})
_NOTHING: Row = {}


def is_custom(name: str) -> bool:
    """Return whether `name` names a custom field.

    >>> is_custom("custom.55"), is_custom("custom.x"), is_custom("city")
    (True, False, False)
    """
    return name.startswith(PREFIX) and name.removeprefix(PREFIX).isdecimal()


def custom_id(name: str) -> int:
    """Return Clio's id of a custom field.

    >>> custom_id("custom.55")
    55
    """
    return int(name.removeprefix(PREFIX))


def only(ids: Iterable[int]) -> Mapping[str, list[str]]:
    """Return the filter without which Clio answers with the values of all custom fields."""
    wanted = [str(number) for number in ids]
    return {"custom_field_ids[]": wanted} if wanted else {}


def defined(rows: Iterable[Row], parent: str) -> dict[str, Field]:
    """Describe the fields of `parent` ("contact", "matter") that are not deleted."""
    mine = [
        row
        for row in rows
        if str(row.get("parent_type", "")).lower() == parent and row.get("deleted") is not True
    ]
    mine.sort(key=lambda row: (row.get("display_order") or 0, row["id"]))
    return {f"{PREFIX}{row['id']}": _field(row["id"], row.get("name"), row) for row in mine}


def seen(values: Iterable[Row]) -> dict[str, Field]:
    """Describe fields by their values, where Clio hides the definitions."""
    found: dict[str, Field] = {}
    for value in values:
        number = (value.get("custom_field") or {}).get("id")
        if number is not None:
            field = _field(number, value.get("field_name"), value)
            found.setdefault(field.name, field)
    return dict(sorted(found.items(), key=lambda item: custom_id(item[0])))


def decode(values: Iterable[Row] | None, wanted: Mapping[int, str]) -> dict[str, FieldValue]:
    """Return the wanted custom values by our names; None for those that the record lacks."""
    fields: dict[str, FieldValue] = dict.fromkeys(wanted.values())
    for value in values or ():
        name = wanted.get((value.get("custom_field") or _NOTHING).get("id", 0))
        if name is not None:
            read = _READ.get(str(value.get("field_type")), _text)
            fields[name] = read(value.get("value"))
    return fields


def encode(value: FieldValue) -> str:
    """Return `value` as Clio takes it: text, whatever the type of the field.

    >>> encode(True), encode(Decimal("1E+2")), encode(date(2026, 3, 1))
    ('true', '100', '2026-03-01')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():  # a datetime too
            return value.isoformat()
        case _:
            return str(value)


def _field(id: int, name: object, row: Row) -> Field:
    kind = str(row.get("field_type"))
    type_, data_class = _TYPES.get(kind, (FieldType.TEXT, DataClass.UNCLASSIFIED))
    return Field(
        f"{PREFIX}{id}",
        str(name or "").strip() or f"Custom field {id}",
        type_,
        data_class,
        Admission.OPT_IN,
        choices=_choices(row.get("picklist_options")),
        read_only=kind in _REFERRING or kind not in _TYPES,
        required=row.get("required") is True,
        group="Custom fields",
        custom=True,
    )


def _choices(options: Iterable[Row] | None) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(option["id"]), str(option.get("option") or f"Option {option['id']}").strip())
        for option in options or ()
        if not option.get("deleted_at")
    )


def _text(value: object) -> FieldValue:
    return (str(value).strip() or None) if value is not None else None


def _bool(value: object) -> FieldValue:
    return {"true": True, "false": False}.get(str(value).strip().lower())


_READ: Mapping[str, Callable[[object], FieldValue]] = {
    "checkbox": _bool,
    "currency": to_number,
    "date": to_date,
    "numeric": to_number,
}
