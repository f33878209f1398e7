"""What is shown before there is an office: that it is being opened, or why it cannot be."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from desktop import theme
from desktop.presenters.main import Blocked, PassphraseForm
from desktop.views.buttons import IconButton
from desktop.views.cards import Card, ProblemCard
from desktop.views.labels import Paragraph, Text, restyle
from desktop.views.layouts import padded, row
from desktop.views.page import Page


class OpeningPage(Page):
    """Shown for a moment at a start."""

    def __init__(self) -> None:
        super().__init__()
        self.parts.addWidget(Text(self.tr("Opening your office's data"), "status"))
        self.parts.addStretch(1)


class BlockedPage(Page):
    """Draws why the office cannot be opened; a passphrase leaves it only through its signal."""

    wished = Signal(object, str)
    passphrase_given = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._problem = ProblemCard()
        self.passphrase = PassphraseCard()
        self.parts.addWidget(self._problem)
        self.parts.addLayout(row(self.passphrase, None))
        self.parts.addStretch(1)
        self._problem.wished.connect(self.wished)
        self.passphrase.given.connect(self.passphrase_given)

    def draw(self, blocked: Blocked) -> None:
        self._problem.draw(blocked.problem)
        self.passphrase.draw(blocked.passphrase)


class PassphraseCard(Card):
    """Asks for the passphrase, or twice for a new one."""

    given = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(theme.WAIT_CARD)
        self._title, self._text = Text("", "section"), Paragraph()
        self._label, self._again_label = Text("", "name"), Text("", "name")
        self.entry, self.again = _entry(), _entry()
        self._label.setBuddy(self.entry)
        self._again_label.setBuddy(self.again)
        self._error = Paragraph("", "small", "error")
        self.submit = IconButton(kind="primary")
        self.submit.clicked.connect(self._give)
        self.entry.returnPressed.connect(self._give)
        self.again.returnPressed.connect(self._give)
        inner = QVBoxLayout()
        inner.setSpacing(8)
        for part in (
            self._title,
            self._text,
            self._label,
            self.entry,
            self._again_label,
            self.again,
            self._error,
        ):
            inner.addWidget(part)
        inner.addSpacing(8)
        inner.addLayout(row(self.submit, None))
        self.add(padded(inner, top=24, bottom=24, side=24))
        self.setVisible(False)

    def draw(self, form: PassphraseForm | None) -> None:
        """Show `form`; None hides the card and forgets what was typed."""
        shown_before = not self.isHidden()
        self.setVisible(form is not None)
        if form is None:
            self.entry.clear()
            self.again.clear()
            return
        self._title.setText(form.title)
        self._text.say(form.text)
        self._label.setText(form.label)
        self._again_label.setText(form.repeat_label)
        for part in (self._again_label, self.again):
            part.setVisible(bool(form.repeat_label))
        self.entry.setAccessibleName(form.label)
        self.again.setAccessibleName(form.repeat_label)
        self._error.say(form.error)
        restyle(self.entry, "problem", "true" if form.error else "false")
        self.submit.setText(form.submit)
        self.submit.setEnabled(not form.busy)
        if form.error or not shown_before:
            self.entry.selectAll()
            self.entry.setFocus()

    def _give(self) -> None:
        if self.submit.isEnabled():
            self.given.emit(self.entry.text(), self.again.text())


def _entry() -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
