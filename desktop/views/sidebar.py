"""The navigation: the office's name, and the pages that exist. A rail of icons when narrow."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
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
    QWidget,
)

from desktop import icons, theme
from desktop.presenters.main import MainState, NavItem, Page
from desktop.views.labels import Elided
from desktop.views.layouts import column
from desktop.views.marks import badge_width, paint_badge
from desktop.views.tables import KEYBOARD

_ICONS = {
    Page.OVERVIEW: "layout-dashboard",
    Page.MAPPINGS: "cable",
    Page.ACTIVITY: "history",
    Page.REVIEW: "list-checks",
    Page.CONNECTIONS: "plug",
    Page.PRIVACY: "shield-check",
    Page.SETTINGS: "settings",
}
_ITEM = Qt.ItemDataRole.UserRole
_GAP = 2  # between items
Index = QModelIndex | QPersistentModelIndex


class Sidebar(QWidget):
    """Draws a MainState's navigation and passes on which page is wished for."""

    chosen = Signal(object)  # Page

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._office, self._systems = Elided("", "strong"), Elided("", "small", "text-3")
        self._head = QWidget()
        head = column(self._head)
        head.setContentsMargins(8, 0, 8, theme.SIDEBAR_GAP)
        head.addWidget(self._office)
        head.addWidget(self._systems)
        self.list = Navigation()
        self._parts = column(self)
        self._parts.setSpacing(8)
        self._parts.addWidget(self._head)
        self._parts.addWidget(self.list, 1)
        self.list.chosen.connect(self.chosen)
        self.set_compact(False)

    def draw(self, state: MainState) -> None:
        self._office.setText(state.office or "300Sync")
        self._systems.setText(state.systems)
        self.list.draw(state.navigation, state.page)

    def set_compact(self, compact: bool) -> None:
        self.setFixedWidth(theme.RAIL if compact else theme.SIDEBAR)
        self._head.setVisible(not compact)
        top, right = (16, 8) if compact else (theme.SIDEBAR_TOP, 8 + theme.LINE)
        self._parts.setContentsMargins(8, top, right, 16)
        self.list.compact = compact
        self.list.viewport().update()


class Navigation(QListView):
    """The pages: arrows move between them and show them at once."""

    chosen = Signal(object)  # Page

    def __init__(self) -> None:
        super().__init__()
        self.compact = False
        self.keyboard = False
        self._drawn: Sequence[NavItem] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(NavigationItem(self))
        self.setProperty("kind", "navigation")
        self.setAccessibleName(self.tr("Pages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._on_current)

    def draw(self, items: Sequence[NavItem], page: Page) -> None:
        if items != self._drawn:
            self._drawn = items
            self._fill(items)
        place = next((n for n, item in enumerate(items) if item.page is page), -1)
        if self.currentIndex().row() != place:
            self.setCurrentIndex(self._items.index(place, 0))

    def _fill(self, items: Sequence[NavItem]) -> None:
        blocked = self.selectionModel().blockSignals(True)
        self._items.clear()
        for item in items:
            made = QStandardItem(item.label)
            made.setData(item, _ITEM)
            waiting = self.tr("%n waiting", "", item.badge) if item.badge else ""
            words = ", ".join(part for part in (item.label, waiting) if part)
            made.setData(words, Qt.ItemDataRole.AccessibleTextRole)
            made.setToolTip(words)
            self._items.appendRow(made)
        self.selectionModel().blockSignals(blocked)

    def _on_current(self, current: QModelIndex) -> None:
        item = current.data(_ITEM)
        if item is not None:
            self.chosen.emit(item.page)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.keyboard = event.reason() in KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keyboard = True
        super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and not self.compact:
            return True  # the words are on the screen
        return super().viewportEvent(event)


class NavigationItem(QStyledItemDelegate):
    """Paints an item: chosen on white with a blue mark, and how many things wait there."""

    def __init__(self, view: Navigation) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.RAIL - 2 * theme.SPACE[2], theme.NAV_ITEM + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: NavItem = index.data(_ITEM)
        colours = theme.tokens()
        box = QRectF(option.rect).adjusted(0, 0, 0, -_GAP)
        chosen = index == self._view.currentIndex()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, box, option, chosen)
        ink = "accent" if chosen else "text-2"
        side = theme.ICON_NAV
        left = box.center().x() - side / 2 if self._view.compact else box.left() + theme.SPACE[3]
        place = QRectF(left, box.center().y() - side / 2, side, side)
        icons.paint(painter, _ICONS[item.page], colours[ink], place)
        if not self._view.compact:
            painter.setPen(colours[ink])
            painter.setFont(theme.font("strong" if chosen else "name"))
            words = box.adjusted(theme.SPACE[3] + side + theme.SPACE[3], 0, -theme.SPACE[3], 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, item.label)
        if item.badge:
            self._paint_count(painter, box, place, item.badge)
        if chosen and self._view.keyboard and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours["focus"], theme.THICK))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, chosen: bool
    ) -> None:
        colours, radius = theme.tokens(), theme.RADIUS["md"]
        if chosen:
            painter.setPen(QPen(colours["border"], theme.LINE))
            painter.setBrush(colours["surface"])
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours["accent"])
            mark = QRectF(box.left(), box.center().y() - 8, 3, 16)
            painter.drawRoundedRect(mark, 1.5, 1.5)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours["hover"])
            painter.drawRoundedRect(box, radius, radius)

    def _paint_count(self, painter: QPainter, box: QRectF, icon: QRectF, count: int) -> None:
        if self._view.compact:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.tokens()["attention-fill"])
            painter.drawEllipse(icon.topRight(), 3, 3)
            return
        width = badge_width(count)
        left = box.right() - theme.SPACE[3] - width
        badge = QRectF(left, box.center().y() - theme.BADGE / 2, width, theme.BADGE)
        paint_badge(painter, badge, count)
