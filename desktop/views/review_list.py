"""The records that wait in Review: arrows move between them, and show them at once."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QPainter,
    QPen,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop import icons, theme
from desktop.presenters.review_state import WaitingRow
from desktop.views.pictures import OF_KIND
from desktop.views.tables import KEYBOARD

_ITEM = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class WaitingList(QListView):
    """Draws the rows of a ReviewState and tells which one is chosen."""

    chosen = Signal(str)  # WaitingRow.key

    def __init__(self) -> None:
        super().__init__()
        self.keyboard = False
        self._drawn: Sequence[WaitingRow] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(WaitingItem(self))
        self.setProperty("kind", "waiting")
        self.setAccessibleName(self.tr("Records that wait for you"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._on_current)

    def draw(self, rows: Sequence[WaitingRow], chosen: int) -> None:
        blocked = self.selectionModel().blockSignals(True)
        if rows != self._drawn:
            self._drawn = rows
            self._fill(rows)
        if self.currentIndex().row() != chosen:
            self.setCurrentIndex(self._items.index(chosen, 0))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def _fill(self, rows: Sequence[WaitingRow]) -> None:
        self._items.clear()
        for row in rows:
            made = QStandardItem(row.title)
            made.setData(row, _ITEM)
            words = ", ".join((row.title, row.label, row.text))
            made.setData(words, Qt.ItemDataRole.AccessibleTextRole)
            made.setToolTip(words)
            self._items.appendRow(made)

    def _on_current(self, current: QModelIndex) -> None:
        row = current.data(_ITEM)
        if row is not None:
            self.chosen.emit(row.key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.keyboard = event.reason() in KEYBOARD
        super().focusInEvent(event)


class WaitingItem(QStyledItemDelegate):
    """Paints a row: its record in the first line, what is the matter in the second."""

    def __init__(self, view: WaitingList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.RAIL, theme.WAITING_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: WaitingRow = index.data(_ITEM)
        colours, cell = theme.tokens(), QRect(option.rect)
        chosen = index == self._view.currentIndex()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(cell, colours["accent-soft" if chosen else "hover"])
        if chosen:
            mark = QRectF(cell.left(), cell.top(), theme.SPACE[1] - 1, cell.height())
            painter.fillRect(mark, colours["accent"])
        bottom = QRect(cell.left(), cell.bottom(), cell.width(), theme.LINE)
        painter.fillRect(bottom, colours["border"])
        self._paint_words(painter, cell, row, "text-2" if chosen else "text-3")
        if chosen and self._view.keyboard and self._view.hasFocus():
            painter.setPen(QPen(colours["focus"], theme.THICK))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(cell).adjusted(1, 1, -1, -2), 4, 4)
        painter.restore()

    def _paint_words(self, painter: QPainter, cell: QRect, row: WaitingRow, ink: str) -> None:
        colours, side = theme.tokens(), theme.ICON
        inner = cell.adjusted(theme.SPACE[4], theme.SPACE[3], -theme.SPACE[4], -theme.SPACE[3])
        line = theme.TYPE["body"][1]
        place = QRectF(inner.right() - side, inner.top() + 2, side, side)
        icons.paint(painter, OF_KIND[row.kind], colours["text-3"], place)
        top = QRect(inner.left(), inner.top(), inner.width() - side - theme.SPACE[2], line)
        _paint_line(painter, top, row.title, "name", "text")
        under = QRect(inner.left(), inner.top() + line + 2, inner.width(), theme.TYPE["small"][1])
        _paint_line(painter, under, f"{row.label} \N{MIDDLE DOT} {row.text}", "small", ink)


def _paint_line(painter: QPainter, box: QRect, text: str, kind: str, ink: str) -> None:
    painter.setFont(theme.font(kind))
    painter.setPen(theme.tokens()[ink])
    shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
