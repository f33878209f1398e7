"""What a calendar entry shows."""

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.fields import Nested, Shape, always, attributes
from connectors.clio.simulator.rows import CalendarEntry, Contact, User
from connectors.clio.simulator.shapes.parts import EXTERNAL, STAMPS, empty, first

CALENDAR = Shape(
    {
        **attributes(f"{STAMPS} name"),
        **always("type", "UserCalendar"),
        **always("visible", True),
    }
)
ATTENDEE = Shape(
    {
        **attributes(f"{STAMPS} name"),
        **always("type", "Contact"),
        **always("enabled", True),
        "email": lambda row: first(row.email_addresses, "address", primary=True),
    }
)
PLAIN = {
    **attributes(
        "etag created_at updated_at summary description location start_at end_at all_day"
        " recurrence_rule calendar_owner_id"
    ),
    "id": lambda row: str(row.id),
    **always("start_at_time_zone", "America/New_York"),
    **always("parent_calendar_entry_id", None),
    **always("court_rule", False),
    **always("permission", "owner"),
    **always("time_entries_count", 0),
}


def entry(account: Account, matter: Shape) -> Shape:
    def owner(row: CalendarEntry) -> User | None:
        return account.users.get(row.calendar_owner_id)

    def attendees(row: CalendarEntry) -> list[Contact]:
        found = map(account.contacts.get, row.attendee_ids)
        return [contact for contact in found if contact is not None]

    return Shape(
        PLAIN,
        {
            "matter": Nested(lambda row: account.matters.get(row.matter_id), matter),
            "calendar_owner": Nested(owner, CALENDAR),
            "attendees": Nested(attendees, ATTENDEE, many=True),
            "calendars": Nested(lambda row: [o] if (o := owner(row)) else [], CALENDAR, many=True),
            "external_properties": Nested(lambda row: row.external_properties, EXTERNAL, many=True),
            **empty(
                "conference_meeting matter_docket parent_calendar_entry calendar_entry_event_type"
            ),
            **empty("time_entries reminders", many=True),
        },
    )
