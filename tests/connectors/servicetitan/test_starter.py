"""The mappings that a newcomer begins with, walked through the contractor and its portal."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from connectors.demo import World
from connectors.hubspot import SPEC as HUBSPOT
from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan import SPEC
from core.connector import Connector, Keyed, Preparation
from core.draft import Drafter
from core.errors import Code
from core.jobs import JobContext
from core.mapping import CompiledMapping, Direction, Mapping, compile_mapping, from_json, to_json
from core.office import MemoryBox
from core.privacy import Gate
from core.registry import ConnectorSpec, OpenArgs
from core.schema import DataClass
from desktop.app import starter

DOCUMENTS = starter(SPEC)
PAIRS = [document.pair for document in DOCUMENTS]
PEOPLE = 120


@pytest.fixture(scope="module")
def world() -> World:
    return World(None, SPEC.name, people=PEOPLE, clock=SimulatorClock(rate=0.0))


@pytest.fixture
def tenant(world: World) -> Iterator[Connector]:
    opened = _open(SPEC, world)
    yield opened
    opened.close()


@pytest.fixture
def hubspot(world: World) -> Iterator[Connector]:
    opened = _open(HUBSPOT, world)
    yield opened
    opened.close()


def _open(spec: ConnectorSpec, world: World) -> Connector:
    handle = world.hubspot.handle if spec is HUBSPOT else world.simulator.handle
    box, job = MemoryBox(world.credentials(spec.name)), JobContext(clock=world.clock)
    settings = dict(world.settings(spec.name))
    return spec.open(OpenArgs(settings, box, job, httpx.MockTransport(handle)))


def compiled(document: Mapping, tenant: Connector, hubspot: Connector) -> CompiledMapping:
    """Make the portal ready for a mapping and join the two, as a run does."""
    assert isinstance(hubspot, Keyed)
    needed = Preparation(
        "sync300_servicetitan_key",
        "ServiceTitan key (300Sync)",
        document.needed,
        document.pipeline,
        document.stages,
    )
    prepared = hubspot.prepare(document.hubspot_stream, needed)
    assert (prepared.keyed, prepared.notes) == (True, ())
    return compile_mapping(
        document,
        hubspot.schema(document.hubspot_stream),
        allowed=Gate(tenant.schema(document.system_stream, discover=False)).allowed,
        region="US",
        owners=lambda: dict(hubspot.owners()),
    )


def test_parents_are_walked_before_children() -> None:
    assert PAIRS[:2] == ["companies-companies", "persons-contacts"]
    for document in DOCUMENTS:
        ties = [tie.pair for tie in document.ties]
        assert all(PAIRS.index(pair) < PAIRS.index(document.pair) for pair in ties)


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_a_starter_mapping_survives_being_written_and_read(document: Mapping) -> None:
    assert from_json(to_json(document)) == document


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_no_line_of_a_starter_mapping_is_left_out(
    tenant: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, tenant, hubspot)
    assert (made.missing, made.blocked, made.read_only) == ((), (), ())
    assert made.hubspot_fields == document.hubspot_fields()
    matched = {name for key in document.match for name in key.fields}
    assert matched <= made.hubspot_fields
    assert set(document.require_any) <= made.hubspot_fields


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_whatever_the_contractor_has_fits_the_portals_options(
    tenant: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, tenant, hubspot)
    drafter = Drafter(made, lambda key, text: f"{key}{text}".encode())
    filled: Counter[str] = Counter()
    read = 0
    for page in tenant.read(document.system_stream, None, document.system_fields()):
        for record in page.records:
            read += 1
            found = drafter.draft(record)
            assert Code.OPTION_UNKNOWN not in found.unfit.values()
            filled.update(key for key, text in found.texts.items() if text)
    assert read > 5
    # A line that never says anything in a whole office would be a line that reads nothing.
    assert filled.keys() >= made.hubspot_fields - OF_FEW


OF_FEW = frozenset(  # of a handful of companies hardly any has one
    {
        *("servicetitan_tags", "servicetitan_membership", "servicetitan_membership_status"),
        *("servicetitan_member_since", "servicetitan_member_until"),
    }
)


def test_each_status_has_a_stage() -> None:
    for document in DOCUMENTS:
        for line in document.fields:
            if line.hubspot == "dealstage":
                (step,) = line.steps
                assert set(step.args["map"].values()) <= set(document.stages)


def test_what_must_not_be_done_to_a_customer_is_never_lifted_by_a_run() -> None:
    """(P12)"""
    consent = [
        line
        for document in DOCUMENTS
        for line in document.fields
        if line.hubspot.startswith("servicetitan_do_not_")
    ]
    assert len(consent) == 5
    assert {line.restrictive for line in consent} == {"true"}


def test_nothing_is_written_to_servicetitan_until_the_office_says_so() -> None:
    """(P12)"""
    for document in DOCUMENTS:
        assert document.creates is Direction.TO_HUBSPOT
        assert {line.direction for line in document.fields} == {Direction.TO_HUBSPOT}


def test_payments_and_what_is_opt_in_are_not_in_the_starter_mappings(tenant: Connector) -> None:
    """(P10)"""
    for document in DOCUMENTS:
        fields = tenant.schema(document.system_stream, discover=False).fields
        assert document.opted_in == ()
        for name in document.system_fields():
            assert fields[name].data_class is not DataClass.RESTRICTED_ID
        assert not document.system_fields() & {"balance", "paid_on", "payment_method"}
        assert not any(name.startswith("custom.") for name in document.system_fields())
