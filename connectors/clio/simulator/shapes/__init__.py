"""What the account's records show of themselves, by the vendor's names.

A record nested in another shows plain values only; only custom values go one further. Names that
the manual lists and the simulator has no use for answer null or an empty list.
"""

from collections.abc import Mapping

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.fields import Nested, Shape, always, attributes
from connectors.clio.simulator.shapes import billing, calendar, contacts, custom, matters
from connectors.clio.simulator.shapes.parts import (
    CUSTOM_FIELD,
    EMAIL,
    OPTION,
    PHONE,
    PRACTICE_AREA,
    STAGE,
    USER,
)


def build(account: Account) -> Mapping[str, Shape]:
    """Return the shape of each kind, with lookups bound to `account`."""
    contact_plain = contacts.plain(account)
    contact_base = Shape(contact_plain)
    matter_plain = matters.plain()
    matter_base = Shape(matter_plain)
    custom_value = custom.value_shape(account)
    return {
        "contacts": Shape(contact_plain, contacts.nested(account, contact_base, custom_value)),
        "matters": Shape(matter_plain, matters.nested(account, contact_base, custom_value)),
        "custom_fields": Shape(
            CUSTOM_FIELD,
            {"picklist_options": Nested(lambda row: row.picklist_options, OPTION, many=True)},
        ),
        "users": Shape(USER.plain, {"account": Nested(lambda _row: account, _account())}),
        "practice_areas": PRACTICE_AREA,
        "matter_stages": STAGE,
        "relationships": matters.relationship(account, contact_base, matter_base),
        "calendar_entries": calendar.entry(account, matter_base),
        "bills": billing.bill(account, contact_base, matter_base),
        "activities": billing.activity(account, matter_base),
        "email_addresses": EMAIL,
        "phone_numbers": PHONE,
    }


def _account() -> Shape:
    return Shape(
        {
            **attributes("id name"),
            **always("state", value="active"),
            **always("etag", value='"acc0"'),
            **always("created_at updated_at", value="2019-03-04T15:00:00Z"),
        }
    )
