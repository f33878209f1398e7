"""The window's program: joins jobs, presenters, views, tray, scheduler and instance, and runs them.

The window is painted before the office is opened; from then on nothing waits on this thread.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from core.jobs import Clock
from core.log import Event, described
from core.registry import Registry
from desktop import geometry
from desktop.app import VERSION
from desktop.cli.commands import DONE, FAILED, PERSON, needs_person
from desktop.entrance import Entrance, Opened
from desktop.instance import Instance
from desktop.interrupts import Interrupts
from desktop.jobs import JobRunner
from desktop.presenters.activity import ActivityPresenter
from desktop.presenters.connections import ConnectionsPresenter
from desktop.presenters.main import Blocked, MainPresenter
from desktop.presenters.mapping import MappingPresenter
from desktop.presenters.opening import Opening
from desktop.presenters.overview import OverviewPresenter
from desktop.presenters.privacy import PrivacyPresenter
from desktop.presenters.review import ReviewPresenter
from desktop.presenters.session import Session
from desktop.presenters.settings import SettingsPresenter
from desktop.presenters.trial import TrialDesk
from desktop.presenters.wishes import (
    OF_ACTIVITY,
    OF_CONNECTIONS,
    OF_MAPPING,
    OF_OPENING,
    OF_OVERVIEW,
    OF_PRIVACY,
    OF_REVIEW,
    OF_SETTINGS,
    OF_WIZARD,
    Wish,
)
from desktop.presenters.wizard import WizardPresenter
from desktop.scheduler import Scheduler
from desktop.times import AMERICAN, Formats

if TYPE_CHECKING:
    from desktop.views.main_window import MainWindow

SWITCH = 0.0005  # seconds that a worker may keep Python's lock while this thread wants it
EXPLAINED = "closing-explained"  # an empty file: what closing the window means was said


class Program(QObject):
    """Everything of the window but its widgets, joined; owns it all."""

    def __init__(
        self,
        entrance: Entrance,
        registry: Registry,
        config: Path,
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        formats = system_formats()
        self.jobs = JobRunner(self, clock)
        self.session = Session(self.jobs, clock, self)
        self.opening = Opening(self.session, entrance, self)
        self.main = MainPresenter(
            self.session, formats, note_explained=self._note_explained, parent=self
        )
        monograms = {spec.name: spec.monogram for spec in registry.all()}
        self.overview = OverviewPresenter(self.session, monograms, formats, self)
        self.connections = ConnectionsPresenter(self.session, registry, formats, self)
        self.review = ReviewPresenter(self.session, registry, formats, self)
        self.activity = ActivityPresenter(self.session, formats, self)
        self.mapping = MappingPresenter(self.session, registry, formats, self)
        self.privacy = PrivacyPresenter(self.session, entrance.erase, formats, self)
        self.settings = SettingsPresenter(self.session, config, VERSION, formats, self)
        self.wizard = WizardPresenter(
            self.session, registry, self.connections, TrialDesk(), formats, self
        )
        self.scheduler = Scheduler(self.session, self.settings.hindered, parent=self)
        self._mark = config / EXPLAINED
        self._join()

    def start(self) -> None:
        """Open the office. Only when the window has been painted."""
        self.jobs.start(lambda _job: self._mark.exists(), self.main.set_explained)
        self.settings.begin()
        self.opening.start()

    def close(self) -> None:
        """Stop what runs and let go of the office. Only when the event loop is over."""
        self.scheduler.stop()
        self.jobs.close()
        if self.session.office is not None:
            self.session.office.close()

    def _join(self) -> None:
        main = self.main
        main.wished.connect(self._route)
        main.passphrase_given.connect(self.opening.give_passphrase)
        main.quitting.connect(self.scheduler.stop)
        self.overview.passed_on.connect(main.do)
        self.connections.passed_on.connect(main.do)
        self.review.passed_on.connect(main.do)
        self.review.link_wanted.connect(open_in_browser)
        self.activity.passed_on.connect(main.do)
        self.mapping.passed_on.connect(main.do)
        self.privacy.passed_on.connect(main.do)
        self.settings.passed_on.connect(main.do)
        self.settings.telling_wanted.connect(main.set_telling)
        self.privacy.erased.connect(self._on_erased)
        self.mapping.told.connect(lambda text: main.announced.emit(text, False))
        self.opening.passed_on.connect(main.do)
        self.wizard.passed_on.connect(main.do)
        self.opening.blocked.connect(main.block)
        self.opening.opening.connect(main.unblock)
        self.opening.opened.connect(self._on_opened)
        self.connections.browser_wanted.connect(open_in_browser)
        self.connections.copy_wanted.connect(copy)
        for draw in (main.draw, self.overview.draw, self.connections.draw):
            self.scheduler.beat.connect(draw)

    @Slot(object, str)
    def _route(self, wish: Wish, target: str) -> None:
        """Pass a wish on to the one whose it is."""
        if wish in OF_OVERVIEW:
            self.overview.do(wish, target)
        elif wish in OF_CONNECTIONS:
            self.connections.do(wish, target)
        elif wish in OF_REVIEW:
            self.review.do(wish, target)
        elif wish in OF_ACTIVITY:
            self.activity.do(wish, target)
        elif wish in OF_MAPPING:
            self.mapping.do(wish, target)
        elif wish in OF_PRIVACY:
            self.privacy.do(wish, target)
        elif wish in OF_SETTINGS:
            self.settings.do(wish, target)
        elif wish in OF_WIZARD:
            self.wizard.do(wish, target)
        elif wish in OF_OPENING:
            self.opening.do(wish, target)

    @Slot()
    def _on_erased(self) -> None:
        """Let go of an office that is gone: nothing runs any more, and quitting is what is left."""
        self.scheduler.stop()
        self.session.office = None

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        self.connections.addresses = dict(opened.addresses)
        self.scheduler.start()

    def _note_explained(self) -> None:
        self.jobs.start(lambda _job: self._mark.touch())


def keep_responsive(program: Program) -> None:
    """Let this thread have its turn soon, however busy the workers are (P14).

    Qt lets go of Python's lock at nearly every call, and may wait for it each time. And a full
    search for garbage stops all threads: it need not go through what is there for good.
    """
    sys.setswitchinterval(SWITCH)
    program.opening.opened.connect(lambda _opened: gc.freeze())


class Painted(QObject):
    """Tells once that a window has been painted for the first time."""

    happened = Signal()

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in (QEvent.Type.Paint, QEvent.Type.UpdateRequest):
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self.happened.emit)  # when this event is done with
        return super().eventFilter(watched, event)


class Outcome(QObject):
    """Quits as soon as the office is open or cannot be opened, and remembers which. No run starts.

    A fault of the window ends it too, and outweighs all else.
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.code = DONE
        self._program = program
        program.opening.opened.connect(program.scheduler.stop)  # after it was started
        program.session.looked.connect(self._quit)
        program.opening.blocked.connect(self._on_blocked)

    @Slot()
    def fault(self) -> None:
        """Take note that something went wrong on this thread, whatever it was."""
        self.code = FAILED
        QTimer.singleShot(0, self, self._quit)  # when what went wrong is over

    @Slot(object)
    def _on_blocked(self, blocked: Blocked) -> None:
        code = self._program.opening.code
        if self.code is DONE:
            self.code = PERSON if code is None or needs_person(code) else FAILED
        words = blocked.problem
        lines = (words.title, words.meaning, words.action) if words else ("A passphrase is wanted",)
        sys.stderr.write("\n".join(lines) + "\n")
        self._quit()

    @Slot()
    def _quit(self) -> None:
        self._program.main.do(Wish.QUIT)


def run(
    entrance: Entrance,
    registry: Callable[[], Registry],
    data: Path,
    config: Path,
    *,
    exit_after_start: bool = False,
) -> int:
    """Show the window and run until it is quit; return the exit code.

    Where the program runs already on this data, its window is raised instead. `exit_after_start`
    quits as soon as the office is open: 0; 3 if a person must mend why it cannot be opened; 1 after
    any fault.
    """
    from desktop.views.application import appear, make_application
    from desktop.views.tray import Tray

    app = make_application()
    instance = Instance(data, app)
    if not instance.claim():
        return DONE
    program = Program(entrance, registry(), config)
    keep_responsive(program)
    outcome = Outcome(program) if exit_after_start else None
    program.main.quitting.connect(app.quit, Qt.ConnectionType.QueuedConnection)
    instance.raised.connect(program.main.raised)
    window = make_window(program)
    program.settings.look_wanted.connect(partial(appear, app))
    tray = Tray(program.main)
    Painted(window).happened.connect(program.start)
    interrupts = Interrupts()
    interrupts.asked.connect(partial(program.main.do, Wish.QUIT))
    told = outcome.fault if outcome is not None else _nothing
    kept = geometry.load(config, screens())
    if kept is not None:
        window.restoreGeometry(kept)
    with closing(interrupts), faults_logged(program.jobs, told):
        window.show()
        app.exec()
    if not program.privacy.state.erased:
        geometry.save(config, screens(), bytes(window.saveGeometry().data()))
    tray.icon.hide()
    program.close()
    instance.release()
    return outcome.code if outcome is not None else DONE


def screens() -> str:
    """Name the screens that there are now, by where they are and how large."""
    found = (each.geometry() for each in QGuiApplication.screens())
    return " ".join(f"{g.x()},{g.y()},{g.width()}x{g.height()}" for g in found)


def make_window(program: Program) -> "MainWindow":
    """Return the window on a program, not shown yet."""
    from desktop.views.main_window import MainWindow, Presenters

    return MainWindow(
        Presenters(
            main=program.main,
            overview=program.overview,
            mapping=program.mapping,
            activity=program.activity,
            review=program.review,
            connections=program.connections,
            privacy=program.privacy,
            settings=program.settings,
            wizard=program.wizard,
        )
    )


def _nothing() -> None:
    """Go on after a fault, as a window does that is at work."""


@contextmanager
def faults_logged(jobs: JobRunner, told: Callable[[], None] = _nothing) -> Iterator[None]:
    """Log what goes wrong on this thread as its type and place: a message may hold anything.

    `told` is called after each.
    """

    def note(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        if jobs.log is not None:
            jobs.log.exception(Event.FAULT, error)
        sys.stderr.write(f"A fault in the window: {described(error)}\n")
        told()

    old, sys.excepthook = sys.excepthook, note
    try:
        yield
    finally:
        sys.excepthook = old


def system_formats() -> Formats:
    """Return how this PC writes clock times; days are written in the program's language."""
    short = QLocale.system().timeFormat(QLocale.FormatType.ShortFormat)
    if "a" in short.lower() or QLocale.system().language() is QLocale.Language.C:
        return AMERICAN
    return Formats(time=lambda moment: f"{moment.hour}:{moment:%M}")


@Slot(str)
def open_in_browser(link: str) -> None:
    """Open a vendor's page; where that fails, the page shows the link to copy."""
    QDesktopServices.openUrl(QUrl(link))


@Slot(str)
def copy(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)
