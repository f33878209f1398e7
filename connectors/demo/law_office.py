"""The law firm of the demo, in Clio."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import msgspec

from connectors.clio import simulator as clio_names
from connectors.clio.simulator import ClioSimulator
from connectors.clio.simulator.account import Account
from connectors.clio.simulator.profile import PER_MINUTE
from connectors.clio.simulator.rows import CustomValue
from connectors.demo import canaries, law_firm
from connectors.demo.journal import Traffic
from connectors.demo.law_firm import MATTER_FIELDS, PERSON_FIELDS, STAFF, Firm, Matter
from connectors.demo.office import DemoOffice
from connectors.demo.people import Company, Person, Place, phone, place
from connectors.demo.words import law_words, names
from core.registry import Secrets

KINDS = ("contacts", "matters", "relationships", "calendar_entries", "bills", "activities")
SPOKEN_FOR = frozenset({"picklist", "checkbox", "contact", "matter"})  # types of choices and ids
OLDEST_SETTING = timedelta(days=2400)  # before the start: when the office set its account up


class ClioFiller:
    """Fills a Clio account; remembers which id each of the firm's records got."""

    def __init__(self, clio: ClioSimulator, start: datetime) -> None:
        self._clio = clio
        self._start = start
        self._is_past = True  # records were made and changed before the start, not just now
        self._companies: list[int] = []
        self._persons: list[int] = []
        self._staff: list[int] = []
        self._areas: dict[str, int] = {}
        self._fields: dict[str, int] = {}
        self._options: dict[str, Mapping[str, int]] = {}

    def fill(self, firm: Firm) -> None:
        """Put the whole firm into an empty account."""
        self._set_up()
        self._add(firm.companies(), firm.persons(), firm.matters())

    def grow(self, firm: Firm, people: int) -> None:
        """Add what the firm has more than it had with so many people; all of it is new now."""
        self._recall()
        self._is_past = False
        old = Firm(people, firm.seed)
        self._add(
            islice(firm.companies(), old.company_count, None),
            islice(firm.persons(), people, None),
            islice(firm.matters(), old.matter_count, None),
        )

    def _add(
        self, companies: Iterable[Company], persons: Iterable[Person], matters: Iterable[Matter]
    ) -> None:
        for company in companies:
            self._companies.append(self._company(company))
        for person in persons:
            self._persons.append(self._person(person))
        for matter in matters:
            self._matter(matter)

    def _recall(self) -> None:
        """Learn the ids of an account that was filled before; they are in the firm's order."""
        account = self._clio.account
        for contact in account.contacts:
            ids = self._persons if contact.type == "Person" else self._companies
            ids.append(contact.id)
        emails = {user.email: user.id for user in account.users}
        self._staff = [emails[email] for _, _, email in STAFF]
        self._areas = {area.name: area.id for area in account.practice_areas}
        for field in account.custom_fields:
            self._fields[field.name] = field.id
            self._options[field.name] = self._clio.option_ids(field.id)

    def _set_up(self) -> None:
        at = self._start - OLDEST_SETTING
        words = law_words()
        self._staff = [self._clio.seed_user(*staff, at=at) for staff in STAFF]
        for area, stages in words.areas.items():
            self._areas[area] = self._clio.seed_practice_area(
                area, stages=stages, category=words.categories[area], at=at
            )
        choices = {"Referral source": words.sources, "Fee arrangement": words.fees}
        for parent, fields in (("Contact", PERSON_FIELDS), ("Matter", MATTER_FIELDS)):
            for label, kind in fields.items():
                self._fields[label] = self._clio.seed_custom_field(
                    parent, label, kind, options=choices.get(label, ()), at=at
                )
                self._options[label] = self._clio.option_ids(self._fields[label])

    def _company(self, company: Company) -> int:
        return self._clio.seed_company(
            company.name,
            emails=[company.email] if company.email else [],
            phones=[company.phone] if company.phone else [],
            web_sites=[company.website] if company.website else [],
            addresses=_addresses(company.place),
            created=self._ago(company.created),
            updated=self._ago(company.updated),
        )

    def _person(self, person: Person) -> int:
        return self._clio.seed_person(
            person.first_name,
            person.last_name,
            middle_name=person.middle_name,
            prefix=person.prefix,
            title=person.title,
            date_of_birth=person.date_of_birth,
            emails=person.emails,
            phones=person.phones,
            web_sites=[person.website] if person.website else [],
            addresses=_addresses(person.place),
            company=None if person.company is None else self._companies[person.company],
            custom=self._custom(person.custom),
            created=self._ago(person.created),
            updated=self._ago(person.updated),
        )

    def _matter(self, matter: Matter) -> None:
        clio = self._clio
        client = (
            self._companies[matter.company]
            if matter.company is not None
            else self._persons[matter.person or 0]
        )
        area = self._areas[matter.area]
        opened, updated = self._ago(matter.opened), self._ago(matter.updated)
        is_pending = matter.status == "Pending"
        case = clio.seed_matter(
            client,
            matter.description,
            status=matter.status,
            practice_area_id=area,
            matter_stage_id=clio.stage_ids(area)[matter.stage],
            responsible_attorney_id=self._staff[matter.attorney],
            user_id=self._staff[matter.attorney],
            client_reference=matter.client_reference,
            open_date=None if is_pending else _day(opened),
            pending_date=_day(opened) if is_pending else None,
            close_date=None if matter.closed is None else _day(self._ago(matter.closed)),
            custom=self._custom(matter.custom),
            created=opened,
            updated=updated,
        )
        for person, role in matter.others:
            clio.seed_relationship(case, self._persons[person], role, at=updated)
        for meeting in matter.meetings:
            begin = self._start + timedelta(days=meeting.days)
            clio.seed_calendar_entry(
                meeting.summary,
                begin,
                begin + timedelta(minutes=meeting.minutes),
                location=meeting.place,
                matter_id=case,
                calendar_owner_id=self._staff[matter.attorney],
                at=updated,
            )
        for invoice in matter.invoices:
            self._bill(case, invoice)

    def _bill(self, matter: int, invoice: law_firm.Invoice) -> None:
        at = self._ago(invoice.days)
        is_paid = invoice.state == "paid"
        self._clio.seed_bill(
            matter,
            invoice.total,
            state=invoice.state,
            paid=invoice.total if is_paid else 0.0,
            paid_at=_day(at) + "T17:00:00Z" if is_paid else None,
            issued_at=_day(at),
            due_at=_day(at + timedelta(days=30)),
            at=at,
        )

    def _custom(self, values: Mapping[str, str]) -> dict[int, object]:
        return {
            self._fields[label]: self._options[label].get(value, value)
            for label, value in values.items()
        }

    def _ago(self, days: float) -> datetime:
        return self._start - timedelta(days=days) if self._is_past else self._start


def _fill(clio: ClioSimulator, people: int, seed: int, at: datetime) -> None:
    ClioFiller(clio, at).fill(Firm(people, seed))


def _grow(clio: ClioSimulator, people: int, seed: int, already: int, now: datetime) -> None:
    ClioFiller(clio, now).grow(Firm(people, seed), already)


def _touch(clio: ClioSimulator, count: int, random: Random) -> Sequence[str]:
    """Let people move house, and have new titles and phone numbers."""
    people = [row for row in clio.account.contacts if row.type == "Person"]
    chosen = random.sample(people, min(count, len(people)))
    for person in chosen:
        old = next((each.id for each in person.addresses if each.primary), None)
        new: dict[str, Any] = asdict(place(random))
        clio.edit(
            "contacts",
            person.id,
            title=random.choice(names().titles),
            primary_phone_number=phone(random),
            addresses=[new | ({"name": "Home"} if old is None else {"id": old})],
        )
    return [str(person.id) for person in chosen]


def _said(account: Account) -> Iterator[Mapping[str, object]]:
    """Yield all records, without custom values that are choices or ids."""
    for kind in KINDS:
        for row in account.tables()[kind]:
            plain = msgspec.to_builtins(row)
            customs: list[CustomValue] = getattr(row, "custom_field_values", [])
            plain["custom_field_values"] = [
                value.value
                for value in customs
                if account.custom_fields.rows[value.field_id].field_type not in SPOKEN_FOR
            ]
            yield plain


def _credentials(now: datetime) -> Secrets:
    return {
        "client_id": clio_names.CLIENT_ID,
        "client_secret": clio_names.CLIENT_SECRET,
        "access_token": clio_names.ACCESS_TOKEN,
        "refresh_token": clio_names.REFRESH_TOKEN,
        "expires_at": (now + timedelta(days=20)).isoformat(),
    }


OFFICE = DemoOffice(
    system="clio",
    trade="law firm",
    make=lambda clock, limits: ClioSimulator(
        clock=clock, per_minute=PER_MINUTE if limits else None
    ),
    fill=_fill,
    grow=_grow,
    touch=_touch,
    revive=lambda clio: clio.sign_in.add_token(clio_names.ACCESS_TOKEN, clio_names.REFRESH_TOKEN),
    credentials=_credentials,
    sign_in_help={
        "client id": clio_names.CLIENT_ID,
        "client secret": clio_names.CLIENT_SECRET,
        "redirect URIs": ", ".join(clio_names.REDIRECT_URIS),
    },
    headers=lambda _clio: {"authorization": f"Bearer {clio_names.ACCESS_TOKEN}"},
    canaries=lambda clio: canaries.of_records(_said(clio.account)),
    traffic=Traffic(sign_ins=("/oauth/",)),
    clientele=Firm,
    seats=STAFF[:3],  # the last has no seat there
)


def _addresses(place: Place | None) -> list[dict[str, str | None]]:
    if place is None:
        return []
    return [
        {
            "street": place.street,
            "city": place.city,
            "province": place.province,
            "postal_code": place.postal_code,
            "country": place.country,
        }
    ]


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
