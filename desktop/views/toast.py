"""A toast: one change of state in words, at the bottom right of the window, for six seconds."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.presenters.main import Toast
from desktop.views import motion
from desktop.views.buttons import ButtonRow, IconButton
from desktop.views.labels import Paragraph
from desktop.views.layouts import clear
from desktop.views.marks import IconMark, ink
from desktop.views.pictures import OF_TONE


class ToastView(QFrame):
    """Shows one toast at a time; stays while the pointer or the focus is in it."""

    wished = Signal(object, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._owner = window
        self.setProperty("kind", "popover")
        self.setFixedWidth(theme.TOAST)
        self._inner = QHBoxLayout(self)
        self._inner.setContentsMargins(16, 12, 8, 12)
        self._inner.setSpacing(12)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(theme.MOTION["toast_hold"])
        self._timer.timeout.connect(self.leave)
        window.installEventFilter(self)
        self.hide()

    def show_toast(self, toast: Toast) -> None:
        """Show `toast` in place of the one before."""
        clear(self._inner)
        body = QWidget()
        words = QVBoxLayout(body)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(Paragraph(toast.title, "name", "text"))
        words.addWidget(Paragraph(toast.text, "small"))
        self._inner.addWidget(IconMark(OF_TONE[toast.tone], ink(toast.tone)))
        self._inner.addWidget(body, 1)
        if toast.button is not None:
            buttons = ButtonRow()
            buttons.draw((toast.button,))
            buttons.wished.connect(self.wished)
            self._inner.addWidget(buttons)
        self._inner.addWidget(self._close())
        self._lift()
        self.setFixedHeight(self._inner.totalHeightForWidth(theme.TOAST))
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def _close(self) -> QWidget:
        button = IconButton(icon="x", kind="plain")
        button.setAccessibleName(self.tr("Close"))
        button.setToolTip(self.tr("Close"))
        button.setFixedWidth(theme.CONTROL)
        button.clicked.connect(self.hide)
        return button

    def _lift(self) -> None:
        """Give it a shadow, but where each repaint costs."""
        if motion.remote():
            return
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(theme.SHADOW_BLUR)
        shadow.setOffset(0, theme.SHADOW_DROP)
        shadow.setColor(QColor(theme.tokens()["shadow"]))
        self.setGraphicsEffect(shadow)

    def leave(self) -> None:
        """Go, unless somebody is looking at it closely."""
        if self.underMouse() or self.isAncestorOf(self.window().focusWidget()):
            self._timer.start()
        else:
            self.hide()

    def _place(self) -> None:
        margin = theme.PAGE_MARGIN
        left = self._owner.width() - self.width() - margin
        self.move(left, self._owner.height() - self.height() - margin)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.start()
        super().enterEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)
