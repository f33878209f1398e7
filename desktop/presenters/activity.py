"""Activity: the runs that are kept; what went wrong in one, and the ways on from there."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import Code, SyncError
from core.jobs import JobContext
from core.records import Side
from core.summary import RunSummary
from desktop.presenters import activity_parts as parts
from desktop.presenters.activity_state import ActivityState as ActivityState
from desktop.presenters.session import Session
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.text import explain
from desktop.times import AMERICAN, Formats, counted

if TYPE_CHECKING:
    from core.office.activity import Trouble
    from core.undo.report import UndoReport

KEPT, SHOWN = 2_000, 50  # runs that are read, and that are drawn at once
_EMPTY = Notice(
    Tone.PLAIN,
    "No run yet",
    "Each sync is told here: what it read, created and updated, and what it could not save.",
)


class ActivityPresenter(QObject):
    """Decides for Activity."""

    changed = Signal(object)  # ActivityState
    link_wanted = Signal(str)  # open this address in the system's browser
    save_wanted = Signal(str, str)  # a file name to begin with, and what is to be kept in it
    passed_on = Signal(object, str)  # a Wish that is another presenter's, and its target

    def __init__(
        self, session: Session, formats: Formats = AMERICAN, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = ActivityState()
        self._session = session
        self._formats = formats
        self._visible = False
        self._runs: Sequence[RunSummary] = ()
        self._filter, self._count = parts.ALL, SHOWN
        self._troubles: Sequence[Trouble] = ()
        self._look = 0
        session.looked.connect(self._on_looked)
        self._acts: dict[Wish, Callable[[str], None]] = {
            Wish.OPEN_RUN: self._open,
            Wish.FILTER_RUNS: self._choose,
            Wish.OLDER_RUNS: lambda _target: self._older(),
            Wish.EXPORT_RUNS: self._export,
            Wish.RETRY_THESE: self._retry,
            Wish.UNDO_RUN: self._ask,
            Wish.UNDO_NOW: self._undo,
            Wish.KEEP_RUN: lambda _target: self._show(confirm=None),
        }

    @Slot(object, str)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        act = self._acts.get(wish)
        if act is None:
            self.passed_on.emit(wish, target)
        else:
            act(target)

    @Slot(bool)
    def show(self, visible: bool) -> None:
        """Note that the page is seen, or no longer."""
        if visible and not self._visible:
            self._read()
        self._visible = visible

    def save(self, path: str, text: str) -> None:
        """Keep an export where a person chose to."""
        self._session.jobs.start(
            lambda _job: Path(path).write_text(text, encoding="utf-8-sig", newline=""),
            lambda _written: self._note(Tone.SUCCESS, "The export is saved.", path),
            failed=self._on_failed,
        )

    # -- the runs ---------------------------------------------------------------------------------

    @Slot()
    def _on_looked(self) -> None:
        if self._visible:
            self._read()

    def _read(self) -> None:
        office = self._session.office
        if office is not None:
            self._session.jobs.start(
                lambda _job: office.activity.runs(KEPT), self._on_runs, failed=self._on_failed
            )

    def _on_runs(self, found: Sequence[RunSummary]) -> None:
        self._runs = found
        self._draw()

    def _draw(self) -> None:
        runs = parts.chosen(self._runs, self._filter)
        now = self._session.clock.now()
        left = len(runs) - self._count
        self._show(
            loaded=True,
            empty=None if self._runs else _EMPTY,
            chips=parts.chips(self._runs, self._filter),
            rows=parts.lines(runs[: self._count], now, self._formats),
            more=Button(Wish.OLDER_RUNS, f"Show older runs ({left:,})") if left > 0 else None,
        )

    def _choose(self, key: str) -> None:
        if key not in parts.FILTERS:
            return
        self._filter, self._count = key, SHOWN
        self._show(opened=None)
        self._draw()

    def _older(self) -> None:
        self._count += SHOWN
        self._draw()

    # -- one run ----------------------------------------------------------------------------------

    def _open(self, key: str) -> None:
        """Look at a run; the same again closes it."""
        self._look += 1
        number, run, office = self._look, self._run(key), self._session.office
        if run is None or office is None or (self.state.opened and self.state.opened.key == key):
            self._show(opened=None)
            return
        self._show(opened=parts.opened(run, loading=True))

        def told(found: "Sequence[Trouble]") -> None:
            if number == self._look:
                self._troubles = found
                names = self._names()
                self._show(opened=parts.with_troubles(run, found, *names))

        self._session.jobs.start(
            lambda job: office.activity.troubles(run, job), told, failed=self._on_failed
        )

    def _retry(self, target: str) -> None:
        pair, _, code = target.partition(" ")
        found = [t for t in self._troubles if (t.pair, t.code.value) == (pair, code)]
        office = self._session.office
        if office is None or not found:
            return
        ids = [each for each in found[0].ids if each]
        self._session.jobs.start(
            lambda _job: office.review.retry(pair, ids),
            lambda count: self._note(
                Tone.SUCCESS, f"The next run tries {counted(count, 'record')} again.", ""
            ),
            failed=self._on_failed,
        )

    def _ask(self, key: str) -> None:
        """Look first what undoing would do, then ask."""
        run, office = self._run(key), self._session.office
        if run is None or office is None:
            return

        def told(report: "UndoReport") -> None:
            self._show(confirm=parts.question(report, run, self._formats))

        self._session.jobs.start(
            lambda job: office.undo(job, key, preview=True), told, failed=self._on_failed
        )

    def _undo(self, key: str) -> None:
        office = self._session.office
        self._show(confirm=None)
        if office is not None:
            self._session.jobs.start(
                lambda job: office.undo(job, key), self._on_undone, failed=self._on_failed
            )

    def _on_undone(self, report: "UndoReport") -> None:
        done = f"{counted(report.archived, 'record')} archived, "
        done += f"{counted(report.fields, 'field')} restored."
        left = f"{counted(report.left, 'thing')} left as it is." if report.left else ""
        self._note(Tone.SUCCESS, done, left)
        self._session.refresh()

    def _export(self, key: str) -> None:
        """Make a table of one run, or of all that are shown; ids, codes and counts."""
        run, office = self._run(key), self._session.office
        chosen = [run] if run is not None else parts.chosen(self._runs, self._filter)
        if office is None:
            return

        def made(_job: JobContext) -> str:
            text = io.StringIO()
            csv.writer(text).writerows(office.activity.lines(chosen))
            return text.getvalue()

        name = f"300sync-activity-{self._session.clock.now():%Y-%m-%d}.csv"
        self._session.jobs.start(
            made, lambda text: self.save_wanted.emit(name, text), failed=self._on_failed
        )

    # -- inside -----------------------------------------------------------------------------------

    def _run(self, key: str) -> RunSummary | None:
        return next((run for run in self._runs if run.id == key), None)

    def _names(self) -> tuple[str, str]:
        summary = self._session.summary
        if summary is None:
            return "", ""
        system, hubspot = summary.connection(Side.SYSTEM), summary.connection(Side.HUBSPOT)
        return system.label if system else "", hubspot.label if hubspot else ""

    def _on_failed(self, error: SyncError) -> None:
        if error.code is Code.INTERNAL:
            self._note(Tone.ATTENTION, "That did not work.", "The log on this PC knows more.")
            return
        words = explain(error.code, system=self._names()[1], detail=error.detail)
        self._note(Tone.ATTENTION, f"{words.title}.", f"{words.meaning} {words.action}")

    def _note(self, tone: Tone, title: str, text: str) -> None:
        self._show(notice=Notice(tone, title, text))

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self.changed.emit(self.state)
