"""A menu that offers wishes: under a button, and in the tray."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Signal
from PySide6.QtGui import QAction, QPainterPath, QRegion, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop import icons, theme
from desktop.presenters.wishes import Button, Wish
from desktop.views.pictures import OF_WISH

_GROUPS = (  # a line is drawn between wishes of different groups
    {Wish.SYNC, Wish.CHECK_ALL, Wish.PREVIEW, Wish.CANCEL},
    {Wish.PAUSE_HOUR, Wish.PAUSE_TOMORROW, Wish.PAUSE, Wish.RESUME},
    {Wish.OPEN, Wish.SHOW_OVERVIEW, Wish.SHOW_CONNECTIONS, Wish.QUIT},
)


class WishMenu(QMenu):
    """Offers the Buttons of a state. Redrawn only when they change: an open menu stays still."""

    wished = Signal(object, str)  # Wish, target

    def __init__(self, buttons: Sequence[Button] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self._drawn: Sequence[Button] = ()
        self.draw(buttons)

    def draw(self, buttons: Sequence[Button]) -> None:
        if buttons == self._drawn:
            return
        self._drawn = buttons
        self.clear()
        group = None
        for button in buttons:
            here = _group(button.wish)
            if group is not None and here != group:
                self.addSeparator()
            group = here
            self._add(button)

    def _add(self, button: Button) -> None:
        action = QAction(button.label.replace("&", "&&"), self)
        action.setEnabled(button.enabled)
        action.setToolTip(button.reason)
        if button.wish in OF_WISH:
            action.setIcon(icons.icon(OF_WISH[button.wish], "text"))
        action.triggered.connect(lambda _checked, b=button: self.wished.emit(b.wish, b.target))
        self.addAction(action)

    def popup_under(self, widget: QWidget) -> None:
        """Open below `widget`, at its left edge."""
        self.popup(widget.mapToGlobal(QPoint(0, widget.height() + theme.SPACE[1])))
        self.setActiveAction(next((a for a in self.actions() if a.isEnabled()), QAction()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            drawn, self._drawn = self._drawn, ()
            self.draw(drawn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the corners: a translucent window would need a compositor, which not all have."""
        super().resizeEvent(event)
        self.setMask(rounded(self.rect()))


def rounded(box: QRect) -> QRegion:
    """Return `box` with a popover's corners."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(box), theme.RADIUS["lg"], theme.RADIUS["lg"])
    return QRegion(path.toFillPolygon().toPolygon())


def _group(wish: Wish) -> int:
    return next((n for n, group in enumerate(_GROUPS) if wish in group), len(_GROUPS))
