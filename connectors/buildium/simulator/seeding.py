"""How an account is filled and changed by those who work in Buildium itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from connectors.buildium.simulator.account import Account, Body
from connectors.buildium.simulator.shapes import ADDRESS, BLANK

Phones = Iterable[tuple[str, str]]  # (number as somebody typed it, kind such as "Cell")


class Seeding:
    """Makes records as old as is said, or of now. What is not named is as Buildium leaves it."""

    account: Account

    def seed(
        self,
        kind: str,
        *,
        created: datetime | None = None,
        updated: datetime | None = None,
        hidden: Body | None = None,
        phones: Phones = (),
        address: Body | None = None,
        **values: Any,
    ) -> int:
        """Make a record of a kind, as the account's tables call it; `values` by vendor's names."""
        body = {**BLANK[kind], **values}
        if "PhoneNumbers" in body:
            body["PhoneNumbers"] = [{"Number": number, "Type": sort} for number, sort in phones]
        place = "PrimaryAddress" if "PrimaryAddress" in body else "Address"
        if place in body:
            body[place] = {**ADDRESS, **(address or {})}
        unknown = values.keys() - BLANK[kind].keys()
        assert not unknown, f"{kind} has no {unknown}"
        with self.account.lock:
            return self.account.add(kind, body, created=created, updated=updated, hidden=hidden)

    def seed_property(self, name: str, **more: Any) -> int:
        return self.seed("rentals", Name=name, **more)

    def seed_unit(self, rental: int, number: str, **more: Any) -> int:
        """Make a unit, where its property is."""
        with self.account.lock:
            place = self.account.tables["rentals"][rental].body
            more.setdefault("address", place["Address"])
            self.account.change(
                "rentals", rental, {"NumberUnits": place["NumberUnits"] + 1}, touch=False
            )
        return self.seed("units", PropertyId=rental, UnitNumber=number, **more)

    def seed_owner(self, *properties: int, **more: Any) -> int:
        """Make the owner of properties; `more` tells whether a company or a person."""
        return self.seed("owners", PropertyIds=list(properties), **more)

    def seed_tenant(self, first_name: str | None, last_name: str | None, **more: Any) -> int:
        return self.seed("tenants", FirstName=first_name, LastName=last_name, **more)

    def seed_vendor(self, name: str, category: str = "Plumbing", **more: Any) -> int:
        """Make a vendor that is a company, and its category if there is none of that name."""
        lookup = {"Id": self._category(category), "Name": category}
        return self.seed("vendors", CompanyName=name, Category=lookup, **more)

    def seed_lease(
        self,
        unit: int,
        tenants: Sequence[int],
        *,
        status: str = "Active",
        begins: str = "2026-01-01",
        ends: str | None = "2026-12-31",
        rent: float | None = None,
        **more: Any,
    ) -> int:
        """Make a lease on which all tenants are what its status says."""
        each = {"Active": "Current", "Past": "MovedOut", "Future": "Future"}[status]
        with self.account.lock:
            place = self.account.tables["units"][unit].body
        money = None if rent is None else {"Rent": rent, "SecurityDeposit": rent}
        return self.seed(
            "leases",
            PropertyId=place["PropertyId"],
            UnitId=unit,
            UnitNumber=place["UnitNumber"],
            LeaseFromDate=begins,
            LeaseToDate=ends,
            LeaseStatus=status,
            AccountDetails=money,
            Tenants=[{"Id": one, "Status": each, "MoveInDate": begins} for one in tenants],
            **more,
        )

    def seed_task(self, title: str, **more: Any) -> int:
        return self.seed("tasks", Title=title, **more)

    def seed_work_order(self, task: int, vendor: int, **more: Any) -> int:
        """Make a work order for a task, which it is called after."""
        with self.account.lock:
            body = self.account.tables["tasks"][task].body
        told = {
            "Id": task,
            "Type": body["TaskType"],
            "UnitId": body["UnitId"],
            "UnitAgreement": body["UnitAgreement"],
            "Title": body["Title"],
            "DueDate": body["DueDate"],
            "Priority": body["Priority"],
            "Status": body["TaskStatus"],
        }
        return self.seed("workorders", Task=told, VendorId=vendor, Title=body["Title"], **more)

    def edit(self, kind: str, number: int, *, touch: bool = True, **values: Any) -> None:
        """Change a record, as somebody does in Buildium; without `touch` no list tells."""
        with self.account.lock:
            self.account.change(kind, number, values, touch=touch)

    def delete(self, kind: str, number: int) -> None:
        """Delete a record, as somebody does in Buildium; it cannot be had back."""
        with self.account.lock:
            self.account.remove(kind, number)

    def _category(self, name: str) -> int:
        table = self.account.tables["categories"]
        known = {kept.body["Name"]: number for number, kept in table.items()}
        return known[name] if name in known else self.seed("categories", Name=name)
