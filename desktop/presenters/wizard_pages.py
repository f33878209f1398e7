"""Each step of the wizard as it is drawn: its page, its footer, and why it cannot go on. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.mapping import Mapping as MappingDocument
from core.records import Side
from core.registry import ConnectorSpec, Registry
from core.set_up import Chosen, Offer
from core.summary import OfficeSummary, RunSummary
from desktop.presenters import wizard_gate as gate
from desktop.presenters import wizard_parts as parts
from desktop.presenters import wizard_rehearsal as rehearsal
from desktop.presenters.connections_state import Connecting, Step
from desktop.presenters.session import Running
from desktop.presenters.standing import standing
from desktop.presenters.wishes import Button, Problem, Wish
from desktop.presenters.wizard_state import (
    ConnectStep,
    LicenceStanding,
    Page,
    Welcome,
    WizardState,
    WizardStep,
)
from desktop.presenters.wizard_words import PROMISES, TITLES
from desktop.times import Formats

_BACK = Button(Wish.WIZARD_BACK, "Back")
_NEXT = {
    WizardStep.WELCOME: "Get started",
    WizardStep.OFFICE: "Next, connect HubSpot",
    WizardStep.PREVIEW: "Start syncing",
}
_NOTES = {
    WizardStep.HUBSPOT: "You need to be an admin in HubSpot.",
    WizardStep.PREVIEW: "Starting writes to HubSpot.",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the wizard knows besides the office's summary: chosen, typed or looked up."""

    standing: LicenceStanding | None = None
    licence: str = parts.TRIAL
    licence_error: str = ""
    trade: str = ""
    connector: str = ""
    search: str = ""
    suggested: Sequence[MappingDocument] = ()
    offers: Sequence[Offer] | None = None
    wanted: Mapping[str, Chosen] = field(default_factory=dict)
    answers: gate.GateAnswers = field(default_factory=gate.GateAnswers)
    attested: bool = False
    rehearsed: RunSummary | None = None
    saved: str = ""  # where the sign-off sheet was kept
    problem: Problem | None = None
    busy: int = 0  # things that are being done


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds the wizard at the moment."""

    registry: Registry
    summary: OfficeSummary
    running: Running | None
    now: datetime
    formats: Formats
    connecting: Connecting | None
    takes_keys: bool


def state(step: WizardStep, known: Known, around: Context) -> WizardState:
    """Return what is drawn of a step."""
    spec = parts.spec_of(around.registry, known.connector)
    page = _page(step, known, around, spec)
    title, text = (parts.filled(words, spec) for words in TITLES[step])
    if isinstance(page, ConnectStep) and page.connecting is not None:
        title, text = page.connecting.title, page.connecting.text
    rail = parts.rail(spec, step)
    here = [each for each in rail if parts.steps_of(spec)[each.number - 1] is step]
    where = [f"Step {each.number} of {len(rail)}, {each.label}" for each in here]
    reason = _why_not(step, known, around)
    return WizardState(
        shown=True,
        step=step,
        title=title,
        text=text,
        rail=rail,
        where=where[0] if where else title,
        page=page,
        footnote=reason or _note(step, known),
        buttons=_buttons(step, known, reason),
        problem=known.problem,
        busy=known.busy > 0,
    )


def _page(step: WizardStep, known: Known, around: Context, spec: ConnectorSpec | None) -> Page:
    summary = around.summary
    system = spec.label if spec is not None else parts.YOUR_SYSTEM
    match step:
        case WizardStep.WELCOME:
            return Welcome(PROMISES)
        case WizardStep.LICENCE:
            return parts.licence(
                known.standing,
                known.licence,
                takes_keys=around.takes_keys,
                error=known.licence_error,
            )
        case WizardStep.OFFICE:
            return parts.office(
                around.registry,
                summary,
                known.trade,
                known.connector,
                known.search,
                known.suggested,
            )
        case WizardStep.HUBSPOT | WizardStep.SYSTEM:
            shown = around.connecting
            just_now = shown is not None and shown.step is Step.DONE
            name = _end(step, known)
            return parts.connecting(shown, parts.connected(summary, name), just_now=just_now)
        case WizardStep.PAIRS:
            return parts.pairs(known.offers, known.wanted, system)
        case WizardStep.GATE if spec is not None:
            return gate.gate(spec, known.answers, attested=known.attested)
        case _:
            return _rehearsal(known, around, system)


def _rehearsal(known: Known, around: Context, system: str) -> Page:
    summary, running = around.summary, around.running
    if running is not None:
        stand = standing(summary, running, around.now, around.formats)
        return rehearsal.running(stand, stopping=running.stopping)
    if known.rehearsed is None:
        return rehearsal.waiting(system)
    return rehearsal.done(known.rehearsed, summary.pairs, system)


def _end(step: WizardStep, known: Known) -> str:
    return "hubspot" if step is WizardStep.HUBSPOT else known.connector


def _buttons(step: WizardStep, known: Known, reason: str) -> tuple[Button, ...]:
    label = _NEXT.get(step, "Next")
    if step is WizardStep.GATE and not known.attested:
        label = "Not now, preview only"
    ready = Button(
        Wish.WIZARD_NEXT,
        label,
        primary=step is not WizardStep.GATE or known.attested,
        enabled=not reason,
        reason=reason,
    )
    return (ready,) if step is WizardStep.WELCOME else (_BACK, ready)


def _why_not(step: WizardStep, known: Known, around: Context) -> str:
    """Say why the next step cannot be gone to; "" where it can."""
    if known.busy:
        return "One moment."
    match step:
        case WizardStep.OFFICE if not known.connector:
            return "Choose the system that holds your records."
        case WizardStep.HUBSPOT | WizardStep.SYSTEM:
            name = _end(step, known)
            if parts.connected(around.summary, name) is None:
                note = _NOTES.get(step, "")
                label = around.registry[name].label
                return " ".join(w for w in (note, f"Go on once {label} is connected.") if w)
        case WizardStep.PAIRS if not any(each.on for each in known.wanted.values()):
            return "Switch at least one of them on."
        case WizardStep.PREVIEW:
            return _why_not_start(known, around)
        case _:
            pass  # nothing stands in the way
    return ""


def _why_not_start(known: Known, around: Context) -> str:
    system = around.summary.connection(Side.SYSTEM)
    spec = around.registry[system.connector] if system is not None else None
    if around.running is not None:
        return "The preview is under way."
    if spec is not None and spec.healthcare and not known.attested:
        return (
            "Nothing is written before your practice has said that it may: see Patients' privacy."
        )
    return "" if known.rehearsed is not None else "Preview the first sync before it is started."


def _note(step: WizardStep, known: Known) -> str:
    if step is WizardStep.PREVIEW and known.saved:
        return f"The sheet is saved: {known.saved}"
    return _NOTES.get(step, "")
