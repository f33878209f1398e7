"""Activity tells runs in counts and codes, and offers the way on from each (P8, P9, P14)."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import Code, SyncError
from core.jobs import JobContext
from core.office.activity import HEAD, Activity, Trouble
from core.office.places import Place
from core.summary import RunSummary, Totals
from core.undo.report import Left, PairUndo, UndoReport
from desktop.presenters.activity import SHOWN, ActivityPresenter
from desktop.presenters.session import Session
from desktop.presenters.wishes import Tone, Wish
from desktop.text import explain
from tests.desktop.conftest import Heard
from tests.desktop.offices import NOW, PERSONS, RUN, UTC_FORMATS, FakeOffice, summary

Settled = Callable[[], None]
PAIR = "persons-contacts"


def run(id: str, **changes: Any) -> RunSummary:
    counts = changes.pop("totals", Totals(22, 1, 7, 12, 0, 2, 0))
    return replace(RUN, id=id, pairs=(replace(PERSONS, totals=counts),), **changes)


RUNS = (
    run("r1", totals=Totals(71, 3, 22, 37, 0, 3, 6), trigger="hand"),
    run("r2", totals=Totals(5, 0, 0, 5, 0, 0, 0), started_at=NOW - timedelta(days=1)),
    run(
        "r3",
        totals=Totals(),
        result="failed",
        code=Code.OFFLINE,
        started_at=NOW - timedelta(days=1, minutes=9),
    ),
)
TROUBLE = Trouble(
    PAIR,
    "Persons to Contacts",
    Code.RECORD_REFUSED,
    6,
    ("p1", "p2", "p3", "p4", "p5", "p6"),
    (Place("p1", "https://clio.example.com/p1"), Place("p2", "")),
)


class FakeActivity:
    """The runs of an office in memory."""

    def __init__(self) -> None:
        self.found: Sequence[RunSummary] = RUNS
        self.met: list[Trouble] = [TROUBLE]
        self.broken: SyncError | None = None
        self.reads = 0

    def runs(self, limit: int = 500) -> Sequence[RunSummary]:
        del limit
        self.reads += 1
        if self.broken is not None:
            raise self.broken
        return self.found

    def troubles(self, _run: RunSummary, _job: JobContext) -> list[Trouble]:
        return self.met

    def lines(self, chosen: Sequence[RunSummary]) -> Iterator[Sequence[str]]:
        return Activity.lines(None, chosen)  # type: ignore[arg-type]


class Retried:
    """What Review was asked to try again."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def retry(self, pair: str, ids: Sequence[str]) -> int:
        self.asked.append((pair, tuple(ids)))
        return len(ids)


@pytest.fixture
def activity(office: FakeOffice) -> FakeActivity:
    made = FakeActivity()
    office.activity, office.review, office.found = made, Retried(), summary()
    return made


@pytest.fixture
def presenter(activity: FakeActivity, opened: Session, settled: Settled) -> ActivityPresenter:
    """Activity, seen."""
    del activity
    made = ActivityPresenter(opened, UTC_FORMATS, opened)
    made.show(visible=True)
    settled()
    return made


def test_runs_stand_under_their_day_with_what_came_of_them(presenter: ActivityPresenter) -> None:
    rows = presenter.state.rows
    assert [row.day for row in rows] == [
        "Today, Wednesday, November 18",
        "Yesterday, Tuesday, November 17",
        "",
    ]
    assert [(row.result, row.tone) for row in rows] == [
        ("6 not saved", Tone.ATTENTION),
        ("Done", Tone.SUCCESS),
        (explain(Code.OFFLINE).title, Tone.ERROR),
    ]
    assert (rows[0].when, rows[0].started_by, rows[0].took) == ("2:34 PM", "By hand", "21 s")
    assert "71 read, 3 created, 22 updated, 3 held, 6 failed" in rows[0].spoken


def test_a_filter_shows_what_its_count_says(presenter: ActivityPresenter) -> None:
    assert [chip.label for chip in presenter.state.chips] == [
        "All runs",
        "With problems 2",
        "With held records 1",
        "Started by hand 1",
    ]
    presenter.do(Wish.FILTER_RUNS, "problems")
    assert [row.key for row in presenter.state.rows] == ["r1", "r3"]
    assert [chip.chosen for chip in presenter.state.chips] == [False, True, False, False]


def test_an_open_run_tells_causes_where_to_look_and_one_way_on(
    presenter: ActivityPresenter, settled: Settled
) -> None:
    presenter.do(Wish.OPEN_RUN, "r1")
    assert presenter.state.opened is not None
    assert presenter.state.opened.loading
    settled()
    found = presenter.state.opened
    assert found.said == "25 records were saved. 9 were not, for 1 reason."
    (card,) = found.cards
    assert (card.count, card.where) == (6, "Open in Clio")
    assert [(b.label, b.enabled) for b in card.places] == [("p1", True), ("p2", False)]
    assert [b.label for b in card.buttons] == ["Retry these 6"]
    presenter.do(Wish.OPEN_RUN, "r1")
    assert presenter.state.opened is None


def test_these_are_tried_again_by_their_ids(
    presenter: ActivityPresenter, office: FakeOffice, settled: Settled
) -> None:
    presenter.do(Wish.OPEN_RUN, "r1")
    settled()
    assert presenter.state.opened is not None
    presenter.do(Wish.RETRY_THESE, presenter.state.opened.cards[0].buttons[0].target)
    settled()
    assert office.review.asked == [(PAIR, TROUBLE.ids)]
    assert presenter.state.notice is not None
    assert presenter.state.notice.title == "The next run tries 6 records again."


def test_what_a_person_must_answer_leads_to_review(
    presenter: ActivityPresenter, activity: FakeActivity, settled: Settled
) -> None:
    activity.met = [replace(TROUBLE, code=Code.CONFLICT)]
    presenter.do(Wish.OPEN_RUN, "r1")
    settled()
    assert presenter.state.opened is not None
    assert [b.wish for b in presenter.state.opened.cards[0].buttons] == [Wish.SHOW_REVIEW]


def test_undoing_is_asked_about_with_what_it_does_and_what_it_leaves(
    presenter: ActivityPresenter, office: FakeOffice, settled: Settled
) -> None:
    left = [Left("71", "city", Code.EDITED_AFTER_RUN)]
    pairs = (PairUndo(PAIR, "Persons to Contacts", 3, 22, 31, left),)
    office.undone = UndoReport("r1", True, pairs)
    presenter.do(Wish.UNDO_RUN, "r1")
    settled()
    confirm = presenter.state.confirm
    assert confirm is not None
    assert "3 records that it created are archived" in confirm.text
    assert "31 fields of 22 records get their old value back" in confirm.text
    assert "1 thing is left" in confirm.text
    presenter.do(Wish.KEEP_RUN)
    assert presenter.state.confirm is None
    presenter.do(Wish.UNDO_NOW, "r1")
    settled()
    assert [about for name, about in office.asked if name == "undo"] == [
        ("r1", True),
        ("r1", False),
    ]
    assert presenter.state.notice is not None
    assert presenter.state.notice.title == "3 records archived, 31 fields restored."


def test_a_run_that_wrote_nothing_cannot_be_undone(
    presenter: ActivityPresenter, settled: Settled
) -> None:
    presenter.do(Wish.OPEN_RUN, "r2")
    settled()
    assert presenter.state.opened is not None
    assert [b.wish for b in presenter.state.opened.buttons] == [Wish.EXPORT_RUNS]


def test_p9_an_export_holds_what_is_shown_in_ids_codes_and_counts(
    presenter: ActivityPresenter, settled: Settled, tmp_path: Path
) -> None:
    wanted = Heard(presenter.save_wanted)
    presenter.do(Wish.EXPORT_RUNS, "r1")
    settled()
    presenter.do(Wish.FILTER_RUNS, "problems")
    presenter.do(Wish.EXPORT_RUNS)
    settled()
    (name, one), (_name, both) = wanted
    assert name == "300sync-activity-2026-11-18.csv"
    assert [row[0] for row in csv.reader(io.StringIO(one))] == ["run", "r1"]
    rows = list(csv.reader(io.StringIO(both)))
    assert (tuple(rows[0]), [row[0] for row in rows[1:]]) == (HEAD, ["r1", "r3"])
    presenter.save(str(tmp_path / name), one)
    settled()
    assert (tmp_path / name).read_text(encoding="utf-8-sig").startswith("run,started")


def test_a_place_that_cannot_be_written_is_said(
    presenter: ActivityPresenter, settled: Settled, tmp_path: Path
) -> None:
    presenter.save(str(tmp_path / "gone" / "x.csv"), "run")
    settled()
    assert presenter.state.notice is not None
    assert presenter.state.notice.tone is Tone.ATTENTION


def test_older_runs_come_fifty_at_a_time(
    presenter: ActivityPresenter, activity: FakeActivity, opened: Session, settled: Settled
) -> None:
    activity.found = [run(f"r{n}") for n in range(120)]
    opened.refresh()
    settled()
    assert len(presenter.state.rows) == SHOWN
    assert presenter.state.more is not None
    assert presenter.state.more.label == "Show older runs (70)"
    presenter.do(Wish.OLDER_RUNS)
    presenter.do(Wish.OLDER_RUNS)
    assert len(presenter.state.rows) == 120
    assert presenter.state.more is None


def test_an_office_that_never_ran_says_what_will_be_here(
    presenter: ActivityPresenter, activity: FakeActivity, opened: Session, settled: Settled
) -> None:
    activity.found = ()
    opened.refresh()
    settled()
    assert presenter.state.empty is not None


def test_p14_runs_are_read_only_while_they_are_seen(
    presenter: ActivityPresenter, activity: FakeActivity, opened: Session, settled: Settled
) -> None:
    presenter.show(visible=False)
    before = activity.reads
    opened.refresh()
    settled()
    assert activity.reads == before


def test_runs_that_cannot_be_read_are_said(
    presenter: ActivityPresenter, activity: FakeActivity, opened: Session, settled: Settled
) -> None:
    activity.broken = SyncError(Code.DATABASE_BUSY, detail="running")
    opened.refresh()
    settled()
    assert presenter.state.notice is not None
    assert presenter.state.rows
