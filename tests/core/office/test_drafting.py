"""What the mapping editor is told: both sides' fields, and one record as it would travel."""

from dataclasses import replace

import pytest

from core.errors import Code, UserActionError
from core.mapping import FieldMapping
from core.transforms import Step
from tests.core.engine.world import PERSONS
from tests.core.office.review import person, refusal
from tests.core.test_office import Desk, job


def test_an_editor_gets_the_draft_and_the_fields_of_both_sides(desk: Desk) -> None:
    found = desk.office.drafting.look(PERSONS, job())
    assert (found.is_draft, found.mapping) == (False, found.in_force)
    assert "last" in found.allowed
    assert "lastname" in found.hubspot.fields
    assert found.flaws(found.mapping) == ()
    drafted = replace(found.mapping, fields=found.mapping.fields[:1])
    desk.office.versions.save_draft(drafted)
    again = desk.office.drafting.look(PERSONS, job())
    assert again.is_draft
    assert again.mapping.fields == drafted.fields
    assert again.in_force == found.in_force


def test_a_field_that_is_gone_is_a_flaw(desk: Desk) -> None:
    found = desk.office.drafting.look(PERSONS, job())
    gone = FieldMapping(system=("gone",), hubspot="lastname")
    (flaw, *_more) = found.flaws(replace(found.mapping, fields=(gone,)))
    assert (flaw.code, flaw.name) == (Code.FIELD_UNKNOWN, "gone")


def test_a_pair_that_there_is_not_is_named(desk: Desk) -> None:
    with pytest.raises(UserActionError) as caught:
        desk.office.drafting.look("nobody-nothing", job())
    assert caught.value.code is Code.PAIR_UNKNOWN


def test_a_sample_is_one_record_before_and_after(desk: Desk) -> None:
    person(desk, "p1", first="Ana", last="  Ruiz ")
    person(desk, "p2", first="Bea", last="MOSS")
    mapping = desk.office.drafting.look(PERSONS, job()).mapping
    name = FieldMapping(system=("last",), hubspot="lastname", steps=(Step("clean"), Step("name")))
    drafted = replace(mapping, fields=(name,))
    told = [desk.office.drafting.sample(drafted, "lastname", n, job()) for n in range(3)]
    said = [(each.here, each.there) for each in told if each is not None]
    assert said == [(("  Ruiz ",), "Ruiz"), (("MOSS",), "Moss"), (("  Ruiz ",), "Ruiz")]
    assert desk.portal.applied == []


def test_where_no_record_says_anything_there_is_no_sample(desk: Desk) -> None:
    person(desk, "p1", first="Ana")
    mapping = desk.office.drafting.look(PERSONS, job()).mapping
    assert desk.office.drafting.sample(mapping, "lastname", 0, job()) is None
    assert refusal(lambda: desk.office.drafting.sample(mapping, "nothing", 0, job())) is (
        Code.FIELD_UNKNOWN
    )
