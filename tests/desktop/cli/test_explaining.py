"""`300sync explain`, `reconcile` and `sync --only`: what is said, and the exit codes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.conflicts import ConflictPolicy
from core.engine.meeting import FoundBy
from core.engine.tally import Bin
from core.errors import Code, Refusal
from core.mapping import Direction
from core.office.explaining import Gate
from core.plan import Verdict
from core.records import Side
from core.summary import Compared
from desktop.cli import commands
from desktop.cli.arguments import parser
from desktop.cli.commands import guarded
from desktop.cli.explaining import explain
from desktop.cli.output import compared_lines, run_json
from desktop.sentences import explaining as sentences
from tests.core.engine.world import PERSON_RULES, PERSONS
from tests.core.office.review import ana, person, publish
from tests.core.test_office import Desk
from tests.desktop.cli.conftest import Screen, screen
from tests.desktop.offices import PERSONS as PERSONS_RUN
from tests.desktop.offices import RUN


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.connect_both()
    lines = tuple(replace(e, direction=Direction.BOTH) for e in PERSON_RULES.fields[:-1])
    publish(made, replace(PERSON_RULES, fields=(*lines, PERSON_RULES.fields[-1])))
    yield made
    made.close()


def run(desk: Desk, *words: str, json: bool = False) -> tuple[int, Screen]:
    shown = screen(json=json)
    asked = parser("0").parse_args(list(words))
    act = {"explain": explain, "reconcile": commands.reconcile, "sync": commands.sync}[words[0]]
    code = guarded(shown.terminal, lambda: act(desk.office, asked, shown.terminal))
    return code, shown


def machine(shown: Screen) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shown.out.getvalue().splitlines()[-1])
    return found


# -- explain ----------------------------------------------------------------------------------


def test_a_person_is_shown_both_sides_and_what_a_run_does(desk: Desk) -> None:
    there = ana(desk)
    person(desk, "p1", town="Boulder")
    code, shown = run(desk, "explain", PERSONS, f"https://example.com/contacts/{there}")
    said = shown.out.getvalue()
    assert code == 0
    assert "The two are linked." in said
    assert "City: goes to HubSpot (both ways, Books wins)\n  Books: Boulder\n  HubSpot: Denver" in (
        said
    )
    assert "Kind: stays as it is (to HubSpot only" in said
    assert sentences.OUTLOOKS[Bin.UPDATED] in said
    assert f"https://example.com/contacts/{there}" in said


def test_p9_machines_are_told_no_values(desk: Desk) -> None:
    there = ana(desk)
    code, shown = run(desk, "explain", PERSONS, "p1", json=True)
    told = machine(shown)
    assert code == 0
    assert (told["found_by"], told["outlook"], told["gate"]) == ("link", "unchanged", "open")
    assert told["hubspot"]["id"] == there
    city = next(each for each in told["fields"] if each["field"] == "city")
    assert city == {
        "field": "city",
        "system": ["town"],
        "direction": "both",
        "policy": "system_wins",
        "verdict": "unchanged",
        "reason": None,
    }
    said = shown.out.getvalue() + shown.err.getvalue()
    for value in ("Ruiz", "Denver", "p1@example.com"):
        assert value not in said


def test_what_waits_and_when_it_is_tried_again_is_said(desk: Desk) -> None:
    desk.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    person(desk, "p1", first="Ana", mail="p1@example.com")
    desk.sync()
    _code, shown = run(desk, "explain", PERSONS, "p1")
    assert "Waits for you: HubSpot did not accept a record." in shown.out.getvalue()
    assert "Tried 1 time; tried again" in shown.out.getvalue()
    _code, shown = run(desk, "explain", PERSONS, "p1", json=True)
    told = machine(shown)
    assert told["issues"] == [{"code": "record.refused", "id": "p1", "field": None}]
    assert told["retry"]["tries"] == 1


def test_a_record_on_the_never_sync_list_says_so(desk: Desk) -> None:
    ana(desk)
    desk.office.never.add(PERSONS, Side.SYSTEM, "p1")
    _code, shown = run(desk, "explain", PERSONS, "p1")
    for sentence in (sentences.GATES[Gate.NEVER], sentences.STOPPED):
        assert sentence in shown.out.getvalue()


def test_a_link_that_leads_elsewhere_ends_with_3(desk: Desk) -> None:
    code, shown = run(desk, "explain", PERSONS, "https://example.com/companies/c1")
    assert code == 3
    assert "This link leads to no record of the pair: Persons to Contacts." in (
        shown.err.getvalue()
    )


def test_there_are_words_for_all_that_can_be_told() -> None:
    assert sentences.FOUND.keys() == set(FoundBy)
    assert sentences.GATES.keys() == set(Gate)
    assert sentences.OUTLOOKS.keys() == {None, *Bin}
    assert sentences.VERDICTS.keys() == {None, *Verdict}
    assert sentences.DIRECTIONS.keys() == set(Direction)
    assert sentences.POLICIES.keys() == set(ConflictPolicy)
    assert sentences.COMPARED.keys() == set(Compared.__dataclass_fields__)


# -- one record -------------------------------------------------------------------------------


def test_one_record_is_synced_by_itself(desk: Desk) -> None:
    ana(desk)
    person(desk, "p1", town="Boulder")
    code, shown = run(desk, "sync", "--pair", PERSONS, "--only", "p1", "--preview", json=True)
    assert (code, machine(shown)["preview"], machine(shown)["totals"]["updated"]) == (0, True, 1)
    code, shown = run(desk, "sync", "--pair", PERSONS, "--only", "p1")
    assert (code, "To take it back" in shown.out.getvalue()) == (0, True)


@pytest.mark.parametrize("words", [("--pair", PERSONS), ("--only", "p1")])
def test_one_record_is_named_by_pair_and_id(desk: Desk, words: tuple[str, ...]) -> None:
    code, shown = run(desk, "sync", *words)
    assert (code, "--pair PAIR --only ID" in shown.err.getvalue()) == (2, True)
    assert desk.office.summary().runs == ()


# -- reconcile --------------------------------------------------------------------------------


def test_a_comparison_tells_in_numbers_what_it_found(desk: Desk) -> None:
    ana(desk)
    desk.portal.put("contacts", {"firstname": "Bo"})
    code, shown = run(desk, "reconcile")
    assert code == 0
    assert "Persons to Contacts, compared:\n  records of HubSpot without a link: 1\n" in (
        shown.out.getvalue()
    )
    _code, shown = run(desk, "reconcile", "--preview", json=True)
    told = machine(shown)
    assert told["preview"]
    assert told["pairs"][0]["compared"] == {
        "to_hubspot": 0,
        "to_system": 0,
        "unlinked_here": 0,
        "unlinked_there": 1,
        "gone_here": 0,
        "gone_there": 0,
    }


def test_a_run_that_compared_nothing_says_nothing_of_it() -> None:
    shown = screen()
    compared_lines(shown.terminal, RUN, "Clio")
    assert shown.out.getvalue() == ""
    assert run_json(RUN, "/data")["pairs"][0]["compared"] is None
    whole = replace(RUN, pairs=(replace(PERSONS_RUN, compared=Compared()),))
    compared_lines(shown.terminal, whole, "Clio")
    assert "all is as it should be" in shown.out.getvalue()


def test_how_often_it_is_done_by_itself_is_kept(desk: Desk) -> None:
    ana(desk)
    desk.clock.forward(days=10)
    assert desk.office.summary().compares_next
    code, shown = run(desk, "reconcile", "--every", "14")
    assert (code, shown.out.getvalue()) == (0, "All records are compared every 14 days.\n")
    assert not desk.office.summary().compares_next
    _code, shown = run(desk, "reconcile", "--every", "0")
    assert "only by hand" in shown.out.getvalue()
