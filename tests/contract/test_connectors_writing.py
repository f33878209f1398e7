"""What holds for every connector that writes."""

from typing import Any

import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector, Keyed, Outcome, Write, WriteKind
from core.errors import Code, TransientError
from tests.contract.end import End, Parent, create, fill, prepared, record_of, spoil


@pytest.fixture(autouse=True)
def writing(end: End) -> None:
    if not end.writes:
        pytest.skip(f"{end.spec.label} is only read")


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
    (made,) = office.write([create(end, 1)])
    kept = office.fetch(end.people, [record_of(made).id], list(end.person(1)))
    assert record_of(made).fields.items() >= kept[record_of(made).id].fields.items()


def test_one_bad_write_spoils_no_other(end: End, vendor: Any, connector: Connector) -> None:
    """(P7)"""
    office = prepared(connector, end)
    good, bad, other = office.write([create(end, 1), create(end, 2, end.bad_value), create(end, 3)])
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
    spoil(end, vendor, Fault("drop_after", method="POST"))
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
    spoil(end, vendor, end.limited(3), 99)
    with pytest.raises(TransientError) as failed:
        office.write([create(end, 1)])
    assert failed.value.code is Code.RATE_LIMITED
    assert end.names(vendor) == []


# -- references -----------------------------------------------------------------------------------


@pytest.fixture
def parent(end: End) -> Parent:
    if end.parent is None:
        pytest.skip(f"{end.spec.label} does not tie people by a write")
    return end.parent


def belongs(connector: Connector, end: End, parent: Parent, person: str) -> tuple[str, ...]:
    found = connector.fetch(end.people, [person], [end.given])[person]
    return found.references[parent.reference]


def test_a_person_is_tied_to_a_parent_to_another_and_to_none(
    end: End, vendor: Any, connector: Connector, parent: Parent
) -> None:
    """The answer says what the vendor then had. What is not named stays as it is (P5)."""
    first, second = parent.seed(vendor, "Rookwarble LLC"), parent.seed(vendor, "Quill Ltd")
    (made,) = connector.write([create(end, 1, references={parent.reference: first})])
    person = record_of(made).id
    assert record_of(made).references[parent.reference] == (first,)
    for references, now in (
        ({parent.reference: second}, (second,)),
        ({}, (second,)),
        ({parent.reference: None}, ()),
    ):
        write = Write(
            WriteKind.UPDATE, end.people, {end.given: "Bea"}, id=person, references=references
        )
        (changed,) = connector.write([write])
        assert record_of(changed).references[parent.reference] == now
        assert belongs(connector, end, parent, person) == now


def test_a_reference_alone_is_a_write(
    end: End, vendor: Any, connector: Connector, parent: Parent
) -> None:
    (person,) = fill(end, vendor, 1)
    firm = parent.seed(vendor, "Rookwarble LLC")
    before = connector.fetch(end.people, [person], list(end.person(0)))[person]
    write = Write(
        WriteKind.UPDATE,
        end.people,
        {},
        id=person,
        version=before.version,
        references={parent.reference: firm},
    )
    (changed,) = connector.write([write])
    assert record_of(changed).references[parent.reference] == (firm,)
    after = connector.fetch(end.people, [person], list(end.person(0)))[person]
    assert after.fields == before.fields
    (late,) = connector.write([write])  # somebody has changed it since: we have
    assert late.refusal is not None
    assert late.refusal.code is Code.CHANGED_MEANWHILE


@pytest.mark.parametrize("target", ["2148999999", "no id"])
def test_a_parent_that_is_not_there_is_refused_and_spoils_no_other(
    end: End, vendor: Any, connector: Connector, parent: Parent, target: str
) -> None:
    """(P7)"""
    first, second = fill(end, vendor, 2)
    firm = parent.seed(vendor, "Rookwarble LLC")
    bad, good = connector.write(
        [
            Write(WriteKind.UPDATE, end.people, {}, id=one, references={parent.reference: to})
            for one, to in ((first, target), (second, firm))
        ]
    )
    assert bad.refusal is not None
    assert good.refusal is None
    assert belongs(connector, end, parent, first) == ()


def test_a_reference_that_cannot_be_written_is_refused_by_its_name(
    end: End, vendor: Any, connector: Connector, parent: Parent
) -> None:
    """(P7)"""
    (person,) = fill(end, vendor, 1)
    write = Write(WriteKind.UPDATE, end.people, {}, id=person, references={"landlord": "1"})
    (outcome,) = connector.write([write])
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.field) == (Code.PROPERTY_MISSING, "landlord")
