"""A small law firm and its portal, both in memory, and the engine between them.

The ledger is the real one, on SQLite. A run here is what the office starts, without the office.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from connectors.memory import MemoryAccount, MemoryConnector
from core.engine.run import run_pairs
from core.engine.setup import Ends
from core.errors import Code
from core.identity import identity
from core.jobs import Clock, JobContext, Progress
from core.mapping import FieldMapping, MatchKey, Strength, TieMapping
from core.mapping import Mapping as MappingDocument
from core.records import FieldValue, Record
from core.schema import Admission, Choice, DataClass, Field, FieldType, StreamSchema
from core.store.database import Store
from core.store.erasing import erase_all
from core.store.issues import open_issues
from core.store.ledger import Ledger
from core.summary import PairRun, Totals
from core.transforms import Step
from core.vault import Vault

KEY = "sync300_books_key"
ACCOUNT = "4482019"
PERSONS, COMPANIES, MATTERS = "persons-contacts", "companies-companies", "matters-deals"


def schema(name: str, *fields: Field, **references: str) -> StreamSchema:
    return StreamSchema(
        name, name.capitalize(), {each.name: each for each in fields}, references, writable=True
    )


def one(name: str, kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    given = {"data_class": DataClass.CONTACT, "admission": Admission.ALLOW, **more}
    return Field(name, name.capitalize(), kind, **given)


def options(*values: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, value.capitalize()) for value in values)


FIRM = (
    schema("companies", one("name"), one("phone", FieldType.PHONE)),
    schema(
        "persons",
        one("first"),
        one("last"),
        one("mail", FieldType.EMAIL),
        one("tel", FieldType.PHONE),
        one("town"),
        one("kind"),
        one("note", FieldType.LONG_TEXT, admission=Admission.BLOCK),
        one("fee", FieldType.MONEY, admission=Admission.OPT_IN, data_class=DataClass.MONEY),
        company="companies",
    ),
    schema("matters", one("title"), client="persons"),
)

PORTAL = (
    schema("companies", one("name"), one("phone", FieldType.PHONE)),
    schema(
        "contacts",
        one("firstname"),
        one("lastname"),
        one("email", FieldType.EMAIL, unique=True),
        one("phone", FieldType.PHONE),
        one("city"),
        one("kind", FieldType.CHOICE, choices=options("client", "other")),
        one("note"),
        one("fee", FieldType.MONEY),
    ),
    schema("deals", one("dealname")),
)


def line(system: str, hubspot: str, *steps: str, **more: Any) -> FieldMapping:
    made = FieldMapping(system=(system,), hubspot=hubspot, steps=tuple(map(Step, steps)))
    return replace(made, **more)


EMAIL = MatchKey(name="email", fields=("email",), confirm="firstname", unique=True)
NAME_AND_PHONE = MatchKey(
    name="name and phone",
    fields=("lastname", "phone"),
    confirm="firstname",
    strength=Strength.LIKELY,
)

COMPANY_RULES = MappingDocument(
    pair=COMPANIES,
    label="Companies to Companies",
    system_stream="companies",
    hubspot_stream="companies",
    fields=(line("name", "name", "clean"), line("phone", "phone", "phone")),
    match=(MatchKey(name="name", fields=("name",), strength=Strength.LIKELY),),
    require_any=("name",),
)
PERSON_RULES = MappingDocument(
    pair=PERSONS,
    label="Persons to Contacts",
    system_stream="persons",
    hubspot_stream="contacts",
    fields=(
        line("first", "firstname", "clean"),
        line("last", "lastname", "clean"),
        line("mail", "email", "email"),
        line("tel", "phone", "phone"),
        line("town", "city", "clean"),
        line("kind", "kind"),
    ),
    match=(EMAIL, NAME_AND_PHONE),
    ties=(TieMapping(reference="company", pair=COMPANIES),),
    require_any=("email", "firstname", "lastname"),
)
MATTER_RULES = MappingDocument(
    pair=MATTERS,
    label="Matters to Deals",
    system_stream="matters",
    hubspot_stream="deals",
    fields=(line("title", "dealname", "clean"),),
    ties=(TieMapping(reference="client", pair=PERSONS, label="client"),),
    require_any=("dealname",),
)


class SetClock(Clock):
    """A clock that moves only when it is told to; what waits by it does not wait."""

    def __init__(self) -> None:
        self.time = super().now()

    def now(self) -> Any:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass
class World:
    """Both ends, the ledger, and the runs between them."""

    store: Store
    clock: SetClock = field(default_factory=SetClock)
    firm: MemoryAccount = field(default_factory=lambda: MemoryAccount(FIRM))
    portal: MemoryAccount = field(default_factory=lambda: MemoryAccount(PORTAL))
    rules: list[MappingDocument] = field(default_factory=lambda: [PERSON_RULES])
    vault: Vault = field(default_factory=lambda: Vault(bytes(range(32))))
    healthcare: bool = False
    private: dict[str, Any] = field(default_factory=dict)  # of Ends: what privacy decided
    faults: list[Exception] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    # -- running ------------------------------------------------------------------------------

    def run(self, **how: Any) -> PairRun:
        """Run, and return the first pair's result; that it adds up is seen to each time (P8)."""
        return self.run_all(**how)[0]

    def run_all(
        self,
        *,
        job: JobContext | None = None,
        store: Store | None = None,
        results: list[PairRun] | None = None,
        **how: Any,
    ) -> list[PairRun]:
        done: list[PairRun] = [] if results is None else results
        job = job or JobContext(self.progress.append, clock=self.clock)
        ends = Ends(
            system=MemoryConnector(self.firm),
            hubspot=MemoryConnector(self.portal),
            system_name="books",
            system_label="Books",
            account=ACCOUNT,
            print=self.vault.fingerprinter().of_field,
            healthcare=self.healthcare,
            id_secret=b"s" * 32 if self.healthcare else None,
            on_fault=self.faults.append,
            now=self.clock.now,
            **self.private,
        )
        ledger = Ledger(store or self.store, self.clock)
        with ThreadPoolExecutor(6, thread_name_prefix="sync") as workers:
            try:
                run_pairs(ends, self.rules, ledger, job, workers, ended=done.append, **how)
            finally:
                for result in done:
                    assert result.totals.adds_up, result
        return done

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.store, self.clock)

    def lose_database(self) -> None:
        """Empty every table: a lost database."""
        erase_all(self.store, self.clock.now())

    # -- looking ------------------------------------------------------------------------------

    def contacts(self) -> dict[str, Record]:
        """Return HubSpot's contacts by the system id in our key."""
        return self.by_key("contacts")

    def by_key(self, stream: str) -> dict[str, Record]:
        found = {}
        for record in self.portal.records(stream).values():
            key = record.fields.get(KEY)
            found[str(key).rpartition(".")[2] if key else f"no key {record.id}"] = record
        return found

    def issues(self) -> Counter[Code]:
        return Counter(issue.code for issue in open_issues(self.store, limit=10_000))

    def writes(self) -> int:
        """Count the writes and ties that took effect at HubSpot, ever."""
        return len(self.portal.applied) + len(self.portal.ties)

    def asked(self) -> dict[str, int]:
        """Return the requests since it was asked last, by "firm" or "portal" and their name."""
        found = {f"firm {name}": count for name, count in self.firm.asked.items()}
        found |= {f"portal {name}": count for name, count in self.portal.asked.items()}
        self.firm.asked.clear()
        self.portal.asked.clear()
        return found

    # -- filling ------------------------------------------------------------------------------

    def person(self, id: str = "", **fields: FieldValue) -> str:
        references = {"company": (str(fields.pop("company")),)} if "company" in fields else None
        return self.firm.put("persons", fields, id=id or None, references=references)

    def people(self, count: int, start: int = 1) -> list[str]:
        """Make persons who are all different."""
        return [
            self.person(
                f"p{n}",
                first=f"First{n}",
                last=f"Last{n}",
                mail=f"person{n}@example.com",
                tel=f"(303) 555-01{n:02d}" if n < 100 else None,
                town="Denver",
                kind="client",
            )
            for n in range(start, start + count)
        ]

    def contact(self, **fields: FieldValue) -> str:
        return self.portal.put("contacts", fields)


def key_of(system_id: str, stream: str = "persons") -> str:
    return identity(ACCOUNT, stream, system_id)


def totals(**bins: int) -> Totals:
    """Return the totals of these bins, with the read that they add up to."""
    return Totals(read=sum(bins.values()), **bins)


@contextmanager
def acting(
    account: MemoryAccount, moment: str, act: Callable[[], None], nth: int = 1
) -> Iterator[None]:
    """Have somebody act once, at the n-th such moment, as `MemoryAccount.watch` names it."""
    left = [act] + [lambda: None] * (nth - 1)

    def watch(now: str) -> None:
        if now == moment and left:
            left.pop()()

    account.watch = watch
    try:
        yield
    finally:
        account.watch = lambda _moment: None
    assert not left, f"no {moment!r} came"
