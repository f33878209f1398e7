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
from desktop.presenters.main import NavItem
from desktop.presenters.wishes import Button
from desktop.views import motion
from desktop.views.application import dress
from desktop.views.labels import Elided, Paragraph, Text
from desktop.views.main_window import MainWindow
from tests.desktop.views import mapping_scenes, privacy_scenes, review_scenes, scenes, wizard_scenes
from tests.desktop.views.person import visible
from tests.desktop.views.staging import Scene, fixed

State = TypeVar("State")

SCENES: dict[str, Scene] = {
    "in sync": Scene(),
    "running": Scene(overview=scenes.RUNNING),
    "failed": Scene(overview=scenes.FAILED),
    "empty": Scene(main=scenes.NEW_OFFICE, overview=scenes.EMPTY),
    "notices": Scene(main=scenes.NO_TRAY, overview=scenes.NOTED),
    "braked": Scene(overview=scenes.BRAKED),
    "blocked": Scene(main=scenes.BLOCKED),
    "connections": Scene(main=scenes.AT_CONNECTIONS),
    "form": Scene(main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.FORM)),
    "wait": Scene(main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.WAITING)),
    "refused": Scene(main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.REFUSED)),
    "done": Scene(main=scenes.AT_CONNECTIONS, connections=scenes.at(scenes.DONE)),
    "activity": Scene(main=scenes.AT_ACTIVITY),
    "review": Scene(main=scenes.AT_REVIEW),
    "who is who": Scene(main=scenes.AT_REVIEW, review=review_scenes.WHO_IS_WHO),
    "a refusal": Scene(main=scenes.AT_REVIEW, review=review_scenes.REFUSED_RECORD),
    "nothing waits": Scene(main=scenes.AT_REVIEW, review=review_scenes.NOTHING_WAITS),
    "mapping": Scene(main=scenes.AT_MAPPINGS),
    "values": Scene(main=scenes.AT_MAPPINGS, mapping=mapping_scenes.VALUES),
    "auto-map": Scene(main=scenes.AT_MAPPINGS, mapping=mapping_scenes.SUGGESTED),
    "vanished": Scene(main=scenes.AT_MAPPINGS, mapping=mapping_scenes.VANISHED),
    "privacy": Scene(main=scenes.AT_PRIVACY),
    "settings": Scene(main=scenes.AT_SETTINGS),
    "erased": Scene(main=scenes.AT_PRIVACY, privacy=privacy_scenes.GONE),
    "no pairs": Scene(main=scenes.AT_MAPPINGS, mapping=mapping_scenes.NO_PAIRS),
}
SCENES |= {
    f"wizard: {name}": Scene(main=scenes.NEW_OFFICE, overview=scenes.EMPTY, wizard=state)
    for name, state in wizard_scenes.SCENES.items()
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
    window = MainWindow(fixed(scene))
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
