"""The mappings that a newcomer begins with, walked through the fictional firm and its portal."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from connectors.clio import SPEC
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
from desktop.app import starter

DOCUMENTS = starter(SPEC)
PAIRS = [document.pair for document in DOCUMENTS]
PEOPLE = 120


@pytest.fixture(scope="module")
def world() -> World:
    return World(None, people=PEOPLE, clock=SimulatorClock(rate=0.0))


@pytest.fixture
def clio(world: World) -> Iterator[Connector]:
    opened = _open(SPEC, world)
    yield opened
    opened.close()


@pytest.fixture
def hubspot(world: World) -> Iterator[Connector]:
    opened = _open(HUBSPOT, world)
    yield opened
    opened.close()


def _open(spec: ConnectorSpec, world: World) -> Connector:
    handle = {"clio": world.simulator.handle, "hubspot": world.hubspot.handle}[spec.name]
    box, job = MemoryBox(world.credentials(spec.name)), JobContext(clock=world.clock)
    return spec.open(OpenArgs({}, box, job, httpx.MockTransport(handle)))


def compiled(document: Mapping, clio: Connector, hubspot: Connector) -> CompiledMapping:
    """Make the portal ready for a mapping and join the two, as a run does."""
    assert isinstance(hubspot, Keyed)
    needed = Preparation(
        "sync300_clio_key",
        "Clio key (300Sync)",
        document.needed,
        document.pipeline,
        document.stages,
    )
    prepared = hubspot.prepare(document.hubspot_stream, needed)
    assert (prepared.keyed, prepared.notes) == (True, ())
    return compile_mapping(
        document,
        hubspot.schema(document.hubspot_stream),
        allowed=Gate(clio.schema(document.system_stream, discover=False)).allowed,
        region="US",
        owners=lambda: dict(hubspot.owners()),
    )


def test_parents_are_walked_before_children() -> None:
    assert PAIRS == ["companies-companies", "persons-contacts", "matters-deals"]
    for document in DOCUMENTS:
        ties = [tie.pair for tie in document.ties]
        assert all(PAIRS.index(pair) < PAIRS.index(document.pair) for pair in ties)


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_a_starter_mapping_survives_being_written_and_read(document: Mapping) -> None:
    assert from_json(to_json(document)) == document


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_no_line_of_a_starter_mapping_is_left_out(
    clio: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, clio, hubspot)
    assert (made.missing, made.blocked, made.read_only) == ((), (), ())
    assert made.hubspot_fields == document.hubspot_fields()
    matched = {name for key in document.match for name in key.fields}
    assert matched <= made.hubspot_fields
    assert set(document.require_any) <= made.hubspot_fields


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_whatever_the_firm_has_fits_the_portals_options(
    clio: Connector, hubspot: Connector, document: Mapping
) -> None:
    made = compiled(document, clio, hubspot)
    drafter = Drafter(made, lambda key, text: f"{key}{text}".encode())
    filled: Counter[str] = Counter()
    read = 0
    for page in clio.read(document.system_stream, None, document.system_fields()):
        for record in page.records:
            read += 1
            found = drafter.draft(record)
            assert Code.OPTION_UNKNOWN not in found.unfit.values()
            filled.update(key for key, text in found.texts.items() if text)
    assert read > 10
    # A line that never says anything in a whole firm would be a line that reads nothing.
    assert filled.keys() == made.hubspot_fields - SILENT


SILENT = frozenset({"clio_location"})  # the fictional firm's matters name none


def test_what_is_privileged_or_opt_in_is_not_in_the_starter_mappings() -> None:
    """(P10)"""
    mapped = {name for document in DOCUMENTS for name in document.system_fields()}
    assert not mapped & {"date_of_birth", "outstanding_balance", "total_billed", "summary"}
    assert not any(name.startswith("custom.") for name in mapped)
    assert all(document.opted_in == () for document in DOCUMENTS)
