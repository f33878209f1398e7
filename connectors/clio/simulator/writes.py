"""Creating and changing records over the API: everything is checked before anything is kept."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from connectors.clio.simulator import parts
from connectors.clio.simulator.account import Account
from connectors.clio.simulator.errors import NAMELESS, RefusalError, invalid
from connectors.clio.simulator.rows import (
    CalendarEntry,
    Contact,
    ExternalProperty,
    Matter,
    Part,
    Relationship,
)
from connectors.clio.simulator.tables import Table

Data = Mapping[str, Any]

NAME_PARTS = ("first_name", "middle_name", "last_name")
CONTACT_TEXTS = (
    *NAME_PARTS,
    "prefix",
    "title",
    "clio_connect_email",
    "ledes_client_id",
    "sales_tax_number",
)
CONTACT_ATTRIBUTES = frozenset(
    {*CONTACT_TEXTS, *parts.RULES, "type", "name", "date_of_birth", "company"}
    | {"custom_field_values", "avatar", "co_counsel_rate", "currency"}
    | {"custom_field_set_associations", "instant_messengers"}
)
MATTER_TEXTS = ("description", "client_reference", "location")
MATTER_DATES = ("open_date", "close_date", "pending_date")
MATTER_ATTRIBUTES = frozenset(
    {*MATTER_TEXTS, *MATTER_DATES, "client", "status", "billable", "display_number", "group"}
    | {"practice_area", "matter_stage", "responsible_attorney", "originating_attorney"}
    | {"relationships", "custom_field_values", "custom_field_set_associations", "currency"}
    | {"custom_rate", "evergreen_retainer", "matter_budget", "reset_matter_number"}
    | {"split_invoice_payers", "statute_of_limitations", "task_template_list_instances"}
)
ENTRY_TEXTS = ("summary", "description", "location", "start_at", "end_at", "recurrence_rule")
ENTRY_ATTRIBUTES = frozenset(
    {*ENTRY_TEXTS, "all_day", "calendar_owner", "matter", "attendees", "external_properties"}
    | {"send_email_notification", "conference_meeting", "calendar_entry_event_type"}
)
MOST_EXTERNAL = 5  # external properties of one calendar entry


def stamps(account: Account, kind: str) -> dict[str, Any]:
    """Return id, revision and times of a new record of `kind`."""
    now = account.now()
    return {
        "id": account.next_id(kind),
        "rev": account.next_rev(),
        "created_at": now,
        "updated_at": now,
    }


def create_contact(account: Account, data: Data) -> Contact:
    if data.get("type") not in ("Person", "Company"):
        raise invalid("type must be Person or Company")
    blank = Contact(type=data["type"], name="", **stamps(account, "contacts"))
    return change_contact(account, blank, data)


def change_contact(account: Account, old: Contact, data: Data) -> Contact:
    """Return the new row, kept; `old` is not changed."""
    _known(account, data, CONTACT_ATTRIBUTES)
    if data.get("type", old.type) != old.type:
        raise invalid("type cannot be changed")  # unverified
    changes: dict[str, Any] = _texts(data, (*CONTACT_TEXTS, "name")) | _dates(
        data, ("date_of_birth",)
    )
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
    new.name = _contact_name(new)
    account.contacts.put(new)
    if account.profile.parts_bump or set(data) - set(nested):
        account.touch(new)
    else:
        new.rev = account.next_rev()
    return new


def _contact_name(row: Contact) -> str:
    if row.type == "Company":
        if not (row.name or "").strip():
            raise invalid("name can't be blank")
        return row.name
    if not any((getattr(row, name) or "").strip() for name in ("first_name", "last_name")):
        raise invalid(NAMELESS)
    return " ".join(part for name in NAME_PARTS if (part := getattr(row, name)))


def create_matter(account: Account, data: Data) -> Matter:
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
        **stamps(account, "matters"),
    )
    new = change_matter(account, blank, data)
    if not new.display_number:
        client = account.contacts.rows[new.client_id]
        new.display_number = f"{number:05}-{client.last_name or client.name}"
    if new.status == "Open" and new.open_date is None:
        new.open_date = account.now()[:10]
    return new


def change_matter(account: Account, old: Matter, data: Data) -> Matter:
    _known(account, data, MATTER_ATTRIBUTES)
    changes = _texts(data, MATTER_TEXTS) | _dates(data, MATTER_DATES)
    if "description" in changes and not (changes["description"] or "").strip():
        raise invalid("description can't be blank")
    if "display_number" in data:
        if not account.profile.manual_numbers:
            raise invalid("display_number is assigned by the account")
        changes |= _texts(data, ("display_number",))
    if "billable" in data:
        changes["billable"] = bool(data["billable"])
    changes |= _status(account, old, data) | _matter_references(account, data)
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
    _keep_matter(account, old, new)
    for tie in ties:
        account.put_relationship(tie)
    return new


def _keep_matter(account: Account, old: Matter, new: Matter) -> None:
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


def _matter_references(account: Account, data: Data) -> dict[str, Any]:
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
                **stamps(account, "relationships"),
            )
        )
    return ties


def create_relationship(account: Account, data: Data) -> Relationship:
    _known(account, data, frozenset({"description", "matter", "contact"}))
    matter, contact = parts.reference(data, "matter"), parts.reference(data, "contact")
    if matter not in account.matters.rows or contact not in account.contacts.rows:
        raise invalid("matter and contact must exist")
    tie = Relationship(
        description=str(data.get("description") or ""),
        matter_id=matter,
        contact_id=contact,
        **stamps(account, "relationships"),
    )
    account.put_relationship(tie)
    return tie


def change_relationship(account: Account, old: Relationship, data: Data) -> Relationship:
    _known(account, data, frozenset({"description", "matter", "contact"}))
    new = replace(old, **_texts(data, ("description",)))
    account.touch(new)
    account.put_relationship(new)
    return new


def create_calendar_entry(account: Account, data: Data) -> CalendarEntry:
    for name in ("summary", "start_at", "end_at", "calendar_owner"):
        if not data.get(name):
            raise invalid(f"{name} can't be blank")
    blank = CalendarEntry(
        summary="",
        start_at="",
        end_at="",
        calendar_owner_id=0,
        **stamps(account, "calendar_entries"),
    )
    return change_calendar_entry(account, blank, data)


def change_calendar_entry(account: Account, old: CalendarEntry, data: Data) -> CalendarEntry:
    _known(account, data, ENTRY_ATTRIBUTES)
    changes = _texts(data, ENTRY_TEXTS)
    if "all_day" in data:
        changes["all_day"] = bool(data["all_day"])
    if "calendar_owner" in data:
        changes["calendar_owner_id"] = parts.reference(data, "calendar_owner")
    if "matter" in data:
        changes["matter_id"] = parts.reference(data, "matter")
    if "attendees" in data:
        items = parts.as_list(data["attendees"], "attendees")
        changes["attendee_ids"] = [item["id"] for item in items if not item.get("_destroy")]
    if "external_properties" in data:
        items = parts.as_list(data["external_properties"], "external_properties")
        if len(items) > MOST_EXTERNAL:
            raise invalid("a calendar entry has at most 5 external properties")
        changes["external_properties"] = [
            ExternalProperty(
                name=str(item.get("name")), value=str(item.get("value")), **parts.new_part(account)
            )
            for item in items
        ]
    new = replace(old, **changes)
    if new.calendar_owner_id not in account.users.rows:
        raise invalid("calendar_owner is invalid")
    if new.matter_id is not None and new.matter_id not in account.matters.rows:
        raise invalid("matter is invalid")
    account.touch(new)
    account.calendar_entries.put(new)
    return new


def _known(account: Account, data: Data, attributes: frozenset[str]) -> None:
    unknown = set(data) - attributes
    if unknown and account.profile.strict_attributes:
        raise RefusalError(400, f"{min(unknown)} is not a known attribute")


def _texts(data: Data, names: tuple[str, ...]) -> dict[str, Any]:
    changes = {name: data[name] for name in names if name in data}
    for name, value in changes.items():
        if value is not None and not isinstance(value, str):
            raise RefusalError(400, f"{name} must be a text")
    return changes


def _dates(data: Data, names: tuple[str, ...]) -> dict[str, Any]:
    changes = {name: data[name] for name in names if name in data}
    for name, value in changes.items():
        if value is not None and not parts.is_date(value):
            raise invalid(f"{name} is invalid")
    return changes


Create = Callable[[Account, Data], Part]
Change = Callable[[Account, Any, Data], Part]
CREATES: dict[str, Create] = {
    "contacts": create_contact,
    "matters": create_matter,
    "relationships": create_relationship,
    "calendar_entries": create_calendar_entry,
}
CHANGES: dict[str, Change] = {
    "contacts": change_contact,
    "matters": change_matter,
    "relationships": change_relationship,
    "calendar_entries": change_calendar_entry,
}
