"""The fields of those whom the office deals with: owners, vendors, tenants, applicants, leads."""

from connectors.buildium import residency, wire
from connectors.buildium.fields import (
    address,
    blocked,
    choice,
    day,
    email,
    flag,
    moment,
    money,
    phones,
    table,
    text,
    value,
    writable,
)
from connectors.buildium.wire import Row
from core.records import FieldValue
from core.schema import Admission, DataClass, FieldType

_CONTACT = DataClass.CONTACT
_PERSON = (
    text("first_name", "First name", "FirstName"),
    text("last_name", "Last name", "LastName"),
)
_EITHER = (
    value("name", "Name", FieldType.TEXT, _CONTACT, wire.called),
    flag("is_company", "Is a company", "IsCompany"),
    *_PERSON,
    text("company_name", "Company name", "CompanyName"),
)
_TAX = blocked("tax_information", "Tax information", DataClass.RESTRICTED_ID)

OWNER = table(
    *_EITHER,
    email("email", "E-mail", "Email"),
    email("alternate_email", "Other e-mail", "AlternateEmail"),
    *phones(),
    *address(),
    flag("is_active", "Is active", "IsActive"),
    day("agreement_starts", "Management agreement starts", "ManagementAgreementStartDate"),
    day("agreement_ends", "Management agreement ends", "ManagementAgreementEndDate"),
    blocked("comment", "Comment", DataClass.FREE_TEXT),
    _TAX,
)

VENDOR = table(
    *_EITHER,
    email("email", "E-mail", "PrimaryEmail"),
    email("alternate_email", "Other e-mail", "AlternateEmail"),
    *phones(),
    *address(),
    value("website", "Web site", FieldType.URL, _CONTACT, wire.text("Website")),
    text("category", "Category", "Category.Name", DataClass.PUBLIC),
    flag("is_active", "Is active", "IsActive"),
    value(
        "insurance_ends",
        "Insurance ends",
        FieldType.DATE,
        DataClass.SCHEDULE,
        wire.day("VendorInsurance.ExpirationDate"),
        admission=Admission.OPT_IN,
    ),
    blocked("insurance_policy", "Insurance policy", DataClass.RESTRICTED_ID),
    blocked("account_number", "Account number", DataClass.RESTRICTED_ID),
    blocked("expense_account", "Expense account", DataClass.RESTRICTED_ID),
    blocked("comments", "Comments", DataClass.FREE_TEXT),
    _TAX,
)

_SMS = ("NotSet", "RequestSent", "OptedIn", "OptedOut", "Converted")

TENANT = table(
    *writable(
        *_PERSON,
        email("email", "E-mail", "Email"),
        email("alternate_email", "Other e-mail", "AlternateEmail"),
        *phones(),
    ),
    *address(),
    choice("sms_opt_in", "Agreed to texts", "SMSOptInStatus", _SMS),
    value(
        "resident_status",
        "Resident status",
        FieldType.CHOICE,
        DataClass.PUBLIC,
        residency.status,
        choices=residency.STATUSES,
    ),
    value("is_resident", "Lives here", FieldType.BOOL, DataClass.PUBLIC, residency.is_resident),
    value("unit_number", "Unit number", FieldType.TEXT, DataClass.PUBLIC, residency.unit_number),
    value("move_in_date", "Move-in date", FieldType.DATE, DataClass.SCHEDULE, residency.move_in),
    value("lease_ends", "Lease ends", FieldType.DATE, DataClass.SCHEDULE, residency.lease_ends),
    moment("created", "Created", "CreatedDateTime"),
    value(
        "alternate_street",
        "Street of the other address",
        FieldType.LONG_TEXT,
        _CONTACT,
        wire.street("AlternateAddress"),
        admission=Admission.OPT_IN,
    ),
    blocked("tax_id", "Tax id", DataClass.RESTRICTED_ID),
    blocked("date_of_birth", "Date of birth", DataClass.RESTRICTED_ID),
    blocked("emergency_contact", "Emergency contact", _CONTACT),
    blocked("comment", "Comment", DataClass.FREE_TEXT),
)

_PROGRESS = {
    **dict.fromkeys(("Unknown", "Draft", "New"), "New"),
    "Undecided": "In review",
    "Approved": "Approved",
    **dict.fromkeys(("AddedToLease", "AddedToDraftLease"), "Leased"),
    **dict.fromkeys(("Rejected", "Cancelled", "Deferred"), "Closed"),
}


def _progress(row: Row) -> FieldValue:
    """Pick how far an application is, without telling a rejection from a withdrawal: fair housing
    rules are about who was refused a home.
    """
    told = row.get("Status")
    return _PROGRESS.get(told) if isinstance(told, str) else None


def _submitted(row: Row) -> FieldValue:
    """Pick when the last application was handed in."""
    applications = wire.items(row, "Applications")
    told = (wire.to_time(each.get("ApplicationSubmittedDateTime")) for each in applications)
    return max(filter(None, told), default=None)


APPLICANT = table(
    *_PERSON,
    email("email", "E-mail", "Email"),
    *phones(),
    value(
        "progress",
        "Progress",
        FieldType.CHOICE,
        DataClass.PUBLIC,
        _progress,
        choices=tuple(dict.fromkeys(_PROGRESS.values())),
    ),
    value(
        "application_submitted",
        "Application submitted",
        FieldType.DATETIME,
        DataClass.SCHEDULE,
        _submitted,
    ),
    choice("status", "Status of the application", "Status", tuple(_PROGRESS), opt_in=True),
    blocked("answers", "Answers on applications", DataClass.RESTRICTED_ID),
)

ASSOCIATION_OWNER = table(
    *_PERSON,
    email("email", "E-mail", "Email"),
    email("alternate_email", "Other e-mail", "AlternateEmail"),
    *phones(),
    *address("PrimaryAddress"),
    flag("occupies_unit", "Lives there", "OccupiesUnit"),
    moment("created", "Created", "CreatedDateTime"),
    blocked("tax_id", "Tax id", DataClass.RESTRICTED_ID),
    blocked("delinquency", "Delinquency", DataClass.MONEY),
    blocked("emergency_contact", "Emergency contact", _CONTACT),
    blocked("vehicles", "Vehicles", DataClass.RESTRICTED_ID),
    blocked("comment", "Comment", DataClass.FREE_TEXT),
)

_LEAD_STATUSES = (
    *("Unknown", "New", "Contacting", "Qualifying", "Closing", "ClosedWon", "ClosedLost"),
)

CLIENT_LEAD = table(
    text("name", "Name", "Name"),
    email("email", "E-mail", "Email"),
    value("phone", "Phone", FieldType.PHONE, _CONTACT, wire.text("PhoneNumber")),
    *address(),
    # Thirty kinds, told as a text: Buildium adds to them.
    text("property_type", "Kind of property", "PropertyType", DataClass.PUBLIC),
    choice("status", "Status", "LeadStatus", _LEAD_STATUSES),
    moment("received", "Received", "DateReceived"),
    money("price_paid", "Price paid", "PricePaid"),
    blocked("comments", "Comments", DataClass.FREE_TEXT),
    blocked("credit_request", "Credit request", DataClass.FREE_TEXT),
)
