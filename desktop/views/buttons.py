"""Buttons that offer a wish: they look as the wish asks, and tell whoever listens what it is."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop import icons, theme
from desktop.presenters.wishes import Button, Wish
from desktop.views.labels import Paragraph, restyle
from desktop.views.layouts import clear
from desktop.views.menus import WishMenu
from desktop.views.pictures import OF_WISH

_GAP = {"plain": 10}  # added to the 2 that a styled button leaves between icon and text
_USUAL_GAP = 6
_INKS = {
    "primary": "on-accent",
    "danger-solid": "on-accent",
    "danger": "error",
    "plain": "text-2",
    "link": "accent",
    "chip": "accent",
    "place": "accent",
}


class IconButton(QPushButton):
    """A push button whose icon follows the theme. `kind` is the style sheet's."""

    def __init__(self, label: str = "", icon: str = "", kind: str = "secondary") -> None:
        super().__init__(label)
        self._icon = icon
        self.setProperty("kind", kind)
        self.setAutoDefault(True)  # or Enter would not press it
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._paint_icon()

    def dress(self, label: str, icon: str, kind: str) -> None:
        """Become another button."""
        self.setText(label)
        restyle(self, "kind", kind)
        self._icon = icon
        self._paint_icon()

    def make_head(self) -> None:
        """Become as high as the buttons in a page's head."""
        restyle(self, "head", "true")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._paint_icon()

    def _paint_icon(self) -> None:
        restyle(self, "pictured", "true" if self._icon and self.text() else "false")
        if not self._icon:
            return
        kind = str(self.property("kind"))
        room = _GAP.get(kind, _USUAL_GAP) if self.text() else 0
        self.setIcon(icons.icon(self._icon, _INKS.get(kind, "text"), room=room))
        self.setIconSize(QSize(theme.ICON + room, theme.ICON))


class WishButton(IconButton):
    """Offers one Button of a state."""

    wished = Signal(object, str)  # Wish, target

    def __init__(self, button: Button, *, kind: str | None = None, icon: str | None = None) -> None:
        super().__init__()
        self._kind, self._fixed_icon = kind, icon
        self.draw(button)
        self.clicked.connect(self._wish)

    def draw(self, button: Button) -> None:
        self._button = button
        icon = OF_WISH.get(button.wish, "") if self._fixed_icon is None else self._fixed_icon
        self.dress(button.label, icon, self._kind or _kind(button))
        self.setEnabled(button.enabled)
        self.setAccessibleDescription(button.reason)
        self.setToolTip("" if button.enabled else button.reason)

    def _wish(self) -> None:
        self.wished.emit(self._button.wish, self._button.target)


def _kind(button: Button) -> str:
    if button.danger:
        return "danger-solid" if button.primary else "danger"
    return "primary" if button.primary else "secondary"


class SplitButton(QWidget):
    """A button that runs, and beside it one that opens the other ways (also with Alt+Down)."""

    wished = Signal(object, str)

    def __init__(self, button: Button, menu: Sequence[Button], name: str) -> None:
        super().__init__()
        self._left = WishButton(button)
        self._right = IconButton(icon="chevron-down", kind=_kind(button))
        self._right.setAccessibleName(name)
        self._right.setToolTip(name)
        self._menu = WishMenu(menu, self)
        for side, part in ((self._left, "left"), (self._right, "right")):
            restyle(side, "part", part)
            side.make_head()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._left)
        layout.addWidget(self._right)
        self._left.wished.connect(self.wished)
        self._menu.wished.connect(self.wished)
        self._right.clicked.connect(self.open_menu)
        down = QShortcut(QKeySequence("Alt+Down"), self)
        down.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        down.activated.connect(self.open_menu)

    def open_menu(self) -> None:
        self._menu.popup_under(self)


class ButtonRow(QWidget):
    """The buttons of a state, made anew only when they change, so that focus and clicks stay."""

    wished = Signal(object, str)

    def __init__(
        self,
        *,
        head: bool = False,
        wide: bool = False,
        menu_name: str = "",
        icons: Mapping[Wish, str] = OF_WISH,
    ) -> None:
        """`head` makes them as high as a page's head, `wide` shares the whole width."""
        super().__init__()
        self._icons = icons
        self._head, self._wide, self._menu_name = head, wide, menu_name
        self._drawn: tuple[Sequence[Button], Sequence[Button]] = ((), ())
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.setVisible(False)

    def draw(self, buttons: Sequence[Button], menu: Sequence[Button] = ()) -> None:
        """Show `buttons`; `menu` belongs to the first of them."""
        if (buttons, menu) == self._drawn:
            return
        self._drawn = (buttons, menu)
        had_focus = any(button.hasFocus() for button in self.findChildren(QPushButton))
        clear(self._layout)
        made = [self._made(b, () if place else menu) for place, b in enumerate(buttons)]
        for each in made:
            each.wished.connect(self.wished)
            self._layout.addWidget(each, 1 if self._wide else 0)
        self.setVisible(bool(buttons))
        if had_focus and (first := self.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QPushButton | None:
        """Return the first button that can be pressed."""
        return next((b for b in self.findChildren(QPushButton) if b.isEnabled()), None)

    def last(self) -> QPushButton | None:
        """Return the button that leads on."""
        item = self._layout.itemAt(self._layout.count() - 1)
        made = item.widget() if item is not None else None
        return made if isinstance(made, QPushButton) else None

    def _made(self, button: Button, menu: Sequence[Button]) -> "WishButton | SplitButton":
        if menu:
            return SplitButton(button, menu, self._menu_name)
        made = WishButton(button, icon=self._icons.get(button.wish, ""))
        if self._head:
            made.make_head()
        return made


def reasons(buttons: Sequence[Button]) -> str:
    """Return why the buttons that cannot be used cannot, to be shown beside them."""
    return " ".join(b.reason for b in buttons if not b.enabled and b.reason)


def reason_line() -> Paragraph:
    return Paragraph("", "small", "text-3")
