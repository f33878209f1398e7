"""Property definitions: HubSpot's JSON to fields, and our wishes to HubSpot's JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.hubspot.objects import kind_of
from connectors.hubspot.standard import admission, standard_fields
from connectors.hubspot.wire import Codec
from core.connector import NeededField
from core.schema import Choice, DataClass, Field, FieldType

Row = Mapping[str, Any]

OUR_PREFIX = "sync300_"
OUR_GROUP = "sync300"
OUR_GROUP_LABEL = "300Sync"

GROUP_LABELS: Mapping[str, str] = {
    OUR_GROUP: OUR_GROUP_LABEL,
    "appointmentinformation": "Appointment information",
    "companyinformation": "Company information",
    "contactinformation": "Contact information",
    "dealinformation": "Deal information",
    "ticketinformation": "Ticket information",
}
"""Headings that are known without asking; others are asked for where they occur."""

_TYPES: Mapping[str, FieldType] = {
    "bool": FieldType.BOOL,
    "date": FieldType.DATE,
    "datetime": FieldType.DATETIME,
    "enumeration": FieldType.CHOICE,
    "number": FieldType.NUMBER,
    "phone_number": FieldType.PHONE,
}
_BY_INPUT: Mapping[tuple[str, str], FieldType] = {
    ("enumeration", "booleancheckbox"): FieldType.BOOL,
    ("enumeration", "checkbox"): FieldType.CHOICES,
    ("string", "html"): FieldType.LONG_TEXT,
    ("string", "phonenumber"): FieldType.PHONE,
    ("string", "textarea"): FieldType.LONG_TEXT,
}
_FINER = frozenset({FieldType.EMAIL, FieldType.PHONE, FieldType.URL})  # than HubSpot's "string"
_CLASS_OF_TYPE: Mapping[FieldType, DataClass] = {
    FieldType.EMAIL: DataClass.CONTACT,
    FieldType.LONG_TEXT: DataClass.FREE_TEXT,
    FieldType.MONEY: DataClass.MONEY,
    FieldType.PHONE: DataClass.CONTACT,
}
_WISHES: Mapping[FieldType, tuple[str, str]] = {  # (type, fieldType) of a property to be made
    FieldType.TEXT: ("string", "text"),
    FieldType.LONG_TEXT: ("string", "textarea"),
    FieldType.EMAIL: ("string", "text"),
    FieldType.PHONE: ("string", "phonenumber"),
    FieldType.URL: ("string", "text"),
    FieldType.INTEGER: ("number", "number"),
    FieldType.NUMBER: ("number", "number"),
    FieldType.MONEY: ("number", "number"),
    FieldType.DATE: ("date", "date"),
    FieldType.DATETIME: ("datetime", "date"),
    FieldType.BOOL: ("bool", "booleancheckbox"),
    FieldType.CHOICE: ("enumeration", "select"),
    FieldType.CHOICES: ("enumeration", "checkbox"),
}
_YES_NO = (("true", "Yes"), ("false", "No"))


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of one stream, as the portal has them now."""

    fields: Mapping[str, Field]
    codec: Codec
    options: Mapping[str, list[Row]]  # as HubSpot tells them, of properties that have some


def read_properties(stream: str, rows: Iterable[Row]) -> Properties:
    """Describe what a portal says of its properties."""
    fields: dict[str, Field] = {}
    options: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("archived") is not True:
            field = read_property(stream, row)
            fields[field.name] = field
            if row.get("options"):
                options[field.name] = row["options"]
    return Properties(fields, Codec(stream, fields), options)


def read_property(stream: str, row: Row) -> Field:
    """Describe one property. Its group is HubSpot's name for it, not the heading."""
    name = str(row["name"])
    kind, known = kind_of(stream), standard_fields(stream).get(name)
    type_ = _type(row, known)
    data_class = _class(name, row, type_, known)
    metadata = row.get("modificationMetadata") or {}
    return Field(
        name,
        str(row.get("label") or name),
        type_,
        data_class,
        admission(data_class),
        choices=tuple(
            Choice(str(option["value"]), str(option.get("label") or option["value"]))
            for option in row.get("options") or ()
        ),
        read_only=metadata.get("readOnlyValue") is True or row.get("calculated") is True,
        required=name in kind.required,
        unique=row.get("hasUniqueValue") is True or name in kind.unique,
        group=str(row.get("groupName") or ""),
        custom=row.get("hubspotDefined") is not True,
    )


def unique_key(name: str, label: str) -> dict[str, Any]:
    """Return the definition of a unique property of ours."""
    body = wish(NeededField(name, label))
    return body | {
        "hasUniqueValue": True,
        "description": "Which record of the office's system this is. Kept by 300Sync.",
    }


def wish(needed: NeededField) -> dict[str, Any]:
    """Return the definition of a property to be made."""
    type_, field_type = _WISHES[needed.type]
    body: dict[str, Any] = {
        "name": needed.name,
        "label": needed.label,
        "groupName": OUR_GROUP,
        "type": type_,
        "fieldType": field_type,
        "formField": False,
    }
    if needed.type is FieldType.MONEY:
        body["showCurrencySymbol"] = True
    if needed.type is FieldType.BOOL:
        body["options"] = [option(*each, order=i) for i, each in enumerate(_YES_NO)]
    elif needed.choices:
        body["options"] = [option(each, each, order=i) for i, each in enumerate(needed.choices)]
    return body


def option(value: str, label: str, *, order: int) -> dict[str, Any]:
    """Return one option of a property to be made."""
    return {"value": value, "label": label, "displayOrder": order, "hidden": False}


def _type(row: Row, known: Field | None) -> FieldType:
    type_, field_type = str(row.get("type")), str(row.get("fieldType"))
    found = _BY_INPUT.get((type_, field_type)) or _TYPES.get(type_, FieldType.TEXT)
    if found is FieldType.TEXT and known is not None and known.type in _FINER:
        return known.type
    if found is FieldType.NUMBER and _is_money(row, known):
        return FieldType.MONEY
    return found


def _is_money(row: Row, known: Field | None) -> bool:
    return (
        row.get("showCurrencySymbol") is True
        or row.get("numberDisplayHint") == "currency"
        or (known is not None and known.type is FieldType.MONEY)
    )


def _class(name: str, row: Row, type_: FieldType, known: Field | None) -> DataClass:
    if row.get("dataSensitivity") in ("sensitive", "highly_sensitive"):
        return DataClass.CLINICAL
    if known is not None:
        return known.data_class
    if name.startswith(OUR_PREFIX):
        return DataClass.PUBLIC
    return _CLASS_OF_TYPE.get(type_, DataClass.UNCLASSIFIED)
