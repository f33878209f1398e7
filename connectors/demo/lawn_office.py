"""The home services company of the demo, as a row of the table of offices."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from connectors.demo import canaries
from connectors.demo.clientele import Clientele
from connectors.demo.journal import Traffic
from connectors.demo.lawn_care import Filler, address_of, words
from connectors.demo.office import DemoOffice
from connectors.demo.people import phone, place
from connectors.jobber import simulator as names
from connectors.jobber.simulator import JobberSimulator
from connectors.jobber.simulator.account import Row
from connectors.jobber.simulator.profile import VERSIONS
from core.registry import Secrets

SPOKEN = ("clients", "properties", "requests", "quotes", "jobs")
LONG = timedelta(days=20)  # how long the demo's first token is good: nobody is asked to sign in
EVERYBODYS = frozenset(  # keys of words that give nobody away
    {
        *("__typename", "number", "sourceAttribution", "tags", "source", "jobType", "message"),
        *("createdAt", "updatedAt", "startAt", "endAt", "completedAt", "description"),
        *("approvedAt", "convertedAt", "client", "property", "quote", "request", "salesperson"),
    }
)


def _fill(jobber: JobberSimulator, people: int, seed: int, at: datetime) -> None:
    office = Clientele(people, seed)
    Filler(jobber, seed, at, is_past=True).add(office.companies(), office.persons())
    _revive(jobber)


def _grow(jobber: JobberSimulator, people: int, seed: int, already: int, now: datetime) -> None:
    new, old = Clientele(people, seed), Clientele(already, seed)
    Filler(jobber, seed, now, is_past=False).add(
        islice(new.companies(), old.company_count, None), islice(new.persons(), already, None)
    )


def _touch(jobber: JobberSimulator, count: int, random: Random) -> Sequence[str]:
    """Let clients move house, and have new phone numbers."""
    rows = jobber.account.tables["clients"]
    people = [one for one, row in rows.items() if not (row["isCompany"] or row["isArchived"])]
    chosen = random.sample(people, min(count, len(people)))
    for client in chosen:
        moved = jobber.address_row(address_of(place(random)))
        jobber.edit(client, billingAddress=moved, phones=[jobber.phone(phone(random), True)])
    return chosen


def _revive(jobber: JobberSimulator) -> None:
    jobber.sign_in.add_token(names.ACCESS_TOKEN, names.REFRESH_TOKEN, seconds=LONG.total_seconds())


def _credentials(now: datetime) -> Secrets:
    return {
        "client_id": names.CLIENT_ID,
        "client_secret": names.CLIENT_SECRET,
        "access_token": names.ACCESS_TOKEN,
        "refresh_token": names.REFRESH_TOKEN,
        "expires_at": (now + LONG).isoformat(),
    }


def _said(jobber: JobberSimulator) -> Iterator[Mapping[str, object]]:
    """Yield all records, without custom values that are choices."""
    for kind in SPOKEN:
        for row in jobber.account.tables[kind].values():
            yield _plain(jobber, row)


def _plain(jobber: JobberSimulator, row: Row) -> Mapping[str, object]:
    configurations = jobber.account.tables["customFieldConfigurations"]
    customs = [
        value
        for one, value in row.get("customFields", {}).items()
        if "dropdownOptions" not in configurations[one]
    ]
    return {**row, "customFields": customs}


OFFICE = DemoOffice(
    system="jobber",
    trade="home services company",
    make=lambda clock, limits: JobberSimulator(clock=clock, limits=limits),
    fill=_fill,
    grow=_grow,
    touch=_touch,
    revive=_revive,
    credentials=_credentials,
    sign_in_help={
        "client ID": names.CLIENT_ID,
        "client secret": names.CLIENT_SECRET,
        "callback URL": names.REDIRECT_URIS[0],
    },
    headers=lambda _jobber: {
        "authorization": f"Bearer {names.ACCESS_TOKEN}",
        "x-jobber-graphql-version": VERSIONS[-1],
    },
    canaries=lambda jobber: canaries.of_records(
        _said(jobber), names=("firstName", "lastName"), beside=EVERYBODYS
    ),
    traffic=Traffic(sign_ins=("/api/oauth/",), graphql="/api/graphql"),
    seats=words().crew[:2],  # the last has no seat there
)
