"""What holds for every connector that writes."""

from typing import Any

import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector, Keyed, Outcome, Write, WriteKind
from core.errors import Code, TransientError
from tests.contract.ends import End, create, fill, prepared, record_of


def test_a_record_is_made_changed_and_put_away(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock
) -> None:
    office = prepared(connector, end)
    (made,) = office.write([create(end, 1)])
    first = record_of(made)
    assert made.created
    assert {name: first.fields[name] for name in end.person(1)} == end.person(1)
    clock.advance(60)
    values = {end.given: "Bea", end.family: None}
    (changed,) = office.write(
        [Write(WriteKind.UPDATE, end.people, values, id=first.id, version=first.version)]
    )
    second = record_of(changed)
    assert not changed.created
    assert (second.id, second.fields[end.given], second.fields[end.family]) == (
        first.id,
        "Bea",
        None,
    )
    assert office.fetch(end.people, [first.id], [end.given, end.email])[first.id].fields == {
        end.given: "Bea",
        end.email: "ana1@example.com",
    }
    (put_away,) = office.write([Write(WriteKind.ARCHIVE, end.people, {}, id=first.id)])
    assert put_away == Outcome()
    assert end.names(vendor) == []


def test_the_answer_to_a_write_has_what_the_vendor_kept(
    end: End, vendor: Any, connector: Connector
) -> None:
    """(P4) So that the next reading is no change."""
    office = prepared(connector, end)
    (made,) = office.write([create(end, 1, **{end.email: "ana1@example.com"})])
    kept = office.fetch(end.people, [record_of(made).id], list(end.person(1)))
    assert record_of(made).fields.items() >= kept[record_of(made).id].fields.items()


def test_one_bad_write_spoils_no_other(end: End, vendor: Any, connector: Connector) -> None:
    """(P7)"""
    office = prepared(connector, end)
    good, bad, other = office.write(
        [create(end, 1), create(end, 2, **end.bad_value), create(end, 3)]
    )
    assert (good.refusal, other.refusal) == (None, None)
    assert bad.refusal is not None
    assert bad.record is None
    assert "ana at example" not in str(bad.refusal)
    assert sorted(end.names(vendor)) == ["Ana1", "Ana3"]


def test_one_bad_change_spoils_no_other(end: End, vendor: Any, connector: Connector) -> None:
    """(P7) Be it a bad value or a record that is gone."""
    first, second, gone = fill(end, vendor, 3)
    end.remove(vendor, gone)
    office = prepared(connector, end)
    outcomes = office.write(
        [
            Write(WriteKind.UPDATE, end.people, dict(end.bad_value), id=first),
            Write(WriteKind.UPDATE, end.people, {end.email: "x@example.com"}, id=gone),
            Write(WriteKind.UPDATE, end.people, {end.email: "bea@example.com"}, id=second),
        ]
    )
    assert [outcome.refusal is None for outcome in outcomes] == [False, False, True]
    refusal = outcomes[1].refusal
    assert refusal is not None
    assert refusal.code is Code.NOT_FOUND


def test_a_create_that_was_cut_off_makes_one_record_and_no_more(
    end: End, vendor: Any, connector: Connector
) -> None:
    """(P2) By our unique property it is repeated; without one its outcome is unknown."""
    office = prepared(connector, end)
    vendor.faults.append(Fault("drop_after", method="POST", path="contacts"))
    (outcome,) = office.write([create(end, 1)])
    if isinstance(office, Keyed):
        assert record_of(outcome).id
    else:
        assert outcome.refusal is not None
        assert outcome.refusal.code is Code.OUTCOME_UNKNOWN
    assert end.names(vendor) == ["Ana1"]


def test_a_storm_before_a_write_is_said_to_have_done_nothing(
    end: End, vendor: Any, connector: Connector
) -> None:
    office = prepared(connector, end)
    vendor.faults.append(Fault("status", path="contacts", status=429, times=99))
    with pytest.raises(TransientError) as failed:
        office.write([create(end, 1)])
    assert failed.value.code is Code.RATE_LIMITED
    assert end.names(vendor) == []
