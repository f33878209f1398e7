"""Writing people and companies."""

from typing import Any

from msgspec.structs import replace

from connectors.clio.simulator import parts
from connectors.clio.simulator.account import Account
from connectors.clio.simulator.errors import NAMELESS, invalid
from connectors.clio.simulator.rows import Contact
from connectors.clio.simulator.writes.attributes import Data, dates, known, texts

NAME_PARTS = ("first_name", "middle_name", "last_name")
TEXTS = (
    *NAME_PARTS,
    "prefix",
    "title",
    "clio_connect_email",
    "ledes_client_id",
    "sales_tax_number",
)
ATTRIBUTES = frozenset(
    {*TEXTS, *parts.RULES, "type", "name", "date_of_birth", "company"}
    | {"custom_field_values", "avatar", "co_counsel_rate", "currency"}
    | {"custom_field_set_associations", "instant_messengers"}
)


def create(account: Account, data: Data) -> Contact:
    if data.get("type") not in ("Person", "Company"):
        raise invalid("type must be Person or Company")
    blank = Contact(type=data["type"], name="", **account.stamps("contacts"))
    return change(account, blank, data)


def change(account: Account, old: Contact, data: Data) -> Contact:
    """Return the new row, kept; `old` is not changed."""
    known(account, data, ATTRIBUTES)
    if data.get("type", old.type) != old.type:
        raise invalid("type cannot be changed")  # unverified
    changes: dict[str, Any] = texts(data, (*TEXTS, "name")) | dates(data, ("date_of_birth",))
    if "company" in data:
        company = account.contacts.get(parts.reference(data, "company"))
        if data["company"] is not None and (company is None or company.type != "Company"):
            raise invalid("company is invalid")
        changes["company_id"] = company.id if company else None
    nested = {what: data[what] for what in parts.RULES if what in data}
    for what, items in nested.items():
        changes[what] = parts.written(account, what, getattr(old, what), items)
    if "custom_field_values" in data:
        nested["custom_field_values"] = data["custom_field_values"]
        changes["custom_field_values"] = parts.write_custom_values(
            account, "Contact", old.custom_field_values, data["custom_field_values"]
        )
    new = replace(old, **changes)
    new.name = _name(new)
    account.contacts.put(new)
    if account.profile.parts_bump or set(data) - set(nested):
        account.touch(new)
    else:
        new.rev = account.next_rev()
    return new


def _name(row: Contact) -> str:
    if row.type == "Company":
        if not (row.name or "").strip():
            raise invalid("name can't be blank")
        return row.name
    if not any((getattr(row, name) or "").strip() for name in ("first_name", "last_name")):
        raise invalid(NAMELESS)
    return " ".join(part for name in NAME_PARTS if (part := getattr(row, name)))
