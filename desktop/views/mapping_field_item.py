"""How a row of the mapping editor's columns is painted: a heading, or a field with its type."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.fitting import Fit
from desktop import theme
from desktop.presenters.mapping_state import FieldRow

if TYPE_CHECKING:
    from desktop.views.mapping_column import FieldList

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class FieldItem(QStyledItemDelegate):
    """Paints a heading, or a field with its type."""

    def __init__(self, view: "FieldList") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        is_row = isinstance(index.data(ROW), FieldRow)
        return QSize(theme.MAP_GAP, theme.MAP_ROW if is_row else theme.MAP_GROUP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found, cell = index.data(ROW), QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(found, FieldRow):
            over = bool(option.state & QStyle.StateFlag.State_MouseOver)
            self._paint_row(painter, cell, found, over=over)
            if index == self._view.currentIndex() and self._view.hasFocus() and self._view.keyboard:
                painter.setPen(QPen(theme.tokens()["focus"], theme.THICK))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                ring = QRectF(cell).adjusted(1, 1, -1, -1)
                painter.drawRoundedRect(ring, theme.RADIUS["sm"], theme.RADIUS["sm"])
        else:
            self._paint_head(painter, cell, str(index.data()))
        painter.restore()

    def _paint_head(self, painter: QPainter, cell: QRect, text: str) -> None:
        colours = theme.tokens()
        painter.fillRect(cell, colours["surface-2"])
        for y in (cell.top(), cell.bottom()):
            painter.fillRect(cell.left(), y, cell.width(), theme.LINE, colours["border"])
        painter.setFont(theme.font("caption"))
        painter.setPen(colours["text-2"])
        box = cell.adjusted(theme.SPACE[3], 0, -theme.SPACE[3], 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_row(self, painter: QPainter, cell: QRect, each: FieldRow, *, over: bool) -> None:
        colours = theme.tokens()
        marked = each.name in self._view.marked or each.picked
        barred = each.fits == Fit.NOT.value
        if marked or over:
            tint = "error-soft" if barred and over else "accent-soft" if marked else "hover"
            painter.fillRect(cell, colours[tint])
        if each.fits in (Fit.FITS.value, Fit.LOSES.value):
            pen = QPen(colours["accent" if each.fits == Fit.FITS.value else "attention"], 1)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(cell).adjusted(2.5, 1.5, -2.5, -1.5), 4, 4)
        right = self._paint_type(painter, cell, each.kind)
        if each.required:
            right = self._paint_required(painter, cell, right, needed=not each.linked)
        painter.setFont(theme.font("body"))
        painter.setPen(colours["text-3" if barred else "text"])
        left = cell.left() + theme.SPACE[3] + theme.THICK
        box = QRect(left, cell.top(), right - left - theme.SPACE[2], cell.height())
        measure = QFontMetrics(painter.font())
        shown = measure.elidedText(each.label, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_type(self, painter: QPainter, cell: QRect, kind: str) -> int:
        """Draw the type at the right; return where it begins."""
        colours = theme.tokens()
        painter.setFont(theme.font("caption"))
        wide = QFontMetrics(painter.font()).horizontalAdvance(kind) + 2 * theme.SPACE[1] + 4
        box = QRectF(0, 0, wide, theme.RADIO)
        box.moveCenter(QRectF(cell).center())
        box.moveRight(cell.right() - theme.SPACE[3])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours["hover"])
        painter.drawRoundedRect(box, theme.RADIUS["sm"], theme.RADIUS["sm"])
        painter.setPen(colours["text-2"])
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, kind)
        return round(box.left())

    def _paint_required(self, painter: QPainter, cell: QRect, right: int, *, needed: bool) -> int:
        word = self.tr("Required")
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.tokens()["attention" if needed else "text-3"])
        wide = QFontMetrics(painter.font()).horizontalAdvance(word)
        left = right - wide - theme.SPACE[2]
        box = QRect(left, cell.top(), wide, cell.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, word)
        return left
