"""Two parts of the mapping editor's inspector: a direction, and the live sample."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
)

from desktop import icons, theme
from desktop.presenters.mapping_state import SampleRow
from desktop.presenters.wishes import Wish
from desktop.views.buttons import IconButton
from desktop.views.labels import Elided, Paragraph, Text
from desktop.views.layouts import column, padded, row


class WayButton(QPushButton):
    """A direction: its arrow above its name."""

    def __init__(self, label: str, icon: str) -> None:
        super().__init__(label)
        self._icon = icon
        self.setProperty("kind", "segment")
        self.setFixedHeight(theme.CARD_HEAD)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.font("small-strong")).horizontalAdvance(self.text())
        return QSize(words + theme.SPACE[2], theme.CARD_HEAD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        ink = "accent" if self.isChecked() else "text-2" if self.isEnabled() else "text-3"
        colour = theme.tokens()[ink]
        side = theme.ICON
        place = QRectF((self.width() - side) / 2, theme.SPACE[1] + theme.THICK, side, side)
        icons.paint(painter, self._icon, colour, place)
        painter.setFont(theme.font("small-strong"))
        painter.setPen(colour)
        words = self.rect().adjusted(0, theme.SPACE[5], 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())


class SampleCard(QFrame):
    """What one record says now, before and after."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "inset")
        self._here, self._there = Elided("", "body"), Elided("", "strong")
        self._note = Paragraph("", "small", "text-3")
        another = IconButton(self.tr("Another"), "refresh-cw", "link")
        another.setObjectName("another")
        another.clicked.connect(lambda: self.wished.emit(Wish.ANOTHER_SAMPLE, ""))
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[1])
        inner.addLayout(row(Text(self.tr("Live sample"), "strong"), None, another))
        for label, value in ((self.tr("Before"), self._here), (self.tr("HubSpot"), self._there)):
            said = row(spacing=theme.SPACE[2])
            name = Text(label, "small", "text-3")
            name.setFixedWidth(theme.FOOTER)
            said.addWidget(name)
            said.addWidget(value, 1)
            inner.addLayout(said)
        inner.addWidget(self._note)
        column(self).addWidget(padded(inner, top=12, bottom=12, side=12))

    def draw(self, sample: SampleRow) -> None:
        self._here.setText(sample.here)
        self._there.setText(sample.there)
        self._note.say(sample.note)
