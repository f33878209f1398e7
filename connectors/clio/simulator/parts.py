"""Writing nested rows: with an id one is edited, without one another is added, with `_destroy` it
is removed, and those not mentioned stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from msgspec.structs import replace

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.errors import RefusalError, invalid
from connectors.clio.simulator.rows import (
    Address,
    CustomField,
    CustomValue,
    EmailAddress,
    Part,
    PhoneNumber,
    WebSite,
)
from connectors.clio.simulator.shapes.custom import value_id

P = TypeVar("P", EmailAddress, PhoneNumber, WebSite, Address)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one sort of nested row is written."""

    row: type[Any]
    attributes: frozenset[str]
    names: frozenset[str]
    needed: str = ""  # an attribute that may not be empty
    default: str = ""  # the write's word for "this one is the main one"
    flag: str = "primary"  # the row's word for it


RULES = {
    "email_addresses": Rule(
        EmailAddress,
        frozenset({"address"}),
        frozenset({"Work", "Home", "Other"}),
        needed="address",
        default="default_email",
    ),
    "phone_numbers": Rule(
        PhoneNumber,
        frozenset({"number"}),
        frozenset({"Work", "Home", "Mobile", "Fax", "Pager", "Skype", "Other"}),
        needed="number",
        default="default_number",
    ),
    "addresses": Rule(
        Address,
        frozenset({"street", "city", "province", "postal_code", "country"}),
        frozenset({"Work", "Home", "Billing", "Other"}),
    ),
    "web_sites": Rule(
        WebSite,
        frozenset({"address"}),
        frozenset(
            {
                "Work",
                "Personal",
                "Twitter",
                "Facebook",
                "LinkedIn",
                "Instant Messenger",
                "Other",
            }
        ),
        needed="address",
        default="default_web_site",
        flag="default_web_site",
    ),
}


def written(account: Account, what: str, old: Sequence[P], items: Any) -> list[P]:
    """Return the rows of sort `what` after a write; `old` is left as it is."""
    rule = RULES[what]
    rows: list[Any] = list(old)
    for item in as_list(items, what):
        unknown = set(item) - rule.attributes - {"id", "name", "_destroy", rule.default}
        if unknown and account.profile.strict_attributes:
            raise RefusalError(400, f"{what}.{min(unknown)} is not a known attribute")
        place = _place(account, rows, item.get("id"), what)
        if item.get("_destroy"):
            del rows[_must(place, f"{what} to destroy without an id")]
        else:
            _write_one(account, rule, rows, place, item)
    _settle_flag(rows, rule.flag)
    return rows


def _write_one(
    account: Account, rule: Rule, rows: list[Any], place: int | None, item: Mapping[str, Any]
) -> None:
    values = {k: item[k] for k in (*rule.attributes, "name") if k in item}
    if values.get("name", "Other") not in rule.names:
        raise invalid("name is not included in the list")
    _check_texts(values)
    if place is None:
        if rule.needed and not values.get(rule.needed):
            raise invalid(f"{rule.needed} can't be blank")
        if not rule.needed and not any(values.get(name) for name in rule.attributes):
            raise invalid("address can't be blank")
        row = rule.row(**account.stamps("parts"), **values)
        rows.append(row)
    else:
        now = account.now()
        row = rows[place] = replace(rows[place], rev=account.next_rev(), updated_at=now, **values)
        if rule.needed and not getattr(row, rule.needed):
            raise invalid(f"{rule.needed} can't be blank")
    if rule.row is EmailAddress and account.profile.strict_email and "@" not in row.address:
        raise invalid("email address is invalid")
    if rule.default and item.get(rule.default):
        for index, other in enumerate(rows):
            rows[index] = replace(other, **{rule.flag: other is row})


def _settle_flag(rows: list[Any], flag: str) -> None:
    """Make the first row the main one where none is."""
    if rows and not any(getattr(row, flag) for row in rows):
        rows[0] = replace(rows[0], **{flag: True})


def write_custom_values(
    account: Account, parent: str, old: Sequence[CustomValue], items: Any
) -> list[CustomValue]:
    """Return the custom values after a write; `parent` is "Contact" or "Matter"."""
    rows = list(old)
    for item in as_list(items, "custom_field_values"):
        place = None
        if "id" in item:
            ids = [value_id(account, row) for row in rows]
            place = ids.index(str(item["id"])) if str(item["id"]) in ids else None
            if place is None:
                raise _foreign(account, "custom_field_values")
        if item.get("_destroy"):
            del rows[_must(place, "custom_field_values to destroy without an id")]
        elif place is not None:
            definition = account.custom_fields.rows[rows[place].field_id]
            rows[place] = replace(
                rows[place],
                rev=account.next_rev(),
                updated_at=account.now(),
                value=checked_value(account, definition, item.get("value")),
            )
        else:
            rows.append(_new_value(account, parent, rows, item))
    return rows


def _new_value(
    account: Account, parent: str, rows: Sequence[CustomValue], item: Mapping[str, Any]
) -> CustomValue:
    definition = account.custom_fields.get(reference(item, "custom_field"))
    if definition is None or definition.deleted or definition.parent_type != parent:
        raise invalid("custom_field is invalid")
    # Not in the manual: a second value of one field is refused, so that clients send its id.
    if any(row.field_id == definition.id for row in rows):
        raise invalid("custom_field has already been taken")
    value = checked_value(account, definition, item.get("value"))
    return CustomValue(**account.stamps("parts"), field_id=definition.id, value=value)


def checked_value(account: Account, definition: CustomField, value: object) -> str | None:
    """Return `value` as the text that is kept; 422 where the field's type does not take it."""
    if value is None:
        return None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if not _takes(account, definition, text):
        raise invalid("value is invalid")
    return text


def _takes(account: Account, definition: CustomField, text: str) -> bool:
    match definition.field_type:
        case "picklist":
            options = definition.picklist_options
            return any(str(o.id) == text and o.deleted_at is None for o in options)
        case "checkbox":
            return text in ("true", "false")
        case "date":
            return is_date(text)
        case "numeric" | "currency":
            return _is_number(text)
        case "contact":
            return text.isdecimal() and int(text) in account.contacts.rows
        case "matter":
            return text.isdecimal() and int(text) in account.matters.rows
        case _:
            return True


def is_date(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def as_list(items: Any, what: str) -> list[dict[str, Any]]:
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise RefusalError(400, f"{what} must be a list of objects")
    return items


def reference(data: Mapping[str, Any], name: str) -> int | None:
    """Return the id in `{"name": {"id": 7}}`; None where the reference is cleared."""
    value = data.get(name)
    if value is None:
        return None
    found = value.get("id") if isinstance(value, dict) else None
    if found is not None and (isinstance(found, bool) or not isinstance(found, int)):
        raise RefusalError(400, f"{name}.id must be an integer")
    return found


def _check_texts(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value is not None and not isinstance(value, str):
            raise RefusalError(400, f"{name} must be a text")


def _place(account: Account, rows: Sequence[Part], id: Any, what: str) -> int | None:
    if id is None:
        return None
    for index, row in enumerate(rows):
        if row.id == id:
            return index
    raise _foreign(account, what)


def _foreign(account: Account, what: str) -> RefusalError:
    return RefusalError(account.profile.foreign_part_status, f"{what} with this id not found")


def _must(place: int | None, message: str) -> int:
    if place is None:
        raise invalid(message)
    return place
