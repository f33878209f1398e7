"""Tables line up, notices stay out of results, and machines get objects only."""

import json

from hypothesis import given
from hypothesis import strategies as st

from core.jobs import Progress
from core.summary import PairRun, Totals
from desktop.cli.output import run_json, run_table
from tests.desktop.cli.conftest import screen
from tests.desktop.offices import RUN, finished

cells = st.text(st.characters(categories=("L", "N")), max_size=12)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5))
def test_columns_line_up_whatever_is_in_them(rows: list[tuple[str, str, str]]) -> None:
    shown = screen()
    shown.terminal.table(("", "Read", "Created"), rows)
    lines = shown.out.getvalue().splitlines()
    assert len(lines) == len(rows) + 1
    widths = {len(line) for line, row in zip(lines[1:], rows, strict=True) if row[-1]}
    assert len(widths) <= 1


def test_machines_get_objects_and_no_sentences() -> None:
    shown = screen(json=True)
    shown.terminal.say("A sentence.")
    shown.terminal.notice("A notice.")
    shown.terminal.data({"a": 1})
    assert json.loads(shown.out.getvalue()) == {"a": 1}
    assert shown.err.getvalue() == "A notice.\n"


def test_a_progress_bar_is_wiped_before_something_is_said() -> None:
    shown = screen(typed=True)
    shown.terminal.progress(Progress("persons-contacts", 10, 100))
    shown.terminal.say("Done.")
    assert shown.err.getvalue().endswith("\r\033[2K")
    assert shown.out.getvalue() == "Done.\n"


def test_a_bar_never_runs_over_its_end() -> None:
    shown = screen(typed=True)
    shown.terminal.progress(Progress("persons-contacts", 120, 100))
    assert shown.err.getvalue().count("█") == 24


def test_the_reasons_of_all_pairs_are_added_up() -> None:
    pairs = (
        PairRun("a", "A", Totals(3, held=3), {"review.conflict": 2, "skip.filtered": 1}),
        PairRun("b", "B", Totals(1, held=1), {"review.conflict": 1}),
    )
    shown = screen()
    run_table(shown.terminal, finished(pairs=pairs))
    assert "Reasons: review.conflict 3, skip.filtered 1" in shown.out.getvalue()


def test_every_number_of_a_run_is_in_its_object() -> None:
    said = run_json(RUN, "/data")
    assert said["totals"] == {
        "read": 32,
        "created": 2,
        "updated": 11,
        "unchanged": 17,
        "skipped": 0,
        "held": 2,
        "failed": 0,
    }
    assert sum(pair["read"] for pair in said["pairs"]) == said["totals"]["read"]
