"""The PHI gate: the honest sentence, what the office is, and what it has agreed on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.connections_state import FormField
from desktop.presenters.wishes import Wish
from desktop.presenters.wizard_state import GateField, GateForm
from desktop.views.buttons import ButtonRow
from desktop.views.cards import Card, NoticeStrip
from desktop.views.connect_form import Input
from desktop.views.labels import Paragraph
from desktop.views.layouts import clear, column, padded, row
from desktop.views.wizard_tiles import Tiles


class GateView(QWidget):
    """What is typed is told at each press, and kept here while only its errors change."""

    wished = Signal(object, str)
    chosen = Signal(str)
    typed = Signal(dict)  # GateField.name -> what was filled in

    def __init__(self) -> None:
        super().__init__()
        self._inputs: dict[str, Input] = {}
        self._honest, self._attested = NoticeStrip(), NoticeStrip()
        self._tiles = Tiles(self.tr("What your office is"), across=2, height=theme.TRADE_TILE)
        self._asked = QVBoxLayout()
        self._asked.setSpacing(16)
        self._buttons, self._skip = ButtonRow(), Paragraph("", "small", "text-3")
        self._form = Card()
        inner = QVBoxLayout()
        inner.setSpacing(20)
        inner.addLayout(self._asked)
        foot = row(self._buttons, spacing=12)
        foot.addWidget(self._skip, 1)
        inner.addLayout(foot)
        self._form.add(padded(inner, top=20, bottom=20, side=20))
        self._form.setMaximumWidth(theme.FORM)
        layout = column(self, 0, 16)
        for part in (self._honest, self._attested, self._tiles, self._form):
            layout.addWidget(part)
        layout.addStretch(1)
        self._tiles.chosen.connect(self._choose)
        self._buttons.wished.connect(self._wish)

    def draw(self, page: GateForm) -> None:
        self._honest.draw(page.honest)
        self._attested.draw(page.attested)
        self._tiles.draw(page.tiles)
        self._form.setVisible(page.submit is not None)
        if list(self._inputs) != [each.name for each in page.fields]:
            self._ask(page.fields)
        for each in page.fields:
            self._inputs[each.name].draw(_form_field(each))
        wrong = [self._inputs[each.name] for each in page.fields if each.error]
        if wrong:
            wrong[0].entry.setFocus()
        self._buttons.draw((page.submit,) if page.submit is not None else ())
        self._skip.say(page.skip)

    def _ask(self, fields: tuple[GateField, ...]) -> None:
        typed = self._answers()
        clear(self._asked)
        self._inputs = {}
        for each in fields:
            value = typed.get(each.name, each.value)
            made = self._inputs[each.name] = Input(_form_field(each, value))
            made.entered.connect(lambda: self._wish(Wish.ATTEST, ""))
            self._asked.addWidget(made)

    def _answers(self) -> dict[str, str]:
        return {name: each.answer() for name, each in self._inputs.items()}

    def _choose(self, key: str) -> None:
        self.typed.emit(self._answers())
        self.chosen.emit(key)

    def _wish(self, wish: Wish, target: str) -> None:
        self.typed.emit(self._answers())
        self.wished.emit(wish, target)


def _form_field(field: GateField, value: str = "") -> FormField:
    return FormField(
        name=field.name,
        label=field.label,
        help=field.help,
        secret=False,
        choices=(),
        value=value,
        required=True,
        error=field.error,
    )
