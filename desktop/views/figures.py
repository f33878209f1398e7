"""Painted figures: progress bars, rings, sparklines and the bars of a month."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEasingCurve,
    QPointF,
    QRectF,
    Qt,
    QVariantAnimation,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.presenters.wishes import Tone
from desktop.views import motion
from desktop.views.marks import Mark, fill


def paint_bar(painter: QPainter, box: QRectF, fraction: float | None, colour: QColor) -> None:
    """Draw a progress bar; None is a bar of which nobody knows how far it is."""
    painter.setPen(Qt.PenStyle.NoPen)
    radius = box.height() / 2
    painter.setBrush(theme.tokens()["border"])
    painter.drawRoundedRect(box, radius, radius)
    if fraction is None:
        fraction = 0.0
    if fraction > 0:
        done = QRectF(box)
        done.setWidth(max(box.height(), box.width() * min(1.0, fraction)))
        painter.setBrush(colour)
        painter.drawRoundedRect(done, radius, radius)


class ProgressBar(QWidget):
    """How far something is; glides to a new value where things may move."""

    def __init__(self, height: int = theme.BAR) -> None:
        super().__init__()
        self._shown = 0.0
        self._tone = Tone.SYNCING
        self.setFixedHeight(height)
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(theme.MOTION["progress"])
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._show)

    def set_fraction(self, fraction: float | None, tone: Tone = Tone.SYNCING) -> None:
        self._tone = tone
        value = 0.0 if fraction is None else fraction
        self.setAccessibleName(f"{value:.0%}")
        self._glide.stop()
        if motion.allowed() and value > self._shown:
            self._glide.setStartValue(self._shown)
            self._glide.setEndValue(value)
            self._glide.start()
        else:
            self._show(value)

    def _show(self, value: float) -> None:
        self._shown = value
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_bar(painter, QRectF(self.rect()), self._shown, theme.tokens()[fill(self._tone)])


class Ring(Mark):
    """How far something is, around a few words. Twelve o'clock is the start."""

    def __init__(self, size: int, width: int) -> None:
        super().__init__(size, size)
        self._width, self._fraction = width, 0.0
        self._lines: tuple[tuple[str, str, str], ...] = ()

    def show_state(self, fraction: float, *lines: tuple[str, str, str]) -> None:
        """`lines` are (text, its place in the type table, ink), drawn under each other."""
        self._fraction, self._lines = fraction, lines
        self.setAccessibleName(" ".join(text for text, _kind, _ink in lines))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = self.painter(), theme.tokens()
        inset = self._width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        pen = QPen(colours["border"], self._width)
        painter.setPen(pen)
        painter.drawEllipse(box)
        if self._fraction > 0:
            pen.setColor(colours["syncing"])
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(box, 90 * 16, -round(360 * 16 * min(1.0, self._fraction)))
        height = sum(theme.TYPE[kind][1] for _text, kind, _ink in self._lines)
        top = (self.height() - height) / 2
        for text, kind, token in self._lines:
            line = theme.TYPE[kind][1]
            painter.setFont(theme.font(kind, tabular=True))
            painter.setPen(colours[token])
            painter.drawText(QRectF(0, top, self.width(), line), Qt.AlignmentFlag.AlignCenter, text)
            top += line


def paint_sparkline(painter: QPainter, box: QRectF, values: Sequence[int]) -> None:
    """Draw a line through `values`, the last with a dot."""
    if len(values) < 2:
        return
    colours = theme.tokens()
    peak = max(values) or 1
    step = box.width() / (len(values) - 1)
    points = [
        QPointF(box.left() + step * n, box.bottom() - box.height() * value / peak)
        for n, value in enumerate(values)
    ]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colours["chart"], 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours["chart-now"])
    painter.drawEllipse(points[-1], 2.5, 2.5)
