"""A fictional company for lawns and houses, in Jobber: whom it works for, where, and what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import msgspec

from connectors.demo.people import NEWEST, Company, Person, Place, blanks, place
from connectors.demo.words import FOLDER
from connectors.jobber.simulator import JobberSimulator

KINDS = {"Mobile": "MOBILE", "Work": "WORK", "Home": "HOME", "Fax": "FAX"}  # of phones
QUOTED, WORKED = 0.3, 0.45  # shares of clients
STATUSES = ("archived", "archived", "requires_invoicing", "upcoming", "action_required", "on_hold")
WON = frozenset({"approved", "converted"})


class LawnWords(msgspec.Struct):
    """What such a company writes down. Some have places for names."""

    services: list[str]
    tags: list[str]
    sources: list[str]
    grass: list[str]
    request_titles: list[str]
    quote_titles: list[str]
    job_titles: list[str]
    instructions: list[str]
    mottos: list[str]
    property_names: list[str]
    crew: list[tuple[str, str, str]]  # given name, family name, e-mail


@cache
def words() -> LawnWords:
    return msgspec.json.decode((FOLDER / "lawn.json").read_bytes(), type=LawnWords)


@dataclass(frozen=True, slots=True)
class _Lists:
    """The ids of what the office set up before it had clients."""

    note: str
    grass: str
    gate: str
    crew: Sequence[str]


class Filler:
    """Fills an account; each record is made by a random of its own, so that an office can grow."""

    def __init__(self, jobber: JobberSimulator, seed: int, at: datetime, *, is_past: bool) -> None:
        self._jobber = jobber
        self._seed = seed
        self._at = at
        self._is_past = is_past  # records were made and changed before, not just now
        self._lists = _set_up(jobber)

    def add(self, companies: Iterable[Company], persons: Iterable[Person]) -> None:
        """Add clients with what is done for them."""
        for company in companies:
            self._company(company)
        for person in persons:
            self._person(person)

    def _company(self, company: Company) -> None:
        random = Random(f"{self._seed} lawn company {company.index}")
        has_person = random.random() < 0.4
        given = blanks(random)
        client = self._jobber.seed_client(
            given["given"] if has_person else "",
            given["family"] if has_person else "",
            companyName=company.name,
            isCompany=True,
            emails=[company.email] if company.email else [],
            phones=[(company.phone, "WORK")] if company.phone else [],
            place=address_of(company.place),
            **self._said(random),
            **self._times(company.created, company.updated),
        )
        self._served(random, client, company.place)

    def _person(self, person: Person) -> None:
        random = Random(f"{self._seed} lawn person {person.index}")
        client = self._jobber.seed_client(
            person.first_name,
            person.last_name,
            title=person.prefix,
            emails=[address for address, _ in person.emails],
            phones=[(number, KINDS.get(kind, "OTHER")) for number, kind in person.phones],
            place=address_of(person.place),
            isLead=random.random() < 0.2,
            isArchived=random.random() < 0.03,
            **self._said(random),
            **self._times(person.created, person.updated),
        )
        self._served(random, client, person.place)

    def _said(self, random: Random) -> Mapping[str, Any]:
        """Return what the office noted of a client."""
        customs: dict[str, object] = {}
        if random.random() < 0.15:
            customs[self._lists.note] = filled(random, words().mottos)
        if random.random() < 0.4:
            customs[self._lists.grass] = random.choice(words().grass)
        count = random.choice((0, 0, 0, 1, 1, 2))
        return {
            "tags": random.sample(words().tags, count),
            "sourceAttribution": random.choice(words().sources) if random.random() < 0.5 else None,
            "balance": round(random.uniform(20, 900), 2) if random.random() < 0.15 else 0.0,
            "receivesReviewRequests": random.random() < 0.9,
            "customFields": customs,
        }

    def _served(self, random: Random, client: str, at: Place | None) -> None:
        """Add a client's properties, and what is asked, offered, done and billed for them."""
        jobber = self._jobber
        custom = {self._lists.gate: random.random() < 0.5}
        home = jobber.seed_property(
            client, address_of(at), isBillingAddress=True, customFields=custom
        )
        if random.random() < 0.12:
            name = filled(random, words().property_names)
            home = jobber.seed_property(client, address_of(place(random)), name=name)
        crew = random.choice(self._lists.crew)
        ask = self._request(random, client, home, crew) if random.random() < 0.2 else None
        quote = None
        if random.random() < QUOTED:
            quote = self._quote(random, client, home, crew, ask)
        if random.random() < WORKED:
            self._job(random, client, home, crew, quote)

    def _request(self, random: Random, client: str, home: str, crew: str) -> str:
        opened = NEWEST + random.random() * 300
        statuses = ("new", "new", "assessment_completed", "converted", "archived", "overdue")
        return self._jobber.seed_request(
            client,
            filled(random, words().request_titles),
            requestStatus=random.choice(statuses),
            property=home,
            salesperson=crew if random.random() < 0.5 else None,
            **self._times(opened, opened),
        )

    def _quote(
        self, random: Random, client: str, home: str, crew: str, ask: str | None
    ) -> str | None:
        opened = NEWEST + 1 + random.random() * 500
        changed = NEWEST + random.random() * (opened - NEWEST)
        statuses = ("draft", "awaiting_response", "changes_requested", "approved", "converted")
        status = random.choice((*statuses, "archived"))
        total = round(random.uniform(60, 9_000), 2)
        quote = self._jobber.seed_quote(
            client,
            filled(random, words().quote_titles),
            total=total,
            tax=round(total * 0.06, 2),
            approved=f"{self._ago(changed):%Y-%m-%dT%H:%M:%SZ}" if status in WON else None,
            quoteStatus=status,
            property=home,
            request=ask,
            salesperson=crew,
            **self._times(opened, changed),
        )
        return quote if status in WON else None

    def _job(self, random: Random, client: str, home: str, crew: str, quote: str | None) -> None:
        opened = NEWEST + 1 + random.random() * 400
        changed = NEWEST + random.random() * (opened - NEWEST)
        status, total = random.choice(STATUSES), round(random.uniform(40, 8_000), 2)
        start = self._at + timedelta(days=random.uniform(1, 40))
        if status in ("archived", "requires_invoicing"):
            start = self._at - timedelta(days=changed + 1)
        is_billed = status == "archived"
        times = self._times(opened, changed)
        job = self._jobber.seed_job(
            client,
            home,
            filled(random, words().job_titles),
            instructions=filled(random, words().instructions),
            jobStatus=status,
            jobType=random.choice(("ONE_OFF", "ONE_OFF", "RECURRING")),
            total=total,
            invoicedTotal=total if is_billed else 0.0,
            startAt=f"{start:%Y-%m-%dT%H:%M:%SZ}",
            endAt=f"{start + timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}",
            completedAt=f"{start + timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}" if is_billed else None,
            quote=quote,
            salesperson=crew if random.random() < 0.6 else None,
            **times,
        )
        if is_billed:
            paid = total if random.random() < 0.8 else 0.0
            self._jobber.seed_invoice(
                client,
                total=total,
                paid=paid,
                invoiceStatus="paid" if paid else "awaiting_payment",
                jobs=[job],
                issuedDate=f"{self._ago(changed):%Y-%m-%dT%H:%M:%SZ}",
                dueDate=f"{self._ago(changed - 30):%Y-%m-%dT%H:%M:%SZ}",
                **times,
            )

    def _times(self, created: float, updated: float) -> dict[str, Any]:
        return {"created": self._ago(created), "updated": self._ago(updated)}

    def _ago(self, days: float) -> datetime:
        return self._at - timedelta(days=days) if self._is_past else self._at


def _set_up(jobber: JobberSimulator) -> _Lists:
    """Make the office's lists, or find them again."""
    tables = jobber.account.tables
    if not tables["users"]:
        jobber.seed_custom_field("Good to know")
        jobber.seed_custom_field("Grass", "DROPDOWN", options=words().grass)
        jobber.seed_custom_field("Locked gate", "TRUE_FALSE", applies_to="ALL_PROPERTIES")
        for given, family, email in words().crew:
            jobber.seed_user(given, family, email)
    note, grass, gate = tables["customFieldConfigurations"]
    return _Lists(note, grass, gate, list(tables["users"]))


def filled(random: Random, patterns: Sequence[str]) -> str:
    """Return one of some patterns, with words in its places."""
    return random.choice(patterns).format(service=random.choice(words().services), **blanks(random))


def address_of(at: Place | None) -> dict[str, str | None]:
    """Return an address; of some people there is none."""
    if at is None:
        return {}
    street, _, second = at.street.partition("\n")
    return {
        "street1": street,
        "street2": second or None,
        "city": at.city,
        "province": at.province,
        "postalCode": at.postal_code,
        "country": at.country,
    }
