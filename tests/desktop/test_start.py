"""The office's own data is opened where it lies: with keyring, with passphrase, or not at all."""

import os
import subprocess
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import keys
from core.errors import Code, SyncError
from core.paths import Paths
from desktop import start
from desktop.start import OfficeEntrance, crashes_noted, run_window_on

ROOT = Path(__file__).resolve().parents[2]
GOOD = "correct horse"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "data")


@pytest.fixture
def entrance(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> OfficeEntrance:
    monkeypatch.setattr(start, "quiet_libraries", lambda _log: None)  # it is for a whole process
    monkeypatch.setattr(keys.PassphraseKeys.__init__, "__defaults__", (2**14,))
    return OfficeEntrance(paths)


def workers() -> Executor:
    return ThreadPoolExecutor(1)


def refused(entrance: OfficeEntrance, passphrase: str | None) -> SyncError:
    with pytest.raises(SyncError) as raised:
        entrance.open(workers, passphrase)
    return raised.value


def test_without_a_keyring_a_passphrase_is_chosen_and_then_asked_for(
    entrance: OfficeEntrance,
) -> None:
    """P11"""
    assert refused(entrance, None).code is Code.NO_KEYRING
    entrance.choose_passphrase(GOOD)
    wanted = refused(entrance, None)
    assert (wanted.code, wanted.detail) == (Code.KEYRING_LOCKED, "passphrase")
    assert refused(entrance, "wrong horse").code is Code.PASSPHRASE_WRONG
    with closing(entrance.open(workers, GOOD).office) as office:
        assert office.summary().key_holder == "a passphrase"


def test_a_damaged_database_is_put_aside_and_the_office_opens(
    entrance: OfficeEntrance, paths: Paths
) -> None:
    entrance.choose_passphrase(GOOD)
    (paths.data / "300sync.db").write_bytes(b"not a database" * 1000)
    assert refused(entrance, GOOD).code is Code.DATABASE_CORRUPT
    entrance.begin_afresh(forget_passphrase=False)
    with closing(entrance.open(workers, GOOD).office) as office:
        assert office.summary().connections == ()


def test_a_forgotten_passphrase_can_be_put_aside(entrance: OfficeEntrance) -> None:
    entrance.choose_passphrase(GOOD)
    entrance.begin_afresh(forget_passphrase=True)
    assert refused(entrance, None).code is Code.NO_KEYRING


def test_a_new_office_needs_a_person_and_runs_nothing_by_itself(entrance: OfficeEntrance) -> None:
    entrance.choose_passphrase(GOOD)
    with closing(entrance.open(workers, GOOD).office) as office:
        found = office.summary()
    assert found.health.value == "needs_you"
    assert found.next_run_at is None
    assert found.now <= datetime.now(UTC)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
def test_without_a_display_it_is_said_what_can_be_done(
    entrance: OfficeEntrance,
    paths: Paths,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    assert run_window_on(entrance, paths) == 1
    assert "300sync --help" in capsys.readouterr().err


def test_a_crash_leaves_its_frames_in_a_folder_that_only_the_user_may_enter(paths: Paths) -> None:
    with crashes_noted(paths):
        assert (paths.log / "crash.txt").exists()
    if os.name == "posix":
        assert paths.data.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_does_not_keep_the_window_from_saying_so(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    with crashes_noted(Paths.under(tmp_path / "file")):
        pass


def program(tmp_path: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "desktop", *words, "--data-dir", str(tmp_path / "data")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=120,
        check=False,
    )


def test_the_whole_window_opens_on_the_demo_and_quits(tmp_path: Path) -> None:
    world = ("--world", str(tmp_path / "world"))
    done = program(tmp_path, "demo", "--window", "--exit-after-start", "--people", "20", *world)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "fault" not in done.stderr


FAULTY = """
import sys
from desktop.__main__ import main
from desktop.views import {module}
{module}.{method} = lambda *_: 1 / 0
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("module", "method"),
    [
        pytest.param("main_window", "MainWindow._join", id="while it is made"),
        pytest.param("overview_page", "OverviewPage.draw", id="while it is drawn"),
    ],
)
def test_a_window_with_a_fault_ends_with_1_and_says_where(
    module: str, method: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-c", FAULTY.format(module=module, method=method)),
            *("demo", "--window", "--exit-after-start", "--people", "20"),
            *("--data-dir", str(tmp_path / "data"), "--world", str(tmp_path / "world")),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_whole_window_without_a_keyring_says_what_to_do(tmp_path: Path) -> None:
    done = program(tmp_path, "--exit-after-start")
    assert done.returncode == 3
    assert done.stderr.startswith("This PC has no safe place for the key to your sign-ins\n")
    assert "Traceback" not in done.stderr
