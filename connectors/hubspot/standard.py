"""HubSpot's own properties that offices use most: what can be said of them without asking, and
how sensitive they are. The portal has the last word on types and options.
"""

from collections.abc import Iterator, Mapping

from connectors.hubspot.objects import Kind, kind_of
from core.schema import Admission, DataClass, Field, FieldType

_CLASS = {
    "c": DataClass.CONTACT,
    "f": DataClass.FREE_TEXT,
    "m": DataClass.MONEY,
    "p": DataClass.PUBLIC,
    "s": DataClass.SCHEDULE,
}
_EVERYWHERE = """
    createdate               | Create date            | datetime | p | read-only
    hs_object_id             | Record ID              | number   | p | read-only
    hubspot_owner_id         | Owner                  | choice   | p
"""
_PLACE = """
    address                  | Street address         | text     | c
    city                     | City                   | text     | c
    state                    | State/region           | text     | c
    zip                      | Postal code            | text     | c
    country                  | Country/region         | text     | c
    phone                    | Phone number           | phone    | c
    website                  | Website URL            | url      | c
    lifecyclestage           | Lifecycle stage        | choice   | p
"""
_LINES: Mapping[str, str] = {
    "contacts": _PLACE
    + """
    email                    | Email                  | email    | c
    firstname                | First name             | text     | c
    lastname                 | Last name              | text     | c
    salutation               | Salutation             | text     | c
    mobilephone              | Mobile phone number    | phone    | c
    fax                      | Fax number             | phone    | c
    company                  | Company name           | text     | c
    jobtitle                 | Job title              | text     | c
    hs_lead_status           | Lead status            | choice   | p
    hs_additional_emails     | Additional emails      | choices  | c | read-only
    hs_merged_object_ids     | Merged record IDs      | choices  | p | read-only
    lastmodifieddate         | Last modified date     | datetime | p | read-only
""",
    "companies": _PLACE
    + """
    name                     | Company name           | text     | c
    domain                   | Company domain name    | text     | c
    address2                 | Street address 2       | text     | c
    description              | Description            | long_text| f
    industry                 | Industry               | choice   | p
    numberofemployees        | Number of employees    | number   | p
    annualrevenue            | Annual revenue         | money    | m
    hs_merged_object_ids     | Merged record IDs      | choices  | p | read-only
    hs_lastmodifieddate      | Last modified date     | datetime | p | read-only
""",
    "deals": """
    dealname                 | Deal name              | text     | c
    dealstage                | Deal stage             | choice   | p
    pipeline                 | Pipeline               | choice   | p
    dealtype                 | Deal type              | choice   | p
    amount                   | Amount                 | money    | m
    deal_currency_code       | Currency               | choice   | p
    closedate                | Close date             | datetime | s
    description              | Deal description       | long_text| f
    hs_lastmodifieddate      | Last modified date     | datetime | p | read-only
""",
    "tickets": """
    subject                  | Ticket name            | text     | c
    content                  | Ticket description     | long_text| f
    hs_pipeline              | Pipeline               | choice   | p
    hs_pipeline_stage        | Ticket status          | choice   | p
    hs_ticket_priority       | Priority               | choice   | p
    hs_lastmodifieddate      | Last modified date     | datetime | p | read-only
""",
    "appointments": """
    hs_appointment_name      | Appointment name       | text     | s
    hs_appointment_start     | Start time             | datetime | s
    hs_appointment_end       | End time               | datetime | s
    hs_appointment_status    | Status                 | choice   | s
    hs_lastmodifieddate      | Last modified date     | datetime | p | read-only
""",
}


def admission(data_class: DataClass) -> Admission:
    """Return whether a value of that class may travel out of HubSpot unasked."""
    if data_class in (DataClass.FREE_TEXT, DataClass.UNCLASSIFIED):
        return Admission.OPT_IN
    if data_class in (DataClass.CLINICAL, DataClass.RESTRICTED_ID):
        return Admission.BLOCK
    return Admission.ALLOW


def standard_fields(stream: str) -> Mapping[str, Field]:
    """Return the standard fields of a stream as far as they are known without asking."""
    return _FIELDS.get(stream) or dict(_parsed(_EVERYWHERE, kind_of(stream)))


def _parsed(lines: str, kind: Kind) -> Iterator[tuple[str, Field]]:
    for line in filter(None, map(str.strip, lines.splitlines())):
        name, label, type_, class_, *rest = (part.strip() for part in line.split("|"))
        data_class = _CLASS[class_]
        yield (
            name,
            Field(
                name,
                label,
                FieldType(type_),
                data_class,
                admission(data_class),
                read_only=rest == ["read-only"],
                required=name in kind.required,
                unique=name in kind.unique,
            ),
        )


_FIELDS: Mapping[str, Mapping[str, Field]] = {
    stream: dict(_parsed(lines + _EVERYWHERE, kind_of(stream))) for stream, lines in _LINES.items()
}
