"""Surfaces that group one subject: the card, the notice strip, the error card, the empty page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.wishes import Notice, Problem, Tone
from desktop.views.buttons import ButtonRow, reason_line, reasons
from desktop.views.labels import Paragraph, Text, restyle
from desktop.views.layouts import column, padded, row
from desktop.views.marks import Disc, IconMark
from desktop.views.pictures import IN_PROBLEM, OF_KIND, OF_TONE


class Card(QFrame):
    """A surface with an edge. Its parts lie under each other, from edge to edge."""

    def __init__(self, kind: str = "card") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.parts = column(self)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        self.parts.addWidget(widget, stretch)


def line() -> QFrame:
    """Return a hairline from edge to edge."""
    made = QFrame()
    made.setProperty("kind", "line")
    made.setFixedHeight(theme.LINE)
    return made


def card_head(*parts: QWidget | int | None) -> QWidget:
    """Return the top of a card: its title, and what stands at the right."""
    head = padded(row(*parts), top=0, bottom=0)
    head.setFixedHeight(theme.CARD_HEAD)
    return head


class NoticeStrip(QFrame):
    """Something to know: icon, one bold sentence, one plain, up to two buttons at the right."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self._drawn: Notice | None = None
        self._disc = Disc(theme.CONTROL)
        self._title = Text("", "strong")
        self._text = Paragraph("", "small")
        self._buttons = ButtonRow()
        self._buttons.wished.connect(self.wished)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self._disc)
        layout.addLayout(words, 1)
        layout.addWidget(self._buttons)
        self.setVisible(False)

    def draw_problem(self, problem: Problem | None) -> None:
        """Show a problem in a strip, where a whole card would be too much; None hides it."""
        if problem is None:
            self.draw(None)
            return
        text = f"{problem.happened} {problem.meaning} {problem.action}"
        self.draw(Notice(problem.tone, problem.title, text), OF_KIND[problem.kind])

    def draw(self, notice: Notice | None, icon: str = "") -> None:
        """Show `notice`; None hides the strip."""
        self.setVisible(notice is not None)
        if notice is None or notice == self._drawn:
            return
        self._drawn = notice
        restyle(self, "tone", notice.tone.value)
        self._disc.show_state(icon or OF_TONE[notice.tone], notice.tone)
        self._title.setText(notice.title)
        self._text.say(notice.text)
        self._buttons.draw(notice.buttons)


class ProblemCard(Card):
    """An error in its three parts, in this order, and the way on."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Problem | None = None
        self._disc = Disc(theme.TABLE_ROW)
        self._title = Text("", "section")
        self._happened, self._meaning = Paragraph(), Paragraph()
        self._action = Paragraph("", "name", "text")
        self._reference, self._reason = Paragraph("", "small", "text-3"), reason_line()
        self.buttons = ButtonRow(icons=IN_PROBLEM)
        self.buttons.wished.connect(self.wished)
        inner = QVBoxLayout()
        inner.setSpacing(16)
        inner.addLayout(row(self._disc, self._title, None, spacing=12))
        inner.addLayout(self._three_parts())
        inner.addWidget(self._reference)
        inner.addLayout(row(self.buttons, self._reason, None, spacing=12))
        self.add(padded(inner, top=20, bottom=20, side=20))

    def _three_parts(self) -> QHBoxLayout:
        parts = QHBoxLayout()
        parts.setSpacing(24)
        for title, text in (
            (self.tr("What happened"), self._happened),
            (self.tr("What it means"), self._meaning),
            (self.tr("What to do"), self._action),
        ):
            part = QVBoxLayout()
            part.setSpacing(0)
            part.addWidget(Text(title, "small-strong", "text-3"))
            part.addWidget(text)
            part.addStretch(1)
            parts.addLayout(part, 1)
        return parts

    def draw(self, problem: Problem | None) -> None:
        """Show `problem`; None hides the card."""
        self.setVisible(problem is not None)
        if problem is None or problem == self._drawn:
            return
        self._drawn = problem
        restyle(self, "tone", problem.tone.value)
        self._disc.show_state(OF_KIND[problem.kind], problem.tone)
        self._title.setText(problem.title)
        self._happened.say(problem.happened)
        self._meaning.say(problem.meaning)
        self._action.say(problem.action)
        self._reference.say(problem.reference)
        self._reason.say(reasons(problem.buttons))
        self.buttons.draw(problem.buttons)
        self.setAccessibleName(problem.title)
        self.setAccessibleDescription(" ".join((problem.happened, problem.meaning, problem.action)))


class EmptyCard(Card):
    """A page or a card that has nothing to show yet: why, and what makes it have something."""

    wished = Signal(object, str)

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._disc = Disc(theme.DISC_EMPTY)
        self._disc.show_state(icon, Tone.PLAIN, edge=True)
        self._title = Text("", "section")
        self._text = Paragraph()
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setFixedWidth(theme.MEASURE)
        self.setFixedWidth(theme.WAIT_CARD)
        self._buttons = ButtonRow()
        self._buttons.wished.connect(self.wished)
        self.parts.setContentsMargins(32, 40, 32, 40)
        self.parts.addStretch(1)
        for part, gap in (
            (self._disc, 16),
            (self._title, 4),
            (self._text, 32),
            (self._buttons, 0),
        ):
            centred = row(None, part, None)
            self.parts.addLayout(centred)
            self.parts.addSpacing(gap)
        self.parts.addStretch(1)

    def draw(self, notice: Notice | None) -> None:
        """Show `notice`; None hides the card."""
        self.setVisible(notice is not None)
        if notice is None:
            return
        self._title.setText(notice.title)
        self._text.say(notice.text)
        self._buttons.draw(notice.buttons)


def listed(text: str, icon: str, token: str, text_token: str = "text") -> QWidget:
    """Return a line of a list with an icon before it."""
    mark = IconMark(icon, token, line=theme.TYPE["body"][1])
    inner = QHBoxLayout()
    inner.setSpacing(8)
    inner.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    inner.addWidget(Paragraph(text, "body", text_token), 1)
    return padded(inner, top=0, bottom=0, side=0)
