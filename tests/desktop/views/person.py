"""What a person does at a window: reads its words, and clicks and presses keys."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget  # noqa: TID251

Kind = TypeVar("Kind", bound=QWidget)
NONE = Qt.KeyboardModifier.NoModifier


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(widget, key, modifier)


def write(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


def visible(window: QWidget, kind: type[Kind]) -> list[Kind]:
    """Return the widgets of a kind that are on the screen."""
    return [widget for widget in window.findChildren(kind) if widget.isVisibleTo(window)]


def buttons(window: QWidget) -> dict[str, QAbstractButton]:
    """Return what can be pressed, by what it is called."""
    return {
        button.text() or button.accessibleName(): button
        for button in visible(window, QAbstractButton)
    }


def words(window: QWidget) -> str:
    """Return all text of the window's labels."""
    labels = visible(window, QLabel)
    return "\n".join(label.accessibleName() or label.text() for label in labels)
