"""The first sync, rehearsed: the sentence first, then each pair in counts."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.models.rehearsal import RehearsalTable
from desktop.presenters.wizard_state import Rehearsal
from desktop.views.buttons import ButtonRow
from desktop.views.cards import Card, NoticeStrip
from desktop.views.figures import ProgressBar
from desktop.views.labels import Paragraph
from desktop.views.layouts import column, padded, row
from desktop.views.tables import RowsView


class RehearsalView(QWidget):
    """Draws a Rehearsal."""

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._notice, self._buttons = NoticeStrip(), ButtonRow()
        self._bar, self._words = ProgressBar(), Paragraph()
        self._running, self._found = Card(), Card()
        inner = QVBoxLayout()
        inner.setSpacing(12)
        inner.addWidget(self._bar)
        inner.addWidget(self._words)
        self._running.add(padded(inner))
        self._model = RehearsalTable()
        self._table = RowsView(
            self._model,
            self.tr("What the first sync would do"),
            head=theme.CONTROL,
            row=theme.TABLE_ROW,
            inset=theme.SPACE[4],
        )
        self._found.add(self._table)
        self._found.parts.setContentsMargins(0, 0, 0, theme.RADIUS["lg"] // 2)
        layout = column(self, 0, 16)
        for part in (self._notice, self._running, self._found):
            layout.addWidget(part)
        layout.addLayout(row(self._buttons, None))
        layout.addStretch(1)
        self._buttons.wished.connect(self.wished)

    def draw(self, page: Rehearsal) -> None:
        self._notice.draw(page.notice)
        self._running.setVisible(bool(page.running))
        self._bar.set_fraction(page.fraction)
        self._words.say(page.running)
        self._found.setVisible(bool(page.rows))
        self._model.show_rows(page.rows)
        self._buttons.draw(page.buttons)
