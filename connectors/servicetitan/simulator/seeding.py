"""How tests and the demo fill a tenant, and what its people do in ServiceTitan's own program."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.servicetitan.simulator import rows, writes
from connectors.servicetitan.simulator.account import Row, iso
from connectors.servicetitan.simulator.lists import ListSeeding

PLACE: Mapping[str, Any] = {
    "street": "1 Wren Lane",
    "city": "Dover",
    "state": "DE",
    "zip": "19901",
    "country": "USA",
}


class Seeding(ListSeeding):
    """Ways to put rows there. Times are aware; without any it is now. All return ids."""

    def seed_customer(  # noqa: PLR0913 - all but the name are named
        self,
        name: str,
        *,
        type: str = "Residential",
        emails: Sequence[str] = (),
        phones: Sequence[tuple[str, str]] = (),  # (number, "Phone" | "MobilePhone" | "Fax")
        address: Mapping[str, Any] = PLACE,
        custom: Mapping[int, str] | None = None,
        tags: Sequence[int] = (),
        created: datetime | None = None,
        modified: datetime | None = None,
        **more: Any,
    ) -> int:
        account = self.account
        row = {
            **rows.customer_row(name, type, address),
            "name": name,
            "customFields": self._custom("customer_fields", custom),
            "tagTypeIds": list(tags),
            **more,
        }
        with account.lock:
            made = account.add("customers", row, created, modified)
            times = {"created": created, "modified": modified} if created else {}
            for value in emails:
                contact = {"type": "Email", "value": value, "memo": None}
                writes.new_contact(account, made["id"], contact, **times)
            for value, kind in phones:
                contact = {"type": kind, "value": value, "memo": None}
                writes.new_contact(account, made["id"], contact, **times)
        return int(made["id"])

    def seed_location(
        self,
        customer_id: int,
        name: str,
        address: Mapping[str, Any] = PLACE,
        *,
        custom: Mapping[int, str] | None = None,
        created: datetime | None = None,
        modified: datetime | None = None,
    ) -> int:
        row = rows.location_row(customer_id, name, address)
        row["customFields"] = self._custom("location_fields", custom)
        return self._add("locations", row, created, modified)

    def seed_lead(
        self,
        summary: str,
        *,
        created: datetime | None = None,
        modified: datetime | None = None,
        **more: Any,
    ) -> int:
        row = {**rows.lead_row(summary, 4_001), **more}
        return self._add("leads", row, created, modified)

    def seed_booking(
        self,
        name: str,
        start: datetime,
        *,
        created: datetime | None = None,
        modified: datetime | None = None,
        **more: Any,
    ) -> int:
        number = len(self.account.tables["bookings"]) + 1
        row = {
            **rows.EMPTY_BOOKING,
            "name": name,
            "address": {key: PLACE[key] for key in PLACE},
            "start": iso(start),
            "externalId": f"web-{number}",
            **more,
        }
        return self._add("bookings", row, created, modified)

    def seed_job(  # noqa: PLR0913 - all but the two ids are named
        self,
        customer_id: int,
        location_id: int,
        *,
        status: str = "Scheduled",
        job_type: int = 0,
        business_unit: int = 0,
        custom: Mapping[int, str] | None = None,
        created: datetime | None = None,
        modified: datetime | None = None,
        **more: Any,
    ) -> int:
        number = len(self.account.tables["jobs"]) + 1
        row = {
            **rows.EMPTY_JOB,
            "jobNumber": f"{number:06}",
            "customerId": customer_id,
            "locationId": location_id,
            "jobStatus": status,
            "jobTypeId": job_type,
            "businessUnitId": business_unit,
            "customFields": self._custom("job_fields", custom),
            **more,
        }
        return self._add("jobs", row, created, modified)

    def seed_estimate(
        self,
        job_id: int,
        subtotal: float,
        *,
        status: str = "Open",
        name: str = "Estimate",
        created: datetime | None = None,
        modified: datetime | None = None,
        **more: Any,
    ) -> int:
        job = self.account.tables["jobs"].rows[job_id]
        row = {
            **rows.EMPTY_ESTIMATE,
            "jobId": job_id,
            "jobNumber": job["jobNumber"],
            "customerId": job["customerId"],
            "locationId": job["locationId"],
            "name": name,
            "subtotal": subtotal,
            "status": {"value": ("Open", "Sold", "Dismissed").index(status), "name": status},
            **more,
        }
        return self._add("estimates", row, created, modified)

    def seed_appointment(
        self,
        job_id: int,
        start: datetime,
        end: datetime,
        *,
        status: str = "Scheduled",
        created: datetime | None = None,
        modified: datetime | None = None,
    ) -> int:
        job = self.account.tables["jobs"].rows[job_id]
        row = {
            "jobId": job_id,
            "appointmentNumber": f"{job['jobNumber']}-1",
            "start": iso(start),
            "end": iso(end),
            "arrivalWindowStart": iso(start),
            "arrivalWindowEnd": iso(end),
            "status": status,
            "specialInstructions": None,
            "customerId": job["customerId"],
            "unused": False,
            "createdById": 1_601,
            "isConfirmed": False,
            "active": True,
        }
        return self._add("appointments", row, created, modified)

    def seed_invoice(
        self,
        job_id: int,
        total: str,
        *,
        balance: str = "0.00",
        invoiced: str = "2026-11-01T00:00:00Z",
        created: datetime | None = None,
        modified: datetime | None = None,
        **more: Any,
    ) -> int:
        tables = self.account.tables
        job = tables["jobs"].rows[job_id]
        customer = tables["customers"].rows[job["customerId"]]
        row = {
            **rows.EMPTY_INVOICE,
            "referenceNumber": job["jobNumber"],
            "invoiceDate": invoiced,
            "dueDate": invoiced,
            "total": total,
            "subTotal": total,
            "balance": balance,
            "customer": {"id": customer["id"], "name": customer["name"]},
            "location": {"id": job["locationId"], "name": customer["name"]},
            "job": {"id": job_id, "number": job["jobNumber"], "type": None},
            **more,
        }
        return self._add("invoices", row, created, modified)

    def seed_membership(
        self,
        customer_id: int,
        type: int,
        *,
        status: str = "Active",
        begins: str = "2026-01-01T00:00:00Z",
        ends: str | None = "2026-12-31T00:00:00Z",
        created: datetime | None = None,
        modified: datetime | None = None,
        **more: Any,
    ) -> int:
        row = {
            **rows.EMPTY_MEMBERSHIP,
            "customerId": customer_id,
            "membershipTypeId": type,
            "status": status,
            "from": begins,
            "to": ends,
            **more,
        }
        return self._add("memberships", row, created, modified)

    # -- what people do there ----------------------------------------------------------------------

    def edit(self, kind: str, id: int, **changes: Any) -> None:
        """Change a row as somebody does in the program; it counts as changed now."""
        with self.account.lock:
            self.account.touch(kind, self.account.tables[kind].rows[id], **changes)

    def edit_contact(self, customer_id: int, type: str, value: str | None) -> None:
        """Type another first contact of a type, or take it away."""
        account = self.account
        with account.lock:
            found = [each for each in account.contacts_of(customer_id) if each["type"] == type]
            if found:
                changes: Row = {"active": False} if value is None else {"value": value}
                writes.set_contact(account, found[0], **changes)
            elif value is not None:
                contact = {"type": type, "value": value, "memo": None}
                writes.new_contact(account, customer_id, contact)

    def deactivate(self, kind: str, id: int) -> None:
        """Take a row out of use: there is no other way to delete a customer."""
        self.edit(kind, id, active=False)

    def reactivate(self, kind: str, id: int) -> None:
        self.edit(kind, id, active=True)

    def merge(self, kept: int, other: int) -> int:
        """Make one customer of two; the other's contacts move, and it says where it went."""
        account = self.account
        with account.lock:
            for contact in account.contacts_of(other):
                account.touch("contacts", contact, customerId=kept)
            self.edit("customers", other, active=False, mergedToId=kept)
            self.edit("customers", kept)
        return kept

    def _custom(self, kind: str, values: Mapping[int, str] | None) -> list[Row]:
        fields = self.account.tables[kind].rows
        return [
            {"typeId": number, "name": fields[number]["name"], "value": value}
            for number, value in (values or {}).items()
        ]
