"""The mappings that a newcomer begins with, walked through the fictional office and its portal."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from connectors.buildium import SPEC
from connectors.demo import World
from connectors.hubspot import SPEC as HUBSPOT
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Keyed, Preparation
from core.draft import Drafter
from core.errors import Code
from core.jobs import JobContext
from core.mapping import CompiledMapping, Mapping, compile_mapping, from_json, to_json
from core.office import MemoryBox
from core.privacy import Gate
from core.registry import ConnectorSpec, OpenArgs
from core.schema import Admission
from desktop.app import starter

DOCUMENTS = starter(SPEC)
PAIRS = [document.pair for document in DOCUMENTS]
PEOPLE = 240


@pytest.fixture(scope="module")
def world() -> World:
    return World(None, "buildium", people=PEOPLE, clock=SimulatorClock(rate=0.0))


@pytest.fixture
def buildium(world: World) -> Iterator[Connector]:
    opened = _open(SPEC, world)
    yield opened
    opened.close()


@pytest.fixture
def hubspot(world: World) -> Iterator[Connector]:
    opened = _open(HUBSPOT, world)
    yield opened
    opened.close()


def _open(spec: ConnectorSpec, world: World) -> Connector:
    handle = {"buildium": world.simulator.handle, "hubspot": world.hubspot.handle}[spec.name]
    box, job = MemoryBox(world.credentials(spec.name)), JobContext(clock=world.clock)
    return spec.open(OpenArgs({}, box, job, httpx.MockTransport(handle)))


def compiled(document: Mapping, buildium: Connector, hubspot: Connector) -> CompiledMapping:
    """Make the portal ready for a mapping and join the two, as a run does."""
    assert isinstance(hubspot, Keyed)
    needed = Preparation(
        "sync300_buildium_key",
        "Buildium key (300Sync)",
        document.needed,
        document.pipeline,
        document.stages,
    )
    prepared = hubspot.prepare(document.hubspot_stream, needed)
    assert (prepared.keyed, prepared.notes) == (True, ())
    return compile_mapping(
        document,
        hubspot.schema(document.hubspot_stream),
        allowed=Gate(buildium.schema(document.system_stream, discover=False)).allowed,
        region="US",
        owners=lambda: dict(hubspot.owners()),
    )


def test_parents_are_walked_before_children() -> None:
    assert PAIRS == [
        "properties-companies",
        "owners-companies",
        "vendors-companies",
        "owners-contacts",
        "tenants-contacts",
        "leases-deals",
        "applicants-deals",
        "client_leads-deals",
        "tasks-tickets",
    ]
    for document in DOCUMENTS:
        ties = [tie.pair for tie in document.ties]
        assert all(PAIRS.index(pair) < PAIRS.index(document.pair) for pair in ties)


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_a_starter_mapping_survives_being_written_and_read(document: Mapping) -> None:
    assert from_json(to_json(document)) == document


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_no_line_of_a_starter_mapping_is_left_out(
    buildium: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, buildium, hubspot)
    assert (made.missing, made.blocked, made.read_only) == ((), (), ())
    assert made.hubspot_fields == document.hubspot_fields()
    matched = {name for key in document.match for name in key.fields}
    assert matched <= made.hubspot_fields
    assert set(document.require_any) <= made.hubspot_fields


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_whatever_the_office_has_fits_the_portals_options(
    buildium: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, buildium, hubspot)
    drafter = Drafter(made, lambda key, text: f"{key}{text}".encode())
    filled: Counter[str] = Counter()
    read = 0
    for page in buildium.read(document.system_stream, None, document.system_fields()):
        for record in page.records:
            read += 1
            found = drafter.draft(record)
            assert Code.OPTION_UNKNOWN not in found.unfit.values()
            filled.update(key for key, text in found.texts.items() if text)
    assert read > 5
    # A line that never says anything in a whole office would be a line that reads nothing.
    assert filled.keys() == made.hubspot_fields


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_each_option_of_a_choice_has_its_place_in_hubspot(
    buildium: Connector, hubspot: Connector, document: Mapping
) -> None:
    """(P1) Also those that nobody in the fictional office has."""
    made = compiled(document, buildium, hubspot)
    fields = buildium.schema(document.system_stream).fields
    for line in made.lines:
        options = line.choices or frozenset()
        for name in line.mapping.system if options else ():
            for choice in fields[name].choices:
                said = line.transform.forward((choice.value,))
                assert said in options, f"{name} {choice.value}"


def test_what_is_blocked_or_opt_in_is_not_in_the_starter_mappings(buildium: Connector) -> None:
    """(P10)"""
    for document in DOCUMENTS:
        fields = buildium.schema(document.system_stream).fields
        for name in document.asked_fields():
            assert fields[name].admission is Admission.ALLOW, name
        assert document.opted_in == ()


def test_nothing_is_written_to_buildium_unless_somebody_switches_that_on() -> None:
    assert not any(document.both_ways for document in DOCUMENTS)


def test_who_is_an_owner_is_either_a_company_or_a_person(buildium: Connector) -> None:
    """No owner is in both mappings, and none is in neither."""
    filters = [each.filter for each in DOCUMENTS if each.system_stream == "owners"]
    said = [condition.values for each in filters for condition in each.conditions]
    assert sorted(said) == [("false",), ("true",)]
    records = [r for page in buildium.read("owners", None, ["is_company"]) for r in page.records]
    assert {record.fields["is_company"] for record in records} == {True, False}
