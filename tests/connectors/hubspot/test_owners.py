"""Owners that HubSpot does not let us see: left unset and told, and nothing else stops for them."""

from typing import Any, cast

import httpx
import pytest

from connectors.hubspot import SPEC
from connectors.hubspot.connector import HubSpotConnector
from connectors.hubspot.simulator import PORTAL_ID, SERVICE_KEY, HubSpotSimulator
from connectors.kit.simulator import Fault, SimulatorClock
from core.engine.setup import Ends, PairSetup, Ready
from core.errors import Code, Refusal, TransientError, UserActionError
from core.jobs import JobContext
from core.mapping import FieldMapping
from core.mapping import Mapping as MappingDocument
from core.registry import OpenArgs
from core.schema import Admission, DataClass, Field, FieldType, StreamSchema
from core.transforms import Step
from tests.connectors.hubspot.conftest import Box

SCOPE = "crm.objects.owners.read"
LAWYER = Field("lawyer", "Lawyer", FieldType.EMAIL, DataClass.CONTACT, Admission.ALLOW)
NAME = Field("name", "Name", FieldType.TEXT, DataClass.CONTACT, Admission.ALLOW)
PEOPLE = StreamSchema("persons", "People", {"lawyer": LAWYER, "name": NAME})
OWNED = FieldMapping(system=("lawyer",), hubspot="hubspot_owner_id", steps=(Step("owner"),))
NAMED = FieldMapping(system=("name",), hubspot="firstname")


@pytest.fixture
def hubspot(clock: SimulatorClock) -> HubSpotSimulator:
    return HubSpotSimulator(clock)


@pytest.fixture
def portal(hubspot: HubSpotSimulator, job: JobContext) -> Any:
    settings = {"sign_in": "keys", "account_id": str(PORTAL_ID)}
    transport = httpx.MockTransport(hubspot.handle)
    made = SPEC.open(OpenArgs(settings, Box({"token": SERVICE_KEY}), job, transport))
    yield made
    made.close()


def make_ready(portal: HubSpotConnector, *lines: FieldMapping) -> Ready:
    rules = MappingDocument(
        pair="persons-contacts",
        label="People to Contacts",
        system_stream="persons",
        hubspot_stream="contacts",
        fields=lines,
    )
    ends = Ends(
        system=cast("Any", None),
        hubspot=portal,
        system_name="clio",
        system_label="Clio",
        account="4482019",
        print=lambda _name, text: text.encode(),
    )
    return PairSetup(ends, rules, PEOPLE).make_ready(preview=False)


@pytest.mark.parametrize("in_context", [True, False])
def test_without_the_scope_owners_stay_unset_and_the_pair_says_so(
    portal: HubSpotConnector, hubspot: HubSpotSimulator, in_context: bool
) -> None:
    """(P7) In either of the two shapes in which HubSpot says it."""
    hubspot.profile.scope_in_context = in_context
    hubspot.forbid(SCOPE)
    ready = make_ready(portal, NAMED, OWNED)
    assert [line.key for line in ready.mapping.lines] == ["firstname"]
    (told,) = ready.left_out
    assert (told.code, told.field) == (Code.SCOPE_MISSING, "hubspot_owner_id")
    assert told.reference


def test_a_no_that_names_no_scope_is_told_too(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P7) A plan or a permission: the status is the same, the category is not."""
    body = {"status": "error", "message": "no", "category": "PERMISSIONS", "correlationId": "c-1"}
    hubspot.faults.append(Fault("status", path="/crm/owners/", status=403, body=body))
    ready = make_ready(portal, OWNED)
    assert ready.left_out == (Refusal(Code.NOT_PERMITTED, "hubspot_owner_id", "c-1"),)


def test_with_the_scope_nothing_is_left_out(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    ready = make_ready(portal, NAMED, OWNED)
    assert [line.key for line in ready.mapping.lines] == ["firstname", "hubspot_owner_id"]
    assert ready.left_out == ()
    assert len(hubspot.requests("GET", "/crm/owners/")) == 1


def test_a_mapping_without_owners_does_not_ask_for_them(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    hubspot.forbid(SCOPE)
    assert make_ready(portal, NAMED).left_out == ()
    assert hubspot.requests("GET", "/crm/owners/") == []


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [(401, UserActionError, Code.TOKEN_REJECTED), (503, TransientError, Code.UNAVAILABLE)],
)
def test_a_sign_in_that_ended_or_a_storm_still_ends_the_run(
    portal: HubSpotConnector,
    hubspot: HubSpotSimulator,
    status: int,
    error: type[Exception],
    code: Code,
) -> None:
    hubspot.faults.append(Fault("status", path="/crm/owners/", status=status, times=9, body={}))
    with pytest.raises(error) as ended:
        make_ready(portal, OWNED)
    assert getattr(ended.value, "code", None) is code
