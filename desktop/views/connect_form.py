"""The form of a connection: the ways to sign in, and one input for each thing asked for."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QRadioButton, QVBoxLayout, QWidget

from desktop.presenters.connections import Connecting, FormField, Way
from desktop.presenters.wishes import Wish
from desktop.views.buttons import ButtonRow, IconButton
from desktop.views.cards import NoticeStrip
from desktop.views.choosers import DropDown
from desktop.views.labels import Paragraph, Text, restyle
from desktop.views.layouts import clear, column, row


class ConnectForm(QWidget):
    """Fields are kept while only their errors change, so that nothing has to be typed again."""

    wished = Signal(object, str)
    submitted = Signal(dict)  # FormField.name -> what was filled in

    def __init__(self) -> None:
        super().__init__()
        self._ways, self._asked = QVBoxLayout(), QVBoxLayout()
        self._ways.setSpacing(0)
        self._asked.setSpacing(16)
        self._drawn_ways: tuple[Way, ...] = ()
        self._inputs: dict[str, Input] = {}
        self._notice, self._buttons = NoticeStrip(), ButtonRow()
        self._submit = IconButton(kind="primary")
        self._submit.clicked.connect(self.submit)
        self._buttons.wished.connect(self.wished)
        layout = column(self, 24, 20)
        layout.addWidget(self._notice)
        layout.addLayout(self._ways)
        layout.addLayout(self._asked)
        layout.addLayout(row(self._submit, self._buttons, None))

    def draw(self, state: Connecting) -> None:
        self._notice.draw_problem(state.problem)
        if state.ways != self._drawn_ways:
            self._draw_ways(state.ways)
        if list(self._inputs) != [field.name for field in state.fields]:
            self._ask(state.fields)
        for field in state.fields:
            self._inputs[field.name].draw(field)
        wrong = [self._inputs[field.name] for field in state.fields if field.error]
        if wrong:
            wrong[0].entry.setFocus()
        self._submit.setText(state.submit)
        self._buttons.draw(state.buttons)

    def submit(self) -> None:
        self.submitted.emit(self.answers())

    def answers(self) -> Mapping[str, str]:
        return {name: each.answer() for name, each in self._inputs.items()}

    def forget(self) -> None:
        """Drop what was typed: keys and secrets do not stay in a hidden form."""
        for each in self._inputs.values():
            each.empty()
        self._ask(())

    def _draw_ways(self, ways: tuple[Way, ...]) -> None:
        self._drawn_ways = ways
        clear(self._ways)
        for way in ways:
            choice = QRadioButton(way.label)
            choice.setChecked(way.chosen)
            choice.clicked.connect(
                lambda _on, kind=way.kind: self.wished.emit(Wish.CHOOSE_WAY, kind.value)
            )
            self._ways.addWidget(choice)

    def _ask(self, fields: tuple[FormField, ...]) -> None:
        clear(self._asked)
        self._inputs = {field.name: Input(field) for field in fields}
        for each in self._inputs.values():
            each.entered.connect(self.submit)
            self._asked.addWidget(each)
        if fields:
            self._inputs[fields[0].name].entry.setFocus()


class Input(QWidget):
    """A label, what is filled in, where to find it, and what is wrong with it."""

    entered = Signal()  # Enter was pressed in it

    def __init__(self, field: FormField) -> None:
        super().__init__()
        optional = "" if field.required else self.tr(" (optional)")
        label = Text(field.label + optional, "name")
        self.entry = DropDown(field.choices, field.value) if field.choices else _line(field)
        label.setBuddy(self.entry)
        self.entry.setAccessibleName(field.label)
        if isinstance(self.entry, QLineEdit):
            self.entry.returnPressed.connect(self.entered)
        self._help = Paragraph("", "small", "text-3")
        self._error = Paragraph("", "small", "error")
        layout = column(self, 0, 4)
        for part in (label, self.entry, self._error, self._help):
            layout.addWidget(part)

    def draw(self, field: FormField) -> None:
        self._help.say(field.help)
        self._error.say(field.error)
        restyle(self.entry, "problem", "true" if field.error else "false")
        words = " ".join(text for text in (field.error, field.help) if text)
        self.entry.setAccessibleDescription(words)

    def empty(self) -> None:
        if isinstance(self.entry, QLineEdit):
            self.entry.clear()

    def answer(self) -> str:
        if isinstance(self.entry, DropDown):
            return str(self.entry.currentData())
        return self.entry.text().strip()


def _line(field: FormField) -> QLineEdit:
    made = QLineEdit(field.value)
    if field.secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
