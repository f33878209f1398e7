"""The streams of customers and of the places where they are served, as a table."""

from dataclasses import replace

from connectors.servicetitan import wire
from connectors.servicetitan.schema import (
    COMMERCIAL,
    CONTACT,
    CONTACTS,
    MEMBERSHIPS,
    OPT_IN,
    PUBLIC,
    RESIDENTIAL,
    SCHEDULE,
    Standard,
    Stream,
    contact,
    moment,
    one,
    read_only,
    sum_of,
    table,
)
from connectors.servicetitan.wire import Pick
from core.schema import FieldType

ADDRESS = tuple(
    one(name, label, wire.text("address", key), CONTACT)
    for name, label, key in (
        ("street", "Street", "street"),
        ("unit", "Unit", "unit"),
        ("city", "City", "city"),
        ("state", "State", "state"),
        ("postal_code", "Postal code", "zip"),
        ("country", "Country", "country"),
    )
)
TAGS = one("tags", "Tags", wire.ids_of("tagTypeIds"), PUBLIC, FieldType.CHOICES, lookup="tag-types")
CREATED = moment("created_on", "Created", "createdOn")


def _member(name: str, label: str, pick: Pick, type: FieldType, lookup: str = "") -> Standard:
    kind = SCHEDULE if type is FieldType.DATE else PUBLIC
    picked = wire.of_membership(pick)
    return one(name, label, picked, kind, type, part=MEMBERSHIPS, lookup=lookup)


_MEMBER = (
    _member(
        "membership",
        "Membership",
        wire.id_of("membershipTypeId"),
        FieldType.TEXT,
        "membership-types",
    ),
    _member("membership_status", "Membership status", wire.text("status"), FieldType.TEXT),
    _member("membership_from", "Member since", wire.day("from"), FieldType.DATE),
    _member("membership_to", "Member until", wire.day("to"), FieldType.DATE),
)

_OF_CUSTOMERS = (
    contact("email", "E-mail", "Email", FieldType.EMAIL),
    contact("mobile_phone", "Mobile phone", "MobilePhone", FieldType.PHONE),
    contact("phone", "Phone", "Phone", FieldType.PHONE),
    contact("fax", "Fax", "Fax", FieldType.PHONE),
    *ADDRESS,
    one("do_not_mail", "Do not mail", wire.flag("doNotMail"), CONTACT, FieldType.BOOL),
    one("do_not_service", "Do not service", wire.flag("doNotService"), CONTACT, FieldType.BOOL),
    *read_only(
        one(
            "other_emails",
            "Other e-mails",
            wire.other_emails,
            CONTACT,
            FieldType.CHOICES,
            part=CONTACTS,
        ),
        one("do_not_text", "Do not text", wire.do_not_text, CONTACT, FieldType.BOOL, part=CONTACTS),
        TAGS,
        CREATED,
        sum_of("balance", "Balance", "balance", OPT_IN),
        *_MEMBER,
    ),
)
_CUSTOMERS = Stream(
    name="customers",
    label="Customers",
    feed="crm/export/customers",
    list="crm/customers",
    customs="crm/customers/custom-fields",
    web="Customer/{id}",
    writable=True,
    standard={},
)

# -- the tables ------------------------------------------------------------------------------------

COMPANIES = replace(
    _CUSTOMERS,
    name="companies",
    label="Commercial customers",
    kind=COMMERCIAL,
    standard=table(one("name", "Name", wire.text("name"), CONTACT), *_OF_CUSTOMERS),
)

PERSONS = replace(
    _CUSTOMERS,
    name="persons",
    label="Residential customers",
    kind=RESIDENTIAL,
    standard=table(
        one("first_name", "First name", wire.first_name, CONTACT),
        one("last_name", "Last name", wire.last_name, CONTACT),
        *read_only(one("name", "Name as written", wire.text("name"), CONTACT)),
        *_OF_CUSTOMERS,
    ),
)

LOCATIONS = Stream(
    name="locations",
    label="Service locations",
    feed="crm/export/locations",
    list="crm/locations",
    customs="crm/locations/custom-fields",
    customer="customerId",
    web="Location/{id}",
    standard=table(
        *read_only(one("name", "Name", wire.text("name"), CONTACT), *ADDRESS, TAGS, CREATED)
    ),
)
