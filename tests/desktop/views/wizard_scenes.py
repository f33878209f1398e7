"""Fixed states of the wizard to draw: the sample data of the design; people and firms invented."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject

from core.registry import Registry
from core.set_up import Chosen, Offer
from core.summary import OfficeSummary, PairRun, RunSummary, Totals
from desktop import app
from desktop.presenters import wizard_gate as gate
from desktop.presenters import wizard_pages as pages
from desktop.presenters.connections_state import Connecting
from desktop.presenters.trial import TrialDesk
from desktop.presenters.wishes import Wish
from desktop.presenters.wizard import WizardPresenter, WizardState, WizardStep
from desktop.times import AMERICAN
from tests.desktop import offices
from tests.desktop.views import scenes

HIDDEN = WizardState()
NOW = datetime(2026, 11, 18, 14, 41, tzinfo=UTC)
REGISTRY: Registry = app.registry()


class FixedWizard(WizardPresenter):
    """Shows one state and writes down what is wished for, chosen and typed."""

    def __init__(self, state: WizardState) -> None:
        QObject.__init__(self)
        self.state = state
        self.wishes: list[tuple[Wish, str]] = []
        self.told: list[tuple[str, object]] = []

    def do(self, wish: Wish, target: str = "") -> None:
        self.wishes.append((wish, target))

    def choose(self, key: str) -> None:
        self.told.append(("choose", key))

    def search(self, text: str) -> None:
        self.told.append(("search", text))

    def switch(self, pair: str, on: bool) -> None:
        self.told.append(("switch", (pair, on)))

    def turn(self, pair: str, both_ways: bool) -> None:
        self.told.append(("turn", (pair, both_ways)))

    def submit(self, answers: Mapping[str, str]) -> None:
        self.told.append(("submit", dict(answers)))

    def type(self, answers: Mapping[str, str]) -> None:
        self.told.append(("type", dict(answers)))

    def give_key(self, key: str) -> None:
        self.told.append(("key", key))

    def save(self, path: str, content: bytes) -> None:
        self.told.append(("save", (path, content)))

    def tell(self, state: WizardState) -> None:
        self.state = state
        self.changed.emit(state)


def at(
    step: WizardStep,
    summary: OfficeSummary,
    connecting: Connecting | None = None,
    known: Mapping[str, object] | None = None,
    **more: object,
) -> WizardState:
    """Return a step as the presenter would draw it."""
    around = pages.Context(
        registry=REGISTRY,
        summary=summary,
        running=None,
        now=NOW,
        formats=AMERICAN,
        connecting=connecting,
        takes_keys=TrialDesk.takes_keys,
    )
    return pages.state(step, pages.Known(**{**(known or {}), **more}), around)  # type: ignore[arg-type]


NOTHING = offices.summary(connections=(), pairs=(), name="")
ONE_END = replace(NOTHING, connections=(offices.HUBSPOT,))
BOTH = offices.summary()
DENTAL = replace(
    offices.CLIO, connector="opendental", label="Open Dental", account_name="Larkspur Dental"
)
PRACTICE = offices.summary(connections=(DENTAL, offices.HUBSPOT), name="Larkspur Dental")
OFFERS = (
    Offer("companies-companies", "Companies to Companies", 9, True, False, 7),
    Offer("persons-contacts", "People to Contacts", 16, True, True, 10),
    Offer("matters-deals", "Matters to Deals", 11, False, False, 0),
)
WANTED = {each.pair: Chosen(each.on, each.both_ways) for each in OFFERS}
PREVIEWED = RunSummary(
    "r-9",
    NOW,
    "hand",
    preview=True,
    ended_at=NOW,
    result="ok",
    pairs=(
        PairRun("companies-companies", "Companies to Companies", Totals(463, 120, 31, 310, 0, 2)),
        PairRun("persons-contacts", "People to Contacts", Totals(3654, 214, 1032, 2399, 6, 3)),
    ),
    forecast=timedelta(minutes=7),
)
LAW: dict[str, object] = {"trade": "law", "connector": "clio"}
CARE: dict[str, object] = {"trade": "dental", "connector": "opendental"}
WRONG = gate.GateAnswers(
    typed={"contact": "", "agreement": "someday", "agreement_by": "Owner"},
    errors={"contact": "Fill this in.", "agreement": "Write the day as 1/31/2026."},
)
SCENES: dict[str, WizardState] = {
    "welcome": at(WizardStep.WELCOME, NOTHING),
    "licence": at(WizardStep.LICENCE, NOTHING),
    "pick": at(
        WizardStep.OFFICE,
        NOTHING,
        known=LAW,
        suggested=list(app.starter(REGISTRY["clio"])),
    ),
    "pick_nothing": at(WizardStep.OFFICE, NOTHING, search="Hogwash"),
    "connect": at(WizardStep.HUBSPOT, NOTHING, scenes.WAITING, known=LAW),
    "connect_form": at(WizardStep.HUBSPOT, NOTHING, scenes.FORM, known=LAW),
    "connect_failed": at(WizardStep.HUBSPOT, NOTHING, scenes.REFUSED, known=LAW),
    "connect_done": at(WizardStep.HUBSPOT, ONE_END, scenes.DONE, known=LAW),
    "connected": at(WizardStep.SYSTEM, BOTH, known=LAW),
    "pairs": at(WizardStep.PAIRS, BOTH, known=LAW, offers=OFFERS, wanted=WANTED),
    "gate": at(WizardStep.GATE, PRACTICE, known=CARE),
    "gate_wrong": at(WizardStep.GATE, PRACTICE, known=CARE, answers=WRONG),
    "gate_said": at(WizardStep.GATE, PRACTICE, known=CARE, attested=True),
    "preview": at(WizardStep.PREVIEW, BOTH, known=LAW),
    "preview_done": at(WizardStep.PREVIEW, BOTH, known=LAW, rehearsed=PREVIEWED),
    "preview_sealed": at(WizardStep.PREVIEW, PRACTICE, known=CARE, rehearsed=PREVIEWED),
}
