"""References become associations: parents first, and a missing parent does not lose the child."""

from dataclasses import replace

import pytest

from core.errors import Code, TransientError
from core.mapping import TieMapping
from core.store.issues import open_issues
from tests.core.engine.world import (
    COMPANY_RULES,
    MATTER_RULES,
    PERSON_RULES,
    PERSONS,
    World,
    acting,
)


@pytest.fixture
def firm(world: World) -> World:
    world.rules = [COMPANY_RULES, PERSON_RULES, MATTER_RULES]
    return world


def tied(world: World, stream: str = "contacts") -> set[tuple[str, str]]:
    """Return the ties of a stream by our ids: ("p1", "c1")."""
    names = {
        (kind, record.id): ours
        for kind in ("companies", "contacts", "deals")
        for ours, record in world.by_key(kind).items()
    }
    return {
        (names[tie.from_stream, tie.from_id], names[tie.to_stream, tie.to_id])
        for tie in world.portal.ties
        if tie.from_stream == stream
    }


def test_children_are_tied_to_their_parents_in_the_same_run(firm: World) -> None:
    firm.firm.put("companies", {"name": "Ruiz Ltd"}, id="c1")
    firm.person("p1", first="Ana", company="c1")
    firm.firm.put("matters", {"title": "Estate"}, id="m1", references={"client": ("p1",)})
    results = firm.run_all()
    assert tied(firm) == {("p1", "c1")}
    assert tied(firm, "deals") == {("m1", "p1")}
    assert {tie.label for tie in firm.portal.ties} == {"", "client"}
    assert [each.ties_made for each in results] == [0, 1, 1]
    firm.asked()
    firm.run_all()
    assert "portal associate" not in firm.asked()


def test_a_missing_parent_does_not_lose_the_child_and_is_tied_when_it_comes(firm: World) -> None:
    firm.person("p1", first="Ana", company="c9")
    firm.run_all()
    assert list(firm.contacts()) == ["p1"]
    assert firm.portal.ties == set()
    firm.firm.put("companies", {"name": "Late Ltd"}, id="c9")
    firm.run_all()
    assert tied(firm) == {("p1", "c9")}


def test_another_parent_unties_the_old_one(firm: World) -> None:
    for name in ("c1", "c2"):
        firm.firm.put("companies", {"name": name}, id=name)
    firm.person("p1", first="Ana", company="c1")
    firm.run_all()
    firm.person("p1", company="c2")
    firm.run_all()
    assert tied(firm) == {("p1", "c2")}
    firm.firm.put("persons", {}, id="p1", references={"company": ()})
    firm.run_all()
    assert firm.portal.ties == set()


def test_ties_of_a_pair_that_runs_alone_know_the_others(firm: World) -> None:
    firm.firm.put("companies", {"name": "Ruiz Ltd"}, id="c1")
    firm.run_all()
    firm.person("p1", first="Ana", company="c1")
    firm.run_all(only={PERSONS})
    assert tied(firm) == {("p1", "c1")}


def test_p7_a_refused_tie_is_an_issue_of_its_own_and_is_closed_when_made(firm: World) -> None:
    firm.firm.put("companies", {"name": "Ruiz Ltd"}, id="c1")
    firm.person("p1", first="Ana", company="c1")
    firm.people(1, start=2)
    firm.run_all(only={"companies-companies"})
    company = next(iter(firm.portal.records("companies")))
    firm.portal.archive("companies", company)
    result = firm.run_all(only={PERSONS})[0]
    assert result.totals.created == 2
    assert result.reasons == {"record.not_found": 1}
    (issue,) = open_issues(firm.store)
    assert (issue.system_id, issue.code, issue.field) == ("p1", Code.NOT_FOUND, "company (tie)")
    firm.person("p1", town="Denver")  # going through does not settle its tie
    firm.run_all(only={PERSONS})
    assert len(open_issues(firm.store)) == 1
    firm.portal.archive("companies", company, archived=False)
    firm.run_all(only={PERSONS})
    assert tied(firm) == {("p1", "c1")}
    assert open_issues(firm.store) == []


def test_p2_a_tie_whose_answer_was_lost_is_made_once(firm: World) -> None:
    firm.firm.put("companies", {"name": "Ruiz Ltd"}, id="c1")
    firm.person("p1", first="Ana", company="c1")

    def time_out() -> None:
        raise TransientError(Code.UNAVAILABLE)

    with acting(firm.portal, "associate answered", time_out), pytest.raises(TransientError):
        firm.run_all()
    firm.run_all()
    assert tied(firm) == {("p1", "c1")}


def test_ties_go_out_in_batches_of_one_kind(firm: World) -> None:
    firm.firm.put("companies", {"name": "Ruiz Ltd"}, id="c1")
    for n in range(250):
        firm.person(f"p{n}", first=f"First{n}", company="c1")
    firm.run_all()
    assert len(firm.portal.ties) == 250
    assert firm.asked()["portal associate"] == 3


def test_a_tie_to_a_pair_that_nobody_maps_costs_nothing(firm: World) -> None:
    alone = replace(PERSON_RULES, ties=(TieMapping(reference="company", pair="nowhere"),))
    firm.rules = [alone]
    firm.person("p1", first="Ana", company="c1")
    firm.run()
    assert firm.portal.ties == set()
