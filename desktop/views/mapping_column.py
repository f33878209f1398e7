"""A column of fields in the mapping editor: searchable, grouped, and each with its type."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QWidget,
)

from desktop import theme
from desktop.presenters.mapping_state import Column, FieldRow
from desktop.views.labels import Elided, Text
from desktop.views.layouts import clear, column, padded, row
from desktop.views.mapping_field_item import ROW, FieldItem
from desktop.views.marks import Tile
from desktop.views.tables import KEYBOARD

_DRAG = 5  # pixels that a press must move to become a drag


class FieldList(QListView):
    """The rows of a column. Arrows move, Enter acts, Left and Right go across along a link."""

    acted = Signal(str)  # FieldRow.name: pressed, or Enter
    crossed = Signal(str)  # go to the other end of its link
    removed = Signal(str)
    turned = Signal(str)
    dropped_out = Signal()  # Esc
    dragged = Signal(str, QPoint)  # name, where in the screen
    released = Signal(str, QPoint)

    def __init__(self, name: str, *, across: Qt.Key) -> None:
        super().__init__()
        self.keyboard = False
        self._across, self._pressed, self._dragging = across, "", False
        self._from = QPoint()
        self._places: dict[str, int] = {}
        self.marked: frozenset[str] = frozenset()  # ends of the selected link
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(FieldItem(self))
        self.setProperty("kind", "fields")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)

    def fill(self, rows: Sequence[FieldRow]) -> None:
        """Show rows, a heading before each group."""
        here = self.current()
        self._items.clear()
        self._places = {}
        group = None
        for each in rows:
            if each.group != group:
                group = each.group
                head = QStandardItem(each.group)
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self._items.appendRow(head)
            self._places[each.name] = self._items.rowCount()
            self._items.appendRow(_item(each))
        if here in self._places:
            self.setCurrentIndex(self._items.index(self._places[here], 0))

    def refresh(self, rows: Sequence[FieldRow]) -> None:
        """Show the same rows in another state, without moving anything."""
        for each in rows:
            item = self._items.item(self._places[each.name])
            item.setData(each, ROW)
            item.setData(_words(each), Qt.ItemDataRole.AccessibleTextRole)

    def names(self) -> list[str]:
        return list(self._places)

    def current(self) -> str:
        found = self.currentIndex().data(ROW) if self.currentIndex().isValid() else None
        return found.name if isinstance(found, FieldRow) else ""

    def go_to(self, name: str) -> None:
        if name in self._places:
            self.setCurrentIndex(self._items.index(self._places[name], 0))
            self.scrollTo(self.currentIndex())

    def row_rect(self, name: str) -> QRect | None:
        """Return where a row is in the viewport; None if it is not among the rows."""
        place = self._places.get(name)
        return None if place is None else self.visualRect(self._items.index(place, 0))

    def row_at(self, screen: QPoint) -> FieldRow | None:
        """Return the row under a point of the screen."""
        local = self.viewport().mapFromGlobal(screen)
        if not self.viewport().rect().contains(local):
            return None
        found = self.indexAt(local).data(ROW)
        return found if isinstance(found, FieldRow) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.indexAt(event.position().toPoint()).data(ROW)
        self._pressed = found.name if isinstance(found, FieldRow) else ""
        self._from, self._dragging = event.position().toPoint(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        moved = (event.position().toPoint() - self._from).manhattanLength()
        if self._pressed and event.buttons() & Qt.MouseButton.LeftButton and moved > _DRAG:
            self._dragging = True
            self.dragged.emit(self._pressed, event.globalPosition().toPoint())
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, ""
        super().mouseReleaseEvent(event)
        if self._dragging:
            self._dragging = False
            self.released.emit(pressed, event.globalPosition().toPoint())
        elif pressed:
            self.acted.emit(pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name, key = self.current(), event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and name:
            self.acted.emit(name)
        elif key == self._across and name:
            self.crossed.emit(name)
        elif key == Qt.Key.Key_Delete and name:
            self.removed.emit(name)
        elif key == Qt.Key.Key_D and not event.modifiers() and name:
            self.turned.emit(name)
        elif key == Qt.Key.Key_Escape:
            self.dropped_out.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        self.keyboard = event.reason() in KEYBOARD  # type: ignore[attr-defined]
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.current() and self._places:
            self.go_to(next(iter(self._places)))


def _item(each: FieldRow) -> QStandardItem:
    made = QStandardItem(each.label)
    made.setData(each, ROW)
    made.setData(_words(each), Qt.ItemDataRole.AccessibleTextRole)
    made.setToolTip(each.label)
    return made


def _words(each: FieldRow) -> str:
    """Say a row as a screen reader should."""
    said = [each.label, each.kind]
    said += ["required"] if each.required else []
    said += ["linked" if each.linked else "not linked"]
    said += ["picked up"] if each.picked else []
    if each.fits:
        said.append(
            {"fits": "fits", "loses": "fits, with a loss", "not": "does not fit"}[each.fits]
        )
    return ", ".join([*said, each.reason] if each.reason else said)


class FieldColumn(QFrame):
    """Head, search, and the list."""

    moved = Signal()  # scrolled, searched or resized: links must be drawn anew

    def __init__(self, name: str, search: str, *, across: Qt.Key) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.list = FieldList(name, across=across)
        self._rows: Sequence[FieldRow] = ()
        self._head, self._drawn = row(spacing=theme.SPACE[2]), Column()
        self.search = QLineEdit()
        self.search.setPlaceholderText(search)
        self.search.setAccessibleName(search)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        layout = column(self)
        layout.setContentsMargins(theme.LINE, theme.LINE, theme.LINE, theme.RADIUS["sm"])
        layout.addWidget(padded(self._head, top=12, bottom=8, side=12))
        layout.addWidget(padded(row(self.search), top=0, bottom=8, side=12))
        layout.addWidget(self.list, 1)
        self.parts = layout
        self.list.verticalScrollBar().valueChanged.connect(lambda _value: self.moved.emit())

    def draw(self, head: Column, rows: Sequence[FieldRow], marked: frozenset[str]) -> None:
        if head != self._drawn:
            self._drawn = head
            clear(self._head)
            self._head.addWidget(Tile(head.connector, head.monogram, 24))
            self._head.addWidget(Elided(head.title, "strong"), 1)
            self._head.addWidget(Text(head.count, "small", "text-3"))
        same = [each.name for each in rows] == [each.name for each in self._rows]
        self._rows = rows
        self.list.marked = marked
        if same:
            self.list.refresh(self._found())
        else:
            self.list.fill(self._found())
        self.list.viewport().update()

    def port(self, name: str, owner: QWidget) -> tuple[int, bool] | None:
        """Return the height of a row in `owner`, and whether it is seen; None if it is not there.

        One that is scrolled away is at the edge that it went over.
        """
        rect = self.list.row_rect(name)
        if rect is None:
            return None
        view = self.list.viewport()
        middle = rect.center().y() + 1
        seen = 0 <= middle <= view.height()
        middle = min(max(middle, 0), view.height())
        return view.mapTo(owner, QPoint(0, middle)).y(), seen

    def _found(self) -> list[FieldRow]:
        wanted = self.search.text().strip().lower()
        return [e for e in self._rows if wanted in f"{e.label} {e.name} {e.kind}".lower()]

    def _filter(self) -> None:
        self.list.fill(self._found())
        self.moved.emit()
