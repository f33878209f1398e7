"""The record that is looked at in Review: both sides of what waits, and the answers to it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.records import Side
from desktop import theme
from desktop.presenters.review_state import Candidate, Choice, Detail, End
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.views.always_card import AlwaysCard
from desktop.views.buttons import ButtonRow, WishButton, reason_line, reasons
from desktop.views.cards import Card, NoticeStrip, ProblemCard, card_head, line, listed
from desktop.views.choice_card import ChoiceCard
from desktop.views.labels import Elided, Paragraph, Text, restyle
from desktop.views.layouts import clear, column, padded, row
from desktop.views.marks import IconMark, Tile


class LiveStrip(QFrame):
    """Says that what is shown was fetched just now, and offers to fetch it again."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        restyle(self, "tone", Tone.SYNCING.value)
        self._text = Paragraph("", "body", "text")
        again = WishButton(Button(Wish.LOOK_AGAIN, self.tr("Refresh")), kind="link")
        again.wished.connect(self.wished)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(theme.SPACE[3], theme.SPACE[2], theme.SPACE[3], theme.SPACE[2])
        inner.setSpacing(theme.SPACE[3])
        inner.addWidget(IconMark("eye", "accent", line=theme.TYPE["body"][1]))
        inner.addWidget(self._text, 1)
        inner.addWidget(again)

    def draw(self, text: str) -> None:
        """Say `text`; "" hides the strip."""
        self._text.say(text)
        self.setVisible(bool(text))


class LinkRow(QWidget):
    """Where the records can be opened, as links."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[Button, ...] = ()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.SPACE[5])

    def draw(self, buttons: tuple[Button, ...]) -> None:
        if buttons == self._drawn:
            return
        self._drawn = buttons
        clear(self._layout)
        for button in buttons:
            made = WishButton(button, kind="link")
            made.wished.connect(self.wished)
            self._layout.addWidget(made)


class ReviewDetail(QWidget):
    """Draws a Detail and passes wishes and choices on."""

    wished = Signal(object, str)
    chosen = Signal(str, object)  # Choice.key, Side
    decided = Signal(bool, str, str)  # whether always; Always.field and rule

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Detail | None = None
        self._compact = False
        self._title, self._place = Elided("", "title"), Text("", "small", "text-3")
        self._links = LinkRow()
        self._notice, self._live = NoticeStrip(), LiveStrip()
        self._said, self._problem = Paragraph(), ProblemCard()
        self._loading = Text(self.tr("Fetching what both sides say…"), "small", "text-3")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.SPACE[4])
        self._foot, self._buttons = Paragraph("", "small", "text-2"), ButtonRow()
        self._later, self._reason = LinkRow(), reason_line()
        for part in (self._links, self._notice, self._live, self._problem):
            part.wished.connect(self.wished)
        for each in (self._buttons, self._later):
            each.wished.connect(self.wished)
        whole = column(self)
        whole.addWidget(self._scrolling(), 1)
        whole.addWidget(self._footer())
        for keys, wish in (
            ("Ctrl+Left", Wish.KEEP_SYSTEM),
            ("Ctrl+Right", Wish.KEEP_HUBSPOT),
            ("Ctrl+Return", Wish.SAVE_CHOICES),
        ):
            self._on_keys(keys, wish)

    def _on_keys(self, keys: str, wish: Wish) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self.wished.emit(wish, ""))

    def _scrolling(self) -> QScrollArea:
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[4])
        inner.addLayout(row(self._title, self._place, None, self._links, spacing=theme.SPACE[3]))
        for part in (self._notice, self._live, self._said, self._problem, self._loading):
            inner.addWidget(part)
        inner.addLayout(self._cards)
        inner.addStretch(1)
        content = padded(
            inner, top=theme.PAGE_MARGIN, bottom=theme.PAGE_MARGIN, side=theme.PAGE_MARGIN
        )
        content.setProperty("kind", "page")
        area = QScrollArea()
        area.setProperty("kind", "page")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        return area

    def _footer(self) -> QWidget:
        inner = row(self._later, spacing=theme.SPACE[3])
        inner.addWidget(self._foot, 1)
        inner.addWidget(self._reason)
        inner.addWidget(self._buttons)
        self._bar = padded(inner, side=theme.PAGE_MARGIN)
        self._bar.setProperty("kind", "footer")
        self._bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        return self._bar

    def draw(self, detail: Detail | None, notice: Notice | None) -> None:
        self._notice.draw(notice)
        self._bar.setVisible(detail is not None)
        self._loading.setVisible(detail is not None and detail.loading)
        self._links.setVisible(detail is not None)
        if detail is None:
            self._title.setText("")
            self._place.setText("")
            self._said.say("")
            self._live.draw("")
            self._problem.draw(None)
            clear(self._cards)
            self._drawn = None
            return
        self._title.setText(detail.title)
        self._place.setText(detail.place)
        self._links.draw(detail.links)
        self._said.say(detail.said)
        self._live.draw(detail.live)
        self._problem.draw(detail.problem)
        self._draw_foot(detail)
        self._draw_cards(detail)
        self._drawn = detail

    def _draw_foot(self, detail: Detail) -> None:
        self._foot.say(detail.foot)
        self._later.draw(detail.buttons[:1])
        self._buttons.draw(detail.buttons[1:])
        self._reason.say(reasons(detail.buttons[1:]))

    def _draw_cards(self, detail: Detail) -> None:
        before = self._drawn
        if before is not None and _cards_of(before) == _cards_of(detail):
            return
        if before is not None and detail.choices and self._only_chosen(before, detail):
            return
        clear(self._cards)
        self._choices: dict[tuple[str, Side], ChoiceCard] = {}
        if detail.ends is not None and detail.choices:
            self._cards.addWidget(self._choosing(detail, detail.ends))
        if detail.always is not None:
            self._always = AlwaysCard(detail.always)
            self._always.decided.connect(self.decided)
            self._cards.addWidget(self._always)
        for candidate in detail.candidates:
            self._cards.addWidget(self._candidate(candidate))

    def _only_chosen(self, before: Detail, detail: Detail) -> bool:
        """Show what is chosen now, where nothing else is new; focus and scroll stay."""
        texts = [(c.key, c.here, c.there) for c in before.choices]
        if before.key != detail.key or texts != [(c.key, c.here, c.there) for c in detail.choices]:
            return False
        for choice in detail.choices:
            for side in Side:
                self._choices[choice.key, side].setChecked(choice.chosen is side)
        if detail.always is not None:
            self._always.draw(detail.always)
        return True

    def _choosing(self, detail: Detail, ends: tuple[End, End]) -> Card:
        card, grid = Card(), QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE[3])
        grid.setVerticalSpacing(theme.SPACE[3])
        grid.setColumnMinimumWidth(0, theme.FIELD_NAME)
        for place in (1, 2):
            grid.setColumnStretch(place, 1)
        grid.addWidget(Text(detail.count, "body", "text-2"), 0, 0)
        for place, end in enumerate(ends, 1):
            grid.addLayout(self._head(end), 0, place)
        for place, choice in enumerate(detail.choices, 1):
            name = Paragraph(choice.label, "name", "text")
            grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
            self._add_sides(grid, place, choice, ends)
        card.add(padded(grid))
        if detail.alike:
            card.add(line())
            card.add(padded(row(listed(detail.alike, "check", "success")), top=12, bottom=12))
        return card

    def _head(self, end: End) -> QBoxLayout:
        """Return a side's name and its button: under each other where the page is narrow."""
        button = WishButton(end.keep_all, icon="")
        button.wished.connect(self.wished)
        tile = Tile(end.connector, end.monogram, theme.SPACE[6])
        if not self._compact:
            return row(tile, Elided(end.label, "name"), None, button)
        both = QVBoxLayout()
        both.setSpacing(theme.SPACE[2])
        both.addLayout(row(tile, Elided(end.label, "name"), None))
        both.addLayout(row(button, None))
        return both

    def set_compact(self, compact: bool) -> None:
        """Use the room of a small window better."""
        if compact != self._compact:
            self._compact = compact
            drawn, self._drawn = self._drawn, None
            if drawn is not None:
                self._draw_cards(drawn)
                self._drawn = drawn

    def _add_sides(
        self, grid: QGridLayout, place: int, choice: Choice, ends: tuple[End, End]
    ) -> None:
        told = (
            (Side.SYSTEM, choice.here, choice.here_note),
            (Side.HUBSPOT, choice.there, choice.there_note),
        )
        for column_of, (side, value, note) in enumerate(told, 1):
            end = ends[column_of - 1]
            made = ChoiceCard(value, note, f"{choice.label}: {end.label}, {value}, {note}")
            made.setChecked(choice.chosen is side)
            made.clicked.connect(lambda _on, k=choice.key, s=side: self.chosen.emit(k, s))
            self._choices[choice.key, side] = made
            grid.addWidget(made, place, column_of)

    def _candidate(self, candidate: Candidate) -> Card:
        card, grid = Card(), QGridLayout()
        buttons = ButtonRow()
        buttons.draw(candidate.buttons)
        buttons.wished.connect(self.wished)
        card.add(card_head(Elided(candidate.label, "section"), None, buttons))
        card.add(line())
        grid.setHorizontalSpacing(theme.SPACE[4])
        grid.setVerticalSpacing(theme.FACT_GAP)
        grid.setColumnMinimumWidth(0, theme.FIELD_NAME)
        for place, (name, here, there, agree) in enumerate(candidate.values):
            grid.addWidget(Text(name, "body", "text-3"), place, 0)
            grid.addWidget(Elided(here, "body", "text" if here else "text-3"), place, 1)
            grid.addWidget(Elided(there, "name" if agree else "body", "text"), place, 2)
        for place in (1, 2):
            grid.setColumnStretch(place, 1)
        card.add(padded(grid))
        return card


def _cards_of(detail: Detail) -> tuple[object, ...]:
    return detail.key, detail.choices, detail.candidates, detail.always
