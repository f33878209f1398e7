"""The mappings that a newcomer begins with, walked through the company and its portal."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from connectors.demo import World
from connectors.hubspot import SPEC as HUBSPOT
from connectors.jobber import SPEC
from connectors.jobber.schema import STREAMS
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Keyed, Preparation
from core.draft import Drafter
from core.errors import Code
from core.jobs import JobContext
from core.mapping import CompiledMapping, Direction, Mapping, compile_mapping, from_json, to_json
from core.office import MemoryBox
from core.privacy import Gate
from core.registry import ConnectorSpec, OpenArgs
from desktop.app import starter

DOCUMENTS = starter(SPEC)
PAIRS = [document.pair for document in DOCUMENTS]
PEOPLE = 120


@pytest.fixture(scope="module")
def world() -> World:
    return World(None, SPEC.name, people=PEOPLE, clock=SimulatorClock(rate=0.0))


@pytest.fixture
def company(world: World) -> Iterator[Connector]:
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


def compiled(document: Mapping, company: Connector, hubspot: Connector) -> CompiledMapping:
    """Make the portal ready for a mapping and join the two, as a run does."""
    assert isinstance(hubspot, Keyed)
    needed = Preparation(
        "sync300_jobber_key",
        "Jobber key (300Sync)",
        document.needed,
        document.pipeline,
        document.stages,
    )
    prepared = hubspot.prepare(document.hubspot_stream, needed)
    assert (prepared.keyed, prepared.notes) == (True, ())
    return compile_mapping(
        document,
        hubspot.schema(document.hubspot_stream),
        allowed=Gate(company.schema(document.system_stream, discover=False)).allowed,
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
    company: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, company, hubspot)
    assert (made.missing, made.blocked, made.read_only) == ((), (), ())
    assert made.hubspot_fields == document.hubspot_fields()
    matched = {name for key in document.match for name in key.fields}
    assert matched <= made.hubspot_fields
    assert set(document.require_any) <= made.hubspot_fields


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_whatever_the_company_has_fits_the_portals_options(
    company: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, company, hubspot)
    drafter = Drafter(made, lambda key, text: f"{key}{text}".encode())
    filled: Counter[str] = Counter()
    read = 0
    for page in company.read(document.system_stream, None, document.system_fields()):
        for record in page.records:
            read += 1
            found = drafter.draft(record)
            assert Code.OPTION_UNKNOWN not in found.unfit.values()
            filled.update(key for key, text in found.texts.items() if text)
    assert read > 5
    # A line that never says anything in a whole office would be a line that reads nothing.
    assert filled.keys() >= made.hubspot_fields


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_each_status_that_jobber_knows_has_a_stage(document: Mapping) -> None:
    for line in document.fields:
        if line.hubspot == "dealstage":
            (step,), (status,) = line.steps, line.system
            known = STREAMS[document.system_stream].standard[status].field.choices
            assert {choice.value for choice in known} == step.args["map"].keys()
            assert set(step.args["map"].values()) <= set(document.stages)


def test_a_status_that_follows_the_clock_moves_no_deal() -> None:
    """(P4) Without an update nobody would see it move, and with one it would flap."""
    (line,) = [
        line for line in DOCUMENTS[PAIRS.index("jobs-deals")].fields if line.hubspot == "dealstage"
    ]
    stages = line.steps[0].args["map"]
    assert len({stages[status] for status in ("upcoming", "today", "late")}) == 1


def test_consent_that_was_taken_back_is_never_given_again_by_a_run() -> None:
    """(P12)"""
    consent = {
        line.system: line.restrictive
        for document in DOCUMENTS
        for line in document.fields
        if line.system and line.system[0].startswith(("receives", "mayText"))
    }
    assert len(consent) == 4
    assert set(consent.values()) == {"false"}


def test_nothing_is_written_to_jobber_until_the_office_says_so() -> None:
    """(P12)"""
    for document in DOCUMENTS:
        assert document.creates is Direction.TO_HUBSPOT
        assert {line.direction for line in document.fields} == {Direction.TO_HUBSPOT}


def test_messages_instructions_and_custom_fields_are_not_in_the_starter_mappings(
    company: Connector,
) -> None:
    """(P10)"""
    for document in DOCUMENTS:
        assert document.opted_in == ()
        assert not document.system_fields() & {"message", "instructions"}
        assert not any(name.startswith("custom.") for name in document.system_fields())
