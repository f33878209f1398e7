"""The demo's office, opened as the window opens it: real store, real connectors, simulators."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.demo import SYSTEMS
from core.errors import Cancelled, Code, UserActionError
from core.jobs import JobContext
from core.registry import SignInKind
from core.summary import Health
from desktop import app
from desktop.cli.arguments import parser
from desktop.demo import DemoEntrance, Folders, demo_office, folders, run_demo
from desktop.entrance import Opened
from tests.desktop.cli.conftest import screen


@pytest.fixture
def entrance(tmp_path: Path) -> Iterator[DemoEntrance]:
    arguments = argparse.Namespace(system=None, people=20, seed=3, limits=False, touch=0)
    where = Folders(tmp_path / "data", tmp_path / "world")
    made = DemoEntrance(arguments, where, screen().terminal)
    yield made
    made.close()


@pytest.fixture
def opened(entrance: DemoEntrance) -> Iterator[Opened]:
    found = entrance.open(app.pool)
    yield found
    found.office.close()


def test_the_first_run_is_a_persons_to_start_and_the_next_ones_follow_by_themselves(
    opened: Opened,
) -> None:
    before = opened.office.summary()
    assert (before.health, before.next_run_at) == (Health.NEEDS_YOU, None)
    run = opened.office.sync(JobContext(), trigger="hand")
    after = opened.office.summary()
    assert run.result == "ok"
    assert after.next_run_at is not None
    assert after.next_run_at > after.now
    assert after.health in (Health.IN_SYNC, Health.NEEDS_YOU)


def test_a_preview_starts_nothing(opened: Opened) -> None:
    opened.office.sync(JobContext(), trigger="hand", preview=True)
    assert opened.office.summary().next_run_at is None


def test_a_reconnect_needs_no_more_than_the_browser(opened: Opened) -> None:
    """The office's own app and settings are kept: nobody looks its secret up again."""
    job, links = JobContext(), list[str]()

    def browser(link: str) -> None:
        links.append(link)
        job.cancelled.set()

    empty = {"region": "", "country": "", "client_id": "", "client_secret": ""}
    with pytest.raises(Cancelled):
        opened.office.connect("clio", SignInKind.OAUTH, empty, job, browser)
    [link] = links
    assert link.startswith(opened.addresses["clio"])
    assert "client_id=&" not in link
    assert opened.office.summary().connections[0].state == "working", "as it was"


def test_disconnecting_one_end_needs_a_person_and_runs_nothing_by_itself(
    opened: Opened,
) -> None:
    opened.office.sync(JobContext(), trigger="hand")
    [clio] = [c for c in opened.office.summary().connections if c.connector == "clio"]
    opened.office.disconnect(clio.id, JobContext())
    found = opened.office.summary()
    assert (found.health, found.next_run_at) == (Health.NEEDS_YOU, None)


def test_a_cancelled_run_is_no_success(opened: Opened) -> None:
    job = JobContext()
    job.cancelled.set()
    with pytest.raises(Cancelled):
        opened.office.sync(job, trigger="hand")
    assert opened.office.summary().health is Health.PAUSED


def test_an_entrance_that_is_tried_again_serves_the_same_world(
    entrance: DemoEntrance, opened: Opened
) -> None:
    again = entrance.open(app.pool)
    again.office.close()
    assert again.addresses == opened.addresses


def test_data_of_one_systems_demo_are_not_opened_as_anothers(
    entrance: DemoEntrance, opened: Opened, tmp_path: Path
) -> None:
    opened.office.close()
    others = Folders(tmp_path / "data", tmp_path / "world")
    with pytest.raises(UserActionError) as caught:
        demo_office(others, {}, {"hubspot": {}})
    assert caught.value.code is Code.SETTING_INVALID
    assert "Clio" in str(caught.value.detail)


def test_each_system_has_folders_of_its_own() -> None:
    asked = [argparse.Namespace(system=name, data_dir=None, world=None) for name in SYSTEMS]
    found = [folder for each in map(folders, asked) for folder in (each.data, each.world)]
    assert len(set(found)) == 2 * len(SYSTEMS)


def test_the_demos_window_offers_only_its_own_two_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P11: a sign-in to somebody's own account would lie under a key in a file."""
    offered: list[str] = []

    def shown(_entrance: object, _paths: object, registry: Any, **_more: object) -> int:
        offered.extend(spec.name for spec in registry().all())
        return 0

    monkeypatch.setattr("desktop.demo.run_window_on", shown)
    where = ("--data-dir", str(tmp_path / "data"), "--world", str(tmp_path / "world"))
    arguments = parser("").parse_args(["demo", "--window", "--people", "3", *where])
    assert run_demo(arguments, screen().terminal) == 0
    assert offered == ["hubspot", "clio"]
