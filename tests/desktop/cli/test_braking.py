"""`300sync brake`: the cause in words, and the number that lets it through."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.brake import Cause, Kind
from core.records import Side
from core.store import brakes
from desktop.cli.arguments import parser
from desktop.cli.braking import brake
from desktop.cli.commands import guarded
from tests.core.engine.world import PERSONS
from tests.core.test_office import Desk
from tests.desktop.cli.conftest import Screen, screen

CAUSE = Cause(
    kind=Kind.UPDATES,
    number=2310,
    of=3654,
    version=7,
    side=Side.HUBSPOT,
    updates=2310,
    field="phone",
    share=91,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.connect_both()
    yield made
    made.close()


@pytest.fixture
def braked(desk: Desk) -> Desk:
    brakes.put_on(desk.store, PERSONS, CAUSE, desk.clock.now())
    return desk


def do(desk: Desk, *words: str, json: bool = False) -> tuple[int, Screen]:
    shown = screen(json=json)
    arguments = parser("0").parse_args(["brake", *words])
    return guarded(shown.terminal, lambda: brake(desk.office, arguments, shown.terminal)), shown


def data(desk: Desk, *words: str) -> dict[str, Any]:
    code, shown = do(desk, *words, json=True)
    assert code == 0, shown.err.getvalue()
    value: dict[str, Any] = json.loads(shown.out.getvalue().splitlines()[-1])
    return value


def test_no_brake_is_said(desk: Desk) -> None:
    code, shown = do(desk)
    assert (code, shown.out.getvalue()) == (0, "No brake is on.\n")


def test_a_brake_is_told_with_its_cause_and_what_to_type(braked: Desk) -> None:
    _code, shown = do(braked)
    text = shown.out.getvalue()
    assert text.startswith(
        "Persons to Contacts: Phone in mapping version 7 accounts for 91 % of 2,310 changes.\n"
    )
    assert f"300sync brake release {PERSONS} 2310" in text


def test_for_machines_a_brake_has_numbers_and_names(braked: Desk) -> None:
    (found,) = data(braked)["brakes"]
    assert found["since"].startswith(braked.clock.now().date().isoformat())
    expected = {"pair": PERSONS, "number": 2310, "of": 3654, "kind": "plan.updates"}
    assert expected.items() <= found.items()
    assert (found["field"], found["share"], found["version"]) == ("phone", 91, 7)
    assert (found["side"], found["let_through"]) == ("hubspot", False)


@pytest.mark.parametrize("number", ["2310", "2,310"])
def test_the_number_lets_it_through(braked: Desk, number: str) -> None:
    assert data(braked, "release", PERSONS, number)["let_through"] is True
    assert brakes.let_through(braked.store, PERSONS) == CAUSE
    _code, shown = do(braked)
    assert "The next run does it." in shown.out.getvalue()


def test_another_number_is_refused_with_a_code(braked: Desk) -> None:
    code, shown = do(braked, "release", PERSONS, "231", json=True)
    assert code == 3
    assert json.loads(shown.out.getvalue())["error"]["code"] == "review.wrong_number"
    assert brakes.let_through(braked.store, PERSONS) is None


def test_a_pairs_limits_are_told_set_and_put_back(desk: Desk) -> None:
    assert data(desk, "limits", PERSONS)["limits"]["updates"] == 0.4
    data(desk, "limits", PERSONS, "--set", "updates=0.9", "--set", "few=200")
    found = data(desk, "limits", PERSONS)["limits"]
    assert (found["updates"], found["few"], found["creates"]) == (0.9, 200, 0.5)
    assert data(desk, "limits", PERSONS, "--reset")["limits"]["updates"] == 0.4
    _code, shown = do(desk, "limits", PERSONS)
    assert "few" in shown.out.getvalue()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("limits", "plants-contacts"), 2),
        (("limits", PERSONS, "--set", "speed=9"), 2),
        (("limits", PERSONS, "--set", "updates=lots"), 3),
        (("limits", PERSONS, "--set", "updates=-1"), 3),
        (("limits", PERSONS, "--set", "few=0.5"), 3),
    ],
)
def test_limits_that_there_are_not_are_refused(
    desk: Desk, words: tuple[str, ...], code: int
) -> None:
    assert do(desk, *words)[0] == code
