"""Labels of ours: defined once, read back, and done without where they cannot be had."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from connectors.hubspot import SPEC
from connectors.hubspot.connector import HubSpotConnector
from connectors.hubspot.simulator import PORTAL_ID, SERVICE_KEY, HubSpotSimulator
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Association, NeededLabel, Preparation
from core.errors import Code, TransientError
from core.jobs import JobContext
from core.registry import OpenArgs
from tests.connectors.hubspot.conftest import Box

KEY = "sync300_clio_key"
LABELS = "/crm/associations/2026-09/deals/contacts/labels"
READY = Preparation(KEY, "Clio key (300Sync)", labels=(NeededLabel("contacts", "Client"),))
Connect = Callable[[], HubSpotConnector]


@pytest.fixture
def hubspot(clock: SimulatorClock) -> HubSpotSimulator:
    return HubSpotSimulator(clock)


@pytest.fixture
def connect(hubspot: HubSpotSimulator, job: JobContext) -> Iterator[Connect]:
    opened: list[HubSpotConnector] = []

    def one() -> HubSpotConnector:
        settings = {"sign_in": "keys", "account_id": str(PORTAL_ID)}
        transport = httpx.MockTransport(hubspot.handle)
        made = SPEC.open(OpenArgs(settings, Box({"token": SERVICE_KEY}), job, transport))
        assert isinstance(made, HubSpotConnector)
        opened.append(made)
        return made

    yield one
    for each in opened:
        each.close()


@pytest.fixture
def tie(hubspot: HubSpotSimulator) -> Association:
    deal = {"dealname": "Lease", "pipeline": "default", "dealstage": "appointmentscheduled"}
    made, ana = hubspot.seed("deals", deal), hubspot.seed("contacts", {"firstname": "Ana"})
    return Association("deals", made, "contacts", ana, "Client")


def tied(hubspot: HubSpotSimulator) -> set[str]:
    return {label for _deal, _contact, label in hubspot.associations("deals", "contacts")}


def test_a_label_is_defined_once_and_found_by_every_later_connection(
    connect: Connect, hubspot: HubSpotSimulator, tie: Association
) -> None:
    for _ in range(2):
        assert connect().prepare("deals", READY).notes == ()
    (made,) = hubspot.requests("POST", LABELS)
    assert made.body == {"label": "Client", "name": "sync300_client"}
    assert list(connect().associate([tie])) == [None]
    assert tied(hubspot) == {"", "Client"}


def test_a_label_that_an_office_has_already_is_taken_whatever_its_case(
    connect: Connect, hubspot: HubSpotSimulator, tie: Association
) -> None:
    with hubspot.portal.lock:
        hubspot.ties.add_label("deals", "contacts", "CLIENT", None)
    portal = connect()
    assert portal.prepare("deals", READY).notes == ()
    assert hubspot.requests("POST", LABELS) == []
    portal.associate([tie])
    assert tied(hubspot) == {"", "CLIENT"}


@pytest.mark.parametrize(
    ("status", "category", "code"),
    [
        (403, "PERMISSIONS", Code.NOT_PERMITTED),
        (400, "VALIDATION_ERROR", Code.RECORD_REFUSED),
    ],
)
def test_a_plan_without_labels_is_told_and_the_tie_is_plain(
    connect: Connect,
    hubspot: HubSpotSimulator,
    tie: Association,
    status: int,
    category: str,
    code: Code,
) -> None:
    """(P7) And records go on being written: our key is there."""
    body = {"status": "error", "message": "no", "category": category, "correlationId": "c-1"}
    hubspot.faults.append(Fault("status", method="POST", path=LABELS, status=status, body=body))
    portal = connect()
    prepared = portal.prepare("deals", READY)
    assert prepared.keyed
    (note,) = prepared.notes
    assert (note.code, note.field, note.reference) == (code, "Client", "c-1")
    assert list(portal.associate([tie])) == [None]
    assert tied(hubspot) == {""}


def test_whoever_was_quicker_has_made_it_too(connect: Connect, hubspot: HubSpotSimulator) -> None:
    def quicker(portal: HubSpotSimulator, _answered: int) -> None:
        if portal.log[-1].path == LABELS:
            portal.ties.add_label("deals", "contacts", "Client", None)
            portal.actors.clear()

    hubspot.actors.append(quicker)
    assert connect().prepare("deals", READY).notes == ()
    assert [entry.status for entry in hubspot.requests("POST", LABELS)] == [400]


def test_a_line_that_is_dead_is_no_answer_to_the_wish(
    connect: Connect, hubspot: HubSpotSimulator
) -> None:
    hubspot.faults.append(Fault("status", method="POST", path=LABELS, status=503, times=9))
    with pytest.raises(TransientError):
        connect().prepare("deals", READY)


def test_the_tie_to_a_client_of_before_is_undone_with_its_label(
    connect: Connect, hubspot: HubSpotSimulator, tie: Association
) -> None:
    """(P3)"""
    portal = connect()
    portal.prepare("deals", READY)
    portal.associate([tie])
    undone = Association(tie.from_stream, tie.from_id, tie.to_stream, tie.to_id, "Client", True)
    assert list(portal.associate([undone])) == [None]
    assert tied(hubspot) == set()


def test_a_label_that_the_office_put_on_the_same_tie_keeps_it(
    connect: Connect, hubspot: HubSpotSimulator, tie: Association
) -> None:
    """(P5)"""
    portal = connect()
    portal.prepare("deals", READY)
    portal.associate([tie])
    with hubspot.portal.lock:
        table, other = hubspot.portal.table("deals"), hubspot.portal.table("contacts")
        label = hubspot.ties.add_label("deals", "contacts", "Payer", None)[0]
        hubspot.ties.add(table, int(tie.from_id), other, int(tie.to_id), [label])
    undone = Association(tie.from_stream, tie.from_id, tie.to_stream, tie.to_id, "Client", True)
    assert list(portal.associate([undone])) == [None]
    assert tied(hubspot) == {"", "Payer"}
