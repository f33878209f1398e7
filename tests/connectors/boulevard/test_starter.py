"""The mappings that a spa begins with, walked through the fictional one and its portal."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from connectors.boulevard import SPEC
from connectors.boulevard.simulator import BUSINESS_ID
from connectors.demo import World
from connectors.hubspot import SPEC as HUBSPOT
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Keyed, Preparation
from core.draft import Drafter
from core.errors import Code
from core.filters import compile_filter
from core.jobs import JobContext
from core.mapping import CompiledMapping, Mapping, compile_mapping, from_json, to_json
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
    return World(None, "boulevard", people=PEOPLE, clock=SimulatorClock(rate=0.0))


@pytest.fixture
def office(world: World) -> Iterator[Connector]:
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
    settings = {} if spec is HUBSPOT else {"business_id": BUSINESS_ID}
    return spec.open(OpenArgs(settings, box, job, httpx.MockTransport(handle)))


def compiled(document: Mapping, office: Connector, hubspot: Connector) -> CompiledMapping:
    """Make the portal ready for a mapping and join the two, as a run does."""
    assert isinstance(hubspot, Keyed)
    needed = Preparation("sync300_boulevard_key", "Boulevard key (300Sync)", document.needed)
    prepared = hubspot.prepare(document.hubspot_stream, needed)
    assert (prepared.keyed, prepared.notes) == (True, ())
    schema = office.schema(document.system_stream, discover=False)
    return compile_mapping(
        document,
        hubspot.schema(document.hubspot_stream),
        allowed=Gate(schema, healthcare=True).allowed,
        region="US",
        owners=lambda: dict(hubspot.owners()),
    )


def test_parents_are_walked_before_children() -> None:
    assert PAIRS == ["locations-companies", "clients-contacts", "appointments-appointments"]
    for document in DOCUMENTS:
        ties = [tie.pair for tie in document.ties]
        assert all(PAIRS.index(pair) < PAIRS.index(document.pair) for pair in ties)


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_a_starter_mapping_survives_being_written_and_read(document: Mapping) -> None:
    assert from_json(to_json(document)) == document


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_no_line_of_a_starter_mapping_is_left_out(
    office: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, office, hubspot)
    assert (made.missing, made.blocked, made.read_only) == ((), (), ())
    assert made.hubspot_fields == document.hubspot_fields()
    matched = {name for key in document.match for name in key.fields}
    assert matched <= made.hubspot_fields
    assert set(document.require_any) <= made.hubspot_fields


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_whatever_the_spa_has_fits_the_portals_options(
    world: World, office: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, office, hubspot)
    drafter = Drafter(made, lambda key, text: f"{key}{text}".encode())
    schema = office.schema(document.system_stream, discover=False)
    is_meant = compile_filter(document.filter, schema, Gate(schema, healthcare=True).allowed)
    filled: Counter[str] = Counter()
    for page in office.read(document.system_stream, None, document.asked_fields()):
        for record in page.records:
            if not is_meant(record, world.clock.now()):
                continue
            found = drafter.draft(record)
            assert Code.OPTION_UNKNOWN not in found.unfit.values()
            filled.update(key for key, text in found.texts.items() if text)
    # A line that never says anything in a whole spa would be a line that reads nothing.
    assert filled.keys() == made.hubspot_fields


def test_nothing_is_written_to_boulevard_unless_somebody_says_so() -> None:
    assert not any(document.both_ways for document in DOCUMENTS)


def test_what_is_opt_in_or_worse_is_not_in_the_starter_mappings(office: Connector) -> None:
    """(P10)"""
    for document in DOCUMENTS:
        fields = office.schema(document.system_stream, discover=False).fields
        for name in document.asked_fields():
            assert fields[name].admission.value == "allow", name
            assert fields[name].data_class in {
                DataClass.CONTACT,
                DataClass.SCHEDULE,
                DataClass.PUBLIC,
            }


def test_an_appointment_has_a_name_that_tells_nothing() -> None:
    (visits,) = (document for document in DOCUMENTS if document.system_stream == "appointments")
    (line,) = (line for line in visits.fields if line.hubspot == "hs_appointment_name")
    assert line.system == ()
