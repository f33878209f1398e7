"""The mappings that a newcomer begins with, walked through each fictional office and its portal.

What one vendor's alone has to keep is told in tests/connectors, beside it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import httpx
import pytest

from connectors.demo import SYSTEMS, World
from connectors.hubspot import SPEC as HUBSPOT
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Keyed, Preparation
from core.draft import Drafter
from core.errors import Code
from core.filters import compile_filter
from core.identity import property_name
from core.jobs import JobContext
from core.mapping import CompiledMapping, Mapping, compile_mapping, from_json, to_json
from core.office import MemoryBox
from core.privacy import Gate
from core.registry import ConnectorSpec, OpenArgs
from core.schema import Admission, DataClass, StreamSchema
from desktop.app import registry, starter

PEOPLE = 240
SPECS = {name: registry()[name] for name in SYSTEMS}
DOCUMENTS = [(name, each) for name, spec in SPECS.items() for each in starter(spec)]
of_each = pytest.mark.parametrize(
    ("system", "document"), DOCUMENTS, ids=[f"{name} {each.pair}" for name, each in DOCUMENTS]
)
SILENT = {
    "buildium": {"buildium_agreement_starts", "buildium_agreement_ends"},  # few owners are firms
    "clio": {"clio_location"},  # the fictional firm's matters name none
    "servicetitan": {  # of a handful of companies hardly any has one
        *("servicetitan_tags", "servicetitan_membership", "servicetitan_membership_status"),
        *("servicetitan_member_since", "servicetitan_member_until"),
    },
}
"""Properties that may stay empty in a whole fictional office."""


@dataclass(frozen=True, slots=True)
class Ends:
    """One office and its portal, open."""

    spec: ConnectorSpec
    office: Connector
    hubspot: Connector

    def schema(self, document: Mapping) -> StreamSchema:
        return self.office.schema(document.system_stream, discover=False)

    def gate(self, document: Mapping) -> Gate:
        return Gate(self.schema(document), healthcare=self.spec.healthcare)

    def compiled(self, document: Mapping) -> CompiledMapping:
        """Make the portal ready for a mapping and join the two, as a run does."""
        assert isinstance(self.hubspot, Keyed)
        needed = Preparation(
            property_name(self.spec.name),
            f"{self.spec.label} key (300Sync)",
            document.needed,
            document.pipeline,
            document.stages,
        )
        prepared = self.hubspot.prepare(document.hubspot_stream, needed)
        assert (prepared.keyed, prepared.notes) == (True, ())
        return compile_mapping(
            document,
            self.hubspot.schema(document.hubspot_stream),
            allowed=self.gate(document).allowed,
            region="US",
            owners=lambda: dict(self.hubspot.owners()),  # type: ignore[attr-defined]
        )


@cache
def world_of(system: str) -> World:
    return World(None, system, people=PEOPLE, clock=SimulatorClock(rate=0.0))


@pytest.fixture
def ends(system: str) -> Iterator[Ends]:
    world = world_of(system)

    def opened(spec: ConnectorSpec) -> Connector:
        handle = world.hubspot.handle if spec is HUBSPOT else world.simulator.handle
        box, job = MemoryBox(world.credentials(spec.name)), JobContext(clock=world.clock)
        args = OpenArgs(world.settings(spec.name), box, job, httpx.MockTransport(handle))
        return spec.open(args)

    made = Ends(SPECS[system], opened(SPECS[system]), opened(HUBSPOT))
    yield made
    made.office.close()
    made.hubspot.close()


@pytest.mark.parametrize("system", SYSTEMS)
def test_parents_are_walked_before_children(system: str) -> None:
    documents = starter(SPECS[system])
    pairs = [each.pair for each in documents]
    assert len(pairs) >= 3
    for document in documents:
        before = pairs[: pairs.index(document.pair)]
        assert {tie.pair for tie in document.ties} <= set(before)


@of_each
def test_a_starter_mapping_survives_being_written_and_read(system: str, document: Mapping) -> None:
    assert from_json(to_json(document)) == document, system


@of_each
def test_no_line_of_a_starter_mapping_is_left_out(ends: Ends, document: Mapping) -> None:
    made = ends.compiled(document)
    assert (made.missing, made.blocked, made.read_only) == ((), (), ())
    assert made.hubspot_fields == document.hubspot_fields()
    matched = {name for key in document.match for name in key.fields}
    assert matched <= made.hubspot_fields
    assert set(document.require_any) <= made.hubspot_fields


@of_each
def test_whatever_an_office_has_fits_the_portals_options(
    system: str, ends: Ends, document: Mapping
) -> None:
    made, now = ends.compiled(document), world_of(system).clock.now()
    drafter = Drafter(made, lambda key, text: f"{key}{text}".encode())
    is_meant = compile_filter(document.filter, ends.schema(document), ends.gate(document).allowed)
    filled: Counter[str] = Counter()
    for page in ends.office.read(document.system_stream, None, document.asked_fields()):
        for record in page.records:
            if not is_meant(record, now):
                continue
            found = drafter.draft(record)
            assert Code.OPTION_UNKNOWN not in found.unfit.values()
            filled.update(key for key, text in found.texts.items() if text)
    # A line that never says anything in a whole office would be a line that reads nothing.
    assert filled.keys() >= made.hubspot_fields - SILENT.get(system, set())


@of_each
def test_p1_each_option_of_a_choice_has_its_place_in_hubspot(ends: Ends, document: Mapping) -> None:
    """Also those that nobody in the fictional office has; not what the filter decides about."""
    fields = ends.office.schema(document.system_stream).fields
    asked = {condition.field for condition in document.filter.conditions}
    for line in ends.compiled(document).lines:
        options = line.choices or frozenset()
        for name in set(line.mapping.system) - asked if options else ():
            for choice in fields[name].choices:
                said = line.transform.forward((choice.value,))
                assert said in options, f"{name} {choice.value}"


@pytest.mark.parametrize("system", SYSTEMS)
def test_p12_nothing_is_written_to_an_office_until_somebody_says_so(system: str) -> None:
    both = [each.pair for each in starter(SPECS[system]) if each.both_ways]
    assert both == [], system


@of_each
def test_p10_nothing_but_what_may_pass_by_itself_is_in_a_starter_mapping(
    ends: Ends, document: Mapping
) -> None:
    fields = ends.schema(document).fields
    assert document.opted_in == ()
    for name in document.asked_fields():
        assert fields[name].admission is Admission.ALLOW, name
        assert not name.startswith("custom."), name
        if ends.spec.healthcare:
            may = {DataClass.CONTACT, DataClass.SCHEDULE, DataClass.PUBLIC}
            assert fields[name].data_class in may, name
