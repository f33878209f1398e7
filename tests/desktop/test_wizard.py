"""The first-run wizard: where it begins, what each step needs, how it is left and resumed (P14)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Code, TransientError
from core.set_up import Chosen, Place
from core.summary import Health
from desktop import app
from desktop.presenters.connections import ConnectionsPresenter
from desktop.presenters.connections_state import Step
from desktop.presenters.session import Session
from desktop.presenters.trial import TrialDesk
from desktop.presenters.wishes import Button, Wish
from desktop.presenters.wizard import WizardPresenter, WizardStep
from desktop.presenters.wizard_gate import AGREEMENT, CONTACT, SIGNED
from desktop.presenters.wizard_state import (
    ConnectStep,
    GateForm,
    OfficeChoice,
    PairsChoice,
    Rehearsal,
)
from tests.desktop.conftest import Heard
from tests.desktop.offices import (
    CLIO,
    HUBSPOT,
    NOW,
    UTC_FORMATS,
    FakeOffice,
    finished,
    summary,
    until_cancelled,
)

Settled = Callable[[], None]
NOTHING = summary(health=Health.NEEDS_YOU, connections=(), pairs=(), last_run=None, runs=())
DENTAL = replace(CLIO, connector="opendental", label="Open Dental")
TYPED = {CONTACT: "Privacy officer", AGREEMENT: "1/31/2026", SIGNED: "Owner"}


class FakePrivacy:
    """Remembers what was attested."""

    def __init__(self) -> None:
        self.said: list[object] = []

    @property
    def attested(self) -> bool:
        return bool(self.said)

    def attest(self, said: object, who: str) -> None:
        assert who
        self.said.append(said)


@pytest.fixture
def make(session: Session, office: FakeOffice, settled: Settled) -> Callable[..., WizardPresenter]:
    """Return what starts the program on an office that is like this."""
    office.privacy = FakePrivacy()

    def made(kept: Place | None = None, **found: object) -> WizardPresenter:
        office.found = replace(NOTHING, **found)  # type: ignore[arg-type]
        office.setting_up.kept = kept
        registry = app.registry()
        connections = ConnectionsPresenter(session, registry, UTC_FORMATS, session)
        wizard = WizardPresenter(session, registry, connections, TrialDesk(), UTC_FORMATS, session)
        session.open(office)
        settled()
        return wizard

    return made


def at(step: WizardStep, connector: str = "clio") -> Place:
    return Place(step.value, connector)


def forward(wizard: WizardPresenter) -> Button:
    return wizard.state.buttons[-1]


def test_an_office_with_nothing_connected_begins_with_the_promise(
    make: Callable[..., WizardPresenter],
) -> None:
    state = make().state
    assert (state.shown, state.step) == (True, WizardStep.WELCOME)
    assert [each.label for each in state.buttons] == ["Get started"]


def test_an_office_that_syncs_already_is_not_bothered(make: Callable[..., WizardPresenter]) -> None:
    assert not make(connections=(CLIO, HUBSPOT)).state.shown


def test_an_office_that_is_done_is_not_bothered_again(make: Callable[..., WizardPresenter]) -> None:
    assert not make(Place(WizardStep.PREVIEW.value, "clio", done=True)).state.shown


def test_a_trial_begins_and_the_office_is_asked_next(
    make: Callable[..., WizardPresenter], settled: Settled
) -> None:
    wizard = make()
    for _step in range(2):
        wizard.do(Wish.WIZARD_NEXT)
        settled()
    assert wizard.state.step is WizardStep.OFFICE
    assert forward(wizard).reason == "Choose the system that holds your records."


def test_a_kind_of_office_with_one_system_chooses_it(
    make: Callable[..., WizardPresenter], settled: Settled
) -> None:
    wizard = make(at(WizardStep.OFFICE, ""))
    wizard.choose("law")
    settled()
    page = wizard.state.page
    assert isinstance(page, OfficeChoice)
    assert [each.key for each in page.systems if each.chosen] == ["clio"]
    assert page.systems[0].key == "clio", "those of the trade come first"
    assert len(page.systems) == 6
    assert forward(wizard).enabled


def test_a_search_finds_a_system_by_whom_it_is_for(
    make: Callable[..., WizardPresenter],
) -> None:
    wizard = make(at(WizardStep.OFFICE, ""))
    wizard.search("dental")
    page = wizard.state.page
    assert isinstance(page, OfficeChoice)
    assert [each.key for each in page.systems] == ["opendental"]
    wizard.search("Hogwash")
    page = wizard.state.page
    assert isinstance(page, OfficeChoice)
    assert page.systems == ()
    assert page.nothing


def test_another_system_cannot_be_chosen_while_one_is_connected(
    make: Callable[..., WizardPresenter],
) -> None:
    page = make(at(WizardStep.OFFICE), connections=(CLIO,)).state.page
    assert isinstance(page, OfficeChoice)
    barred = {each.key: each.reason for each in page.systems if not each.enabled}
    assert "clio" not in barred
    assert barred["jobber"] == "Clio is connected: disconnect it first"


def test_the_form_of_the_end_that_is_missing_is_open_already(
    make: Callable[..., WizardPresenter],
) -> None:
    wizard = make(at(WizardStep.HUBSPOT))
    page = wizard.state.page
    assert isinstance(page, ConnectStep)
    assert page.connecting is not None
    assert (page.connecting.connector, page.connecting.step) == ("hubspot", Step.FORM)
    assert not forward(wizard).enabled
    assert forward(wizard).reason.endswith("Go on once HubSpot is connected.")


def test_a_step_whose_ground_is_gone_is_entered_where_it_is_missing(
    make: Callable[..., WizardPresenter],
) -> None:
    """Whoever disconnected HubSpot meanwhile connects it first."""
    wizard = make(at(WizardStep.PREVIEW), connections=(CLIO,))
    assert wizard.state.step is WizardStep.HUBSPOT


def test_what_is_connected_is_said_and_the_way_is_free(
    make: Callable[..., WizardPresenter],
) -> None:
    wizard = make(at(WizardStep.SYSTEM), connections=(CLIO, HUBSPOT))
    page = wizard.state.page
    assert isinstance(page, ConnectStep)
    assert page.connected is not None
    assert page.connected.title == "Clio is connected"
    assert forward(wizard).enabled


def test_only_pairs_that_were_changed_are_chosen_anew(
    make: Callable[..., WizardPresenter], office: FakeOffice, settled: Settled
) -> None:
    wizard = make(at(WizardStep.PAIRS), connections=(CLIO, HUBSPOT))
    wizard.do(Wish.WIZARD_NEXT)
    settled()
    assert (office.setting_up.chosen, wizard.state.step) == ([], WizardStep.PREVIEW)
    wizard.do(Wish.WIZARD_BACK)
    settled()
    wizard.turn("persons-contacts", both_ways=True)
    wizard.switch("matters-deals", on=False)
    wizard.do(Wish.WIZARD_NEXT)
    settled()
    assert office.setting_up.chosen == [
        {"persons-contacts": Chosen(True, True), "matters-deals": Chosen(False, False)}
    ]


def test_at_least_one_pair_is_synced(make: Callable[..., WizardPresenter]) -> None:
    wizard = make(at(WizardStep.PAIRS), connections=(CLIO, HUBSPOT))
    for pair in ("persons-contacts", "matters-deals"):
        wizard.switch(pair, on=False)
    assert forward(wizard).reason == "Switch at least one of them on."


def test_a_pair_that_cannot_go_back_offers_one_way(make: Callable[..., WizardPresenter]) -> None:
    """P12"""
    page = make(at(WizardStep.PAIRS), connections=(CLIO, HUBSPOT)).state.page
    assert isinstance(page, PairsChoice)
    assert [(each.pair, each.may_both) for each in page.rows] == [
        ("persons-contacts", True),
        ("matters-deals", False),
    ]


def test_a_law_firm_is_not_asked_about_patients(
    make: Callable[..., WizardPresenter], settled: Settled
) -> None:
    wizard = make(at(WizardStep.PAIRS), connections=(CLIO, HUBSPOT))
    assert "Patients' privacy" not in [each.label for each in wizard.state.rail]
    wizard.do(Wish.WIZARD_NEXT)
    settled()
    assert wizard.state.step is WizardStep.PREVIEW


def test_a_practice_attests_before_it_may_start(
    make: Callable[..., WizardPresenter], office: FakeOffice, settled: Settled
) -> None:
    """(P10) Without it everything can be previewed, and nothing is written."""
    wizard = make(at(WizardStep.GATE, "opendental"), connections=(DENTAL, HUBSPOT))
    settled()
    assert forward(wizard).label == "Not now, preview only"
    wizard.do(Wish.ATTEST)
    settled()
    page = wizard.state.page
    assert isinstance(page, GateForm)
    assert {each.name for each in page.fields if each.error} == {CONTACT, AGREEMENT, SIGNED}
    wizard.do(Wish.WIZARD_NEXT)
    wizard.do(Wish.REHEARSE)
    settled()
    assert not forward(wizard).enabled
    assert "Patients' privacy" in forward(wizard).reason
    wizard.do(Wish.WIZARD_BACK)
    settled()
    wizard.type(TYPED)
    wizard.do(Wish.ATTEST)
    settled()
    assert len(office.privacy.said) == 1
    assert forward(wizard).label == "Next"


@pytest.mark.parametrize(
    ("day", "error"),
    [
        ("someday", "Write the day as 1/31/2026."),
        (f"{NOW + timedelta(days=2):%m/%d/%Y}", "This day is still to come."),
        ("2026-01-31", ""),
    ],
)
def test_a_day_of_an_agreement_is_one_that_has_been(
    make: Callable[..., WizardPresenter], settled: Settled, day: str, error: str
) -> None:
    wizard = make(at(WizardStep.GATE, "opendental"), connections=(DENTAL, HUBSPOT))
    wizard.type({**TYPED, AGREEMENT: day})
    wizard.do(Wish.ATTEST)
    settled()
    page = wizard.state.page
    assert isinstance(page, GateForm)
    assert [each.error for each in page.fields if each.name == AGREEMENT] == (
        [error] if error else []
    )


def test_a_start_needs_a_preview_that_came_to_its_end(
    make: Callable[..., WizardPresenter], office: FakeOffice, settled: Settled
) -> None:
    wizard = make(at(WizardStep.PREVIEW), connections=(CLIO, HUBSPOT))
    settled()
    assert forward(wizard).reason == "Preview the first sync before it is started."
    office.walk = lambda _job: finished(result="failed", code=Code.OFFLINE)
    wizard.do(Wish.REHEARSE)
    settled()
    assert not forward(wizard).enabled
    assert wizard.state.problem is not None
    office.walk = lambda _job: finished()
    wizard.do(Wish.REHEARSE)
    settled()
    page = wizard.state.page
    assert isinstance(page, Rehearsal)
    assert (
        page.notice.title
        == "The first sync would create 2 records and change 11; 2 would be left out"
    )
    assert forward(wizard).enabled
    passed_on = Heard(wizard.passed_on)
    wizard.do(Wish.WIZARD_NEXT)
    settled()
    assert ("sync", ("hand", True, False)) in office.asked
    assert ("sync", ("hand", False, False)) in office.asked
    assert passed_on == [(Wish.SHOW_OVERVIEW, "")]
    assert not wizard.state.shown
    assert office.setting_up.kept == Place("preview", "clio", done=True)


def test_a_preview_can_be_cancelled_and_nothing_else_is_started_meanwhile(
    make: Callable[..., WizardPresenter], office: FakeOffice, settled: Settled
) -> None:
    wizard = make(at(WizardStep.PREVIEW), connections=(CLIO, HUBSPOT))
    settled()
    office.walk = until_cancelled
    wizard.do(Wish.REHEARSE)
    wizard.do(Wish.WIZARD_BACK)
    assert wizard.state.step is WizardStep.PREVIEW
    assert forward(wizard).reason
    wizard.do(Wish.CANCEL)
    settled()
    page = wizard.state.page
    assert isinstance(page, Rehearsal)
    assert page.rows == ()


def test_it_can_be_left_at_any_step_and_resumed_there(
    make: Callable[..., WizardPresenter], office: FakeOffice, settled: Settled
) -> None:
    wizard = make(at(WizardStep.PAIRS), connections=(CLIO, HUBSPOT))
    wizard.do(Wish.WIZARD_LEAVE)
    settled()
    assert not wizard.state.shown
    assert office.setting_up.kept == at(WizardStep.PAIRS)
    wizard.do(Wish.SET_UP)
    settled()
    assert (wizard.state.shown, wizard.state.step) == (True, WizardStep.PAIRS)


def test_what_was_typed_is_dropped_when_its_step_is_left(
    make: Callable[..., WizardPresenter],
) -> None:
    """P9"""
    wizard = make(at(WizardStep.GATE, "opendental"), connections=(DENTAL, HUBSPOT))
    wizard.type(TYPED)
    wizard.do(Wish.WIZARD_LEAVE)
    assert "Privacy officer" not in repr(wizard.__dict__)


def test_trouble_on_a_step_is_said_there(
    make: Callable[..., WizardPresenter], office: FakeOffice, settled: Settled
) -> None:
    def busy(*_asked: object) -> None:
        raise TransientError(Code.DATABASE_BUSY)

    office.setting_up.choose = busy  # type: ignore[assignment]
    wizard = make(at(WizardStep.PAIRS), connections=(CLIO, HUBSPOT))
    wizard.switch("matters-deals", on=False)
    wizard.do(Wish.WIZARD_NEXT)
    settled()
    assert wizard.state.step is WizardStep.PAIRS
    assert wizard.state.problem is not None


def test_the_sign_off_sheet_bears_no_name(
    make: Callable[..., WizardPresenter], settled: Settled, tmp_path: Path
) -> None:
    """(P9) It is printed and filed: accounts go by their number, records by how many they are."""
    wizard = make(at(WizardStep.PREVIEW), connections=(CLIO, HUBSPOT))
    wizard.do(Wish.REHEARSE)
    settled()
    wanted = Heard(wizard.sheet_wanted)
    wizard.do(Wish.SAVE_SHEET)
    ((name, sheet),) = wanted
    assert name == "300sync-sign-off-2026-11-18.pdf"
    assert "4482019" in sheet
    assert "Marlow" not in sheet
    assert "dana.price" not in sheet
    wizard.save(str(tmp_path / name), b"%PDF")
    settled()
    assert wizard.state.footnote.startswith("The sheet is saved: ")
    assert (tmp_path / name).read_bytes() == b"%PDF"
