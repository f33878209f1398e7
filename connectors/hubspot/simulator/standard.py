"""What every portal has from the start: HubSpot's own objects, properties, pipelines.

A part of HubSpot's several hundred properties: those that a sync of people, companies, deals,
tickets and appointments maps or reads.
"""

from connectors.hubspot.simulator.rows import Kind, Modification, Option, Property

KINDS = (
    Kind(
        "0-1",
        "contacts",
        "contact",
        created="createdate",
        modified="lastmodifieddate",
        shown=("email", "firstname", "lastname"),
        required=(("email", "firstname", "lastname"),),
        searchable=("email", "firstname", "lastname", "phone", "company"),
        scope="contacts",
    ),
    Kind(
        "0-2",
        "companies",
        "company",
        created="createdate",
        shown=("domain", "name"),
        required=(("name", "domain"),),
        searchable=("name", "domain", "phone", "website"),
        scope="companies",
    ),
    Kind(
        "0-3",
        "deals",
        "deal",
        created="createdate",
        shown=("amount", "closedate", "dealname", "dealstage", "pipeline"),
        required=(("dealname",), ("dealstage",)),
        searchable=("dealname", "description"),
        scope="deals",
    ),
    Kind(
        "0-5",
        "tickets",
        "ticket",
        created="createdate",
        shown=("content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority", "subject"),
        required=(("subject",), ("hs_pipeline_stage",)),
        searchable=("subject", "content"),
        scope="tickets",
    ),
    Kind(
        "0-421",
        "appointments",
        "appointment",
        shown=("hs_appointment_name", "hs_appointment_start", "hs_appointment_end"),
        searchable=("hs_appointment_name",),
        scope="appointments",
    ),
)

STAGE_OF = {"deals": ("pipeline", "dealstage"), "tickets": ("hs_pipeline", "hs_pipeline_stage")}
LIFECYCLE = (  # in the order in which a record moves on
    ("subscriber", "Subscriber"),
    ("lead", "Lead"),
    ("marketingqualifiedlead", "Marketing Qualified Lead"),
    ("salesqualifiedlead", "Sales Qualified Lead"),
    ("opportunity", "Opportunity"),
    ("customer", "Customer"),
    ("evangelist", "Evangelist"),
    ("other", "Other"),
)
LIFECYCLE_ORDER = {value: place for place, (value, _label) in enumerate(LIFECYCLE)}
OPTIONS = {
    "lifecyclestage": LIFECYCLE,
    "hs_lead_status": (
        ("NEW", "New"),
        ("OPEN", "Open"),
        ("IN_PROGRESS", "In Progress"),
        ("UNQUALIFIED", "Unqualified"),
        ("CONNECTED", "Connected"),
    ),
    "dealtype": (("newbusiness", "New Business"), ("existingbusiness", "Existing Business")),
    "hs_ticket_priority": (("LOW", "Low"), ("MEDIUM", "Medium"), ("HIGH", "High")),
    "hs_ticket_category": (
        ("PRODUCT_ISSUE", "Product Issue"),
        ("BILLING_ISSUE", "Billing Issue"),
        ("GENERAL_INQUIRY", "General Inquiry"),
    ),
    "hs_appointment_status": (
        ("SCHEDULED", "Scheduled"),
        ("COMPLETED", "Completed"),
        ("CANCELLED", "Cancelled"),
        ("NO_SHOW", "No show"),
    ),
    "industry": (("LEGAL_SERVICES", "Legal Services"), ("LAW_PRACTICE", "Law Practice")),
}
EXTERNAL = frozenset(  # whose options come from elsewhere in the portal
    {"hubspot_owner_id", "pipeline", "dealstage", "hs_pipeline", "hs_pipeline_stage"}
    | {"deal_currency_code"}
)

# name, type, field type, label; those of EVERYWHERE are HubSpot's to write
EVERYWHERE = """
hs_object_id number number Record ID
hs_object_source string text Record source
hs_object_source_label enumeration select Record source label
hs_merged_object_ids enumeration checkbox Merged record IDs
"""
PEOPLE_AND_COMPANIES = """
phone string phonenumber Phone Number
address string text Street Address
city string text City
state string text State/Region
zip string text Postal Code
country string text Country/Region
website string text Website URL
lifecyclestage enumeration radio Lifecycle Stage
hs_lead_status enumeration radio Lead Status
hubspot_owner_id enumeration select Owner
"""
LINES = {
    "contacts": PEOPLE_AND_COMPANIES
    + """
email string text Email
firstname string text First Name
lastname string text Last Name
salutation string text Salutation
jobtitle string text Job Title
company string text Company Name
mobilephone string phonenumber Mobile Phone Number
fax string phonenumber Fax Number
date_of_birth string text Date of birth
closedate datetime date Close Date
annualrevenue string text Annual Revenue
message string textarea Message
""",
    "companies": PEOPLE_AND_COMPANIES
    + """
name string text Company name
domain string text Company Domain Name
address2 string text Street Address 2
description string textarea Description
industry enumeration select Industry
numberofemployees number number Number of Employees
annualrevenue number number Annual Revenue
founded_year string text Year Founded
is_public bool booleancheckbox Is Public
""",
    "deals": """
dealname string text Deal Name
pipeline enumeration select Pipeline
dealstage enumeration radio Deal Stage
amount number number Amount
deal_currency_code enumeration select Currency
closedate datetime date Close Date
description string textarea Deal Description
dealtype enumeration radio Deal Type
hubspot_owner_id enumeration select Deal owner
closed_lost_reason string textarea Closed Lost Reason
closed_won_reason string textarea Closed Won Reason
""",
    "tickets": """
subject string text Ticket name
content string textarea Ticket description
hs_pipeline enumeration select Pipeline
hs_pipeline_stage enumeration select Ticket status
hs_ticket_priority enumeration select Priority
hs_ticket_category enumeration checkbox Category
hubspot_owner_id enumeration select Ticket owner
""",
    "appointments": """
hs_appointment_name string text Appointment Name
hs_appointment_start datetime date Appointment Start
hs_appointment_end datetime date Appointment End
hs_appointment_status enumeration select Appointment Status
hs_duration number number Duration
hubspot_owner_id enumeration select Owner
""",
}
READ_ONLY_LINES = {
    "contacts": """
hs_additional_emails enumeration checkbox Additional email addresses
hs_calculated_merged_vids enumeration checkbox Merged vids with timestamps
""",
}
DEAL_STAGES = (  # id, label, probability
    ("appointmentscheduled", "Appointment Scheduled", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "0.4"),
    ("presentationscheduled", "Presentation Scheduled", "0.6"),
    ("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
    ("contractsent", "Contract Sent", "0.9"),
    ("closedwon", "Closed Won", "1.0"),
    ("closedlost", "Closed Lost", "0.0"),
)
TICKET_STAGES = (  # id, label, state
    ("1", "New", "OPEN"),
    ("2", "Waiting on contact", "OPEN"),
    ("3", "Waiting on us", "OPEN"),
    ("4", "Closed", "CLOSED"),
)
TIES = (  # from, to, type id, its inverse, type id of the primary one, its inverse
    ("contacts", "companies", 279, 280, 1, 2),
    ("deals", "companies", 341, 342, 5, 6),
    ("tickets", "companies", 339, 340, 26, 25),
    ("deals", "contacts", 3, 4, 0, 0),
    ("contacts", "tickets", 15, 16, 0, 0),
    ("deals", "tickets", 27, 28, 0, 0),
)


def group_of(kind: Kind) -> str:
    """Return the name of the group that every kind has."""
    return f"{kind.singular.replace(' ', '_')}information"


def properties_of(kind: Kind) -> list[Property]:
    """Return the properties that a kind has from the start."""
    own_times = f"{kind.created} datetime date Create Date\n{kind.modified} datetime date Modified"
    mine = _parsed(kind, LINES.get(kind.plural, ""), read_only=False)
    fixed = EVERYWHERE + READ_ONLY_LINES.get(kind.plural, "") + own_times
    return mine + _parsed(kind, fixed, read_only=True)


def _parsed(kind: Kind, lines: str, *, read_only: bool) -> list[Property]:
    found = []
    for line in filter(None, lines.splitlines()):
        name, kind_of_value, field_type, label = line.split(" ", 3)
        found.append(
            Property(
                name=name,
                label=label,
                type=kind_of_value,
                field_type=field_type,
                group_name=group_of(kind),
                options=_options(name),
                external_options=name in EXTERNAL,
                hubspot_defined=True,
                form_field=not read_only,
                calculated=name == "hs_calculated_merged_vids",
                has_unique_value=name == "hs_object_id",
                modification_metadata=Modification(False, True, read_only),
            )
        )
    return found


def _options(name: str) -> list[Option]:
    return [
        Option(label, value, display_order=place)
        for place, (value, label) in enumerate(OPTIONS.get(name, ()))
    ]
