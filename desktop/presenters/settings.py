"""Settings: when runs start by themselves, how this PC behaves, and what helps to find a fault."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from core.errors import SyncError
from core.jobs import JobContext
from core.paths import disk_error
from desktop import autostart, preferences
from desktop.hindrances import hindered
from desktop.preferences import Look, Preferences, Telling
from desktop.presenters.in_order import Done, InOrder, Work
from desktop.presenters.problems import of_error
from desktop.presenters.session import Session
from desktop.presenters.settings_state import DAYS
from desktop.presenters.settings_state import SettingsState as SettingsState
from desktop.presenters.wishes import Notice, Tone, Wish
from desktop.times import AMERICAN, Formats, at

if TYPE_CHECKING:
    from core.diagnostics import BundleFile
    from core.store.scheduling import Plan

CHANGES = Path(__file__).resolve().parents[2] / "resources" / "CHANGELOG.md"


class SettingsPresenter(QObject):
    """Decides for Settings. What is chosen is in effect, and saved, at once."""

    changed = Signal(object)  # SettingsState
    look_wanted = Signal(object)  # Look
    telling_wanted = Signal(object)  # Telling
    bundle_wanted = Signal(object)  # the files of the bundle, to be looked at
    paper_wanted = Signal(str, str)  # title, and a text in Markdown
    passed_on = Signal(object, str)  # a Wish that is another presenter's, and its target

    def __init__(
        self,
        session: Session,
        config: Path,
        version: str,
        formats: Formats = AMERICAN,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = SettingsState(version=version)
        self.chosen = Preferences()
        self._session, self._config, self._formats = session, config, formats
        self._version, self._works = version, InOrder(session.jobs)
        self._visible = False
        self._files: Sequence[BundleFile] = ()
        self._plan: Plan | None = None
        session.looked.connect(self._on_looked)
        self._acts: dict[Wish, Callable[[], None]] = {
            Wish.MAKE_DIAGNOSTICS: self._look_at_bundle,
            Wish.READ_CHANGES: self._read_changes,
        }

    @Slot(object, str)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        act = self._acts.get(wish)
        if act is None:
            self.passed_on.emit(wish, target)
        else:
            act()

    def begin(self) -> None:
        """Read this PC's preferences, and have them in effect."""
        self._work(lambda _job: preferences.load(self._config), self._have)

    def hindered(self) -> str:
        """Return why nothing starts by itself on this PC now; "" if something may."""
        return hindered(self.chosen)

    @Slot(bool)
    def show(self, visible: bool) -> None:
        """Note that the page is seen: it is looked up anew each time."""
        if visible and not self._visible:
            self._look()
        self._visible = visible

    # -- the schedule, which is the office's ----------------------------------------------------

    @Slot(str)
    def set_minutes(self, minutes: str) -> None:
        """Start runs every so many minutes; "0": only by hand."""
        self._set_plan(minutes=int(minutes))

    @Slot(bool)
    def keep_hours(self, on: bool) -> None:
        """Start runs in business hours only, or at any time."""
        self._set_plan(in_hours=on)

    @Slot(object, object, object)
    def set_hours(self, days: frozenset[int], opens: time, closes: time) -> None:
        """Say when the office works; hours that end before they begin are refused."""
        if closes <= opens or not days:
            self._tell(
                Tone.ATTENTION,
                "These hours cannot be kept",
                "Choose at least one day, and an end that is later than the beginning.",
            )
            return
        self._set_plan(days=tuple(sorted(days)), opens=opens, closes=closes)

    @Slot(str)
    def set_comparing(self, days: str) -> None:
        """Compare all records every so many days; "0": only by hand."""
        office = self._session.office
        if office is not None:
            self._work(
                lambda _job: office.set_reconciled_every(int(days)), lambda _done: self._saved()
            )

    # -- this PC --------------------------------------------------------------------------------

    @Slot(bool)
    def pause_on_battery(self, on: bool) -> None:
        self._prefer(pause_on_battery=on)

    @Slot(bool)
    def pause_on_metered(self, on: bool) -> None:
        self._prefer(pause_on_metered=on)

    @Slot(str)
    def set_telling(self, telling: str) -> None:
        """Say which changes of state are told outside the window."""
        self._prefer(telling=Telling(telling))

    @Slot(object)
    def set_look(self, look: Look) -> None:
        self._prefer(look=look)

    @Slot(bool)
    def start_at_login(self, on: bool) -> None:
        """Start with the desktop, or no longer."""

        def switch(_job: JobContext) -> None:
            try:
                autostart.switch(on)
            except OSError as error:
                raise disk_error(error, Path.home()) from None

        self._work(switch, lambda _done: self._look())

    # -- help -----------------------------------------------------------------------------------

    @Slot(str)
    def save_bundle(self, path: str) -> None:
        """Write the bundle that was looked at."""
        office, files = self._session.office, self._files
        if office is None or not files:
            return

        def done(_written: object) -> None:
            self._tell(
                Tone.SUCCESS, "The diagnostics file is written", f"{path}. Nothing was sent."
            )

        self._work(lambda _job: office.diagnosing(self._version).write(files, Path(path)), done)

    def _look_at_bundle(self) -> None:
        office = self._session.office
        if office is None:
            return

        def done(found: "Sequence[BundleFile]") -> None:
            self._files = found
            self.bundle_wanted.emit(found)

        self._work(lambda _job: office.diagnosing(self._version).files(), done)

    def _read_changes(self) -> None:
        self._work(
            lambda _job: CHANGES.read_text(encoding="utf-8"),
            lambda text: self.paper_wanted.emit("What changed", text),
        )

    # -- looking and saving ---------------------------------------------------------------------

    @Slot()
    def _on_looked(self) -> None:
        if self._visible:
            self._look()

    def _look(self) -> None:
        office = self._session.office
        if office is None:
            return

        def look(_job: JobContext) -> tuple[Any, Any, bool, str]:
            return office.plan(), office.comparing(), autostart.is_on(), self.hindered()

        def done(found: tuple[Any, Any, bool, str]) -> None:
            plan, comparing, starts, held_up = found
            summary = self._session.summary
            self._plan = plan
            self._draw(
                loaded=True,
                minutes=str(plan.minutes),
                in_hours=plan.in_hours,
                hours_text=_hours(plan),
                days=frozenset(plan.days),
                opens=plan.opens,
                closes=plan.closes,
                compare_days=str(comparing.every.days if comparing.every else 0),
                starts_at_login=starts,
                held_up=held_up,
                data_folder=summary.data_folder if summary is not None else "",
            )

        self._work(look, done, kind="look")

    def _set_plan(self, **changes: Any) -> None:
        office, plan = self._session.office, self._plan
        if office is None or plan is None:
            return
        wanted = msgspec.structs.replace(plan, **changes)
        self._plan = wanted
        self._work(lambda _job: office.set_plan(wanted), lambda _done: self._saved())

    def _saved(self) -> None:
        self._draw(notice=None, problem=None)
        self._session.refresh()
        self._look()

    def _prefer(self, **changes: Any) -> None:
        chosen = msgspec.structs.replace(self.chosen, **changes)

        def save(_job: JobContext) -> None:
            try:
                preferences.save(self._config, chosen)
            except OSError as error:
                raise disk_error(error, self._config) from None

        self._have(chosen)
        self._work(save, lambda _done: self._look())

    def _have(self, chosen: Preferences) -> None:
        """Have preferences in effect."""
        if chosen.look is not self.chosen.look:
            self.look_wanted.emit(chosen.look)
        self.telling_wanted.emit(chosen.telling)
        self.chosen = chosen
        self._draw(
            on_battery=chosen.pause_on_battery,
            on_metered=chosen.pause_on_metered,
            telling=chosen.telling.value,
            look=chosen.look,
        )

    def _tell(self, tone: Tone, title: str, text: str) -> None:
        self._draw(notice=Notice(tone, title, text), problem=None)

    def _work(self, work: Work, done: Done, kind: str = "") -> None:
        """Do it off the Qt thread, after what was to be done before it."""
        self._works.start(work, done, self._failed, kind)

    def _failed(self, error: SyncError) -> None:
        now = self._session.clock.now()
        said = f"It happened at {at(now, now, self._formats)}."
        self._draw(problem=of_error(error, "300Sync", said))

    def _draw(self, **what: Any) -> None:
        state = replace(self.state, **what)
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def _hours(plan: "Plan") -> str:
    """Say when the office works."""
    days = sorted(plan.days)
    together = days == list(range(days[0], days[-1] + 1)) if days else False
    if together and len(days) > 2:
        named = f"{DAYS[days[0]]} to {DAYS[days[-1]]}"
    else:
        named = ", ".join(DAYS[day] for day in days)
    return f"{named}, {_clock(plan.opens)} to {_clock(plan.closes)}"


def _clock(moment: time) -> str:
    """Return a time of day.

    >>> _clock(time(7)), _clock(time(19, 30))
    ('7:00 AM', '7:30 PM')
    """
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"
