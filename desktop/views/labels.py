"""Words on the screen: a label knows its place in the type table and which ink it is set in."""

import re
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop import theme

_BREAK = re.compile(r"(?<=\d) (?=[AP]M\b)|(?<=\bno\.) (?=\d)")  # where no line may end
_NATURAL = 1.21  # of Inter's line to its size


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet reads, and let the sheet be read again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Text(QLabel):
    """One line of text, as high as its line in the type table."""

    def __init__(self, text: str = "", kind: str = "body", ink: str = "text") -> None:
        super().__init__(text)
        self.setProperty("type", kind)
        self.setProperty("ink", ink)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumHeight(theme.TYPE[kind][1])
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class Paragraph(QLabel):
    """Text that wraps, with the line height of the type table; hidden while it is empty."""

    def __init__(self, text: str = "", kind: str = "body", ink: str = "text-2") -> None:
        super().__init__()
        pixels, self._line, _weight = theme.TYPE[kind]
        # Qt puts a line's spare height above its words; the screens share it between both sides.
        spare = (self._line - round(pixels * _NATURAL) + 1) // 2
        self.setContentsMargins(0, -spare, 0, spare)
        self.setProperty("type", kind)
        self.setProperty("ink", ink)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setMinimumHeight(self._line)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(text)

    def say(self, text: str) -> None:
        """Show `text`, which is plain: nothing in it is read as markup."""
        whole = _BREAK.sub("\N{NO-BREAK SPACE}", escape(text))
        self.setText(
            f'<p style="line-height: {self._line}px; margin: 0">{whole}</p>' if text else ""
        )
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class Elided(Text):
    """One line of a name that may be too long: its middle is left out, the tooltip has all."""

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.SPACE[-1], super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
