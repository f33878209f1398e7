"""Connecting a system: the form, the wait for the browser, the check, and how it ended."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.connections import Connecting, Step, Wait
from desktop.presenters.connections_state import Point
from desktop.presenters.wishes import Tone, Wish
from desktop.views.buttons import ButtonRow
from desktop.views.cards import Card, ProblemCard, line, listed
from desktop.views.connect_form import ConnectForm
from desktop.views.figures import Ring
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import clear, column, padded, row
from desktop.views.marks import Disc, IconMark, Number


class ConnectView(QWidget):
    """Draws a Connecting; what was typed leaves it only through `submitted`."""

    wished = Signal(object, str)
    submitted = Signal(dict)

    def __init__(self, *, titled: bool = True) -> None:
        """Without `titled` whoever holds it says what it is about."""
        super().__init__()
        self._titled = titled
        self._title, self._text = Text("", "status"), Paragraph()
        self._rights = Rights()
        self.form, self._wait, self._ending = ConnectForm(), WaitView(), EndingView()
        self._failed = ProblemCard()
        self._stack = OneOf(self.form, self._wait, self._ending)
        card = Card()
        card.setFixedWidth(theme.WAIT_CARD)
        card.add(self._stack)
        self._beside = QWidget()
        beside = QHBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(24)
        beside.addLayout(_upwards(card))
        beside.addLayout(_upwards(self._rights), 1)
        layout = column(self, 0, 0)
        if titled:
            layout.addWidget(self._title)
            layout.addSpacing(4)
            layout.addWidget(self._text)
            layout.addSpacing(24)
        layout.addWidget(self._failed)
        layout.addWidget(self._beside)
        layout.addStretch(1)
        for part in (self.form, self._wait, self._ending, self._failed):
            part.wished.connect(self.wished)
        self.form.submitted.connect(self.submitted)

    def draw(self, state: Connecting | None) -> None:
        """Show where connecting stands; None hides it and forgets what was typed."""
        self.setVisible(state is not None)
        if state is None or state.step is not Step.FORM:
            self.form.forget()
        if state is None:
            return
        if self._titled:
            self._title.setText(state.title)
            self._text.say(state.text)
        self._rights.draw(state)
        failed = state.step is Step.FAILED
        self._failed.draw(state.problem if failed else None)
        self._beside.setVisible(not failed)
        match state.step:
            case Step.FORM:
                self.form.draw(state)
                self._stack.show_part(self.form)
            case Step.WAITING if state.wait is not None:
                self._wait.draw(state, state.wait)
                self._stack.show_part(self._wait)
            case _:
                self._ending.draw(state)
                self._stack.show_part(self._ending)


def _upwards(part: QWidget) -> QVBoxLayout:
    """Return `part` at the top. An alignment would keep it from being as high as its width asks."""
    layout = QVBoxLayout()
    layout.addWidget(part)
    layout.addStretch(1)
    return layout


class OneOf(QWidget):
    """Shows one of its parts, and is as high as that one."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._parts = parts
        layout = column(self)
        for part in parts:
            layout.addWidget(part)
            part.hide()

    def show_part(self, wanted: QWidget) -> None:
        for part in self._parts:
            part.setVisible(part is wanted)


class WaitView(QWidget):
    """The browser is open: how long the attempt lives, what to do there, and the link."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._drawn_steps: tuple[str, ...] = ()
        self._ring = Ring(theme.RING, theme.RING_WIDTH)
        self._title, self._text = Text("", "section"), Paragraph()
        self._steps = QVBoxLayout()
        self._steps.setSpacing(8)
        self._buttons, self._copy = ButtonRow(), ButtonRow()
        self._link, self._note = QLineEdit(), Paragraph("", "small", "text-3")
        self._link.setReadOnly(True)
        self._link.setAccessibleName(self.tr("Address to sign in at"))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addWidget(self._ring)
        top.addLayout(words, 1)
        steps = Card("inset")
        steps.add(padded(self._steps))
        upper = QVBoxLayout()
        upper.setSpacing(20)
        upper.addLayout(top)
        upper.addWidget(steps)
        upper.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignLeft)
        layout = column(self)
        layout.addWidget(padded(upper, top=24, bottom=20, side=24))
        layout.addWidget(line())
        layout.addWidget(self._by_hand())
        self._buttons.wished.connect(self.wished)
        self._copy.wished.connect(self.wished)

    def _by_hand(self) -> QWidget:
        lower = QVBoxLayout()
        lower.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(self.tr("Browser did not open?"), "name"))
        words.addWidget(Paragraph(self.tr("Copy this link into any browser on this PC.")))
        lower.addLayout(words)
        link = row()
        link.addWidget(self._link, 1)
        link.addWidget(self._copy)
        lower.addLayout(link)
        lower.addWidget(self._note)
        return padded(lower, top=16, bottom=24, side=24)

    def draw(self, state: Connecting, wait: Wait) -> None:
        clock, left = (wait.clock, "title", "text"), (self.tr("left"), "caption", "text-2")
        self._ring.show_state(wait.fraction, clock, left)
        self._title.setText(wait.title)
        self._text.say(wait.text)
        if wait.steps != self._drawn_steps:
            self._draw_steps(wait.steps)
        copying = tuple(b for b in state.buttons if b.wish is Wish.COPY_LINK)
        self._buttons.draw(tuple(b for b in state.buttons if b not in copying))
        self._copy.draw(copying)
        if self._link.text() != wait.shown_link:
            self._link.setText(wait.shown_link)
            self._link.setCursorPosition(0)
        copied = self.tr("Copied. ") if wait.copied else ""
        self._note.say(copied + wait.footnote)

    def _draw_steps(self, steps: tuple[str, ...]) -> None:
        self._drawn_steps = steps
        clear(self._steps)
        for number, step in enumerate(steps, 1):
            owner = QWidget()
            owner.setLayout(row(Number(number), Text(step), None, spacing=12))
            self._steps.addWidget(owner)


class EndingView(QWidget):
    """The account is being checked, or is connected."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._disc, self._words = Disc(), Paragraph("", "body", "text")
        self._buttons = ButtonRow()
        self._buttons.wished.connect(self.wished)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._disc)
        top.addWidget(self._words, 1)
        layout = column(self, 24, 20)
        layout.addLayout(top)
        layout.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignLeft)

    def draw(self, state: Connecting) -> None:
        if state.step is Step.DONE:
            self._disc.show_state("check", Tone.SUCCESS)
            self._words.say(state.done)
        else:
            self._disc.show_state("refresh-cw", Tone.SYNCING)
            self._words.say(self.tr("Checking the account at {}").format(state.label))
        self._buttons.draw(state.buttons)


class Rights(QWidget):
    """What 300Sync may do at a system, and what it cannot."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[object, ...] = ((), (), ())
        self._lines = column(self, 0, 0)
        self._lines.setContentsMargins(0, 4, 0, 0)

    def draw(self, state: Connecting) -> None:
        if (state.may, state.may_not, state.asks) == self._drawn:
            return
        self._drawn = (state.may, state.may_not, state.asks)
        clear(self._lines)
        if state.asks:
            self._draw_asks(state.asks)
            return
        self._lines.addWidget(Text(self.tr("What 300Sync may do"), "section"))
        self._lines.addSpacing(8)
        for sentence in state.may:
            self._add(listed(sentence, "check", "success"))
        if state.may_not:
            self._lines.addSpacing(16)
            self._lines.addWidget(Text(self.tr("What it cannot do"), "section"))
            self._lines.addSpacing(8)
        for sentence in state.may_not:
            self._add(listed(sentence, "lock", "success", "text-2"))

    def _draw_asks(self, asks: tuple[Point, ...]) -> None:
        self._lines.addWidget(Text(self.tr("What we ask for, and why"), "section"))
        self._lines.addSpacing(8)
        for each in asks:
            self._add(point(each))

    def _add(self, part: QWidget) -> None:
        self._lines.addWidget(line())
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 12, 0, 12)
        inner.addWidget(part)
        self._lines.addWidget(holder)


def point(state: Point) -> QWidget:
    """Return one thing that is promised or asked for: an icon, a title, and why."""
    mark = IconMark(state.icon, state.ink, theme.ICON_NAV, line=theme.TYPE["name"][1])
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Paragraph(state.title, "name", "text"))
    words.addWidget(Paragraph(state.text))
    inner = QHBoxLayout()
    inner.setSpacing(12)
    inner.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    inner.addLayout(words, 1)
    return padded(inner, top=0, bottom=0, side=0)
