"""A fictional med-spa: its clients and their visits, of any size and always the same."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

import msgspec

from connectors.demo.clientele import Clientele
from connectors.demo.people import NEWEST, Person, blanks
from connectors.demo.words import FOLDER

NOTED_NAME_SHARE = 0.006  # of clients into whose name somebody typed a note
MINORS_SHARE = 0.03
INACTIVE_SHARE = 0.07
MERGED_SHARE = 0.012  # of clients who were somebody else's double
MEMBERS_SHARE = 0.12
VISITS = (30, 32, 20, 12, 6)  # weights of having none, one, two, ...
PAST = {"FINAL": 82, "CANCELLED": 18}
COMING = {"BOOKED": 60, "CONFIRMED": 32, "CANCELLED": 8}
REASONS = {"CLIENT_CANCEL": 45, "CLIENT_LATE_CANCEL": 15, "NO_SHOW": 25, "STAFF_CANCEL": 15}
STATUSES = {"ACTIVE": 75, "PAUSED": 10, "PAST_DUE": 5, "CANCELLED": 10}
STOPPED = ("CLIENT_REQUESTED_MEDICAL", "CLIENT_REQUESTED_FINANCIAL", "OTHER")
DIGITS = 10  # of a phone number in the United States


class SpaWords(msgspec.Struct):
    """What a med-spa writes down. Notes have places for names."""

    locations: list[tuple[str, str]]  # name, its part of the web site
    staff: list[tuple[str, str, str]]  # given, family, role
    bios: list[str]
    services: list[tuple[str, int, int]]  # name, minutes, cents
    tags: list[str]
    alerts: list[str]
    client_notes: list[str]
    visit_notes: list[str]
    messages: list[str]
    cancellations: list[str]
    name_notes: list[str]
    plans: list[tuple[str, int]]  # name, cents a month
    reasons: list[str]
    fields: list[tuple[str, str, str, list[str]]]  # key, name, type, options
    good_to_know: list[str]
    order_notes: list[str]
    pronouns: list[str]


@cache
def spa_words() -> SpaWords:
    return msgspec.json.decode((FOLDER / "spa.json").read_bytes(), type=SpaWords)


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment. `values` are Boulevard's."""

    days: int  # after the day on which the world starts; negative before
    hour: int  # at the spa
    minute: int
    service: int  # index in SpaWords.services
    staff: int
    booked: float  # days before the world starts
    values: Mapping[str, Any]
    cancelled: Mapping[str, Any] | None  # reason and notes
    order_note: str | None  # None: nothing was paid


@dataclass(frozen=True, slots=True)
class Guest:
    """A client. `values` are Boulevard's, but for the ids of others."""

    values: Mapping[str, Any]
    location: int
    tags: tuple[int, ...]
    notes: tuple[str, ...]
    marketing: Mapping[str, bool]
    created: float  # days before the world starts
    updated: float
    visits: tuple[Visit, ...]
    membership: Mapping[str, Any] | None
    double: Mapping[str, Any] | None  # another client, who was merged into this one


class Spa(Clientele):
    """A med-spa: it knows clients, and no companies."""

    def __init__(self, people: int, seed: int) -> None:
        super().__init__(people, seed)
        self.company_count = 0

    def guests(self, since: int = 0) -> Iterator[Guest]:
        """Yield clients; only those from number `since` on."""
        for person in self.persons():
            if person.index >= since:
                yield _guest(Random(f"{self.seed} client {person.index}"), person)


def e164(text: str) -> str | None:
    """Return a number as Boulevard keeps it; None if it is none.

    >>> e164("(212) 555-0123 x7"), e164("call the office")
    ('+12125550123', None)
    """
    digits = re.sub(r"\D", "", text.partition("x")[0])
    digits = digits.removeprefix("1") if len(digits) > DIGITS else digits
    return f"+1{digits}" if len(digits) == DIGITS else None


def mobile(person: Person) -> str | None:
    return next(filter(None, (e164(number) for number, _label in person.phones)), None)


def _guest(random: Random, person: Person) -> Guest:
    words = spa_words()
    given = person.first_name
    if random.random() < NOTED_NAME_SHARE:
        given += random.choice(words.name_notes)
    email = person.emails[0][0] if person.emails else None
    values = {
        "firstName": given,
        "lastName": person.last_name,
        "email": email,
        "mobilePhone": mobile(person),
        "active": random.random() >= INACTIVE_SHARE,
        "dob": _born(random, person),
        "pronoun": random.choice(words.pronouns) if random.random() < 0.3 else None,
        "externalId": f"MINT-{person.index:06}" if random.random() < 0.3 else None,
        "schedulingAlert": _filled(random, words.alerts) if random.random() < 0.12 else None,
        "hasCardOnFile": random.random() < 0.6,
        "currentAccountBalance": random.choice((0, 0, 0, -2500, 12_000)),
        "custom": _custom(random),
    }
    count = random.choices(range(len(VISITS)), VISITS)[0]
    has_double = random.random() < MERGED_SHARE
    return Guest(
        values=values,
        location=random.randrange(len(words.locations)),
        tags=tuple(each for each in range(len(words.tags)) if random.random() < 0.06),
        notes=tuple(
            _filled(random, words.client_notes) for _ in range(random.choice((0, 0, 1, 2)))
        ),
        marketing={way: random.random() < 0.6 for way in ("email", "sms")},
        created=person.created,
        updated=person.updated,
        visits=tuple(_visit(random) for _ in range(count)),
        membership=_membership(random) if random.random() < MEMBERS_SHARE else None,
        double={"firstName": given, "lastName": person.last_name.upper()} if has_double else None,
    )


def _born(random: Random, person: Person) -> str | None:
    if random.random() < MINORS_SHARE:
        return date(random.randint(2010, 2012), random.randint(1, 12), 3).isoformat()
    return person.date_of_birth


def _custom(random: Random) -> dict[str, str]:
    words, values = spa_words(), {}
    if random.random() < 0.25:
        values["skin_type"] = random.choice(words.fields[0][3])
    if random.random() < 0.1:
        values["good_to_know"] = _filled(random, words.good_to_know)
    return values


def _visit(random: Random) -> Visit:
    words = spa_words()
    is_past = random.random() < 0.65
    days = random.randint(-700, -3) if is_past else random.randint(1, 150)
    state = _one(random, PAST if is_past else COMING)
    cancelled = None
    if state == "CANCELLED":
        notes = _filled(random, words.cancellations) or None
        cancelled = {"reason": _one(random, REASONS), "notes": notes}
    is_paid = state == "FINAL"
    return Visit(
        days=days,
        hour=random.randint(9, 18),
        minute=random.choice((0, 15, 30, 45)),
        service=random.randrange(len(words.services)),
        staff=random.randrange(len(words.staff)),
        booked=max(NEWEST, random.random() * 60 - days if is_past else random.random() * 60),
        values={
            "state": state if cancelled is None else "BOOKED",
            "bookedByType": random.choice(("CLIENT", "STAFF", "STAFF")),
            "isRecurring": random.random() < 0.1,
            "pendingFormCount": random.choice((0, 0, 1, 2)),
            "notes": _filled(random, words.visit_notes) if random.random() < 0.3 else None,
            "clientMessage": _filled(random, words.messages) if random.random() < 0.08 else None,
        },
        cancelled=cancelled,
        order_note=(_filled(random, words.order_notes) if random.random() < 0.1 else "")
        if is_paid
        else None,
    )


def _membership(random: Random) -> dict[str, Any]:
    words = spa_words()
    name, cents = random.choice(words.plans)
    status = _one(random, STATUSES)
    has_stopped = status in ("PAUSED", "CANCELLED")
    year, month = random.randint(2024, 2026), random.randint(1, 9)
    return {
        "name": name,
        "unitPrice": cents,
        "status": status,
        "statusReason": random.choice(STOPPED) if has_stopped else None,
        "statusReasonCustom": _filled(random, words.reasons) if has_stopped else None,
        "startOn": date(year, month, 1).isoformat(),
        "endOn": date(year + 1, month, 1).isoformat(),
        "termNumber": random.randint(1, 30),
    }


def _filled(random: Random, patterns: list[str]) -> str:
    return random.choice(patterns).format(**blanks(random))


def _one(random: Random, weights: Mapping[str, int]) -> str:
    return random.choices(tuple(weights), tuple(weights.values()))[0]
