"""The property manager of the demo, in Buildium."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from random import Random

from connectors.buildium import simulator as names
from connectors.buildium.simulator import BuildiumSimulator
from connectors.buildium.simulator.profile import PER_SECOND
from connectors.demo import canaries
from connectors.demo.clientele import Clientele
from connectors.demo.journal import Traffic
from connectors.demo.office import DemoOffice
from connectors.demo.people import phone, place
from connectors.demo.property_homes import address, words
from connectors.demo.property_manager import Filler

EVERYBODYS = frozenset(  # keys whose values are words of Buildium's, or of the office's lists
    {
        *("Country", "State", "City", "Type", "Status", "RentalType", "RentalSubType"),
        *("UnitBedrooms", "UnitBathrooms", "LeaseType", "LeaseStatus", "TermType"),
        *("RenewalOfferStatus", "MailingPreference", "SMSOptInStatus", "TaskType", "TaskStatus"),
        *("Priority", "LeadStatus", "PropertyType", "EntryAllowed", "ApplicationStatus"),
        *("Category", "RentalManager", "RelationshipDescription", "Task", "TaxPayerIdType"),
    }
)


def _fill(account: BuildiumSimulator, people: int, seed: int, at: datetime) -> None:
    office, filler = Clientele(people, seed), Filler(account, seed, at, is_past=True)
    filler.vendors(office.companies())
    filler.people(office.persons())
    filler.owners(office.companies())


def _grow(account: BuildiumSimulator, people: int, seed: int, already: int, now: datetime) -> None:
    office, old = Clientele(people, seed), Clientele(already, seed)
    filler = Filler(account, seed, now, is_past=False)
    filler.vendors(islice(office.companies(), old.company_count, None))
    filler.people(islice(office.persons(), already, None))
    filler.owners(islice(office.companies(), old.company_count, None))


def _touch(account: BuildiumSimulator, count: int, random: Random) -> Sequence[str]:
    """Let tenants move house and have new phone numbers."""
    tenants = list(account.account.tables["tenants"])
    chosen = random.sample(tenants, min(count, len(tenants)))
    for tenant in chosen:
        home = {**account.account.tables["tenants"][tenant].body["Address"]}
        new = [{"Number": phone(random), "Type": "Cell"}]
        account.edit(
            "tenants", tenant, Address={**home, **address(place(random))}, PhoneNumbers=new
        )
    return [str(tenant) for tenant in chosen]


def _said(account: BuildiumSimulator) -> Iterator[Mapping[str, object]]:
    """Yield all records, without what belongs to everybody."""
    for kind, table in account.account.tables.items():
        for kept in table.values() if kind != "categories" else ():
            yield {key: value for key, value in kept.body.items() if key not in EVERYBODYS}


OFFICE = DemoOffice(
    system="buildium",
    trade="property manager",
    make=lambda clock, limits: BuildiumSimulator(
        clock=clock, per_second=PER_SECOND if limits else None
    ),
    fill=_fill,
    grow=_grow,
    touch=_touch,
    credentials=lambda _now: {
        "client_id": names.CLIENT_ID,
        "client_secret": names.CLIENT_SECRET,
    },
    settings={"environment": "production"},
    sign_in_help={
        "environment": "production",
        "client ID": names.CLIENT_ID,
        "secret": names.CLIENT_SECRET,
    },
    headers=lambda _account: {
        "x-buildium-client-id": names.CLIENT_ID,
        "x-buildium-client-secret": names.CLIENT_SECRET,
    },
    canaries=lambda account: canaries.of_records(
        _said(account), names=("FirstName", "LastName"), beside=EVERYBODYS
    ),
    traffic=Traffic(),
    seats=words().managers[:2],  # the last has no seat there
)
