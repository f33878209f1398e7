"""Activity: filters, the runs under each other, and in the one that is open what went wrong."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QPushButton, QWidget

from desktop import theme
from desktop.presenters.activity import ActivityPresenter, ActivityState
from desktop.presenters.activity_state import Chip
from desktop.presenters.connections_state import Confirm
from desktop.presenters.wishes import Button, Wish
from desktop.views.buttons import ButtonRow, WishButton
from desktop.views.cards import EmptyCard, NoticeStrip
from desktop.views.dialogs import ConfirmBox
from desktop.views.labels import Text
from desktop.views.layouts import clear, row
from desktop.views.page import Page
from desktop.views.runs import RunsTable


class ActivityPage(Page):
    """Draws an ActivityState and passes wishes on."""

    def __init__(self, presenter: ActivityPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._box: ConfirmBox | None = None
        self._caption = Text("", "small", "text-3")
        export = WishButton(Button(Wish.EXPORT_RUNS, self.tr("Export CSV")), icon="download")
        export.make_head()
        self._chips, self._notice, self._empty = Chips(), NoticeStrip(), EmptyCard("history")
        self._table, self._more = RunsTable(), ButtonRow()
        self._head = QWidget()
        inner = row(Text(self.tr("Activity"), "title"), self._caption, None, export, spacing=16)
        self._head.setLayout(inner)
        for part in (self._head, self._chips, self._notice, self._table):
            self.parts.addWidget(part)
        self.parts.addLayout(row(None, self._more, None))
        self.parts.addLayout(row(None, self._empty, None))
        self.parts.addStretch(1)
        for source in (self._chips, self._notice, self._empty, self._table, self._more):
            source.wished.connect(presenter.do)
        export.wished.connect(presenter.do)
        presenter.changed.connect(self.draw)
        presenter.save_wanted.connect(self._save)
        self.draw(presenter.state)

    @Slot(object)
    def draw(self, state: ActivityState) -> None:
        self._caption.setText(state.caption)
        self._empty.draw(state.empty)
        for part in (self._chips, self._table):
            part.setVisible(state.loaded and state.empty is None)
        self._notice.draw(state.notice)
        self._chips.draw(state.chips)
        self._table.draw(state.rows, state.opened)
        self._more.draw((state.more,) if state.more is not None else ())
        self.order_tabs()
        self._ask(state.confirm)

    def _ask(self, confirm: Confirm | None) -> None:
        """Show a question once; it closes itself when it is answered."""
        if confirm is None and self._box is not None:
            self._box.close_quietly()
            self._box = None
        elif confirm is not None and self._box is None:
            self._box = ConfirmBox(confirm, self.window())
            self._box.wished.connect(self._presenter.do)
            self._box.open()

    @Slot(str, str)
    def _save(self, name: str, text: str) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Export runs"), name, self.tr("Tables (*.csv)")
        )
        if path:
            self._presenter.save(path, text)

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self._table.set_compact(compact)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._presenter.show(visible=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._presenter.show(visible=False)


class Chips(QWidget):
    """The filters: one is chosen, with a check mark as well as colour."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[Chip, ...] = ()
        self._group = QButtonGroup(self)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.SPACE[2])

    def draw(self, chips: tuple[Chip, ...]) -> None:
        if chips == self._drawn:
            return
        had_focus = any(each.hasFocus() for each in self.findChildren(QPushButton))
        self._drawn = chips
        clear(self._layout)
        for chip in chips:
            made = WishButton(
                Button(Wish.FILTER_RUNS, chip.label, chip.key),
                kind="chip",
                icon="check" if chip.chosen else "",
            )
            made.setCheckable(True)
            made.setChecked(chip.chosen)
            self._group.addButton(made)
            made.wished.connect(self.wished)
            self._layout.addWidget(made)
            if had_focus and chip.chosen:
                made.setFocus(Qt.FocusReason.OtherFocusReason)
        self._layout.addStretch(1)
