"""A fictional law firm: its people, companies and matters, of any size and always the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from connectors.demo.clientele import Clientele
from connectors.demo.people import NEWEST, blanks, companies_beside
from connectors.demo.words import law_words

MATTERS_PER_PERSON = 1200 / 5000

STAFF = (  # given name, family name, e-mail address; Clio's users, who own things in HubSpot
    ("Beatrix", "Moss", "beatrix.moss@example.com"),
    ("Caspian", "Underhay", "caspian.underhay@example.com"),
    ("Delphine", "Okonedo", "delphine.okonedo@example.com"),
    ("Emeka", "Thistlewood", "emeka.thistlewood@example.com"),
)

PERSON_FIELDS = {  # label -> type, as Clio names types
    "Referral source": "picklist",
    "Client since": "date",
    "Newsletter": "checkbox",
    "Retainer": "currency",
    "Good to know": "text_area",
}
MATTER_FIELDS = {
    "Court": "text_line",
    "Fee arrangement": "picklist",
    "Amount in dispute": "currency",
    "Conflict check done": "checkbox",
    "Next deadline": "date",
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment of a matter."""

    summary: str
    place: str | None
    days: float  # after the world's start; negative before
    minutes: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """A bill of a matter."""

    total: float
    state: str
    days: float  # before the world's start


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter of a person or of a company; one of `person` and `company` is None."""

    index: int
    person: int | None
    company: int | None
    description: str
    status: str  # "Pending" | "Open" | "Closed"
    area: str
    stage: str
    attorney: int  # index in STAFF
    opened: float  # days before the world starts
    closed: float | None
    updated: float
    client_reference: str | None
    custom: Mapping[str, str]
    others: tuple[tuple[int, str], ...] = ()  # (person, role)
    meetings: tuple[Meeting, ...] = ()
    invoices: tuple[Invoice, ...] = ()


class Firm(Clientele):
    """A law firm: beside whom it knows, 1,200 matters to 5,000 people."""

    def __init__(self, people: int, seed: int) -> None:
        super().__init__(people, seed)
        self.matter_count = round(people * MATTERS_PER_PERSON)

    def matters(self) -> Iterator[Matter]:
        """Yield matters; a fifth of the clients has most of them, as in real firms."""
        random = Random(f"{self.seed} matters")
        for index in range(self.matter_count):
            yield _matter(random, index)


def _matter(random: Random, index: int) -> Matter:
    people = max(1, int(index / MATTERS_PER_PERSON))  # of the smallest firm that has it
    known = companies_beside(people)
    of_company = known > 0 and random.random() < 0.12
    area = random.choice(tuple(law_words().areas))
    opened = NEWEST + 1 + random.random() * 1500
    status = random.choices(("Open", "Closed", "Pending"), (55, 38, 7))[0]
    closed = NEWEST + random.random() * (opened - NEWEST) if status == "Closed" else None
    updated = closed or NEWEST + random.random() * (opened - NEWEST)
    return Matter(
        index=index,
        person=None if of_company else _client(random, people),
        company=random.randrange(known) if of_company else None,
        description=_description(random, area),
        status=status,
        area=area,
        stage=random.choice(law_words().areas[area]),
        attorney=random.randrange(len(STAFF)),
        opened=opened,
        closed=closed,
        updated=updated,
        client_reference=_reference(random),
        custom=_custom(random),
        others=_others(random, people),
        meetings=_meetings(random) if random.random() < 0.25 else (),
        invoices=_invoices(random) if random.random() < 0.35 else (),
    )


def _client(random: Random, people: int) -> int:
    if random.random() < 0.4:
        return random.randrange(max(1, people // 5))
    return random.randrange(people)


def _others(random: Random, people: int) -> tuple[tuple[int, str], ...]:
    if random.random() > 0.3:
        return ()
    roles = law_words().roles
    return tuple(
        (random.randrange(people), random.choice(roles)) for _ in range(random.randint(1, 3))
    )


def _reference(random: Random) -> str | None:
    return f"REF-{random.randint(1000, 99999)}" if random.random() < 0.2 else None


def _description(random: Random, area: str) -> str:
    words = law_words()
    dice = random.random()
    patterns = words.awkward if dice < 0.04 else words.descriptions[area]
    return random.choice(patterns).format(**blanks(random))


def _custom(random: Random) -> Mapping[str, str]:
    words, values = law_words(), {}
    if random.random() < 0.4:
        values["Court"] = random.choice(words.courts).format(**blanks(random))
    if random.random() < 0.6:
        values["Fee arrangement"] = random.choice(words.fees)
    if random.random() < 0.3:
        values["Amount in dispute"] = f"{random.randint(10, 5000) * 100}.00"
    if random.random() < 0.5:
        values["Conflict check done"] = random.choice(("true", "true", "false"))
    if random.random() < 0.2:
        values["Next deadline"] = f"2027-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return values


def _meetings(random: Random) -> tuple[Meeting, ...]:
    words = law_words()
    return tuple(
        Meeting(
            summary=f"{random.choice(words.meetings)}, {blanks(random)['family']}",
            place=random.choice(words.rooms),
            days=random.uniform(-90, 60),
            minutes=random.choice((15, 30, 60, 90)),
        )
        for _ in range(random.randint(1, 3))
    )


def _invoices(random: Random) -> tuple[Invoice, ...]:
    states = ("awaiting_payment", "paid", "paid", "draft", "void")
    return tuple(
        Invoice(round(random.uniform(80, 9000), 2), random.choice(states), random.uniform(3, 700))
        for _ in range(random.randint(1, 3))
    )
