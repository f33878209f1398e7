"""The commands of bootstrap.py. Each ends by becoming another program, with its exit code."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from installer import libraries, parts
from installer.environment import ROOT, Venv, clean_environ
from installer.fill import prepare
from installer.stopping import StopError, notice

USAGE = """usage: python3 installer/bootstrap.py COMMAND [ARGUMENT ...]

  demo   a fictional law firm from end to end, on this computer alone
         (--headless, --window, --data-dir DIR, --world DIR, --people N, --seed N)
  run    the program itself; arguments go to it: run sync --preview
  check  the quick look before a commit: linters, types, import contracts, fast tests
  test   the linters and all tests; with arguments only pytest, with these arguments
  build  the program as a folder that runs where there is no Python, and a test of it

The first call makes .venv beside pyproject.toml and fills it; later ones just start.
"""
WRONG_USE = 2
WITH_VALUE = ("--data-dir",)  # the program's options before a command that take a value
LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    # Its cache goes by the time of the importing file, and misses that a name became a package.
    ("lint-imports", "--no-logo", "--no-cache"),
)
FAST = ("-q", "-m", "not slow and not long")
ON_ALL_CORES = ("-n", "auto", "--dist", "loadfile")  # a file's tests share what they set up


def run(arguments: Sequence[str]) -> int:
    """Do what was asked and return the exit code; a StopError becomes one paragraph and a 1."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE, end="")
        return 0 if arguments else WRONG_USE
    command = COMMANDS.get(arguments[0])
    if command is None:
        notice(f"There is no command {arguments[0]!r}.\n\n{USAGE}")
        return WRONG_USE
    try:
        return command(list(arguments[1:]))
    except StopError as stop:
        notice(str(stop))
        return 1
    except OSError as error:
        notice(f"{error.strerror or error}: {error.filename or ROOT}")
        return 1
    except KeyboardInterrupt:
        return 130


def demo(arguments: list[str]) -> int:
    """Run the demo: in the window where one can be seen, else headless."""
    venv = prepare("app")
    return hand_over([*program(venv), "demo", *demo_arguments(arguments, venv)])


def demo_arguments(
    arguments: list[str], venv: Venv, bring: Callable[[Path], str | None] = libraries.bring
) -> list[str]:
    """Return the demo's arguments: without the libraries for a window, it goes on without one."""
    wants_none = {"--headless", "-h", "--help"} & set(arguments)
    if wants_none or sys.platform != "linux":
        return arguments
    if "--window" not in arguments and not has_display():
        return arguments  # the demo says so itself
    lacking = bring(venv.site)
    if lacking is None:
        return arguments
    if "--window" in arguments:
        raise StopError(lacking)
    notice(lacking)
    return ["--headless", *arguments]


def has_display() -> bool:
    """Tell whether this Linux session can show a window."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def start(arguments: list[str]) -> int:
    """Run the program; its window needs Qt's libraries, its commands do not."""
    venv = prepare("app")
    if sys.platform == "linux" and wants_window(arguments):
        lacking = libraries.bring(venv.site)
        if lacking is not None:
            raise StopError(lacking)
    return hand_over([*program(venv), *arguments])


def wants_window(arguments: Sequence[str]) -> bool:
    """Tell whether the program would open its window: it does where no command is named."""
    words = iter(arguments)
    for word in words:
        if word in ("-h", "--help", "--version") or not word.startswith("-"):
            return False
        if word in WITH_VALUE:
            next(words, None)
    return True


def check(arguments: list[str]) -> int:
    """Run the linters and the fast tests."""
    venv = prepare("dev")
    failed = lint(venv)
    return hand_over(pytest(venv, [*ON_ALL_CORES, *FAST, *arguments]), ROOT, failed)


def test(arguments: list[str]) -> int:
    """Bring what the tests need, then run all linters and all tests, or the tests asked for."""
    venv = prepare("dev")
    if sys.platform == "linux":
        parts.bring(parts.FOR_TESTS)
        lacking = libraries.bring(venv.site)
        if lacking is not None:
            notice(lacking)
    failed = [] if arguments else lint(venv)
    whole = all(word.startswith("-") for word in arguments)  # --long; but few tests need few cores
    return hand_over(pytest(venv, [*(ON_ALL_CORES if whole else ()), *arguments]), ROOT, failed)


def build(arguments: list[str]) -> int:
    """Build the program's folder, and test it where it will run: outside of this environment."""
    venv = prepare("dev")
    if sys.platform == "linux":
        parts.bring(("binutils",))
        lacking = libraries.bring(venv.site)
        if lacking is not None:
            raise StopError(lacking)
    return hand_over([str(venv.python), "-P", "-m", "installer.build", *arguments], ROOT)


COMMANDS = {"demo": demo, "run": start, "check": check, "test": test, "build": build}


def program(venv: Venv) -> list[str]:
    """Return what starts the program, wherever the user stands."""
    return [str(venv.python), "-P", "-m", "desktop"]


def pytest(venv: Venv, arguments: Sequence[str]) -> list[str]:
    """Return what starts the tests."""
    return [str(venv.python), "-m", "pytest", *arguments]


def hand_over(
    command: Sequence[str], folder: Path | None = None, failed: Sequence[str] = ()
) -> int:
    """Run `command` in `folder`, where the user stands if None, and return its exit code.

    Where it can, this process becomes it, so that signals and the terminal are its own. `failed`
    are the steps before it that make this a failure whatever comes of it.
    """
    if folder is not None:
        os.chdir(folder)
    if failed:
        notice(f"Failed: {', '.join(failed)}")
    elif os.name == "posix":
        sys.stdout.flush()
        os.execve(command[0], list(command), clean_environ())
    was = signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the other's to answer
    try:
        code = subprocess.call(command, env=clean_environ())
    finally:
        signal.signal(signal.SIGINT, was)
    return code or (1 if failed else 0)


def lint(venv: Venv) -> list[str]:
    """Run all linters, each to its end; return those that found something."""
    failed = []
    for words in LINTERS:
        name = " ".join(words)
        notice(f"- {name}")
        done = subprocess.run(
            [str(venv.scripts / words[0]), *words[1:]], cwd=ROOT, env=clean_environ(), check=False
        )
        if done.returncode != 0:
            failed.append(name)
    return failed
