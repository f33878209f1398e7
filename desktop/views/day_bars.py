"""The bars of a month: records synced per day."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QLineF, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import theme


class DayBars(QWidget):
    """Records per day as bars, today's with its number; as words for screen readers."""

    _SIDE = 36  # room for the scale's numbers on the left
    _NUMBER = 29  # and for today's on the right
    _FOOT = 28
    _BAR = 0.82  # of a day's width
    _HEADROOM = 1.06  # above the highest bar

    def __init__(self) -> None:
        super().__init__()
        self._days: Sequence[tuple[date, int]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_days(self, days: Sequence[tuple[date, int]], spoken: str) -> None:
        if (days, spoken) == (self._days, self.accessibleName()):
            return
        self._days = days
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.PAGE_MAX // 3, theme.CHART)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._days:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        peak = max(count for _day, count in self._days)
        step = scale_step(peak)
        top = max(peak, step * 3)
        left = max(self._SIDE, _wide(top, "caption") + 2 * theme.SPACE[2])
        right = max(self._NUMBER, _wide(self._days[-1][1], "caption-strong") + theme.SPACE[2])
        plot = QRectF(left, 0, self.width() - left - right, self.height() - self._FOOT)
        self._paint_scale(painter, plot, step, plot.height() / (top * self._HEADROOM))
        self._paint_bars(painter, plot, plot.height() / (top * self._HEADROOM))
        self._paint_dates(painter, plot)

    def _paint_scale(self, painter: QPainter, plot: QRectF, step: int, unit: float) -> None:
        colours = theme.tokens()
        dashes = QPen(colours["border"], theme.LINE)
        dashes.setDashPattern([2, 4])
        painter.setFont(theme.font("caption", tabular=True))
        value = 0
        while value * unit <= plot.height():
            y = round(plot.bottom() - value * unit) + 0.5
            painter.setPen(dashes if value else QPen(colours["border"], theme.LINE))
            painter.drawLine(QLineF(plot.left(), y, self.width(), y))
            painter.setPen(colours["text-3"])
            label = QRectF(0, y - 8, plot.left() - theme.SPACE[2], 16)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(label, right, f"{value:,}")
            value += step

    def _paint_bars(self, painter: QPainter, plot: QRectF, unit: float) -> None:
        colours = theme.tokens()
        pitch = plot.width() / len(self._days)
        painter.save()
        painter.setClipRect(QRectF(0, 0, self.width(), plot.bottom()))
        for place, (_day, count) in enumerate(self._days):
            today = place == len(self._days) - 1
            left = plot.left() + pitch * (place + (1 - self._BAR) / 2)
            bar = QRectF(left, plot.bottom() - count * unit, pitch * self._BAR, count * unit + 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours["chart-now" if today else "chart"])
            painter.drawRoundedRect(bar, 2, 2)
            if today and count:
                painter.setPen(colours["text"])
                painter.setFont(theme.font("caption-strong", tabular=True))
                words = QRectF(bar.right() + 6, bar.top() - 3, self.width() - bar.right(), 16)
                painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, f"{count:,}")
        painter.restore()

    def _paint_dates(self, painter: QPainter, plot: QRectF) -> None:
        """Name the first day, each Monday with room before the next name, and today."""
        colours = theme.tokens()
        pitch = plot.width() / len(self._days)
        last = len(self._days) - 1
        free_from = -1.0
        for place, (day, _count) in enumerate(self._days):
            today = place == last
            if not today and place and day.weekday() != 0:
                continue
            text = self.tr("Today") if today else short_date(day)
            painter.setFont(
                theme.font("caption-strong", tabular=True) if today else theme.font("caption")
            )
            width = QFontMetrics(painter.font()).horizontalAdvance(text)
            centre = plot.left() + pitch * (place + 0.5)
            if centre - width / 2 < free_from or (not today and last - place < 4):
                continue
            free_from = centre + width / 2 + theme.SPACE[2]
            painter.setPen(colours["text" if today else "text-3"])
            box = QRectF(centre - width, plot.bottom() + 6, width * 2, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _wide(count: int, kind: str) -> int:
    return QFontMetrics(theme.font(kind, tabular=True)).horizontalAdvance(f"{count:,}")


def scale_step(peak: int) -> int:
    """Return the distance of the scale's lines: 1, 2 or 5 times a power of ten.

    >>> [scale_step(peak) for peak in (0, 3, 12, 612, 4_000)]
    [1, 1, 5, 200, 2000]
    """
    step = 1
    while step * 3 < peak * 0.98:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step


def short_date(day: date) -> str:
    return str(QLocale().toString(QDate(day.year, day.month, day.day), "MMM d"))
