"""One window for each data folder: a later start raises it, and takes over from a killed one."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from core.errors import Code, TransientError
from desktop import instance
from desktop.instance import Instance
from tests.desktop.conftest import Heard

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.instance import Instance

app = QCoreApplication([])
one = Instance(Path(sys.argv[1]))
print(one.claim(), flush=True)
one.raised.connect(lambda: print("raised", flush=True))
if sys.argv[2] == "deaf":
    sys.stdin.read()
app.exec()
"""


@contextmanager
def program(data: Path, how: str = "") -> Iterator["subprocess.Popen[str]"]:
    """Run another program that is the one for `data`."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(data), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "True\n"
            yield other
        finally:
            other.kill()


@pytest.fixture
def one(qtbot: QtBot, tmp_path: Path) -> Iterator[Instance]:
    made = Instance(tmp_path)
    yield made
    made.release()


def test_the_first_is_the_one(one: Instance) -> None:
    assert one.claim()


def test_a_second_start_raises_the_first_ones_window(one: Instance, tmp_path: Path) -> None:
    with program(tmp_path) as first:
        assert not one.claim()
        assert first.stdout is not None
        assert first.stdout.readline() == "raised\n"


def test_after_a_kill_the_next_start_takes_over(
    one: Instance, tmp_path: Path, qtbot: QtBot
) -> None:
    with program(tmp_path) as first:
        first.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        first.wait()
    assert one.claim()
    raised = Heard(one.raised)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path), ""],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as second:
        qtbot.waitUntil(lambda: bool(raised))
        assert second.stdout is not None
        assert second.stdout.readline() == "False\n"
        second.kill()


def test_who_let_go_can_be_followed(one: Instance, tmp_path: Path) -> None:
    assert one.claim()
    one.release()
    next_one = Instance(tmp_path)
    assert next_one.claim()
    next_one.release()


def test_two_data_folders_are_two_programs(one: Instance, tmp_path: Path) -> None:
    other = Instance(tmp_path / "other")
    assert one.claim()
    assert other.claim()
    other.release()


def test_one_that_does_not_answer_is_not_taken_over_from(
    one: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "PATIENCE", 50)
    monkeypatch.setattr(instance, "WAIT", 10)
    with program(tmp_path, "deaf"), pytest.raises(TransientError) as raised:
        one.claim()
    assert raised.value.code is Code.DATABASE_BUSY


def test_what_says_something_else_raises_nothing(
    one: Instance, tmp_path: Path, qtbot: QtBot
) -> None:
    assert one.claim()
    raised = Heard(one.raised)
    stranger, later = QLocalSocket(), QLocalSocket()
    for caller, words in ((stranger, b"lower\n"), (later, instance.RAISE)):
        caller.connectToServer(instance._address(tmp_path))
        assert caller.waitForConnected(1000)
        caller.write(words)
        assert caller.waitForBytesWritten(1000)
    qtbot.waitUntil(lambda: later.bytesAvailable() > 0)
    assert len(raised) == 1
    assert stranger.bytesAvailable() == 0
