"""What `300sync` understands, and what it says of itself."""

import argparse
import re

import pytest

from desktop.cli.arguments import EXIT_CODES, parser
from tests.desktop.cli.conftest import Run

COMMANDS = (
    "demo",
    "sync",
    "connect",
    "disconnect",
    "status",
    "mappings",
    "never",
    "review",
    "brake",
    "passphrase",
    "doctor",
    "afresh",
    "simulators",
)
SECRETS = re.compile(r"secret|token|password|key(?!s\b)", re.IGNORECASE)


@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS)])
def test_every_help_ends_with_the_exit_codes(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words, "--help")
    assert answer.code == 0
    assert EXIT_CODES in answer.out


def test_the_help_says_what_to_do_where_there_is_no_keyring(run: Run) -> None:
    assert "300sync passphrase" in run("--help").out


@pytest.mark.parametrize(
    "words",
    [
        ("dance",),
        ("sync", "--faster"),
        ("connect",),
        ("demo", "--people", "-1"),
        ("demo", "--system", "abacus"),
        ("demo", "--headless", "--window"),
        ("connect", "hubspot", "--keys", "--browser"),
    ],
)
def test_what_is_not_understood_ends_with_2(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2


def test_no_argument_takes_a_secret() -> None:
    """P11: arguments can be read by every program of the PC."""
    commands = next(
        action for action in parser("0")._actions if isinstance(action, argparse._SubParsersAction)
    )
    options = {
        option
        for command in commands.choices.values()
        for action in command._actions
        if action.nargs != 0
        for option in action.option_strings
    }
    assert options
    assert not {option for option in options if SECRETS.search(option)}


@pytest.mark.parametrize("place", ["before", "after"])
def test_json_and_the_data_folder_may_stand_on_either_side_of_the_command(place: str) -> None:
    shared = ["--json", "--data-dir", "/data"]
    words = [*shared, "status"] if place == "before" else ["status", *shared]
    parsed = parser("0").parse_args(words)
    assert parsed.json
    assert str(parsed.data_dir).endswith("data")


def test_without_a_command_the_window_is_meant() -> None:
    assert parser("0").parse_args([]).command is None
