"""Ways to put records into the account by hand, and to change what is there."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from connectors.jobber.simulator.account import Account, Row
from connectors.jobber.simulator.profile import Profile

ADDRESS = ("street1", "street2", "city", "province", "postalCode", "country")
RECEIVES = (
    "receivesFollowUps",
    "receivesInvoiceFollowUps",
    "receivesQuoteFollowUps",
    "receivesReminders",
    "receivesReviewRequests",
)
KINDS = {  # of custom fields
    "AREA": "Area",
    "DROPDOWN": "Dropdown",
    "LINK": "Link",
    "NUMERIC": "Numeric",
    "TEXT": "Text",
    "TRUE_FALSE": "TrueFalse",
}


DEFAULTS: Mapping[str, Row] = {  # what a record has of which nothing was said
    "clients": {
        "companyName": None,
        "title": None,
        "isCompany": False,
        "isLead": False,
        "isArchived": False,
        "tags": [],
        "sourceAttribution": None,
        "balance": 0.0,
        **dict.fromkeys(RECEIVES, True),
        "customFields": {},
    },
    "properties": {"isBillingAddress": False, "customFields": {}},
    "requests": {
        "requestStatus": "new",
        "source": "internal",
        "property": None,
        "salesperson": None,
        **dict.fromkeys(("companyName", "contactName", "email", "phone")),
    },
    "quotes": {
        "message": "Thank you for asking us.",
        "quoteStatus": "draft",
        "sentAt": None,
        **dict.fromkeys(("property", "request", "salesperson")),
        "customFields": {},
    },
    "jobs": {
        "instructions": "Mind the dog.",
        "jobStatus": "upcoming",
        "jobType": "ONE_OFF",
        **dict.fromkeys(("startAt", "endAt", "completedAt", "quote", "request", "salesperson")),
        "total": 0.0,
        "invoicedTotal": 0.0,
        "customFields": {},
    },
    "invoices": {
        "subject": "For services rendered",
        "message": "Thank you for your business.",
        "invoiceStatus": "draft",
        "jobs": [],
        **dict.fromkeys(("issuedDate", "dueDate", "receivedDate", "salesperson")),
        "customFields": {},
    },
}


def address(kind: str, values: Mapping[str, str | None]) -> Row:
    """Return an address; what a client's lacks is empty text, a property's may be nothing."""
    nothing = "" if kind == "ClientAddress" else None
    return {"__typename": kind, **{name: values.get(name) or nothing for name in ADDRESS}}


class Seeding:
    """Times default to now; ids are returned."""

    account: Account
    profile: Profile

    def seed_user(self, first: str, last: str, email: str) -> str:
        name = {"__typename": "Name", "full": f"{first} {last}", "first": first, "last": last}
        mail = {"__typename": "UserEmail", "raw": email}
        return self.account.add("users", {"name": name, "email": mail}, None, None)

    def seed_custom_field(
        self,
        name: str,
        kind: str = "TEXT",
        *,
        applies_to: str = "ALL_CLIENTS",
        options: Sequence[str] = (),
        archived: bool = False,
    ) -> str:
        values: Row = {
            "__typename": f"CustomFieldConfiguration{KINDS[kind]}",
            "name": name,
            "appliesTo": applies_to,
            "archived": archived,
        }
        if kind == "DROPDOWN":
            values["dropdownOptions"] = list(options)
        return self.account.add("customFieldConfigurations", values, None, None)

    def seed_client(
        self,
        first: str = "",
        last: str = "",
        *,
        emails: Iterable[str] = (),
        phones: Iterable[tuple[str, str]] = (),
        place: Mapping[str, str | None] | None = None,
        **fields: Any,
    ) -> str:
        """Phones are (number, description); the first of them and of the e-mails is primary."""
        values: Row = {
            "firstName": first,
            "lastName": last,
            "emails": [self.email(text, order == 0) for order, text in enumerate(emails)],
            "phones": [
                self.phone(text, order == 0, word) for order, (text, word) in enumerate(phones)
            ],
            "billingAddress": address("ClientAddress", place) if place else None,
        }
        return self._add("clients", values, fields)

    def put_client(self, fields: Row) -> str:
        """Add a client whose parts are rows already."""
        return self._add("clients", {}, fields)

    def seed_property(
        self, client: str, place: Mapping[str, str | None], *, name: str = "", **fields: Any
    ) -> str:
        where = {"id": self.account.part_id("Address"), **address("PropertyAddress", place)}
        values: Row = {"client": client, "name": name or None, "address": where}
        return self._add("properties", values, fields)

    def seed_request(self, client: str, title: str = "", **fields: Any) -> str:
        """Of what a form was filled with there are companyName, contactName, email and phone."""
        return self._add("requests", {"client": client, "title": title or None}, fields)

    def seed_quote(
        self,
        client: str,
        title: str = "",
        *,
        total: float = 0.0,
        tax: float = 0.0,
        approved: str | None = None,
        **fields: Any,
    ) -> str:
        net = round(total - tax, 2)
        amounts = {"subtotal": net, "nonTaxAmount": net, "taxAmount": tax, "total": total}
        amounts |= {"depositAmount": 0.0, "discountAmount": 0.0, "outstandingDepositAmount": 0.0}
        is_won = fields.get("quoteStatus") == "converted"
        passed = {"approvedAt": approved, "changesRequestedAt": None}
        passed["convertedAt"] = approved if is_won else None
        values: Row = {
            "client": client,
            "title": title or None,
            "quoteNumber": str(self.account.count("quoteNumber")),
            "amounts": {"__typename": "QuoteAmounts", **amounts},
            "lastTransitioned": {"__typename": "QuoteLastTransitioned", **passed},
        }
        return self._add("quotes", values, fields)

    def seed_job(self, client: str, property: str, title: str = "", **fields: Any) -> str:
        """Add a job; one that is upcoming becomes today's and late by the clock."""
        values: Row = {
            "client": client,
            "property": property,
            "title": title or None,
            "jobNumber": self.account.count("jobNumber"),
        }
        total, invoiced = fields.get("total", 0.0), fields.get("invoicedTotal", 0.0)
        values["uninvoicedTotal"] = round(total - invoiced, 2)
        return self._add("jobs", values, fields)

    def seed_invoice(
        self, client: str, *, total: float = 0.0, paid: float = 0.0, **fields: Any
    ) -> str:
        """Add an invoice; one that awaits payment is past due by the clock. Numbers may recur."""
        amounts = {"depositAmount": 0.0, "discountAmount": 0.0, "nonTaxAmount": total}
        amounts |= {"invoiceBalance": round(total - paid, 2), "paymentsTotal": paid}
        amounts |= {"subtotal": total, "taxAmount": 0.0, "tipsTotal": 0.0, "total": total}
        values: Row = {
            "client": client,
            "invoiceNumber": str(self.account.count("invoiceNumber")),
            "amounts": {"__typename": "InvoiceAmounts", **amounts},
        }
        return self._add("invoices", values, fields)

    def _add(self, table: str, values: Row, fields: Mapping[str, Any]) -> str:
        """Add a row of `fields` by their names in GraphQL; `created` and `updated` are times."""
        given = dict(fields)
        created, updated = given.pop("created", None), given.pop("updated", None)
        whole = {**deepcopy(DEFAULTS[table]), **values, **given}
        return self.account.add(table, whole, created, updated)

    # -- changing what is there --------------------------------------------------------------------

    def edit(self, id: str, **changes: Any) -> None:
        """Change a record, as somebody in the office does."""
        table, row = self.account.find(id)
        row.update(changes)
        self.account.touch(row)
        client = self.account.get("clients", row["client"]) if table == "properties" else None
        if client is not None and self.profile.property_bumps_client:
            self.account.touch(client)

    def archive(self, id: str) -> None:
        self.edit(id, isArchived=True)

    def unarchive(self, id: str) -> None:
        self.edit(id, isArchived=False)

    def destroy(self, id: str) -> None:
        table, _row = self.account.find(id)
        self.account.remove(table, id)

    def address_row(self, values: Mapping[str, str | None]) -> Row:
        """Return a client's address."""
        return address("ClientAddress", values)

    def email(self, text: str, primary: bool = False, word: str = "MAIN") -> Row:
        """Return an e-mail of a client."""
        given = {"address": text, "primary": primary, "description": word}
        return {"__typename": "Email", "id": self.account.part_id("Email"), **given}

    def phone(self, number: str, primary: bool = False, word: str = "MAIN") -> Row:
        """Return a phone of a client."""
        given = {"number": number, "friendly": number, "primary": primary, "description": word}
        is_mobile = word.upper() == "MOBILE"
        row = {"__typename": "ClientPhoneNumber", "id": self.account.part_id("PhoneNumber")}
        return {**row, **given, "smsAllowed": is_mobile}
