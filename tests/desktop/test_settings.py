"""Settings are in effect, and saved, as they are changed (P14)."""

import json
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.diagnostics import BundleFile
from core.errors import Code, UserActionError
from core.summary import Health
from desktop import autostart, hindrances, preferences
from desktop.preferences import Look, Preferences, Telling
from desktop.presenters.main import MainPresenter
from desktop.presenters.session import Session
from desktop.presenters.settings import SettingsPresenter
from desktop.presenters.wishes import Tone, Wish
from desktop.scheduler import Scheduler
from tests.desktop.conftest import Heard
from tests.desktop.offices import UTC_FORMATS, FakeOffice, SetClock, summary

Settled = Callable[[], None]


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def presenter(opened: Session, settled: Settled, tmp_path: Path) -> SettingsPresenter:
    """Settings, seen."""
    made = SettingsPresenter(opened, tmp_path, "1.2.3", UTC_FORMATS, opened)
    made.begin()
    settled()
    made.show(visible=True)
    settled()
    return made


def test_the_office_decides_how_often_and_when(
    presenter: SettingsPresenter, office: FakeOffice, settled: Settled
) -> None:
    presenter.set_minutes("60")
    presenter.keep_hours(True)
    presenter.set_hours(frozenset({0, 1, 5}), time(8), time(18, 30))
    settled()
    assert (office.planned.minutes, office.planned.in_hours) == (60, True)
    assert office.planned.days == (0, 1, 5)
    assert presenter.state.hours_text == "Mon, Tue, Sat, 8:00 AM to 6:30 PM"


def test_hours_that_end_before_they_begin_are_refused_and_nothing_is_lost(
    presenter: SettingsPresenter, office: FakeOffice, settled: Settled
) -> None:
    before = office.planned
    presenter.set_hours(frozenset({0}), time(18), time(8))
    presenter.set_hours(frozenset(), time(8), time(18))
    settled()
    assert office.planned == before
    notice = presenter.state.notice
    assert notice is not None
    assert notice.tone is Tone.ATTENTION


def test_how_often_all_is_compared_is_kept(
    presenter: SettingsPresenter, office: FakeOffice, settled: Settled
) -> None:
    presenter.set_comparing("30")
    settled()
    assert ("compare every", 30) in office.asked


def test_how_it_looks_is_told_at_once_and_is_there_at_the_next_start(
    presenter: SettingsPresenter, opened: Session, settled: Settled, tmp_path: Path
) -> None:
    looks = Heard(presenter.look_wanted)
    presenter.set_look(Look.DARK)
    settled()
    assert looks == [Look.DARK]
    again = SettingsPresenter(opened, tmp_path, "1.2.3", UTC_FORMATS, opened)
    told = Heard(again.look_wanted)
    again.begin()
    settled()
    assert told == [Look.DARK]


def test_preferences_that_cannot_be_read_are_ours(tmp_path: Path) -> None:
    (tmp_path / preferences.NAME).write_text("{broken")
    assert preferences.load(tmp_path) == Preferences()
    preferences.save(tmp_path, Preferences(look=Look.LIGHT))
    assert json.loads((tmp_path / preferences.NAME).read_text())["look"] == "light"


@pytest.mark.parametrize(
    ("telling", "outside"),
    [
        (Telling.PROBLEMS, [True, False]),
        (Telling.ALL, [True, True]),
        (Telling.NOTHING, [False, False]),
    ],
)
def test_what_is_told_outside_the_window_is_as_chosen(
    opened: Session,
    office: FakeOffice,
    settled: Settled,
    telling: Telling,
    outside: list[bool],
) -> None:
    main = MainPresenter(opened, UTC_FORMATS, parent=opened)
    main.set_telling(telling)
    main.draw()
    toasts = Heard(main.toasted)
    for found in (summary(health=Health.NEEDS_YOU, issues={Code.CONFLICT: 3}), summary()):
        office.found = found
        opened.refresh()
        settled()
    assert [toast.outside for toast in toasts] == outside


def test_the_program_starts_with_the_desktop_and_no_longer(
    presenter: SettingsPresenter, settled: Settled, tmp_path: Path
) -> None:
    presenter.start_at_login(True)
    settled()
    file = tmp_path / "config" / "autostart" / "300sync.desktop"
    assert "Exec=" in file.read_text()
    assert presenter.state.starts_at_login
    presenter.start_at_login(False)
    settled()
    assert not file.exists()
    assert not presenter.state.starts_at_login


def test_a_folder_that_cannot_be_written_is_said(
    presenter: SettingsPresenter, settled: Settled, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("a file where a folder should be")
    presenter.start_at_login(True)
    settled()
    assert presenter.state.problem is not None


def test_a_launch_agent_starts_the_program_when_somebody_signs_in() -> None:
    made = autostart.plist(["/Applications/300Sync.app/run"])
    assert b"RunAtLoad" in made
    assert b"/Applications/300Sync.app/run" in made


def supply(folder: Path, name: str, **files: str) -> None:
    (folder / name).mkdir(parents=True)
    for file, text in files.items():
        (folder / name / file).write_text(text + "\n")


def test_a_battery_that_drains_is_seen_and_one_that_is_plugged_in_is_not(tmp_path: Path) -> None:
    assert not hindrances.on_battery(tmp_path)
    supply(tmp_path, "BAT0", type="Battery", status="Discharging")
    assert hindrances.on_battery(tmp_path)
    supply(tmp_path, "AC", type="Mains", online="1")
    assert not hindrances.on_battery(tmp_path)


def test_only_what_was_chosen_holds_a_run_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hindrances, "on_battery", lambda: True)
    monkeypatch.setattr(hindrances, "is_metered", lambda: True)
    assert hindrances.hindered(Preferences()) == ""
    assert "battery" in hindrances.hindered(Preferences(pause_on_battery=True))
    assert "metered" in hindrances.hindered(Preferences(pause_on_metered=True))


def test_a_run_that_is_due_waits_while_something_holds_it_up(
    opened: Session, office: FakeOffice, clock: SetClock, settled: Settled
) -> None:
    why = ["This PC runs on its battery."]
    scheduler = Scheduler(opened, lambda: why[0], parent=opened)
    office.found = summary(next_run_at=clock.now() - timedelta(minutes=1))
    scheduler.start()
    opened.refresh()
    settled()
    assert "sync" not in office.names()
    why[0] = ""
    scheduler.tick()
    settled()
    assert "sync" in office.names()
    scheduler.stop()


class FakeDiagnoses:
    """A bundle of one file."""

    def __init__(self) -> None:
        self.written: list[tuple[Any, Path]] = []
        self.blocked = False

    def files(self) -> list[BundleFile]:
        return [BundleFile("about.json", '{"version": "1.2.3"}\n')]

    def write(self, files: Any, path: Path) -> None:
        if self.blocked:
            raise UserActionError(Code.DIAGNOSTICS_HELD, detail="about.json:1 text")
        self.written.append((files, path))


def test_the_diagnostics_file_is_looked_at_before_it_is_written(
    presenter: SettingsPresenter, office: FakeOffice, settled: Settled, tmp_path: Path
) -> None:
    """P9"""
    office.diagnoses = made = FakeDiagnoses()  # type: ignore[assignment]
    wanted = Heard(presenter.bundle_wanted)
    presenter.save_bundle(str(tmp_path / "b.zip"))
    settled()
    assert made.written == [], "nobody has looked at it"
    presenter.do(Wish.MAKE_DIAGNOSTICS)
    settled()
    (files,) = wanted
    presenter.save_bundle(str(tmp_path / "b.zip"))
    settled()
    assert made.written == [(files, tmp_path / "b.zip")]
    made.blocked = True
    presenter.save_bundle(str(tmp_path / "c.zip"))
    settled()
    problem = presenter.state.problem
    assert problem is not None
    assert "about.json:1" in problem.title


def test_what_changed_in_this_version_can_be_read(
    presenter: SettingsPresenter, settled: Settled
) -> None:
    shown = Heard(presenter.paper_wanted)
    presenter.do(Wish.READ_CHANGES)
    settled()
    ((title, text),) = shown
    assert title == "What changed"
    assert text.startswith("# What changed")
