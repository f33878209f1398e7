"""Writing calendar entries."""

from msgspec.structs import replace

from connectors.clio.simulator import parts
from connectors.clio.simulator.account import Account
from connectors.clio.simulator.errors import invalid
from connectors.clio.simulator.rows import CalendarEntry, ExternalProperty
from connectors.clio.simulator.writes.attributes import Data, known, texts

TEXTS = ("summary", "description", "location", "start_at", "end_at", "recurrence_rule")
ATTRIBUTES = frozenset(
    {*TEXTS, "all_day", "calendar_owner", "matter", "attendees", "external_properties"}
    | {"send_email_notification", "conference_meeting", "calendar_entry_event_type"}
)
MOST_EXTERNAL = 5  # external properties of one calendar entry


def create(account: Account, data: Data) -> CalendarEntry:
    for name in ("summary", "start_at", "end_at", "calendar_owner"):
        if not data.get(name):
            raise invalid(f"{name} can't be blank")
    blank = CalendarEntry(
        summary="",
        start_at="",
        end_at="",
        calendar_owner_id=0,
        **account.stamps("calendar_entries"),
    )
    return change(account, blank, data)


def change(account: Account, old: CalendarEntry, data: Data) -> CalendarEntry:
    known(account, data, ATTRIBUTES)
    changes = texts(data, TEXTS)
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
                name=str(item.get("name")), value=str(item.get("value")), **account.stamps("parts")
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
