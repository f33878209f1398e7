"""Overview: the page that answers whether all is well."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop import theme
from desktop.presenters.overview import OverviewPresenter, OverviewState
from desktop.views.brake_card import BrakeList
from desktop.views.cards import EmptyCard, NoticeStrip, ProblemCard
from desktop.views.layouts import column, row
from desktop.views.overview_parts import ChartCard, FlowCard, NeedsCard, RunsCard, StatusHeader
from desktop.views.page import Page


class OverviewPage(Page):
    """Draws an OverviewState and passes wishes on; decides nothing."""

    def __init__(self, presenter: OverviewPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._ordered: tuple[object, ...] = ()
        self._header, self._problem = StatusHeader(), ProblemCard()
        self._notice, self._empty = NoticeStrip(), EmptyCard("plug")
        self._flow, self._chart, self._needs = FlowCard(), ChartCard(), NeedsCard()
        self._runs = RunsCard()
        self._lower = QWidget()
        self._grid = QGridLayout(self._lower)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SPACE[4])
        self._grid.addWidget(self._chart, 0, 0)
        self._grid.addWidget(self._needs, 0, 1)
        self._nothing = QWidget()
        middle = column(self._nothing)
        middle.addStretch(1)
        middle.addLayout(row(None, self._empty, None))
        middle.addStretch(1)
        self._brakes = BrakeList()
        self._brakes.released.connect(presenter.release)
        for part in (self._header, self._problem, self._notice, self._brakes, self._flow):
            self.parts.addWidget(part)
        self.parts.addWidget(self._lower, 1)
        self.parts.addWidget(self._runs)
        self.parts.addWidget(self._nothing, 1)
        for source in (
            self._header,
            self._problem,
            self._notice,
            self._empty,
            self._needs,
            self._flow,
        ):
            source.wished.connect(presenter.do)
        presenter.changed.connect(self.draw)
        self.draw(presenter.state)

    @Slot(object)
    def draw(self, state: OverviewState) -> None:
        whole = state.loaded and state.empty is None
        self._empty.draw(state.empty)
        self._nothing.setVisible(state.empty is not None)
        self._header.setVisible(whole and state.problem is None)
        self._problem.draw(state.problem if whole else None)
        self._notice.draw(state.notice if whole else None)
        self._brakes.draw(state.brakes if whole else ())
        for card in (self._flow, self._lower, self._runs):
            card.setVisible(whole)
        if not whole:
            return
        self._header.draw(state)
        self._flow.draw(state)
        self._chart.draw(state.chart)
        self._needs.draw(state.needs, state.waiting)
        self._runs.draw(state.runs)
        parts = (state.problem, state.notice, state.brakes, state.buttons, state.menu, state.needs)
        if parts != self._ordered:  # what Tab reaches was made anew
            self._ordered = parts
            self.order_tabs()

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self._flow.set_compact(compact)
        self._needs.setFixedWidth(theme.NEEDS_COMPACT if compact else theme.NEEDS)
