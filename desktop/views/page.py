"""A page: scrolls, grows to a readable width and then stays put at the left."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.views.layouts import in_reading_order


class Page(QScrollArea):
    """The parts of a page under each other, a card's gap apart."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        content.setProperty("kind", "page")
        content.setMaximumWidth(theme.PAGE_MAX + 2 * theme.PAGE_MARGIN)
        self.parts = QVBoxLayout(content)
        self.parts.setSpacing(16)
        self.setWidget(content)
        self._margin = theme.PAGE_MARGIN
        self._tabs: list[QWidget] = []
        self.verticalScrollBar().rangeChanged.connect(self._keep_margin)
        self._keep_margin()

    def order_tabs(self) -> None:
        """Let Tab follow the layout, also to what was made after the rest."""
        tabs = list(in_reading_order(self.parts))
        if tabs != self._tabs:
            self._tabs = tabs
            for before, after in pairwise(tabs):
                QWidget.setTabOrder(before, after)

    def showEvent(self, event: QShowEvent) -> None:
        """Order anew in the window: joining it begins the circle elsewhere."""
        super().showEvent(event)
        self._tabs = []
        self.order_tabs()

    def set_compact(self, compact: bool) -> None:
        """Use the room of a small window better."""
        self._margin = theme.PAGE_MARGIN_COMPACT if compact else theme.PAGE_MARGIN
        self._keep_margin()

    def _keep_margin(self) -> None:
        """Let the scroll bar take its room from the right margin, so that nothing moves."""
        bar = self.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        margin = self._margin
        self.parts.setContentsMargins(margin, margin, theme.PAGE_MARGIN - taken, margin)


class Aside(Page):
    """What stands beside a page, on a card's ground, and scrolls by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("kind", "aside")
        if (content := self.widget()) is not None:
            content.setProperty("kind", "aside")
        self.parts.setSpacing(theme.SPACE[3])

    def _keep_margin(self) -> None:
        bar = self.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        margin = theme.SPACE[4]
        self.parts.setContentsMargins(margin, margin, max(0, margin - taken), margin)
