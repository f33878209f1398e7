"""`300sync review`: what waits, and answering it, on an office with both ends in memory."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code, Refusal
from core.mapping import Deletes
from core.store import decisions
from core.store.decisions import Answer
from core.store.ledger import Problem
from desktop.cli.arguments import parser
from desktop.cli.commands import guarded
from desktop.cli.reviewing import review
from tests.core.engine.world import PERSON_RULES, PERSONS
from tests.core.office.review import ana, deleted, due, linked, namesakes, publish, tell, told
from tests.core.test_office import Desk
from tests.desktop.cli.conftest import Run, Screen, screen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.connect_both()
    publish(made, replace(PERSON_RULES, deletes=Deletes.ASK))
    yield made
    made.close()


def do(desk: Desk, *words: str, json: bool = False) -> tuple[int, Screen]:
    """Run `300sync review …`; return its exit code and what it said."""
    shown = screen(json=json)
    arguments = parser("0").parse_args(["review", *words])
    return guarded(shown.terminal, lambda: review(desk.office, arguments, shown.terminal)), shown


def said(desk: Desk, *words: str) -> str:
    code, shown = do(desk, *words)
    assert code == 0, shown.err.getvalue()
    return shown.out.getvalue()


def data(desk: Desk, *words: str) -> dict[str, Any]:
    _code, shown = do(desk, *words, json=True)
    value: dict[str, Any] = json.loads(shown.out.getvalue().splitlines()[-1])
    return value


def test_an_office_without_questions_is_told_so(desk: Desk) -> None:
    assert said(desk) == "Nothing waits for you.\n"
    assert data(desk) == {"waiting": 0, "issues": []}


def test_what_waits_is_told_in_words_with_where_to_look(desk: Desk) -> None:
    first, _second = namesakes(desk)
    text = said(desk)
    assert "1 × More than one record could be the same person or company" in text
    assert "(review.ambiguous_match)" in text
    assert "https://example.com/persons/p1" in text
    assert f"could be {first}  https://example.com/contacts/{first}" in text


def test_for_machines_what_waits_has_codes_ids_and_addresses(desk: Desk) -> None:
    both = namesakes(desk)
    found = data(desk)
    (issue,) = found["issues"]
    assert found["waiting"] == 1
    assert (issue["pair"], issue["code"], issue["id"]) == (PERSONS, "review.ambiguous_match", "p1")
    assert issue["system"] == {"id": "p1", "address": "https://example.com/persons/p1"}
    assert sorted(each["id"] for each in issue["candidates"]) == both
    assert data(desk, "--code", "review.conflict") == {"waiting": 0, "issues": []}


def test_more_than_is_shown_is_counted(desk: Desk) -> None:
    desk.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    desk.people(5)
    desk.sync()
    text = said(desk, "--limit", "2")
    assert text.count("https://example.com/persons/") == 2
    assert "5 × HubSpot did not accept a record" in text
    assert "and 3 more" in text


def test_a_question_is_answered_with_link_and_taken_back(desk: Desk) -> None:
    _first, second = namesakes(desk)
    said(desk, "link", PERSONS, "p1", second)
    assert told(desk) == []
    assert said(desk, "answers").split()[-4:] == [PERSONS, "p1", second, "link"]
    (answer,) = data(desk, "answers")["answers"]
    assert (answer["system_id"], answer["hubspot_id"], answer["answer"]) == ("p1", second, "link")
    said(desk, "undo", PERSONS, "p1", second)
    assert data(desk, "answers") == {"answers": []}


def test_a_question_is_answered_with_apart(desk: Desk) -> None:
    both = namesakes(desk)
    said(desk, "apart", PERSONS, "p1")
    assert decisions.answered(desk.store, PERSONS, ["p1"])["p1"].apart == set(both)


def test_a_record_that_only_hubspot_has_is_named_by_its_id_there(desk: Desk) -> None:
    ana(desk)
    twin = Refusal(Code.LIKELY_MATCH, reference="p1")
    tell(desk, Problem(f"{ONLY_HUBSPOT}900", "900", twin))
    assert "hubspot:900" in said(desk)
    said(desk, "apart", PERSONS, "hubspot:900")
    found = decisions.answered_of_hubspot(desk.store, PERSONS, ["900"])
    assert found == {"900": {"p1": Answer.APART}}


def test_a_link_is_undone_and_another_made(desk: Desk) -> None:
    ana(desk)
    other = desk.portal.put("contacts", {"firstname": "Ana"})
    said(desk, "relink", PERSONS, "p1", other)
    assert decisions.answered(desk.store, PERSONS, ["p1"])["p1"].link == other
    ana(desk, "p2")
    said(desk, "unlink", PERSONS, "p2")
    assert "p2" not in linked(desk)


def test_deletes_are_shown_live_and_approved_by_their_number(desk: Desk) -> None:
    ana(desk)
    there = deleted(desk)
    text = said(desk, "deletes")
    assert f"{PERSONS}  p1: gone from the office's system" in text
    assert "lastname Ruiz" in text
    assert "300sync review approve --all 1" in text
    code, shown = do(desk, "approve", "--all", "2")
    assert code == 3
    assert "This is not the number of changes" in shown.err.getvalue()
    assert "1 archived, 0 left as they are" in said(desk, "approve", "--all", "1")
    assert there not in desk.portal.records("contacts")


def test_p9_the_values_of_a_delete_are_for_eyes_only(desk: Desk) -> None:
    """What machines are given is kept in files."""
    ana(desk)
    there = deleted(desk)
    found = data(desk, "deletes")
    assert "Ruiz" not in json.dumps(found)
    assert found["deletes"] == [
        {"pair": PERSONS, "id": "p1", "hubspot_id": there, "gone": "system", "obstacle": None}
    ]


def test_a_delete_that_was_edited_since_is_left_and_said(desk: Desk) -> None:
    ana(desk)
    there = deleted(desk)
    desk.portal.put("contacts", {"city": "Boulder"}, id=there)
    assert "edited after its partner was deleted" in said(desk, "deletes")
    code, shown = do(desk, "approve", PERSONS, "p1")
    assert code == 3
    assert "0 archived, 1 left as they are" in shown.out.getvalue()
    assert "an edit counts more than a deletion" in shown.out.getvalue()
    (answer,) = data(desk, "approve", PERSONS, "p1")["approved"]
    assert answer["refused"] == "review.edited_since"


def test_issues_are_dismissed_and_records_tried_again(desk: Desk) -> None:
    desk.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    desk.people(3)
    desk.sync()
    desk.sync()
    assert data(desk, "retry", PERSONS, "0") == {"retried": 1}
    assert due(desk) == ["0"]
    assert data(desk, "retry", "--code", "record.refused") == {"retried": 3}
    assert data(desk, "dismiss", PERSONS, "1", "--code", "record.refused") == {"dismissed": 1}
    assert data(desk)["waiting"] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("retry",),
        ("retry", PERSONS, "0", "--code", "record.refused"),
        ("approve",),
        ("approve", PERSONS, "p1", "--all", "1"),
    ],
)
def test_which_records_are_meant_must_be_said_in_one_way(desk: Desk, words: tuple[str]) -> None:
    assert do(desk, *words)[0] == 2


def test_what_does_not_wait_is_said_and_ends_with_3(desk: Desk) -> None:
    code, shown = do(desk, "unlink", PERSONS, "p9")
    assert code == 3
    assert "This does not wait for an answer: p9." in shown.err.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        ("review", "--code", "no.such"),
        ("review", "link", PERSONS),
        ("brake", "release", PERSONS, "many"),
        ("review", "approve", "--all"),
    ],
)
def test_what_is_not_understood_ends_with_2(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2
