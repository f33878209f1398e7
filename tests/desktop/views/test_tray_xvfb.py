"""The real tray, on a display without a screen: clicked and steered as a person does it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from installer.parts import missing_part

ROOT = Path(__file__).resolve().parents[3]
NEEDS = ("xvfb", "openbox", "trayer", "xdotool")
LACKING = next((reason for part in NEEDS if (reason := missing_part(part))), None)
TRAYER = "trayer --edge bottom --align right --widthtype request --height 28 --SetDockType true"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(LACKING is not None, reason=str(LACKING))]


class Desk:
    """A display with a window manager and a tray, and our program on it."""

    def __init__(self, environment: dict[str, str], program: "subprocess.Popen[str]") -> None:
        self._environment, self._program = environment, program
        self._place, self._side = (0, 0), 1

    def hears(self, what: str) -> list[object]:
        """Return the next line that begins with `what`; a program that ends is a failure."""
        assert self._program.stdout is not None
        for line in self._program.stdout:
            told: list[object] = json.loads(line)
            if told[0] == what:
                return told[1:]
        pytest.fail(f"the program ended before it told {what!r}")

    def find_tray(self) -> None:
        x, y, width, height = (int(str(n)) for n in self.hears("tray"))
        self._place = (x + width // 2, y + height // 2)

    def click(self, button: int) -> None:
        """Click on the icon; on its other half each time, or two clicks would be a double one."""
        self._side = -self._side
        x, y = self._place[0] + 6 * self._side, self._place[1]
        self.do("mousemove", str(x), str(y), "click", str(button))

    def do(self, *actions: str) -> None:
        subprocess.run(["xdotool", *actions], env=self._environment, check=True)

    def shows(self, health: str) -> None:
        assert self._program.stdin is not None
        self._program.stdin.write(f"{health}\n")
        self._program.stdin.flush()
        assert self.hears("shown") == [health]

    def ended(self) -> int:
        return self._program.wait(timeout=30)


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    """Run a program of the desk until the desk is cleared."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """Start a display and yield the environment of programs on it."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1366x900x24",
        "-nolisten",
        "tcp",
    ]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as pipe:
                number = pipe.readline().strip()
            yield {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            server.terminate()


@pytest.fixture
def desk() -> Iterator[Desk]:
    with ExitStack() as stack:
        environment = stack.enter_context(display())
        stack.enter_context(running(["openbox"], environment))
        stack.enter_context(running(TRAYER.split(), environment))
        program = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "tests.desktop.views.tray_program"],
                env=environment,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
        stack.callback(program.terminate)
        found = Desk(environment, program)
        found.find_tray()
        yield found


def test_the_menu_of_the_real_tray_syncs_pauses_opens_and_quits(desk: Desk) -> None:
    desk.click(3)
    desk.hears("menu")
    desk.do("key", "Down", "Return")
    assert desk.hears("wish") == ["sync"]
    desk.click(3)
    desk.hears("menu")
    desk.do("key", "Down", "Down", "Return")
    assert desk.hears("wish") == ["pause_hour"]
    desk.click(3)
    desk.hears("menu")
    desk.do("key", "Up", "Up", "Return")
    assert desk.hears("wish") == ["open"]
    desk.hears("window")
    desk.click(3)
    desk.hears("menu")
    desk.do("key", "Up", "Return")
    assert desk.hears("wish") == ["quit"]
    assert desk.ended() == 0


def test_a_click_on_the_real_tray_opens_the_panel_beside_it(desk: Desk) -> None:
    desk.click(1)
    x, y, width, height = (int(str(n)) for n in desk.hears("panel"))
    assert x >= 0
    assert x + width <= 1366
    assert y >= 0
    assert y + height <= 900
    desk.do("key", "Return")
    assert desk.hears("wish") == ["sync"]


def test_the_real_tray_shows_every_state(desk: Desk) -> None:
    for health in ("syncing", "paused", "offline", "needs_you", "signed_out", "problem", "in_sync"):
        desk.shows(health)
    desk.click(3)
    desk.hears("menu")
