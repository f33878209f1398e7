"""The links as a table: the same editor without lines, and without dragging."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop import theme
from desktop.presenters.mapping_state import LinkRow, MappingState
from desktop.presenters.mapping_words import WAYS
from desktop.views.layouts import column
from desktop.views.mapping_panels import AddLine

_KEY = Qt.ItemDataRole.UserRole


class LinkTable(QTableView):
    """One row a link. Arrows choose, Delete removes, D turns it."""

    selected = Signal(str)
    removed = Signal(str)
    turned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Sequence[LinkRow] = ()
        self._items = QStandardItemModel(self)
        self._heads = (
            self.tr("From"),
            self.tr("Direction"),
            self.tr("To"),
            self.tr("On the way"),
            self.tr("When both changed"),
            self.tr("Problem"),
        )
        self.setModel(self._items)
        self.setAccessibleName(self.tr("Links"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.TABLE_ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.horizontalHeader().setHighlightSections(False)
        self.selectionModel().currentChanged.connect(self._on_current)

    def draw(self, links: Sequence[LinkRow], chosen: str) -> None:
        blocked = self.selectionModel().blockSignals(True)
        if links != self._drawn:
            self._drawn = links
            self._fill(links)
        place = next((n for n, each in enumerate(links) if each.key == chosen), -1)
        if place < 0:
            self.clearSelection()
        elif self.currentIndex().row() != place or not self.selectionModel().hasSelection():
            self.selectRow(place)
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def _fill(self, links: Sequence[LinkRow]) -> None:
        self._items.clear()
        self._items.setHorizontalHeaderLabels(list(self._heads))
        for each in links:
            texts = (
                each.here_label,
                WAYS[each.direction],
                each.there_label,
                each.steps,
                each.when_both,
                each.problem,
            )
            made = [QStandardItem(text) for text in texts]
            for item, text in zip(made, texts, strict=True):
                item.setData(each.key, _KEY)
                item.setToolTip(text)
            made[0].setData(
                ", ".join(text for text in texts if text), Qt.ItemDataRole.AccessibleTextRole
            )
            self._items.appendRow(made)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.currentIndex().data(_KEY) if self.currentIndex().isValid() else None
        if event.key() == Qt.Key.Key_Delete and key:
            self.removed.emit(key)
        elif event.key() == Qt.Key.Key_D and not event.modifiers() and key:
            self.turned.emit(key)
        else:
            super().keyPressEvent(event)

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid():
            self.selected.emit(current.data(_KEY))


class LinkList(QWidget):
    """The table, and a line to add a link with."""

    linked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.table, self._add = LinkTable(), AddLine()
        frame = QFrame()
        frame.setProperty("kind", "card")
        inner = column(frame)
        inner.setContentsMargins(theme.LINE, theme.LINE, theme.LINE, theme.RADIUS["sm"])
        inner.addWidget(self.table, 1)
        inner.addWidget(self._add)
        column(self).addWidget(frame)
        self._add.linked.connect(self.linked)

    def draw(self, state: MappingState) -> None:
        self.table.draw(state.links, state.selected)
        self._add.draw(state)
