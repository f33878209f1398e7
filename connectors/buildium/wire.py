"""From Buildium's JSON to Python values, one value at a time. Pure; trims text and does no more.

Whatever has another form than the manual says, such as an option that nobody has heard of, is
None: unknown, and never a guess.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.records import FieldValue

Row = Mapping[str, Any]
Pick = Callable[[Row], FieldValue]

NO_DATE = date(1, 1, 1)  # an empty date, as .NET writes it
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COUNTRIES = {  # whose name the enumeration's spelling would not give back
    "AntiguaandBarbuda": "Antigua and Barbuda",
    "BosniaandHerzegovina": "Bosnia and Herzegovina",
    "CotedIvoire": "Cote d'Ivoire",
    "GuineaBissau": "Guinea-Bissau",
    "IsleofMan": "Isle of Man",
    "SaintKittsandNevis": "Saint Kitts and Nevis",
    "SaintPierreandMiquelon": "Saint Pierre and Miquelon",
    "SaintVincentandtheGrenadines": "Saint Vincent and the Grenadines",
    "SaoTomeandPrincipe": "Sao Tome and Principe",
    "SerbiaandMontenegro": "Serbia and Montenegro",
    "TimorLeste": "Timor-Leste",
    "TrinidadandTobago": "Trinidad and Tobago",
    "TurksandCaicosIslands": "Turks and Caicos Islands",
    "WallisandFutuna": "Wallis and Futuna",
}
_NOTHING: Row = {}


def inside(row: Row, key: str) -> Row:
    """Return an object inside the row; an empty one where there is none."""
    found = row.get(key)
    return found if isinstance(found, Mapping) else _NOTHING


def items(row: Row, key: str) -> Iterable[Row]:
    """Return the objects of a list inside the row."""
    found = row.get(key)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else ()


# -- plain values ----------------------------------------------------------------------------------


def at(path: str) -> Callable[[Row], object]:
    """Return what reads a value: of the row, or with a dot of an object inside it."""
    outer, dot, inner = path.partition(".")
    if dot:
        return lambda row: inside(row, outer).get(inner)
    return lambda row: row.get(path)


def text(path: str) -> Pick:
    """Pick trimmed text; blank is None."""
    find = at(path)
    return lambda row: to_text(find(row))


def flag(path: str) -> Pick:
    """Pick true, false, or None where Buildium says neither."""
    find = at(path)

    def pick(row: Row) -> FieldValue:
        value = find(row)
        return value if isinstance(value, bool) else None

    return pick


def whole(path: str) -> Pick:
    """Pick a whole number."""
    find = at(path)

    def pick(row: Row) -> FieldValue:
        value = find(row)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    return pick


def number(path: str) -> Pick:
    """Pick an amount."""
    find = at(path)
    return lambda row: to_number(find(row))


def day(path: str) -> Pick:
    """Pick a date."""
    find = at(path)
    return lambda row: to_date(find(row))


def moment(path: str) -> Pick:
    """Pick a time, in UTC."""
    find = at(path)
    return lambda row: to_time(find(row))


def option(path: str, known: Collection[str]) -> Pick:
    """Pick one of the known options."""
    find = at(path)

    def pick(row: Row) -> FieldValue:
        value = find(row)
        return value if isinstance(value, str) and value in known else None

    return pick


def counted(path: str, numbers: Mapping[str, str]) -> Pick:
    """Pick the number that an option stands for, such as 2.5 for "TwoPointFiveBath"."""
    find = at(path)

    def pick(row: Row) -> FieldValue:
        value = find(row)
        found = numbers.get(value) if isinstance(value, str) else None
        return Decimal(found) if found is not None else None

    return pick


def to_text(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def to_date(value: object) -> date | None:
    """Return an ISO date (of a time: its date as written), or None.

    >>> to_date("2026-03-01"), to_date("0001-01-01"), to_date("soon"), to_date(None)
    (datetime.date(2026, 3, 1), None, None, None)
    """
    try:
        found = date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
    return None if found == NO_DATE else found


def to_time(value: object) -> datetime | None:
    """Return an ISO time in UTC, or None. A time that names no offset is taken as UTC.

    >>> to_time("2026-03-01T09:30:00-05:00").isoformat(), to_time("0001-01-01T00:00:00")
    ('2026-03-01T14:30:00+00:00', None)
    """
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    if found.date() == NO_DATE:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def to_number(value: object) -> Decimal | None:
    """Return a finite number, or None.

    >>> to_number(Decimal("12.50")), to_number(3), to_number("n/a"), to_number(True)
    (Decimal('12.50'), Decimal('3'), None, None)
    """
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


# -- people and places -----------------------------------------------------------------------------


def phone(kind: str) -> Pick:
    """Pick the first number of a kind, such as "Cell"."""

    def pick(row: Row) -> FieldValue:
        some = (item for item in items(row, "PhoneNumbers") if item.get("Type") == kind)
        return next(filter(None, (to_text(item.get("Number")) for item in some)), None)

    return pick


def called(row: Row) -> FieldValue:
    """Pick what a person or a company is called."""
    if row.get("IsCompany") is True:
        return to_text(row.get("CompanyName"))
    parts = (to_text(row.get("FirstName")), to_text(row.get("LastName")))
    return " ".join(filter(None, parts)) or to_text(row.get("CompanyName"))


def street(key: str) -> Pick:
    """Pick the lines of an address."""

    def pick(row: Row) -> FieldValue:
        address = inside(row, key)
        lines = (to_text(address.get(f"AddressLine{number}")) for number in (1, 2, 3))
        return "\n".join(filter(None, lines)) or None

    return pick


def country(path: str) -> Pick:
    """Pick the name of a country."""
    find = at(path)

    def pick(row: Row) -> FieldValue:
        value = find(row)
        return country_name(value) if isinstance(value, str) else None

    return pick


def country_name(value: str) -> str | None:
    """Return a country as people write it.

    >>> country_name("UnitedStates"), country_name("TrinidadandTobago"), country_name("Peru")
    ('United States', 'Trinidad and Tobago', 'Peru')
    """
    return _COUNTRIES.get(value) or _WORDS.sub(" ", value) or None


# -- references ------------------------------------------------------------------------------------


def ids(values: Iterable[object]) -> tuple[str, ...]:
    """Return ids as text, each once; what is no id is left out, and so is Buildium's 0."""
    found = (str(v) for v in values if isinstance(v, int) and not isinstance(v, bool) and v > 0)
    return tuple(dict.fromkeys(found))
