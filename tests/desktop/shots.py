"""Pictures of the window from fixed states, to lay beside the mockups.

    python -m tests.desktop.shots FOLDER

Each is 1280 x 800 as the mockups are, whose upper 32 pixels are the frame of Windows; here a
strip of the frame's colour with the window's title stands for it.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget  # noqa: TID251

from desktop import theme
from desktop.presenters.main import TrayState
from desktop.views import motion
from desktop.views.application import dress
from desktop.views.dialogs import ConfirmBox
from desktop.views.main_window import MainWindow
from desktop.views.menus import WishMenu
from desktop.views.tray_panel import TrayPanel
from tests.desktop.views import (
    activity_scenes,
    mapping_scenes,
    privacy_scenes,
    review_scenes,
    scenes,
    wizard_scenes,
)
from tests.desktop.views.staging import Scene, fixed

FRAME = 32  # pixels of the native title bar in the mockups
SMALL = (1024, 640)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of the window: what it shows, and how large it is."""

    name: str
    scene: Scene
    size: tuple[int, int] = theme.WINDOW


def _shot(name: str, *, size: tuple[int, int] = theme.WINDOW, **shown: Any) -> Shot:
    return Shot(name, Scene(**shown), size)


SHOTS = (
    _shot("overview"),
    _shot("overview_syncing", overview=scenes.RUNNING),
    _shot("overview_failed", overview=scenes.FAILED),
    _shot("overview_empty", main=scenes.NEW_OFFICE, overview=scenes.EMPTY),
    _shot("overview_quiet", overview=scenes.QUIET),
    _shot("overview_notice", main=scenes.NO_TRAY, overview=scenes.NOTED),
    _shot("overview_braked", overview=scenes.BRAKED),
    _shot("overview_150pct", size=SMALL),
    _shot("overview_syncing_150pct", overview=scenes.RUNNING, size=SMALL),
    _shot("connections", main=scenes.AT_CONNECTIONS),
    _shot("connections_150pct", main=scenes.AT_CONNECTIONS, size=SMALL),
    _shot("connect_form", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.FORM)),
    _shot("connect_wait", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.WAITING)),
    _shot("connect_checking", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.CHECKING)),
    _shot("connect_done", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.DONE)),
    _shot("connect_failed", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.REFUSED)),
    _shot("activity", main=scenes.AT_ACTIVITY),
    _shot("activity_150pct", main=scenes.AT_ACTIVITY, size=SMALL),
    _shot("activity_empty", main=scenes.AT_ACTIVITY, activity=activity_scenes.NO_RUNS),
    _shot("review", main=scenes.AT_REVIEW),
    _shot("review_150pct", main=scenes.AT_REVIEW, size=SMALL),
    _shot("review_match", main=scenes.AT_REVIEW, review=review_scenes.WHO_IS_WHO),
    _shot("review_fetching", main=scenes.AT_REVIEW, review=review_scenes.FETCHING),
    _shot("review_refused", main=scenes.AT_REVIEW, review=review_scenes.REFUSED_RECORD),
    _shot("review_empty", main=scenes.AT_REVIEW, review=review_scenes.NOTHING_WAITS),
    _shot("mapping", main=scenes.AT_MAPPINGS),
    _shot("mapping_150pct", main=scenes.AT_MAPPINGS, size=SMALL),
    _shot("mapping_picked", main=scenes.AT_MAPPINGS, mapping=mapping_scenes.PICKED),
    _shot("mapping_values", main=scenes.AT_MAPPINGS, mapping=mapping_scenes.VALUES),
    _shot("mapping_auto", main=scenes.AT_MAPPINGS, mapping=mapping_scenes.SUGGESTED),
    _shot("mapping_changes", main=scenes.AT_MAPPINGS, mapping=mapping_scenes.COMPARED),
    _shot("mapping_totals", main=scenes.AT_MAPPINGS, mapping=mapping_scenes.TOTALS),
    _shot("mapping_vanished", main=scenes.AT_MAPPINGS, mapping=mapping_scenes.VANISHED),
    _shot("mapping_loading", main=scenes.AT_MAPPINGS, mapping=mapping_scenes.LOADING),
    _shot("mapping_empty", main=scenes.AT_MAPPINGS, mapping=mapping_scenes.NO_PAIRS),
    _shot("mapping_large", main=scenes.AT_MAPPINGS, mapping=mapping_scenes.large(400)),
    _shot("privacy", main=scenes.AT_PRIVACY),
    _shot("privacy_150pct", main=scenes.AT_PRIVACY, size=SMALL),
    _shot("settings", main=scenes.AT_SETTINGS),
    _shot("settings_150pct", main=scenes.AT_SETTINGS, size=SMALL),
    _shot("privacy_erased", main=scenes.AT_PRIVACY, privacy=privacy_scenes.GONE),
    _shot("blocked", main=scenes.BLOCKED),
    *(
        _shot(f"wizard_{name}", main=scenes.NEW_OFFICE, overview=scenes.EMPTY, wizard=state)
        for name, state in wizard_scenes.SCENES.items()
    ),
    *(
        _shot(f"wizard_{name}_150pct", wizard=wizard_scenes.SCENES[name], size=SMALL)
        for name in ("pick", "connect", "connect_form", "gate_wrong", "preview_done")
    ),
)
PANELS = {
    "tray_panel": scenes.TRAY,
    "tray_panel_syncing": scenes.TRAY_RUNNING,
    "tray_panel_paused": scenes.TRAY_PAUSED,
}


def main(folder: Path) -> int:
    """Draw every picture in light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    app.setProperty(motion.CALM, True)
    appearance = dress(app)
    for scheme in theme.Scheme:
        appearance.fix(scheme)
        end = "_dark" if scheme is theme.Scheme.DARK else ""
        for shot in SHOTS:
            _save(_window(shot), folder / f"{shot.name}{end}.png")
        for name, state in PANELS.items():
            _save(_panel(state), folder / f"{name}{end}.png")
        _save(_menu(), folder / f"tray_menu{end}.png")
        _save(_dialog(), folder / f"confirm{end}.png")
    return 0


def _save(picture: QPixmap, path: Path) -> None:
    picture.save(str(path))
    sys.stdout.write(f"{path}\n")


def _window(shot: Shot) -> QPixmap:
    window = MainWindow(fixed(shot.scene))
    width, height = shot.size
    window.setMinimumHeight(0)
    window.resize(width, height - FRAME)
    _settle(window)
    return _framed(window, QSize(width, height))


def _settle(window: QWidget) -> None:
    """Show it, and let layouts and style sheets come to rest."""
    window.show()
    for _round in range(4):
        QApplication.processEvents()


def _framed(window: QWidget, size: QSize) -> QPixmap:
    ratio = window.devicePixelRatio()
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(theme.tokens()["sidebar"])
    painter = QPainter(picture)
    painter.setFont(theme.font("small"))
    painter.setPen(theme.tokens()["text-2"])
    title = QRect(36, 0, size.width(), FRAME)
    painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, window.windowTitle())
    painter.drawPixmap(12, 8, window.windowIcon().pixmap(16))
    painter.drawPixmap(QPoint(0, FRAME), window.grab())
    painter.end()
    window.hide()
    window.deleteLater()
    return picture


def _panel(state: TrayState) -> QPixmap:
    panel = TrayPanel()
    panel.draw(state)
    _settle(panel)
    return _taken(panel)


def _menu() -> QPixmap:
    menu = WishMenu(scenes.TRAY.menu)
    menu.popup(QPoint(0, 0))
    menu.setActiveAction(menu.actions()[2])
    _settle(menu)
    return _taken(menu)


def _taken(widget: QWidget) -> QPixmap:
    """Return a window that cuts its own corners; offscreen it has to be done for it."""
    whole = widget.grab()
    picture = QPixmap(whole.size())
    picture.setDevicePixelRatio(whole.devicePixelRatio())
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    if not widget.mask().isEmpty():
        painter.setClipRegion(widget.mask())
    painter.drawPixmap(0, 0, whole)
    painter.end()
    widget.hide()
    widget.deleteLater()
    return picture


def _dialog() -> QPixmap:
    asking = Scene(main=scenes.AT_CONNECTIONS, connections=scenes.ASKING)
    window = MainWindow(fixed(asking))
    _settle(window)
    [box] = window.findChildren(ConfirmBox)
    picture = _taken(box)
    box.close_quietly()
    window.deleteLater()
    return picture


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m tests.desktop.shots FOLDER")
    sys.exit(main(Path(sys.argv[1])))
