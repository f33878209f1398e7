"""The shell: which page is shown, the tray's truth, toasts, and the way out."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import SyncError
from core.records import Side
from core.summary import Health, OfficeSummary, RunSummary
from desktop.preferences import Telling
from desktop.presenters.main_state import Blocked as Blocked
from desktop.presenters.main_state import MainState as MainState
from desktop.presenters.main_state import NavItem as NavItem
from desktop.presenters.main_state import Page as Page
from desktop.presenters.main_state import PassphraseForm as PassphraseForm
from desktop.presenters.main_state import Stage as Stage
from desktop.presenters.main_state import Toast as Toast
from desktop.presenters.main_state import TrayState as TrayState
from desktop.presenters.session import BY_ITSELF, FROM_TRAY, Session
from desktop.presenters.standing import Standing, standing
from desktop.presenters.tray import closed_tray, tray
from desktop.presenters.wishes import Notice, Tone, Wish
from desktop.text import explain
from desktop.times import AMERICAN, Formats, counted

_NO_TRAY = Notice(
    Tone.ATTENTION,
    "There is no tray on this PC.",
    "Closing this window ends 300Sync, and syncing stops until it is started again. Minimize the "
    "window to keep syncing.",
)
_STAYS = Toast(
    Tone.PLAIN,
    "300Sync goes on in the tray.",
    "Closing the window does not stop syncing. To end 300Sync, choose Quit in the tray's menu.",
    outside=True,
)
_PERSONAL = frozenset({Health.NEEDS_YOU, Health.SIGNED_OUT, Health.PROBLEM})


class MainPresenter(QObject):
    """Decides for the shell and the tray."""

    changed = Signal(object)  # MainState
    toasted = Signal(object)  # Toast
    announced = Signal(str, bool)  # for screen readers; True: assertive
    raised = Signal()  # show the window and bring it to the front
    hidden = Signal()  # hide the window; the tray stays
    quitting = Signal()  # everything has stopped: end the event loop
    wished = Signal(object, str)  # a Wish for a page's presenter, and its target
    passphrase_given = Signal(str, str)  # for whoever opens the office

    def __init__(
        self,
        session: Session,
        formats: Formats = AMERICAN,
        *,
        note_explained: Callable[[], None] = lambda: None,
        parent: QObject | None = None,
    ) -> None:
        """`note_explained` remembers, off the GUI thread, that closing the window was explained."""
        super().__init__(parent)
        self.state = MainState(tray=closed_tray("Opening"))
        self._session = session
        self._formats = formats
        self._tray = True
        self._explained = False
        self._note_explained = note_explained
        self._health: Health | None = None  # between runs
        self._syncing = False
        self._asked_for: RunSummary | None = None  # by a person, ended, and not answered yet
        self._quarter = 0  # of the run under way that was announced
        self._telling = Telling.PROBLEMS
        self._leaving = False
        session.changed.connect(self.draw)
        session.progressed.connect(self._on_progress)
        session.run_ended.connect(self._on_run_ended)
        session.run_stopped.connect(self._on_run_stopped)
        session.refused.connect(self._on_refused)
        session.jobs.emptied.connect(self._on_emptied)

    @Slot(object)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        match wish:
            case Wish.OPEN:
                self.raised.emit()
            case Wish.SHOW_OVERVIEW:
                self.show_page(Page.OVERVIEW)
                self.raised.emit()
            case Wish.SHOW_ACTIVITY:
                self.show_page(Page.ACTIVITY)
                self.raised.emit()
            case Wish.SHOW_REVIEW:
                self.show_page(Page.REVIEW)
                self.raised.emit()
                self.wished.emit(wish, target)
            case Wish.EDIT_MAPPING:
                self.show_page(Page.MAPPINGS)
                self.raised.emit()
                self.wished.emit(wish, target)
            case Wish.SHOW_CONNECTIONS:
                self.show_page(Page.CONNECTIONS)
                self.raised.emit()
            case Wish.QUIT:
                self._quit()
            case Wish.CONNECT | Wish.RECONNECT:
                self.show_page(Page.CONNECTIONS)
                self.raised.emit()
                self.wished.emit(wish, target)
            case _:
                self.wished.emit(wish, target)

    @Slot(object)
    def show_page(self, page: Page) -> None:
        """Show another page."""
        if page is not self.state.page:
            self._show(replace(self.state, page=page))

    @Slot()
    def close_window(self) -> None:
        """Hide the window that a person closed; where there is no tray, quit.

        A view's closeEvent calls this and ignores the event; `hidden` or `quitting` follows.
        """
        if not self._tray:
            self._quit()
            return
        self.hidden.emit()
        if not self._explained:
            self._explained = True
            self._note_explained()
            self._toast(_STAYS)

    @Slot(str, str)
    def give_passphrase(self, passphrase: str, repeated: str) -> None:
        """Try a passphrase, or choose a new one. `repeated` is "" where it is asked for once."""
        self.passphrase_given.emit(passphrase, repeated)

    def set_explained(self, explained: bool) -> None:
        """Tell whether closing the window was explained on an earlier day."""
        self._explained = explained

    def set_tray(self, available: bool) -> None:
        """Tell whether there is a tray; it may come and go with the desktop's panel."""
        self._tray = available
        self._show(replace(self.state, notice=None if available else _NO_TRAY))

    def block(self, blocked: Blocked) -> None:
        """Show why the office cannot be opened."""
        headline = blocked.problem.title if blocked.problem else "The passphrase is wanted"
        self._show(
            replace(self.state, stage=Stage.BLOCKED, blocked=blocked, tray=closed_tray(headline))
        )
        if blocked.problem is not None:
            problem = blocked.problem
            self.announced.emit(f"{problem.title}. {problem.meaning} {problem.action}", True)

    def unblock(self) -> None:
        """Show again that the office is being opened."""
        self._show(
            replace(self.state, stage=Stage.OPENING, blocked=None, tray=closed_tray("Opening"))
        )

    @Slot()
    def draw(self) -> None:
        """Make the state anew: also when only time has passed."""
        summary = self._session.summary
        if summary is None:
            return
        now, running = self._session.clock.now(), self._session.running
        self._show(
            replace(
                self.state,
                stage=Stage.OPEN,
                blocked=None,
                title=f"300Sync · {summary.name}" if summary.name else "300Sync",
                office=summary.name,
                systems=_systems(summary),
                navigation=(
                    NavItem(Page.OVERVIEW, "Overview"),
                    NavItem(Page.MAPPINGS, "Mappings"),
                    NavItem(Page.ACTIVITY, "Activity"),
                    NavItem(Page.REVIEW, "Review", summary.waiting),
                    NavItem(Page.CONNECTIONS, "Connections", _broken(summary)),
                    NavItem(Page.PRIVACY, "Privacy"),
                    NavItem(Page.SETTINGS, "Settings"),
                ),
                tray=tray(summary, running, now, self._formats),
            )
        )
        self._tell(standing(summary, running, now, self._formats))

    @Slot(object)
    def set_telling(self, telling: Telling) -> None:
        """Have other changes of state told outside the window."""
        self._telling = telling

    def _toast(self, toast: Toast) -> None:
        """Tell a change of state; outside the window as the person wants it."""
        outside = {
            Telling.ALL: True,
            Telling.NOTHING: False,
            Telling.PROBLEMS: toast.outside,
        }[self._telling]
        self.toasted.emit(replace(toast, outside=outside))

    def _show(self, state: MainState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)

    def _tell(self, stand: Standing) -> None:
        """Toast a change of health, once; and answer who asked for a run that failed.

        Between two runs an office has one health, whatever it was called while they ran. The
        first truth after a start is no news.
        """
        if stand.health is Health.SYNCING:
            if not self._syncing:
                self._syncing, self._quarter = True, 0
                self.announced.emit(f"{stand.headline}.", False)
            return
        was_syncing, self._syncing = self._syncing, False
        before, self._health = self._health, stand.health
        run, self._asked_for = self._asked_for, None
        changed = before is not None and before is not stand.health
        if changed or was_syncing:
            stopped = stand.health in (Health.SIGNED_OUT, Health.PROBLEM)
            self.announced.emit(f"{stand.headline}. {stand.sentence}", changed and stopped)
        if changed and not (run is not None and stand.health is Health.IN_SYNC):
            outside = stand.health in _PERSONAL
            self._toast(Toast(stand.tone, f"{stand.headline}.", stand.sentence, outside))
        elif run is not None and run.result != "ok" and run.trigger == FROM_TRAY:
            self._toast(Toast(stand.tone, "The run stopped.", f"{stand.headline}.", True))

    @Slot()
    def _on_progress(self) -> None:
        summary, running = self._session.summary, self._session.running
        if summary is None or running is None:
            return
        self.draw()
        fraction = self.state.tray.fraction
        quarter = int((fraction or 0.0) * 4)
        if self._quarter < quarter < 4:
            self._quarter = quarter
            self.announced.emit(f"{quarter * 25}% done.", False)

    @Slot(object)
    def _on_run_ended(self, run: RunSummary) -> None:
        """Answer who asked for a run what it did; one that ran by itself is quiet."""
        if run.trigger == BY_ITSELF:
            return
        self._asked_for = run  # why it failed is told when the summary says how things stand
        if run.result != "ok":
            return
        outside = run.trigger == FROM_TRAY
        if run.preview:
            text = "Overview says what it found."
            self._toast(Toast(Tone.PLAIN, "The preview is ready.", text, outside))
            return
        changed = run.totals.created + run.totals.updated
        text = f"{counted(changed, 'record')} changed." if changed else "Nothing had changed."
        self._toast(Toast(Tone.SUCCESS, "The run is done.", text, outside))

    @Slot()
    def _on_run_stopped(self) -> None:
        self._toast(
            Toast(
                Tone.PAUSED,
                "The run was cancelled.",
                "What was done before stays. The rest waits for the next run.",
            )
        )

    @Slot(object, str)
    def _on_refused(self, error: SyncError, trigger: str) -> None:
        """Answer who asked in the tray, not now, because; in the window Overview does."""
        if trigger != FROM_TRAY:
            return
        words = explain(error.code, detail=error.detail)
        self._toast(Toast(Tone.ATTENTION, "Not now.", f"{words.title}.", True))

    def _quit(self) -> None:
        """Stop what is running, then leave: what it did stays."""
        self._leaving = True
        self.hidden.emit()
        if self._session.jobs.busy:
            self._session.jobs.cancel_all()
        else:
            self.quitting.emit()

    @Slot()
    def _on_emptied(self) -> None:
        if self._leaving:
            self.quitting.emit()


def _systems(summary: OfficeSummary) -> str:
    ends = (summary.connection(Side.SYSTEM), summary.connection(Side.HUBSPOT))
    return " and ".join(end.label for end in ends if end is not None)


def _broken(summary: OfficeSummary) -> int:
    return sum(connection.state == "signed_out" for connection in summary.connections)
