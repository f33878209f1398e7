"""What is kept is counted, taken along and forgotten; no value of a record is in it (P9)."""

import csv
import json
from pathlib import Path

import pytest

from core.errors import Code
from core.office.keeping import Keeping
from tests.core.engine.world import PERSONS
from tests.core.office.review import ana, namesakes, partner, person, refusal
from tests.core.test_office import Desk


@pytest.fixture
def kept(desk: Desk) -> Keeping:
    ana(desk)
    person(desk, "p2", first="Bea", last="Moss", mail="bea@example.com")
    desk.sync()
    return desk.office.kept


def test_what_is_kept_is_counted_by_kind(kept: Keeping) -> None:
    counts = kept.counts()
    assert (counts["links"], counts["connections"], counts["runs"]) == (2, 2, 2)


@pytest.mark.parametrize("name", ["all.json", "all.csv"])
def test_p9_an_export_holds_all_rows_no_secret_and_no_value(
    desk: Desk, kept: Keeping, tmp_path: Path, name: str
) -> None:
    counts = kept.counts()
    found = kept.export(tmp_path / name)
    text = (tmp_path / name).read_text()
    assert found["links"] == counts["links"]
    assert found["runs"] == counts["runs"]
    for never in ("secret-token", "secret-refresh", "Ruiz,", "Bea", "Moss", "bea@example.com"):
        assert never not in text
    if name.endswith(".json"):
        rows = [json.loads(line) for line in text.splitlines()]
        assert {row["kind"] for row in rows} == set(found)
    else:
        head, *lines = csv.reader(text.splitlines())
        assert head == ["kind", "row", "column", "value"]
        assert {line[0] for line in lines} == set(found)
    del desk


def test_an_export_into_a_folder_that_is_not_there_is_refused(
    kept: Keeping, tmp_path: Path
) -> None:
    assert refusal(lambda: kept.export(tmp_path / "gone" / "all.json")) is Code.FOLDER_READ_ONLY


@pytest.mark.parametrize("by_hubspot", [False, True])
def test_one_record_is_forgotten_and_stays_away(
    desk: Desk, kept: Keeping, tmp_path: Path, by_hubspot: bool
) -> None:
    there = partner(desk, "p1")
    receipt = kept.forget(PERSONS, f"hubspot:{there}" if by_hubspot else "p1")
    assert (receipt.system_id, receipt.hubspot_id) == ("p1", there)
    assert receipt.removed["links"] == receipt.removed["changes"] == 1
    kept.export(tmp_path / "all.json")
    rows = [json.loads(line) for line in (tmp_path / "all.json").read_text().splitlines()]
    assert not [row for row in rows if {"p1", there} & {str(value) for value in row.values()}]
    person(desk, "p1", town="Boulder")
    desk.clock.forward(hours=1)
    desk.sync()
    assert desk.office._parts.ledger.hubspot_ids(PERSONS, ["p1"]) == {}
    assert desk.portal.records("contacts")[there].fields["city"] == "Denver"
    assert len(desk.portal.records("contacts")) == 2


def test_one_that_may_come_again_is_met_anew(desk: Desk, kept: Keeping) -> None:
    there = partner(desk, "p1")
    kept.forget(PERSONS, "p1", stay_away=False)
    person(desk, "p1", town="Boulder")
    desk.clock.forward(hours=1)
    desk.sync()
    assert partner(desk, "p1") == there
    assert desk.portal.records("contacts")[there].fields["city"] == "Boulder"


def test_a_question_is_forgotten_with_its_record(desk: Desk) -> None:
    namesakes(desk)
    receipt = desk.office.kept.forget(PERSONS, "p1")
    assert receipt.removed == {"issues": 1, "retries": 1}
    assert desk.office.summary().issues == {}


def test_of_whom_nothing_is_known_nothing_is_forgotten(kept: Keeping) -> None:
    for unknown in ("p9", "hubspot:99"):
        assert refusal(lambda: kept.forget(PERSONS, unknown)) is Code.RECORD_UNKNOWN  # noqa: B023
