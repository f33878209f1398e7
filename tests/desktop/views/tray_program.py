"""The tray and a window on fixed presenters, for a real display; tells what happens, line by line.

Each line of standard output is one JSON list: ["tray", x, y, width, height] when the icon has its
place, ["menu", x, y, width, height] and ["panel", …] when they open, ["wish", name] when something
was wished for. A line of standard input is the Health to show.
"""

import json
import sys
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QRect, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication  # noqa: TID251

from core.summary import Health
from desktop.presenters.wishes import Wish
from desktop.views import motion
from desktop.views.application import dress
from desktop.views.main_window import MainWindow
from desktop.views.tray import Tray
from tests.desktop.views import scenes
from tests.desktop.views.staging import Scene, fixed

LOOK = 50  # milliseconds between looks for the icon's place


class TellingMain(scenes.FixedMain):
    """Tells wishes to whoever drives this program."""

    def do(self, wish: Wish, target: str = "") -> None:
        super().do(wish, target)
        tell("wish", wish.value)
        if wish is Wish.OPEN:
            self.raised.emit()
        elif wish is Wish.QUIT:
            self.hidden.emit()  # Qt does not quit while a window refuses to be closed
            QApplication.quit()


class Shown(QObject):
    """Tells when a widget has appeared, and where."""

    def __init__(self, name: str, widget: QObject) -> None:
        super().__init__(widget)
        self._name = name
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Show:
            place: QRect = watched.geometry()  # type: ignore[attr-defined]
            tell(self._name, place.x(), place.y(), place.width(), place.height())
        return super().eventFilter(watched, event)


def tell(*what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> int:
    app = QApplication([])
    app.setProperty(motion.CALM, True)
    dress(app)
    presenter = TellingMain(scenes.AT_HOME)
    window = MainWindow(replace(fixed(Scene()), main=presenter))
    tray = Tray(presenter)
    Shown("menu", tray.menu)
    Shown("panel", tray.panel)
    Shown("window", window)
    looking = QTimer(app)
    looking.setInterval(LOOK)

    def look() -> None:
        place = tray.icon.geometry()
        if place.width() > 1 and place.x() > 0:
            looking.stop()
            tell("tray", place.x(), place.y(), place.width(), place.height())

    def show(health: str) -> None:
        state = replace(scenes.TRAY, health=Health(health), tooltip=f"300Sync: {health}")
        presenter.show(replace(scenes.AT_HOME, tray=state))
        tell("shown", health)

    ear = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, app)
    ear.activated.connect(lambda: show(sys.stdin.readline().strip()))
    looking.timeout.connect(look)
    looking.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
