"""A mapping is changed in the window over the vendors' doubles, and the next sync goes by it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from connectors.demo import World
from core.office import Office
from core.transforms import Step
from desktop import app
from desktop.presenters.main import Page
from desktop.presenters.mapping import MappingPresenter
from desktop.presenters.wishes import Wish
from desktop.window import Program
from tests.e2e.desk import Desk, JumpingClock
from tests.e2e.seats import OfOne

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody before the page Mappings."""

    desk: Desk
    office: Office
    program: Program
    settled: Callable[[], None]

    @property
    def page(self) -> MappingPresenter:
        return self.program.mapping

    def sync(self) -> None:
        self.desk.clock.advance(HOUR)
        self.program.main.do(Wish.SYNC)
        self.settled()


@pytest.fixture
def editor(tmp_path: Path, qtbot: QtBot) -> Iterator[Editor]:
    clock = JumpingClock()
    desk = Desk(tmp_path, World(None, people=12, clock=clock), clock)
    with desk.open() as office:
        desk.connect(office)
        desk.sync(office)
        program = Program(OfOne(office), app.registry(), tmp_path, clock)

        def settled() -> None:
            qtbot.waitUntil(lambda: not program.jobs.busy, timeout=60_000)

        program.start()
        settled()
        program.scheduler.stop()
        program.main.show_page(Page.MAPPINGS)
        program.mapping.show(visible=True)
        settled()
        program.mapping.choose_pair("persons-contacts")
        settled()
        yield Editor(desk, office, program, settled)
        program.jobs.close()


def test_a_step_is_tried_on_a_sample_saved_and_carried_out(editor: Editor) -> None:
    """(P9) The sample says what HubSpot then gets, and is dropped when the page is left."""
    page = editor.page
    page.select("lastname")
    editor.settled()
    inspector = page.state.inspector
    assert inspector is not None
    before = inspector.sample.there
    assert before
    page.line.add_step("truncate")
    place = len(page.state.inspector.steps) - 1 if page.state.inspector else 0
    page.line.set_step(place, "3")
    editor.settled()
    inspector = page.state.inspector
    assert inspector is not None
    told = inspector.sample.there
    assert len(told) <= 3
    people = [row.last_name for row in editor.desk.world.simulator.account.contacts]
    editor.sync()
    assert short(editor) == set(), "a draft changes nothing"
    page.do(Wish.SAVE_MAPPING)
    editor.settled()
    kept = editor.office.versions.of("persons-contacts").in_force
    assert kept is not None
    assert Step("truncate", {"length": 3}) in next(
        each.steps for each in kept.fields if each.hubspot == "lastname"
    )
    editor.sync()
    assert told in short(editor)
    assert len(short(editor)) >= len({name[:2] for name in people if name}) // 2
    page.show(visible=False)
    assert before not in repr(page.__dict__)


def short(editor: Editor) -> set[str]:
    """Return the last names that were cut off."""
    rows = editor.desk.world.hubspot.records("contacts")
    return {str(row["lastname"]) for row in rows if str(row.get("lastname") or "").endswith("…")}


def test_an_old_version_is_in_use_again_with_one_press(editor: Editor) -> None:
    page = editor.page
    page.unlink("lastname")
    editor.settled()
    page.do(Wish.SAVE_MAPPING)
    editor.settled()
    assert "lastname" not in [each.key for each in page.state.links]
    old = next(each for each in page.state.versions if not each.in_force)
    page.do(Wish.RESTORE_VERSION, str(old.number))
    editor.settled()
    page.do(Wish.DISCARD_DRAFT)
    editor.settled()
    assert "lastname" in [each.key for each in page.state.links]
