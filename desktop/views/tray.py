"""The tray: the true state as a shape, a plain menu, and a panel above the icon."""

import sys

from PySide6.QtCore import QObject, QSettings, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from core.summary import Health
from desktop import icons, theme
from desktop.presenters.main import MainPresenter, MainState, Toast, TrayState
from desktop.views import motion
from desktop.views.menus import WishMenu
from desktop.views.tray_panel import TrayPanel

_LOOK = 5000  # milliseconds between looks for a tray: it may come later than we do
_THEME = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
_TOOLTIP = 63  # characters; Windows takes no more


class Tray(QObject):
    """Draws a MainState's tray; where there is no tray it says so, and nothing is drawn."""

    def __init__(self, main: MainPresenter) -> None:
        super().__init__()
        self._main = main
        self._drawn: tuple[Health, theme.Scheme] | None = None
        self._frame = 0
        self._frames: dict[int, QIcon] = {}  # of the arrows' turn, once they were drawn
        self.icon = QSystemTrayIcon(self)
        self.menu = WishMenu()
        self.panel = TrayPanel()
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(main.raised)
        self.menu.wished.connect(main.do)
        self.panel.wished.connect(main.do)
        main.changed.connect(self.draw)
        main.toasted.connect(self._on_toast)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._redraw)
        self._turning = QTimer(self)
        self._turning.setInterval(theme.MOTION["spin"] // icons.TRAY_FRAMES)
        self._turning.timeout.connect(self._turn)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK)
        self._looking.timeout.connect(self.look)
        self._available: bool | None = None
        self.draw(main.state)
        self.look()
        self._looking.start()

    @Slot()
    def look(self) -> None:
        """See whether there is a tray now, and tell when that changes."""
        available = QSystemTrayIcon.isSystemTrayAvailable()
        if available is not self._available:
            self._available = available
            self._main.set_tray(available)
            self.icon.setVisible(available)

    @Slot(object)
    def draw(self, state: MainState) -> None:
        tray = state.tray
        self.icon.setToolTip(_short(tray.tooltip))
        self.menu.draw(tray.menu)
        self.panel.draw(tray)
        self._draw_icon(tray)

    def _draw_icon(self, tray: TrayState) -> None:
        look = (tray.health, task_bar_scheme())
        if look == self._drawn:
            return
        self._drawn = look
        self._frame = 0
        self._frames.clear()
        self.icon.setIcon(self._picture())
        turning = tray.health is Health.SYNCING and motion.allowed()
        (self._turning.start if turning else self._turning.stop)()

    def _picture(self) -> QIcon:
        if self._frame not in self._frames:
            health, scheme = self._drawn or (Health.OFFLINE, task_bar_scheme())
            turn = self._frame / icons.TRAY_FRAMES
            self._frames[self._frame] = icons.tray(health, scheme, turn=turn)
        return self._frames[self._frame]

    @Slot()
    def _turn(self) -> None:
        self._frame = (self._frame + 1) % icons.TRAY_FRAMES
        self.icon.setIcon(self._picture())

    @Slot()
    def _redraw(self) -> None:
        self._drawn = None
        self.draw(self._main.state)

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.panel.open_at(self.icon.geometry())
        elif reason is QSystemTrayIcon.ActivationReason.DoubleClick:
            self.panel.hide()
            self._main.raised.emit()

    @Slot(object)
    def _on_toast(self, toast: Toast) -> None:
        """Pass on what needs a person as a notification of the system, if no window shows it."""
        if toast.outside and self._available and QGuiApplication.focusWindow() is None:
            self.icon.showMessage(toast.title, toast.text, self.icon.icon())


def _short(text: str) -> str:
    return text if len(text) <= _TOOLTIP else text[: _TOOLTIP - 1] + "…"


def task_bar_scheme() -> theme.Scheme:
    """Return whether the task bar is light or dark: on Windows that is a setting of its own."""
    if sys.platform == "win32":
        light = QSettings(_THEME, QSettings.Format.NativeFormat).value("SystemUsesLightTheme")
        if light is not None:
            return theme.Scheme.LIGHT if int(str(light)) else theme.Scheme.DARK
    return theme.system_scheme()
