"""The panel above the tray's icon: the state, the two things to do about it, and the way in."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.main import TrayState
from desktop.presenters.wishes import Button, Wish
from desktop.views.buttons import ButtonRow, WishButton
from desktop.views.cards import Card, line
from desktop.views.figures import ProgressBar
from desktop.views.labels import Elided, Paragraph, Text, restyle
from desktop.views.layouts import clear, column, padded, row
from desktop.views.marks import Disc
from desktop.views.menus import rounded
from desktop.views.pictures import OF_HEALTH

_WAYS_IN = (Wish.OPEN, Wish.SHOW_OVERVIEW, Wish.SHOW_CONNECTIONS, Wish.QUIT)


class TrayPanel(Card):
    """Draws a TrayState; closes when anything in it is chosen, with Esc, and on a click outside.

    While it is closed it only keeps the state: a run tells its progress four times a second.
    """

    wished = Signal(object, str)

    def __init__(self) -> None:
        super().__init__("popover")
        self.setWindowFlags(Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setFixedWidth(theme.TRAY_PANEL[0])
        self._state = TrayState()
        self._drawn: TrayState | None = None
        self._icon = QRect()
        self._disc, self._headline = Disc(theme.TABLE_ROW), Elided("", "section")
        self._sentence = Paragraph("", "small")
        self._bar = ProgressBar(6)
        self._done, self._left = Text("", "small", "text-2"), Text("", "small", "text-2")
        self._progress = QWidget()
        progress = column(self._progress, 0, 4)
        progress.addWidget(self._bar)
        progress.addLayout(row(self._done, None, self._left))
        self._buttons, self._rows = ButtonRow(wide=True), column(rows := QWidget(), 0, 8)
        self._entries = column(entries := QWidget(), 4, 0)
        upper = QVBoxLayout()
        upper.setSpacing(16)
        upper.addLayout(self._head())
        upper.addWidget(self._progress)
        upper.addWidget(self._buttons)
        facts = column(lower := QWidget(), 0, 12)
        facts.addWidget(line())
        facts.addWidget(rows)
        upper.addWidget(lower)
        upper.addStretch(1)
        self.add(above := padded(upper), 1)
        above.setMinimumHeight(theme.TRAY_PANEL[1])
        self.add(line())
        self.add(entries)
        self._buttons.wished.connect(self._choose)

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._headline)
        words.addWidget(self._sentence)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._disc)
        head.addLayout(words, 1)
        return head

    def draw(self, state: TrayState) -> None:
        self._state = state
        if self.isVisible():
            self._catch_up()

    def _catch_up(self) -> None:
        before, state = self._drawn, self._state
        if before == state:
            return
        self._drawn = state
        self._disc.show_state(OF_HEALTH[state.health], state.tone)
        self._headline.setText(state.headline)
        self._sentence.say(state.sentence)
        self._progress.setVisible(state.fraction is not None)
        self._bar.set_fraction(state.fraction)
        self._done.setText(state.progress[0])
        self._left.setText(state.progress[1])
        self._buttons.draw(state.buttons)
        if before is None or before.rows != state.rows:
            self._draw_rows(state.rows)
        if before is None or before.menu != state.menu:
            self._draw_entries([b for b in state.menu if b.wish in _WAYS_IN])
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.parts.totalHeightForWidth(self.width()))

    def _draw_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        clear(self._rows)
        for name, value in rows:
            owner = QWidget()
            owner.setLayout(row(Text(name), None, Text(value, "body", "text-2")))
            self._rows.addWidget(owner)

    def _draw_entries(self, buttons: list[Button]) -> None:
        clear(self._entries)
        for button in buttons:
            entry = WishButton(button, kind="plain")
            restyle(entry, "entry", "true")
            entry.wished.connect(self._choose)
            self._entries.addWidget(entry)

    def _choose(self, wish: Wish, target: str) -> None:
        self.hide()
        self.wished.emit(wish, target)

    def open_at(self, icon: QRect) -> None:
        """Open beside the tray's icon; in the corner of the work area where it is not known."""
        self._icon = icon
        self._catch_up()  # before it is placed: its height depends on it
        self._place()
        self.show()
        self.activateWindow()

    def _place(self) -> None:
        icon = self._icon
        screen = QGuiApplication.screenAt(icon.center()) if icon.isValid() else None
        area = (screen or QGuiApplication.primaryScreen()).availableGeometry()
        wanted = icon.topLeft() if screen is not None else area.bottomRight()
        gap = theme.SPACE[2]
        left = min(max(wanted.x(), area.left() + gap), area.right() - self.width() - gap)
        below = icon.bottom() + gap if screen is not None else area.top()
        above = wanted.y() - self.height() - gap
        top = above if above >= area.top() else below
        self.move(QPoint(left, min(top, area.bottom() - self.height() - gap)))

    def event(self, event: QEvent) -> bool:
        """Fit what was drawn while the panel is open: Qt shows new parts a moment later."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
            self._place()
        return done

    def setVisible(self, visible: bool) -> None:
        """Draw before it is seen, however it is opened."""
        if visible:
            self._catch_up()
        super().setVisible(visible)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMask(rounded(self.rect()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self._buttons.first()
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.hide()
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)
