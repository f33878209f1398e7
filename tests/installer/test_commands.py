"""What a command does with its arguments before it becomes the program."""

import argparse
import sys
from pathlib import Path

import pytest

from desktop.cli.arguments import parser
from installer import commands
from installer.commands import WITH_VALUE, demo_arguments, wants_window
from installer.environment import Venv
from installer.stopping import StopError

VENV = Venv(Path("nowhere"))
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Qt brings its libraries elsewhere")


def lacking(site: Path) -> str:
    return "Install them with: this line"


def complete(site: Path) -> None:
    return None


def never(site: Path) -> str:
    pytest.fail("asked for libraries that no window needs")


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":77")


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


@pytest.mark.parametrize("word", ["--headless", "--help", "-h"])
def test_a_demo_without_a_window_needs_no_libraries(word: str, display: None) -> None:
    assert demo_arguments([word], VENV, never) == [word]


def test_where_there_is_no_display_the_demo_says_so_itself(no_display: None) -> None:
    assert demo_arguments(["--seed", "7"], VENV, never) == ["--seed", "7"]


@LINUX
def test_a_demo_that_lacks_libraries_goes_on_without_its_window(
    display: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo_arguments(["--seed", "7"], VENV, lacking) == ["--headless", "--seed", "7"]
    assert "this line" in capsys.readouterr().err


@LINUX
def test_a_window_that_was_asked_for_is_not_replaced(no_display: None) -> None:
    with pytest.raises(StopError, match="this line"):
        demo_arguments(["--window"], VENV, lacking)


def test_a_demo_that_has_all_it_needs_is_left_as_it_is(display: None) -> None:
    assert demo_arguments(["--window"], VENV, complete) == ["--window"]


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("", True),
        ("--exit-after-start", True),
        ("--data-dir sync", True),
        ("--data-dir=here", True),
        ("--data-dir here sync --preview", False),
        ("sync", False),
        ("--version", False),
        ("--data-dir here --help", False),
    ],
)
def test_the_program_opens_its_window_where_no_command_is_named(words: str, window: bool) -> None:
    assert wants_window(words.split()) is window


def test_the_installer_knows_which_of_the_programs_options_take_a_value() -> None:
    options = [
        action
        for action in parser("0")._actions
        if action.option_strings and not isinstance(action, argparse._SubParsersAction)
    ]
    assert {name for each in options if each.nargs is None for name in each.option_strings} == set(
        WITH_VALUE
    )


def test_the_exit_code_is_that_of_the_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    done = [sys.executable, "-c", "raise SystemExit(0)"]
    assert commands.hand_over(done, failed=["mypy"]) == 1
