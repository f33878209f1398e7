"""The contractor of the demo, as a row of the table of offices."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from random import Random

from connectors.demo import canaries
from connectors.demo.clientele import Clientele
from connectors.demo.heating import Filler, address_of, words
from connectors.demo.journal import Traffic
from connectors.demo.office import DemoOffice
from connectors.demo.people import phone, place
from connectors.servicetitan import simulator as names
from connectors.servicetitan.simulator import ServiceTitanSimulator
from connectors.servicetitan.simulator.profile import PER_SECOND

TOKEN = "demo-servicetitan-access"
LEADS_PER_PERSON = 0.08
SPOKEN = ("customers", "contacts", "locations", "leads", "jobs", "estimates", "memberships")
EVERYBODYS = frozenset(  # keys of words that give nobody away
    {
        *("businessUnitName", "reviewStatus", "followUpStatus", "billingFrequency"),
        *("status", "jobStatus", "priority", "customFields"),
    }
)


def _leads(people: int) -> int:
    return round(people * LEADS_PER_PERSON)


def _fill(tenant: ServiceTitanSimulator, people: int, seed: int, at: datetime) -> None:
    office = Clientele(people, seed)
    filler = Filler(tenant, seed, at, is_past=True)
    filler.add(office.companies(), office.persons(), range(_leads(people)))
    tenant.sign_in.add_token(TOKEN)


def _grow(
    tenant: ServiceTitanSimulator, people: int, seed: int, already: int, now: datetime
) -> None:
    new, old = Clientele(people, seed), Clientele(already, seed)
    Filler(tenant, seed, now, is_past=False).add(
        islice(new.companies(), old.company_count, None),
        islice(new.persons(), already, None),
        range(_leads(already), _leads(people)),
    )


def _touch(tenant: ServiceTitanSimulator, count: int, random: Random) -> Sequence[str]:
    """Let customers move house, and have new phone numbers."""
    rows = tenant.account.tables["customers"].rows
    people = [one for one, row in rows.items() if row["type"] == "Residential" and row["active"]]
    chosen = random.sample(people, min(count, len(people)))
    for customer in chosen:
        tenant.edit("customers", customer, address=dict(address_of(place(random))))
        tenant.edit_contact(customer, "Phone", phone(random))
    return [str(customer) for customer in chosen]


def _records(tenant: ServiceTitanSimulator) -> Iterator[Mapping[str, object]]:
    for kind in SPOKEN:
        for row in tenant.account.tables[kind]:
            yield {key: value for key, value in row.items() if key not in EVERYBODYS}


OFFICE = DemoOffice(
    system="servicetitan",
    trade="heating and plumbing contractor",
    make=lambda clock, limits: ServiceTitanSimulator(
        clock=clock, per_second=PER_SECOND if limits else None
    ),
    fill=_fill,
    grow=_grow,
    touch=_touch,
    revive=lambda tenant: tenant.sign_in.add_token(TOKEN),
    credentials=lambda _now: {
        "app_key": names.APP_KEY,
        "client_id": names.CLIENT_ID,
        "client_secret": names.CLIENT_SECRET,
    },
    settings={"tenant": str(names.TENANT_ID), "environment": "production"},
    sign_in_help={
        "environment": "production",
        "tenant ID": str(names.TENANT_ID),
        "app key": names.APP_KEY,
        "client ID": names.CLIENT_ID,
        "client secret": names.CLIENT_SECRET,
    },
    headers=lambda _tenant: {"authorization": f"Bearer {TOKEN}", "st-app-key": names.APP_KEY},
    canaries=lambda tenant: canaries.of_records(_records(tenant)),
    traffic=Traffic(sign_ins=("/connect/",)),
    seats=words().technicians[:2],  # the last has no seat there
)
