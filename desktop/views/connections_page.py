"""Connections: who is connected and how they fare, and the way to connect another."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.connections import (
    Card,
    Confirm,
    ConnectionsPresenter,
    ConnectionsState,
    Tile,
)
from desktop.views.cards import ProblemCard
from desktop.views.connect_page import ConnectView
from desktop.views.connection_card import ConnectionCard, SystemTile
from desktop.views.dialogs import ConfirmBox
from desktop.views.labels import Text
from desktop.views.layouts import clear, row
from desktop.views.page import Page


class ConnectionsPage(Page):
    """Draws a ConnectionsState and passes wishes on; decides nothing."""

    def __init__(self, presenter: ConnectionsPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._title = Text(self.tr("Connections"), "title")
        self._kept = Text("", "small", "text-3")
        self._busy = Text("", "small-strong", "text-2")
        self._problem, self._connect = ProblemCard(), ConnectView()
        self._cards: dict[str, ConnectionCard] = {}
        self._drawn_tiles: tuple[Tile, ...] = ()
        self._box: ConfirmBox | None = None
        self._list = QWidget()
        self._add_title, self._add_text = Text("", "section"), Text("", "small", "text-3")
        self.parts.addWidget(self._whole_list())
        self.parts.addWidget(self._connect, 1)
        for part in (self._problem, self._connect):
            part.wished.connect(presenter.do)
        self._connect.submitted.connect(presenter.submit)
        presenter.changed.connect(self.draw)
        self.draw(presenter.state)

    def _whole_list(self) -> QWidget:
        head = row(self._title, self._kept, None, self._busy, spacing=16)
        self._title.setFixedHeight(theme.HEAD_BUTTON)
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(12)
        adding = QVBoxLayout()
        adding.setSpacing(8)
        self._add_title.setFixedHeight(theme.CONTROL)
        adding.addLayout(row(self._add_title, self._add_text, None, spacing=12))
        adding.addLayout(self._tiles)
        layout = QVBoxLayout(self._list)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(head)
        layout.addWidget(self._problem)
        layout.addLayout(self._grid)
        layout.addLayout(adding)
        layout.addStretch(1)
        return self._list

    @Slot(object)
    def draw(self, state: ConnectionsState) -> None:
        self._list.setVisible(state.loaded and state.connecting is None)
        self._connect.draw(state.connecting)
        self._kept.setText(state.kept)
        self._busy.setText(state.busy)
        self._problem.draw(state.problem)
        self._add_title.setText(state.add_title)
        self._add_text.setText(state.add_text)
        self._draw_cards(state.cards)
        if state.tiles != self._drawn_tiles:
            self._draw_tiles(state.tiles)
        self.order_tabs()
        self._ask(state.confirm)

    def _draw_cards(self, cards: tuple[Card, ...]) -> None:
        if list(self._cards) == [card.id for card in cards]:
            for card in cards:
                self._cards[card.id].draw(card)
            return
        for old in self._cards.values():
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._cards = {card.id: ConnectionCard(card) for card in cards}
        for made in self._cards.values():
            made.wished.connect(self._presenter.do)
        self._place_cards()

    def _place_cards(self) -> None:
        """Put the cards side by side, or under each other where the page is narrow."""
        cards = self._cards.values()
        needed = 2 * max((card.minimumSizeHint().width() for card in cards), default=0)
        room = self.viewport().width() - theme.SPACE[4] - 2 * theme.PAGE_MARGIN
        narrow = self.viewport().width() < theme.ONE_COLUMN_BELOW or room < needed
        across = 1 if narrow else 2
        for place, card in enumerate(cards):
            self._grid.addWidget(card, place // across, place % across)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if across == 2 else 0)

    def _draw_tiles(self, tiles: tuple[Tile, ...]) -> None:
        self._drawn_tiles = tiles
        clear(self._tiles)
        for tile in tiles:
            made = SystemTile(tile)
            made.wished.connect(self._presenter.do)
            self._tiles.addWidget(made)
        self._tiles.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_cards()

    def _ask(self, confirm: Confirm | None) -> None:
        """Show a question once; it closes itself when it is answered."""
        if confirm is None:
            if self._box is not None:
                self._box.close_quietly()
                self._box = None
            return
        if self._box is None:
            self._box = ConfirmBox(confirm, self.window())
            self._box.wished.connect(self._presenter.do)
            self._box.open()
