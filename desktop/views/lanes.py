"""The two columns of what is kept in step, and the lanes between them, painted."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop import theme
from desktop.presenters.overview import EndState, Lane, PairRow
from desktop.presenters.wishes import Tone
from desktop.views import motion
from desktop.views.marks import fill, paint_pill, paint_tile, pill_width


@dataclass(frozen=True, slots=True)
class Shape:
    """The measures of the grid that lanes and table share."""

    node: int
    gap: int
    head: int
    row: int


WIDE = Shape(node=176, gap=132, head=52, row=56)
COMPACT = Shape(node=150, gap=110, head=44, row=52)

MIDDLES = {  # what stands in the middle of a lane
    Lane.REST: ("clock", Tone.PLAIN),
    Lane.DONE: ("check", Tone.SUCCESS),
    Lane.RUNNING: ("refresh-cw", Tone.SYNCING),
    Lane.NEXT: ("clock", Tone.PAUSED),
    Lane.PROBLEM: ("triangle-alert", Tone.ATTENTION),
}
_DASH = 12  # pixels that the dashes of a running lane move in MOTION["lane"]
_FRAMES = 6  # in that time
_ARROW = (8.0, 5.0)  # length, half its height
_OFF = (2, 3)  # from an arrow's tip to the column: at the left, at the right


class Lanes(QWidget):
    """Drawn on the same grid as the table beside it, which also speaks for it."""

    def __init__(self) -> None:
        super().__init__()
        self._shape = WIDE
        self._ends: tuple[EndState, EndState] | None = None
        self._rows: Sequence[PairRow] = ()
        self._offset = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(theme.MOTION["lane"] // _FRAMES)
        self._timer.timeout.connect(self._move)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_shape(self, shape: Shape) -> None:
        self._shape = shape
        self._fit()
        self.update()

    def show_pairs(self, system: EndState, hubspot: EndState, rows: Sequence[PairRow]) -> None:
        before = self._standing()
        self._ends, self._rows = (system, hubspot), rows
        self.setAccessibleName(f"{system.label}: {system.word}. {hubspot.label}: {hubspot.word}.")
        running = any(row.lane is Lane.RUNNING for row in rows)
        if running and motion.allowed():
            self._timer.start()
        else:
            self._timer.stop()
        self._fit()
        if self._standing() != before:
            self.update()

    def _standing(self) -> object:
        """Return what the columns are painted from: it stays while a run comes on."""
        return self._ends, [(_words(row, 0), _words(row, 1)) for row in self._rows]

    def _fit(self) -> None:
        shape = self._shape
        self.setFixedSize(shape.node * 2 + shape.gap, shape.head + shape.row * len(self._rows))
        self._update_gap()

    def _move(self) -> None:
        if self.isVisible():
            self._offset = (self._offset + _DASH / _FRAMES) % _DASH
            self._update_gap()

    def _update_gap(self) -> None:
        self.update(self._shape.node, 0, self._shape.gap, self.height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip(event.pos()), self)
            return True
        return super().event(event)

    def tip(self, at: QPoint) -> str:
        """Return what a column's cell says in full: its names may be elided."""
        if self._ends is None:
            return ""
        end = 0 if at.x() < self._shape.node else 1
        if at.y() < self._shape.head:
            return f"{self._ends[end].label}: {self._ends[end].word}"
        place = int((at.y() - self._shape.head) // self._shape.row)
        if place >= len(self._rows) or self._shape.node < at.x() < self._right():
            return ""
        return "\n".join(_words(self._rows[place], end))

    def _right(self) -> int:
        return self._shape.node + self._shape.gap

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ends is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, end in enumerate(self._ends):
            box = QRectF(self._right() * place, 0, self._shape.node, self.height())
            if box.intersects(QRectF(event.rect())):  # not while only the dashes move
                self._paint_column(painter, box, end, place)
        for place, row in enumerate(self._rows):
            y = self._shape.head + self._shape.row * (place + 0.5)
            self._paint_lane(painter, y, row)

    def _paint_column(self, painter: QPainter, box: QRectF, end: EndState, place: int) -> None:
        colours, shape = theme.tokens(), self._shape
        edge = box.adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(edge, theme.RADIUS["lg"], theme.RADIUS["lg"])
        painter.fillPath(outline, colours["surface"])
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(QRectF(box.left(), 0, box.width(), shape.head), colours["surface-2"])
        for line in range(len(self._rows)):
            y = shape.head + shape.row * line - (1 if line == 0 else 0)
            painter.fillRect(QRectF(box.left(), y, box.width(), theme.LINE), colours["border"])
        painter.restore()
        painter.setPen(QPen(colours["border-strong"], theme.LINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
        self._paint_head(painter, box, end)
        for line, row in enumerate(self._rows):
            top = shape.head + shape.row * line
            self._paint_words(painter, QRectF(box.left(), top, box.width(), shape.row), row, place)

    def _paint_head(self, painter: QPainter, box: QRectF, end: EndState) -> None:
        colours = theme.tokens()
        middle = self._shape.head / 2
        pad = theme.SPACE[3] + theme.LINE
        paint_tile(
            painter,
            QRectF(box.left() + pad, middle - 12, 24, 24),
            end.connector,
            end.monogram,
        )
        dot = QRectF(0, 0, theme.DOT, theme.DOT)
        dot.moveCenter(QPointF(box.right() - pad - theme.DOT / 2, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours[fill(end.tone)])
        painter.drawEllipse(dot)
        left = box.left() + pad + 24 + theme.SPACE[2]
        words = QRectF(left, 0, dot.left() - left - theme.SPACE[1], self._shape.head)
        _write(painter, words, end.label, "strong", "text")

    def _paint_words(self, painter: QPainter, box: QRectF, row: PairRow, place: int) -> None:
        name, small = _words(row, place)
        pad = theme.SPACE[3] + theme.LINE
        top = box.top() + (box.height() - 36) / 2
        width = box.width() - 2 * pad
        _write(painter, QRectF(box.left() + pad, top, width, 20), name, "name", "text")
        _write(painter, QRectF(box.left() + pad, top + 20, width, 16), small, "small", "text-3")

    def _paint_lane(self, painter: QPainter, y: float, row: PairRow) -> None:
        colours = theme.tokens()
        quiet = row.lane in (Lane.NEXT, Lane.REST)
        colour = colours["border-strong" if quiet else "accent"]
        left, right = float(self._shape.node), float(self._right())
        pen = QPen(colour, theme.THICK, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if row.lane is Lane.RUNNING:
            pen.setDashPattern([3, 3])
            pen.setDashOffset(-self._offset / theme.THICK)
        painter.setPen(pen)
        start = left + _OFF[0] + _ARROW[0] if row.both_ways else left + 2
        painter.drawLine(QPointF(start, y), QPointF(right - _OFF[1] - _ARROW[0], y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(_arrow(QPointF(right - _OFF[1], y), forward=True))
        if row.both_ways:
            painter.drawPolygon(_arrow(QPointF(left + _OFF[0], y), forward=False))
        else:
            painter.drawEllipse(QPointF(left + 2, y), 2, 2)
        self._paint_middle(painter, QPointF((left + right) / 2, y), row, colours["surface"])

    def _paint_middle(self, painter: QPainter, at: QPointF, row: PairRow, gap: QColor) -> None:
        icon, tone = MIDDLES[row.lane]
        width = pill_width(row.lane_text) if row.lane_text else theme.PILL
        box = QRectF(0, 0, width, theme.PILL)
        box.moveCenter(at)
        painter.fillRect(box.adjusted(0, 8, 0, -8), gap)
        paint_pill(painter, box, row.lane_text, icon, tone)


def _words(row: PairRow, place: int) -> tuple[str, str]:
    if place == 0:
        return row.system_label, row.linked
    return row.hubspot_label, row.matched


def _arrow(tip: QPointF, *, forward: bool) -> QPolygonF:
    length, half = _ARROW
    back = tip.x() + (-length if forward else length)
    return QPolygonF([tip, QPointF(back, tip.y() - half), QPointF(back, tip.y() + half)])


def _write(painter: QPainter, box: QRectF, text: str, kind: str, ink: str) -> None:
    """Write one line, its middle left out where it is too long."""
    painter.setFont(theme.font(kind))
    painter.setPen(theme.tokens()[ink])
    metrics = QFontMetrics(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
