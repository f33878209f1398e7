"""The rows of a Clio account as the simulator keeps them; attributes carry the vendor's names.

Rows refer to each other by id only, so there are no cycles, and they save and load as they are.
Times are ISO texts in UTC with whole seconds, so that they sort as they read.
"""

import msgspec

ETAG_MIXER = 0x9E3779B97F4A7C15F39CC0605CEDC835  # odd, so that no two revisions share an etag


class Part(msgspec.Struct, kw_only=True, gc=False):
    """What has an id and a revision: a record, or a nested one such as an e-mail address."""

    id: int
    rev: int  # of the whole account, counting up; the etag is made of it
    created_at: str
    updated_at: str

    @property
    def etag(self) -> str:
        """Return the etag with its quotes, as Clio's JSON carries it."""
        return f'"{self.rev * ETAG_MIXER & (1 << 128) - 1:032x}"'


class EmailAddress(Part, gc=False):
    """One of a contact's e-mail addresses."""

    address: str
    name: str = "Other"
    primary: bool = False


class PhoneNumber(Part, gc=False):
    """One of a contact's phone numbers, as somebody typed it."""

    number: str
    name: str = "Other"
    primary: bool = False


class WebSite(Part, gc=False):
    """One of a contact's web sites."""

    address: str
    name: str = "Other"
    default_web_site: bool = False


class Address(Part, gc=False):
    """One of a contact's postal addresses."""

    street: str | None = None
    city: str | None = None
    province: str | None = None
    postal_code: str | None = None
    country: str | None = None
    name: str = "Other"
    primary: bool = False


class CustomValue(Part, gc=False):
    """What a contact or matter has in one custom field."""

    field_id: int
    value: str | None = None  # of a picklist: the option's id


class PicklistOption(Part, gc=False):
    """One choice of a picklist."""

    option: str
    deleted_at: str | None = None


class CustomField(Part, gc=False):
    """A field that the office made."""

    name: str
    parent_type: str  # "Contact" | "Matter"
    field_type: str
    displayed: bool = True
    deleted: bool = False
    required: bool = False
    display_order: int = 0
    picklist_options: list[PicklistOption] = []


class Contact(Part, gc=False):
    """A person or a company."""

    type: str  # "Person" | "Company"
    name: str
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    prefix: str | None = None
    title: str | None = None
    date_of_birth: str | None = None
    clio_connect_email: str | None = None
    ledes_client_id: str | None = None
    sales_tax_number: str | None = None
    company_id: int | None = None
    email_addresses: list[EmailAddress] = []
    phone_numbers: list[PhoneNumber] = []
    addresses: list[Address] = []
    web_sites: list[WebSite] = []
    custom_field_values: list[CustomValue] = []


class User(Part, gc=False):
    """A person who works at the firm, and whose calendar has the same id."""

    first_name: str
    last_name: str
    email: str
    enabled: bool = True
    account_owner: bool = False
    subscription_type: str = "Attorney"
    time_zone: str = "Eastern Time (US & Canada)"
    roles: list[str] = []

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class PracticeArea(Part, gc=False):
    """A field of law that the firm works in."""

    name: str
    code: str | None = None
    category: str | None = None


class MatterStage(Part, gc=False):
    """A step of the matters of one practice area."""

    name: str
    practice_area_id: int
    order: int = 0


class Matter(Part, gc=False):
    """A case."""

    number: int
    display_number: str
    description: str
    status: str  # "Pending" | "Open" | "Closed"
    client_id: int
    client_reference: str | None = None
    location: str | None = None
    billable: bool = True
    billing_method: str = "hourly"
    open_date: str | None = None
    close_date: str | None = None
    pending_date: str | None = None
    matter_stage_id: int | None = None
    matter_stage_updated_at: str | None = None
    practice_area_id: int | None = None
    responsible_attorney_id: int | None = None
    originating_attorney_id: int | None = None
    user_id: int | None = None
    custom_field_values: list[CustomValue] = []


class Relationship(Part, gc=False):
    """What else a contact is to a matter, beside its client."""

    description: str
    matter_id: int
    contact_id: int


class ExternalProperty(Part, gc=False):
    """A note that an outside program keeps on a calendar entry."""

    name: str
    value: str


class CalendarEntry(Part, gc=False):
    """An appointment."""

    summary: str
    start_at: str
    end_at: str
    calendar_owner_id: int  # the user whose calendar it is in
    description: str | None = None
    location: str | None = None
    all_day: bool = False
    recurrence_rule: str | None = None
    matter_id: int | None = None
    attendee_ids: list[int] = []  # contacts
    external_properties: list[ExternalProperty] = []


class Bill(Part, gc=False):
    """A bill; money is in the account's currency."""

    number: str
    state: str
    client_id: int
    matter_ids: list[int] = []
    type: str = "MatterBill"
    subject: str | None = None
    total: float = 0.0
    paid: float = 0.0
    issued_at: str | None = None
    due_at: str | None = None
    paid_at: str | None = None

    @property
    def balance(self) -> float:
        """Return what is still to be paid: `total` and `paid` are in the account's currency."""
        return round(self.total - self.paid, 2) if self.state == "awaiting_payment" else 0.0


class Activity(Part, gc=False):
    """Time or an expense that was booked on a matter."""

    type: str  # "TimeEntry" | "ExpenseEntry" | "HardCostEntry" | "SoftCostEntry"
    date: str
    quantity: float  # seconds of a time entry, since 4.0.4
    price: float
    matter_id: int | None = None
    user_id: int | None = None
    note: str | None = None
    billed: bool = False

    @property
    def total(self) -> float:
        hours = self.quantity / 3600 if self.type == "TimeEntry" else self.quantity
        return round(hours * self.price, 2)
