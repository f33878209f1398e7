"""What holds for every connector that remembers what its fields have been."""

from itertools import pairwise
from typing import Any

import pytest

from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Write, WriteKind
from core.history import Historian, Version
from core.records import FieldValue
from tests.contract.end import End, create, fill, prepared, record_of

AGO = 3600.0  # seconds


@pytest.fixture
def historian(end: End, connector: Connector) -> Historian:
    if not isinstance(connector, Historian):
        pytest.skip(f"{end.spec.label} does not remember")
    return connector


def values(versions: tuple[Version, ...]) -> list[tuple[FieldValue, bool]]:
    return [(version.value, version.by_person) for version in versions]


def test_our_writes_and_a_persons_edits_are_told_apart_the_newest_first(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock, historian: Historian
) -> None:
    office = prepared(connector, end)
    ana = record_of(office.write([create(end, 1)])[0]).id
    clock.advance(AGO)
    office.write(
        [Write(WriteKind.UPDATE, end.people, {end.given: "Bea", end.family: None}, id=ana)]
    )
    clock.advance(AGO)
    end.rename(vendor, ana, "Cleo")
    found = historian.history(end.people, [ana], [end.given, end.family])[ana]
    assert values(found[end.given].versions) == [("Cleo", True), ("Bea", False), ("Ana1", False)]
    assert values(found[end.family].versions) == [(None, False), ("Ruiz", False)]
    times = [version.at for version in found[end.given].versions]
    assert [(a - b).total_seconds() for a, b in pairwise(times)] == [AGO, AGO]
    assert all(history.whole for history in found.values())


def test_the_newest_version_is_what_the_record_has_now(
    end: End, vendor: Any, connector: Connector, historian: Historian
) -> None:
    """Also of a record that nobody has changed since it was made."""
    ids = fill(end, vendor, 120)
    names = [end.given, end.family, end.email]
    now = connector.fetch(end.people, ids, names)
    past = historian.history(end.people, ids, names)
    assert past.keys() == now.keys()
    for one, record in now.items():
        assert {name: past[one][name].versions[0].value for name in names} == record.fields


def test_one_that_is_gone_is_absent(
    end: End, vendor: Any, connector: Connector, historian: Historian
) -> None:
    kept, gone, other = fill(end, vendor, 3)
    end.remove(vendor, gone)
    found = historian.history(end.people, [kept, gone, other], [end.given])
    assert found.keys() == {kept, other}
