"""Mappings: the pair at the top, its links below, and what is selected beside them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from core.mapping import Direction
from desktop import theme
from desktop.presenters.mapping import MappingPresenter, MappingState
from desktop.presenters.wishes import Button, Wish
from desktop.views.buttons import IconButton, WishButton
from desktop.views.cards import EmptyCard, NoticeStrip, ProblemCard
from desktop.views.choosers import DropDown
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import column, padded, row
from desktop.views.mapping_board import Board
from desktop.views.mapping_inspector import InspectorView
from desktop.views.mapping_list import LinkList
from desktop.views.mapping_panels import SidePanel
from desktop.views.marks import Pill
from desktop.views.pictures import OF_TONE

_NEXT = {
    Direction.TO_HUBSPOT: Direction.BOTH,
    Direction.BOTH: Direction.TO_SYSTEM,
    Direction.TO_SYSTEM: Direction.TO_HUBSPOT,
}


class MappingPage(QWidget):
    """Draws a MappingState and passes on what is done."""

    def __init__(self, presenter: MappingPresenter) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._presenter, self._compact = presenter, False
        self._notice, self._problem = NoticeStrip(), ProblemCard()
        self._loading = Paragraph(self.tr("Looking up the fields of both sides"))
        self.board, self._list = Board(), LinkList()
        self._views = QStackedWidget()
        self._views.addWidget(self.board)
        self._views.addWidget(self._list)
        self.inspector, self._side = InspectorView(), SidePanel()
        self._beside = QStackedWidget()
        self._beside.setFixedWidth(theme.MAP_INSPECTOR)
        self._beside.setProperty("kind", "beside")
        self._beside.addWidget(self.inspector)
        self._beside.addWidget(self._side)
        self._empty = EmptyCard("cable")
        layout = column(self)
        layout.addWidget(self._head())
        layout.addWidget(self._body(), 1)
        self._join()
        self._add_shortcuts()
        self.draw(presenter.state)

    def _head(self) -> QWidget:
        self._pairs = DropDown((), "")
        self._pairs.setAccessibleName(self.tr("Pair"))
        self._pairs.setProperty("kind", "title")
        self._counts, self._pill = Text("", "small", "text-3"), Pill()
        self._lines = IconButton(self.tr("Lines"), "spline", "segment")
        self._as_list = IconButton(self.tr("List"), "list", "segment")
        for place, made in enumerate((self._lines, self._as_list)):
            made.setCheckable(True)
            made.setAutoExclusive(True)
            made.setProperty("part", ("left", "right")[place])
        self._lines.setChecked(True)
        self._undo = WishButton(Button(Wish.UNDO_EDIT, self.tr("Undo")), icon="undo-2")
        self._redo = WishButton(Button(Wish.REDO_EDIT, self.tr("Redo")), icon="redo-2")
        self._auto = WishButton(Button(Wish.AUTO_MAP, self.tr("Auto-map")), icon="wand-sparkles")
        self._changes = WishButton(
            Button(Wish.SHOW_CHANGES, self.tr("Preview changes")), icon="eye"
        )
        self._save = WishButton(Button(Wish.SAVE_MAPPING, self.tr("Save"), primary=True), icon="")
        self._more = IconButton(icon="chevron-down")
        self._more.setAccessibleName(self.tr("Export and import"))
        self._more.setToolTip(self.tr("Export and import"))
        switch = QHBoxLayout()
        switch.setSpacing(0)
        switch.addWidget(self._lines)
        switch.addWidget(self._as_list)
        inner = row(self._pairs, self._counts, self._pill, None)
        inner.addLayout(switch)
        for button in (self._undo, self._redo, self._auto, self._changes, self._save, self._more):
            inner.addWidget(button)
        owner = padded(inner, top=0, bottom=0)
        owner.setProperty("kind", "head")
        owner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        owner.setFixedHeight(theme.MAP_HEAD)
        return owner

    def _body(self) -> QWidget:
        left = QVBoxLayout()
        left.setSpacing(theme.SPACE[3])
        left.setContentsMargins(theme.SPACE[4], theme.SPACE[3], theme.SPACE[4], theme.SPACE[3])
        for part in (self._notice, self._problem, self._loading):
            left.addWidget(part)
        left.addWidget(self._views, 1)
        whole = QWidget()
        beside = QHBoxLayout(whole)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addLayout(left, 1)
        beside.addWidget(self._beside)
        nothing = QWidget()
        middle = column(nothing)
        middle.addStretch(1)
        middle.addLayout(row(None, self._empty, None))
        middle.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(whole)
        self._stack.addWidget(nothing)
        self._whole, self._nothing = whole, nothing
        return self._stack

    def _join(self) -> None:
        presenter = self._presenter
        wishing: tuple[QWidget, ...] = (
            self._undo,
            self._redo,
            self._auto,
            self._changes,
            self._save,
            self.inspector,
            self._side,
            self._notice,
            self._problem,
            self._empty,
        )
        for source in wishing:
            source.wished.connect(presenter.do)  # type: ignore[attr-defined]
        self._pairs.activated.connect(lambda _n: presenter.choose_pair(self._pairs.currentData()))
        self._lines.clicked.connect(lambda: self._views.setCurrentWidget(self.board))
        self._as_list.clicked.connect(lambda: self._views.setCurrentWidget(self._list))
        self._more.clicked.connect(self._open_more)
        for view in (self.board, self._list.table):
            view.selected.connect(presenter.select)
            view.removed.connect(presenter.unlink)
            view.turned.connect(self._turn)
        self.board.picked.connect(presenter.pick)
        self.board.linked.connect(presenter.link)
        self._list.linked.connect(presenter.link)
        self._side.ticked.connect(presenter.tick)
        inspector, line = self.inspector, presenter.line
        told: tuple[tuple[object, Callable[..., None]], ...] = (
            (inspector.turned, line.turn),
            (inspector.step_added, line.add_step),
            (inspector.step_removed, line.remove_step),
            (inspector.step_moved, line.move_step),
            (inspector.step_set, line.set_step),
            (inspector.value_mapped, line.map_value),
            (inspector.emptied, line.set_when_empty),
            (inspector.ruled, line.set_policy),
            (inspector.attached, line.attach),
            (inspector.removed, presenter.unlink),
        )
        for signal, act in told:
            signal.connect(act)  # type: ignore[attr-defined]
        presenter.changed.connect(self.draw)

    def _add_shortcuts(self) -> None:
        for keys, wish in (
            ("Ctrl+Z", Wish.UNDO_EDIT),
            ("Ctrl+Y", Wish.REDO_EDIT),
            ("Ctrl+Shift+Z", Wish.REDO_EDIT),
            ("Ctrl+S", Wish.SAVE_MAPPING),
            ("Ctrl+Shift+M", Wish.AUTO_MAP),
            ("Ctrl+P", Wish.SHOW_CHANGES),
        ):
            self._on_keys(keys, partial(self._presenter.do, wish))
        self._on_keys("Ctrl+L", self._switch)

    def _on_keys(self, keys: str, act: Callable[[], None]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)  # while the page is seen

    def _switch(self) -> None:
        (self._as_list if self._lines.isChecked() else self._lines).click()

    @Slot(str)
    def _turn(self, key: str) -> None:
        """Turn a link to the next way that it may go."""
        self._presenter.select(key)
        inspector = self._presenter.state.inspector
        if inspector is not None and inspector.may_turn:
            self._presenter.line.turn(_NEXT[inspector.direction])

    @Slot(object)
    def draw(self, state: MappingState) -> None:
        self._stack.setCurrentWidget(self._nothing if state.empty is not None else self._whole)
        self._empty.draw(state.empty)
        self._draw_head(state)
        self._notice.draw(state.notice)
        self._problem.draw(state.problem)
        self._loading.setVisible(state.loading and not state.loaded)
        self._views.setVisible(state.loaded)
        self._beside.setVisible(state.loaded and state.empty is None)
        self.board.draw(state)
        self._list.draw(state)
        self._beside.setCurrentWidget(self.inspector if state.inspector is not None else self._side)
        self.inspector.draw(state.inspector)
        self._side.draw(state)

    def _draw_head(self, state: MappingState) -> None:
        if [self._pairs.itemData(n) for n in range(self._pairs.count())] != [
            pair for pair, _label in state.pairs
        ]:
            self._pairs.clear()
            for pair, label in state.pairs:
                self._pairs.addItem(label, pair)
            measure = QFontMetrics(theme.font("title"))
            longest = max(
                (measure.horizontalAdvance(label) for _p, label in state.pairs), default=0
            )
            self._pairs.setFixedWidth(min(longest, theme.MAP_COLUMN) + theme.SPACE[7])
        self._pairs.setCurrentIndex(max(0, self._pairs.findData(state.pair)))
        self._counts.setText(state.counts)
        self._pill.setVisible(state.pill is not None)
        if state.pill is not None:
            self._pill.show_state(state.pill[0], OF_TONE[state.pill[1]], state.pill[1])
        for made, wish, label, on in (
            (self._undo, Wish.UNDO_EDIT, self.tr("Undo"), state.can_undo),
            (self._redo, Wish.REDO_EDIT, self.tr("Redo"), state.can_redo),
            (self._auto, Wish.AUTO_MAP, self.tr("Auto-map"), state.loaded),
            (self._changes, Wish.SHOW_CHANGES, self.tr("Preview changes"), state.loaded),
        ):
            made.draw(Button(wish, "" if self._compact else label, enabled=on))
            made.setAccessibleName(label)
            made.setToolTip(label if self._compact else "")
        reason = "" if state.can_save else state.save_reason
        self._save.draw(
            Button(
                Wish.SAVE_MAPPING,
                self.tr("Save"),
                primary=True,
                enabled=state.can_save,
                reason=reason,
            )
        )

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Export this mapping")).triggered.connect(self._export)
        menu.addAction(self.tr("Import a mapping")).triggered.connect(self._import)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _export(self) -> None:
        name = f"300sync-{self._presenter.state.pair}.json"
        path, _kind = QFileDialog.getSaveFileName(self, self.tr("Export"), name, "JSON (*.json)")
        if path:
            self._presenter.export(path)

    def _import(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, self.tr("Import"), "", "JSON (*.json)")
        if path:
            self._presenter.take_in(path)

    def set_compact(self, compact: bool) -> None:
        """Leave the words of some buttons out where there is little room."""
        self._compact = compact
        self._counts.setVisible(not compact)
        for made, label in ((self._lines, self.tr("Lines")), (self._as_list, self.tr("List"))):
            made.setText("" if compact else label)
            made.setAccessibleName(label)
            made.setToolTip(label if compact else "")
        self.board.set_compact(compact)
        width = theme.MAP_INSPECTOR_COMPACT if compact else theme.MAP_INSPECTOR
        self._beside.setFixedWidth(width)
        self._draw_head(self._presenter.state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._presenter.show(visible=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._presenter.show(visible=False)
