"""The fields of what the office does: leases, tasks and work orders."""

from connectors.buildium import wire
from connectors.buildium.fields import (
    Standard,
    blocked,
    choice,
    day,
    free_text,
    moment,
    money,
    table,
    text,
    value,
    whole,
)
from connectors.buildium.wire import Row
from core.records import FieldValue
from core.schema import DataClass, FieldType

PROPERTY_NAME = "property_name"
"""Is not in a lease, but looked up with its property."""


def _moves(key: str) -> wire.Pick:
    """Pick the last date among those who move out; None while anybody stays."""

    def pick(row: Row) -> FieldValue:
        moves = list(wire.items(row, "MoveOutData"))
        staying = {one.get("Id") for one in wire.items(row, "Tenants")}
        staying -= {move.get("TenantId") for move in moves}
        days = [wire.to_date(move.get(key)) for move in moves]
        return None if staying else max(filter(None, days), default=None)

    return pick


def _called() -> Standard:
    described = text(PROPERTY_NAME, "Property", "", DataClass.CONTACT).field
    return Standard(described, None)


LEASE = table(
    _called(),
    text("unit_number", "Unit number", "UnitNumber", DataClass.PUBLIC),
    day("starts", "Starts", "LeaseFromDate"),
    day("ends", "Ends", "LeaseToDate"),
    choice("status", "Status", "LeaseStatus", ("Active", "Past", "Future")),
    choice("type", "Type", "LeaseType", ("None", "Fixed", "FixedWithRollover", "AtWill")),
    choice("term_type", "Term", "TermType", ("MonthToMonth", "Standard", "Owner")),
    choice(
        "renewal",
        "Renewal offer",
        "RenewalOfferStatus",
        (
            *("NotSet", "NotStarted", "Generated", "Declined", "Renewed", "Draft", "Unsigned"),
            *("PartiallySigned", "Countersign", "Activated", "Sent", "Accepted"),
        ),
    ),
    whole("occupants", "Occupants", "CurrentNumberOfOccupants"),
    value("moves_out", "Moves out", FieldType.DATE, DataClass.SCHEDULE, _moves("MoveOutDate")),
    value(
        "notice_given",
        "Notice given",
        FieldType.DATE,
        DataClass.SCHEDULE,
        _moves("NoticeGivenDate"),
    ),
    moment("created", "Created", "CreatedDateTime"),
    money("rent", "Rent", "AccountDetails.Rent"),
    money("security_deposit", "Security deposit", "AccountDetails.SecurityDeposit"),
    blocked("is_eviction_pending", "Eviction pending", DataClass.RESTRICTED_ID),
    blocked("payment_due_day", "Payment due day", DataClass.MONEY),
    blocked("cosigners", "Cosigners", DataClass.CONTACT),
)

_PRIORITIES = ("Low", "Normal", "High")
_STATUSES = ("New", "InProgress", "Completed", "Deferred", "Closed")

TASK = table(
    # May travel, though people's own words: a ticket needs a subject that a person recognises.
    text("title", "Title", "Title", DataClass.FREE_TEXT),
    choice(
        "type",
        "Type",
        "TaskType",
        ("ContactRequest", "ResidentRequest", "Todo", "RentalOwnerRequest"),
    ),
    text("category", "Category", "Category.Name", DataClass.PUBLIC),
    choice("status", "Status", "TaskStatus", _STATUSES),
    choice("priority", "Priority", "Priority", _PRIORITIES),
    day("due", "Due", "DueDate"),
    moment("created", "Created", "CreatedDateTime"),
    free_text("description", "Description", "Description"),
)

WORK_ORDER = table(
    text("title", "Title", "Title", DataClass.FREE_TEXT),
    choice("status", "Status", "Status", ("Unknown", *_STATUSES)),
    choice("priority", "Priority", "Priority", ("Unknown", *_PRIORITIES)),
    day("due", "Due", "DueDate"),
    choice("entry_allowed", "Entry allowed", "EntryAllowed", ("Unknown", "Yes", "No")),
    text("invoice_number", "Invoice number", "InvoiceNumber", DataClass.PUBLIC),
    money("amount", "Amount", "Amount"),
    blocked("chargeable_to", "Chargeable to", DataClass.FREE_TEXT),
    blocked("work_details", "Work details", DataClass.FREE_TEXT),
    blocked("entry_notes", "Entry notes", DataClass.FREE_TEXT),
    blocked("vendor_notes", "Vendor notes", DataClass.FREE_TEXT),
    blocked("entry_contacts", "Entry contacts", DataClass.CONTACT),
)
