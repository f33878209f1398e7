"""From ServiceTitan's JSON to Python values, one value at a time. Pure; trims text and no more.

A customer's contacts and memberships are lists of their own; whoever reads a row has put them into
it under CONTACTS and MEMBERSHIPS.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.servicetitan import names
from core.records import FieldValue

Row = Mapping[str, Any]
Pick = Callable[[Row], FieldValue]

CONTACTS = "contacts of it"
MEMBERSHIPS = "memberships of it"
NO_MAIL = re.compile(r"(no|none|noemail|no-email|na|decline[d]?|unknown)@", re.IGNORECASE)
"""How offices fill an address in where a customer has none."""

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<\s*(br|/p|/div|/li)\b[^>]*>", re.IGNORECASE)
_NOTHING: Row = {}


# -- plain values --------------------------------------------------------------------------------


def text(key: str, sub: str = "") -> Pick:
    """Pick trimmed text, also of an object inside the row; blank is None."""

    def pick(row: Row) -> FieldValue:
        value = (row.get(key) or _NOTHING).get(sub) if sub else row.get(key)
        return (str(value).strip() or None) if value is not None else None

    return pick


def flag(key: str) -> Pick:
    """Pick true, false, or None where neither is said."""

    def pick(row: Row) -> FieldValue:
        value = row.get(key)
        return value if isinstance(value, bool) else None

    return pick


def number(key: str) -> Pick:
    """Pick a number or a sum, whether it is sent as one or as text."""
    return lambda row: to_number(row.get(key))


def moment(key: str) -> Pick:
    """Pick a time, in UTC."""
    return lambda row: to_time(row.get(key))


def day(key: str) -> Pick:
    """Pick the day of a time, as written."""
    return lambda row: to_day(row.get(key))


def id_of(key: str) -> Pick:
    """Pick the id of something that has a name elsewhere."""

    def pick(row: Row) -> FieldValue:
        value = row.get(key)
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None

    return pick


def ids_of(key: str) -> Pick:
    """Pick several such ids, in a fixed order."""
    return lambda row: tuple(str(each) for each in sorted(row.get(key) or ()))


def plain_text(key: str) -> Pick:
    """Pick HTML as the text that it shows."""
    return lambda row: to_plain(row.get(key))


def to_plain(value: object) -> str | None:
    r"""Return the text of HTML, a line for each paragraph.

    >>> to_plain("<p>No heat &amp; no <b>hot water</b></p><p>Call first</p>")
    'No heat & no hot water\nCall first'
    >>> to_plain("<p> </p>"), to_plain(None)
    (None, None)
    """
    if not isinstance(value, str):
        return None
    lines = html.unescape(_TAG.sub("", _BREAK.sub("\n", value))).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip()) or None


def to_time(value: object) -> datetime | None:
    """Return an ISO time in UTC, or None; the year 1 stands for none.

    >>> to_time("2026-03-01T09:30:00-05:00").isoformat(), to_time("0001-01-01T00:00:00Z")
    ('2026-03-01T14:30:00+00:00', None)
    >>> to_time("soon"), to_time(None)
    (None, None)
    """
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    if found.year == 1:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def to_day(value: object) -> date | None:
    """Return the date of an ISO time as it is written, whatever its zone.

    >>> to_day("2026-03-01T00:00:00Z"), to_day("0001-01-01T00:00:00Z"), to_day(7)
    (datetime.date(2026, 3, 1), None, None)
    """
    found = to_time(value)
    return date.fromisoformat(str(value)[:10]) if found is not None else None


def to_number(value: object) -> Decimal | None:
    """Return a finite number, or None.

    >>> to_number("1234.50"), to_number(3), to_number("n/a"), to_number(True)
    (Decimal('1234.50'), Decimal('3'), None, None)
    """
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


# -- names -----------------------------------------------------------------------------------------


def first_name(row: Row) -> FieldValue:
    """Pick what of a customer's name is the first name."""
    return names.split(row.get("name"))[0]


def last_name(row: Row) -> FieldValue:
    """Pick what of it is the last name: all of it where it is not one person's."""
    return names.split(row.get("name"))[1]


# -- contacts: also used to know which of them a write edits ---------------------------------------


def of_kind(contacts: Iterable[Row] | None, kind: str) -> list[Row]:
    """Return the contacts of a kind ("Email", "MobilePhone"), the oldest first.

    Those are left out that are no longer in use, and what only says that there is none.
    """
    found = [
        each
        for each in contacts or ()
        if each.get("type") == kind
        and each.get("active") is not False
        and str(each.get("value") or "").strip()
        and not (kind == "Email" and NO_MAIL.match(str(each["value"]).strip()))
    ]
    return sorted(found, key=lambda each: each.get("id") or 0)


def contact(kind: str) -> Pick:
    """Pick the first contact of a kind."""

    def pick(row: Row) -> FieldValue:
        found = of_kind(row.get(CONTACTS), kind)
        return str(found[0]["value"]).strip() if found else None

    return pick


def other_emails(row: Row) -> FieldValue:
    """Pick the e-mail addresses beside the first, each once and in lower case."""
    first, *others = of_kind(row.get(CONTACTS), "Email") or [_NOTHING]
    texts = (str(each["value"]).strip().lower() for each in others)
    known = str(first.get("value") or "").strip().lower()
    return tuple(each for each in dict.fromkeys(texts) if each != known)


def do_not_text(row: Row) -> FieldValue:
    """Pick whether any of the customer's numbers must not be sent texts."""
    settings = [each.get("phoneSettings") or _NOTHING for each in row.get(CONTACTS) or ()]
    return any(each.get("doNotText") is True for each in settings)


# -- memberships -----------------------------------------------------------------------------------

_RANK = {"Active": 0, "Suspended": 1, "Expired": 2, "Canceled": 3}


def membership(row: Row) -> Row:
    """Return the membership that counts: an active one before others, then the newest."""
    found = [each for each in row.get(MEMBERSHIPS) or () if each.get("active") is not False]
    ranked = sorted(found, key=lambda each: -int(each.get("id") or 0))
    return min(ranked, key=lambda each: _RANK.get(str(each.get("status")), 9), default=_NOTHING)


def of_membership(pick: Pick) -> Pick:
    """Pick something of that membership."""
    return lambda row: pick(membership(row))
