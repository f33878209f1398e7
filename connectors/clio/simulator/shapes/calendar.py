"""What a calendar entry shows."""

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.fields import Nested, Shape, always, attributes
from connectors.clio.simulator.rows import CalendarEntry, Contact, User
from connectors.clio.simulator.shapes.parts import EXTERNAL, STAMPS, empty, first


def entry(account: Account, matter: Shape) -> Shape:
    calendar = Shape(
        {
            **attributes(f"{STAMPS} name"),
            **always("type", "UserCalendar"),
            **always("visible", True),
        }
    )
    attendee = Shape(
        {
            **attributes(f"{STAMPS} name"),
            "type": lambda _row: "Contact",
            "enabled": lambda _row: True,
            "email": lambda row: first(row.email_addresses, "address", primary=True),
        }
    )

    def owner(row: CalendarEntry) -> User | None:
        return account.users.get(row.calendar_owner_id)

    def attendees(row: CalendarEntry) -> list[Contact]:
        found = map(account.contacts.get, row.attendee_ids)
        return [contact for contact in found if contact is not None]

    return Shape(
        {
            **attributes(
                "etag created_at updated_at summary description location start_at end_at all_day"
                " recurrence_rule calendar_owner_id"
            ),
            "id": lambda row: str(row.id),
            "start_at_time_zone": lambda _row: "America/New_York",
            **always("parent_calendar_entry_id", None),
            **always("court_rule", False),
            **always("permission", "owner"),
            **always("time_entries_count", 0),
        },
        {
            "matter": Nested(lambda row: account.matters.get(row.matter_id), matter),
            "calendar_owner": Nested(owner, calendar),
            "attendees": Nested(attendees, attendee, many=True),
            "calendars": Nested(lambda row: [o] if (o := owner(row)) else [], calendar, many=True),
            "external_properties": Nested(lambda row: row.external_properties, EXTERNAL, many=True),
            **empty(
                "conference_meeting matter_docket parent_calendar_entry calendar_entry_event_type"
            ),
            **empty("time_entries reminders", many=True),
        },
    )
