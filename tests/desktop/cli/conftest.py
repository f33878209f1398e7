"""A terminal that is read, and a command that is given what a person would type."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from core import keys
from desktop.__main__ import main
from desktop.cli.output import Terminal
from tests.desktop.offices import FakeOffice, summary


class Piped(io.StringIO):
    """Standard input that is not a terminal."""


class Typed(io.StringIO):
    """Standard input that a person types at."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Screen:
    """What a command said."""

    out: io.StringIO
    err: io.StringIO
    terminal: Terminal


def screen(*, json: bool = False, typed: bool = False) -> Screen:
    out, err = io.StringIO(), Typed() if typed else io.StringIO()
    return Screen(out, err, Terminal(json=json, out=out, err=err))


@pytest.fixture
def office() -> FakeOffice:
    """An office that may be asked on this thread: a command has no other."""
    return FakeOffice(summary())


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch passphrases as little as a file may ask for: a test has no secrets."""
    monkeypatch.setattr(keys.PassphraseKeys.__init__, "__defaults__", (2**14,))


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command of the whole program ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return a function that runs `300sync …` on a data folder of its own."""

    monkeypatch.setattr("core.log.quiet_libraries", lambda _log: None)  # it is for a whole process

    def command(*words: str, stdin: str = "") -> Answer:
        monkeypatch.setattr("sys.stdin", Piped(stdin))
        try:
            code = main([*words, "--data-dir", str(tmp_path / "data")])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return command
