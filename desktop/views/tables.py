"""A table of `models.columns`: hairlines between rows, no stripes, and painted cells."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop import icons, theme
from desktop.models.columns import FIGURE, ICON, INK, STRONG, Table

Index = QModelIndex | QPersistentModelIndex
FigurePainter = Callable[[QPainter, QRectF, Any], None]


class RowsView(QTableView):
    """As high as its rows: the page scrolls, not the table."""

    def __init__(
        self,
        model: Table[Any],
        name: str,
        *,
        head: int,
        row: int,
        figures: dict[str, FigurePainter] | None = None,
        inset: int = 0,
    ) -> None:
        super().__init__()
        self._table, self._inset = model, inset
        self.keyboard = False  # whether the focus came by keyboard: only then a ring is drawn
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(Cells(self, figures or {}))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.setHorizontalHeader(Head(self))
        self._needed: list[int] = []
        self.set_heights(head, row)
        model.modelReset.connect(self._begin_anew)
        model.dataChanged.connect(self._share_width)

    def set_heights(self, head: int, row: int) -> None:
        self._head, self._row = head, row
        self.horizontalHeader().setFixedHeight(head)
        self.verticalHeader().setDefaultSectionSize(row)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.keyboard = event.reason() in KEYBOARD
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._table.index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def within(self, cell: QRect, place: int) -> QRect:
        """Return a cell without the room before its column and at the table's sides."""
        last = len(self._table.columns) - 1
        lead = self._table.columns[place].lead + (self._inset if place == 0 else 0)
        return cell.adjusted(lead, 0, -self._inset if place == last else 0, 0)

    def _height(self) -> int:
        return self._head + self._row * self._table.rowCount()

    def _begin_anew(self) -> None:
        self._needed = []
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._height())
        self._share_width()

    def _share_width(self) -> None:
        """Give each column what it asks for or its title needs; what is left to those that ask
        for nothing.
        """
        if not self._table.columns:
            return
        widths = self._needed = self._measure()
        widths = list(widths)
        free = [n for n, column in enumerate(self._table.columns) if not column.width] or [0]
        left = self.viewport().width() - 2 * self._inset - sum(widths)
        for n in free:
            widths[n] += max(0, left) // len(free)
        widths[0] += self._inset
        widths[-1] += self._inset
        for n, width in enumerate(widths):
            self.setColumnWidth(n, width)

    def _measure(self) -> list[int]:
        """Return what each column needs; never less than before, or figures that run would jump."""
        title, cell = QFontMetrics(theme.font("small-strong")), QFontMetrics(theme.font("strong"))
        rows = range(self._table.rowCount())
        before = self._needed or [0] * len(self._table.columns)
        needed = []
        for place, column in enumerate(self._table.columns):
            texts = [str(self._table.index(row, place).data()) for row in rows]
            words = max((cell.horizontalAdvance(text) for text in texts), default=0)
            words = 0 if column.figure else words
            room = theme.SPACE[3] if column.right else theme.SPACE[1]
            wide = max(words, title.horizontalAdvance(column.title)) + room
            needed.append(max(before[place], column.lead + max(column.width, wide)))
        return needed


class Head(QHeaderView):
    """The titles of the columns, each where its cells begin or end."""

    def __init__(self, view: RowsView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(0)

    def paintSection(self, painter: QPainter, section: QRect, place: int) -> None:
        painter.save()
        painter.setFont(theme.font("small-strong"))
        painter.setPen(theme.tokens()["text-3"])
        model = self._view.model()
        sideways = Qt.Orientation.Horizontal
        painter.drawText(
            self._view.within(section, place),
            model.headerData(place, sideways, Qt.ItemDataRole.TextAlignmentRole),
            str(model.headerData(place, sideways)),
        )
        painter.restore()


KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class Cells(QStyledItemDelegate):
    """Paints cells in the type table's fonts and the tokens' inks."""

    def __init__(self, view: RowsView, figures: dict[str, FigurePainter]) -> None:
        super().__init__(view)
        self._view, self._figures = view, figures

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.tokens()
        cell: QRect = option.rect
        painter.fillRect(cell.left(), cell.top(), cell.width(), theme.LINE, colours["border"])
        title = str(index.model().headerData(index.column(), Qt.Orientation.Horizontal))
        figure = index.data(FIGURE)
        if figure is not None and title in self._figures:
            box = self._view.within(cell, index.column())
            self._figures[title](painter, QRectF(box), figure)
        else:
            self._paint_text(painter, cell, index)
        if self._is_ringed(option, index):
            self._paint_ring(painter, cell)
        painter.restore()

    def _paint_text(self, painter: QPainter, cell: QRect, index: Index) -> None:
        colours = theme.tokens()
        right = bool(index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight)
        box = self._view.within(cell, index.column()).adjusted(0, theme.LINE, 0, theme.LINE)
        painter.setFont(_font(index, right))
        painter.setPen(colours[str(index.data(INK))])
        icon = index.data(ICON)
        if icon:
            side = theme.ICON_SMALL
            place = QRectF(box.left(), box.center().y() - side / 2 + 1, side, side)
            icons.paint(painter, icon, colours[str(index.data(INK))], place)
            box = box.adjusted(side + theme.SPACE[2], 0, 0, 0)
        text = QFontMetrics(painter.font()).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, index.data(Qt.ItemDataRole.TextAlignmentRole), text)

    def _is_ringed(self, option: QStyleOptionViewItem, index: Index) -> bool:
        state: QStyle.StateFlag = option.state
        focused = bool(state & QStyle.StateFlag.State_Active) and self._view.hasFocus()
        return focused and self._view.keyboard and index.row() == self._view.currentIndex().row()

    def _paint_ring(self, painter: QPainter, cell: QRect) -> None:
        """Draw this cell's part of the ring around its row, inside the edge."""
        painter.setClipRect(cell)
        row = QRect(0, cell.top(), self._view.viewport().width(), cell.height())
        ring = QRectF(row).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.tokens()["focus"], theme.THICK))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ring, theme.RADIUS["sm"], theme.RADIUS["sm"])


def _font(index: Index, tabular: bool) -> QFont:
    return theme.font("strong" if index.data(STRONG) else "body", tabular=tabular)
