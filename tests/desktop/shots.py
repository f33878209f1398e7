"""Pictures of the window from fixed states, to lay beside the mockups.

    python -m tests.desktop.shots FOLDER

Each is 1280 x 800 as the mockups are, whose upper 32 pixels are the frame of Windows; here a
strip of the frame's colour with the window's title stands for it.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget  # noqa: TID251

from desktop import theme
from desktop.presenters.activity import ActivityState
from desktop.presenters.connections import ConnectionsState
from desktop.presenters.main import MainState, TrayState
from desktop.presenters.overview import OverviewState
from desktop.presenters.review import ReviewState
from desktop.presenters.wizard import WizardState
from desktop.views import motion
from desktop.views.application import dress
from desktop.views.dialogs import ConfirmBox
from desktop.views.main_window import MainWindow
from desktop.views.menus import WishMenu
from desktop.views.tray_panel import TrayPanel
from tests.desktop.views import activity_scenes, review_scenes, scenes, wizard_scenes

FRAME = 32  # pixels of the native title bar in the mockups
SMALL = (1024, 640)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of the window: what it shows, and how large it is."""

    name: str
    main: MainState = scenes.AT_HOME
    overview: OverviewState = scenes.IN_SYNC
    connections: ConnectionsState = scenes.CONNECTED
    review: ReviewState = review_scenes.WAITING_FOR_YOU
    activity: ActivityState = activity_scenes.OPENED
    wizard: WizardState = wizard_scenes.HIDDEN
    size: tuple[int, int] = theme.WINDOW


SHOTS = (
    Shot("overview"),
    Shot("overview_syncing", overview=scenes.RUNNING),
    Shot("overview_failed", overview=scenes.FAILED),
    Shot("overview_empty", main=scenes.NEW_OFFICE, overview=scenes.EMPTY),
    Shot("overview_quiet", overview=scenes.QUIET),
    Shot("overview_notice", main=scenes.NO_TRAY, overview=scenes.NOTED),
    Shot("overview_150pct", size=SMALL),
    Shot("overview_syncing_150pct", overview=scenes.RUNNING, size=SMALL),
    Shot("connections", main=scenes.AT_CONNECTIONS),
    Shot("connections_150pct", main=scenes.AT_CONNECTIONS, size=SMALL),
    Shot("connect_form", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.FORM)),
    Shot("connect_wait", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.WAITING)),
    Shot("connect_checking", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.CHECKING)),
    Shot("connect_done", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.DONE)),
    Shot("connect_failed", main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.REFUSED)),
    Shot("activity", main=scenes.AT_ACTIVITY),
    Shot("activity_150pct", main=scenes.AT_ACTIVITY, size=SMALL),
    Shot("activity_empty", main=scenes.AT_ACTIVITY, activity=activity_scenes.NO_RUNS),
    Shot("review", main=scenes.AT_REVIEW),
    Shot("review_150pct", main=scenes.AT_REVIEW, size=SMALL),
    Shot("review_match", main=scenes.AT_REVIEW, review=review_scenes.WHO_IS_WHO),
    Shot("review_fetching", main=scenes.AT_REVIEW, review=review_scenes.FETCHING),
    Shot("review_refused", main=scenes.AT_REVIEW, review=review_scenes.REFUSED_RECORD),
    Shot("review_empty", main=scenes.AT_REVIEW, review=review_scenes.NOTHING_WAITS),
    Shot("blocked", main=scenes.BLOCKED),
    *(
        Shot(f"wizard_{name}", main=scenes.NEW_OFFICE, overview=scenes.EMPTY, wizard=state)
        for name, state in wizard_scenes.SCENES.items()
    ),
    *(
        Shot(f"wizard_{name}_150pct", wizard=wizard_scenes.SCENES[name], size=SMALL)
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
    window = MainWindow(
        scenes.FixedMain(shot.main),
        scenes.FixedOverview(shot.overview),
        scenes.FixedConnections(shot.connections),
        review_scenes.FixedReview(shot.review),
        activity_scenes.FixedActivity(shot.activity),
        wizard_scenes.FixedWizard(shot.wizard),
    )
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
    window = MainWindow(
        scenes.FixedMain(scenes.AT_CONNECTIONS),
        scenes.FixedOverview(scenes.IN_SYNC),
        scenes.FixedConnections(scenes.ASKING),
        review_scenes.FixedReview(review_scenes.WAITING_FOR_YOU),
        activity_scenes.FixedActivity(activity_scenes.OPENED),
        wizard_scenes.FixedWizard(wizard_scenes.HIDDEN),
    )
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
