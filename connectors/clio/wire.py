"""From Clio's JSON to Python values, one value at a time. Pure; trims text and does no more."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from connectors.clio.free_mail import FREE_MAIL
from core.records import FieldValue

Row = Mapping[str, Any]
Pick = Callable[[Row], FieldValue]


# -- plain values --------------------------------------------------------------------------------


def text(key: str) -> Pick:
    """Pick trimmed text; blank is None."""

    def pick(row: Row) -> FieldValue:
        value = row.get(key)
        return (str(value).strip() or None) if value is not None else None

    return pick


def nested_text(key: str, sub: str) -> Pick:
    """Pick trimmed text of an object inside the row."""

    def pick(row: Row) -> FieldValue:
        value = (row.get(key) or _NOTHING).get(sub)
        return (str(value).strip() or None) if value is not None else None

    return pick


def flag(key: str) -> Pick:
    """Pick true, false, or None where Clio says neither."""

    def pick(row: Row) -> FieldValue:
        value = row.get(key)
        return value if isinstance(value, bool) else None

    return pick


def whole(key: str) -> Pick:
    """Pick a whole number."""

    def pick(row: Row) -> FieldValue:
        value = row.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    return pick


def day(key: str) -> Pick:
    """Pick a date."""
    return lambda row: to_date(row.get(key))


def moment(key: str) -> Pick:
    """Pick a time, in UTC."""
    return lambda row: to_time(row.get(key))


def to_date(value: object) -> date | None:
    """Return an ISO date (of a time: its date as written), or None.

    >>> to_date("2026-03-01"), to_date("soon"), to_date(None)
    (datetime.date(2026, 3, 1), None, None)
    """
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def to_time(value: object) -> datetime | None:
    """Return an ISO time in UTC, or None. A time that names no offset is taken as UTC.

    >>> to_time("2026-03-01T09:30:00-05:00").isoformat()
    '2026-03-01T14:30:00+00:00'
    """
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def to_number(value: object) -> Decimal | None:
    """Return a finite number, or None.

    >>> to_number("12.50"), to_number(3), to_number("n/a"), to_number(True)
    (Decimal('12.50'), Decimal('3'), None, None)
    """
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


# -- one of several: also used to know which sub-record a write edits ------------------------------


def primary(items: Iterable[Row] | None, mark: str = "primary") -> Row | None:
    """Return the item that is marked as the primary one."""
    return next((item for item in items or () if item.get(mark) is True), None)


def named(items: Sequence[Row] | None, name: str) -> Row | None:
    """Return the item called `name`; of several the primary one, else the oldest."""
    found = [item for item in items or () if item.get("name") == name]
    if len(found) > 1:
        return primary(found) or min(found, key=_age)
    return found[0] if found else None


def default_site(items: Sequence[Row] | None) -> Row | None:
    """Return the web site that is marked as the default, else the oldest."""
    return primary(items, "default_web_site") or min(items or (), key=_age, default=None)


def phone(name: str) -> Pick:
    """Pick the number called `name`."""

    def pick(row: Row) -> FieldValue:
        item = named(row.get("phone_numbers"), name)
        return str(item.get("number") or "").strip() or None if item is not None else None

    return pick


def other_emails(row: Row) -> FieldValue:
    """Pick the addresses that are not the primary one, each once and in lower case, oldest first.

    They travel as one text, in which another case would be a change.
    """
    items = row.get("email_addresses") or ()
    others = (item for item in sorted(items, key=_age) if item.get("primary") is not True)
    texts = (str(item.get("address") or "").strip().lower() for item in others)
    return tuple(dict.fromkeys(text for text in texts if text))


def website(row: Row) -> FieldValue:
    """Pick the default web site."""
    item = default_site(row.get("web_sites"))
    return str(item.get("address") or "").strip() or None if item is not None else None


def domain_hint(row: Row) -> FieldValue:
    """Pick the domain that a company is probably known by: of its web site, else its e-mails."""
    site = website(row)
    mails = [str(item.get("address") or "") for item in row.get("email_addresses") or ()]
    return domain(site if isinstance(site, str) else None, mails)


def domain(site: str | None, mails: Iterable[str]) -> str | None:
    """Return the host of `site`, else the one domain of `mails` at which not anybody has mail.

    >>> domain("https://www.Ruiz.example/about", ()), domain("ruiz.example:8080", ())
    ('ruiz.example', 'ruiz.example')
    >>> domain(None, ["ana@ruiz.example", "ana@gmail.com"]), domain(None, ["ana@gmail.com"])
    ('ruiz.example', None)
    >>> domain("soon", ()), domain(None, ["ana@ruiz.example", "ana@cohen.example"])
    (None, None)
    """
    host = ""
    if site:
        try:
            host = urlsplit(site if "//" in site else f"//{site}").hostname or ""
        except ValueError:  # such as a half-typed IPv6 address
            host = ""
        host = host.removeprefix("www.")
    if not _is_domain(host):
        hosts = {mail.strip().lower().rpartition("@")[2] for mail in mails} - FREE_MAIL
        found = [host for host in hosts if _is_domain(host)]
        host = found[0] if len(found) == 1 else ""
    return host or None


def _is_domain(host: str) -> bool:
    labels = host.split(".")
    return (
        len(labels) > 1
        and all(labels)
        and not any(char.isspace() for char in host)
        and not labels[-1].isdecimal()  # an IP address names no company
    )


# -- references ------------------------------------------------------------------------------------


def refer_company(row: Row) -> Mapping[str, tuple[str, ...]]:
    """Return the company that a person belongs to."""
    return {"company": _ids(row.get("company"))}


def refer_client(row: Row) -> Mapping[str, tuple[str, ...]]:
    """Return the client of a matter, under the name of its kind."""
    client = row.get("client") or _NOTHING
    kind, ids = client.get("type"), _ids(client)
    return {
        "client_person": ids if kind == "Person" else (),
        "client_company": ids if kind == "Company" else (),
    }


def refer_entry(row: Row) -> Mapping[str, tuple[str, ...]]:
    """Return a calendar entry's matter, and the contacts among those who attend."""
    contacts = (item for item in row.get("attendees") or () if item.get("type") == "Contact")
    attendees = tuple(str(item["id"]) for item in contacts)
    return {"matter": _ids(row.get("matter")), "attendees": attendees}


def _ids(item: Row | None) -> tuple[str, ...]:
    return (str(item["id"]),) if item and item.get("id") is not None else ()


def _age(item: Row) -> int:
    """Order sub-records by age: Clio's ids grow."""
    number = item.get("id")
    return number if isinstance(number, int) else 0


_NOTHING: Row = {}
