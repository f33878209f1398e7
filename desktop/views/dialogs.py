"""The confirm box: the title is the question, the buttons are Keep and the verb."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.connections import Confirm
from desktop.views.buttons import WishButton
from desktop.views.labels import Paragraph, Text
from desktop.views.layouts import column, padded, row
from desktop.views.menus import rounded


class ConfirmBox(QDialog):
    """Asks before something is lost. Focus starts on Keep, and Esc keeps."""

    wished = Signal(object, str)

    def __init__(self, confirm: Confirm, parent: QWidget) -> None:
        super().__init__(parent)
        self._confirm, self._quiet = confirm, False
        self.setWindowTitle(confirm.title)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(theme.DIALOG)
        self.setProperty("kind", "dialog")
        self.keep = WishButton(confirm.keep)
        self.verb = WishButton(replace(confirm.verb, primary=True), icon="")
        self.keep.setDefault(True)
        inner = QVBoxLayout()
        inner.setSpacing(8)
        inner.addWidget(Text(confirm.title, "section"))
        inner.addWidget(Paragraph(confirm.text))
        inner.addSpacing(8)
        inner.addLayout(row(None, self.keep, self.verb))
        column(self).addWidget(padded(inner, top=20, bottom=20, side=20))
        self.setFixedHeight(inner.totalHeightForWidth(theme.DIALOG))
        for button in (self.keep, self.verb):
            button.wished.connect(self.wished)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMask(rounded(self.rect()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.keep.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.keep.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep as well when the box is closed by its frame; the answer then closes it."""
        if self._quiet:
            super().closeEvent(event)
        else:
            event.ignore()
            self.keep.click()

    def close_quietly(self) -> None:
        """Close because the question is answered."""
        self._quiet = True
        self.close()
