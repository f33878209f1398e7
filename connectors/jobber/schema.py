"""Jobber's streams and their standard fields, as a table: described, asked for, picked out.

The paths below are the allow-list: a document is built from them and from nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from connectors.jobber import wire
from connectors.jobber.wire import Pick, Row
from core.schema import Admission, Choice, DataClass, Field, FieldType

Refer = Callable[[Row], Mapping[str, tuple[str, ...]]]
FEW = 10  # items of a list inside a record; of those that have more the record is read again
MANY = 100  # then


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard field. `asks` are its paths in the record."""

    field: Field
    asks: tuple[str, ...]
    pick: Pick


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: where Jobber keeps it, and what it consists of."""

    name: str
    label: str
    list: str  # the list's name: "clients"
    one: str  # what answers by id: "client"
    filter: str  # the type of the list's filter
    standard: Mapping[str, Standard]
    references: Mapping[str, str] = field(default_factory=dict)  # name -> stream
    refer: Refer | None = None
    refer_asks: tuple[str, ...] = ()
    applies_to: str = ""  # of custom fields, as Jobber names the kind
    ours: Mapping[str, bool] = field(default_factory=dict)  # what its records have in common
    stamped: bool = True  # records have updatedAt
    changes: str = "filter"  # how changes are found: or "sort", or through "clients"
    archivable: bool = False
    writes: frozenset[str] = frozenset()  # fields that we may write
    ties: frozenset[str] = frozenset()  # references that a CREATE sets

    @property
    def writable(self) -> bool:
        return bool(self.writes)


# -- rows of the tables ----------------------------------------------------------------------------

_PUBLIC, _CONTACT, _SCHEDULE = DataClass.PUBLIC, DataClass.CONTACT, DataClass.SCHEDULE
_MONEY, _FREE_TEXT = DataClass.MONEY, DataClass.FREE_TEXT


def _row(
    name: str,
    label: str,
    data_class: DataClass,
    type: FieldType,
    pick: Pick,
    *asks: str,
    admission: Admission = Admission.ALLOW,
) -> Standard:
    return Standard(Field(name, label, type, data_class, admission), asks or (name,), pick)


def _text(
    name: str,
    label: str,
    data_class: DataClass = _CONTACT,
    type: FieldType = FieldType.TEXT,
    *,
    at: str = "",
    admission: Admission = Admission.ALLOW,
) -> Standard:
    """Describe a text, kept under its own name or at a path."""
    path = at or name
    return _row(name, label, data_class, type, wire.text(path), path, admission=admission)


def _flag(name: str, label: str, data_class: DataClass = _PUBLIC) -> Standard:
    return _row(name, label, data_class, FieldType.BOOL, wire.flag(name))


def _money(name: str, label: str, at: str = "") -> Standard:
    path = at or name
    return _row(name, label, _MONEY, FieldType.MONEY, wire.number(path), path)


def _moment(name: str, label: str, at: str = "") -> Standard:
    path = at or name
    return _row(name, label, _SCHEDULE, FieldType.DATETIME, wire.moment(path), path)


def _status(name: str, label: str, *values: str) -> Standard:
    known = _text(name, label, _PUBLIC, FieldType.CHOICE)
    choices = tuple(Choice(value, value.replace("_", " ").capitalize()) for value in values)
    return replace(known, field=replace(known.field, choices=choices))


def _words(name: str, label: str) -> Standard:
    return _text(name, label, _FREE_TEXT, FieldType.LONG_TEXT, admission=Admission.OPT_IN)


def _table(writes: frozenset[str], *standards: Standard) -> Mapping[str, Standard]:
    return {
        one.field.name: replace(
            one, field=replace(one.field, read_only=one.field.name not in writes)
        )
        for one in standards
    }


_EMAILS = ("emails/id", "emails/address", "emails/primary")
_PHONES = ("phones/id", "phones/number", "phones/primary", "phones/description")
_TAGS = (f"tags(first: {FEW})/nodes/label", f"tags(first: {FEW})/pageInfo/hasNextPage")
_LINK = _text("jobberWebUri", "Page in Jobber", _PUBLIC, FieldType.URL)
_CREATED = _moment("createdAt", "Made on")
_SALESPERSON = (
    _text("salesperson", "Salesperson", _CONTACT, at="salesperson/name/full"),
    _text(
        "salesperson_email",
        "Salesperson's e-mail",
        _CONTACT,
        FieldType.EMAIL,
        at="salesperson/email/raw",
    ),
)


def _address(at: str) -> tuple[Standard, ...]:
    parts = (
        ("street1", "Street"),
        ("street2", "Street, second line"),
        ("city", "City"),
        ("province", "State or province"),
        ("postalCode", "Postal code"),
        ("country", "Country"),
    )
    return tuple(_text(name, label, at=f"{at}/{name}") for name, label in parts)


_SERVICE = (
    # Of whom a deal tells in its name, and where the work is done.
    _text("clientName", "Client's name", at="client/name"),
    _text("serviceStreet", "Street of the property", at="property/address/street1"),
    _text("serviceCity", "City of the property", at="property/address/city"),
)
_RECEIVES = (
    _flag("receivesFollowUps", "Receives follow-ups", _CONTACT),
    _flag("receivesInvoiceFollowUps", "Receives invoice follow-ups", _CONTACT),
    _flag("receivesQuoteFollowUps", "Receives quote follow-ups", _CONTACT),
    _flag("receivesReminders", "Receives reminders", _CONTACT),
    _flag("receivesReviewRequests", "Receives review requests", _CONTACT),
)
_CLIENT = (
    _text("companyName", "Company name"),
    _row("email", "E-mail", _CONTACT, FieldType.EMAIL, wire.email, *_EMAILS),
    _row("otherEmails", "Other e-mails", _CONTACT, FieldType.CHOICES, wire.other_emails, *_EMAILS),
    _row("phone", "Phone", _CONTACT, FieldType.PHONE, wire.phone, *_PHONES),
    _row("mobilePhone", "Mobile phone", _CONTACT, FieldType.PHONE, wire.mobile_phone, *_PHONES),
    _row("mayText", "May be texted", _CONTACT, FieldType.BOOL, wire.may_text, "phones/smsAllowed"),
    *_address("billingAddress"),
    _flag("isLead", "Is a lead"),
    _flag("isCompany", "Is a company"),
    _flag("isArchived", "Is archived"),
    _row("tags", "Tags", _PUBLIC, FieldType.CHOICES, wire.tags, *_TAGS),
    _text("leadSource", "Lead source", _PUBLIC, at="sourceAttribution/displayLeadSource"),
    _money("balance", "Balance"),
    *_RECEIVES,
    _LINK,
    _CREATED,
)
_CLIENT_WRITES = frozenset(
    {"companyName", "email", "phone", "mobilePhone", "street1", "street2", "city", "province"}
    | {"postalCode", "country", *(one.field.name for one in _RECEIVES)}
)
_PERSON_WRITES = _CLIENT_WRITES | {"firstName", "lastName"}

_FOR = {"client_person": "persons", "client_company": "companies"}
_FOR_ASKS = ("client/id", "client/isCompany")

_COMPANIES = Stream(
    name="companies",
    label="Companies",
    list="clients",
    one="client",
    filter="ClientFilterAttributes",
    applies_to="ALL_CLIENTS",
    ours={"isCompany": True},
    archivable=True,
    writes=_CLIENT_WRITES,
    standard=_table(_CLIENT_WRITES, *_CLIENT),
)

_PERSONS = Stream(
    name="persons",
    label="People",
    list="clients",
    one="client",
    filter="ClientFilterAttributes",
    applies_to="ALL_CLIENTS",
    references={"company": "companies"},
    refer=wire.refer_own_company,
    refer_asks=("isCompany",),
    archivable=True,
    writes=_PERSON_WRITES,
    standard=_table(
        _PERSON_WRITES,
        _text("firstName", "First name"),
        _text("lastName", "Last name"),
        _text("title", "Title"),
        *_CLIENT,
    ),
)

_PROPERTIES = Stream(
    name="properties",
    label="Properties",
    list="properties",
    one="property",
    filter="PropertiesFilterAttributes",
    applies_to="ALL_PROPERTIES",
    references=_FOR,
    refer=wire.refer_client,
    refer_asks=_FOR_ASKS,
    stamped=False,
    changes="clients",
    standard=_table(
        frozenset(),
        _text("name", "Name"),
        *_address("address"),
        _flag("isBillingAddress", "Is the billing address"),
        _LINK,
    ),
)

_REQUESTS = Stream(
    name="requests",
    label="Requests",
    list="requests",
    one="request",
    filter="RequestFilterAttributes",
    references={**_FOR, "property": "properties"},
    refer=wire.refer_request,
    refer_asks=(*_FOR_ASKS, "property/id"),
    writes=frozenset({"title"}),
    ties=frozenset({"client_person", "client_company", "property"}),
    standard=_table(
        frozenset({"title"}),
        # May travel, though free text: a deal needs a name that a person recognises.
        _text("title", "Title", _FREE_TEXT),
        _status(
            "requestStatus",
            "Status",
            *("new", "unscheduled", "assessment_completed", "overdue", "today", "upcoming"),
            *("needs_approval", "converted", "completed", "archived"),
        ),
        _text("source", "Source", _PUBLIC),
        _text("companyName", "Company as stated"),
        _text("contactName", "Contact as stated"),
        _text("email", "E-mail as stated", _CONTACT, FieldType.EMAIL),
        _text("phone", "Phone as stated", _CONTACT, FieldType.PHONE),
        *_SERVICE,
        *_SALESPERSON,
        _LINK,
        _CREATED,
    ),
)

_QUOTES = Stream(
    name="quotes",
    label="Quotes",
    list="quotes",
    one="quote",
    filter="QuoteFilterAttributes",
    applies_to="ALL_QUOTES",
    references={**_FOR, "property": "properties", "request": "requests"},
    refer=wire.refer_quote,
    refer_asks=(*_FOR_ASKS, "property/id", "request/id"),
    standard=_table(
        frozenset(),
        _text("quoteNumber", "Quote number", _PUBLIC),
        _text("title", "Title", _FREE_TEXT),
        _words("message", "Message to the client"),
        _status(
            "quoteStatus",
            "Status",
            *("draft", "awaiting_response", "changes_requested", "approved", "converted"),
            "archived",
        ),
        _money("total", "Total", "amounts/total"),
        _money("subtotal", "Subtotal", "amounts/subtotal"),
        _money("discount", "Discount", "amounts/discountAmount"),
        _money("tax", "Tax", "amounts/taxAmount"),
        _money("deposit", "Deposit", "amounts/depositAmount"),
        _moment("sentAt", "Sent"),
        _moment("approvedAt", "Approved", "lastTransitioned/approvedAt"),
        _moment("convertedAt", "Converted", "lastTransitioned/convertedAt"),
        *_SERVICE,
        *_SALESPERSON,
        _LINK,
        _CREATED,
    ),
)

_JOBS = Stream(
    name="jobs",
    label="Jobs",
    list="jobs",
    one="job",
    filter="JobFilterAttributes",
    applies_to="ALL_JOBS",
    references={**_FOR, "property": "properties", "request": "requests", "quote": "quotes"},
    refer=wire.refer_job,
    refer_asks=(*_FOR_ASKS, "property/id", "request/id", "quote/id"),
    changes="sort",
    standard=_table(
        frozenset(),
        _row("jobNumber", "Job number", _PUBLIC, FieldType.INTEGER, wire.whole("jobNumber")),
        _text("title", "Title", _FREE_TEXT),
        _words("instructions", "Instructions"),
        # Some of these follow the clock, without an update.
        _status(
            "jobStatus",
            "Status",
            *("active", "today", "upcoming", "late", "unscheduled", "action_required"),
            *("requires_invoicing", "on_hold", "expiring_within_30_days", "archived"),
        ),
        _status("jobType", "Kind", "ONE_OFF", "RECURRING"),
        _moment("startAt", "Starts"),
        _moment("endAt", "Ends"),
        _moment("completedAt", "Completed"),
        _money("total", "Total"),
        _money("invoicedTotal", "Invoiced"),
        _money("uninvoicedTotal", "Not invoiced"),
        *_SERVICE,
        *_SALESPERSON,
        _LINK,
        _CREATED,
    ),
)

_INVOICES = Stream(
    name="invoices",
    label="Invoices",
    list="invoices",
    one="invoice",
    filter="InvoiceFilterAttributes",
    applies_to="ALL_INVOICES",
    references={**_FOR, "jobs": "jobs"},
    refer=wire.refer_invoice,
    refer_asks=(
        *_FOR_ASKS,
        f"jobs(first: {FEW})/nodes/id",
        f"jobs(first: {FEW})/pageInfo/hasNextPage",
    ),
    standard=_table(
        frozenset(),
        _text("invoiceNumber", "Invoice number", _PUBLIC),  # may occur twice
        _text("subject", "Subject", _FREE_TEXT),
        _words("message", "Message to the client"),
        _status(
            "invoiceStatus",
            "Status",
            *("draft", "sent_not_due", "awaiting_payment", "past_due", "paid", "bad_debt"),
            "voided",
        ),
        _money("total", "Total", "amounts/total"),
        _money("balance", "Balance", "amounts/invoiceBalance"),
        _money("paymentsTotal", "Paid", "amounts/paymentsTotal"),
        _moment("issuedDate", "Issued"),
        _moment("dueDate", "Due"),
        _moment("receivedDate", "Received"),
        *_SALESPERSON,
        _LINK,
        _CREATED,
    ),
)

STREAMS = {
    stream.name: stream
    for stream in (_COMPANIES, _PERSONS, _PROPERTIES, _REQUESTS, _QUOTES, _JOBS, _INVOICES)
}
"""Parents before children."""
