"""A value that can be chosen: a radio button painted as a card, with where it is from under it."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy

from desktop import theme


class ChoiceCard(QRadioButton):
    """One side's value of a field; the whole card can be pressed."""

    def __init__(self, value: str, note: str, name: str) -> None:
        super().__init__()
        self._value, self._note = value, note
        self.setAutoExclusive(False)  # the presenter says what is chosen, also nothing
        self.setAccessibleName(name)
        self.setToolTip(value)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.CHOICE[0], theme.CHOICE[1])

    def hitButton(self, pos: object) -> bool:
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = theme.THICK if chosen else theme.LINE
        painter.setPen(QPen(colours["accent" if chosen else "border-strong"], edge))
        painter.setBrush(colours["accent-soft" if chosen else "surface"])
        inset = edge / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.RADIUS["lg"], theme.RADIUS["lg"])
        self._paint_circle(painter)
        left = theme.SPACE[3] + theme.RADIO + theme.SPACE[2] + 2
        width = self.width() - left - theme.SPACE[3]
        line, small = theme.TYPE["body"][1], theme.TYPE["small"][1]
        top = (self.height() - line - small) // 2
        self._line(painter, QRect(left, top, width, line), self._value, "name", "text")
        self._line(painter, QRect(left, top + line, width, small), self._note, "small", "text-3")
        if self.hasFocus():
            painter.setPen(QPen(colours["focus"], theme.THICK))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                box.adjusted(3, 3, -3, -3), theme.RADIUS["md"], theme.RADIUS["md"]
            )

    def _paint_circle(self, painter: QPainter) -> None:
        colours, side = theme.tokens(), theme.RADIO
        circle = QRectF(theme.SPACE[3], (self.height() - side) / 2, side, side)
        if self.isChecked():
            painter.setPen(QPen(colours["accent-solid"], theme.SPACE[1] + 2))
            painter.setBrush(colours["on-accent"])
            painter.drawEllipse(circle.adjusted(3, 3, -3, -3))
        else:
            painter.setPen(QPen(colours["border-input"], theme.LINE))
            painter.setBrush(colours["surface"])
            painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))

    def _line(self, painter: QPainter, box: QRect, text: str, kind: str, ink: str) -> None:
        painter.setFont(theme.font(kind))
        painter.setPen(theme.tokens()[ink])
        elided = QFontMetrics(painter.font()).elidedText(
            text, Qt.TextElideMode.ElideMiddle, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, elided)
