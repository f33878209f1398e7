"""One setting in its row, and the controls that only Settings has."""

from collections.abc import Callable, Sequence
from datetime import time

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTimeEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.preferences import Look
from desktop.presenters.settings_state import DAYS, LOOKS, SettingsState
from desktop.views.choosers import DropDown, Switch
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import padded, row


class HoursRow(QWidget):
    """The days and hours of the office."""

    changed = Signal(object, object, object)  # days, from, until

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE[1])
        self._days: list[QPushButton] = []
        for name in DAYS:
            made = QPushButton(name)
            made.setProperty("kind", "chip")
            made.setCheckable(True)
            made.clicked.connect(self._tell)
            self._days.append(made)
            layout.addWidget(made)
        layout.addStretch(1)
        self._opens, self._closes = QTimeEdit(), QTimeEdit()
        for entry, name in ((self._opens, self.tr("From")), (self._closes, self.tr("Until"))):
            entry.setAccessibleName(name)
            entry.setDisplayFormat("h:mm AP")
            entry.setButtonSymbols(QTimeEdit.ButtonSymbols.NoButtons)
            entry.editingFinished.connect(self._tell)
            layout.addWidget(entry)

    def draw(self, state: SettingsState) -> None:
        self.setVisible(state.in_hours)
        for place, button in enumerate(self._days):
            button.setChecked(place in state.days)
        for entry, moment in ((self._opens, state.opens), (self._closes, state.closes)):
            entry.setTime(QTime(moment.hour, moment.minute))

    def _tell(self) -> None:
        days = frozenset(n for n, button in enumerate(self._days) if button.isChecked())
        opens, closes = self._opens.time(), self._closes.time()
        self.changed.emit(
            days, time(opens.hour(), opens.minute()), time(closes.hour(), closes.minute())
        )


class LookRow(QWidget):
    """Light, dark, or as the PC has it."""

    chosen = Signal(object)  # Look

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._buttons: dict[Look, QPushButton] = {}
        for place, (look, label) in enumerate(LOOKS):
            made = QPushButton(label)
            made.setProperty("kind", "segment")
            made.setProperty("part", ("left", "middle", "right")[place])
            made.setCheckable(True)
            made.setAutoExclusive(True)
            made.clicked.connect(lambda _on, look=look: self.chosen.emit(look))
            self._buttons[look] = made
            layout.addWidget(made)

    def draw(self, look: Look) -> None:
        self._buttons[look].setChecked(True)


def switch(name: str, told: Callable[[bool], None]) -> Switch:
    made = Switch(name)
    made.clicked.connect(told)
    return made


def drop_down(
    name: str, choices: Sequence[tuple[str, str]], told: Callable[[str], None]
) -> DropDown:
    made = DropDown(choices, choices[0][0])
    made.setAccessibleName(name)
    made.setFixedWidth(theme.WAYS + theme.SPACE[4])
    made.activated.connect(lambda _place: told(made.currentData()))
    return made


def setting(name: str | QWidget, text: str | QWidget, control: QWidget | None) -> QWidget:
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Text(name, "name") if isinstance(name, str) else name)
    if text:
        words.addWidget(Paragraph(text, "small", "text-3") if isinstance(text, str) else text)
    inner = row(spacing=theme.SPACE[4])
    inner.addLayout(words, 1)
    if control is not None:
        inner.addWidget(control)
    made = padded(inner, top=4, bottom=4)
    made.setMinimumHeight(theme.SETTING)
    return made
