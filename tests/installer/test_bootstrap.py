"""bootstrap.py as a person starts it: a process, in a checkout, with whatever Python they have."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from installer import bootstrap
from installer.environment import Venv
from tests.installer.projects import ROOT, Project

pytestmark = pytest.mark.skipif(os.name != "posix", reason="hands over as POSIX does")


def start(
    project: Project, *words: str, cwd: Path | None = None, **environ: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, project.root / "installer" / "bootstrap.py", *words],
        cwd=cwd or project.root,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 15), (4, 0)])
def test_another_python_is_told_which_ones_do(
    version: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(version) == 1
    told = capsys.readouterr().err
    assert "needs Python 3.11, 3.12, 3.13 or 3.14, and this is {}.{} (".format(*version) in told


def test_any_python_3_understands_what_is_read_before_it_is_told() -> None:
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))


def test_it_needs_nothing_that_is_not_in_python() -> None:
    rooms = (ROOT / "installer").glob("*.py")
    ours = {file.stem for file in rooms} - {
        "build",
        "bundle",
        "smoke",
    }  # which run in the environment
    for stem in ours:
        tree = ast.parse((ROOT / "installer" / f"{stem}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                assert top in sys.stdlib_module_names or top == "installer", (stem, name)


def test_a_start_where_all_is_ready_becomes_the_program(ready: Project, tmp_path: Path) -> None:
    done = start(ready, "run", "status", "a b", cwd=tmp_path, PYTHONPATH="/else/where")
    assert done.stdout == f"['status', 'a b'] {tmp_path} []\n"
    assert done.returncode == 7
    assert done.stderr == ""


def test_the_demo_is_the_programs_own(ready: Project) -> None:
    done = start(ready, "demo", "--headless", "--people", "5")
    assert done.stdout.startswith("['demo', '--headless', '--people', '5'] ")


def test_its_command_starts_the_program_wherever_one_stands(ready: Project, tmp_path: Path) -> None:
    (tmp_path / "desktop.py").write_text("raise SystemExit('the wrong one')", encoding="utf-8")
    command = [str(Venv(ready.root / ".venv").scripts / "300sync"), "status", "a b"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("['status', 'a b'] "), done.stderr


@pytest.mark.parametrize(("words", "code"), [((), 2), (("--help",), 0), (("dmeo",), 2)])
def test_who_asks_for_nothing_or_for_help_is_told_the_commands(
    words: tuple[str, ...], code: int, project: Project
) -> None:
    done = start(project, *words)
    assert done.returncode == code
    assert "demo   a fictional law firm" in done.stdout + done.stderr
    assert not (project.root / ".venv").exists()


def test_what_cannot_go_on_is_one_paragraph_and_no_traceback(project: Project) -> None:
    project.list_of("app").write_text("plum==1.0 --hash=sha256:00\n", encoding="utf-8")
    (project.root / "build").touch()  # where a folder should be
    done = start(project, "run")
    assert done.returncode == 1
    assert done.stderr == f"File exists: {project.root / 'build'}\n"


def plant_linters(project: Project, failing: str) -> None:
    """Put programs in place of the linters and pytest, one of which finds something."""
    venv = Venv(project.root / ".venv")
    for name in ("ruff", "mypy", "lint-imports"):
        file = venv.scripts / name
        file.write_text(f"#!/bin/sh\nexit {int(name == failing)}\n", encoding="utf-8")
        file.chmod(0o755)
    told = "import os, sys; print('pytest', sys.argv[1:], os.getcwd())"
    (venv.site / "pytest.py").write_text(told, encoding="utf-8")
    venv.stamp({"dev": venv.stamps()["app"]})
    project.list_of("dev").write_bytes(project.list_of("app").read_bytes())


def test_check_runs_the_linters_and_the_fast_tests(ready: Project, tmp_path: Path) -> None:
    plant_linters(ready, failing="none")
    done = start(ready, "check", cwd=tmp_path)
    words = ["-n", "auto", "--dist", "loadfile", "-q", "-m", "not slow and not long"]
    assert done.stdout == f"pytest {words} {ready.root}\n"
    assert done.returncode == 0
    linters = ["ruff check .", "ruff format --check .", "mypy", "lint-imports --no-logo --no-cache"]
    assert done.stderr.splitlines() == [f"- {words}" for words in linters]


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_linter_that_finds_something_fails_the_run_and_stops_nothing(
    command: str, ready: Project, tmp_path: Path
) -> None:
    plant_linters(ready, failing="mypy")
    done = start(ready, command, PATH=str(tmp_path))  # where there is no apt, to bring nothing
    assert done.returncode == 1
    assert done.stdout.startswith("pytest ")
    assert done.stderr.splitlines()[-1] == "Failed: mypy"


@pytest.mark.parametrize("words", [[], ["--long"]])
def test_all_tests_run_on_all_cores(words: list[str], ready: Project, tmp_path: Path) -> None:
    plant_linters(ready, failing="none")
    done = start(ready, "test", *words, PATH=str(tmp_path))
    assert done.stdout.startswith(f"pytest {['-n', 'auto', '--dist', 'loadfile', *words]} ")


def test_tests_asked_for_by_name_run_without_the_linters(ready: Project, tmp_path: Path) -> None:
    plant_linters(ready, failing="mypy")
    done = start(ready, "test", "tests/core", "-x", PATH=str(tmp_path))
    assert done.stdout.startswith("pytest ['tests/core', '-x'] ")
    assert done.returncode == 0
