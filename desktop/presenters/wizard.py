"""The first-run wizard: from nothing connected to the first sync. Can be left at any step.

What is kept of it is the step and the system's name; credentials go straight to the vault, and
what a person types is dropped when its step is left.
"""

import getpass
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import SyncError
from core.jobs import JobContext
from core.mapping import Mapping as MappingDocument
from core.registry import ConnectorSpec, Registry
from core.set_up import Chosen, Offer, Place
from core.summary import ConnectionSummary, RunSummary
from desktop.presenters import wizard_gate as gate
from desktop.presenters import wizard_pages as pages
from desktop.presenters import wizard_parts as parts
from desktop.presenters.connections import ConnectionsPresenter
from desktop.presenters.problems import of_error
from desktop.presenters.session import Session
from desktop.presenters.wishes import OF_CONNECTIONS, Problem, Wish
from desktop.presenters.wizard_rehearsal import sheet
from desktop.presenters.wizard_state import LicenceDesk, LicenceStanding
from desktop.presenters.wizard_state import WizardState as WizardState
from desktop.presenters.wizard_state import WizardStep as WizardStep
from desktop.presenters.wizard_words import STEPS
from desktop.times import AMERICAN, Formats, at

_CONNECTING = (WizardStep.HUBSPOT, WizardStep.SYSTEM)
HUBSPOT = "hubspot"


class WizardPresenter(QObject):
    """Decides for the wizard. Signing in is the same as on Connections, and done there."""

    changed = Signal(object)  # WizardState
    sheet_wanted = Signal(str, str)  # save this document (HTML) as a PDF: name, document
    passed_on = Signal(object, str)  # a Wish that is another presenter's, and its target

    def __init__(
        self,
        session: Session,
        registry: Registry,
        connections: ConnectionsPresenter,
        desk: LicenceDesk,
        formats: Formats = AMERICAN,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = WizardState()
        self._session, self._registry = session, registry
        self._connections, self._desk, self._formats = connections, desk, formats
        self._looked = False  # whether the office was looked at since the start
        self._drawing = False
        self._known = pages.Known()
        session.looked.connect(self._on_looked)
        session.changed.connect(self._draw)
        session.progressed.connect(self._draw)
        session.run_ended.connect(self._on_run_ended)
        session.refused.connect(self._on_refused)
        connections.changed.connect(self._draw)
        self._acts: dict[Wish, Callable[[], None]] = {
            Wish.SET_UP: self._resume,
            Wish.WIZARD_NEXT: self._next,
            Wish.WIZARD_BACK: self._back,
            Wish.WIZARD_LEAVE: self._leave,
            Wish.ATTEST: self._attest,
            Wish.REHEARSE: lambda: session.sync("hand", preview=True),
            Wish.SAVE_SHEET: self._save_sheet,
            Wish.CANCEL: session.cancel,
        }

    @Slot(object, str)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        act = self._acts.get(wish)
        if act is not None and (self.state.shown or wish is Wish.SET_UP):
            act()
        elif wish in OF_CONNECTIONS:
            self._connections.do(wish, target)
        elif act is None:
            self.passed_on.emit(wish, target)

    # -- what is chosen and typed -----------------------------------------------------------

    @Slot(str)
    def choose(self, key: str) -> None:
        """Choose one of the tiles of the step."""
        known = self._known
        match self.state.step:
            case WizardStep.LICENCE:
                self._know(licence=key, licence_error="")
            case WizardStep.OFFICE if key in self._registry:
                spec = self._registry[key]
                mine = parts.trade_of(spec)
                self._know(connector=key, trade=mine.key if mine else known.trade)
                self._look_up_suggestion(key)
            case WizardStep.OFFICE:
                self._choose_trade(key)
            case WizardStep.GATE:
                self._know(answers=replace(known.answers, kind=key, errors={}))
            case _:
                pass  # the other steps have no tiles

    @Slot(str)
    def search(self, text: str) -> None:
        """Look for a system by its name or whom it is for."""
        self._know(search=text)

    @Slot(str, bool)
    def switch(self, pair: str, on: bool) -> None:
        """Sync a pair, or leave it alone."""
        self._want(pair, on=on)

    @Slot(str, bool)
    def turn(self, pair: str, both_ways: bool) -> None:
        """Have a pair go both ways, or to HubSpot only."""
        self._want(pair, both_ways=both_ways)

    @Slot(dict)
    def submit(self, answers: Mapping[str, str]) -> None:
        """Sign in with what was filled in; nothing of it is kept here."""
        self._connections.submit(answers)

    @Slot(str)
    def give_key(self, key: str) -> None:
        """Use a licence key, which is not kept here."""
        if not key.strip():
            self._know(licence_error="Fill this in.")
            return
        self._work(lambda job: self._desk.use_key(key.strip(), job), self._on_licensed)

    @Slot(dict)
    def type(self, answers: Mapping[str, str]) -> None:
        """Take note of what was typed into the form of the gate; drawn when it is submitted."""
        answered = self._known.answers
        self._known = replace(self._known, answers=replace(answered, typed=dict(answers)))

    def save(self, path: str, content: bytes) -> None:
        """Keep the sign-off sheet where a person chose to."""
        self._work(
            lambda _job: Path(path).write_bytes(content),
            lambda _written: self._know(saved=path),
        )

    def _choose_trade(self, key: str) -> None:
        fitting = [s for s in self._registry.systems() if (t := parts.trade_of(s)) and t.key == key]
        held = self._held()
        self._know(trade=key, search="")
        if held is None and len(fitting) == 1:
            self.choose(fitting[0].name)
        elif held is None and self._known.connector not in [spec.name for spec in fitting]:
            self._know(connector="", suggested=())

    def _want(self, pair: str, **changes: bool) -> None:
        wanted = dict(self._known.wanted)
        old = wanted.get(pair, Chosen())
        new = {"on": old.on, "both_ways": old.both_ways, **changes}
        self._know(wanted={**wanted, pair: Chosen(**new)})

    # -- the way through --------------------------------------------------------------------

    @Slot()
    def _on_looked(self) -> None:
        office = self._session.office
        if self._looked or office is None:
            return
        self._looked = True
        self._session.jobs.start(lambda _job: office.setting_up.place(), self._on_place)

    def _on_place(self, place: Place | None) -> None:
        """Begin by itself where nothing is connected, or where somebody left half-way."""
        summary = self._session.summary
        if summary is None or (place is not None and place.done):
            return
        if place is None and not summary.connections:
            self._enter(WizardStep.WELCOME)
        elif place is not None:
            self._known = replace(self._known, connector=place.connector)
            self._enter(WizardStep(place.step))

    def _resume(self) -> None:
        """Open where it was left; what is connected already needs no step."""
        self._enter(self.state.step)

    def _next(self) -> None:
        match self.state.step:
            case WizardStep.LICENCE if self._known.standing is None:
                self._work(self._desk.begin_trial, self._on_licensed)
            case WizardStep.PAIRS:
                self._choose_pairs()
            case WizardStep.PREVIEW:
                self._begin()
            case _:
                self._go(1)

    def _back(self) -> None:
        if self._session.running is None:
            self._go(-1)

    def _go(self, by: int) -> None:
        order = [s for s in STEPS if s is not WizardStep.GATE or self._gated()]
        place = order.index(self.state.step) + by
        if 0 <= place < len(order):
            self._enter(order[place])

    def _leave(self) -> None:
        self._drop_typed()
        self._show(replace(self.state, shown=False))

    def _enter(self, step: WizardStep) -> None:
        """Show a step, or the first before it that is still to be done."""
        self._drop_typed()
        summary = self._session.summary
        if summary is None:
            return
        held = self._held()
        connector = held.connector if held is not None else self._known.connector
        step = self._reachable(step, connector)
        self._known = replace(self._known, connector=connector, problem=None, saved="")
        self.state = replace(self.state, shown=True, step=step)  # drawn below, with its page
        self._keep_place(Place(step.value, connector))
        self._fetch(step)
        self._draw()

    def _reachable(self, step: WizardStep, connector: str) -> WizardStep:
        place, lacking = STEPS.index(step), [WizardStep.OFFICE] if not connector else []
        lacking += [WizardStep.HUBSPOT] if self._connected(HUBSPOT) is None else []
        lacking += [WizardStep.SYSTEM] if self._connected(connector) is None else []
        return next((each for each in lacking if STEPS.index(each) < place), step)

    def _fetch(self, step: WizardStep) -> None:
        """Look up what a step shows."""
        office = self._session.office
        if office is None:
            return
        match step:
            case WizardStep.LICENCE:
                self._work(self._desk.standing, lambda found: self._know(standing=found))
            case WizardStep.OFFICE if self._known.connector:
                self._look_up_suggestion(self._known.connector)
            case WizardStep.PAIRS:
                self._know(offers=None)
                self._work(office.setting_up.offers, self._on_offers)
            case WizardStep.GATE | WizardStep.PREVIEW:
                self._work(
                    lambda _job: office.privacy.attested,
                    lambda attested: self._know(attested=attested),
                )
            case _:
                pass  # what they show is known

    def _drop_typed(self) -> None:
        """Forget what was typed, and end a sign-in that is under way."""
        self._known = replace(self._known, answers=gate.GateAnswers(), problem=None)
        if self.state.shown and self.state.step in _CONNECTING:
            self._drawing = True  # or its form would be opened again
            self._connections.do(Wish.LEAVE)
            self._drawing = False

    # -- what is done -----------------------------------------------------------------------

    def _keep_place(self, place: Place) -> None:
        office = self._session.office
        if office is not None:
            self._work(lambda _job: office.setting_up.keep_place(place), lambda _: None)

    def _look_up_suggestion(self, connector: str) -> None:
        office = self._session.office
        if office is None:
            return

        def found(suggested: Sequence[MappingDocument]) -> None:
            if connector == self._known.connector:
                self._know(suggested=suggested)

        self._work(lambda _job: office.setting_up.suggested(connector), found)

    def _on_offers(self, offers: Sequence[Offer]) -> None:
        self._know(offers=offers, wanted={o.pair: Chosen(o.on, o.both_ways) for o in offers})

    def _choose_pairs(self) -> None:
        office, wanted = self._session.office, self._known.wanted
        if office is None or self._known.offers is None:
            return
        changed = wanted != {o.pair: Chosen(o.on, o.both_ways) for o in self._known.offers}

        def done(_: None) -> None:
            if changed:
                self._known = replace(self._known, rehearsed=None)
                self._session.refresh()
            self._go(1)

        if changed:
            self._work(lambda job: office.setting_up.choose(wanted, job), done)
        else:
            self._go(1)

    def _attest(self) -> None:
        office, answers = self._session.office, self._known.answers
        today = self._session.clock.now().astimezone(self._formats.zone).date()
        errors = gate.flaws(answers, today)
        self._know(answers=replace(answers, errors=errors))
        if office is not None and not errors:
            self._work(
                lambda _job: office.privacy.attest(gate.said(answers), getpass.getuser()),
                lambda _: self._know(attested=True, answers=gate.GateAnswers()),
            )

    def _on_licensed(self, standing: LicenceStanding) -> None:
        self._know(standing=standing, licence_error="")
        self._go(1)

    def _save_sheet(self) -> None:
        summary, run, spec = self._session.summary, self._known.rehearsed, self._spec()
        if summary is None or run is None or spec is None:
            return
        now = self._session.clock.now()
        made = sheet(run, summary, spec, now, self._formats, attested=self._known.attested)
        self.sheet_wanted.emit(f"300sync-sign-off-{now:%Y-%m-%d}.pdf", made)

    def _begin(self) -> None:
        """Start the first sync, and leave for good."""
        self._keep_place(Place(WizardStep.PREVIEW.value, self._known.connector, done=True))
        self._show(replace(self.state, shown=False))
        self.passed_on.emit(Wish.SHOW_OVERVIEW, "")
        self._session.sync("hand")

    @Slot(object)
    def _on_run_ended(self, run: RunSummary) -> None:
        if not (self.state.shown and run.preview):
            return
        error = SyncError(run.code) if run.code is not None else None
        problem = self._problem(error) if error is not None else None
        self._know(rehearsed=run if run.result == "ok" else None, problem=problem)

    @Slot(object)
    def _on_refused(self, error: SyncError) -> None:
        if self.state.shown:
            self._know(problem=self._problem(error))

    def _work(self, work: Callable[[JobContext], object], done: Callable[..., None]) -> None:
        """Do something off the Qt thread; what it meets is shown on the step."""
        self._known = replace(self._known, busy=self._known.busy + 1)

        def ended(found: object) -> None:
            self._known = replace(self._known, busy=self._known.busy - 1)
            done(found)
            self._draw()

        def failed(error: SyncError) -> None:
            self._know(busy=self._known.busy - 1, problem=self._problem(error))

        self._session.jobs.start(work, ended, failed=failed)
        self._draw()

    def _problem(self, error: SyncError) -> Problem:
        now = self._session.clock.now()
        spec = self._spec()
        system = spec.label if spec is not None else ""
        return of_error(error, system, f"It happened at {at(now, now, self._formats)}.")

    # -- drawing ----------------------------------------------------------------------------

    def _know(self, **found: object) -> None:
        self._known = replace(self._known, **found)  # type: ignore[arg-type]
        self._draw()

    @Slot()
    def _draw(self) -> None:
        """Make the state anew, and open the form of a sign-in that its step needs."""
        summary = self._session.summary
        if not self.state.shown or summary is None or self._drawing:
            return
        self._drawing = True  # opening the form tells of itself
        self._open_form()
        self._drawing = False
        context = pages.Context(
            registry=self._registry,
            summary=summary,
            running=self._session.running,
            now=self._session.clock.now(),
            formats=self._formats,
            connecting=self._connections.state.connecting,
            takes_keys=self._desk.takes_keys,
        )
        self._show(pages.state(self.state.step, self._known, context))

    def _open_form(self) -> None:
        if self.state.step not in _CONNECTING or self._connections.state.connecting is not None:
            return
        name = HUBSPOT if self.state.step is WizardStep.HUBSPOT else self._known.connector
        summary = self._session.summary
        if self._connected(name) is None and summary is not None:
            there = bool(summary.of(name))
            self._connections.do(Wish.RECONNECT if there else Wish.CONNECT, name)

    def _show(self, state: WizardState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)

    def _spec(self) -> ConnectorSpec | None:
        return parts.spec_of(self._registry, self._known.connector)

    def _gated(self) -> bool:
        spec = self._spec()
        return spec is not None and spec.healthcare

    def _held(self) -> ConnectionSummary | None:
        """Return the office's system that is connected."""
        names = {spec.name for spec in self._registry.systems()}
        summary = self._session.summary
        connected = summary.connections if summary is not None else ()
        return next((each for each in connected if each.connector in names), None)

    def _connected(self, connector: str) -> ConnectionSummary | None:
        summary = self._session.summary
        return parts.connected(summary, connector) if summary is not None else None
