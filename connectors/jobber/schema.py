"""Jobber's streams and their standard fields, as a table: described, asked for, picked out.

The paths in it are the allow-list: a document is built from them and from nothing else.
"""

from connectors.jobber import rows, wire
from connectors.jobber.clients import COMPANIES, PERSONS
from connectors.jobber.rows import CONTACT, CREATED, FEW, FREE_TEXT, LINK, PUBLIC, Stream
from core.schema import FieldType

_SALESPERSON = (
    rows.text("salesperson", "Salesperson", CONTACT, at="salesperson/name/full"),
    rows.text(
        "salesperson_email",
        "Salesperson's e-mail",
        CONTACT,
        FieldType.EMAIL,
        at="salesperson/email/raw",
    ),
)


_SERVICE = (
    # Of whom a deal tells in its name, and where the work is done.
    rows.text("clientName", "Client's name", at="client/name"),
    rows.text("serviceStreet", "Street of the property", at="property/address/street1"),
    rows.text("serviceCity", "City of the property", at="property/address/city"),
)
_FOR = {"client_person": "persons", "client_company": "companies"}
_FOR_ASKS = ("client/id", "client/isCompany")


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
    standard=rows.table(
        frozenset(),
        rows.text("name", "Name"),
        *rows.address("address"),
        rows.flag("isBillingAddress", "Is the billing address"),
        LINK,
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
    standard=rows.table(
        frozenset({"title"}),
        # May travel, though free text: a deal needs a name that a person recognises.
        rows.text("title", "Title", FREE_TEXT),
        rows.status(
            "requestStatus",
            "Status",
            *("new", "unscheduled", "assessment_completed", "overdue", "today", "upcoming"),
            *("needs_approval", "converted", "completed", "archived"),
        ),
        rows.text("source", "Source", PUBLIC),
        rows.text("companyName", "Company as stated"),
        rows.text("contactName", "Contact as stated"),
        rows.text("email", "E-mail as stated", CONTACT, FieldType.EMAIL),
        rows.text("phone", "Phone as stated", CONTACT, FieldType.PHONE),
        *_SERVICE,
        *_SALESPERSON,
        LINK,
        CREATED,
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
    standard=rows.table(
        frozenset(),
        rows.text("quoteNumber", "Quote number", PUBLIC),
        rows.text("title", "Title", FREE_TEXT),
        rows.words("message", "Message to the client"),
        rows.status(
            "quoteStatus",
            "Status",
            *("draft", "awaiting_response", "changes_requested", "approved", "converted"),
            "archived",
        ),
        rows.money("total", "Total", "amounts/total"),
        rows.money("subtotal", "Subtotal", "amounts/subtotal"),
        rows.money("discount", "Discount", "amounts/discountAmount"),
        rows.money("tax", "Tax", "amounts/taxAmount"),
        rows.money("deposit", "Deposit", "amounts/depositAmount"),
        rows.moment("sentAt", "Sent"),
        rows.moment("approvedAt", "Approved", "lastTransitioned/approvedAt"),
        rows.moment("convertedAt", "Converted", "lastTransitioned/convertedAt"),
        *_SERVICE,
        *_SALESPERSON,
        LINK,
        CREATED,
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
    standard=rows.table(
        frozenset(),
        rows.row("jobNumber", "Job number", PUBLIC, FieldType.INTEGER, wire.whole("jobNumber")),
        rows.text("title", "Title", FREE_TEXT),
        rows.words("instructions", "Instructions"),
        # Some of these follow the clock, without an update.
        rows.status(
            "jobStatus",
            "Status",
            *("active", "today", "upcoming", "late", "unscheduled", "action_required"),
            *("requires_invoicing", "on_hold", "expiring_within_30_days", "archived"),
        ),
        rows.status("jobType", "Kind", "ONE_OFF", "RECURRING"),
        rows.moment("startAt", "Starts"),
        rows.moment("endAt", "Ends"),
        rows.moment("completedAt", "Completed"),
        rows.money("total", "Total"),
        rows.money("invoicedTotal", "Invoiced"),
        rows.money("uninvoicedTotal", "Not invoiced"),
        *_SERVICE,
        *_SALESPERSON,
        LINK,
        CREATED,
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
    standard=rows.table(
        frozenset(),
        rows.text("invoiceNumber", "Invoice number", PUBLIC),  # may occur twice
        rows.text("subject", "Subject", FREE_TEXT),
        rows.words("message", "Message to the client"),
        rows.status(
            "invoiceStatus",
            "Status",
            *("draft", "sent_not_due", "awaiting_payment", "past_due", "paid", "bad_debt"),
            "voided",
        ),
        rows.money("total", "Total", "amounts/total"),
        rows.money("balance", "Balance", "amounts/invoiceBalance"),
        rows.money("paymentsTotal", "Paid", "amounts/paymentsTotal"),
        rows.moment("issuedDate", "Issued"),
        rows.moment("dueDate", "Due"),
        rows.moment("receivedDate", "Received"),
        *_SALESPERSON,
        LINK,
        CREATED,
    ),
)

STREAMS = {
    stream.name: stream
    for stream in (COMPANIES, PERSONS, _PROPERTIES, _REQUESTS, _QUOTES, _JOBS, _INVOICES)
}
"""Parents before children."""
