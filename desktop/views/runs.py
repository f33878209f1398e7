"""Runs as rows under their day; one at a time is open in place."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop import icons, theme
from desktop.presenters.activity_state import OpenedRun, RunLine, TroubleCard
from desktop.presenters.wishes import Wish
from desktop.views.buttons import ButtonRow, WishButton
from desktop.views.cards import Card
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import clear, column, padded, row
from desktop.views.marks import paint_pill, pill_width
from desktop.views.pictures import OF_TONE

_COLUMNS = (  # title, width, whether its figures stand at the right
    ("Time", 118, False),
    ("Started by", 148, False),
    ("Duration", 104, True),
    ("Read", 76, True),
    ("Created", 80, True),
    ("Updated", 80, True),
    ("Held", 64, True),
    ("Failed", 80, True),
    ("Result", 0, False),
)
_COMPACT = frozenset({"Duration"})  # left out where the window is narrow


class RunsTable(Card):
    """A head, and the runs under it. Rows are made anew only when the runs change."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[RunLine] = ()
        self._opened: OpenedRun | None = None
        self._lines: dict[str, RunButton] = {}
        self._compact = False
        self._head, self._body = HeadLine(), QWidget()
        self._list = column(self._body)
        self.add(self._head)
        self.add(self._body)

    def draw(self, rows: Sequence[RunLine], opened: OpenedRun | None) -> None:
        if rows == self._rows and opened == self._opened:
            return
        focused = next((key for key, line in self._lines.items() if line.hasFocus()), None)
        self._rows, self._opened, self._lines = rows, opened, {}
        clear(self._list)
        for line in rows:
            if line.day:
                self._list.addWidget(DayLine(line.day))
            is_open = opened is not None and opened.key == line.key
            made = RunButton(line, is_open=is_open, compact=self._compact)
            made.wished.connect(self.wished)
            self._lines[line.key] = made
            self._list.addWidget(made)
            if opened is not None and is_open:
                self._list.addWidget(self._details(opened))
        if focused in self._lines:
            self._lines[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def set_compact(self, compact: bool) -> None:
        """Leave out what a small window has no room for."""
        if compact != self._compact:
            self._compact = self._head.compact = compact
            rows, opened, self._rows = self._rows, self._opened, ()
            self.draw(rows, opened)

    def _details(self, opened: OpenedRun) -> QWidget:
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[2])
        buttons = ButtonRow()
        buttons.draw(opened.buttons)
        buttons.wished.connect(self.wished)
        inner.addLayout(row(Text(opened.said, "name"), None, buttons))
        if opened.loading:
            inner.addWidget(Text(self.tr("Looking what it met…"), "small", "text-3"))
        for card in opened.cards:
            made = TroubleView(card)
            made.wished.connect(self.wished)
            inner.addWidget(made)
        made_of = padded(inner, top=theme.SPACE[2], bottom=theme.SPACE[3])
        inner.setContentsMargins(theme.RUN_INDENT, theme.SPACE[2], theme.SPACE[4], theme.SPACE[4])
        made_of.setProperty("kind", "inset-row")
        made_of.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        return made_of


def _shares(width: int, *, compact: bool) -> list[tuple[str, QRect, bool]]:
    """Return where each column stands in a row."""
    left, found = theme.RUN_INDENT, []
    for title, wide, right in _COLUMNS:
        if compact and title in _COMPACT:
            continue
        space = wide or max(0, width - left - theme.SPACE[4])
        found.append((title, QRect(left, 0, space - theme.SPACE[3], 0), right))
        left += space + (theme.SPACE[5] if title == "Failed" else 0)
    return found


class HeadLine(QWidget):
    """The titles of the columns."""

    def __init__(self) -> None:
        super().__init__()
        self.compact = False
        self.setFixedHeight(theme.NAV_ITEM)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font("small-strong"))
        painter.setPen(theme.tokens()["text-3"])
        for title, box, right in _shares(self.width(), compact=self.compact):
            painter.drawText(_tall(box, self.height()), _aligned(right), self.tr(title))


def _tall(box: QRect, height: int) -> QRect:
    return QRect(box.left(), 0, box.width(), height)


def _aligned(right: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class DayLine(QFrame):
    """The day of the runs under it."""

    def __init__(self, day: str) -> None:
        super().__init__()
        self.setProperty("kind", "day")
        self.setFixedHeight(theme.SPACE[6] + theme.SPACE[1])
        inner = QHBoxLayout(self)
        inner.setContentsMargins(theme.SPACE[4], 0, theme.SPACE[4], 0)
        inner.addWidget(Text(day, "small-strong", "text-2"))


class RunButton(QAbstractButton):
    """One run; pressed as a whole, it opens in place. Right opens, Left closes."""

    wished = Signal(object, str)

    def __init__(self, line: RunLine, *, is_open: bool, compact: bool) -> None:
        super().__init__()
        self._line, self._open, self._compact = line, is_open, compact
        self.setAccessibleName(line.spoken)
        self.setCheckable(True)
        self.setChecked(is_open)
        self.setFixedHeight(theme.TABLE_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._wish)

    def _wish(self) -> None:
        self.wished.emit(Wish.OPEN_RUN, self._line.key)

    def sizeHint(self) -> QSize:
        return QSize(theme.WAIT_CARD, theme.TABLE_ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        opens = event.key() == Qt.Key.Key_Right and not self._open
        closes = event.key() == Qt.Key.Key_Left and self._open
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if opens or closes or enter:
            self._wish()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours, line = QPainter(self), theme.tokens(), self._line
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._open or self.underMouse():
            painter.fillRect(self.rect(), colours["accent-soft" if self._open else "hover"])
        painter.fillRect(0, 0, self.width(), theme.LINE, colours["border"])
        side = theme.ICON
        arrow = QRectF(theme.SPACE[2], (self.height() - side) / 2, side, side)
        icons.paint(
            painter, "chevron-down" if self._open else "chevron-right", colours["text-2"], arrow
        )
        texts = (
            *(line.when, line.started_by, line.took, f"{line.read:,}", f"{line.created:,}"),
            *(f"{line.updated:,}", f"{line.held:,}", f"{line.failed:,}"),
        )
        said = dict(zip((title for title, _w, _r in _COLUMNS), texts, strict=False))
        for title, box, right in _shares(self.width(), compact=self._compact):
            if title == "Result":
                self._paint_result(painter, _tall(box, self.height()))
            else:
                self._paint_text(painter, title, said[title], _tall(box, self.height()), right)
        if self.hasFocus():
            painter.setPen(QPen(colours["focus"], theme.THICK))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)

    def _paint_text(
        self, painter: QPainter, title: str, text: str, box: QRect, right: bool
    ) -> None:
        kind, ink = "body", "text" if title in ("Time", "Read", "Created", "Updated") else "text-2"
        if title == "Time" and self._open:
            kind = "strong"
        if title == "Held" and self._line.held:
            kind, ink = "strong", "attention"
        if title == "Failed" and self._line.failed:
            kind, ink = "strong", "error"
        painter.setFont(theme.font(kind, tabular=right))
        painter.setPen(theme.tokens()[ink])
        shown = QFontMetrics(painter.font()).elidedText(
            text, Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, _aligned(right), shown)

    def _paint_result(self, painter: QPainter, box: QRect) -> None:
        icon = OF_TONE[self._line.tone]
        room = box.width() - pill_width("")
        text = QFontMetrics(theme.font("small-strong")).elidedText(
            self._line.result, Qt.TextElideMode.ElideRight, room
        )
        width = pill_width(text)
        top = (self.height() - theme.PILL) / 2
        paint_pill(painter, QRectF(box.left(), top, width, theme.PILL), text, icon, self._line.tone)


class TroubleView(Card):
    """One cause: how many records, what to do, where to look, and one button."""

    wished = Signal(object, str)

    def __init__(self, card: TroubleCard) -> None:
        super().__init__()
        self.setAccessibleName(f"{card.count:,}: {card.title}")
        count = Text(f"{card.count:,}", "strong", "error")
        count.setMinimumWidth(theme.SPACE[6])
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE[1])
        words.addWidget(Paragraph(card.title, "name", "text"))
        words.addWidget(Paragraph(card.text, "small", "text-2"))
        if card.places:
            words.addLayout(self._places(card))
        buttons = ButtonRow()
        buttons.draw(card.buttons)
        buttons.wished.connect(self.wished)
        inner = QHBoxLayout()
        inner.setSpacing(theme.SPACE[3])
        inner.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
        inner.addLayout(words, 1)
        inner.addWidget(buttons, 0, Qt.AlignmentFlag.AlignTop)
        self.add(padded(inner, top=theme.SPACE[2], bottom=theme.SPACE[2], side=theme.SPACE[3]))

    def _places(self, card: TroubleCard) -> QHBoxLayout:
        made = row(Text(card.where, "small", "text-3"))
        for button in card.places[: theme.PLACES]:
            each = WishButton(button, kind="place")
            each.wished.connect(self.wished)
            made.addWidget(each)
        left = card.count - min(len(card.places), theme.PLACES)
        if left > 0:
            made.addWidget(
                Text(self.tr("and {count} more").format(count=f"{left:,}"), "small", "text-3")
            )
        made.addStretch(1)
        return made
