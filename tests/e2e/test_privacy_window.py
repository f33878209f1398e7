"""Privacy in the window over the vendors' doubles: the counts are true, and each right is real."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from connectors.demo import World
from core.office import Office
from desktop import app, policy
from desktop.presenters.main import Page
from desktop.presenters.privacy import PrivacyPresenter
from desktop.presenters.wishes import Tone, Wish
from desktop.views.sheet import pdf
from desktop.window import Program
from tests.desktop.conftest import Heard
from tests.e2e.desk import Desk, JumpingClock
from tests.e2e.seats import OfOne

PAIR = "patients-contacts"


@dataclass(frozen=True, slots=True)
class Manager:
    """Somebody before the page Privacy."""

    desk: Desk
    office: Office
    program: Program
    settled: Callable[[], None]

    @property
    def page(self) -> PrivacyPresenter:
        return self.program.privacy

    def kept(self) -> dict[str, int]:
        return {row.kind: row.count for row in self.page.state.kept}


@pytest.fixture
def manager(tmp_path: Path, qtbot: QtBot) -> Iterator[Manager]:
    clock = JumpingClock()
    desk = Desk(tmp_path, World(None, "opendental", people=12, clock=clock), clock)
    with desk.open() as office:
        desk.connect(office)
        desk.sync(office)
        program = Program(OfOne(office), app.registry(), tmp_path, clock)

        def settled() -> None:
            qtbot.waitUntil(lambda: not program.jobs.busy, timeout=60_000)

        program.start()
        settled()
        program.scheduler.stop()
        program.main.show_page(Page.PRIVACY)
        program.privacy.show(visible=True)
        settled()
        yield Manager(desk, office, program, settled)
        program.jobs.close()


def test_what_is_shown_is_what_the_report_and_the_database_say(manager: Manager) -> None:
    state = manager.page.state
    standing = manager.office.privacy.standing(manager.desk.job())
    assert len(state.never) == len(standing.report.blocked) > 40
    there = {(tab.key, row.there) for tab in state.tabs for row in tab.rows}
    assert len(there) == len({(each.pair, each.property) for each in standing.report.leaving})
    assert sum(manager.kept().values()) == sum(manager.office.kept.counts().values())
    assert manager.kept()["Names, phones, emails, record contents"] == 0
    assert state.gate is not None
    assert state.gate.tone is Tone.SUCCESS
    assert state.audit_text.endswith("all of them as they were written.")


def test_the_policy_is_read_accepted_and_stays_so(manager: Manager) -> None:
    read = Heard(manager.page.policy_wanted)
    assert manager.page.state.policy == ""
    manager.page.do(Wish.READ_POLICY)
    manager.settled()
    assert read[0].startswith("# How 300Sync handles your office's data")
    manager.page.do(Wish.ACCEPT_POLICY)
    manager.settled()
    assert manager.page.state.policy.startswith(f"Policy {policy.VERSION} accepted")
    kept = manager.office.consenting.accepted()
    assert kept is not None
    assert kept.policy == policy.VERSION


def test_what_is_exported_names_every_row_and_no_secret(manager: Manager, tmp_path: Path) -> None:
    """P9"""
    for name in ("kept.json", "kept.csv"):
        manager.page.export(str(tmp_path / name))
        manager.settled()
    rows = [json.loads(line) for line in (tmp_path / "kept.json").read_text().splitlines()]
    assert (
        len([row for row in rows if row["kind"] == "links"])
        == (manager.office.kept.counts()["links"])
    )
    for secret in manager.desk.world.credentials("opendental").values():
        assert secret not in (tmp_path / "kept.json").read_text()
        assert secret not in (tmp_path / "kept.csv").read_text()
    notice = manager.page.state.notice
    assert notice is not None
    assert "Sign-ins are not among them" in notice.text


def test_one_record_is_forgotten_by_its_number_and_never_synced_again(manager: Manager) -> None:
    links = manager.office._parts.ledger.hubspot_ids(
        PAIR, [str(number) for number in manager.desk.world.simulator.practice.tables["patients"]]
    )
    mine = sorted(links)[0]
    before = manager.office.kept.counts()["links"]
    manager.page.forget(PAIR, f" {mine} ", stay_away=True)
    manager.settled()
    notice = manager.page.state.notice
    assert notice is not None
    assert notice.title == f"Record {mine} is forgotten"
    assert manager.office.kept.counts()["links"] == before - 1
    manager.desk.clock.advance(3600.0)
    manager.desk.sync(manager.office, full=True)
    assert mine not in manager.office._parts.ledger.hubspot_ids(PAIR, [mine])


def test_a_number_that_nobody_knows_is_said_and_loses_nothing(manager: Manager) -> None:
    before = manager.office.kept.counts()
    manager.page.forget(PAIR, "999999", stay_away=True)
    manager.settled()
    problem = manager.page.state.problem
    assert problem is not None
    assert manager.office.kept.counts() == before


def test_the_report_holds_fields_and_counts_and_no_person(manager: Manager) -> None:
    """P9"""
    wanted = Heard(manager.page.report_wanted)
    manager.page.do(Wish.SAVE_REPORT)
    ((name, html),) = wanted
    assert name.endswith(".pdf")
    assert "What never leaves" in html
    people = manager.desk.world.simulator.practice.tables["patients"].values()
    names = {str(row["LName"]) for row in people if len(str(row["LName"])) > 4}
    assert not {each for each in names if f">{each}<" in html}
    assert pdf(html).startswith(b"%PDF")


def test_everything_is_erased_only_once_it_was_typed(manager: Manager) -> None:
    manager.page.erase("erase")
    manager.settled()
    assert manager.office.kept.counts()["links"] > 0
    manager.page.erase("Erase everything ")
    manager.settled()
    state = manager.page.state
    assert state.erased
    assert state.notice is not None
    assert state.notice.buttons[0].wish is Wish.QUIT
    left = {kind: n for kind, n in manager.office.kept.counts().items() if n}
    assert set(left) <= {"audit", "settings"}
    assert manager.program.session.office is None
