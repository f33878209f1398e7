"""A fictional dental practice: its patients and their visits, of any size and always the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

import msgspec

from connectors.demo.clientele import Clientele
from connectors.demo.people import NEWEST, Person, blanks
from connectors.demo.words import FOLDER, names

MINORS_SHARE = 0.16
NOTED_NAME_SHARE = 0.006  # of patients into whose name somebody typed a note
TWO_EMAILS_SHARE = 0.012  # of those with an address who have two in the one field
STATUSES = {
    "Patient": 80,
    "Inactive": 9,
    "Archived": 4,
    "NonPatient": 3,
    "Prospective": 3,
    "Deceased": 1,
}
VISITS = (38, 32, 16, 9, 5)  # weights of having none, one, two, ...
PAST_STATUSES = {"Complete": 80, "Broken": 12, "PtNote": 3, "UnschedList": 5}
COMING_STATUSES = {"Scheduled": 70, "ASAP": 5, "UnschedList": 8, "Planned": 12, "PtNote": 5}
METHODS = ("None", "None", "TextMessage", "Email", "WirelessPh", "HmPhone", "DoNotCall", "Mail")


class DentalWords(msgspec.Struct):
    """What a dental practice writes down. Notes and procedures have places for names."""

    clinics: list[tuple[str, str]]  # name, abbreviation
    providers: list[tuple[str, str, str]]  # given, family, abbreviation
    confirmations: list[str]
    sources: list[str]
    doctors: list[tuple[str, str]]
    fields: list[tuple[str, str, str]]  # name, type, options
    procedures: list[str]
    visit_notes: list[str]
    money_notes: list[str]
    name_notes: list[str]
    billing_types: list[str]
    wards: list[str]
    languages: list[str]
    values: dict[str, list[str]]  # of the practice's own fields


@cache
def dental_words() -> DentalWords:
    return msgspec.json.decode((FOLDER / "dental.json").read_bytes(), type=DentalWords)


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment. `columns` are Open Dental's."""

    days: int  # after the day on which the world starts; negative before
    hour: int  # in the office
    minute: int
    minutes: int
    updated: float  # days before the world starts
    columns: Mapping[str, Any]
    provider: int  # index in DentalWords.providers
    confirmation: int


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient. `columns` are Open Dental's, but for numbers of others."""

    columns: Mapping[str, Any]
    guarantor: int | None  # index of who pays, if it is another patient
    clinic: int
    provider: int
    updated: float  # days before the world starts
    values: Mapping[str, str]  # of the practice's own fields
    visits: tuple[Visit, ...]
    due: int | None  # days after the world starts on which a recall is due
    source: int | None  # index of what sent the patient, doctors after the other sources
    source_note: str


class Practice(Clientele):
    """A dental practice: it knows patients, and no companies."""

    def __init__(self, people: int, seed: int) -> None:
        super().__init__(people, seed)
        self.company_count = 0

    def patients(self, since: int = 0) -> Iterator[Patient]:
        """Yield patients; only those from number `since` on."""
        before: Person | None = None
        for person in self.persons():
            if person.index >= since:
                random = Random(f"{self.seed} patient {person.index}")
                yield _patient(random, person, before)
            before = person


def _patient(random: Random, person: Person, before: Person | None) -> Patient:
    words = dental_words()
    born = _born(random, person)
    is_minor = born is not None and born.year > 2008
    shares_email = before is not None and person.emails[:1] == before.emails[:1] != ()
    has_family = before is not None and (is_minor or shares_email)
    place = before.place if before is not None and has_family else person.place
    columns = {
        **_names(random, replace(person, place=place)),
        **_address(replace(person, place=place)),
        **_reach(random, person),
        **_held_back(random, person),
        "Birthdate": born.isoformat() if born else "0001-01-01",
        "PatStatus": _one(random, STATUSES),
        "Gender": random.choice(("Female", "Male", "Female", "Male", "Unknown", "Other")),
        "Position": "Child" if is_minor else random.choice(("Single", "Married", "Divorced")),
    }
    count = random.choices(range(len(VISITS)), VISITS)[0]
    sources = len(words.sources) + len(words.doctors)
    return Patient(
        columns=columns,
        guarantor=person.index - 1 if has_family else None,
        clinic=random.randrange(len(words.clinics)),
        provider=random.randrange(3),
        updated=person.updated,
        values=_values(random),
        visits=tuple(_visit(random) for _ in range(count)),
        due=random.randint(-90, 300) if random.random() < 0.5 else None,
        source=random.randrange(sources) if random.random() < 0.25 else None,
        source_note=_filled(random, words.visit_notes) if random.random() < 0.1 else "",
    )


def _born(random: Random, person: Person) -> date | None:
    dice = random.random()
    if dice < MINORS_SHARE:
        return date(random.randint(2010, 2023), random.randint(1, 12), random.randint(1, 28))
    if dice > 0.95:
        return None
    if person.date_of_birth is not None:
        return date.fromisoformat(person.date_of_birth)
    return date(random.randint(1935, 2005), random.randint(1, 12), random.randint(1, 28))


def _names(random: Random, person: Person) -> dict[str, Any]:
    words = dental_words()
    given = person.first_name
    nickname = names().nicknames.get(given.strip(), "") if random.random() < 0.4 else ""
    if random.random() < NOTED_NAME_SHARE:
        given += random.choice(words.name_notes)
    return {
        "FName": given,
        "LName": person.last_name,
        "MiddleI": person.middle_name or "",
        "Preferred": nickname,
        "Language": random.choice(words.languages),
    }


def _address(person: Person) -> dict[str, Any]:
    place = person.place
    if place is None:
        return {}
    street, _, second = place.street.partition("\n")
    return {
        "Address": street,
        "Address2": second,
        "City": place.city,
        "State": place.province,
        "Zip": place.postal_code,
    }


def _reach(random: Random, person: Person) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for number, label in person.phones:
        column = {"Mobile": "WirelessPhone", "Work": "WkPhone"}.get(label, "HmPhone")
        columns.setdefault(column, number)
    emails = [address for address, _label in person.emails]
    many = len(emails) > 1 and random.random() < TWO_EMAILS_SHARE * 8
    columns["Email"] = "; ".join(emails[:2]) if many else "".join(emails[:1])
    columns["TxtMsgOk"] = random.choice(("Unknown", "Yes", "Yes", "No"))
    for use in ("Confirm", "Contact", "Recall"):
        columns[f"Prefer{use}Method"] = random.choice(METHODS)
    return columns


def _held_back(random: Random, person: Person) -> dict[str, Any]:
    """Return what is none of a CRM's business, and comes with every patient all the same."""
    words, number = dental_words(), person.index
    has_note = random.random() < 0.25
    return {
        "SSN": f"9{number % 100:02}-{random.randint(10, 99)}-{random.randint(1000, 9999)}",
        "ChartNumber": f"CH{number:06}{random.choice('ABCD')}",
        "MedicaidID": f"MCD{random.randint(10**8, 10**9 - 1)}" if random.random() < 0.2 else "",
        "FamFinUrgNote": _filled(random, words.money_notes) if has_note else "",
        "Premed": random.choice(("false", "false", "false", "true")),
        "Ward": random.choice(words.wards),
        "BillingType": random.choice(words.billing_types),
        "EstBalance": round(random.uniform(-50, 3000), 2),
        "ImageFolder": f"{person.latin.title().replace('.', '')}{number}",
        "DateFirstVisit": f"{random.randint(2004, 2025)}-{random.randint(1, 12):02}-15",
    }


def _values(random: Random) -> dict[str, str]:
    return {
        name: _filled(random, options)
        for name, options in dental_words().values.items()
        if random.random() < 0.08
    }


def _visit(random: Random) -> Visit:
    words = dental_words()
    is_past = random.random() < 0.6
    days = random.randint(-700, -3) if is_past else random.randint(1, 200)
    status = _one(random, PAST_STATUSES if is_past else COMING_STATUSES)
    provider = random.randrange(len(words.providers))
    return Visit(
        days=days,
        hour=random.randint(8, 16),
        minute=random.choice((0, 10, 20, 30, 40, 50)),
        minutes=random.choice((20, 30, 40, 60, 90)),
        updated=max(NEWEST, -days) if is_past else NEWEST + random.random() * 90,
        provider=provider,
        confirmation=random.randrange(len(words.confirmations)),
        columns={
            "AptStatus": status,
            "IsNewPatient": random.choice(("false", "false", "false", "true")),
            "ProcDescript": _filled(random, words.procedures),
            "Note": _filled(random, words.visit_notes) if random.random() < 0.4 else "",
            "IsHygiene": "true" if provider > 2 else "false",
            "eServiceLogType": random.choice(("None", "None", "WebSched")),
        },
    )


def _filled(random: Random, patterns: list[str]) -> str:
    more = {"tooth": random.randint(1, 32), "stage": random.randint(2, 9)}
    return random.choice(patterns).format(**blanks(random), **more)


def _one(random: Random, weights: Mapping[str, int]) -> str:
    return random.choices(tuple(weights), tuple(weights.values()))[0]
