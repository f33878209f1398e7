"""What the account's records show of themselves, by the vendor's names.

A record nested in another shows plain values only; only custom values go one further. Names that
the manual lists and the simulator has no use for answer null or an empty list.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.fields import Nested, Shape, always, attributes
from connectors.clio.simulator.rows import (
    Bill,
    CalendarEntry,
    Contact,
    CustomValue,
    Matter,
    Part,
    PicklistOption,
    Relationship,
    User,
)

STAMPS = "id etag created_at updated_at"
NOTHING = Shape(attributes(STAMPS))  # of nested rows that the simulator never has
EMAIL = Shape(attributes(f"{STAMPS} address name primary"))
PHONE = Shape(attributes(f"{STAMPS} number name primary"))
ADDRESS = Shape(attributes(f"{STAMPS} street city province postal_code country name primary"))
WEB_SITE = Shape(attributes(f"{STAMPS} address name default_web_site"))
PRACTICE_AREA = Shape(attributes(f"{STAMPS} name code category"))
STAGE = Shape(
    {
        **attributes(f"{STAMPS} name order"),
        "practice_area_id": lambda row: str(row.practice_area_id),
    }
)
OPTION = Shape(attributes(f"{STAMPS} option deleted_at"))
CUSTOM_FIELD = attributes(
    f"{STAMPS} name parent_type field_type displayed deleted required display_order"
)
USER = Shape(
    {
        **attributes(
            f"{STAMPS} name first_name last_name email enabled account_owner subscription_type"
            " time_zone roles"
        ),
        **always("clio_connect court_rules_default_attendee", value=False),
        **always("rate phone_number", value=None),
        "initials": lambda row: initials(row.first_name, row.last_name),
        "default_calendar_id": lambda row: row.id,
    }
)
EXTERNAL = Shape(attributes(f"{STAMPS} name value"))


def initials(*names: str | None) -> str:
    return "".join(name.strip()[:1].upper() for name in names if name and name.strip())


def first(parts: list[Any], attribute: str, *, primary: bool) -> Any:
    """Return the attribute of the primary part, or of the first that is not primary."""
    for part in parts:
        if part.primary is primary:
            return getattr(part, attribute)
    return None


def build(account: Account) -> Mapping[str, Shape]:
    """Return the shape of each kind, with lookups bound to `account`."""
    contact_plain = _contact_plain(account)
    contact_base = Shape(contact_plain)
    matter_plain = _matter_plain()
    matter_base = Shape(matter_plain)
    custom_value = _custom_value(account)
    return {
        "contacts": Shape(contact_plain, _contact_nested(account, contact_base, custom_value)),
        "matters": Shape(matter_plain, _matter_nested(account, contact_base, custom_value)),
        "custom_fields": Shape(
            CUSTOM_FIELD,
            {"picklist_options": Nested(lambda row: row.picklist_options, OPTION, many=True)},
        ),
        "users": Shape(USER.plain, {"account": Nested(lambda _row: account, _account())}),
        "practice_areas": PRACTICE_AREA,
        "matter_stages": STAGE,
        "relationships": _relationship(account, contact_base, matter_base),
        "calendar_entries": _calendar_entry(account, matter_base),
        "bills": _bill(account, contact_base, matter_base),
        "activities": _activity(account, matter_base),
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


def _contact_plain(account: Account) -> dict[str, Callable[[Any], Any]]:
    currency = {"id": 1, "etag": '"cur0"', "code": account.profile.currency, "sign": "$"}
    clients = account.matters_of
    return {
        **attributes(
            f"{STAMPS} type name first_name middle_name last_name prefix title date_of_birth"
            " clio_connect_email ledes_client_id sales_tax_number"
        ),
        "initials": lambda row: initials(row.first_name, row.last_name) or initials(row.name),
        "primary_email_address": lambda row: first(row.email_addresses, "address", primary=True),
        "secondary_email_address": lambda row: first(row.email_addresses, "address", primary=False),
        "primary_phone_number": lambda row: first(row.phone_numbers, "number", primary=True),
        "secondary_phone_number": lambda row: first(row.phone_numbers, "number", primary=False),
        "is_client": lambda row: clients[row.id] > 0,
        "currency": lambda _row: currency,
        **always("client_connect_user_id", value=None),
        **always(
            "locked_clio_connect_email has_clio_for_clients_permission is_clio_for_client_user"
            " is_co_counsel is_bill_recipient",
            value=False,
        ),
    }


def _contact_nested(account: Account, base: Shape, custom_value: Shape) -> dict[str, Nested]:
    def company(row: Contact) -> Part | None:
        return account.contacts.get(row.company_id)

    def address(*, primary: bool) -> Callable[[Contact], Part | None]:
        return lambda row: next((a for a in row.addresses if a.primary is primary), None)

    def work_address(row: Contact) -> Part | None:
        return next((a for a in row.addresses if a.name == "Work"), None)

    def web_site(row: Contact) -> Part | None:
        return next((site for site in row.web_sites if site.default_web_site), None)

    return {
        "company": Nested(company, base),
        "email_addresses": Nested(lambda row: row.email_addresses, EMAIL, many=True),
        "phone_numbers": Nested(lambda row: row.phone_numbers, PHONE, many=True),
        "addresses": Nested(lambda row: row.addresses, ADDRESS, many=True),
        "web_sites": Nested(lambda row: row.web_sites, WEB_SITE, many=True),
        "custom_field_values": Nested(lambda row: row.custom_field_values, custom_value, many=True),
        "primary_address": Nested(address(primary=True), ADDRESS),
        "secondary_address": Nested(address(primary=False), ADDRESS),
        "primary_work_address": Nested(work_address, ADDRESS),
        "primary_web_site": Nested(web_site, WEB_SITE),
        **_empty("avatar payment_profile folder co_counsel_rate legal_aid_uk_contact"),
        **_empty(
            "activity_rates custom_field_set_associations instant_messengers notification_methods"
            " account_balances related_contacts",
            many=True,
        ),
    }


def _custom_value(account: Account) -> Shape:
    """Values say their field's name only to a user who may see custom fields."""
    definitions = account.custom_fields.rows
    field_shape = Shape(CUSTOM_FIELD)

    def picklist_option(row: CustomValue) -> PicklistOption | None:
        if definitions[row.field_id].field_type != "picklist":
            return None
        options = definitions[row.field_id].picklist_options
        return next((option for option in options if str(option.id) == row.value), None)

    def referred(field_type: str, rows: Mapping[int, Part]) -> Callable[[CustomValue], Part | None]:
        def find(row: CustomValue) -> Part | None:
            if definitions[row.field_id].field_type != field_type or row.value is None:
                return None
            return rows.get(int(row.value))

        return find

    def field_name(row: CustomValue) -> str | None:
        return None if "custom_fields" in account.forbidden else definitions[row.field_id].name

    return Shape(
        {
            **attributes("etag created_at updated_at value"),
            "id": lambda row: value_id(account, row),
            "field_name": field_name,
            "field_type": lambda row: definitions[row.field_id].field_type,
            "field_required": lambda row: definitions[row.field_id].required,
            "field_displayed": lambda row: definitions[row.field_id].displayed,
            "field_display_order": lambda row: definitions[row.field_id].display_order,
            "soft_deleted": lambda row: definitions[row.field_id].deleted,
        },
        {
            "custom_field": Nested(lambda row: definitions[row.field_id], field_shape),
            "picklist_option": Nested(picklist_option, OPTION),
            "contact": Nested(referred("contact", account.contacts.rows), NOTHING),
            "matter": Nested(referred("matter", account.matters.rows), NOTHING),
        },
    )


def value_id(account: Account, row: CustomValue) -> str:
    """Return a custom value's id as Clio writes it: a text such as "picklist-2"."""
    return f"{account.custom_fields.rows[row.field_id].field_type}-{row.id}"


def _matter_plain() -> dict[str, Callable[[Any], Any]]:
    return {
        **attributes(
            f"{STAMPS} number display_number description status location client_reference client_id"
            " billable billing_method open_date close_date pending_date matter_stage_updated_at"
        ),
        **always("custom_number currency", value=None),
        "maildrop_address": lambda row: f"{row.id}@maildrop.example.com",
        "last_activity_date": lambda row: row.updated_at[:10],
        **always("shared has_tasks", value=False),
    }


def _matter_nested(account: Account, contact: Shape, custom_value: Shape) -> dict[str, Nested]:
    def ties(row: Matter) -> Iterable[Relationship]:
        return account.ties_of.get(row.id, {}).values()

    def user(attribute: str) -> Nested:
        return Nested(lambda row: account.users.get(getattr(row, attribute)), USER)

    return {
        "client": Nested(lambda row: account.contacts.get(row.client_id), contact),
        "matter_stage": Nested(lambda row: account.matter_stages.get(row.matter_stage_id), STAGE),
        "practice_area": Nested(
            lambda row: account.practice_areas.get(row.practice_area_id), PRACTICE_AREA
        ),
        "responsible_attorney": user("responsible_attorney_id"),
        "originating_attorney": user("originating_attorney_id"),
        "user": user("user_id"),
        "custom_field_values": Nested(lambda row: row.custom_field_values, custom_value, many=True),
        "relationships": Nested(ties, Shape(attributes(f"{STAMPS} description")), many=True),
        **_empty(
            "contingency_fee custom_rate evergreen_retainer folder group matter_budget"
            " statute_of_limitations legal_aid_uk_matter"
        ),
        **_empty(
            "account_balances custom_field_set_associations matter_bill_recipients"
            " task_template_list_instances split_invoice_payers",
            many=True,
        ),
    }


def _relationship(account: Account, contact: Shape, matter: Shape) -> Shape:
    return Shape(
        attributes(f"{STAMPS} description"),
        {
            "contact": Nested(lambda row: account.contacts.get(row.contact_id), contact),
            "matter": Nested(lambda row: account.matters.get(row.matter_id), matter),
        },
    )


def _calendar_entry(account: Account, matter: Shape) -> Shape:
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
            **_empty(
                "conference_meeting matter_docket parent_calendar_entry calendar_entry_event_type"
            ),
            **_empty("time_entries reminders", many=True),
        },
    )


def _bill(account: Account, contact: Shape, matter: Shape) -> Shape:
    def matters(row: Bill) -> list[Matter]:
        found = map(account.matters.get, row.matter_ids)
        return [matter for matter in found if matter is not None]

    return Shape(
        {
            **attributes(
                f"{STAMPS} number state type subject total paid balance issued_at due_at paid_at"
            ),
            "due": lambda row: row.balance,
            "pending": lambda row: 0.0 if row.state != "draft" else row.total,
            "sub_total": lambda row: row.total,
            "kind": lambda _row: "revenue_kind",
            **always("tax_sum total_tax credits_issued", 0.0),
            **always("shared can_update", False),
            **always("memo purchase_order start_at end_at last_sent_at", None),
        },
        {
            "client": Nested(lambda row: account.contacts.get(row.client_id), contact),
            "matters": Nested(matters, matter, many=True),
            **_empty("user group"),
        },
    )


def _activity(account: Account, matter: Shape) -> Shape:
    return Shape(
        {
            **attributes(f"{STAMPS} type date quantity price total note billed"),
            "rounded_quantity": lambda row: row.quantity,
            "quantity_in_hours": lambda row: row.quantity / 3600,
            "rounded_quantity_in_hours": lambda row: round(row.quantity / 3600, 2),
            "on_bill": lambda row: row.billed,
            **always("quantity_redacted flat_rate non_billable no_charge contingency_fee", False),
            **always("non_billable_total", 0.0),
            **always("reference", None),
        },
        {
            "matter": Nested(lambda row: account.matters.get(row.matter_id), matter),
            "user": Nested(lambda row: account.users.get(row.user_id), USER),
            **_empty("bill vendor task calendar_entry activity_description"),
        },
    )


def _empty(names: str, *, many: bool = False) -> dict[str, Nested]:
    if many:
        return {name: Nested(lambda _row: (), NOTHING, many=True) for name in names.split()}
    return {name: Nested(lambda _row: None, NOTHING) for name in names.split()}
