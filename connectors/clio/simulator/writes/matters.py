"""Writing matters, with the ties that a new one brings."""

from typing import Any

from msgspec.structs import replace

from connectors.clio.simulator import parts
from connectors.clio.simulator.account import Account
from connectors.clio.simulator.errors import invalid
from connectors.clio.simulator.rows import Matter, Relationship
from connectors.clio.simulator.tables import Table
from connectors.clio.simulator.writes.attributes import Data, dates, known, texts

TEXTS = ("description", "client_reference", "location")
DATES = ("open_date", "close_date", "pending_date")
ATTRIBUTES = frozenset(
    {*TEXTS, *DATES, "client", "status", "billable", "display_number", "group"}
    | {"practice_area", "matter_stage", "responsible_attorney", "originating_attorney"}
    | {"relationships", "custom_field_values", "custom_field_set_associations", "currency"}
    | {"custom_rate", "evergreen_retainer", "matter_budget", "reset_matter_number"}
    | {"split_invoice_payers", "statute_of_limitations", "task_template_list_instances"}
)


def create(account: Account, data: Data) -> Matter:
    for name in ("client", "description"):
        if not data.get(name):
            raise invalid(f"{name} can't be blank")
    number = account.next_matter_number()
    blank = Matter(
        number=number,
        display_number="",
        description="",
        status="Open",
        client_id=0,
        user_id=next((user.id for user in account.users), None),
        **account.stamps("matters"),
    )
    new = change(account, blank, data)
    if not new.display_number:
        client = account.contacts.rows[new.client_id]
        new.display_number = f"{number:05}-{client.last_name or client.name}"
    if new.status == "Open" and new.open_date is None:
        new.open_date = account.now()[:10]
    return new


def change(account: Account, old: Matter, data: Data) -> Matter:
    known(account, data, ATTRIBUTES)
    changes = texts(data, TEXTS) | dates(data, DATES)
    if "description" in changes and not (changes["description"] or "").strip():
        raise invalid("description can't be blank")
    if "display_number" in data:
        if not account.profile.manual_numbers:
            raise invalid("display_number is assigned by the account")
        changes |= texts(data, ("display_number",))
    if "billable" in data:
        changes["billable"] = bool(data["billable"])
    changes |= _status(account, old, data) | _references(account, data)
    if "custom_field_values" in data:
        changes["custom_field_values"] = parts.write_custom_values(
            account, "Matter", old.custom_field_values, data["custom_field_values"]
        )
    new = replace(old, **changes)
    if account.contacts.get(new.client_id) is None:
        raise invalid("client is invalid")
    if new.matter_stage_id != old.matter_stage_id:
        new.matter_stage_updated_at = account.now()
    ties = _ties(account, new, data)
    _keep(account, old, new)
    for tie in ties:
        account.put_relationship(tie)
    return new


def _keep(account: Account, old: Matter, new: Matter) -> None:
    account.touch(new)
    becomes_client = account.matters_of[new.client_id] == 0
    account.put_matter(new)
    client = account.contacts.rows[new.client_id]
    if becomes_client and old.client_id != new.client_id and account.profile.first_matter_bumps:
        account.touch(client)


def _status(account: Account, old: Matter, data: Data) -> dict[str, Any]:
    if "status" not in data:
        return {}
    word = data["status"]
    if word not in ("open", "closed", "pending"):
        raise invalid("status is not included in the list")
    changes: dict[str, Any] = {"status": word.capitalize()}
    attribute = {"open": "open_date", "closed": "close_date", "pending": "pending_date"}[word]
    if attribute not in data and getattr(old, attribute) is None:
        changes[attribute] = account.now()[:10]
    return changes


def _references(account: Account, data: Data) -> dict[str, Any]:
    tables: dict[str, Table[Any]] = {
        "client": account.contacts,
        "practice_area": account.practice_areas,
        "matter_stage": account.matter_stages,
        "responsible_attorney": account.users,
        "originating_attorney": account.users,
    }
    changes: dict[str, Any] = {}
    for name, table in tables.items():
        if name in data:
            referred = parts.reference(data, name)
            if referred is not None and referred not in table.rows:
                raise invalid(f"{name} is invalid")
            changes[f"{name}_id"] = referred
    return changes


def _ties(account: Account, matter: Matter, data: Data) -> list[Relationship]:
    ties = []
    for item in parts.as_list(data.get("relationships", []), "relationships"):
        contact_id = parts.reference(item, "contact")
        if not item.get("description") or contact_id not in account.contacts.rows:
            raise invalid("relationship is invalid")
        ties.append(
            Relationship(
                description=str(item["description"]),
                matter_id=matter.id,
                contact_id=contact_id,
                **account.stamps("relationships"),
            )
        )
    return ties
