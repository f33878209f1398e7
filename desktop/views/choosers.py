"""A drop-down and a check box, painted so that they follow the theme."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QComboBox

from desktop import icons, theme


class DropDown(QComboBox):
    """A drop-down whose arrow follows the theme."""

    def __init__(self, choices: Sequence[tuple[str, str]], value: str) -> None:
        """`choices` are (value, label)."""
        super().__init__()
        for each, label in choices:
            self.addItem(label, each)
        self.setCurrentIndex(max(0, self.findData(value)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.ICON
        left = self.width() - side - theme.SPACE[2]
        box = QRectF(left, (self.height() - side) / 2, side, side)
        icons.paint(painter, "chevron-down", theme.tokens()["text-2"], box)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()


class Switch(QCheckBox):
    """On or off, in effect at once; its name is beside it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(*theme.SWITCH)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(colours["accent-solid" if on else "border-input"], theme.LINE))
        painter.setBrush(colours["accent-solid" if on else "surface"])
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        side = box.height() - 6
        left = box.right() - side - 3 if on else box.left() + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours["on-accent" if on else "border-input"])
        painter.drawEllipse(QRectF(left, box.top() + 3, side, side))
        if self.hasFocus():
            painter.setPen(QPen(colours["focus"], theme.THICK))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)


class Tick(QCheckBox):
    """A check box: a filled square with a check mark, or an empty one."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.setFont(theme.font("name"))
        self.setMinimumHeight(theme.CONTROL)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.font("name")).horizontalAdvance(self.text())
        return QSize(theme.RADIO + theme.SPACE[3] + words + theme.SPACE[1], theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.RADIO + theme.SPACE[3] + theme.SPACE[-1], theme.CONTROL)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours, side = QPainter(self), theme.tokens(), theme.RADIO
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, (self.height() - side) / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked()
        painter.setPen(QPen(colours["accent-solid" if on else "border-input"], theme.LINE))
        painter.setBrush(colours["accent-solid" if on else "surface"])
        painter.drawRoundedRect(box, theme.RADIUS["sm"], theme.RADIUS["sm"])
        if on:
            inner = box.adjusted(2, 2, -2, -2)
            icons.paint(painter, "check", colours["on-accent"], inner, stroke=3)
        painter.setFont(theme.font("name"))
        painter.setPen(colours["text"])
        left = side + theme.SPACE[3]
        words = self.rect().adjusted(left, 0, 0, 0)
        measure = QFontMetrics(painter.font())
        shown = measure.elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            painter.setPen(QPen(colours["focus"], theme.THICK))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), theme.RADIUS["sm"], 3)
