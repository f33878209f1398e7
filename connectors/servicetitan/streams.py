"""All streams, those of the work among them, and their standard fields, as a table."""

from collections.abc import Mapping

from connectors.servicetitan import wire
from connectors.servicetitan.customers import ADDRESS, COMPANIES, CREATED, LOCATIONS, PERSONS, TAGS
from connectors.servicetitan.schema import (
    ALLOW,
    CONTACT,
    FREE,
    MONEY,
    OPT_IN,
    PUBLIC,
    Stream,
    blocked,
    choice,
    day,
    moment,
    named,
    one,
    read_only,
    sum_of,
    table,
)
from core.schema import FieldType

_BUSINESS_UNIT = named("business_unit", "Business unit", "businessUnitId", "business-units")
_PRIORITY = choice("priority", "Priority", "priority", "Low", "Normal", "High", "Urgent")
_JOB_TYPE = named("job_type", "Job type", "jobTypeId", "job-types")

# -- the tables ------------------------------------------------------------------------------------

_LEADS = Stream(
    name="leads",
    label="Leads",
    feed="crm/export/leads",
    list="crm/leads",
    customer="customerId",
    references={"location": "locations"},
    keys={"location": "locationId"},
    has_active=False,
    standard=table(
        *read_only(
            # May travel, though free text: a deal needs a name that a person recognises.
            one("summary", "Summary", wire.plain_text("summary"), FREE),
            choice("status", "Status", "status", "Open", "Dismissed", "Converted"),
            _PRIORITY,
            _JOB_TYPE,
            _BUSINESS_UNIT,
            moment("follow_up_on", "Follow up on", "followUpDate"),
            CREATED,
            TAGS,
        )
    ),
)

_JOBS = Stream(
    name="jobs",
    label="Jobs",
    feed="jpm/export/jobs",
    list="jpm/jobs",
    customs="jpm/jobs/custom-fields",
    customer="customerId",
    references={"location": "locations"},
    keys={"location": "locationId"},
    has_active=False,
    web="Job/Index/{id}",
    standard=table(
        *read_only(
            one("job_number", "Job number", wire.text("jobNumber")),
            choice(
                "status",
                "Status",
                "jobStatus",
                *("Scheduled", "Dispatched", "InProgress", "Hold", "Completed", "Canceled"),
            ),
            _JOB_TYPE,
            _BUSINESS_UNIT,
            _PRIORITY,
            sum_of("total", "Total", "total", ALLOW),
            moment("completed_on", "Completed", "completedOn"),
            one("customer_po", "Customer's order number", wire.text("customerPo")),
            named("sold_by_email", "Sold by (e-mail)", "soldById", "technicians"),
            TAGS,
            CREATED,
            one(
                "summary",
                "Summary",
                wire.plain_text("summary"),
                FREE,
                FieldType.LONG_TEXT,
                admission=OPT_IN,
            ),
        )
    ),
)

_ESTIMATES = Stream(
    name="estimates",
    label="Estimates",
    feed="sales/estimates/export",
    list="sales/estimates",
    order={},
    customer="customerId",
    references={"location": "locations", "job": "jobs"},
    keys={"location": "locationId", "job": "jobId"},
    standard=table(
        *read_only(
            one("name", "Name", wire.text("name")),
            one("job_number", "Job number", wire.text("jobNumber")),
            one(
                "status",
                "Status",
                wire.text("status", "name"),
                PUBLIC,
                FieldType.CHOICE,
                choices=("Open", "Sold", "Dismissed"),
            ),
            sum_of("subtotal", "Subtotal", "subtotal", ALLOW),
            sum_of("tax", "Tax", "tax", ALLOW),
            moment("sold_on", "Sold", "soldOn"),
            named("sold_by_email", "Sold by (e-mail)", "soldBy", "technicians"),
            one("business_unit", "Business unit", wire.text("businessUnitName")),
            CREATED,
            one("summary", "Summary", wire.plain_text("summary"), FREE, admission=OPT_IN),
        )
    ),
)

_APPOINTMENTS = Stream(
    name="appointments",
    label="Appointments",
    feed="jpm/export/appointments",
    list="jpm/appointments",
    customer="customerId",
    references={"job": "jobs"},
    keys={"job": "jobId"},
    has_active=False,
    standard=table(
        *read_only(
            one("number", "Number", wire.text("appointmentNumber")),
            moment("starts", "Starts", "start"),
            moment("ends", "Ends", "end"),
            choice(
                "status",
                "Status",
                "status",
                *("Scheduled", "Dispatched", "Working", "Hold", "Done", "Canceled"),
            ),
            one(
                "instructions",
                "Special instructions",
                wire.plain_text("specialInstructions"),
                FREE,
                FieldType.LONG_TEXT,
                admission=OPT_IN,
            ),
        )
    ),
)

_INVOICES = Stream(
    name="invoices",
    label="Invoices",
    feed="accounting/export/invoices",
    list="accounting/invoices",
    order={},
    customer="customer",
    references={"location": "locations", "job": "jobs"},
    keys={"location": "location", "job": "job"},
    has_active=False,
    web="EditInvoice/{id}",
    standard=table(
        *read_only(
            one("number", "Invoice number", wire.text("referenceNumber")),
            day("invoice_date", "Invoice date", "invoiceDate"),
            day("due_date", "Due", "dueDate"),
            sum_of("total", "Total", "total", OPT_IN),
            sum_of("balance", "Balance", "balance", OPT_IN),
            one(
                "paid_on",
                "Paid on",
                wire.day("paidOn"),
                MONEY,
                FieldType.DATE,
                admission=OPT_IN,
            ),
            blocked("payments", "Payments and how they were made"),
        )
    ),
)

_MEMBERSHIPS = Stream(
    name="memberships",
    label="Memberships",
    feed="memberships/export/memberships",
    list="memberships/memberships",
    order={},
    customer="customerId",
    references={"location": "locations"},
    keys={"location": "locationId"},
    web="FollowUps/Membership/{id}",
    standard=table(
        *read_only(
            named("membership_type", "Membership", "membershipTypeId", "membership-types"),
            choice(
                "status",
                "Status",
                "status",
                "Active",
                "Suspended",
                "Expired",
                "Canceled",
                "Deleted",
            ),
            day("starts", "From", "from"),
            day("ends", "To", "to"),
            day("canceled_on", "Canceled", "cancellationDate"),
            choice(
                "billing_frequency",
                "Billed",
                "billingFrequency",
                *("OneTime", "Monthly", "EveryOtherMonth", "Quarterly", "BiAnnual", "Annual"),
            ),
            one(
                "next_bill_on",
                "Next bill",
                wire.day("nextScheduledBillDate"),
                MONEY,
                FieldType.DATE,
                admission=OPT_IN,
            ),
            one("memo", "Memo", wire.text("memo"), FREE, FieldType.LONG_TEXT, admission=OPT_IN),
            blocked("payment_method", "Card or account that is charged"),
        )
    ),
)

_BOOKINGS = Stream(
    name="bookings",
    label="Bookings",
    feed="crm/export/bookings",
    list="crm/bookings",
    references={"job": "jobs"},
    keys={"job": "jobId"},
    has_active=False,
    standard=table(
        *read_only(
            one("name", "Name", wire.text("name"), CONTACT),
            *ADDRESS,
            choice("status", "Status", "status", "New", "Converted", "Dismissed", "Accepted"),
            one("source", "Source", wire.text("source")),
            moment("starts", "Wanted for", "start"),
            _PRIORITY,
            _JOB_TYPE,
            _BUSINESS_UNIT,
            CREATED,
            one("summary", "Summary", wire.plain_text("summary"), FREE, admission=OPT_IN),
        )
    ),
)

STREAMS: Mapping[str, Stream] = {
    stream.name: stream
    for stream in (
        COMPANIES,
        PERSONS,
        LOCATIONS,
        _LEADS,
        _JOBS,
        _ESTIMATES,
        _BOOKINGS,
        _APPOINTMENTS,
        _INVOICES,
        _MEMBERSHIPS,
    )
}
"""Parents before children."""
