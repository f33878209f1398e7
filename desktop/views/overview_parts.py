"""The cards of Overview."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.models.last_runs import RunsTable
from desktop.models.pairs import PairsTable, columns
from desktop.presenters.overview import Chart, Lane, NeedRow, OverviewState, PairRow, RunRow
from desktop.presenters.wishes import Tone, Wish
from desktop.views.buttons import ButtonRow, WishButton
from desktop.views.cards import Card, card_head, line
from desktop.views.day_bars import DayBars
from desktop.views.figures import Ring, paint_bar, paint_sparkline
from desktop.views.labels import Paragraph, Text
from desktop.views.lanes import COMPACT, WIDE, Lanes
from desktop.views.layouts import clear, column, padded, row
from desktop.views.marks import Badge, Disc
from desktop.views.pictures import OF_HEALTH, OF_KIND
from desktop.views.tables import RowsView


class StatusHeader(QWidget):
    """The one sentence that answers whether all is well, and the one button."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._disc = Disc()
        self._ring = Ring(theme.DISC, theme.BAR)
        self._headline, self._aside = Text("", "status"), Text("", "status-rest", "text-2")
        self._sentence = Paragraph("", "body")
        self._beside = Paragraph("", "small", "text-3")
        self._beside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._beside.setFixedWidth(theme.BESIDE)
        self.buttons = ButtonRow(head=True, menu_name=self.tr("More ways to sync, and pauses"))
        self.buttons.wished.connect(self.wished)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(row(self._headline, self._aside, None, spacing=0))
        words.addWidget(self._sentence)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(0)
        layout.addWidget(self._disc)
        layout.addWidget(self._ring)
        layout.addSpacing(16)
        layout.addLayout(words, 1)
        layout.addSpacing(16)
        layout.addWidget(self._beside)
        layout.addSpacing(12)
        layout.addWidget(self.buttons)

    def draw(self, state: OverviewState) -> None:
        measured = state.running and state.fraction is not None
        self._disc.setVisible(not measured)
        self._ring.setVisible(measured)
        fraction = state.fraction or 0.0
        self._ring.show_state(fraction, (f"{fraction:.0%}", "counter", "syncing"))
        self._disc.show_state(OF_HEALTH[state.health], state.tone)
        self._headline.setText(state.headline)
        self._aside.setText(f" · {state.aside}" if state.aside else "")
        self._sentence.say(state.sentence)
        self._beside.say(state.beside)
        self.buttons.draw(state.buttons, state.menu)


class FlowCard(Card):
    """What is kept in step with what, and what the last run did; or how far this one is.

    Enter on a row, or a double click, opens its mapping.
    """

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._caption = Text("", "small", "text-3")
        self._lanes = Lanes()
        self._model = PairsTable()
        self._table = RowsView(
            self._model,
            self.tr("Your records"),
            head=WIDE.head,
            row=WIDE.row,
            figures={"14 days": _paint_fortnight, "Progress": _paint_progress},
        )
        self._table.activated.connect(
            lambda index: self.wished.emit(Wish.EDIT_MAPPING, self._model.row(index.row()).pair)
        )
        self.add(card_head(Text(self.tr("Your records"), "section"), None, self._caption))
        body = QHBoxLayout()
        body.setSpacing(20)
        body.addWidget(self._lanes, 0, Qt.AlignmentFlag.AlignTop)
        body.addWidget(self._table, 1, Qt.AlignmentFlag.AlignTop)
        self.add(padded(body, top=0))

    def set_compact(self, compact: bool) -> None:
        shape = COMPACT if compact else WIDE
        self._lanes.set_shape(shape)
        self._table.set_heights(shape.head, shape.row)

    def draw(self, state: OverviewState) -> None:
        self.setVisible(bool(state.pairs))
        if state.system is None or state.hubspot is None:
            return
        self._caption.setText(state.caption)
        self._lanes.show_pairs(state.system, state.hubspot, state.pairs)
        self._model.show_rows(state.pairs, columns(state.pairs, running=state.running))


def _paint_fortnight(painter: QPainter, cell: QRectF, history: Sequence[int]) -> None:
    box = QRectF(cell.left() + 2, cell.center().y() - 5, 90, 14)
    paint_sparkline(painter, box, history)


def _paint_progress(painter: QPainter, cell: QRectF, row: PairRow) -> None:
    progress = row.progress
    if progress is None:
        return
    colours = theme.tokens()
    done = row.lane is Lane.DONE
    bar = QRectF(cell.left(), cell.center().y() - 13, cell.width() - 11, 6)
    fraction = 1.0 if done else progress.fraction
    paint_bar(painter, bar, fraction, colours["success-fill" if done else "syncing"])
    painter.setFont(theme.font("small"))
    painter.setPen(colours["text-2"])
    words = QRectF(cell.left(), cell.center().y() - 1, cell.width(), 16)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, progress.done)


class ChartCard(Card):
    """Records synced per day."""

    def __init__(self) -> None:
        super().__init__()
        self._total, self._period = Text("", "figure"), Text("", "body", "text-2")
        self._bars = DayBars()
        title = Text(self.tr("Records synced per day"), "section")
        self.add(card_head(title, None, Text(self.tr("Last 30 days"), "small", "text-3")))
        body = QVBoxLayout()
        body.setSpacing(20)
        self._period.setFixedHeight(theme.FIGURE_SIDE)  # the two stand on one line
        figure = row(self._total, self._period, None)
        figure.setAlignment(self._period, Qt.AlignmentFlag.AlignBottom)
        body.addLayout(figure)
        body.addWidget(self._bars, 1)
        self.add(padded(body, top=0), 1)

    def draw(self, chart: Chart) -> None:
        self._total.setText(chart.total)
        self._period.setText(chart.period)
        self._bars.show_days(chart.days, chart.spoken)


class NeedsCard(Card):
    """What waits for a person, one row each; and when nothing does, that."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[NeedRow, ...] | None = None
        self._badge = Badge()
        self.add(card_head(Text(self.tr("Needs you"), "section"), 4, self._badge, None))
        self._rows = column(body := QWidget())
        self.add(body, 1)

    def draw(self, needs: tuple[NeedRow, ...], waiting: int) -> None:
        self._badge.count(waiting, self.tr("%n waiting", "", waiting))
        if needs == self._drawn:
            return
        self._drawn = needs
        clear(self._rows)
        for need in needs:
            self._rows.addWidget(line())
            self._rows.addWidget(self._need(need), 1)
        if not needs:
            self._rows.addWidget(line())
            self._rows.addWidget(self._nothing(), 1)

    def _need(self, need: NeedRow) -> QWidget:
        disc = Disc(theme.CONTROL)
        disc.show_state(OF_KIND[need.kind], Tone.ATTENTION)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(Paragraph(need.title, "name", "text"))
        words.addWidget(Paragraph(need.text, "small"))
        words.addStretch(1)
        inner = QHBoxLayout()
        inner.setSpacing(12)
        inner.addWidget(disc)
        inner.addLayout(words, 1)
        if need.button is not None:
            button = WishButton(need.button, icon="")
            button.wished.connect(self.wished)
            inner.addWidget(button)
        return padded(inner, top=12, bottom=12)

    def _nothing(self) -> QWidget:
        disc = Disc(theme.CONTROL)
        disc.show_state("check", Tone.SUCCESS)
        words = Paragraph(self.tr("Nothing waits for you."), "body")
        inner = QHBoxLayout()
        inner.setSpacing(12)
        inner.addWidget(disc)
        inner.addWidget(words, 1)
        return padded(inner)


class RunsCard(Card):
    """The last runs, whoever started them."""

    def __init__(self) -> None:
        super().__init__()
        self._model = RunsTable()
        title = self.tr("Last runs")
        table = RowsView(
            self._model, title, head=theme.CONTROL, row=theme.TABLE_ROW, inset=theme.SPACE[4]
        )
        self.add(card_head(Text(title, "section"), None))
        self.add(table)

    def draw(self, runs: Sequence[RunRow]) -> None:
        self.setVisible(bool(runs))
        self._model.show_rows(runs)
