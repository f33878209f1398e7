"""The homes of a fictional property manager, in Buildium: buildings, units, leases and tasks."""

from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import msgspec

from connectors.buildium.simulator import BuildiumSimulator
from connectors.demo.people import NEWEST, Person, Place, blanks, place
from connectors.demo.words import FOLDER

PER_PROPERTY = 12  # people; the last of them owns it
TASK_SHARE, ORDER_SHARE = 0.3, 0.5
ROOMMATE_SHARE = 0.15  # of tenants who are on the lease of the one before


class PropertyWords(msgspec.Struct):
    """What a property manager writes down. Some have places for names."""

    buildings: list[str]
    kinds: list[str]
    bedrooms: list[str]
    bathrooms: list[str]
    trades: list[str]
    categories: list[str]
    tasks: list[str]
    details: list[str]
    comments: list[str]
    managers: list[tuple[str, str, str]]  # given name, family name, e-mail


@cache
def words() -> PropertyWords:
    return msgspec.json.decode((FOLDER / "property.json").read_bytes(), type=PropertyWords)


class Homes:
    """Makes homes in an account; each record by a random of its own, so that an office can grow."""

    def __init__(
        self, account: BuildiumSimulator, seed: int, at: datetime, *, is_past: bool
    ) -> None:
        self._account = account
        self._tables = account.account.tables
        self._seed = seed
        self._at = at
        self._is_past = is_past  # records were made and changed before, not just now

    def _property(self, index: int) -> None:
        random = self._random("property", index)
        manager = random.choice(words().managers)
        self._account.seed_property(
            self._said(random, words().buildings),
            address=address(place(random)),
            YearBuilt=random.randint(1890, 2024) if random.random() < 0.8 else None,
            RentalSubType=random.choice(words().kinds),
            Reserve=float(random.randint(0, 40) * 50),
            OperatingBankAccountId=random.randint(1, 3),
            IsActive=random.random() > 0.05,
            RentalManager={
                "Id": words().managers.index(manager) + 1,
                "FirstName": manager[0],
                "LastName": manager[1],
                "CompanyName": None,
                "IsCompany": False,
                "ProfilePhotoUrl": None,
                "Email": manager[2],
                "PhoneNumbers": [],
            },
            **self._times(NEWEST + random.random() * 900),
        )

    def _lease(self, random: Random, person: Person, rental: int, tenant: int) -> int:
        """Put a tenant on a new lease, or on that of the one before."""
        leases = self._tables["leases"]
        if random.random() < ROOMMATE_SHARE and person.index % PER_PROPERTY:
            last = next(reversed(leases))
            others = leases[last].body["Tenants"]
            mate = {**others[0], "Id": tenant}
            now = not self._is_past
            self._account.edit("leases", last, touch=now, Tenants=[*others, mate])
            return last
        unit = self._unit(random, person, rental)
        status = random.choices(("Active", "Past", "Future"), (80, 12, 8))[0]
        begun, lasts = {"Active": (200, 365), "Past": (800, 365), "Future": (-40, 365)}[status]
        if random.random() < 0.1:
            self._account.seed_lease(
                unit,
                [tenant],
                status="Past",
                begins=self._day(1900),
                ends=self._day(1500),
                **self._times(person.updated + 1),
            )
        ends = self._day(begun - lasts)
        leaves = {"TenantId": tenant, "MoveOutDate": ends, "NoticeGivenDate": self._day(30)}
        return self._account.seed_lease(
            unit,
            [tenant],
            status=status,
            begins=self._day(begun),
            ends=ends if random.random() < 0.9 else None,
            rent=float(random.randint(30, 120) * 25),
            LeaseType=random.choice(("Fixed", "FixedWithRollover", "AtWill")),
            RenewalOfferStatus=random.choice(("NotSet", "NotStarted", "Sent", "Accepted")),
            IsEvictionPending=random.random() < 0.02,
            MoveOutData=[leaves] if status == "Active" and random.random() < 0.15 else [],
            **self._times(person.updated),
        )

    def _unit(self, random: Random, person: Person, rental: int) -> int:
        number = f"{random.choice(('', '', 'Apt ', '#'))}{person.index % PER_PROPERTY + 1}"
        return self._account.seed_unit(
            rental,
            number,
            UnitBedrooms=random.choice(words().bedrooms),
            UnitBathrooms=random.choice(words().bathrooms),
            UnitSize=random.randint(30, 180) * 10,
            MarketRent=float(random.randint(30, 120) * 25),
            **self._times(person.updated),
        )

    def _task(self, random: Random, person: Person, rental: int, tenant: int, lease: int) -> None:
        category = random.choice(words().categories)
        task = self._account.seed_task(
            self._said(random, words().tasks),
            TaskType="ResidentRequest",
            Category={
                "Id": words().categories.index(category) + 1,
                "Name": category,
                "Href": None,
                "SubCategory": None,
            },
            Description=self._said(random, words().details),
            Property={"Id": rental, "Type": "Rental", "Href": None},
            UnitId=self._tables["leases"][lease].body["UnitId"],
            UnitAgreement={"Id": lease, "Type": "Lease", "Href": None},
            RequestedByUserEntity={
                "Type": "RentalTenant",
                "Id": tenant,
                "FirstName": person.first_name,
                "LastName": person.last_name,
                "IsCompany": False,
                "Href": None,
            },
            TaskStatus=random.choice(("New", "InProgress", "Completed", "Deferred", "Closed")),
            Priority=random.choice(("Low", "Normal", "Normal", "High")),
            DueDate=self._day(-7) if random.random() < 0.6 else None,
            **self._times(person.updated),
        )
        vendors = list(self._tables["vendors"])
        if vendors and random.random() < ORDER_SHARE:
            self._account.seed_work_order(
                task,
                random.choice(vendors),
                Amount=float(random.randint(0, 900)),
                WorkDetails=self._said(random, words().details),
                **self._times(person.updated),
            )

    def _times(self, days: float) -> dict[str, Any]:
        at = self._ago(days)
        return {"created": at, "updated": at}

    def _ago(self, days: float) -> datetime:
        return self._at - timedelta(days=days) if self._is_past else self._at

    def _day(self, days: float) -> str:
        """Return a date so many days before the start; whether or not the record is new."""
        found: date = (self._at - timedelta(days=days)).date()
        return found.isoformat()

    def _said(self, random: Random, lines: list[str]) -> str:
        return random.choice(lines).format(**blanks(random))

    def _random(self, kind: str, index: int) -> Random:
        return Random(f"{self._seed} {kind} {index}")


def address(place: Place | None) -> dict[str, Any]:
    """Return a place as Buildium keeps it; nobody's is without a country."""
    if place is None:
        return {}
    lines = place.street.split("\n")
    return {
        "AddressLine1": lines[0],
        "AddressLine2": lines[1] if len(lines) > 1 else None,
        "City": place.city,
        "State": place.province,
        "PostalCode": place.postal_code,
    }
