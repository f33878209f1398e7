"""From Jobber's JSON to Python values, one value at a time. Pure; trims text and does no more."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from core.records import FieldValue

Row = Mapping[str, Any]
Pick = Callable[[Row], FieldValue]

MOBILE = "MOBILE"  # a phone's description; Jobber answers it in capitals or not


def inside(row: Row, path: tuple[str, ...]) -> Any:
    """Return what lies in objects inside a row; None where one of them is missing."""
    found: Any = row
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def text(path: str) -> Pick:
    """Pick trimmed text, at a path such as "billingAddress/city"; blank is None."""
    steps = tuple(path.split("/"))
    return lambda row: to_text(inside(row, steps))


def flag(name: str) -> Pick:
    """Pick true, false, or None where Jobber says neither."""

    def pick(row: Row) -> FieldValue:
        value = row.get(name)
        return value if isinstance(value, bool) else None

    return pick


def number(path: str) -> Pick:
    """Pick a number or an amount."""
    steps = tuple(path.split("/"))
    return lambda row: to_number(inside(row, steps))


def whole(name: str) -> Pick:
    """Pick a whole number."""

    def pick(row: Row) -> FieldValue:
        value = to_number(row.get(name))
        return int(value) if value is not None and value == value.to_integral_value() else None

    return pick


def moment(path: str) -> Pick:
    """Pick a time, in UTC."""
    steps = tuple(path.split("/"))
    return lambda row: to_time(inside(row, steps))


def to_text(value: object) -> str | None:
    """Return trimmed text; None for blank and for what is no text.

    >>> to_text(" a "), to_text(" "), to_text(None), to_text(42)
    ('a', None, None, '42')
    """
    if value is None or isinstance(value, bool | list | Mapping):
        return None
    return str(value).strip() or None


def to_number(value: object) -> Decimal | None:
    """Return a finite number, or None.

    >>> to_number(Decimal("12.50")), to_number(3), to_number("3"), to_number(True)
    (Decimal('12.50'), Decimal('3'), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    found = Decimal(value)
    return found if found.is_finite() else None


def to_time(value: object) -> datetime | None:
    """Return an ISO time in UTC, or None. A time that names no offset is taken as UTC.

    >>> to_time("2026-03-01T09:30:00-05:00").isoformat(), to_time("0001-01-01T00:00:00Z")
    ('2026-03-01T14:30:00+00:00', None)
    """
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year > 1 else None  # an empty date, in some programs' words


# -- one of several: also used to know which sub-record a write edits ------------------------------


def primary(items: Iterable[Row] | None) -> Row | None:
    """Return the item that is marked as the primary one; else the first."""
    listed = list(items or ())
    return next((item for item in listed if item.get("primary") is True), None) or (
        listed[0] if listed else None
    )


def mobile(items: Iterable[Row] | None) -> Row | None:
    """Return the first phone that is described as a mobile one."""
    return next(
        (item for item in items or () if str(item.get("description")).upper() == MOBILE), None
    )


def main_phone(items: Iterable[Row] | None) -> Row | None:
    """Return the primary phone; of those that are no mobile's, if there is one.

    So that a person with two numbers has both: the mobile one has a field of its own.
    """
    listed = list(items or ())
    others = [item for item in listed if str(item.get("description")).upper() != MOBILE]
    return primary(others) or primary(listed)


def email(row: Row) -> FieldValue:
    """Pick the primary address, in lower case: in another case it is the same one."""
    item = primary(row.get("emails"))
    found = to_text(item.get("address")) if item is not None else None
    return found.lower() if found else None


def other_emails(row: Row) -> FieldValue:
    """Pick the addresses that are not the primary one, each once and in lower case."""
    items = row.get("emails") or ()
    main = primary(items)
    texts = (to_text(item.get("address")) for item in items if item is not main)
    return tuple(dict.fromkeys(text.lower() for text in texts if text))


def phone(row: Row) -> FieldValue:
    """Pick the main number, as it was typed."""
    item = main_phone(row.get("phones"))
    return to_text(item.get("number")) if item is not None else None


def mobile_phone(row: Row) -> FieldValue:
    """Pick the mobile number, as it was typed."""
    item = mobile(row.get("phones"))
    return to_text(item.get("number")) if item is not None else None


def may_text(row: Row) -> FieldValue:
    """Pick whether one of the numbers may be sent text messages."""
    said = [item.get("smsAllowed") for item in row.get("phones") or ()]
    return any(one is True for one in said) if said else None


def tags(row: Row) -> FieldValue:
    """Pick the labels of a client's tags, in order of the alphabet: Jobber's own is not told."""
    labels = (to_text(item.get("label")) for item in inside(row, ("tags", "nodes")) or ())
    return tuple(sorted({label for label in labels if label}))


# -- references ------------------------------------------------------------------------------------


def refer_own_company(row: Row) -> Mapping[str, tuple[str, ...]]:
    """Return the company that a client is itself: its contact person belongs to it."""
    return {"company": (str(row["id"]),) if row.get("isCompany") is True else ()}


def refer_client(row: Row) -> Mapping[str, tuple[str, ...]]:
    """Return whom something is for, under the name of its kind."""
    client = row.get("client") or {}
    ids = _ids(client)
    is_company = client.get("isCompany") is True
    return {
        "client_person": () if is_company else ids,
        "client_company": ids if is_company else (),
    }


def refer_request(row: Row) -> Mapping[str, tuple[str, ...]]:
    return {**refer_client(row), "property": _ids(row.get("property"))}


def refer_quote(row: Row) -> Mapping[str, tuple[str, ...]]:
    return {**refer_request(row), "request": _ids(row.get("request"))}


def refer_job(row: Row) -> Mapping[str, tuple[str, ...]]:
    return {**refer_quote(row), "quote": _ids(row.get("quote"))}


def refer_invoice(row: Row) -> Mapping[str, tuple[str, ...]]:
    jobs = inside(row, ("jobs", "nodes")) or ()
    return {**refer_client(row), "jobs": tuple(str(job["id"]) for job in jobs if job.get("id"))}


def _ids(item: Row | None) -> tuple[str, ...]:
    return (str(item["id"]),) if item and item.get("id") else ()
