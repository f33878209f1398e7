"""Whether everything on a window can be read: nothing is cut off, whatever the scale.

`python -m tests.desktop.views.fits` opens every scene in both sizes and prints what does not fit;
run it with QT_SCALE_FACTOR to see another scale.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (  # noqa: TID251
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QWidget,
)

from desktop import theme
from desktop.presenters.activity import ActivityState
from desktop.presenters.connections import ConnectionsState
from desktop.presenters.main import MainState, NavItem
from desktop.presenters.overview import OverviewState
from desktop.presenters.review import ReviewState
from desktop.presenters.wishes import Button
from desktop.presenters.wizard import WizardState
from desktop.views import motion
from desktop.views.application import dress
from desktop.views.labels import Elided, Paragraph, Text
from desktop.views.main_window import MainWindow
from tests.desktop.views import activity_scenes, review_scenes, scenes, wizard_scenes
from tests.desktop.views.person import visible

Scene = (
    tuple[MainState, OverviewState, ConnectionsState, ReviewState, ActivityState]
    | tuple[MainState, OverviewState, ConnectionsState, ReviewState, ActivityState, WizardState]
)
State = TypeVar("State")

REVIEW, RUNS = review_scenes.WAITING_FOR_YOU, activity_scenes.OPENED
AT_REVIEW = (scenes.AT_REVIEW, scenes.IN_SYNC, scenes.CONNECTED)
SCENES: dict[str, Scene] = {
    "in sync": (scenes.AT_HOME, scenes.IN_SYNC, scenes.CONNECTED, REVIEW, RUNS),
    "running": (scenes.AT_HOME, scenes.RUNNING, scenes.CONNECTED, REVIEW, RUNS),
    "failed": (scenes.AT_HOME, scenes.FAILED, scenes.CONNECTED, REVIEW, RUNS),
    "empty": (scenes.NEW_OFFICE, scenes.EMPTY, scenes.CONNECTED, REVIEW, RUNS),
    "notices": (scenes.NO_TRAY, scenes.NOTED, scenes.CONNECTED, REVIEW, RUNS),
    "blocked": (scenes.BLOCKED, scenes.IN_SYNC, scenes.CONNECTED, REVIEW, RUNS),
    "connections": (scenes.AT_CONNECTIONS, scenes.IN_SYNC, scenes.CONNECTED, REVIEW, RUNS),
    "form": (scenes.AT_CONNECTIONS, scenes.IN_SYNC, scenes.at(scenes.FORM), REVIEW, RUNS),
    "wait": (scenes.AT_CONNECTIONS, scenes.IN_SYNC, scenes.at(scenes.WAITING), REVIEW, RUNS),
    "refused": (scenes.AT_CONNECTIONS, scenes.IN_SYNC, scenes.at(scenes.REFUSED), REVIEW, RUNS),
    "done": (scenes.AT_CONNECTIONS, scenes.IN_SYNC, scenes.at(scenes.DONE), REVIEW, RUNS),
    "activity": (scenes.AT_ACTIVITY, scenes.IN_SYNC, scenes.CONNECTED, REVIEW, RUNS),
    "review": (scenes.AT_REVIEW, scenes.IN_SYNC, scenes.CONNECTED, REVIEW, RUNS),
    "who is who": (
        scenes.AT_REVIEW,
        scenes.IN_SYNC,
        scenes.CONNECTED,
        review_scenes.WHO_IS_WHO,
        RUNS,
    ),
    "a refusal": (
        scenes.AT_REVIEW,
        scenes.IN_SYNC,
        scenes.CONNECTED,
        review_scenes.REFUSED_RECORD,
        RUNS,
    ),
    "nothing waits": (
        scenes.AT_REVIEW,
        scenes.IN_SYNC,
        scenes.CONNECTED,
        review_scenes.NOTHING_WAITS,
        RUNS,
    ),
}
SCENES |= {
    f"wizard: {name}": (*SCENES["empty"][:5], state) for name, state in wizard_scenes.SCENES.items()
}
SIZES = (theme.WINDOW, theme.WINDOW_MIN)


def misfits(window: QWidget) -> Iterator[str]:
    """Yield what is cut off."""
    for button in visible(window, QAbstractButton):
        if isinstance(button.parent(), QLineEdit):
            continue  # the cross that clears it, whose room is Qt's
        if button.width() < button.sizeHint().width():
            yield f"button {button.text()!r}: {button.width()} of {button.sizeHint().width()}"
    for text in visible(window, Text):
        needed = QFontMetrics(text.font()).horizontalAdvance(text.text())
        if not isinstance(text, Elided) and text.width() < needed:
            yield f"text {text.text()!r}: {text.width()} of {needed}"
    for words in visible(window, Paragraph):
        tall = words.heightForWidth(words.width())
        if words.height() < tall:
            yield f"paragraph {words.accessibleName()!r}: {words.height()} of {tall}"
    for area in visible(window, QAbstractScrollArea):
        if area.property("kind") == "page" and area.horizontalScrollBar().maximum() > 0:
            yield f"page: {area.horizontalScrollBar().maximum()} pixels too wide"


def longer(state: State) -> State:
    """Return a state whose buttons and pages have names 40 % longer, as in other languages."""
    if isinstance(state, Button | NavItem):
        return replace(state, label=_stretched(state.label))
    if isinstance(state, tuple):
        return tuple(longer(each) for each in state)  # type: ignore[return-value]
    if is_dataclass(state) and not isinstance(state, type):
        changed: dict[str, Any] = {f.name: longer(getattr(state, f.name)) for f in fields(state)}
        return replace(state, **changed)
    return state


def _stretched(label: str) -> str:
    return label + "m" * round(len(label) * 0.4)


def open_scene(scene: Scene, size: tuple[int, int]) -> MainWindow:
    main, overview, connections, review, activity = scene[:5]
    wizard = scene[5] if len(scene) > 5 else wizard_scenes.HIDDEN
    window = MainWindow(
        scenes.FixedMain(main),
        scenes.FixedOverview(overview),
        scenes.FixedConnections(connections),
        review_scenes.FixedReview(review),
        activity_scenes.FixedActivity(activity),
        wizard_scenes.FixedWizard(wizard),
    )
    window.resize(*size)
    window.show()
    for _round in range(4):
        QApplication.processEvents()
    return window


def main() -> int:
    """Print what does not fit; return how many things."""
    app = QApplication([])
    app.setProperty(motion.CALM, True)
    dress(app)
    found = 0
    for name, scene in SCENES.items():
        for size in SIZES:
            window = open_scene(scene, size)
            for misfit in misfits(window):
                sys.stdout.write(f"{name}, {size}: {misfit}\n")
                found += 1
            window.hide()
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
