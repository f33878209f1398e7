"""A day in Review, in the window, over the vendors' doubles: a conflict is shown, and settled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton  # noqa: TID251
from pytestqt.qtbot import QtBot

from connectors.demo import World
from core.conflicts import ConflictPolicy
from core.mapping import Direction
from core.office import Office
from core.records import Side
from core.store import mappings
from core.transforms import chain
from desktop import app
from desktop.presenters.main import Page
from desktop.presenters.wishes import Wish
from desktop.views.application import dress
from desktop.views.choice_card import ChoiceCard
from desktop.views.main_window import MainWindow
from desktop.window import Program, make_window
from tests.e2e.desk import Desk, JumpingClock
from tests.e2e.seats import OfOne

# The offscreen platform says what it cannot do; that is no fault of ours.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PAIR = "persons-contacts"
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody before the window."""

    desk: Desk
    office: Office
    program: Program
    window: MainWindow
    settled: Callable[[], None]

    def cards(self) -> list[ChoiceCard]:
        return [each for each in self.window.findChildren(ChoiceCard) if each.isVisible()]

    def press(self, label: str) -> None:
        QApplication.processEvents()  # what was drawn anew is shown by then
        (button,) = [
            each
            for each in self.window.findChildren(QPushButton)
            if each.text() == label and each.isVisible()
        ]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settled()


@pytest.fixture
def seat(tmp_path: Path, qtbot: QtBot, qapp: object) -> Iterator[Seat]:
    clock = JumpingClock()
    desk = Desk(tmp_path, World(None, people=20, clock=clock), clock)
    dress(qapp)  # type: ignore[arg-type]
    with desk.open() as office:
        desk.connect(office)
        _both_ways(office)
        desk.sync(office)
        program = Program(OfOne(office), app.registry(), tmp_path, clock)
        window = make_window(program)
        qtbot.addWidget(window)

        def settled() -> None:
            qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)

        window.show()
        program.start()
        settled()
        program.scheduler.stop()
        yield Seat(desk, office, program, window, settled)
        program.jobs.close()


def _both_ways(office: Office) -> None:
    """Have names and phones travel both ways, and a person asked where both changed."""
    (system,) = [c for c in office.summary().connections if c.side is Side.SYSTEM]
    (rules,) = [each for each in office.mappings() if each.pair == PAIR]
    fields = tuple(
        replace(each, direction=Direction.BOTH, policy=None) if chain(each.steps).backward else each
        for each in rules.fields
    )
    asking = replace(rules, fields=fields, policy=ConflictPolicy.ASK)
    mappings.publish(office._parts.store, system.id, asking, office._parts.clock.now())


def torn(seat: Seat) -> tuple[str, str]:
    """Have somebody's last name changed on both sides; return their ids."""
    world = seat.desk.world
    people = [row for row in world.simulator.account.contacts if row.type == "Person"]
    links = seat.office._parts.ledger.hubspot_ids(PAIR, [str(row.id) for row in people])
    mine, theirs = sorted(links.items())[0]
    seat.desk.clock.advance(HOUR)
    world.simulator.edit("contacts", int(mine), last_name="Quillfeather")
    world.hubspot.edit("contacts", theirs, lastname="Inkwell")
    seat.desk.clock.advance(HOUR)
    seat.program.main.do(Wish.SYNC)
    seat.settled()
    return mine, theirs


def lastname(seat: Seat, theirs: str) -> str | None:
    rows = {str(row["hs_object_id"]): row for row in seat.desk.world.hubspot.records("contacts")}
    value = rows[theirs]["lastname"]
    return None if value is None else str(value)


def test_a_conflict_is_settled_by_two_presses(seat: Seat) -> None:
    """(P5, P9) From the badge to both systems."""
    _mine, theirs = torn(seat)
    waiting = {item.page: item.badge for item in seat.program.main.state.navigation}
    assert waiting[Page.REVIEW] >= 1
    seat.program.main.show_page(Page.REVIEW)
    seat.settled()
    for _other in seat.program.review.state.rows:  # the first sync met others who differ
        if any("Quillfeather" in each.accessibleName() for each in seat.cards()):
            break
        seat.press("Decide later")
    (card,) = [each for each in seat.cards() if "Quillfeather" in each.accessibleName()]
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.rect().center())
    seat.press("Save choices and open next")
    assert lastname(seat, theirs) == "Quillfeather"
    seat.program.main.show_page(Page.OVERVIEW)
    assert "Quillfeather" not in repr(seat.program.review.state)
    seat.desk.clock.advance(HOUR)
    assert seat.desk.sync(seat.office).totals.updated == 0
