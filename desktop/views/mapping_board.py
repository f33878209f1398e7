"""The two columns of the mapping editor and the links between them.

Dragging from a field to a property links them; so do two presses, or Enter on one and Enter on the
other. While something is picked up the properties say whether it fits.
"""

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.fitting import Fit
from desktop import theme
from desktop.presenters.mapping_state import FieldRow, MappingState, ProtectedRow
from desktop.views.labels import Elided, Paragraph, Text
from desktop.views.layouts import clear, column, padded, row
from desktop.views.mapping_column import FieldColumn
from desktop.views.mapping_wires import Wires
from desktop.views.marks import IconMark


class Board(QWidget):
    """Draws a MappingState as two columns with lines, and tells what is done to them."""

    picked = Signal(str)  # a field of the system; "" drops it
    linked = Signal(str, str)  # field, property
    selected = Signal(str)  # a link's key
    removed = Signal(str)  # a link's key
    turned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._state = MappingState()
        self._here = FieldColumn(
            self.tr("Fields of your system"), self.tr("Search fields"), across=Qt.Key.Key_Right
        )
        self._there = FieldColumn(
            self.tr("HubSpot properties"), self.tr("Search properties"), across=Qt.Key.Key_Left
        )
        self._protected = ProtectedList()
        self._here.parts.addWidget(self._protected)
        for each in (self._here, self._there):
            each.setFixedWidth(theme.MAP_COLUMN)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._here)
        layout.addStretch(1)
        layout.addWidget(self._there)
        self.wires = Wires(
            self,
            lambda name: self._here.port(name, self),
            lambda name: self._there.port(name, self),
        )
        self._why = WhyNot(self)
        self._join()

    def _join(self) -> None:
        here, there = self._here.list, self._there.list
        here.acted.connect(self._on_field)
        there.acted.connect(self._on_property)
        here.crossed.connect(self._cross_right)
        there.crossed.connect(self._cross_left)
        here.removed.connect(lambda name: self.removed.emit(self._key_of(name)))
        there.removed.connect(self.removed)
        here.turned.connect(lambda name: self.turned.emit(self._key_of(name)))
        there.turned.connect(self.turned)
        here.dragged.connect(self._on_drag)
        here.released.connect(self._on_drop)
        for each in (self._here, self._there):
            each.list.dropped_out.connect(lambda: self.picked.emit(""))
            each.moved.connect(self._lay_wires)

    def draw(self, state: MappingState) -> None:
        self._state = state
        chosen = next((each for each in state.links if each.key == state.selected), None)
        here = frozenset(chosen.here) if chosen is not None else frozenset()
        there = frozenset({chosen.key}) if chosen is not None else frozenset()
        self._here.draw(state.here, state.fields, here)
        self._there.draw(state.there, state.properties, there)
        self._protected.draw(state.protected)
        self.wires.draw(state.links, state.selected)
        self._lay_wires()

    def set_compact(self, compact: bool) -> None:
        """Use the room of a small window better."""
        for each in (self._here, self._there):
            each.setFixedWidth(theme.MAP_COLUMN_COMPACT if compact else theme.MAP_COLUMN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_wires()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the link that is pressed; beside all of them, none."""
        self.selected.emit(self.wires.key_at(event.position()))

    # -- what is done --------------------------------------------------------------------------

    def _on_field(self, name: str) -> None:
        """Look at a field's link; pick it up where it has none, or drop it again."""
        if self._state.picked == name:
            self.picked.emit("")
        elif key := self._key_of(name):
            self.selected.emit(key)
        else:
            self.selected.emit("")
            self.picked.emit(name)
            if self._here.list.keyboard:
                self._there.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_property(self, key: str) -> None:
        if self._state.picked:
            self.linked.emit(self._state.picked, key)
        elif any(each.key == key for each in self._state.links):
            self.selected.emit(key)

    def _cross_right(self, name: str) -> None:
        if key := self._key_of(name):
            self._there.list.go_to(key)
            self._there.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.selected.emit(key)

    def _cross_left(self, key: str) -> None:
        names = next((each.here for each in self._state.links if each.key == key), ())
        if names:
            self._here.list.go_to(names[0])
            self._here.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.selected.emit(key)

    def _on_drag(self, name: str, screen: QPoint) -> None:
        if self._state.picked != name:
            self.picked.emit(name)
        goal = self._there.list.row_at(screen)
        fits = goal is None or goal.fits != Fit.NOT.value
        local = QPointF(self.mapFromGlobal(screen))
        self.wires.drag(name, local, fits=fits)
        self._why.tell(goal if not fits else None, local.toPoint())

    def _on_drop(self, name: str, screen: QPoint) -> None:
        self.wires.drop()
        self._why.tell(None, QPoint())
        goal = self._there.list.row_at(screen)
        if goal is not None:
            self.linked.emit(name, goal.name)
        else:
            self.picked.emit("")

    def _key_of(self, name: str) -> str:
        """Return the link of a field: the selected one, or its first."""
        keys = [each.key for each in self._state.links if name in each.here]
        return self._state.selected if self._state.selected in keys else (keys[0] if keys else "")

    def _lay_wires(self) -> None:
        self.wires.setGeometry(self.rect())
        ports = self._here.list.names(), self._there.list.names()
        self.wires.between(self._here.geometry().right() + 1, self._there.geometry().left(), ports)
        self.wires.raise_()
        self._why.raise_()


class ProtectedList(QFrame):
    """What privacy holds back: named, with the reason, and not to be linked."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "protected")
        self._drawn: tuple[ProtectedRow, ...] = ()
        self._count = Text("", "small-strong", "shield")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._more = Text("", "small", "text-3")
        head = row(IconMark("shield-check", "shield"), spacing=theme.SPACE[2])
        title = Elided(self.tr("Protected, cannot be linked"), "small-strong", "shield")
        head.addWidget(title, 1)
        head.addWidget(self._count)
        layout = column(self)
        layout.addWidget(padded(head, top=4, bottom=4, side=12))
        layout.addLayout(self._rows)
        layout.addWidget(padded(row(self._more, None), top=0, bottom=4, side=12))
        self.hide()

    def draw(self, rows: tuple[ProtectedRow, ...]) -> None:
        self.setVisible(bool(rows))
        if rows == self._drawn:
            return
        self._drawn = rows
        self._count.setText(self.tr("{} fields").format(len(rows)))
        clear(self._rows)
        for each in rows[: theme.MAP_PROTECTED]:
            self._rows.addWidget(_protected(each))
        left = len(rows) - theme.MAP_PROTECTED
        self._more.setText(self.tr("and {} more: see Privacy").format(left) if left > 0 else "")
        self._more.setVisible(left > 0)
        self.setToolTip("\n".join(f"{each.label}: {each.reason}" for each in rows))


def _protected(each: ProtectedRow) -> QWidget:
    line = row(IconMark("shield-check", "shield", theme.ICON_SMALL), spacing=theme.SPACE[2])
    line.addWidget(Elided(each.label, "body", "text-2"), 1)
    line.addWidget(Elided(each.reason, "small", "text-3"))
    made = padded(line, top=0, bottom=0, side=12)
    made.setFixedHeight(theme.PILL)
    return made


class WhyNot(QFrame):
    """Beside the pointer: why what is dragged does not fit, and what would."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.setProperty("kind", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = Paragraph("", "small")
        head = row(
            IconMark("ban", "error"), Text(self.tr("These two do not fit"), "strong", "error")
        )
        head.addStretch(1)
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[1])
        inner.addLayout(head)
        inner.addWidget(self._text)
        column(self).addWidget(padded(inner, top=12, bottom=12, side=12))
        self.setFixedWidth(theme.MAP_COLUMN - theme.FOOTER + theme.SPACE[2])
        self.hide()

    def tell(self, goal: FieldRow | None, at: QPoint) -> None:
        """Show why; None hides it."""
        self.setVisible(goal is not None)
        if goal is None:
            return
        self._text.say(goal.reason)
        self.adjustSize()
        owner = self.parentWidget()
        room = owner.rect() if owner is not None else QRect()
        left = at.x() - self.width() - theme.SPACE[6]
        top = min(at.y() + theme.SPACE[6], room.height() - self.height())
        self.move(max(0, left), max(0, top))
