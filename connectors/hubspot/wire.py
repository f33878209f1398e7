"""HubSpot's texts to Python values and back. Pure. Every value is a text on the wire; which kind
of value it stands for is known from the property's definition.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.records import FieldValue, Record
from core.schema import Field, FieldType

Row = Mapping[str, Any]
Read = Callable[[str], FieldValue]
Spell = Callable[[Any], str]

MIDNIGHT = "T00:00:00.000Z"


class Codec:
    """Reads and spells the values of one stream, by what is known of its properties."""

    def __init__(self, stream: str, fields: Mapping[str, Field]) -> None:
        self.stream = stream
        self._known = fields.keys()
        kinds = {name: field.type for name, field in fields.items()}
        self._read = {name: _READ[kind] for name, kind in kinds.items() if kind in _READ}
        self._spell = {name: _SPELL[kind] for name, kind in kinds.items() if kind in _SPELL}

    def values(self, properties: Row, names: Collection[str]) -> dict[str, FieldValue]:
        """Decode the named properties. One that the portal does not have is left out."""
        read, known = self._read, self._known
        fields: dict[str, FieldValue] = {}
        for name in names:
            value = properties.get(name)
            if value is None or value == "":
                if name in known:
                    fields[name] = None
            elif name in read:
                fields[name] = read[name](value)
            else:
                fields[name] = value
        return fields

    def record(self, row: Row, names: Collection[str]) -> Record:
        """Decode one record."""
        return Record(
            self.stream,
            row["id"],
            self.values(row["properties"], names),
            moment(row.get("updatedAt")),
            archived=row.get("archived") is True,
        )

    def spelt(self, values: Mapping[str, FieldValue]) -> dict[str, str]:
        """Spell values as HubSpot takes them; an empty text clears a property."""
        special = self._spell
        return {
            name: special[name](value) if name in special else spell(value)
            for name, value in values.items()
        }


def spell(value: FieldValue) -> str:
    """Spell one value by its Python type. Text is trimmed.

    >>> spell(True), spell(Decimal("1E+2")), spell(("a", "b")), spell(None), spell(" Ana ")
    ('true', '100', 'a;b', '', 'Ana')
    """
    return _BY_TYPE[type(value)](value)


def to_date(text: str) -> FieldValue:
    """Return a date from ISO text or from milliseconds; any other text as it is.

    >>> to_date("2026-03-01"), to_date("1772323200000"), to_date("soon")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), 'soon')
    """
    try:
        return date.fromisoformat(text[:10]) if "-" in text[1:] else _from_millis(text).date()
    except (ValueError, OverflowError, OSError):
        return text


def to_time(text: str) -> FieldValue:
    """Return a time in UTC from ISO text or from milliseconds; any other text as it is.

    >>> to_time("2026-03-01T09:30:00-05:00").isoformat(), to_time("1772323200000").isoformat()
    ('2026-03-01T14:30:00+00:00', '2026-03-01T00:00:00+00:00')
    """
    try:
        found = datetime.fromisoformat(text) if "-" in text[1:] else _from_millis(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return text


def to_number(text: str) -> FieldValue:
    """Return a finite number; any other text as it is.

    >>> to_number("12.50"), to_number("n/a")
    (Decimal('12.50'), 'n/a')
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text


def moment(text: object) -> datetime | None:
    """Return the time of an answer's own `updatedAt`, or None."""
    found = to_time(text) if isinstance(text, str) else None
    return found if isinstance(found, datetime) else None


def millis(time: datetime) -> int:
    """Return a time as HubSpot's filters count it.

    >>> millis(datetime(2026, 3, 1, 0, 0, 0, 5000, tzinfo=UTC))
    1772323200005
    """
    past = time - _EPOCH
    return (past.days * 86_400 + past.seconds) * 1000 + past.microseconds // 1000


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of a text that HubSpot puts semicolons between.

    >>> listed(";a;b"), listed("")
    (('a', 'b'), ())
    """
    return tuple(part for part in text.split(";") if part)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _from_millis(text: str) -> datetime:
    return datetime.fromtimestamp(int(text) / 1000, UTC)


def _to_bool(text: str) -> FieldValue:
    return {"true": True, "false": False}.get(text.strip().lower(), text)


def _spell_time(value: datetime) -> str:
    text = value.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def _as_date(value: FieldValue) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).date().isoformat()
    return spell(value)


def _as_time(value: FieldValue) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat() + MIDNIGHT
    return spell(value)


_READ: Mapping[FieldType, Read] = {
    FieldType.NUMBER: to_number,
    FieldType.MONEY: to_number,
    FieldType.BOOL: _to_bool,
    FieldType.DATE: to_date,
    FieldType.DATETIME: to_time,
    FieldType.CHOICES: listed,
}
_SPELL: Mapping[FieldType, Spell] = {FieldType.DATE: _as_date, FieldType.DATETIME: _as_time}
_BY_TYPE: Mapping[type, Spell] = {
    str: str.strip,
    type(None): lambda _nothing: "",
    bool: lambda value: "true" if value else "false",
    int: str,
    Decimal: lambda value: format(value, "f"),
    date: date.isoformat,
    datetime: _spell_time,
    tuple: lambda value: ";".join(part for item in value if (part := item.strip())),
}
