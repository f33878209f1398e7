"""Small painted marks that cannot be pressed: discs, tiles, pills, badges, numbers, icons."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import icons, theme
from desktop.presenters.wishes import Tone


def ink(tone: Tone) -> str:
    """Return the token for a tone's text and icons; "-soft" and "-line" go with it."""
    return "text-2" if tone is Tone.PLAIN else tone.value


def fill(tone: Tone) -> str:
    """Return the token for a tone's shapes: dots and bars."""
    return "paused-fill" if tone is Tone.PLAIN else f"{tone.value}-fill"


def soft(tone: Tone) -> tuple[str, str]:
    """Return the tokens for a tone's fill and edge."""
    if tone is Tone.PLAIN:
        return "surface-2", "border"
    return f"{tone.value}-soft", f"{tone.value}-line"


class Mark(QWidget):
    """A fixed-size painted mark with a name for screen readers."""

    def __init__(self, width: int, height: int, name: str = "") -> None:
        super().__init__()
        self.setFixedSize(width, height)
        self.setAccessibleName(name)

    def painter(self) -> QPainter:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter


class IconMark(Mark):
    """An icon by itself."""

    def __init__(
        self, icon: str, token: str = "text-2", size: int = theme.ICON, line: int = 0
    ) -> None:
        """`line` is the height of the line of text that it stands before."""
        super().__init__(size, max(size, line))
        self._icon, self._token = icon, token

    def paintEvent(self, _event: QPaintEvent) -> None:
        box = QRectF(0, (self.height() - self.width()) / 2, self.width(), self.width())
        icons.paint(self.painter(), self._icon, theme.tokens()[self._token], box)


_BOLD = 2.4  # stroke of an icon that stands for a state


class Disc(Mark):
    """A state's icon on a soft disc."""

    def __init__(self, size: int = theme.DISC) -> None:
        super().__init__(size, size)
        self._icon, self._tone, self._edge = "", Tone.PLAIN, False

    def show_state(self, icon: str, tone: Tone, *, edge: bool = False) -> None:
        self._icon, self._tone, self._edge = icon, tone, edge
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = self.painter(), theme.tokens()
        fill, line = soft(self._tone)
        painter.setPen(colours[line] if self._edge else Qt.PenStyle.NoPen)
        painter.setBrush(colours[fill])
        inset = 0.5 if self._edge else 0.0
        painter.drawEllipse(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
        if self._icon:
            side = theme.disc_icon(self.width())
            box = QRectF(0, 0, side, side)
            box.moveCenter(QRectF(self.rect()).center())
            icons.paint(painter, self._icon, colours[ink(self._tone)], box, stroke=_BOLD)


class Dot(Mark):
    """A state as a dot; its word is its name and its tooltip."""

    def __init__(self) -> None:
        super().__init__(theme.DOT, theme.DOT)
        self._tone = Tone.PLAIN

    def show_state(self, tone: Tone, word: str) -> None:
        self._tone = tone
        self.setAccessibleName(word)
        self.setToolTip(word)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.painter()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens()[fill(self._tone)])
        painter.drawEllipse(QRectF(self.rect()))


def paint_tile(painter: QPainter, box: QRectF, connector: str, letters: str) -> None:
    """Draw a system's monogram."""
    background, foreground = theme.tokens().tile(connector)
    radius, pixels = theme.TILE[round(box.width())]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(background)
    painter.drawRoundedRect(box, radius, radius)
    font = theme.font("strong")
    font.setPixelSize(pixels)
    painter.setFont(font)
    painter.setPen(foreground)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters)


class Tile(Mark):
    """A system's monogram; the system's name stands beside it in words."""

    def __init__(self, connector: str, letters: str, size: int) -> None:
        super().__init__(size, size)
        self._connector, self._letters = connector, letters

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_tile(self.painter(), QRectF(self.rect()), self._connector, self._letters)


def paint_pill(
    painter: QPainter, box: QRectF, text: str, icon: str, tone: Tone, kind: str = "small-strong"
) -> None:
    """Draw a state as a pill: icon and word on its soft fill."""
    colours = theme.tokens()
    fill, line = soft(tone)
    painter.setPen(QPen(colours[line], theme.LINE))
    painter.setBrush(colours[fill])
    edge = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(edge, edge.height() / 2, edge.height() / 2)
    side = theme.ICON_SMALL
    left = box.left() + (theme.PILL_START if text else (box.width() - side) / 2)
    icons.paint(
        painter,
        icon,
        colours[ink(tone)],
        QRectF(left, box.center().y() - side / 2, side, side),
    )
    if text:
        painter.setPen(colours[ink(tone)])
        painter.setFont(theme.font(kind))
        words = box.adjusted(left - box.left() + side + theme.SPACE[1], 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def pill_width(text: str, kind: str = "small-strong") -> int:
    words = QFontMetrics(theme.font(kind)).horizontalAdvance(text)
    return words + theme.ICON_SMALL + theme.SPACE[1] + theme.SPACE[4]


class Pill(QWidget):
    """A state in icon, colour and word; states a fact and cannot be pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._text, self._icon, self._tone = "", "check", Tone.PLAIN
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, text: str, icon: str, tone: Tone) -> None:
        self._text, self._icon, self._tone = text, icon, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._text), theme.PILL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_pill(painter, QRectF(self.rect()), self._text, self._icon, self._tone)


def badge_text(count: int) -> str:
    return "99+" if count > 99 else str(count)


def paint_badge(painter: QPainter, box: QRectF, count: int) -> None:
    """Draw how many things wait for a person."""
    colours = theme.tokens()
    painter.setPen(QPen(colours["attention-line"], theme.LINE))
    painter.setBrush(colours["attention-soft"])
    edge = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(edge, edge.height() / 2, edge.height() / 2)
    painter.setFont(theme.font("counter"))
    painter.setPen(colours["attention"])
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, badge_text(count))


def badge_width(count: int) -> int:
    words = QFontMetrics(theme.font("counter")).horizontalAdvance(badge_text(count))
    return max(theme.PILL, words + theme.SPACE[3])


class Badge(QWidget):
    """Counts things that wait for a person; hidden at zero."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def count(self, count: int, name: str = "") -> None:
        if (count, name) == (self._count, self.accessibleName()):
            return
        self._count = count
        self.setAccessibleName(name)
        self.setVisible(count > 0)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(badge_width(self._count), theme.BADGE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_badge(painter, QRectF(self.rect()), self._count)


class Number(Mark):
    """The number of a step, in a ring."""

    def __init__(self, number: int) -> None:
        super().__init__(theme.BADGE, theme.BADGE)
        self._number = number

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = self.painter(), theme.tokens()
        painter.setPen(QPen(QColor(colours["border-input"]), theme.LINE))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(theme.font("caption-strong"))
        painter.setPen(colours["text-2"])
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
