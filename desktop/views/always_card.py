"""The rule that can be made of a choice: for which field, and which side it keeps."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop import theme
from desktop.presenters.review_state import Always
from desktop.views.cards import Card
from desktop.views.choosers import DropDown, Tick
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import padded, row


class AlwaysCard(Card):
    """Draws an Always, and tells what is decided; what it means stands under it."""

    decided = Signal(bool, str, str)

    def __init__(self, always: Always) -> None:
        super().__init__()
        self._on = Tick(self.tr("Always do this for"))
        self._field = DropDown(always.fields, always.field)
        self._rule = DropDown(always.rules, always.rule)
        self._field.setAccessibleName(self.tr("Field"))
        self._rule.setAccessibleName(self.tr("Which one is kept"))
        self._text = Paragraph("", "small", "text-2")
        inner = QVBoxLayout()
        inner.setSpacing(theme.SPACE[1])
        keep = Text(self.tr("keep"), "body", "text-2")
        inner.addLayout(row(self._on, self._field, keep, self._rule, None, spacing=12))
        inner.addWidget(self._text)
        self.add(padded(inner, top=12, bottom=12))
        self.draw(always)
        self._on.clicked.connect(self._tell)
        self._field.activated.connect(self._tell)
        self._rule.activated.connect(self._tell)

    def draw(self, always: Always) -> None:
        self._on.setChecked(always.on)
        self._field.setCurrentIndex(self._field.findData(always.field))
        self._rule.setCurrentIndex(self._rule.findData(always.rule))
        self._text.say(always.text)

    def _tell(self) -> None:
        on, field, rule = self._on.isChecked(), self._field, self._rule
        self.decided.emit(on, str(field.currentData()), str(rule.currentData()))
