"""Tiles of which one is chosen: an icon or a monogram, a name, and a line about it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QSizePolicy, QWidget

from desktop import icons, theme
from desktop.presenters.wizard_state import ChoiceTile
from desktop.views.layouts import clear
from desktop.views.marks import paint_tile

_DISC = 20  # with the check mark of the chosen tile
_PAD = theme.SPACE[3] + theme.LINE + 2


class TileButton(QRadioButton):
    """One tile; the whole of it can be pressed, and arrows move between those of a group."""

    def __init__(self, state: ChoiceTile, height: int) -> None:
        super().__init__()
        self._state, self._height, self._over = state, height, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.draw(state)

    def draw(self, state: ChoiceTile) -> None:
        self._state = state
        self.setEnabled(state.enabled)
        self.setChecked(state.chosen)
        words = [word for word in (state.title, state.text) if word]
        self.setAccessibleName(": ".join(words))
        self.setAccessibleDescription(state.reason)
        self.setToolTip(state.reason or state.text)
        self.update()

    @property
    def key(self) -> str:
        return self._state.key

    def sizeHint(self) -> QSize:
        widest = max(self._state.title.split(), key=len, default="")
        measure = QFontMetrics(theme.font("name"))
        return QSize(measure.horizontalAdvance(widest) + 2 * _PAD, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.SPACE[-1], self._height)

    def hitButton(self, pos: object) -> bool:
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._over = True
        self.update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._over = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self._state.chosen
        edge = theme.THICK if chosen else theme.LINE
        ground = "accent-soft" if chosen else "hover" if self._over else "surface"
        if not self.isEnabled():
            ground = "surface-2"
        painter.setPen(QPen(colours["accent" if chosen else "border-strong"], edge))
        painter.setBrush(colours[ground])
        inset = edge / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.RADIUS["lg"], theme.RADIUS["lg"])
        self._paint_content(painter)
        if chosen:
            self._paint_check(painter)
        if self.hasFocus():
            painter.setPen(QPen(colours["focus"], theme.THICK))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = box.adjusted(3, 3, -3, -3)
            painter.drawRoundedRect(ring, theme.RADIUS["md"], theme.RADIUS["md"])

    def _paint_content(self, painter: QPainter) -> None:
        state, pad = self._state, _PAD
        line, small = theme.TYPE["name"][1], theme.TYPE["small"][1]
        if state.icon and not state.text:  # the icon above its name
            ink = theme.tokens()["accent" if state.chosen else "text-2"]
            place = QRectF(pad, theme.SPACE[4], theme.SPACE[6], theme.SPACE[6])
            icons.paint(painter, state.icon, ink, place, stroke=1.75)
            top = place.toRect().bottom() + theme.SPACE[1]
            below = QRect(pad, top, self.width() - pad - theme.SPACE[2], self._height - top - pad)
            _foot(painter, below, state.title, self._ink("text"))
            return
        left = pad
        if state.connector:
            side = theme.TABLE_ROW
            box = QRectF(pad, (self._height - side) / 2, side, side)
            paint_tile(painter, box, state.connector, state.monogram)
            left += side + theme.SPACE[3]
        elif state.icon:
            ink = theme.tokens()["accent" if state.chosen else self._ink("text-2")]
            place = QRectF(pad, theme.SPACE[4], theme.SPACE[5], theme.SPACE[5])
            icons.paint(painter, state.icon, ink, place)
            left += theme.SPACE[5] + theme.SPACE[3]
        room = _DISC + theme.SPACE[2] if state.chosen else 0
        width = self.width() - left - pad - room
        text = state.reason or state.text
        lines = 1 if state.connector else max(1, (self._height - line - 2 * pad + 4) // small)
        height = small * lines
        top = (self._height - line - height) // 2
        _line(painter, QRect(left, top, width, line), state.title, "name", self._ink("text"))
        words = QRect(left, top + line, width, height)
        _line(painter, words, text, "small", self._ink("text-3"), lines)

    def _ink(self, usual: str) -> str:
        return usual if self.isEnabled() else "text-3"

    def _paint_check(self, painter: QPainter) -> None:
        colours = theme.tokens()
        centre = QPointF(self.width() - theme.SPACE[5], theme.SPACE[5] + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours["accent-solid"])
        painter.drawEllipse(centre, _DISC / 2, _DISC / 2)
        box = QRectF(0, 0, theme.SPACE[3] + 2, theme.SPACE[3] + 2)
        box.moveCenter(centre)
        icons.paint(painter, "check", colours["on-accent"], box, stroke=2.6)


def _line(painter: QPainter, box: QRect, text: str, kind: str, ink: str, lines: int = 1) -> None:
    painter.setFont(theme.font(kind))
    painter.setPen(theme.tokens()[ink])
    if lines > 1:
        flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, int(flags) | int(Qt.TextFlag.TextWordWrap), text)
        return
    elided = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, elided)


def _foot(painter: QPainter, box: QRect, text: str, ink: str) -> None:
    painter.setFont(theme.font("name"))
    painter.setPen(theme.tokens()[ink])
    flags = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, int(flags) | int(Qt.TextFlag.TextWordWrap), text)


class Tiles(QWidget):
    """A group of tiles in rows; made anew only when there are others."""

    chosen = Signal(str)  # ChoiceTile.key

    def __init__(self, name: str, *, across: int, height: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._across, self._height = across, height
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE[3])
        self._group = QButtonGroup(self)
        self._made: list[TileButton] = []
        for place in range(across):
            self._grid.setColumnStretch(place, 1)

    def draw(self, tiles: Sequence[ChoiceTile]) -> None:
        self._group.setExclusive(False)  # nothing may be chosen yet
        if [each.key for each in self._made] != [tile.key for tile in tiles]:
            self._make(tiles)
        for made, tile in zip(self._made, tiles, strict=True):
            made.draw(tile)
        self._group.setExclusive(True)
        self.setVisible(bool(tiles))

    def _make(self, tiles: Sequence[ChoiceTile]) -> None:
        for each in self._made:
            self._group.removeButton(each)
        clear(self._grid)
        self._made = [TileButton(tile, self._height) for tile in tiles]
        for place, made in enumerate(self._made):
            made.clicked.connect(lambda _on, key=made.key: self.chosen.emit(key))
            self._group.addButton(made)
            self._grid.addWidget(made, place // self._across, place % self._across)
