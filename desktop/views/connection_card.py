"""One connected system as a card, and a system that can be connected as a tile."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.connections import Card as CardState
from desktop.presenters.connections import Tile as TileState
from desktop.views.buttons import ButtonRow
from desktop.views.cards import Card, NoticeStrip, line, listed
from desktop.views.labels import Elided, Paragraph, Text
from desktop.views.layouts import clear, padded, row
from desktop.views.marks import IconMark, Pill, Tile
from desktop.views.pictures import OF_TONE


class ConnectionCard(Card):
    """Draws one connection: whose account it is, how it fares, and what 300Sync may do there."""

    wished = Signal(object, str)

    def __init__(self, state: CardState) -> None:
        super().__init__()
        self.setAccessibleName(state.label)
        self._drawn: CardState | None = None
        self._since, self._pill = Elided("", "small", "text-3"), Pill()
        self._facts, self._notice = QGridLayout(), NoticeStrip()
        self._facts.setHorizontalSpacing(0)
        self._facts.setVerticalSpacing(theme.FACT_GAP)
        self._facts.setColumnMinimumWidth(0, theme.FACT_NAME)
        self._facts.setColumnStretch(1, 1)
        self._buttons, self._footnote = ButtonRow(), Paragraph("", "small", "text-3")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Elided(state.label, "section"))
        words.addWidget(self._since)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Tile(state.connector, state.monogram, theme.TABLE_ROW))
        head.addLayout(words, 1)
        head.addWidget(self._pill)
        body = QVBoxLayout()
        body.setSpacing(16)
        body.addLayout(head)
        body.addLayout(self._facts)
        body.addWidget(self._notice)
        body.addWidget(_rights(state))
        body.addStretch(1)
        self.add(padded(body), 1)
        self.add(line())
        foot = row(self._buttons, 4)
        foot.addWidget(self._footnote, 1)
        self.add(padded(foot, top=12))
        self._buttons.wished.connect(self.wished)
        self._notice.wished.connect(self.wished)
        self.draw(state)

    def draw(self, state: CardState) -> None:
        if state == self._drawn:
            return
        self._since.setText(state.since)
        icon = OF_TONE[state.tone]
        self._pill.show_state(state.word, icon, state.tone)
        if self._drawn is None or state.facts != self._drawn.facts:
            self._draw_facts(state.facts)
        self._notice.draw_problem(state.problem)
        self._buttons.draw(state.buttons)
        self._footnote.say(state.footnote)
        self._drawn = state

    def _draw_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        clear(self._facts)
        for place, (name, value) in enumerate(facts):
            self._facts.addWidget(Text(name, "body", "text-3"), place, 0)
            self._facts.addWidget(Elided(value, "body", "text"), place, 1)


def _rights(state: CardState) -> QWidget:
    """Return what 300Sync may do there, and what it cannot."""
    owner = QWidget()
    lines = QVBoxLayout(owner)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(4)
    lines.addWidget(Text(owner.tr("What 300Sync may do"), "strong"))
    lines.addSpacing(4)
    for sentence in state.may:
        lines.addWidget(listed(sentence, "check", "success"))
    if state.may_not:
        lines.addSpacing(8)
        lines.addWidget(Text(owner.tr("What it cannot do"), "strong"))
    for sentence in state.may_not:
        lines.addWidget(listed(sentence, "lock", "text-2", "text-2"))
    owner.setVisible(bool(state.may or state.may_not))
    return owner


class SystemTile(QPushButton):
    """A system that can be connected: pressed as a whole."""

    wished = Signal(object, str)

    def __init__(self, state: TileState) -> None:
        super().__init__()
        self._state = state
        self.setProperty("kind", "tile")
        self.setAutoDefault(True)
        self.setEnabled(state.button.enabled)
        self.setAccessibleName(f"{state.button.label}: {state.audience}")
        self.setAccessibleDescription(state.button.reason)
        parts = (state.label, state.audience, state.button.reason)
        self.setToolTip("\n".join(part for part in parts if part))  # the words may be elided
        self.clicked.connect(self._wish)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(Tile(state.connector, state.monogram, theme.CONTROL))
        top.addStretch(1)
        if state.in_use:
            top.addWidget(IconMark("check", "success", theme.ICON_SMALL))
            top.addWidget(Text(self.tr("In use"), "small-strong", "success"))
        elif state.button.enabled:
            top.addWidget(IconMark("plus", "text-2", theme.ICON_NAV))
        inner = QVBoxLayout(self)
        inner.setContentsMargins(12, 12, 12, 12)
        inner.setSpacing(0)
        inner.addLayout(top)
        inner.addSpacing(8)
        inner.addWidget(Elided(state.label, "name"))
        inner.addWidget(Elided(state.audience, "small", "text-3"))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(theme.SYSTEM_TILE[0], theme.SYSTEM_TILE[1])

    def _wish(self) -> None:
        self.wished.emit(self._state.button.wish, self._state.button.target)
