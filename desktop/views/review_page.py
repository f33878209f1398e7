"""Review: what waits at the left, the record that is looked at beside it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.review import ReviewPresenter, ReviewState
from desktop.views.cards import EmptyCard
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import column, padded, row
from desktop.views.review_detail import ReviewDetail
from desktop.views.review_list import WaitingList


class ReviewPage(QWidget):
    """Draws a ReviewState and passes wishes on; what it shows is dropped once it is hidden."""

    def __init__(self, presenter: ReviewPresenter) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._presenter = presenter
        self._intro, self._more = Paragraph("", "small", "text-3"), Text("", "small", "text-3")
        self._list, self._detail = WaitingList(), ReviewDetail()
        self._empty = EmptyCard("list-checks")
        self._whole, self._nothing = QWidget(), QWidget()
        beside = QHBoxLayout(self._whole)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self._waiting())
        beside.addWidget(self._detail, 1)
        middle = column(self._nothing)
        middle.addStretch(1)
        middle.addLayout(row(None, self._empty, None))
        middle.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._whole)
        self._stack.addWidget(self._nothing)
        column(self).addWidget(self._stack)
        for source in (self._detail, self._empty):
            source.wished.connect(presenter.do)
        self._detail.chosen.connect(presenter.choose)
        self._detail.decided.connect(presenter.decide_always)
        self._list.chosen.connect(presenter.select)
        presenter.changed.connect(self.draw)
        self.draw(presenter.state)

    def _waiting(self) -> QWidget:
        self._panel = QWidget()
        self._panel.setProperty("kind", "panel")
        self._panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head = QVBoxLayout()
        head.setSpacing(theme.SPACE[1])
        head.addWidget(Text(self.tr("Review"), "title"))
        head.addWidget(self._intro)
        parts = column(self._panel)
        parts.addWidget(padded(head, top=24, bottom=theme.SPACE[3]))
        parts.addWidget(self._list, 1)
        parts.addWidget(padded(row(self._more, None), top=theme.SPACE[3], bottom=theme.SPACE[3]))
        self._panel.setFixedWidth(theme.PANEL)
        return self._panel

    @Slot(object)
    def draw(self, state: ReviewState) -> None:
        if state.empty is not None and state.notice is None:
            self._stack.setCurrentWidget(self._nothing)
        else:
            self._stack.setCurrentWidget(self._whole)
        self._empty.draw(state.empty)
        self._intro.say(state.intro)
        self._more.setText(state.more)
        self._list.draw(state.rows, state.chosen_row)
        self._detail.draw(state.detail, state.notice)

    def set_compact(self, compact: bool) -> None:
        """Use the room of a small window better."""
        self._panel.setFixedWidth(theme.PANEL_COMPACT if compact else theme.PANEL)
        self._detail.set_compact(compact)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._presenter.show(visible=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._presenter.show(visible=False)
