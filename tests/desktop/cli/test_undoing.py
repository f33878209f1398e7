"""`300sync undo`: what is said, and the exit codes that scripts build on."""

import argparse
import json
from typing import Any

import pytest

from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.undo.report import Left, PairUndo, UndoReport
from desktop.cli import commands
from desktop.cli.arguments import parser
from desktop.cli.commands import guarded
from desktop.cli.undoing import undo
from tests.desktop.cli.conftest import Screen, screen
from tests.desktop.offices import FakeOffice, finished

RUN = "5f1c7c1e-0000-4000-8000-000000000000"


class UndoingOffice:
    """Answers an undo as it is told to."""

    def __init__(self, *left: Left) -> None:
        self.pairs: tuple[PairUndo, ...] = (
            PairUndo("persons-contacts", "People to Contacts", 297, 700, 1534, list(left)),
        )
        self.asked: list[tuple[str, bool]] = []

    def undo(self, _job: JobContext, run: str, *, preview: bool) -> UndoReport:
        self.asked.append((run, preview))
        return UndoReport(RUN, preview, self.pairs)


def run(office: UndoingOffice, shown: Screen, *arguments: str) -> int:
    given: argparse.Namespace = parser("0").parse_args(["undo", *arguments])
    return undo(office, given, shown.terminal)  # type: ignore[arg-type]


def test_what_was_all_undone_ends_with_0_and_its_counts() -> None:
    office, shown = UndoingOffice(), screen()
    assert run(office, shown, "last") == 0
    total = next(line for line in shown.out.getvalue().splitlines() if line.startswith("Total"))
    assert total.split()[1:] == ["297", "700", "1,534", "0"]
    assert office.asked == [("last", False)]
    assert "preview" not in shown.out.getvalue()


def test_it_is_said_what_becomes_of_it_in_the_next_runs() -> None:
    """Also by a preview, before anything is done."""
    for arguments in (("last",), ("last", "--preview")):
        shown = screen()
        run(UndoingOffice(), shown, *arguments)
        for words in ("go on being synced", "not made again", "90 days", "stay as they are"):
            assert words in shown.out.getvalue()


def test_a_preview_says_that_nothing_was_changed() -> None:
    office, shown = UndoingOffice(), screen()
    assert run(office, shown, RUN, "--preview") == 0
    assert office.asked == [(RUN, True)]
    assert "nothing was changed" in shown.out.getvalue()


def test_what_is_left_is_named_by_its_reason_and_ids_and_ends_with_3() -> None:
    left = [Left(str(n), "phone", Code.EDITED_AFTER_RUN) for n in range(25)]
    shown = screen()
    assert run(UndoingOffice(*left, Left("99", "", Code.MERGED)), shown, RUN) == 3
    said = shown.out.getvalue()
    assert "25 × Somebody has changed it since the run: phone." in said
    assert "People to Contacts  19  phone" in said
    assert "People to Contacts  20  phone" not in said
    assert "and 5 more" in said
    assert said.rstrip().endswith("People to Contacts  99")


def test_machines_are_told_all_that_is_left() -> None:
    left = [Left(str(n), "phone", Code.EDITED_AFTER_RUN) for n in range(25)]
    shown = screen(json=True)
    assert run(UndoingOffice(*left, Left("99", "", Code.MERGED)), shown, RUN, "--json") == 3
    (line,) = shown.out.getvalue().splitlines()
    told: dict[str, Any] = json.loads(line)
    assert (told["run"], told["preview"]) == (RUN, False)
    assert (told["archived"], told["restored"], told["fields"]) == (297, 700, 1534)
    assert len(told["left"]) == 26
    assert told["left"][-1] == {
        "pair": "persons-contacts",
        "hubspot_id": "99",
        "field": None,
        "code": "review.merged",
    }


def test_a_run_of_which_nothing_is_left_says_so() -> None:
    office, shown = UndoingOffice(), screen()
    office.pairs = ()
    assert run(office, shown, RUN) == 0
    assert "nothing left" in shown.out.getvalue()


def test_a_run_that_there_is_not_ends_with_3_and_is_named() -> None:
    shown = screen()

    def work() -> int:
        raise UserActionError(Code.RUN_UNKNOWN, detail="abc")

    assert guarded(shown.terminal, work) == 3
    assert "There is no such run to undo: abc." in shown.err.getvalue()


@pytest.mark.parametrize("arguments", [["undo"], ["undo", "a", "b"]])
def test_it_takes_one_run(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser("0").parse_args(arguments)
    assert ended.value.code == 2


def test_a_sync_that_wrote_something_says_how_to_take_it_back(office: FakeOffice) -> None:
    asked = parser("0").parse_args(["sync"])
    shown = screen()
    commands.sync(office, asked, shown.terminal)  # type: ignore[arg-type]
    run_id = finished().id
    assert f"300sync undo {run_id[:8]}" in shown.out.getvalue()
    machine = screen(json=True)
    commands.sync(office, asked, machine.terminal)  # type: ignore[arg-type]
    assert json.loads(machine.out.getvalue().splitlines()[-1])["run"] == run_id
