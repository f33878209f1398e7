"""The filters of each list: a query parameter's value becomes a test of a row.

Parameters that a list does not know are passed over, as Clio passes them over.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from operator import eq, ge, gt, le, lt
from typing import Any

from connectors.clio.simulator.account import Account, iso
from connectors.clio.simulator.errors import RefusalError

Test = Callable[[Any], bool]
Make = Callable[[Account, list[str]], Test]
Params = Mapping[str, list[str]]

OPERATORS = {">=": ge, "<=": le, ">": gt, "<": lt, "=": eq}


def tests(account: Account, kind: str, params: Params) -> list[Test]:
    """Return the tests that a row of `kind` has to pass; 400 for values of a wrong form."""
    known = {**COMMON, **BY_KIND.get(kind, {})}
    found = [make(account, params[name]) for name, make in known.items() if name in params]
    if kind == "bills" and "state" not in params:
        found.append(lambda row: row.state != "deleted")
    for name, values in params.items():
        if name.startswith("custom_field_values[") and name.endswith("]"):
            found.append(_custom_value(name[len("custom_field_values[") : -1], values))
    return found


def _moment(text: str) -> datetime:
    # A plus sign that was not percent-encoded arrives as a space.
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise RefusalError(400, "not an ISO-8601 timestamp") from None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise RefusalError(400, "not a date") from None


def _numbers(values: Iterable[str]) -> frozenset[int]:
    try:
        return frozenset(int(value) for value in values)
    except ValueError:
        raise RefusalError(400, "not an identifier") from None


def _yes(values: list[str]) -> bool:
    return values[-1].lower() in ("true", "1")


def _since(attribute: str) -> Make:
    """Compare texts: stored times are UTC and cut to seconds, so the bound is cut as well."""

    def make(_account: Account, values: list[str]) -> Test:
        bound = iso(_moment(values[-1]))
        return lambda row: bool(getattr(row, attribute) >= bound)

    return make


def _until(attribute: str) -> Make:
    def make(_account: Account, values: list[str]) -> Test:
        bound = iso(_moment(values[-1]))
        return lambda row: bool(getattr(row, attribute) <= bound)

    return make


def _id_in(attribute: str, *, among: bool = True) -> Make:
    def make(_account: Account, values: list[str]) -> Test:
        ids = _numbers(values)
        return lambda row: (getattr(row, attribute) in ids) is among

    return make


def _word(attribute: str, *words: str) -> Make:
    """Match words as the filter writes them, in lower case or several with commas."""

    def make(_account: Account, values: list[str]) -> Test:
        wanted = {word for value in values for word in value.split(",")}
        if words and not wanted <= set(words):
            raise RefusalError(400, "not one of the values that this filter takes")
        folded = {word.lower() for word in wanted}
        return lambda row: str(getattr(row, attribute)).lower() in folded

    return make


def _flag(attribute: str) -> Make:
    def make(_account: Account, values: list[str]) -> Test:
        wanted = _yes(values)
        return lambda row: getattr(row, attribute) is wanted

    return make


def _dates(attribute: str) -> Make:
    """Compare with one or more bounds such as ">=2026-01-31"; all have to hold."""

    def bound(text: str) -> Test:
        for sign, holds in OPERATORS.items():
            if text.startswith(sign):
                day = _day(text[len(sign) :])
                return lambda row: (
                    (value := getattr(row, attribute)) is not None and bool(holds(value, day))
                )
        raise RefusalError(400, "no operator before the date")

    def make(_account: Account, values: list[str]) -> Test:
        bounds = [bound(value) for value in values]
        return lambda row: all(holds(row) for holds in bounds)

    return make


def _clients_only(account: Account, values: list[str]) -> Test:
    clients = account.matters_of
    return (lambda row: clients[row.id] > 0) if _yes(values) else _anything


def _with_email(_account: Account, values: list[str]) -> Test:
    return (lambda row: bool(row.email_addresses)) if _yes(values) else _anything


def _anything(_row: Any) -> bool:
    return True


def _initial(_account: Account, values: list[str]) -> Test:
    letter = values[-1].upper()
    return lambda row: (row.last_name or row.name).upper().startswith(letter)


def _contact_query(_account: Account, values: list[str]) -> Test:
    words = values[-1].lower()

    def found(row: Any) -> bool:
        texts = [row.name, row.title, *(email.address for email in row.email_addresses)]
        texts += [phone.number for phone in row.phone_numbers]
        return any(words in text.lower() for text in texts if text)

    return found


def _matter_query(account: Account, values: list[str]) -> Test:
    words = values[-1].lower()

    def found(row: Any) -> bool:
        client = account.contacts.get(row.client_id)
        texts = [
            row.display_number,
            str(row.number),
            row.description,
            client.name if client else "",
        ]
        return any(words in text.lower() for text in texts)

    return found


def _text_query(attribute: str) -> Make:
    def make(_account: Account, values: list[str]) -> Test:
        words = values[-1].lower()
        return lambda row: words in (getattr(row, attribute) or "").lower()

    return make


def _external(attribute: str) -> Make:
    def make(_account: Account, values: list[str]) -> Test:
        return lambda row: any(
            getattr(item, attribute) in values for item in row.external_properties
        )

    return make


def _of_matter(_account: Account, values: list[str]) -> Test:
    ids = _numbers(values)
    return lambda row: not ids.isdisjoint(row.matter_ids)


def _custom_value(field_id: str, values: list[str]) -> Test:
    """Compare a custom field's value; without an operator for equality."""
    (wanted,) = _numbers([field_id])
    text = values[-1].lstrip("=")
    if text[:1] in "<>":
        raise RefusalError(400, "this operator is not simulated")
    return lambda row: any(
        v.field_id == wanted and v.value == text for v in row.custom_field_values
    )


COMMON: dict[str, Make] = {
    "updated_since": _since("updated_at"),
    "created_since": _since("created_at"),
    "ids[]": _id_in("id"),
}
CUSTOM_TYPES = frozenset(
    {"checkbox", "contact", "currency", "date", "time", "email"}
    | {"matter", "numeric", "picklist", "text_area", "text_line", "url"}
)
STATES = ("draft", "awaiting_approval", "awaiting_payment", "paid", "void", "deleted")
BY_KIND: dict[str, dict[str, Make]] = {
    "contacts": {
        "exclude_ids[]": _id_in("id", among=False),
        "type": _word("type", "Person", "Company"),
        "client_only": _clients_only,
        "email_only": _with_email,
        "initial": _initial,
        "query": _contact_query,
    },
    "matters": {
        "status": _word("status", "open", "closed", "pending"),
        "client_id": _id_in("client_id"),
        "practice_area_id": _id_in("practice_area_id"),
        "responsible_attorney_id": _id_in("responsible_attorney_id"),
        "originating_attorney_id": _id_in("originating_attorney_id"),
        "billable": _flag("billable"),
        "query": _matter_query,
        **{
            f"{name}{suffix}": _dates(name)
            for name in ("open_date", "close_date", "pending_date")
            for suffix in ("", "[]")
        },
    },
    "custom_fields": {
        "parent_type": _word("parent_type"),
        "field_type": _word("field_type", *CUSTOM_TYPES),
        "deleted": _flag("deleted"),
        "query": _text_query("name"),
    },
    "calendar_entries": {
        "from": _since("end_at"),
        "to": _until("start_at"),
        "matter_id": _id_in("matter_id"),
        "calendar_id": _id_in("calendar_owner_id"),
        "external_property_name": _external("name"),
        "external_property_value": _external("value"),
        "is_all_day": _flag("all_day"),
        "query": _text_query("summary"),
    },
    "bills": {
        "state": _word("state", *STATES),
        "client_id": _id_in("client_id"),
        "matter_id": _of_matter,
        "query": _text_query("number"),
    },
    "activities": {
        "matter_id": _id_in("matter_id"),
        "user_id": _id_in("user_id"),
        "type": _word("type", "TimeEntry", "ExpenseEntry", "HardCostEntry", "SoftCostEntry"),
    },
    "users": {"enabled": _flag("enabled"), "name": _text_query("name")},
    "practice_areas": {"name": _text_query("name"), "code": _word("code")},
    "matter_stages": {"practice_area_id": _id_in("practice_area_id")},
    "relationships": {"contact_id": _id_in("contact_id"), "matter_id": _id_in("matter_id")},
}
