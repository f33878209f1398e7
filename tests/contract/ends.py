"""The connectors that the contract holds for, and how each one's vendor is filled and upset."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx

from connectors import clio, hubspot
from connectors.clio import simulator as clio_names
from connectors.clio.simulator import ClioSimulator
from connectors.hubspot import simulator as hubspot_names
from connectors.hubspot.simulator import HubSpotSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import (
    Connector,
    Cursor,
    Keyed,
    Outcome,
    Page,
    Preparation,
    Write,
    WriteKind,
)
from core.errors import Code
from core.jobs import JobContext
from core.records import FieldValue, Record
from core.registry import ConnectorSpec, CredentialBox, OpenArgs, Secrets
from tests.contract.clio_judge import SPEC as CLIO_SCHEMA
from tests.contract.clio_judge import ClioJudge
from tests.contract.hubspot_judge import SPEC as HUBSPOT_SCHEMA
from tests.contract.hubspot_judge import HubSpotJudge

Handler = Callable[[httpx.Request], httpx.Response]
START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LATER = 3600.0  # seconds: past every overlap and every index's lag
KEY = Preparation(key="sync300_clio_key", key_label="Clio key (300Sync)")
LONG_AGO = timedelta(days=30)  # before the start: older than any overlap
TOKEN_LEFT = timedelta(minutes=25)  # less than any vendor gives


class Box:
    """Credentials of several threads; knows which tokens were ever saved."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._lock = threading.Lock()
        self.saved = [secrets["access_token"]]

    def load(self) -> Secrets:
        return self._secrets

    def save(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self.saved.append(secrets["access_token"])

    def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
        with self._lock:
            if self._secrets["access_token"] == stale:
                self.save(renew(self._secrets))
            return self._secrets


@dataclass(frozen=True, slots=True)
class End:
    """One connector with its simulator. People are what is read and written."""

    spec: ConnectorSpec
    make: Callable[[SimulatorClock], Any]
    secrets: Secrets
    account_id: str
    people: str  # the stream of them
    given: str  # its field for the given name
    family: str
    email: str
    page: int  # people that the first reading has on a page
    seed: Callable[[Any, int, datetime], str]  # person no. n, as old as said; returns the id
    rename: Callable[[Any, str, str], None]  # a person is given another given name
    remove: Callable[[Any, str], None]
    names: Callable[[Any], list[str]]  # the given names of all that are there
    throw_out: Callable[[Any], None]  # the office ends our access
    forbid: Callable[[Any], Code]  # reading people is no longer allowed; what that is called
    bad_value: Mapping[str, FieldValue]  # that the vendor refuses
    web_host: str
    more: Callable[[Any], None] | None = None  # fills what else there is to read
    judge: Callable[[Handler], Any] | None = None  # holds a conversation to the published schema
    plant: Callable[[Any], None] | None = None  # makes an answer that the schema does not know
    archives: bool = False  # what was removed can still be fetched, and says that it is archived
    merge: Callable[[Any, str, str], str] | None = None  # (kept, other) -> the id it has now

    @property
    def name(self) -> str:
        return self.spec.name

    def open(
        self,
        handle: Handler,
        clock: SimulatorClock,
        box: CredentialBox | None = None,
        **settings: str,
    ) -> Connector:
        """Open a connection to `handle`, signed in by OAuth a few minutes ago."""
        job = JobContext(clock=clock).at(self.name)
        transport = httpx.MockTransport(handle)
        ends_at = clock.now() + TOKEN_LEFT
        kept = box or Box({**self.secrets, "expires_at": ends_at.isoformat()})
        settings = {"sign_in": "oauth", "account_id": self.account_id, **settings}
        return self.spec.open(OpenArgs(settings, kept, job, transport))

    def person(self, number: int) -> dict[str, FieldValue]:
        """Return what `seed` gives person no. n, by field."""
        return {
            self.given: f"Ana{number}",
            self.family: "Ruiz",
            self.email: f"ana{number}@example.com",
        }


def _oauth(names: Any) -> Secrets:
    return {
        "client_id": names.CLIENT_ID,
        "client_secret": names.CLIENT_SECRET,
        "access_token": names.ACCESS_TOKEN,
        "refresh_token": names.REFRESH_TOKEN,
    }


# -- Clio ----------------------------------------------------------------------------------------


def _clio_seed(vendor: ClioSimulator, number: int, at: datetime) -> str:
    emails = [f"ana{number}@example.com"]
    made = vendor.seed_person(f"Ana{number}", "Ruiz", emails=emails, created=at, updated=at)
    return str(made)


def _clio_more(vendor: ClioSimulator) -> None:
    firm = vendor.seed_company("Rookwarble LLC", web_sites=["https://rook.example.com"])
    motto = vendor.seed_custom_field("Contact", "Motto", "text_line")
    source = vendor.seed_custom_field("Contact", "Source", "picklist", options=["Web", "Walk-in"])
    court = vendor.seed_custom_field("Matter", "Court", "text_line")
    bea = vendor.seed_person(
        "Bea",
        "Moss",
        emails=["bea.moss@example.com", ("home@example.com", "Home")],
        phones=[("212-555-0140", "Mobile"), "212-555-0150"],
        addresses=[{"street": "1 Wren Lane", "city": "Dover"}],
        company=firm,
        custom={motto: "Onward", source: vendor.option_ids(source)["Web"]},
    )
    area = vendor.seed_practice_area("Family", stages=["Trial"])
    for client in (firm, bea):
        case = vendor.seed_matter(
            client, "Lease", practice_area_id=area, custom={court: "Housing Court"}
        )
        vendor.seed_bill(case, 120.5, issued_at="2026-11-01")
    begin = vendor.clock.now()
    vendor.seed_calendar_entry("Talk", begin, begin, matter_id=case, attendee_ids=[bea])


def _clio_throw_out(vendor: ClioSimulator) -> None:
    vendor.sign_in.tokens.grants.clear()
    vendor.sign_in.tokens.access.clear()


def _clio_forbid(vendor: ClioSimulator) -> Code:
    vendor.account.forbidden.add("contacts")
    return Code.NOT_PERMITTED  # Clio does not say whether it is the app, the role or the plan


CLIO = End(
    spec=clio.SPEC,
    make=lambda clock: ClioSimulator(clock=clock),
    secrets=_oauth(clio_names),
    account_id=str(clio_names.ACCOUNT_ID),
    people="persons",
    given="first_name",
    family="last_name",
    email="email",
    page=200,
    seed=_clio_seed,
    rename=lambda vendor, one, name: vendor.edit("contacts", int(one), first_name=name),
    remove=lambda vendor, one: vendor.delete("contacts", int(one)),
    names=lambda vendor: [row.first_name for row in vendor.account.contacts],
    throw_out=_clio_throw_out,
    forbid=_clio_forbid,
    bad_value={"email": "ana at example"},
    web_host="app.clio.com",
    more=_clio_more,
    judge=ClioJudge if CLIO_SCHEMA.exists() else None,
    plant=lambda body: body["data"][0].update(nickname="Annie"),
)


# -- HubSpot -------------------------------------------------------------------------------------


def _hubspot_seed(vendor: HubSpotSimulator, number: int, at: datetime) -> str:
    person = cast("Mapping[str, str]", HUBSPOT.person(number))
    return vendor.seed("contacts", person, created=at, modified=at)


def _hubspot_more(vendor: HubSpotSimulator) -> None:
    at = vendor.clock.now() - LONG_AGO
    vendor.seed("companies", {"name": "Rookwarble LLC", "domain": "rook.example.com"}, created=at)
    deal = {"dealname": "Lease", "pipeline": "default", "dealstage": "appointmentscheduled"}
    vendor.seed("deals", deal, created=at)
    pet = vendor.seed_schema("pet", "Pets")
    vendor.seed(pet, {"name": "Pip"}, created=at)


def _hubspot_forbid(vendor: HubSpotSimulator) -> Code:
    vendor.forbid("crm.objects.contacts.read")
    return Code.SCOPE_MISSING


HUBSPOT = End(
    spec=hubspot.SPEC,
    make=lambda clock: HubSpotSimulator(clock),
    secrets=_oauth(hubspot_names),
    account_id=str(hubspot_names.PORTAL_ID),
    people="contacts",
    given="firstname",
    family="lastname",
    email="email",
    page=100,
    seed=_hubspot_seed,
    rename=lambda vendor, one, name: vendor.edit("contacts", one, firstname=name),
    remove=lambda vendor, one: vendor.archive("contacts", one),
    names=lambda vendor: [str(row["firstname"]) for row in vendor.records("contacts")],
    throw_out=lambda vendor: vendor.revoke_tokens(),
    forbid=_hubspot_forbid,
    bad_value={"email": "ana at example"},
    web_host="app.hubspot.com",
    more=_hubspot_more,
    judge=HubSpotJudge if HUBSPOT_SCHEMA.exists() else None,
    plant=lambda body: body["results"][0].update(nickname="Annie"),
    archives=True,
    merge=lambda vendor, kept, other: vendor.merge("contacts", kept, other),
)

ENDS = (CLIO, HUBSPOT)

# -- what every test of the contract does ---------------------------------------------------------


def fill(end: End, vendor: Any, count: int) -> list[str]:
    """Put people there who have not changed for long; return their ids."""
    return [end.seed(vendor, number, START - LONG_AGO) for number in range(count)]


def read(connector: Connector, end: End, cursor: Cursor | None = None) -> list[Page]:
    return list(connector.read(end.people, cursor, [end.given, end.email]))


def ids(pages: Sequence[Page]) -> list[str]:
    return [record.id for page in pages for record in page.records]


def create(end: End, number: int, **more: Any) -> Write:
    key = f"4482019.persons.{number}"  # a vendor that cannot hold it passes it over
    return Write(WriteKind.CREATE, end.people, end.person(number) | more, key=key)


def prepared(connector: Connector, end: End) -> Connector:
    if isinstance(connector, Keyed):
        assert connector.prepare(end.people, KEY).keyed
    return connector


def record_of(outcome: Outcome) -> Record:
    assert outcome.refusal is None
    assert outcome.record is not None
    return outcome.record
