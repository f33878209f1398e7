"""Opening the office off the GUI thread, and the way on where it cannot be opened."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import Code, SyncError
from desktop.entrance import Entrance, Opened
from desktop.presenters.main_state import Blocked, PassphraseForm
from desktop.presenters.session import Session
from desktop.presenters.wishes import Button, Problem, Tone, Wish
from desktop.text import Kind, explain

LEAST_PASSPHRASE = 8  # characters; core.keys, which is slow to load, refuses less
SURE = "sure"  # target of a BEGIN_AFRESH that was asked about
_LOCKED_BY_PASSPHRASE = "passphrase"  # detail of KEYRING_LOCKED: it is a passphrase that lacks
_AGAIN = Button(Wish.OPEN_AGAIN, "Try again", primary=True)
_QUIT = Button(Wish.QUIT, "Quit")
_MAY_BEGIN_AFRESH = frozenset(
    {Code.DATABASE_CORRUPT, Code.WRONG_KEY, Code.SEAL_BROKEN, Code.PASSPHRASE_WRONG}
)
_FORGOTTEN = frozenset({Code.PASSPHRASE_WRONG, Code.SEAL_BROKEN})
_HAPPENED = "300Sync looked for its data on this PC."


class Opening(QObject):
    """Opens the office, and decides what is shown where that fails."""

    opened = Signal(object)  # Opened
    blocked = Signal(object)  # Blocked
    opening = Signal()  # it is being tried again
    passed_on = Signal(object, str)  # a Wish that is another presenter's, and its target

    def __init__(self, session: Session, entrance: Entrance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.code: Code | None = None  # why it is blocked
        self._session = session
        self._entrance = entrance
        self._shown = Blocked()
        self._forget = False  # beginning afresh puts the passphrase aside too

    @Slot()
    def start(self) -> None:
        """Open the office; `opened` or `blocked` follows."""
        self._open(None)

    @Slot(object, str)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        match wish:
            case Wish.OPEN_AGAIN:
                self.opening.emit()
                self._open(None)
            case Wish.USE_PASSPHRASE:
                self._show(Blocked(_without(wish, self._shown.problem), _new_passphrase()))
            case Wish.BEGIN_AFRESH if target == SURE:
                self.opening.emit()
                self._afresh()
            case Wish.BEGIN_AFRESH:
                self._show(Blocked(_question()))
            case _:
                self.passed_on.emit(wish, target)

    @Slot(str, str)
    def give_passphrase(self, passphrase: str, repeated: str) -> None:
        """Try a passphrase, or choose a new one."""
        form = self._shown.passphrase
        if form is None or form.busy:
            return
        error = _unfit(passphrase, repeated) if form.new else ""
        busy = not error
        self._show(replace(self._shown, passphrase=replace(form, error=error, busy=busy)))
        if busy and form.new:
            self._session.jobs.start(
                lambda _job: self._entrance.choose_passphrase(passphrase),
                lambda _: self._open(passphrase),
                failed=self._on_failed,
            )
        elif busy:
            self._open(passphrase)

    def _open(self, passphrase: str | None) -> None:
        workers = self._session.jobs.workers
        self._session.jobs.start(
            lambda _job: self._entrance.open(workers, passphrase),
            self._on_opened,
            failed=self._on_failed,
        )

    def _afresh(self) -> None:
        forget = self._forget
        self._session.jobs.start(
            lambda _job: self._entrance.begin_afresh(forget_passphrase=forget),
            lambda _: self._open(None),
            failed=self._on_failed,
        )

    def _on_opened(self, opened: Opened) -> None:
        self._shown = Blocked()
        self.code = None
        self._session.jobs.log = opened.log
        self._session.open(opened.office)
        self.opened.emit(opened)

    def _on_failed(self, error: SyncError) -> None:
        self.code = error.code
        self._forget = error.code in _FORGOTTEN
        wanted = error.code is Code.KEYRING_LOCKED and error.detail == _LOCKED_BY_PASSPHRASE
        if wanted:
            self._show(Blocked(passphrase=_asked_for()))
        elif error.code is Code.PASSPHRASE_WRONG:
            form = replace(_asked_for(), error="This is not the passphrase. Type it again.")
            self._show(Blocked(_problem(error), form))
        else:
            self._show(Blocked(_problem(error)))

    def _show(self, blocked: Blocked) -> None:
        self._shown = blocked
        self.blocked.emit(blocked)


def _problem(error: SyncError) -> Problem:
    words = explain(error.code, detail=error.detail)
    buttons = [_AGAIN]
    if error.code is Code.NO_KEYRING:
        again = replace(_AGAIN, primary=False)
        buttons = [Button(Wish.USE_PASSPHRASE, "Use a passphrase", primary=True), again]
    if error.code in _MAY_BEGIN_AFRESH:
        buttons.append(Button(Wish.BEGIN_AFRESH, "Begin afresh", danger=True))
    return Problem(
        kind=words.kind,
        tone=Tone.ERROR,
        title=words.title,
        happened=_HAPPENED,
        meaning=words.meaning,
        action=words.action,
        buttons=(*buttons, _QUIT),
    )


def _without(wish: Wish, problem: Problem | None) -> Problem | None:
    """Return a problem without the button that was pressed."""
    if problem is None:
        return None
    kept = tuple(button for button in problem.buttons if button.wish is not wish)
    return replace(problem, buttons=kept)


def _question() -> Problem:
    return Problem(
        kind=Kind.COMPUTER,
        tone=Tone.ATTENTION,
        title="Begin afresh on this PC?",
        happened="What cannot be used is put aside in the data folder; nothing is deleted.",
        meaning="Your records stay in both systems. The next run finds out which belong together, "
        "without duplicates.",
        action="Afterwards, connect HubSpot and your office's system again.",
        buttons=(
            Button(Wish.OPEN_AGAIN, "Go back"),
            Button(Wish.BEGIN_AFRESH, "Begin afresh", SURE, danger=True),
        ),
    )


def _asked_for() -> PassphraseForm:
    return PassphraseForm(
        new=False,
        title="Passphrase",
        text="It protects the key to your sign-ins on this PC.",
        label="Passphrase",
        repeat_label="",
        submit="Unlock",
    )


def _new_passphrase() -> PassphraseForm:
    return PassphraseForm(
        new=True,
        title="Choose a passphrase",
        text=f"At least {LEAST_PASSPHRASE} characters. You will be asked for it at each start, and "
        "nobody can recover it for you.",
        label="Passphrase",
        repeat_label="The same again",
        submit="Use this passphrase",
    )


def _unfit(passphrase: str, repeated: str) -> str:
    if len(passphrase) < LEAST_PASSPHRASE:
        return f"Choose at least {LEAST_PASSPHRASE} characters."
    return "" if passphrase == repeated else "The two are not the same."
