"""`300sync review conflict` and `choose`, on an office with both ends in memory."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.conflicts import ConflictPolicy
from core.errors import Code
from core.mapping import Direction
from desktop.cli.arguments import parser
from desktop.cli.commands import guarded
from desktop.cli.reviewing import review
from tests.core.engine.world import PERSON_RULES, PERSONS
from tests.core.office.review import ana, contact, partner, person, publish, told
from tests.core.test_office import Desk
from tests.desktop.cli.conftest import Screen, screen

ASKING = replace(
    PERSON_RULES,
    fields=tuple(replace(each, direction=Direction.BOTH) for each in PERSON_RULES.fields),
    policy=ConflictPolicy.ASK,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Ana's town and last name were changed on both sides."""
    made = Desk(tmp_path)
    made.connect_both()
    publish(made, ASKING)
    there = ana(made)
    made.clock.forward(hours=1)
    person(made, "p1", town="Boulder", last="Ruiz-Lee")
    made.portal.put("contacts", {"city": "Aspen", "lastname": "Lee"}, id=there)
    made.sync()
    yield made
    made.close()


def do(desk: Desk, *words: str, json: bool = False) -> tuple[int, Screen]:
    shown = screen(json=json)
    arguments = parser("0").parse_args(["review", *words])
    return guarded(shown.terminal, lambda: review(desk.office, arguments, shown.terminal)), shown


def test_both_sides_are_shown_and_json_holds_no_values(desk: Desk) -> None:
    """(P9) What is printed for a program may be kept by it."""
    code, shown = do(desk, "conflict", PERSONS, "p1")
    assert code == 0
    for value in ("Boulder", "Aspen", "Ruiz-Lee", "Lee"):
        assert value in shown.out.getvalue()
    _code, shown = do(desk, "conflict", PERSONS, "p1", json=True)
    assert sorted(json.loads(shown.out.getvalue())["fields"]) == ["city", "lastname"]
    assert "Boulder" not in shown.out.getvalue()


def test_one_field_or_all_of_them_are_kept_from_one_side(desk: Desk) -> None:
    code, shown = do(desk, "choose", PERSONS, "p1", "--keep", "system", "--field", "city")
    assert (code, shown.out.getvalue()) == (0, "Kept from system: City.\n")
    assert contact(desk, partner(desk, "p1")).fields["city"] == "Boulder"
    assert told(desk) == [("p1", Code.CONFLICT)]
    assert do(desk, "choose", PERSONS, "p1", "--keep", "hubspot")[0] == 0
    assert desk.firm.records("persons")["p1"].fields["last"] == "Lee"
    assert told(desk) == []
    assert "No field" in do(desk, "conflict", PERSONS, "p1")[1].out.getvalue()


def test_a_field_that_does_not_differ_cannot_be_chosen(desk: Desk) -> None:
    code, shown = do(desk, "choose", PERSONS, "p1", "--keep", "system", "--field", "phone")
    assert code == 2
    assert "city" in shown.err.getvalue()
