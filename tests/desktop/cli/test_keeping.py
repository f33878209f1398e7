"""`300sync kept`: counted, exported and forgotten, on an office with both ends in memory."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.arguments import parser
from desktop.cli.commands import guarded
from desktop.cli.keeping import kept
from tests.core.engine.world import PERSONS
from tests.core.office.review import ana
from tests.core.test_office import Desk
from tests.desktop.cli.conftest import Screen, screen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "pc")
    made.connect_both()
    ana(made)
    yield made
    made.close()


def do(desk: Desk, *words: str, json: bool = False) -> tuple[int, Screen]:
    shown = screen(json=json)
    arguments = parser("0").parse_args(["kept", *words])
    return guarded(shown.terminal, lambda: kept(desk.office, arguments, shown.terminal)), shown


def data(desk: Desk, *words: str) -> dict[str, Any]:
    code, shown = do(desk, *words, json=True)
    assert code == 0, shown.err.getvalue()
    value: dict[str, Any] = json.loads(shown.out.getvalue().splitlines()[-1])
    return value


def test_each_kind_is_counted_with_when_it_goes(desk: Desk) -> None:
    code, shown = do(desk)
    assert code == 0
    said = shown.out.getvalue()
    assert "90 days" in said
    assert "no value of a record" in said
    assert data(desk)["kept"]["links"] == 1


def test_p9_all_of_it_is_written_where_one_says(desk: Desk, tmp_path: Path) -> None:
    told = data(desk, "export", str(tmp_path / "all.csv"))
    text = (tmp_path / "all.csv").read_text()
    assert told["rows"]["links"] == 1
    assert "links,1,system_id,p1" in text
    assert "Ana" not in text


def test_one_record_is_forgotten_with_a_receipt(desk: Desk) -> None:
    told = data(desk, "forget", PERSONS, "p1")
    assert told["removed"]["links"] == 1
    assert told["stays_away"] is True
    code, shown = do(desk, "forget", PERSONS, "p1", "--may-come-again")
    assert code == 3
    assert "p1" in shown.err.getvalue() or "record" in shown.err.getvalue().lower()
