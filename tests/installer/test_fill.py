"""Making and filling the environment: once, from the list, and with words for each way it fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from installer import apt, fill
from installer.environment import STAMP, Venv, is_ready
from installer.fill import prepare
from installer.stopping import StopError
from tests.installer.projects import Project

NEVER_ANSWERS = "http://127.0.0.1:9/"  # the discard port, where nobody listens


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody start a process."""

    def refuse(*arguments: object, **named: object) -> None:
        pytest.fail(f"started a process: {arguments}")

    monkeypatch.setattr(subprocess, "Popen", refuse)


def can_import(venv: Venv, name: str, cwd: Path) -> bool:
    words = [str(venv.python), "-P", "-c", f"import {name}"]
    return subprocess.run(words, cwd=cwd, capture_output=True, check=False).returncode == 0


def everything_in(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return size and time of each file, which change when it is written again."""
    stats = {file: file.lstat() for file in folder.rglob("*")}
    return {file: (stat.st_size, stat.st_mtime_ns) for file, stat in stats.items()}


def venv_of(project: Project) -> Venv:
    return Venv(project.root / ".venv")


def why_it_stops(project: Project, use: str = "app") -> str:
    with pytest.raises(StopError) as stop:
        prepare(use, project.root)
    return str(stop.value)


def test_the_first_call_makes_what_a_use_needs_and_no_more(ready: Project, tmp_path: Path) -> None:
    venv = venv_of(ready)
    assert can_import(venv, "apple", tmp_path)
    assert not can_import(venv, "pear", tmp_path)
    assert is_ready("app", venv, ready.root)
    assert not is_ready("dev", venv, ready.root)


def test_its_python_imports_the_rooms_wherever_one_stands(ready: Project, tmp_path: Path) -> None:
    assert can_import(venv_of(ready), "core", tmp_path)


def test_what_it_imports_was_compiled_once_and_not_at_each_start(ready: Project) -> None:
    assert list(venv_of(ready).site.glob("__pycache__/apple.*.pyc"))
    assert list((ready.root / "core").glob("__pycache__/*.pyc"))


def test_the_second_call_runs_nothing_and_writes_nothing(
    ready: Project, nothing_runs: None
) -> None:
    before = everything_in(ready.root)
    prepare("app", ready.root)
    assert everything_in(ready.root) == before


@pytest.mark.slow
def test_a_list_that_changed_is_installed_into_what_is_there(project: Project) -> None:
    venv = prepare("app", project.root)
    kept = venv.folder / "kept"
    kept.touch()
    project.lock("app", "apple", "quince")
    prepare("app", project.root)
    assert can_import(venv, "quince", project.root)
    assert kept.exists()


@pytest.mark.slow
def test_what_the_workshop_has_serves_the_program_too(
    project: Project, request: pytest.FixtureRequest
) -> None:
    prepare("dev", project.root)
    request.getfixturevalue("nothing_runs")
    prepare("app", project.root)


@pytest.mark.slow
def test_a_checkout_that_was_moved_makes_it_anew(project: Project) -> None:
    prepare("app", project.root)
    elsewhere = Project(project.root.with_name("elsewhere, with an é"), project.shelf)
    project.root.rename(elsewhere.root)
    venv = prepare("app", elsewhere.root)
    assert str(elsewhere.root) in (venv.setting("command") or "")
    assert can_import(venv, "core", project.shelf)


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["the stamp is off", "its Python is gone", "pip is gone"])
def test_what_was_left_half_done_is_made_anew(harm: str, project: Project) -> None:
    venv = prepare("app", project.root)
    leftover = venv.folder / "leftover"
    leftover.touch()
    if harm == "the stamp is off":
        venv.unstamp()
    elif harm == "its Python is gone":
        venv.python.unlink()
    else:
        venv.site.joinpath("pip").rename(project.root / "pip")
        project.lock("app", "apple", "quince")
    prepare("app", project.root)
    assert not leftover.exists()
    assert can_import(venv, "apple", project.root)


@pytest.mark.slow
def test_a_stamp_that_cannot_be_read_is_written_again(project: Project) -> None:
    venv = prepare("app", project.root)
    (venv.folder / STAMP).write_text('{"app": ', encoding="utf-8")
    prepare("app", project.root)
    assert is_ready("app", venv, project.root)


def test_a_part_that_is_not_the_locked_one_is_refused(
    ready: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.lock("dev", "apple", "pear")
    lock = ready.list_of("dev")
    text = lock.read_text(encoding="utf-8")
    monkeypatch.setattr(fill, "lock_file", lambda use, root: lock)
    lock.write_text(text.replace(ready.make_part("pear"), "0" * 64), encoding="utf-8")
    assert "its checksum differs" in why_it_stops(ready, "dev")
    assert is_ready("app", venv_of(ready), ready.root)
    assert not can_import(venv_of(ready), "pear", ready.root)


def test_without_a_network_it_says_so_and_leaves_all_as_it_was(
    ready: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.list_of("dev").write_text(f"plum==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", NEVER_ANSWERS)
    monkeypatch.setenv("PIP_RETRIES", "1")
    assert "does not answer" in why_it_stops(ready, "dev")
    assert is_ready("app", venv_of(ready), ready.root)


def test_a_computer_that_no_part_was_made_for_is_told_which(ready: Project) -> None:
    ready.list_of("dev").write_text(f"plum==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    assert "no ready-made part for this computer or this Python (plum==1.0)" in why_it_stops(
        ready, "dev"
    )


@pytest.mark.parametrize(
    "words",
    [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "ERROR: Could not install packages due to an OSError: [WinError 112] There is not enough",
    ],
)
def test_pips_words_for_a_full_disk_say_how_much_room_it_takes(words: str, tmp_path: Path) -> None:
    told = fill._meaning(["Collecting apple", words], tmp_path, "app")
    assert told.startswith("The disk is full. Make room, about 700 MB")


def test_words_of_pips_that_nobody_foresaw_are_passed_on() -> None:
    told = fill._meaning(["Collecting apple", "ERROR: something new"], Path("v"), "app")
    assert told.endswith("ERROR: something new")


def test_too_little_room_is_told_before_anything_is_fetched(
    project: Project, monkeypatch: pytest.MonkeyPatch, nothing_runs: None
) -> None:
    monkeypatch.setitem(fill.ROOM, "app", 10**9)
    assert "The disk is full" in why_it_stops(project)
    assert not (project.root / ".venv").exists()


def test_a_python_without_venv_is_told_the_line_that_brings_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fill, "_can_make_one", lambda: False)
    monkeypatch.setattr(apt, "may_install", lambda: False)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert why_it_stops(project).endswith(
        f"sudo apt-get install -y --no-install-recommends {package}"
    )


def test_a_module_that_venv_needs_is_missed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fill._can_make_one()
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert not fill._can_make_one()
