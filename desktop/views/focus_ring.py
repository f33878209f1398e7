"""The ring around a button that was reached by keyboard: outside its edge, above everything."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget

from desktop import theme

_REACH = theme.SPACE[1]  # beyond the edge: a gap of 2 and a line of 2
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class FocusRings(QObject):
    """Puts a ring around each button that the keyboard reaches. Inputs and lists have their own."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: Ring | None = None
        app.focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None
        if isinstance(new, QAbstractButton) and _by_keyboard(new):
            self._ring = Ring(new)


def _by_keyboard(widget: QWidget) -> bool:
    return widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


class Ring(QWidget):
    """Follows one button, also when what it stands in moves; it scrolls along by itself."""

    def __init__(self, button: QWidget) -> None:
        self._chain = _chain(button)  # filters hold no reference
        self._button, self._holder = button, self._chain[-1]
        super().__init__(self._holder)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for widget in self._chain[:-1]:
            widget.installEventFilter(self)
        self._follow()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        place = QRect(self._button.mapTo(self._holder, QPoint(0, 0)), self._button.size())
        self.setGeometry(place.adjusted(-_REACH, -_REACH, _REACH, _REACH))
        self.setVisible(self._button.isVisibleTo(self._holder))
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.tokens()["focus"], theme.THICK))
        radius = theme.RADIUS["md"] + _REACH - theme.LINE
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


def _chain(button: QWidget) -> list[QWidget]:
    """Return the button and what it stands in, up to what scrolls or to its window."""
    chain = [button]
    while not chain[-1].isWindow() and (above := chain[-1].parentWidget()) is not None:
        if isinstance(above.parentWidget(), QAbstractScrollArea) and len(chain) > 1:
            break  # `above` is a viewport: what it shows is the last of the chain
        chain.append(above)
    return chain
