"""A run of a healthcare system: what it holds back, and what it tells of it (P10)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.errors import Code, UserActionError
from core.privacy.decisions import Decisions, Switch
from core.schema import Admission, DataClass, FieldType, Guard, RowRule, Withheld
from core.store import issues
from core.summary import PairRun
from tests.core.engine.world import PERSON_RULES, PERSONS, World, line, one

BINS = ("created", "updated", "unchanged", "skipped", "held", "failed")
SWITCHED = Switch(None, "asked for by the owner", datetime(2026, 1, 2, tzinfo=UTC), "ana")


def bins(result: PairRun) -> dict[str, int]:
    """Return what became of the records, without what did not occur."""
    told = {name: getattr(result.totals, name) for name in BINS}
    return {name: count for name, count in told.items() if count}


def guarded(world: World, guard: Guard) -> None:
    kept: Any = world.firm._streams["persons"]
    kept.schema = replace(kept.schema, guard=guard)


def deciding(world: World, **decisions: Any) -> None:
    world.private["decisions"] = Decisions(**decisions)


def test_p10_a_text_that_trips_the_wire_holds_the_record_and_names_the_field(
    world: World,
) -> None:
    world.person("p1", first="Ana", last="Ruiz", town="has hiv")
    world.person("p2", first="Bob", last="Moss")
    result = world.run()
    assert bins(result) == {"created": 1, "held": 1}
    (issue,) = issues.open_issues(world.store)
    assert (issue.code, issue.field) == (Code.TRIPWIRE, "town")
    world.person("p1", town="Denver")
    assert world.run().totals.created == 1
    assert issues.open_issues(world.store) == []


def test_p10_a_linked_record_whose_text_turns_clinical_is_held_and_hubspot_keeps_what_it_has(
    world: World,
) -> None:
    world.person("p1", first="Ana", town="Denver")
    world.run()
    world.person("p1", first="Anna", town="D2740")
    assert bins(world.run()) == {"held": 1}
    (contact,) = world.portal.records("contacts").values()
    assert (contact.fields["firstname"], contact.fields["city"]) == ("Ana", "Denver")


def test_p10_whom_the_rows_hold_back_is_skipped_and_counted(world: World) -> None:
    born = one("born", FieldType.DATE, admission=Admission.BLOCK)
    world.firm.set_field("persons", born)
    guarded(world, Guard(rows=(RowRule("born", Withheld.MINOR, under=18),)))
    world.person("p1", first="Ana", born=date(2020, 1, 1))
    world.person("p2", first="Bob", born=date(1990, 1, 1))
    disclosed: list[Any] = []
    world.private["disclosed"] = disclosed
    assert bins(world.run()) == {"created": 1, "skipped": 1}
    (told,) = (each.told() for each in disclosed)
    assert told["withheld"] == {"minor": 1}
    assert told["blocked"] == {"born": 2}
    deciding(world, switched_on={("persons", "minors"): SWITCHED})
    world.clock.forward(days=1)
    assert bins(world.run(full=True)) == {"created": 1, "unchanged": 1}


def test_p10_without_an_attestation_a_run_only_looks(world: World) -> None:
    world.private["sealed"] = True
    world.people(3)
    with pytest.raises(UserActionError) as caught:
        world.run()
    assert caught.value.code is Code.PHI_GATE
    assert bins(world.run(preview=True)) == {"created": 3}
    assert bins(world.run(preview=True, ids=["p1"])) == {"created": 1}
    assert world.portal.applied == []
    assert world.portal.asked["find"] == 0, "nobody is looked up at HubSpot"


def test_p10_a_mapping_alone_switches_nothing_on_in_healthcare(world: World) -> None:
    world.rules = [
        replace(PERSON_RULES, fields=(*PERSON_RULES.fields, line("fee", "fee")), opted_in=("fee",))
    ]
    world.person("p1", first="Ana")
    assert world.run().reasons == {"setup.field_blocked": 1}
    assert "fee" not in world.firm.fields_asked
    deciding(world, switched_on={("persons", "fee"): SWITCHED})
    world.run()
    assert "fee" in world.firm.fields_asked


@pytest.mark.parametrize(
    ("given", "travels"),
    [(DataClass.CONTACT, True), (DataClass.CLINICAL, False), (DataClass.MONEY, False)],
)
def test_p10_a_field_of_the_offices_own_travels_once_it_is_classified_as_what_may(
    world: World, given: DataClass, travels: bool
) -> None:
    own = replace(one("town", data_class=DataClass.UNCLASSIFIED), custom=True)
    world.firm.set_field("persons", replace(own, admission=Admission.BLOCK))
    world.person("p1", first="Ana", town="Denver")
    world.run(preview=True)
    assert "town" not in world.firm.fields_asked
    deciding(world, classified={("persons", "town"): replace(SWITCHED, data_class=given)})
    world.run()
    (contact,) = world.portal.records("contacts").values()
    assert (contact.fields["city"] == "Denver") is travels


def test_p10_what_went_is_told_by_kind_and_count_without_values(world: World) -> None:
    disclosed: list[Any] = []
    world.private["disclosed"] = disclosed
    world.people(3)
    world.run()
    (told,) = (each.told() for each in disclosed)
    assert told["pair"] == PERSONS
    assert told["sent"]["firstname"]["values"] == 3
    assert "First1" not in repr(told)
