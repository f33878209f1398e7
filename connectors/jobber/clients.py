"""Jobber's clients, who are people or companies: two streams of one list."""

from connectors.jobber import rows, wire
from connectors.jobber.rows import CONTACT, CREATED, FEW, LINK, PUBLIC, Stream
from core.schema import FieldType

_EMAILS = ("emails/id", "emails/address", "emails/primary")
_PHONES = ("phones/id", "phones/number", "phones/primary", "phones/description")
_TAGS = (f"tags(first: {FEW})/nodes/label", f"tags(first: {FEW})/pageInfo/hasNextPage")
_RECEIVES = (
    rows.flag("receivesFollowUps", "Receives follow-ups", CONTACT),
    rows.flag("receivesInvoiceFollowUps", "Receives invoice follow-ups", CONTACT),
    rows.flag("receivesQuoteFollowUps", "Receives quote follow-ups", CONTACT),
    rows.flag("receivesReminders", "Receives reminders", CONTACT),
    rows.flag("receivesReviewRequests", "Receives review requests", CONTACT),
)
_CLIENT = (
    rows.text("companyName", "Company name"),
    rows.row("email", "E-mail", CONTACT, FieldType.EMAIL, wire.email, *_EMAILS),
    rows.row(
        "otherEmails", "Other e-mails", CONTACT, FieldType.CHOICES, wire.other_emails, *_EMAILS
    ),
    rows.row("phone", "Phone", CONTACT, FieldType.PHONE, wire.phone, *_PHONES),
    rows.row("mobilePhone", "Mobile phone", CONTACT, FieldType.PHONE, wire.mobile_phone, *_PHONES),
    rows.row(
        "mayText", "May be texted", CONTACT, FieldType.BOOL, wire.may_text, "phones/smsAllowed"
    ),
    *rows.address("billingAddress"),
    rows.flag("isLead", "Is a lead"),
    rows.flag("isCompany", "Is a company"),
    rows.flag("isArchived", "Is archived"),
    rows.row("tags", "Tags", PUBLIC, FieldType.CHOICES, wire.tags, *_TAGS),
    rows.text("leadSource", "Lead source", PUBLIC, at="sourceAttribution/displayLeadSource"),
    rows.money("balance", "Balance"),
    *_RECEIVES,
    LINK,
    CREATED,
)
_CLIENT_WRITES = frozenset(
    {"companyName", "email", "phone", "mobilePhone", "street1", "street2", "city", "province"}
    | {"postalCode", "country", *(one.field.name for one in _RECEIVES)}
)
_PERSON_WRITES = _CLIENT_WRITES | {"firstName", "lastName"}


COMPANIES = Stream(
    name="companies",
    label="Companies",
    list="clients",
    one="client",
    filter="ClientFilterAttributes",
    applies_to="ALL_CLIENTS",
    ours={"isCompany": True},
    archivable=True,
    writes=_CLIENT_WRITES,
    standard=rows.table(_CLIENT_WRITES, *_CLIENT),
)

PERSONS = Stream(
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
    standard=rows.table(
        _PERSON_WRITES,
        rows.text("firstName", "First name"),
        rows.text("lastName", "Last name"),
        rows.text("title", "Title"),
        *_CLIENT,
    ),
)
