"""Icons: Lucide's SVGs in a token's colour, and the tray's own shapes.

Qt paints an SVG's `currentColor` black, so the colour is put into the text before it is drawn.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from core.summary import Health
from desktop import theme

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "icons"


@cache
def _svg(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str, stroke: float) -> QSvgRenderer:
    text = _svg(name).replace("currentColor", colour)
    return QSvgRenderer(
        QByteArray(text.replace('stroke-width="2"', f'stroke-width="{stroke}"').encode())
    )


def paint(
    painter: QPainter, name: str, colour: QColor, rect: QRectF, *, stroke: float = 2.0
) -> None:
    """Draw an icon into `rect`. `stroke` is in the icon's own grid of 24."""
    _renderer(name, colour.name(), stroke).render(painter, rect)


def pixmap(name: str, colour: QColor, size: int, ratio: float, *, room: int = 0) -> QPixmap:
    """Return an icon for a screen of `ratio`, with `room` empty pixels on its right."""
    key = f"{name} {colour.name()} {size}+{room} {ratio}"
    made = QPixmap()
    if QPixmapCache.find(key, made):
        return made
    made = QPixmap(QSize(size + room, size) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint(painter, name, colour, QRectF(0, 0, size, size))
    painter.end()
    QPixmapCache.insert(key, made)
    return made


def icon(name: str, token: str, size: int = theme.ICON, *, room: int = 0) -> QIcon:
    """Return an icon in a token's colour, sharp on screens up to twice as dense.

    Make it again when the palette changes. `room` widens the gap between icon and text: Fusion
    leaves 4 where the screens have 8.
    """
    made = QIcon()
    colour, grey = theme.tokens()[token], theme.tokens()["text-3"]
    for ratio in (1.0, 1.25, 1.5, 2.0):
        made.addPixmap(pixmap(name, colour, size, ratio, room=room))
        made.addPixmap(pixmap(name, grey, size, ratio, room=room), QIcon.Mode.Disabled)
    return made


def program(scheme: theme.Scheme) -> QIcon:
    """Return the program's own mark: two arcs that chase each other around a dot."""
    made = QIcon()
    colour = theme.Tokens(scheme)["accent"]
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_drawn(size, 1.0, lambda painter: _mark(painter, colour)))
    return made


def _mark(painter: QPainter, colour: QColor) -> None:
    painter.setPen(_pen(colour, 4.0))
    ring = QRectF(4.5, 4.5, 23, 23)
    painter.drawArc(ring, 50 * 16, 145 * 16)
    painter.drawArc(ring, 230 * 16, 145 * 16)
    _solid(painter, colour)
    painter.drawEllipse(QPointF(16, 16), 3.8, 3.8)


def tray(health: Health, scheme: theme.Scheme, *, turn: float = 0.0) -> QIcon:
    """Return the tray's icon: one silhouette for each state, so that colour is never needed.

    `scheme` is the task bar's, which may differ from the window's; `turn` is how far the arrows
    of a running sync are around, from 0 to 1.
    """
    colours = theme.Tokens(scheme)
    shape, token = _TRAY[health]
    made = QIcon()
    for size in TRAY_SIZES:
        made.addPixmap(_drawn(size, 1.0, lambda painter: shape(painter, colours[token], turn)))
    return made


TRAY_SIZES = (16, 20, 22, 24, 32, 48, 64)
TRAY_FRAMES = 8  # of one turn of the arrows


def _drawn(size: int, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
    """Return what `draw` draws on a grid of 32."""
    made = QPixmap(QSize(size, size) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 32, size / 32)
    draw(painter)
    painter.end()
    return made


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(
        colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _solid(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)


def _knock_out(painter: QPainter, width: float) -> None:
    """Let what is drawn next be a hole, so that the task bar shows through."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setPen(_pen(QColor(Qt.GlobalColor.black), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _disc_with_check(painter: QPainter, colour: QColor, _turn: float) -> None:
    _solid(painter, colour)
    painter.drawEllipse(QRectF(1, 1, 30, 30))
    _knock_out(painter, 3.5)
    painter.drawPolyline([QPointF(8.5, 16.5), QPointF(13.5, 21.5), QPointF(23.5, 11)])


def _two_arrows(painter: QPainter, colour: QColor, turn: float) -> None:
    painter.translate(16, 16)
    painter.rotate(360 * turn)
    for _half in range(2):
        painter.setPen(_pen(colour, 3.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(QRectF(-12, -12, 24, 24), 40 * 16, 140 * 16)
        _solid(painter, colour)
        painter.drawPolygon([QPointF(15, -15), QPointF(15, -3.5), QPointF(3.5, -3.5)])
        painter.rotate(180)


def _ring_with_bars(painter: QPainter, colour: QColor, _turn: float) -> None:
    painter.setPen(_pen(colour, 3.2))
    painter.drawEllipse(QRectF(2.6, 2.6, 26.8, 26.8))
    _solid(painter, colour)
    painter.drawRoundedRect(QRectF(10.5, 9, 4, 14), 1.5, 1.5)
    painter.drawRoundedRect(QRectF(17.5, 9, 4, 14), 1.5, 1.5)


def _faded_ring_with_slash(painter: QPainter, colour: QColor, _turn: float) -> None:
    faded = QColor(colour)
    faded.setAlphaF(0.6)
    painter.setPen(_pen(faded, 3.2))
    painter.drawEllipse(QRectF(3.6, 3.6, 24.8, 24.8))
    _knock_out(painter, 8)
    painter.drawLine(QPointF(2.5, 2.5), QPointF(29.5, 29.5))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setPen(_pen(colour, 3.6))
    painter.drawLine(QPointF(2.5, 2.5), QPointF(29.5, 29.5))


def _triangle(painter: QPainter, colour: QColor, _turn: float) -> None:
    painter.setPen(_pen(colour, 2))
    painter.setBrush(colour)
    painter.drawPolygon([QPointF(16, 3), QPointF(30, 29), QPointF(2, 29)])
    _mark_out(painter, top=11.5, foot=19.5, dot=24.8)


def _octagon(painter: QPainter, colour: QColor, _turn: float) -> None:
    painter.setPen(_pen(colour, 2))
    painter.setBrush(colour)
    corners = (10, 2), (22, 2), (30, 10), (30, 22), (22, 30), (10, 30), (2, 22), (2, 10)
    painter.drawPolygon([QPointF(x, y) for x, y in corners])
    _mark_out(painter, top=8, foot=17.5, dot=24)


def _mark_out(painter: QPainter, *, top: float, foot: float, dot: float) -> None:
    _knock_out(painter, 3.6)
    painter.drawLine(QPointF(16, top), QPointF(16, foot))
    painter.drawPoint(QPointF(16, dot))


def _padlock(painter: QPainter, colour: QColor, _turn: float) -> None:
    painter.setPen(_pen(colour, 3.6))
    painter.drawArc(QRectF(8.5, 2.5, 15, 18), 0, 180 * 16)
    painter.drawLine(QPointF(8.5, 11.5), QPointF(8.5, 15))
    painter.drawLine(QPointF(23.5, 11.5), QPointF(23.5, 15))
    _solid(painter, colour)
    painter.drawRoundedRect(QRectF(3, 14, 26, 17), 3, 3)
    _knock_out(painter, 4)
    painter.drawLine(QPointF(16, 21), QPointF(16, 24.5))


_TRAY: dict[Health, tuple[Callable[[QPainter, QColor, float], None], str]] = {
    Health.IN_SYNC: (_disc_with_check, "text"),
    Health.SYNCING: (_two_arrows, "text"),
    Health.PAUSED: (_ring_with_bars, "text"),
    Health.OFFLINE: (_faded_ring_with_slash, "text"),
    Health.NEEDS_YOU: (_triangle, "attention-fill"),
    Health.SIGNED_OUT: (_padlock, "error-fill"),
    Health.PROBLEM: (_octagon, "error-fill"),
}
