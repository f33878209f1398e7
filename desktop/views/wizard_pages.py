"""The wizard's steps up to what to sync: each draws its page and passes on what is chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.connections_state import Point
from desktop.presenters.wizard_state import (
    ConnectStep,
    LicenceChoice,
    OfficeChoice,
    PairRow,
    PairsChoice,
    Welcome,
)
from desktop.views.cards import Card, NoticeStrip, line
from desktop.views.choosers import DropDown, Tick
from desktop.views.connect_page import ConnectView, point
from desktop.views.labels import Paragraph, Text, restyle
from desktop.views.layouts import clear, column, padded, row
from desktop.views.wizard_tiles import Tiles


class WelcomeView(QWidget):
    """What is promised, one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[Point, ...] = ()
        self._card = Card()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(16)
        self._card.add(padded(self._lines, top=20, bottom=20, side=20))
        layout = column(self)
        layout.addWidget(self._card)
        layout.addStretch(1)

    def draw(self, page: Welcome) -> None:
        if page.promises == self._drawn:
            return
        self._drawn = page.promises
        clear(self._lines)
        for promise in page.promises:
            self._lines.addWidget(point(promise))


class LicenceView(QWidget):
    """Trial or licence key."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tiles = Tiles(self.tr("How to begin"), across=2, height=theme.OPTION_TILE)
        self._tiles.chosen.connect(self.chosen)
        self._notice = NoticeStrip()
        self._label = Text(self.tr("Licence key"), "name")
        self.key = QLineEdit()
        self.key.setAccessibleName(self.tr("Licence key"))
        self._error = Paragraph("", "small", "error")
        self._asked = QWidget()
        asked = column(self._asked, 0, 4)
        asked.addWidget(self._label)
        asked.addWidget(self.key)
        asked.addWidget(self._error)
        self._asked.setMaximumWidth(theme.FORM)
        layout = column(self, 0, 16)
        parts: tuple[QWidget, ...] = (self._notice, self._tiles, self._asked)
        for part in parts:
            layout.addWidget(part)
        layout.addStretch(1)

    def draw(self, page: LicenceChoice) -> None:
        self._notice.draw(page.notice)
        self._tiles.draw(page.tiles)
        self._asked.setVisible(page.wants_key)
        self._error.say(page.error)
        restyle(self.key, "problem", "true" if page.error else "false")
        if not page.wants_key:
            self.key.clear()


class OfficeView(QWidget):
    """Which kind of office it is, and which system holds its records."""

    chosen = Signal(str)
    searched = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._trades = Tiles(self.tr("Kind of office"), across=5, height=theme.TRADE_TILE)
        self._systems = Tiles(self.tr("System"), across=3, height=theme.SYSTEM_CHOICE)
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search all systems"))
        self._search.setAccessibleName(self.tr("Search all systems"))
        self._search.setClearButtonEnabled(True)
        self._search.setFixedWidth(theme.MEASURE)
        self._nothing, self._suggestion = Paragraph(), NoticeStrip()
        layout = column(self, 0, 12)
        layout.addWidget(Text(self.tr("What kind of office is it?"), "strong"))
        layout.addWidget(self._trades)
        layout.addSpacing(16)
        which = Text(self.tr("Which system holds your records?"), "strong")
        layout.addLayout(row(which, None, self._search))
        layout.addWidget(self._systems)
        layout.addWidget(self._nothing)
        layout.addSpacing(8)
        layout.addWidget(self._suggestion)
        layout.addStretch(1)
        for tiles in (self._trades, self._systems):
            tiles.chosen.connect(self.chosen)
        self._search.textEdited.connect(self.searched)

    def draw(self, page: OfficeChoice) -> None:
        self._trades.draw(page.trades)
        self._systems.draw(page.systems)
        if self._search.text() != page.search:
            self._search.setText(page.search)
        self._nothing.say(page.nothing)
        self._suggestion.draw(page.suggestion)


class ConnectStepView(QWidget):
    """Signing in, as on Connections; or who is signed in already."""

    wished = Signal(object, str)
    submitted = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self._connected, self._connect = NoticeStrip(), ConnectView(titled=False)
        self._connect.wished.connect(self.wished)
        self._connect.submitted.connect(self.submitted)
        layout = column(self, 0, 16)
        layout.addWidget(self._connected)
        layout.addWidget(self._connect, 1)
        layout.addStretch(1)

    def draw(self, page: ConnectStep) -> None:
        self._connected.draw(page.connected)
        self._connect.draw(page.connecting)

    def forget(self) -> None:
        """Drop what was typed."""
        self._connect.draw(None)


class PairsView(QWidget):
    """What to sync, and which way."""

    switched = Signal(str, bool)
    turned = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, PairLine] = {}
        self._notice, self._loading = NoticeStrip(), Paragraph()
        self._card = Card()
        layout = column(self, 0, 16)
        for part in (self._loading, self._card, self._notice):
            layout.addWidget(part)
        layout.addStretch(1)

    def draw(self, page: PairsChoice) -> None:
        self._loading.say(self.tr("Looking up what there is") if page.loading else "")
        self._notice.draw(page.notice)
        self._card.setVisible(bool(page.rows))
        if list(self._rows) != [each.pair for each in page.rows]:
            self._make(page.rows)
        for each in page.rows:
            self._rows[each.pair].draw(each)

    def _make(self, rows: tuple[PairRow, ...]) -> None:
        clear(self._card.parts)
        self._rows = {}
        for place, each in enumerate(rows):
            if place:
                self._card.add(line())
            made = self._rows[each.pair] = PairLine(each)
            made.switched.connect(self.switched)
            made.turned.connect(self.turned)
            self._card.add(made)


class PairLine(QWidget):
    """One pair: on or off, and its direction."""

    switched = Signal(str, bool)
    turned = Signal(str, bool)

    def __init__(self, state: PairRow) -> None:
        super().__init__()
        pair = state.pair
        self._on = Tick(state.label)
        self._ways = DropDown(
            (("to_hubspot", self.tr("To HubSpot")), ("both", self.tr("Both ways"))), "to_hubspot"
        )
        self._ways.setAccessibleName(self.tr("Direction of {}").format(state.label))
        self._ways.setFixedWidth(theme.WAYS)
        self._text = Paragraph("", "small", "text-3")
        self._on.clicked.connect(lambda on: self.switched.emit(pair, on))
        self._ways.activated.connect(lambda place: self.turned.emit(pair, place == 1))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(row(self._on, None))
        indented = row(theme.RADIO + theme.SPACE[3])
        indented.addWidget(self._text, 1)
        words.addLayout(indented)
        inner = row(spacing=16)
        inner.addLayout(words, 1)
        inner.addWidget(self._ways)
        column(self).addWidget(padded(inner, top=8, bottom=12))

    def draw(self, state: PairRow) -> None:
        self._on.setChecked(state.on)
        self._on.setEnabled(state.enabled)
        self._ways.setCurrentIndex(1 if state.both_ways else 0)
        self._ways.setEnabled(state.may_both)
        said = state.reason or f"{state.text}. {state.ways_text}"
        self._text.say(said)
        self._on.setAccessibleDescription(said)
        self._ways.setAccessibleDescription(state.ways_text)
