"""Connections: who is connected and how they fare; connecting, reconnecting, disconnecting."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from core.errors import Code, SyncError
from core.registry import Registry, SignInKind
from core.summary import ConnectionSummary
from desktop.jobs import Ticket
from desktop.presenters import connection_parts as parts
from desktop.presenters.connections_state import Card as Card
from desktop.presenters.connections_state import Confirm as Confirm
from desktop.presenters.connections_state import Connecting as Connecting
from desktop.presenters.connections_state import ConnectionsState as ConnectionsState
from desktop.presenters.connections_state import FormField as FormField
from desktop.presenters.connections_state import Step as Step
from desktop.presenters.connections_state import Tile as Tile
from desktop.presenters.connections_state import Wait as Wait
from desktop.presenters.connections_state import Way as Way
from desktop.presenters.problems import of_error
from desktop.presenters.session import Session
from desktop.presenters.wishes import Button, Problem, Wish
from desktop.times import AMERICAN, Formats, at

_IN_THE_FORM = frozenset({Code.SETTING_INVALID, Code.TOKEN_REJECTED, Code.ADDRESS_REFUSED})
_CLOSE = Button(Wish.LEAVE, "Close")


class ConnectionsPresenter(QObject):
    """Decides for Connections."""

    changed = Signal(object)  # ConnectionsState; once a second while waiting for the browser
    browser_wanted = Signal(str)  # open this address in the system's browser
    copy_wanted = Signal(str)  # put this on the clipboard
    passed_on = Signal(object, str)  # a Wish that is another presenter's, and its target

    _link = Signal(int, str)  # attempt and address; sent by the job that signs in

    def __init__(
        self,
        session: Session,
        registry: Registry,
        formats: Formats = AMERICAN,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = ConnectionsState()
        self.addresses: dict[str, str] = {}  # of simulators, by connector: the demo's
        self._session = session
        self._registry = registry
        self._formats = formats
        self._kind = SignInKind.OAUTH
        self._attempt = 0
        self._ticket: Ticket | None = None
        self._ends_at: datetime | None = None  # of the wait for the browser
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self.tick)
        self._link.connect(self._on_link, Qt.ConnectionType.QueuedConnection)
        session.changed.connect(self.draw)
        self._acts: dict[Wish, Callable[[str], None]] = {
            Wish.CONNECT: self._connect,
            Wish.RECONNECT: self._reconnect,
            Wish.CHOOSE_WAY: self._choose,
            Wish.OPEN_BROWSER: self._open_browser,
            Wish.COPY_LINK: self._copy,
            Wish.LEAVE: self._leave,
            Wish.DISCONNECT: self._ask,
            Wish.KEEP: self._keep,
            Wish.DISCONNECT_NOW: self._disconnect,
        }

    @Slot(object)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        act = self._acts.get(wish)
        if act is None:
            self.passed_on.emit(wish, target)
        else:
            act(target)

    def submit(self, answers: Mapping[str, str]) -> None:
        """Connect with what was filled in: by FormField.name. Nothing of it is kept here."""
        form, office = self.state.connecting, self._session.office
        if form is None or form.step is not Step.FORM or office is None:
            return
        fields = parts.missing(form.fields, answers)
        if any(field.error for field in fields):
            self._show(connecting=replace(form, fields=fields, problem=None))
            return
        self._attempt += 1
        number, kind, given = self._attempt, self._kind, dict(answers)
        if form.connector in self.addresses:
            given["base_url"] = self.addresses[form.connector]
        self._ticket = self._session.jobs.start(
            lambda job: office.connect(
                form.connector, kind, given, job, lambda link: self._link.emit(number, link)
            ),
            lambda kept: self._on_connected(number, kept),
            failed=lambda error: self._on_failed(number, replace(form, fields=fields), error),
        )
        self._show(
            connecting=replace(
                form, step=Step.CHECKING, fields=(), problem=None, submit="", ways=()
            )
        )

    @Slot()
    def tick(self) -> None:
        """Count down. The attempt's own clock is what really ends it."""
        connecting = self.state.connecting
        if connecting is None or connecting.wait is None or self._ends_at is None:
            self._second.stop()
            return
        seconds = (self._ends_at - self._session.clock.now()).total_seconds()
        shown = connecting.wait
        wait = parts.wait(shown.link, connecting.label, seconds, copied=shown.copied)
        self._show(connecting=replace(connecting, wait=wait))

    @Slot()
    def draw(self) -> None:
        """Make the state anew: also when only time has passed."""
        summary = self._session.summary
        if summary is None:
            return
        running = self._session.running is not None
        self._show(
            loaded=True,
            kept=parts.kept_words(summary.key_holder),
            cards=parts.cards(
                summary, self._registry, self._session.clock.now(), self._formats, running=running
            ),
            add_text=parts.add_words(summary),
            tiles=parts.tiles(summary, self._registry),
        )

    def _show(self, **what: object) -> None:
        state = replace(self.state, **what)  # type: ignore[arg-type]
        if state != self.state:
            self.state = state
            self.changed.emit(state)

    # -- connecting -------------------------------------------------------------------------

    def _connect(self, connector: str) -> None:
        self._open_form(connector, reconnect=False)

    def _open_form(
        self, connector: str, *, reconnect: bool, kind: SignInKind | None = None
    ) -> None:
        if connector not in self._registry:
            return
        self._stop()
        spec = self._registry[connector]
        self._kind = kind or spec.sign_ins[0].kind
        form = parts.form(spec, self._kind, reconnect=reconnect)
        self._show(connecting=form, confirm=None, problem=None)

    def _reconnect(self, target: str) -> None:
        """Open the form of a connection; `target` is its id, or its connector's name."""
        summary = self._session.summary
        found = [c for c in summary.connections if target in (c.id, c.connector)] if summary else []
        if found:
            kind = SignInKind(found[0].sign_in)
            self._open_form(found[0].connector, reconnect=True, kind=kind)

    def _choose(self, kind: str) -> None:
        form = self.state.connecting
        if form is not None and form.step is Step.FORM:
            self._open_form(form.connector, reconnect=form.reconnect, kind=SignInKind(kind))

    def _open_browser(self, _target: str) -> None:
        if (waiting := self._waiting()) is not None:
            self.browser_wanted.emit(waiting.link)

    def _waiting(self) -> Wait | None:
        return self.state.connecting.wait if self.state.connecting is not None else None

    def _copy(self, _target: str) -> None:
        connecting, waiting = self.state.connecting, self._waiting()
        if connecting is not None and waiting is not None:
            self.copy_wanted.emit(waiting.link)
            self._show(connecting=replace(connecting, wait=replace(waiting, copied=True)))

    def _leave(self, _target: str) -> None:
        self._stop()
        self._show(connecting=None)

    def _stop(self) -> None:
        """End the attempt that is under way, if there is one; what comes of it is not shown."""
        self._attempt += 1
        self._second.stop()
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None

    @Slot(int, str)
    def _on_link(self, number: int, link: str) -> None:
        connecting = self.state.connecting
        if number != self._attempt or connecting is None:
            return
        self._ends_at = self._session.clock.now() + parts.LIFE
        wait = parts.wait(link, connecting.label, parts.LIFE.total_seconds(), copied=False)
        self._show(
            connecting=replace(
                connecting,
                step=Step.WAITING,
                wait=wait,
                buttons=(
                    Button(Wish.OPEN_BROWSER, "Open browser again", primary=True),
                    parts.LEAVE,
                    Button(Wish.COPY_LINK, "Copy link"),
                ),
            )
        )
        self._second.start()
        self.browser_wanted.emit(link)

    def _on_connected(self, number: int, kept: ConnectionSummary) -> None:
        self._session.refresh()
        connecting = self.state.connecting
        if number != self._attempt or connecting is None:
            return
        self._stop()
        done = f"{kept.label} is connected: {kept.account_name} (no. {kept.account_id})."
        self._show(
            connecting=replace(
                connecting,
                step=Step.DONE,
                wait=None,
                done=done,
                buttons=(Button(Wish.LEAVE, "Done", primary=True),),
            )
        )

    def _on_failed(self, number: int, form: Connecting, error: SyncError) -> None:
        if number != self._attempt:
            return
        self._stop()
        problem = self._problem(error, form.label)
        if error.code in _IN_THE_FORM:
            self._show(connecting=replace(form, problem=problem))
            return
        wish = Wish.RECONNECT if form.reconnect else Wish.CONNECT
        again = Button(wish, "Begin again", form.connector, primary=True)
        failed = replace(form, step=Step.FAILED, fields=(), ways=(), submit="")
        self._show(connecting=replace(failed, problem=problem, buttons=(again, _CLOSE)))

    def _problem(self, error: SyncError, label: str) -> Problem:
        now = self._session.clock.now()
        return of_error(error, label, f"It happened at {at(now, now, self._formats)}.")

    # -- disconnecting ----------------------------------------------------------------------

    def _ask(self, connection_id: str) -> None:
        found = self._connection(connection_id)
        if found is not None and self._session.running is None:
            self._show(confirm=parts.question(found), problem=None)

    def _keep(self, _target: str) -> None:
        self._show(confirm=None)

    def _disconnect(self, connection_id: str) -> None:
        found, office = self._connection(connection_id), self._session.office
        if found is None or office is None or self._session.running is not None:
            self._show(confirm=None)
            return
        label = found.label
        self._session.jobs.start(
            lambda job: office.disconnect(connection_id, job),
            lambda _: self._on_disconnected(None),
            failed=lambda error: self._on_disconnected(self._problem(error, label)),
            stopped=lambda: self._on_disconnected(None),
        )
        self._show(confirm=None, busy=f"Disconnecting {label}")

    def _on_disconnected(self, problem: Problem | None) -> None:
        self._show(busy="", problem=problem)
        self._session.refresh()

    def _connection(self, connection_id: str) -> ConnectionSummary | None:
        summary = self._session.summary
        known = summary.connections if summary is not None else ()
        return next((each for each in known if each.id == connection_id), None)
