"""The connector against the simulated portal: what only a portal with a memory can show."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from connectors.hubspot import SPEC
from connectors.hubspot.connector import HubSpotConnector
from connectors.hubspot.simulator import PORTAL_ID, SERVICE_KEY, HubSpotSimulator
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Association, Cursor, NeededField, Preparation, Write, WriteKind
from core.errors import Code, SyncError, TransientError, UserActionError
from core.jobs import JobContext
from core.records import FieldValue
from core.registry import OpenArgs
from core.schema import FieldType
from tests.connectors.hubspot.conftest import START, Box

KEY = "sync300_clio_key"
READY = Preparation(KEY, "Clio key (300Sync)")
BATCH = "/batch/upsert"
Connect = Callable[[], HubSpotConnector]


@pytest.fixture
def hubspot(clock: SimulatorClock) -> HubSpotSimulator:
    return HubSpotSimulator(clock)


@pytest.fixture
def connect(hubspot: HubSpotSimulator, job: JobContext) -> Iterator[Connect]:
    """Open connections to the portal by Service key; all are closed in the end."""
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
def portal(connect: Connect) -> HubSpotConnector:
    return connect()


@pytest.fixture
def ready(portal: HubSpotConnector) -> HubSpotConnector:
    assert portal.prepare("contacts", READY).keyed
    return portal


def create(number: int, **values: FieldValue) -> Write:
    known: dict[str, FieldValue] = {
        "firstname": f"Ana{number}",
        "email": f"ana{number}@example.com",
    }
    return Write(WriteKind.CREATE, "contacts", known | values, key=f"4482019.persons.{number}")


def names(hubspot: HubSpotSimulator) -> list[str]:
    rows = hubspot.records("contacts")
    return sorted(row["firstname"] or "" for row in rows if row.get("firstname"))


def test_repeating_creates_makes_nothing_twice(
    ready: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P2)"""
    writes = [create(number) for number in range(100)]
    first, again = ready.write(writes), ready.write(writes)
    assert all(outcome.created for outcome in first)
    assert not any(outcome.created for outcome in again)
    assert [each.record.id for each in first if each.record] == [
        each.record.id for each in again if each.record
    ]
    assert len(names(hubspot)) == 100


def test_a_batch_whose_answer_was_lost_is_sent_again_and_makes_nothing_twice(
    ready: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P2)"""
    hubspot.faults.append(Fault("drop_after", path=BATCH))
    outcomes = ready.write([create(number) for number in range(100)])
    assert all(outcome.record for outcome in outcomes)
    assert len(names(hubspot)) == 100


def test_after_a_restart_the_records_are_found_by_our_key(
    ready: HubSpotConnector, connect: Connect
) -> None:
    """(P2) With the local database lost; at once, for no index is asked."""
    (made,) = ready.write([create(1)])
    found = connect().find("contacts", KEY, ["4482019.persons.1"], ["firstname"])
    assert made.record is not None
    assert {key: record.id for key, record in found.items()} == {
        "4482019.persons.1": made.record.id
    }


def test_values_come_back_as_the_portal_keeps_them(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P4) Lower-case e-mails, dates as dates, numbers as numbers."""
    needed = (
        NeededField("clio_opened", "Opened", FieldType.DATE),
        NeededField("clio_seen", "Seen", FieldType.DATETIME),
        NeededField("clio_fee", "Fee", FieldType.MONEY),
        NeededField("clio_vip", "VIP", FieldType.BOOL),
        NeededField("clio_tags", "Tags", FieldType.CHOICES, ("Web", "Walk-in")),
    )
    assert portal.prepare("contacts", Preparation(KEY, "Key", needed)).notes == ()
    values: dict[str, FieldValue] = {
        "email": "Ana@Example.com",
        "clio_opened": date(2026, 2, 28),
        "clio_seen": datetime(2026, 2, 28, 9, 30, tzinfo=UTC),
        "clio_fee": Decimal("1250.50"),
        "clio_vip": True,
        "clio_tags": ("Web", "Walk-in"),
    }
    (outcome,) = portal.write([create(1, **values)])
    assert outcome.record is not None
    kept = portal.fetch("contacts", [outcome.record.id], values)[outcome.record.id]
    assert kept.fields == values | {"email": "ana@example.com"}


def test_of_a_hundred_only_the_bad_ones_are_refused(
    ready: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P7)"""
    hubspot.seed("contacts", {"email": "taken@example.com"})
    bad: dict[int, dict[str, FieldValue]] = {
        3: {"email": "ana at example"},
        14: {"lifecyclestage": "Customer of the month"},
        15: {"clio_gone": "x"},
        92: {"createdate": "2026-01-01"},
        65: {"email": "TAKEN@example.com"},
    }
    outcomes = ready.write([create(n, **bad.get(n, {})) for n in range(100)])
    refused = {n: each.refusal for n, each in enumerate(outcomes) if each.refusal}
    assert {n: (refusal.code, refusal.field) for n, refusal in refused.items()} == {
        3: (Code.VALUE_INVALID, "email"),
        14: (Code.OPTION_UNKNOWN, "lifecyclestage"),
        15: (Code.PROPERTY_MISSING, "clio_gone"),
        92: (Code.READ_ONLY, "createdate"),
        65: (Code.CONFLICTING_ID, None),
    }
    assert refused[65].existing_id is not None
    assert all(refusal.reference for refusal in refused.values())
    assert len(names(hubspot)) == 95


def test_ten_unique_properties_leave_no_room_for_ours(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P2)"""
    for number in range(10):
        hubspot.add_property("contacts", f"other_{number}", unique=True)
    prepared = portal.prepare("contacts", READY)
    assert (prepared.keyed, prepared.notes[0].code) == (False, Code.IDENTITY_FALLBACK)


def test_a_portal_that_makes_none_unique_on_contacts_is_found_out(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P2)"""
    hubspot.profile.unique_on_contacts = False
    prepared = portal.prepare("contacts", READY)
    assert (prepared.keyed, prepared.notes[0].code) == (False, Code.IDENTITY_FALLBACK)


def test_without_the_scope_for_properties_the_fallback_is_loud(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P2)"""
    hubspot.forbid("crm.schemas.contacts.write")
    prepared = portal.prepare("contacts", READY)
    assert (prepared.keyed, prepared.notes[0].code) == (False, Code.IDENTITY_FALLBACK)


@pytest.mark.parametrize("shape", [True, False])
def test_the_missing_scope_is_named(
    ready: HubSpotConnector, hubspot: HubSpotSimulator, shape: bool
) -> None:
    hubspot.profile.scope_in_context = shape
    hubspot.forbid("crm.objects.contacts.write")
    with pytest.raises(UserActionError) as error:
        ready.write([create(1)])
    assert error.value.code is Code.SCOPE_MISSING
    assert "crm.objects.contacts.write" in (error.value.detail or "")
    assert error.value.reference


@pytest.mark.parametrize("mints", [True, False])
def test_merged_records_are_followed(
    portal: HubSpotConnector, hubspot: HubSpotSimulator, mints: bool
) -> None:
    """(P1)"""
    hubspot.profile.merge_mints = mints
    kept, other = (hubspot.seed("contacts", {"firstname": name}) for name in ("Ana", "Anna"))
    now = hubspot.merge("contacts", kept, other)
    found = portal.fetch("contacts", [kept, other], ["firstname"])
    assert {asked: record.id for asked, record in found.items()} == {kept: now, other: now}


def test_a_second_address_finds_and_blocks(
    ready: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P2)"""
    ana = hubspot.seed("contacts", {"email": "ana@example.com"})
    hubspot.add_email(ana, "a.ruiz@example.com")
    found = ready.find("contacts", "email", ["a.ruiz@example.com"], ["email"])
    assert found["a.ruiz@example.com"].id == ana
    (outcome,) = ready.write([create(1, email="a.ruiz@example.com")])
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.existing_id) == (Code.CONFLICTING_ID, ana)


def test_what_changes_while_the_index_lags_is_read_in_the_end(
    portal: HubSpotConnector, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """(P1) A change just before a reading is in none of its pages, and in the next one's."""
    ana = hubspot.seed("contacts", {"firstname": "Ana"}, modified=START - timedelta(days=30))
    cursor = changes(portal, None)[1]
    clock.advance(3600)
    hubspot.edit("contacts", ana, firstname="Anna")
    clock.advance(1)
    found, cursor = changes(portal, cursor)
    assert found == []
    clock.advance(10)
    assert changes(portal, cursor)[0] == ["Anna"]


def changes(portal: HubSpotConnector, cursor: Cursor | None) -> tuple[list[FieldValue], Cursor]:
    pages = list(portal.read("contacts", cursor, ["firstname"]))
    return [each.fields["firstname"] for page in pages for each in page.records], pages[-1].cursor


@pytest.mark.parametrize("limit", [100, 110, 190])
def test_what_the_plan_allows_is_learnt_used_and_never_overdrawn(
    hubspot: HubSpotSimulator, ready: HubSpotConnector, clock: SimulatorClock, limit: int
) -> None:
    hubspot.profile.per_ten_seconds = limit
    before, began = len(hubspot.log), clock.monotonic()
    for number in range(12 * limit):
        ready.write([create(number)])
    assert ready.refused == 0
    assert len(hubspot.log) - before == 12 * limit
    assert clock.monotonic() - began <= 120 / 0.95


def test_four_writers_are_never_refused(ready: HubSpotConnector) -> None:
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda n: ready.write([create(n)]), range(400)))
    assert ready.refused == 0


def test_two_connections_of_one_portal_together_are_never_refused(
    hubspot: HubSpotSimulator, connect: Connect
) -> None:
    first, second = connect(), connect()
    first.prepare("contacts", READY)
    for number in range(200):
        for each in (first, second):
            each.find("contacts", "email", [f"ana{number}@example.com"], [])
    assert len(hubspot.log) > 400
    assert first.refused + second.refused == 0


def test_four_threads_ask_for_the_definitions_once(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    gate = threading.Barrier(4)

    def fetch(number: int) -> None:
        gate.wait()
        portal.fetch("contacts", [str(number)], ["firstname"])

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(fetch, range(4)))
    assert [each.path for each in hubspot.log].count("/crm/properties/2026-09/contacts") == 1


def test_the_day_that_is_used_up_parks_everything(
    ready: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    hubspot.profile.per_day = len(hubspot.log) + 1
    ready.write([create(1)])
    with pytest.raises(TransientError) as parked:
        ready.write([create(2)])
    assert parked.value.code is Code.DAILY_LIMIT
    assert not [each for each in hubspot.log if each.status == 429]


def test_deals_get_their_pipeline_and_go_into_its_stages(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    stages = ("Intake", "Open", "Closed")
    needed = Preparation(KEY, "Key", pipeline="Matters", stages=stages)
    assert portal.prepare("deals", needed).notes == ()
    fields = portal.schema("deals").fields
    choices = fields["dealstage"].choices
    ours = {each.label: each.value for each in choices if each.group == "Matters"}
    assert tuple(ours) == stages
    (pipeline,) = [each.value for each in fields["pipeline"].choices if each.label == "Matters"]
    values: dict[str, FieldValue] = {
        "dealname": "00017-Ruiz",
        "pipeline": pipeline,
        "dealstage": ours["Open"],
    }
    (outcome,) = portal.write([Write(WriteKind.CREATE, "deals", values, key="4482019.matters.17")])
    assert outcome.record is not None
    again = portal.prepare("deals", needed)
    assert again.keyed
    assert portal.schema("deals").fields["dealstage"].choices == choices


@pytest.mark.parametrize(
    ("stream", "values"),
    [
        ("companies", {"name": "Rookwarble LLC"}),
        ("appointments", {"hs_appointment_name": "Consultation"}),
        ("custom", {"plate": "ABC-123"}),
    ],
)
def test_every_kind_of_record_goes_the_same_way(
    portal: HubSpotConnector,
    hubspot: HubSpotSimulator,
    stream: str,
    values: dict[str, FieldValue],
) -> None:
    if stream == "custom":
        stream = hubspot.seed_schema("cars", "Cars", ["plate"])
        assert stream in portal.streams()
    assert portal.prepare(stream, READY).keyed
    (made,) = portal.write([Write(WriteKind.CREATE, stream, values, key="4482019.x.1")])
    assert made.record is not None
    its = made.record.id
    assert portal.fetch(stream, [its], values)[its].fields == values
    (page,) = portal.read(stream, None, values)
    assert [record.id for record in page.records] == [its]
    portal.write([Write(WriteKind.ARCHIVE, stream, {}, id=its)])
    assert portal.fetch(stream, [its], values)[its].archived
    assert list(portal.ids(stream)) == [[]]


def test_ties_are_made_labelled_and_undone(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    firm = hubspot.seed("companies", {"name": "Rookwarble LLC"})
    tie = Association("contacts", ana, "companies", firm)
    missing = Association("contacts", "404", "companies", firm)
    made, refused = portal.associate([tie, missing])
    assert made is None
    assert refused is not None
    assert (ana, firm, "") in hubspot.associations("contacts", "companies")
    lee = hubspot.seed("contacts", {"firstname": "Lee"})
    told = portal.tied("contacts", [ana, lee], "companies")
    assert {each: set(ids) for each, ids in told.items() if ids} == {ana: {firm}}
    undone = Association("contacts", ana, "companies", firm, remove=True)
    assert list(portal.associate([undone])) == [None]
    assert not hubspot.associations("contacts", "companies")


def test_colleagues_are_told_by_address(
    portal: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    owner = hubspot.seed_owner("Bea@example.com", "Bea")
    assert portal.owners()["bea@example.com"] == owner


def test_a_property_that_is_deleted_during_a_run_is_refused_by_name(
    ready: HubSpotConnector, hubspot: HubSpotSimulator
) -> None:
    """(P7)"""
    hubspot.add_property("contacts", "clio_motto")
    ready.write([create(1, clio_motto="Onward")])
    hubspot.delete_property("contacts", "clio_motto")
    lost, kept = ready.write([create(2, clio_motto="Onward"), create(3)])
    assert lost.refusal is not None
    assert (lost.refusal.code, lost.refusal.field) == (Code.PROPERTY_MISSING, "clio_motto")
    assert kept.record is not None


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault("html", path=BATCH, times=99), Code.UNAVAILABLE),
        (Fault("truncate", path=BATCH, times=99), Code.TRUNCATED),
        (Fault("drop_before", path=BATCH, times=99), Code.UNAVAILABLE),
        (Fault("status", path=BATCH, times=99, status=423), Code.LOCKED),
        (Fault("status", path=BATCH, times=99, status=477), Code.MIGRATING),
        (Fault("status", path=BATCH, times=99, status=404), Code.VERSION_RETIRED),
    ],
)
def test_what_goes_wrong_has_its_code_and_the_next_try_mends_it(
    ready: HubSpotConnector,
    hubspot: HubSpotSimulator,
    clock: SimulatorClock,
    fault: Fault,
    code: Code,
) -> None:
    """(P1)"""
    hubspot.faults.append(fault)
    with pytest.raises(SyncError) as error:
        ready.write([create(1)])
    assert error.value.code is code
    hubspot.faults.clear()
    clock.advance(7200)
    (outcome,) = ready.write([create(1)])
    assert outcome.record is not None
    assert names(hubspot) == ["Ana1"]
