"""A newcomer's first ten minutes, in the window over the vendors' doubles: up to in sync."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QRadioButton  # noqa: TID251
from pytestqt.qtbot import QtBot

from connectors.demo import World
from core.office import Office
from core.registry import SignInKind
from core.summary import Health
from desktop import app
from desktop.presenters.connections_state import Step
from desktop.presenters.wishes import Wish
from desktop.presenters.wizard import WizardState, WizardStep
from desktop.presenters.wizard_state import ConnectStep, Rehearsal
from desktop.views.application import dress
from desktop.views.main_window import MainWindow
from desktop.window import Program, make_window
from tests.e2e.desk import Desk, JumpingClock
from tests.e2e.seats import OfOne

# The offscreen platform says what it cannot do; that is no fault of ours.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TRADES = {"clio": "Law firm", "opendental": "Dental practice", "buildium": "Property manager"}
WRITES = {"POST", "PATCH", "PUT", "DELETE"}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody before the window of a program that was just installed."""

    desk: Desk
    office: Office
    program: Program
    window: MainWindow
    settled: Callable[[], None]

    @property
    def state(self) -> WizardState:
        return self.program.wizard.state

    def is_at(self, step: WizardStep) -> bool:
        return self.state.step is step

    def press(self, label: str, kind: type[QPushButton] | type[QRadioButton] = QPushButton) -> None:
        QApplication.processEvents()  # what was drawn anew is shown by then
        (button,) = [
            each
            for each in self.window.findChildren(kind)
            if each.isVisible() and label in (each.text(), each.accessibleName())
        ]
        assert button.isEnabled(), label
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())
        self.settled()

    def type(self, label: str, text: str) -> None:
        (entry,) = [
            each
            for each in self.window.findChildren(QLineEdit)
            if each.isVisible() and each.accessibleName() == label
        ]
        QTest.keyClicks(entry, text)

    def connect(self, name: str) -> None:
        """Paste what the vendor gave, as its form asks for it."""
        if name == "hubspot":
            self.program.wizard.do(Wish.CHOOSE_WAY, SignInKind.KEYS.value)
        page = self.state.page
        assert isinstance(page, ConnectStep)
        assert page.connecting is not None
        world = self.desk.world
        given = {**world.credentials(name), **world.settings(name)}
        asked = {each.name: each.value for each in page.connecting.fields}
        self.program.wizard.submit(asked | {each: given[each] for each in given if each in asked})
        self.settled()
        page = self.state.page
        assert isinstance(page, ConnectStep)
        assert page.connecting is None or page.connecting.step is Step.DONE, page


@pytest.fixture(params=["opendental", "buildium"])
def newcomer(
    request: pytest.FixtureRequest, tmp_path: Path, qtbot: QtBot, qapp: object
) -> Iterator[Newcomer]:
    clock = JumpingClock()
    world = World(None, str(request.param), people=12, clock=clock)
    desk = Desk(tmp_path, world, clock)
    dress(qapp)  # type: ignore[arg-type]
    with desk.open() as office:
        program = Program(OfOne(office), app.registry(), tmp_path, clock)
        window = make_window(program)
        qtbot.addWidget(window)

        def settled() -> None:
            qtbot.waitUntil(lambda: not program.jobs.busy, timeout=60_000)

        window.show()
        program.start()
        settled()
        program.scheduler.stop()
        yield Newcomer(desk, office, program, window, settled)
        program.jobs.close()


def written(desk: Desk) -> int:
    """Count what HubSpot was asked to change of its records."""
    paths = [each.path for each in desk.world.hubspot.log if each.method in WRITES]
    return sum("/batch/" in path and not path.endswith("/read") for path in paths)


def test_a_newcomer_comes_from_nothing_to_in_sync(newcomer: Newcomer) -> None:
    """(P10) Nothing is written before the preview was looked at, and the practice has attested."""
    desk, system = newcomer.desk, newcomer.desk.world.system
    newcomer.press("Get started")
    newcomer.press("Next")
    newcomer.press(TRADES[system], QRadioButton)
    newcomer.press("Next, connect HubSpot")
    newcomer.connect("hubspot")
    newcomer.press("Next")
    newcomer.connect(system)
    newcomer.press("Next")
    assert newcomer.is_at(WizardStep.PAIRS)
    newcomer.press("Next")
    if system == "opendental":
        assert newcomer.is_at(WizardStep.GATE)
        newcomer.type("Who answers for privacy", "Privacy officer")
        newcomer.type("Date of the agreement with HubSpot", "1/31/2026")
        newcomer.type("Who signed it for you", "Owner")
        newcomer.press("This is so for our practice")
        newcomer.press("Next")
    newcomer.press("Preview the first sync")
    page = newcomer.state.page
    assert isinstance(page, Rehearsal)
    would = [(each.label, each.created, each.updated) for each in page.rows]
    assert sum(created for _label, created, _updated in would) > 0
    assert written(desk) == 0
    newcomer.press("Start syncing")
    (_preview, run) = reversed(newcomer.office.summary().runs)
    assert [(p.label, p.totals.created, p.totals.updated) for p in run.pairs] == would
    assert written(desk) > 0
    assert not newcomer.state.shown
    summary = newcomer.office.summary()
    assert summary.health in (Health.IN_SYNC, Health.NEEDS_YOU)


def test_an_office_that_leaves_halfway_is_met_where_it_left(
    newcomer: Newcomer, tmp_path: Path, qtbot: QtBot
) -> None:
    newcomer.press("Get started")
    newcomer.press("Next")
    newcomer.press(TRADES[newcomer.desk.world.system], QRadioButton)
    newcomer.press("Next, connect HubSpot")
    newcomer.press("Carry on later")
    assert not newcomer.state.shown
    again = Program(OfOne(newcomer.office), app.registry(), tmp_path, newcomer.desk.clock)
    again.start()
    qtbot.waitUntil(lambda: not again.jobs.busy, timeout=20_000)
    again.scheduler.stop()
    assert (again.wizard.state.shown, again.wizard.state.step) == (True, WizardStep.HUBSPOT)
    again.jobs.close()
