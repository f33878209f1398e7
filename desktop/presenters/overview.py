"""Overview: is everything in sync, what is happening, what happened, and what needs a person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import Code, SyncError
from core.records import Side
from core.summary import Health, OfficeSummary, RunSummary
from desktop.presenters import overview_parts as parts
from desktop.presenters.overview_state import BrakeAsk as BrakeAsk
from desktop.presenters.overview_state import Chart as Chart
from desktop.presenters.overview_state import EndState as EndState
from desktop.presenters.overview_state import Lane as Lane
from desktop.presenters.overview_state import NeedRow as NeedRow
from desktop.presenters.overview_state import OverviewState as OverviewState
from desktop.presenters.overview_state import PairProgress as PairProgress
from desktop.presenters.overview_state import PairRow as PairRow
from desktop.presenters.overview_state import RunRow as RunRow
from desktop.presenters.problems import of_run, signed_in_again
from desktop.presenters.session import Running, Session
from desktop.presenters.standing import not_connected, standing
from desktop.presenters.wishes import Button, Notice, Problem, Tone, Wish
from desktop.text import explain
from desktop.times import AMERICAN, Formats, at

if TYPE_CHECKING:
    from core.store.brakes import Brake

HOUR = timedelta(hours=1)
MORNING = 6  # o'clock: when a pause "until tomorrow" ends

SYNC = Button(Wish.SYNC, "Sync now", primary=True)
PREVIEW = Button(Wish.PREVIEW, "Preview")
MENU = (
    Button(Wish.CHECK_ALL, "Check all records now"),
    Button(Wish.PREVIEW, "Preview, without writing"),
    Button(Wish.PAUSE_HOUR, "Pause for 1 hour"),
    Button(Wish.PAUSE_TOMORROW, "Pause until tomorrow"),
    Button(Wish.PAUSE, "Pause until I start it again"),
)
CANCEL = Button(Wish.CANCEL, "Cancel")
RESUME = Button(Wish.RESUME, "Start again now", primary=True)


class OverviewPresenter(QObject):
    """Decides for Overview."""

    changed = Signal(object)  # OverviewState; while running about 4 times a second
    passed_on = Signal(object, str)  # a Wish that is another presenter's, and its target

    def __init__(
        self,
        session: Session,
        monograms: Mapping[str, str] | None = None,
        formats: Formats = AMERICAN,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = OverviewState()
        self._session = session
        self._monograms = dict(monograms or {})
        self._formats = formats
        self._notice: Notice | None = None
        self._brakes: Sequence[Brake] = ()
        self._wrong: dict[str, str] = {}  # pair -> what was wrong with the number
        session.looked.connect(self._on_looked)
        session.changed.connect(self.draw)
        session.progressed.connect(self.draw)
        session.run_ended.connect(self._on_run_ended)
        session.refused.connect(self._on_refused)
        session.blinded.connect(self._on_blinded)

    @Slot(object)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        session = self._session
        match wish:
            case Wish.SYNC | Wish.CHECK_ALL | Wish.PREVIEW:
                self._notice = None
                preview, full = wish is Wish.PREVIEW, wish is Wish.CHECK_ALL
                session.sync(target or "hand", preview=preview, full=full)
            case Wish.CANCEL:
                session.cancel()
            case Wish.PAUSE_HOUR:
                session.pause(session.clock.now() + HOUR)
            case Wish.PAUSE_TOMORROW:
                session.pause(tomorrow(session.clock.now(), self._formats))
            case Wish.PAUSE:
                session.pause(None)
            case Wish.RESUME:
                session.resume()
            case Wish.DISMISS:
                self._notice = None
                self.draw()
            case _:
                self.passed_on.emit(wish, target)

    @Slot()
    def draw(self) -> None:
        """Make the state anew: also when only time has passed."""
        summary, running = self._session.summary, self._session.running
        if summary is None:
            return
        now = self._session.clock.now()
        state = overview(summary, running, now, self._monograms, self._formats)
        asked = [each for each in self._brakes if summary.issues.get(Code.BRAKE)]
        self.state = replace(
            state,
            notice=self._notice,
            brakes=tuple(
                parts.brake(each, summary, self._wrong.get(each.pair, "")) for each in asked
            ),
        )
        self.changed.emit(self.state)

    @Slot(str, str)
    def release(self, pair: str, number: str) -> None:
        """Let a plan through by the number of its changes, and carry it out."""
        office, digits = self._session.office, number.replace(",", "").strip()
        if office is None or not digits.isdigit():
            self._wrong[pair] = "Type the number of changes, in digits."
            self.draw()
            return

        def done(_brake: object) -> None:
            self._wrong.pop(pair, None)
            self._session.sync("hand")

        def failed(error: SyncError) -> None:
            words = explain(error.code, detail=error.detail)
            self._wrong[pair] = f"{words.title}. {words.action}"
            self.draw()

        self._session.jobs.start(
            lambda _job: office.release_brake(pair, int(digits)), done, failed=failed
        )

    @Slot()
    def _on_looked(self) -> None:
        """Read the brakes where some wait."""
        office, summary = self._session.office, self._session.summary
        if office is None or summary is None or not summary.issues.get(Code.BRAKE):
            self._brakes, self._wrong = (), {}
            return

        def found(brakes: "Sequence[Brake]") -> None:
            self._brakes = brakes
            self.draw()

        self._session.jobs.start(lambda _job: office.brakes(), found)

    def _system(self) -> str:
        summary = self._session.summary
        end = summary.connection(Side.SYSTEM) if summary is not None else None
        return end.label if end is not None else ""

    @Slot(object)
    def _on_run_ended(self, run: RunSummary) -> None:
        if run.preview and run.result == "ok":
            self._notice = replace(
                parts.preview_notice(run, self._system()),
                buttons=(Button(Wish.SYNC, "Sync now"), Button(Wish.DISMISS, "Close")),
            )
        elif run.preview and run.code is not None:
            self._notice = _notice("The preview stopped.", run.code)

    @Slot(object)
    def _on_refused(self, error: SyncError) -> None:
        """Answer what was asked for by hand and could not begin."""
        self._notice = _notice("Not now.", error.code, error.detail)
        self.draw()

    @Slot(object)
    def _on_blinded(self, error: SyncError) -> None:
        self._notice = _notice("What is shown here may be old.", error.code, error.detail)
        self.draw()


def _notice(lead: str, code: Code, detail: str | None = None) -> Notice:
    words = explain(code, detail=detail)
    buttons = [Button(Wish.DISMISS, "Close")]
    if code is Code.NOT_CONNECTED:
        buttons.insert(0, Button(Wish.SHOW_CONNECTIONS, "Open connections"))
    return Notice(
        Tone.ATTENTION, f"{lead} {words.title}.", f"{words.meaning} {words.action}", tuple(buttons)
    )


def overview(
    summary: OfficeSummary,
    running: Running | None,
    now: datetime,
    monograms: dict[str, str],
    formats: Formats,
) -> OverviewState:
    """Return what Overview draws at this moment. Pure."""
    stand = standing(summary, running, now, formats)
    buttons, menu, beside = _buttons(summary, running)
    started = f"Started at {at(running.started_at, now, formats)}" if running else ""
    return OverviewState(
        loaded=True,
        empty=nothing_yet(summary),
        health=stand.health,
        tone=stand.tone,
        headline=stand.headline,
        aside=stand.aside,
        sentence=stand.sentence,
        running=running is not None,
        fraction=stand.fraction,
        buttons=buttons,
        menu=menu,
        beside=beside,
        problem=trouble(summary, running, now, formats),
        system=parts.end(summary, Side.SYSTEM, monograms),
        hubspot=parts.end(summary, Side.HUBSPOT, monograms),
        caption=started or parts.last_run_caption(summary, now, formats),
        pairs=parts.pair_rows(summary, running, now, formats),
        needs=parts.need_rows(summary),
        waiting=summary.waiting,
        runs=parts.run_rows(summary.runs, now, formats, ours=running is not None),
        chart=parts.chart(summary, now, formats),
    )


def trouble(
    summary: OfficeSummary, running: Running | None, now: datetime, formats: Formats
) -> Problem | None:
    """Return why the last run failed; None if it did not, or while another is under way."""
    last = summary.last_run
    if running is not None or last is None or last.code is None or last.result != "failed":
        return None
    return None if signed_in_again(summary, last.code) else of_run(summary, last, now, formats)


def tomorrow(now: datetime, formats: Formats = AMERICAN) -> datetime:
    """Return tomorrow morning, in the zone of this PC."""
    here = (now.astimezone(formats.zone) + timedelta(days=1)).replace(
        hour=MORNING, minute=0, second=0, microsecond=0
    )
    return here.astimezone(now.tzinfo)


def _buttons(
    summary: OfficeSummary, running: Running | None
) -> tuple[tuple[Button, ...], tuple[Button, ...], str]:
    """Return the buttons that make sense now, the split button's menu, and words beside them."""
    if running is not None:
        cancel = replace(CANCEL, enabled=not running.stopping)
        beside = "Changes already made stay. The rest waits for the next run."
        return (cancel,), (), beside
    if not_connected(summary):
        return (), (), ""
    if summary.last_run is None:
        first = Button(Wish.PREVIEW, "Preview the first sync", primary=True)
        return (first, replace(SYNC, primary=False)), (), ""
    if summary.paused_until is not None:
        return (RESUME, replace(SYNC, primary=False)), (), ""
    if summary.health is Health.SIGNED_OUT:
        return (replace(SYNC, primary=False),), MENU, ""
    return (SYNC,), MENU, ""


def nothing_yet(summary: OfficeSummary) -> Notice | None:
    """Say what is still to be connected; None if nothing is."""
    if not not_connected(summary):
        return None
    button = (Button(Wish.SHOW_CONNECTIONS, "Open connections", primary=True),)
    if not summary.connections:
        text = "Connect HubSpot and your office's system to begin. Plan on 6 minutes."
        return Notice(Tone.PLAIN, "No connections yet", text, button)
    missing = " and ".join(not_connected(summary))
    there = " and ".join(c.label for c in summary.connections)
    return Notice(Tone.PLAIN, f"{missing} is missing", f"{there} is connected already.", button)
