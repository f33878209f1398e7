"""HubSpot and its simulator, as an end of the contract."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from connectors import hubspot
from connectors.hubspot import simulator
from connectors.hubspot.simulator import HubSpotSimulator
from core.errors import Code
from tests.contract.end import LONG_AGO, End, by_oauth
from tests.contract.hubspot_judge import SPEC, HubSpotJudge


def _seed(vendor: HubSpotSimulator, number: int, at: datetime) -> str:
    person = cast("Mapping[str, str]", HUBSPOT.person(number))
    return vendor.seed("contacts", person, created=at, modified=at)


def _more(vendor: HubSpotSimulator) -> None:
    at = vendor.clock.now() - LONG_AGO
    vendor.seed("companies", {"name": "Rookwarble LLC", "domain": "rook.example.com"}, created=at)
    deal = {"dealname": "Lease", "pipeline": "default", "dealstage": "appointmentscheduled"}
    vendor.seed("deals", deal, created=at)
    pet = vendor.seed_schema("pet", "Pets")
    vendor.seed(pet, {"name": "Pip"}, created=at)


def _forbid(vendor: HubSpotSimulator) -> Code:
    vendor.forbid("crm.objects.contacts.read")
    return Code.SCOPE_MISSING


HUBSPOT = End(
    spec=hubspot.SPEC,
    make=lambda clock: HubSpotSimulator(clock),
    secrets=by_oauth(simulator),
    account_id=str(simulator.PORTAL_ID),
    people="contacts",
    given="firstname",
    family="lastname",
    email="email",
    page=100,
    path="contacts",
    seed=_seed,
    rename=lambda vendor, one, name: vendor.edit("contacts", one, firstname=name),
    remove=lambda vendor, one: vendor.archive("contacts", one),
    names=lambda vendor: [str(row["firstname"]) for row in vendor.records("contacts")],
    throw_out=lambda vendor: vendor.revoke_tokens(),
    forbid=_forbid,
    bad_value={"email": "ana at example"},
    web_host="app.hubspot.com",
    more=_more,
    judge=HubSpotJudge if SPEC.exists() else None,
    plant=lambda body: body["results"][0].update(nickname="Annie"),
    archives=True,
    merge=lambda vendor, kept, other: vendor.merge("contacts", kept, other),
)
