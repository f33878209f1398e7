"""A text to be read in a box of its own: the policy, a list, a file of the diagnostics bundle."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QTextBrowser, QWidget

from desktop import theme
from desktop.presenters.wishes import Button
from desktop.views.buttons import ButtonRow, IconButton
from desktop.views.labels import Text
from desktop.views.layouts import column, row


class PaperBox(QDialog):
    """Shows Markdown, or plain text; Esc closes it."""

    wished = Signal(object, str)

    def __init__(
        self,
        title: str,
        text: str,
        buttons: Sequence[Button],
        parent: QWidget,
        *,
        plain: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "dialog")
        self.resize(theme.FORM, theme.WINDOW_MIN[1])
        self.paper = QTextBrowser()
        self.paper.setFrameShape(QFrame.Shape.NoFrame)
        self.paper.setAccessibleName(title)
        self.paper.setOpenLinks(False)
        (self.paper.setPlainText if plain else self.paper.setMarkdown)(text)
        self._buttons = ButtonRow()
        self._buttons.draw(tuple(buttons))
        self._buttons.wished.connect(self._wish)
        close = IconButton(self.tr("Close"))
        close.clicked.connect(self.close)
        layout = column(self, 20, 16)
        layout.addWidget(Text(title, "section"))
        layout.addWidget(self.paper, 1)
        layout.addLayout(row(None, close, self._buttons))

    def _wish(self, wish: object, target: str) -> None:
        self.wished.emit(wish, target)
        self.close()
