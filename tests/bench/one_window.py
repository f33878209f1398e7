"""One start of the window on a demo, in a process of its own; figures on standard output.

Joined as desktop.window.run joins it. The vendors are where the arguments say: "inside", the demo
as it is, with its simulators on threads of the same process; or "apart", in another process, as
real vendors are.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from core.summary import RunSummary
from desktop import app, window
from desktop.entrance import Entrance, Opened
from desktop.erasing import Erased
from desktop.presenters.wishes import Wish
from desktop.views.application import make_application
from desktop.views.main_window import MainWindow
from desktop.views.tray import Tray

IMPORTED = time.time()
TICK = 2  # milliseconds between two looks at the clock


class Watch(QObject):
    """Looks at the clock as often as the Qt loop lets it; keeps the longest it had to wait."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest = 0.0  # seconds, beyond the tick
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        self._last, self.longest = time.perf_counter(), 0.0
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - TICK / 1000)
        self._last = now


class Bench(QObject):
    """Follows one start: painted, opened and its page drawn, synced; then quits."""

    def __init__(self, program: window.Program, shown: MainWindow) -> None:
        super().__init__(program)
        self.painted = 0.0
        self.opening = 0.0  # longest stall from the paint until the office is there to be seen
        self.run: RunSummary | None = None
        self.watch = Watch(self)
        self._program, self._shown = program, shown
        program.session.looked.connect(self._on_looked)
        program.session.run_ended.connect(self._on_run_ended)

    @Slot()
    def on_painted(self) -> None:
        self.painted = time.time()
        self.watch.start()
        self._program.start()

    @Slot()
    def _on_looked(self) -> None:
        if not self.opening:
            window.Painted(self._shown).happened.connect(self._on_drawn)

    @Slot()
    def _on_drawn(self) -> None:
        self.opening = self.watch.longest
        self.watch.start()
        self._program.main.do(Wish.SYNC)

    @Slot(object)
    def _on_run_ended(self, run: RunSummary) -> None:
        self.run = run
        self._program.main.quitting.emit()


class Apart:
    """Opens a demo office whose vendors are in another process."""

    def __init__(self, folder: Path, ends: dict[str, Any]) -> None:
        self._folder = folder
        self._ends = ends

    def open(self, workers: Callable[[], Executor], _passphrase: str | None) -> Opened:
        from desktop.demo import Folders, demo_office

        addresses = {name: end["address"] for name, end in self._ends.items()}
        credentials = {name: end["credentials"] for name, end in self._ends.items()}
        where = Folders(self._folder / "data", self._folder / "world")
        return Opened(demo_office(where, addresses, credentials, workers), None, addresses)

    def choose_passphrase(self, passphrase: str) -> None:
        """Need none."""

    def begin_afresh(self, *, forget_passphrase: bool) -> None:
        """Need not: each start has a folder of its own."""

    def erase(self, _office: object, _job: object) -> Erased:
        """Need not: nobody asks for it."""
        raise AssertionError


def inside(folder: Path, people: str) -> Entrance:
    """Return the demo's own entrance."""
    from desktop.cli.arguments import parser
    from desktop.cli.output import Terminal
    from desktop.demo import DemoEntrance, Folders

    where = Folders(folder / "data", folder / "world")
    return DemoEntrance(
        parser("").parse_args(["demo", "--people", people]), where, Terminal(json=True)
    )


def main() -> int:
    born = float(sys.argv[1])  # when this process was started, by the clock of its parent
    people, where = sys.argv[2:4]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        entrance = (
            inside(folder, people) if where == "inside" else Apart(folder, json.load(sys.stdin))
        )
        started = time.time()
        qt = make_application()
        dressed = time.time()
        program = window.Program(entrance, app.registry(), folder)
        window.keep_responsive(program)
        program.main.quitting.connect(qt.quit, Qt.ConnectionType.QueuedConnection)
        shown = window.make_window(program)
        bench = Bench(program, shown)
        tray = Tray(program.main)
        window.Painted(shown).happened.connect(bench.on_painted)
        shown.show()
        qt.exec()
        tray.icon.hide()
        program.jobs.close()
        if close := getattr(entrance, "close", None):
            close()
    assert bench.run is not None
    assert bench.run.result == "ok", bench.run.code
    prepared = started - IMPORTED  # the bench's own
    figures = {
        "painted": bench.painted - born - prepared,
        "imports": IMPORTED - born,
        "theme": dressed - started,
        "built": bench.painted - dressed,
        "opening": bench.opening,
        "stall": bench.watch.longest,
        "read": bench.run.totals.read,
        "seconds": bench.run.seconds,
    }
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
