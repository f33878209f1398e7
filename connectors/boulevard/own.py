"""The fields that a business made itself, "custom.<key>": how each kind is asked for, and read,
once a person has classified it. Until then it is blocked, and nobody asks for it by its name.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from connectors.boulevard import wire
from connectors.boulevard.schema import Column
from connectors.boulevard.wire import UNKNOWN, Decode, Decoded
from core.schema import Field, FieldType

PREFIX = "custom."
_KEY = re.compile(r"[A-Za-z0-9_.-]+")  # one with anything else is left alone


def number(value: Any) -> Decoded:
    """Return a number, with or without a fraction."""
    if value is None:
        return None
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Decimal(value) if is_number else UNKNOWN


def option(value: Any) -> Decoded:
    """Return the id of the option that was chosen."""
    return wire.text(value["id"]) if isinstance(value, dict) else None


def options(value: Any) -> Decoded:
    """Return the ids of the options that were chosen."""
    if value is None:
        return None
    return tuple(str(one["id"]) for one in value) if isinstance(value, list) else UNKNOWN


_KINDS: Mapping[str, tuple[str, FieldType, Decode, str]] = {  # getter, type, reading, what of it
    "BOOLEAN": ("booleanValue", FieldType.BOOL, wire.flag, ""),
    "DATETIME": ("datetimeValue", FieldType.DATETIME, wire.moment, ""),
    "FLOAT": ("floatValue", FieldType.NUMBER, number, ""),
    "INTEGER": ("integerValue", FieldType.INTEGER, wire.whole, ""),
    "MULTISELECT": ("multiselectValues", FieldType.CHOICES, options, "/id"),
    "SELECT": ("selectValue", FieldType.CHOICE, option, "/id"),
    "TEXT": ("textValue", FieldType.TEXT, wire.text, ""),
}


def own_columns(kinds: Mapping[str, str]) -> dict[str, Column]:
    """Describe how fields are read, by name; `kinds` are Boulevard's."""
    found = {}
    for count, (name, kind) in enumerate(sorted(kinds.items())):
        key = name.removeprefix(PREFIX)
        if kind not in _KINDS or not _KEY.fullmatch(key):
            continue
        getter, sort, decode, part = _KINDS[kind]
        alias = f"own{count}"
        path = f'custom/{alias}: {getter}(key: "{key}"){part}'
        found[name] = Column(Field(name, name, sort), (path,), _reader(alias, decode))
    return found


def _reader(alias: str, decode: Decode) -> Decode:
    return lambda row: decode(wire.at(row, ("custom", alias)))
