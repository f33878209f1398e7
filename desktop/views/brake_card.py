"""A plan out of proportion: why it waits, and the number that lets it through."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.overview_state import BrakeAsk
from desktop.presenters.wishes import Tone
from desktop.views.buttons import IconButton
from desktop.views.cards import Card
from desktop.views.labels import Paragraph, Text, restyle
from desktop.views.layouts import clear, column, padded, row
from desktop.views.marks import Disc

_LARGEST = 2**31 - 1  # that Qt's validator takes


class BrakeList(QWidget):
    """One card for each pair that waits."""

    released = Signal(str, str)  # pair, and the number that was typed

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Sequence[BrakeAsk] = ()
        self._cards = column(self, 0, theme.SPACE[3])
        self.hide()

    def draw(self, asked: Sequence[BrakeAsk]) -> None:
        self.setVisible(bool(asked))
        if asked == self._drawn:
            return
        self._drawn = asked
        clear(self._cards)
        for each in asked:
            made = BrakeCard(each)
            made.released.connect(self.released)
            self._cards.addWidget(made)


class BrakeCard(Card):
    """Nothing is pressed by mistake: the number is typed first."""

    released = Signal(str, str)

    def __init__(self, state: BrakeAsk) -> None:
        super().__init__()
        restyle(self, "tone", Tone.ATTENTION.value)
        disc = Disc(theme.CONTROL)
        disc.show_state("octagon-pause", Tone.ATTENTION)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE[1])
        words.addWidget(Text(state.title, "strong"))
        words.addWidget(Paragraph(state.text, "small"))
        if state.error:
            words.addWidget(Paragraph(state.error, "small", "error"))
        inner = row(disc, spacing=theme.SPACE[3])
        inner.addLayout(words, 1)
        if not state.let_through:
            inner.addWidget(self._number(state))
            inner.addWidget(self._button)
        self.add(padded(inner, top=12, bottom=12))

    def _number(self, state: BrakeAsk) -> QLineEdit:
        typed = QLineEdit()
        typed.setValidator(QIntValidator(0, _LARGEST, typed))
        typed.setPlaceholderText(self.tr("Number of changes"))
        typed.setAccessibleName(self.tr("Number of changes, to let it through"))
        typed.setFixedWidth(theme.WAYS)
        self._button = IconButton(self.tr("Let it through"), kind="primary")
        self._button.setEnabled(False)
        typed.textChanged.connect(lambda text: self._button.setEnabled(bool(text)))
        release = lambda: self.released.emit(state.pair, typed.text())  # noqa: E731 - said twice
        self._button.clicked.connect(release)
        typed.returnPressed.connect(release)
        return typed
