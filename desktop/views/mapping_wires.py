"""The links between the columns of the mapping editor, painted from port to port.

They lie over the columns and take no presses: what is pressed between the columns asks `key_at`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from core.mapping import Direction
from desktop import icons, theme
from desktop.presenters.mapping_state import LinkRow

OF_WAY = {
    Direction.TO_HUBSPOT: "arrow-right",
    Direction.TO_SYSTEM: "arrow-left",
    Direction.BOTH: "arrow-right-left",
}
MOST_MARKS = 60  # links of which each has a mark in its middle; of more only those that say more
_TRIES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)  # of its way, where a mark may be

Port = Callable[[str], tuple[int, bool] | None]  # name: height, and whether it is seen


@dataclass(frozen=True, slots=True)
class Wire:
    """One drawn link; of joined fields there are several to one property."""

    link: LinkRow
    path: QPainterPath
    seen: bool  # both of its ends are


class Wires(QWidget):
    """Paints the links, the ports, and what is being dragged."""

    def __init__(self, owner: QWidget, here: Port, there: Port) -> None:
        super().__init__(owner)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._here, self._there = here, there
        self._links: Sequence[LinkRow] = ()
        self._chosen = ""
        self._left = self._right = 0
        self._drag: tuple[QPointF, QPointF, bool] | None = None  # from, to, does it fit
        self._ports: tuple[Sequence[str], Sequence[str]] = ((), ())
        self._linked: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    def draw(self, links: Sequence[LinkRow], chosen: str) -> None:
        self._links, self._chosen = links, chosen
        self._linked = (
            frozenset(name for each in links for name in each.here),
            frozenset(each.key for each in links),
        )
        self.update()

    def between(self, left: int, right: int, ports: tuple[Sequence[str], Sequence[str]]) -> None:
        """Say where the columns end and begin, and what is in them."""
        self._left, self._right, self._ports = left, right, ports
        self.update()

    def drag(self, name: str, to: QPointF, *, fits: bool) -> None:
        """Draw a line from a field to the pointer."""
        port = self._here(name)
        start = QPointF(self._left, port[0] if port is not None else to.y())
        self._drag = start, to, fits
        self.update()

    def drop(self) -> None:
        self._drag = None
        self.update()

    def key_at(self, point: QPointF) -> str:
        """Return which link is near a point; "" for none."""
        stroker = QPainterPathStroker()
        stroker.setWidth(theme.LINK_REACH)
        for wire in reversed(self._wires()):
            if stroker.createStroke(wire.path).contains(point):
                return wire.link.key
        return ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wires = self._wires()
        for wire in sorted(wires, key=lambda each: each.link.key == self._chosen):
            self._paint_wire(painter, wire)
        self._paint_ports(painter)
        self._paint_marks(painter, wires)
        if self._drag is not None:
            start, end, fits = self._drag
            pen = QPen(colours["accent" if fits else "error"], theme.THICK)
            pen.setStyle(Qt.PenStyle.SolidLine if fits else Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_curve(start, end))

    def _wires(self) -> list[Wire]:
        made = []
        for link in self._links:
            there = self._there(link.key)
            for name in link.here:
                here = self._here(name)
                if here is None or there is None:
                    continue
                start = QPointF(self._left + theme.PORT / 2, here[0])
                end = QPointF(self._right - theme.PORT / 2, there[0])
                path = _curve(*_with_arrows(start, end, link.direction))
                made.append(Wire(link, path, here[1] and there[1]))
        return made

    def _paint_wire(self, painter: QPainter, wire: Wire) -> None:
        colour = self._colour(wire)
        pen = QPen(colour, theme.THICK + theme.LINE if self._is_chosen(wire) else theme.THICK)
        if wire.link.problem:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setOpacity(1.0 if wire.seen else 0.35)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(wire.path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        start, end = wire.path.pointAtPercent(0.0), wire.path.pointAtPercent(1.0)
        if wire.link.direction is not Direction.TO_SYSTEM:
            painter.drawPolygon(_tip(end, 1))
        if wire.link.direction is not Direction.TO_HUBSPOT:
            painter.drawPolygon(_tip(start, -1))
        painter.setOpacity(1.0)

    def _is_chosen(self, wire: Wire) -> bool:
        return wire.link.key == self._chosen

    def _colour(self, wire: Wire) -> QColor:
        if wire.link.problem:
            return theme.tokens()["error"]
        return theme.tokens()["accent" if self._is_chosen(wire) else "chart"]

    def _paint_ports(self, painter: QPainter) -> None:
        colours, radius = theme.tokens(), theme.PORT / 2
        sides = ((self._left, self._here), (self._right, self._there))
        for names, linked, (x, port) in zip(self._ports, self._linked, sides, strict=True):
            for name in names:
                at = port(name)
                if at is None or not at[1]:
                    continue
                full = name in linked
                painter.setPen(QPen(colours["accent" if full else "border-input"], theme.THICK))
                painter.setBrush(colours["accent" if full else "surface"])
                inner = radius - theme.LINE
                painter.drawEllipse(QPointF(x, at[0]), inner, inner)

    def _paint_marks(self, painter: QPainter, wires: Sequence[Wire]) -> None:
        """Draw each link's mark once, where none is in its way."""
        placed: list[QRectF] = []
        told: set[str] = set()
        ordered = sorted(wires, key=lambda each: each.link.key != self._chosen)
        for wire in ordered:
            link = wire.link
            wanted = link.chip or self._is_chosen(wire) or len(wires) <= MOST_MARKS
            if link.key in told or not wire.seen or not wanted:
                continue
            told.add(link.key)
            box = _free(wire.path, _mark_width(link), placed)
            if box is not None:
                placed.append(box)
                self._paint_mark(painter, box, wire)

    def _paint_mark(self, painter: QPainter, box: QRectF, wire: Wire) -> None:
        colours, link, chosen = theme.tokens(), wire.link, self._is_chosen(wire)
        edge = "error" if link.problem else "accent" if chosen else "border-strong"
        painter.setPen(QPen(colours[edge], theme.LINE))
        painter.setBrush(colours["accent-solid" if chosen else "surface"])
        shape = box.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)
        ink = colours["on-accent" if chosen else "text-2"]
        side = theme.ICON_SMALL
        left = box.left() + (theme.SPACE[2] if link.chip else (box.width() - side) / 2)
        place = QRectF(left, box.center().y() - side / 2, side, side)
        icons.paint(painter, OF_WAY[link.direction], ink, place)
        if link.chip:
            painter.setFont(theme.font("small-strong"))
            painter.setPen(ink)
            words = box.adjusted(theme.SPACE[2] + side + theme.SPACE[1], 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, link.chip)


def _curve(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    reach = min(theme.LINK_HANDLE, abs(end.x() - start.x()) / 2)
    path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
    return path


def _with_arrows(start: QPointF, end: QPointF, way: Direction) -> tuple[QPointF, QPointF]:
    """Leave room for the tips, which stand before their ports."""
    room = QPointF(theme.ARROW + theme.LINE, 0)
    return (
        start + room if way is not Direction.TO_HUBSPOT else start,
        end - room if way is not Direction.TO_SYSTEM else end,
    )


def _tip(at: QPointF, way: int) -> QPolygonF:
    half = theme.ARROW / 2 + theme.LINE
    ahead = QPointF(at.x() + way * theme.ARROW, at.y())
    return QPolygonF([ahead, QPointF(at.x(), at.y() - half), QPointF(at.x(), at.y() + half)])


def _mark_width(link: LinkRow) -> float:
    if not link.chip:
        return theme.LINK_MARK
    words = QFontMetrics(theme.font("small-strong")).horizontalAdvance(link.chip)
    return words + theme.ICON_SMALL + theme.SPACE[1] + 2 * theme.SPACE[2] + theme.SPACE[1]


def _free(path: QPainterPath, width: float, placed: Sequence[QRectF]) -> QRectF | None:
    """Return where along its line a mark stands on no other one."""
    for share in _TRIES:
        box = QRectF(0, 0, width, theme.LINK_MARK - theme.THICK)
        box.moveCenter(path.pointAtPercent(share))
        if not any(box.intersects(other) for other in placed):
            return box
    return None


def positions(names: Sequence[str], port: Port) -> Mapping[str, int]:
    """Return where rows are that are seen; for tests."""
    return {name: at[0] for name in names if (at := port(name)) is not None and at[1]}
