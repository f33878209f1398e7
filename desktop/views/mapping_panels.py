"""What stands beside the links when none is selected: totals, Auto-map, changes and versions."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.mapping_state import ChangeRow, MappingState, SuggestionRow
from desktop.presenters.wishes import Button, Wish
from desktop.views.buttons import IconButton, WishButton
from desktop.views.cards import Card, line
from desktop.views.choosers import Tick
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import clear, column, padded, row
from desktop.views.page import Aside


class SidePanel(Aside):
    """Draws the part of a MappingState that is about the whole mapping."""

    wished = Signal(object, str)
    ticked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._drawn: object = None

    def draw(self, state: MappingState) -> None:
        told = (state.suggestions, state.changes, state.summary, state.versions, state.pill)
        if told == self._drawn:
            return
        self._drawn = told
        clear(self.parts)
        if state.suggestions is not None:
            self._suggestions(state.suggestions)
        elif state.changes is not None:
            self._changes(state.changes)
        else:
            self._totals(state)
        self.parts.addStretch(1)
        self.order_tabs()

    def _head(self, title: str) -> None:
        close = IconButton(icon="x", kind="plain")
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(lambda: self.wished.emit(Wish.CLOSE_MAPPING_PANEL, ""))
        self.parts.addWidget(
            padded(row(Text(title, "section"), None, close), top=0, bottom=0, side=0)
        )

    def _suggestions(self, rows: tuple[SuggestionRow, ...]) -> None:
        self._head(self.tr("Auto-map"))
        if not rows:
            self.parts.addWidget(Paragraph(self.tr("Nothing more looks alike.")))
            return
        self.parts.addWidget(Paragraph(self.tr("Nothing is linked before you say so."), "small"))
        card = Card()
        for place, each in enumerate(rows):
            if place:
                card.add(line())
            card.add(self._suggestion(each))
        self.parts.addWidget(card)
        ticked = sum(each.ticked for each in rows)
        label = self.tr("Link {} fields").format(ticked) if ticked != 1 else self.tr("Link 1 field")
        made = WishButton(Button(Wish.LINK_TICKED, label, primary=True, enabled=ticked > 0))
        made.wished.connect(self.wished)
        self.parts.addLayout(row(made, None))

    def _suggestion(self, each: SuggestionRow) -> QWidget:
        tick = Tick(each.label)
        tick.setChecked(each.ticked)
        tick.setAccessibleDescription(each.reason)
        tick.clicked.connect(lambda on: self.ticked.emit(each.key, on))
        inner = QVBoxLayout()
        inner.setSpacing(0)
        inner.addWidget(tick)
        inner.addWidget(Paragraph(each.reason, "small", "text-3"))
        return padded(inner, top=4, bottom=8, side=12)

    def _changes(self, rows: tuple[ChangeRow, ...]) -> None:
        self._head(self.tr("What saving changes"))
        if not rows:
            self.parts.addWidget(Paragraph(self.tr("Nothing: it is as it was saved.")))
            return
        card = Card()
        for place, each in enumerate(rows):
            if place:
                card.add(line())
            inner = QVBoxLayout()
            inner.setSpacing(0)
            inner.addWidget(Text(each.label, "name"))
            inner.addWidget(Paragraph(each.text, "small", each.tone.value))
            card.add(padded(inner, top=8, bottom=8, side=12))
        self.parts.addWidget(card)
        text = self.tr("The next sync looks at every record, and writes only what changed.")
        self.parts.addWidget(Paragraph(text, "small", "text-3"))
        made = WishButton(Button(Wish.DISCARD_DRAFT, self.tr("Discard these changes"), danger=True))
        made.wished.connect(self.wished)
        self.parts.addLayout(row(made, None))

    def _totals(self, state: MappingState) -> None:
        self.parts.addWidget(Text(self.tr("This mapping"), "section"))
        for text in state.summary:
            self.parts.addWidget(Paragraph(text))
        hint = self.tr("Choose a link to see it, or a field to link it.")
        self.parts.addWidget(Paragraph(hint, "small", "text-3"))
        if not state.versions:
            return
        self.parts.addSpacing(theme.SPACE[2])
        self.parts.addWidget(Text(self.tr("Versions"), "small-strong", "text-2"))
        card = Card()
        for place, each in enumerate(state.versions):
            if place:
                card.add(line())
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Text(each.label, "name"))
            words.addWidget(Text(each.text, "small", "text-3"))
            inner = row(spacing=theme.SPACE[2])
            inner.addLayout(words, 1)
            if each.in_force:
                inner.addWidget(Text(self.tr("In use"), "small-strong", "success"))
            else:
                button = Button(Wish.RESTORE_VERSION, self.tr("Use again"), str(each.number))
                made = WishButton(button, icon="")
                made.setAccessibleName(self.tr("Use {} again").format(each.label))
                made.wished.connect(self.wished)
                inner.addWidget(made)
            card.add(padded(inner, top=8, bottom=8, side=12))
        self.parts.addWidget(card)


class AddLine(QWidget):
    """A link made without dragging: two drop-downs and a button; part of the list."""

    linked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        from desktop.views.choosers import DropDown

        self._here, self._there = DropDown((), ""), DropDown((), "")
        self._here.setAccessibleName(self.tr("Field of your system"))
        self._there.setAccessibleName(self.tr("HubSpot property"))
        self._add = IconButton(self.tr("Add link"), "plus")
        self._add.clicked.connect(
            lambda: self.linked.emit(self._here.currentData(), self._there.currentData())
        )
        self._known: object = None
        inner = row(spacing=theme.SPACE[2])
        inner.addWidget(self._here, 1)
        inner.addWidget(Text(self.tr("to"), "small", "text-3"))
        inner.addWidget(self._there, 1)
        inner.addWidget(self._add)
        column(self).addWidget(padded(inner, top=12, bottom=12))

    def draw(self, state: MappingState) -> None:
        here = tuple((e.name, e.label) for e in state.fields if not e.linked)
        there = tuple((e.name, f"{e.label} ({e.kind})") for e in state.properties if not e.linked)
        if (here, there) != self._known:
            self._known = here, there
            for box, rows in ((self._here, here), (self._there, there)):
                box.clear()
                for value, label in rows:
                    box.addItem(label, value)
        self._add.setEnabled(bool(here and there))
