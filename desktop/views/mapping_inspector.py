"""The selected link of the mapping editor: its ends, direction, changes, rules and a live sample.

The order never changes. It takes effect at once, and can be undone.
"""

from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from core.mapping import Direction
from desktop import theme
from desktop.presenters.mapping_state import Choices, End, Inspector, StepRow
from desktop.presenters.mapping_words import WAYS
from desktop.presenters.wishes import Wish
from desktop.views.buttons import IconButton
from desktop.views.cards import line
from desktop.views.choosers import DropDown
from desktop.views.labels import Elided, Paragraph, Text
from desktop.views.layouts import clear, column, padded, row
from desktop.views.mapping_sample import SampleCard, WayButton
from desktop.views.mapping_wires import OF_WAY
from desktop.views.marks import Tile
from desktop.views.page import Aside


class InspectorView(Aside):
    """Draws an Inspector. Made anew when it says something else; the focus stays where it was."""

    wished = Signal(object, str)
    turned = Signal(object)  # Direction
    step_added = Signal(str)
    step_removed = Signal(int)
    step_moved = Signal(int, int)
    step_set = Signal(int, str)
    value_mapped = Signal(str, str)
    emptied = Signal(str)
    ruled = Signal(str)
    attached = Signal(str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Inspector | None = None
        self._sample = SampleCard()
        self._sample.wished.connect(self.wished)

    def draw(self, state: Inspector | None) -> None:
        if state is None or state == self._drawn:
            return
        before, self._drawn = self._drawn, state
        if before is not None and _same_but_sample(before, state):
            self._sample.draw(state.sample)
            return
        held = cast("QWidget | None", self.focusWidget())
        name = held.objectName() if held is not None and self.isAncestorOf(held) else ""
        self._sample.setParent(None)
        clear(self.parts)
        self._fill(state)
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)
        self.order_tabs()

    def _fill(self, state: Inspector) -> None:
        self.parts.addWidget(self._head())
        if state.problem:
            self.parts.addWidget(Paragraph(state.problem, "small", "error"))
        self.parts.addWidget(_ends(state))
        if state.attach:
            self._add_choice(
                self.tr("Read another field instead"),
                Choices((("", self.tr("Choose a field")), *state.attach), ""),
                self.attached,
                "attach",
            )
        self.parts.addWidget(Text(self.tr("Direction"), "small-strong", "text-2"))
        self.parts.addWidget(self._ways(state))
        self.parts.addWidget(Text(self.tr("Changes made on the way"), "small-strong", "text-2"))
        for place, each in enumerate(state.steps):
            self.parts.addWidget(self._step(place, each, len(state.steps)))
        self.parts.addLayout(row(self._add(state), None))
        self._add_values(state)
        self._add_choice(state.empty_label, state.when_empty, self.emptied, "empty")
        both = self.tr("When both sides changed")
        self._add_choice(both, state.when_both, self.ruled, "both")
        self.parts.addWidget(self._sample)
        self._sample.draw(state.sample)
        self.parts.addStretch(1)
        remove = IconButton(self.tr("Remove link"), "unlink", "danger")
        remove.setObjectName("remove")
        remove.clicked.connect(lambda: self.removed.emit(state.key))
        self.parts.addLayout(row(remove, None))

    def _head(self) -> QWidget:
        close = IconButton(icon="x", kind="plain")
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(lambda: self.wished.emit(Wish.CLOSE_MAPPING_PANEL, ""))
        return padded(
            row(Text(self.tr("Selected link"), "section"), None, close), top=0, bottom=0, side=0
        )

    def _ways(self, state: Inspector) -> QWidget:
        owner, group = QWidget(), QButtonGroup(self)
        layout = column(owner, 0, theme.SPACE[1])
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for place, way in enumerate((Direction.TO_HUBSPOT, Direction.TO_SYSTEM, Direction.BOTH)):
            made = WayButton(WAYS[way], OF_WAY[way])
            made.setProperty("part", ("left", "middle", "right")[place])
            made.setObjectName(f"way {way.value}")
            made.setCheckable(True)
            made.setChecked(way is state.direction)
            allowed = way is Direction.TO_HUBSPOT or state.may_turn or way is state.direction
            made.setEnabled(allowed)
            made.setToolTip("" if allowed else state.turn_reason)
            made.setAccessibleDescription("" if allowed else state.turn_reason)
            made.clicked.connect(partial(self.turned.emit, way))
            group.addButton(made)
            buttons.addWidget(made, 1)
        layout.addLayout(buttons)
        if state.turn_reason:
            layout.addWidget(Paragraph(state.turn_reason, "small", "text-3"))
        return owner

    def _step(self, place: int, each: StepRow, many: int) -> QWidget:
        owner = QFrame()
        owner.setProperty("kind", "card")
        head = row(Text(each.label), Text(each.detail, "body", "text-3"), None, spacing=4)
        for icon, by, name in (
            ("arrow-up", -1, self.tr("Earlier: {}")),
            ("arrow-down", 1, self.tr("Later: {}")),
        ):
            if 0 <= place + by < many:
                move = IconButton(icon=icon, kind="plain")
                move.setObjectName(f"move {place} {by}")
                move.setAccessibleName(name.format(each.label))
                move.setToolTip(name.format(each.label))
                move.clicked.connect(partial(self.step_moved.emit, place, by))
                head.addWidget(move)
        away = IconButton(icon="x", kind="plain")
        away.setObjectName(f"away {place}")
        away.setAccessibleName(self.tr("Remove: {}").format(each.label))
        away.clicked.connect(partial(self.step_removed.emit, place))
        head.addWidget(away)
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[1])
        inner.addLayout(head)
        if each.asks:
            entry = QLineEdit(each.value)
            entry.setObjectName(f"step {place}")
            entry.setAccessibleName(each.asks)
            entry.setPlaceholderText(each.asks)
            entry.editingFinished.connect(lambda: self.step_set.emit(place, entry.text()))
            inner.addWidget(entry)
        side = theme.SPACE[3]
        bottom = theme.SPACE[2] if each.asks else 0
        column(owner).addWidget(padded(inner, top=0, bottom=bottom, side=side))
        return owner

    def _add(self, state: Inspector) -> IconButton:
        button = IconButton(self.tr("Add a step"), "plus", "link")
        button.setObjectName("add")
        menu = QMenu(button)
        for name, label in state.addable:
            menu.addAction(label).triggered.connect(partial(self.step_added.emit, name))
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

    def _add_values(self, state: Inspector) -> None:
        """Show what each option becomes; those that become nothing say so."""
        if not state.values:
            return
        owner = QFrame()
        owner.setProperty("kind", "inset")
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[1])
        inner.addWidget(Text(self.tr("Values"), "small-strong", "text-2"))
        options = (("", self.tr("(no option)")), *state.value_options)
        for each in state.values:
            chosen = DropDown(options, each.to)
            chosen.setObjectName(f"value {each.value}")
            chosen.setAccessibleName(self.tr("{} becomes").format(each.label))
            chosen.setMinimumWidth(theme.FACT_NAME)
            chosen.activated.connect(
                lambda _place, value=each.value, box=chosen: self.value_mapped.emit(
                    value, box.currentData()
                )
            )
            name = Elided(each.label, "small", "text" if each.to else "attention")
            line_of = row(spacing=theme.SPACE[2])
            line_of.addWidget(name, 1)
            line_of.addWidget(chosen)
            inner.addLayout(line_of)
        column(owner).addWidget(padded(inner, top=12, bottom=12, side=12))
        self.parts.addWidget(owner)

    def _add_choice(self, label: str, choices: Choices, told: object, name: str) -> None:
        box = DropDown(choices.options, choices.value)
        box.setObjectName(name)
        box.setAccessibleName(label)
        box.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.activated.connect(lambda _place: told.emit(box.currentData()))  # type: ignore[attr-defined]
        self.parts.addWidget(Text(label, "small-strong", "text-2"))
        self.parts.addWidget(box)


def _same_but_sample(one: Inspector, other: Inspector) -> bool:
    return replace(one, sample=other.sample) == other


def _ends(state: Inspector) -> QWidget:
    owner = QFrame()
    owner.setProperty("kind", "card")
    layout = column(owner)
    ends = (*state.here, state.there)
    for place, each in enumerate(ends):
        if place:
            layout.addWidget(line())
        layout.addWidget(_end(each))
    return owner


def _end(each: End) -> QWidget:
    inner = row(Tile(each.connector, each.monogram, 20), spacing=theme.SPACE[2])
    inner.addWidget(Elided(each.label, "name", "error" if each.missing else "text"), 1)
    inner.addWidget(Text(each.kind, "caption", "error" if each.missing else "text-2"))
    return padded(inner, top=8, bottom=8, side=12)
