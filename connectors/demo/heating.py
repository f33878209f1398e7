"""A fictional contractor for heating and plumbing, in ServiceTitan: whom it serves with what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import msgspec

from connectors.demo.people import NEWEST, Company, Person, Place, blanks, place
from connectors.demo.words import FOLDER
from connectors.servicetitan.simulator import ServiceTitanSimulator

JOB_SHARE, SECOND_JOB_SHARE = 0.45, 0.2
KINDS = {"Mobile": "MobilePhone", "Fax": "Fax"}  # of phones; the others are plain ones
STATUSES = ("Completed", "Completed", "Completed", "Scheduled", "InProgress", "Hold", "Canceled")


class HeatingWords(msgspec.Struct):
    """What a contractor writes down. Some have places for names."""

    units: list[str]
    job_types: list[str]
    plans: list[str]
    tags: list[str]
    fuels: list[str]
    job_summaries: list[str]
    lead_summaries: list[str]
    estimates: list[str]
    notes: list[str]
    memos: list[str]
    no_mail: list[str]
    technicians: list[tuple[str, str, str]]  # given name, family name, e-mail


@cache
def words() -> HeatingWords:
    return msgspec.json.decode((FOLDER / "heating.json").read_bytes(), type=HeatingWords)


@dataclass(frozen=True, slots=True)
class _Lists:
    """The ids of what the office set up before it had customers, by name."""

    fuel: int
    note: int
    tags: Sequence[int]
    units: Sequence[int]
    job_types: Sequence[int]
    plans: Sequence[int]
    technicians: Sequence[int]


class Filler:
    """Fills a tenant; each record is made by a random of its own, so that an office can grow."""

    def __init__(
        self, tenant: ServiceTitanSimulator, seed: int, at: datetime, *, is_past: bool
    ) -> None:
        self._tenant = tenant
        self._seed = seed
        self._at = at
        self._is_past = is_past  # records were made and changed before, not just now
        self._lists = _set_up(tenant)

    def add(self, companies: Iterable[Company], persons: Iterable[Person], leads: range) -> None:
        """Add customers with what is done for them, and leads."""
        for company in companies:
            self._company(company)
        for person in persons:
            self._person(person)
        for index in leads:
            self._lead(Random(f"{self._seed} heating lead {index}"))

    def _company(self, company: Company) -> None:
        random = Random(f"{self._seed} heating company {company.index}")
        customer = self._tenant.seed_customer(
            company.name,
            type="Commercial",
            emails=[company.email] if company.email else [],
            phones=[(company.phone, "Phone")] if company.phone else [],
            address=address_of(company.place),
            tags=self._tags(random),
            **self._times(company.created, company.updated),
        )
        self._served(random, customer, company.name, company.place, company.updated)

    def _person(self, person: Person) -> None:
        random = Random(f"{self._seed} heating person {person.index}")
        name = _name(random, person)
        emails = [address for address, _ in person.emails]
        if not emails and random.random() < 0.3:
            emails = [random.choice(words().no_mail)]
        customer = self._tenant.seed_customer(
            name,
            emails=emails,
            phones=[(number, KINDS.get(kind, "Phone")) for number, kind in person.phones],
            address=address_of(person.place),
            custom=self._custom(random),
            tags=self._tags(random),
            doNotMail=random.random() < 0.07,
            doNotService=random.random() < 0.01,
            balance=round(random.uniform(20, 900), 2) if random.random() < 0.1 else 0.0,
            **self._times(person.created, person.updated),
        )
        if random.random() < 0.02:
            self._tenant.account.tables["customers"].rows[customer]["active"] = False
        self._served(random, customer, name, person.place, person.updated)

    def _served(
        self, random: Random, customer: int, name: str, at: Place | None, updated: float
    ) -> None:
        """Add a customer's locations, plan and jobs."""
        tenant, times = self._tenant, self._times(updated + 1, updated)
        where = tenant.seed_location(customer, name, address_of(at), **times)
        if random.random() < 0.06:  # a house that is let
            where = tenant.seed_location(customer, "Rental", address_of(place(random)), **times)
        if random.random() < 0.2:
            begins = self._at - timedelta(days=random.uniform(30, 300))
            tenant.seed_membership(
                customer,
                random.choice(self._lists.plans),
                status=random.choice(("Active", "Active", "Active", "Expired", "Suspended")),
                begins=f"{begins:%Y-%m-%d}T00:00:00Z",
                ends=f"{begins + timedelta(days=365):%Y-%m-%d}T00:00:00Z",
                memo=_said(random, words().notes) if random.random() < 0.2 else None,
                **times,
            )
        if random.random() < JOB_SHARE:
            self._job(random, customer, where)
            if random.random() < SECOND_JOB_SHARE:
                self._job(random, customer, where)

    def _job(self, random: Random, customer: int, where: int) -> None:
        tenant, status = self._tenant, random.choice(STATUSES)
        opened = NEWEST + 1 + random.random() * 700
        changed = NEWEST + random.random() * (opened - NEWEST)
        times = self._times(opened, changed)
        total = round(random.uniform(89, 12_000), 2)
        done = self._ago(changed)
        technician = random.choice(self._lists.technicians)
        job = tenant.seed_job(
            customer,
            where,
            status=status,
            job_type=random.choice(self._lists.job_types),
            business_unit=random.choice(self._lists.units),
            priority=random.choice(("Low", "Normal", "Normal", "High", "Urgent")),
            completedOn=f"{done:%Y-%m-%dT%H:%M:%S}Z" if status == "Completed" else None,
            summary=_said(random, words().job_summaries),
            soldById=technician if random.random() < 0.6 else None,
            total=total if status == "Completed" else None,
            **times,
        )
        self._estimates(random, job, technician, changed, times)
        start = done - timedelta(hours=random.randint(3, 30))
        tenant.seed_appointment(job, start, start + timedelta(hours=2), status="Done", **times)
        if status == "Completed":
            open_sum = f"{total:.2f}" if random.random() < 0.15 else "0.00"
            tenant.seed_invoice(
                job,
                f"{total:.2f}",
                balance=open_sum,
                invoiced=f"{done:%Y-%m-%d}T00:00:00Z",
                **times,
            )

    def _estimates(
        self, random: Random, job: int, technician: int, changed: float, times: Mapping[str, Any]
    ) -> None:
        """Offer something on a job: several estimates on one are options."""
        done = self._ago(changed)
        if random.random() > 0.4:
            return
        for name in random.sample(words().estimates, random.choice((1, 1, 3))):
            sold = random.random() < 0.5
            self._tenant.seed_estimate(
                job,
                round(random.uniform(150, 18_000), 2),
                status="Sold" if sold else random.choice(("Open", "Dismissed")),
                name=name.format(**blanks(random)),
                soldOn=f"{done:%Y-%m-%dT%H:%M:%S}Z" if sold else None,
                soldBy=technician if sold else None,
                businessUnitName=random.choice(words().units),
                **times,
            )

    def _lead(self, random: Random) -> None:
        customers = self._tenant.account.tables["customers"].rows
        known = random.choice(list(customers)) if customers and random.random() < 0.5 else None
        opened = NEWEST + random.random() * 200
        self._tenant.seed_lead(
            _said(random, words().lead_summaries),
            status=random.choice(("Open", "Open", "Converted", "Dismissed")),
            customerId=known,
            jobTypeId=random.choice(self._lists.job_types),
            businessUnitId=random.choice(self._lists.units),
            followUpDate="2027-01-04T00:00:00Z",
            **self._times(opened, opened),
        )

    def _custom(self, random: Random) -> dict[int, str]:
        values: dict[int, str] = {}
        if random.random() < 0.5:
            values[self._lists.fuel] = random.choice(words().fuels)
        if random.random() < 0.1:
            values[self._lists.note] = _said(random, words().notes)
        return values

    def _tags(self, random: Random) -> Sequence[int]:
        count = 1 + (random.random() < 0.3) if random.random() < 0.2 else 0
        return sorted(random.sample(self._lists.tags, count))

    def _times(self, created: float, modified: float) -> dict[str, Any]:
        return {"created": self._ago(created), "modified": self._ago(modified)}

    def _ago(self, days: float) -> datetime:
        return self._at - timedelta(days=days) if self._is_past else self._at


def _set_up(tenant: ServiceTitanSimulator) -> _Lists:
    """Make the office's lists, or find them again."""
    tables, listed = tenant.account.tables, words()
    if not tables["job_types"]:
        tenant.seed_custom_field("customer", "Fuel", "Dropdown", listed.fuels)
        tenant.seed_custom_field("customer", "Good to know")
        for name in listed.tags:
            tenant.seed_tag(name)
        for name in listed.units[1:]:  # the first is there from the beginning
            tenant.seed_business_unit(name)
        for name in listed.job_types:
            tenant.seed_job_type(name)
        for name in listed.plans:
            tenant.seed_membership_type(name)
        for given, family, email in listed.technicians:
            tenant.seed_technician(f"{given} {family}", email)
    fuel, note = tables["customer_fields"].rows
    kinds = ("tag_types", "business_units", "job_types", "membership_types", "technicians")
    return _Lists(fuel, note, *(list(tables[kind].rows) for kind in kinds))


def _name(random: Random, person: Person) -> str:
    """Return a person's name as one of several people at the phone typed it."""
    first, last, dice = person.first_name, person.last_name, random.random()
    if dice < 0.06:
        return f"{last.strip()}, {first.strip()}"
    if dice < 0.09:
        return f"{first.strip()} & {blanks(random)['given']} {last.strip()}"
    return f"{first} {last}"


def _said(random: Random, patterns: Sequence[str]) -> str:
    return random.choice(patterns).format(**blanks(random))


def address_of(at: Place | None) -> Mapping[str, Any]:
    """Return an address; nobody is without one, so some are empty."""
    if at is None:
        return dict.fromkeys(("street", "city", "state", "zip"), "") | {"country": "USA"}
    street, _, unit = at.street.partition("\n")
    return {
        "street": street,
        "unit": unit or None,
        "city": at.city,
        "state": at.province,
        "zip": at.postal_code,
        "country": at.country or "USA",
    }
