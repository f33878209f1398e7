"""Rows and columns without margins of their own, and how they are emptied."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget


def column(owner: QWidget, margin: int = 0, spacing: int = 0) -> QVBoxLayout:
    """Return a new column of parts in `owner`."""
    layout = QVBoxLayout(owner)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def row(*parts: QWidget | int | None, spacing: int = 8) -> QHBoxLayout:
    """Return parts in a row; a number is a gap, None takes what is left."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            layout.addWidget(part)
    return layout


def padded(inner: QLayout, *, top: int = 16, bottom: int = 16, side: int = 16) -> QWidget:
    """Return a widget that holds `inner` with room around it."""
    owner = QWidget()
    inner.setContentsMargins(side, top, side, bottom)
    owner.setLayout(inner)
    return owner


def in_reading_order(layout: QLayout | None) -> Iterator[QWidget]:
    """Yield what Tab can reach, in the order in which it is laid out."""
    for place in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(place) if layout is not None else None
        widget = item.widget() if item is not None else None
        if widget is None:
            yield from in_reading_order(item.layout() if item is not None else None)
        elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        else:
            yield from in_reading_order(widget.layout())


def clear(layout: QLayout) -> None:
    """Take all widgets out of a layout, and let them go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
