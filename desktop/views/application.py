"""The QApplication: its style, its fonts, and light or dark as the desktop has it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from desktop import icons, theme
from desktop.preferences import Look
from desktop.views.focus_ring import FocusRings
from desktop.views.style import sheet


def make_application(argv: Sequence[str] = ()) -> QApplication:
    """Return the program's QApplication, dressed. It lives on in the tray without a window."""
    app = QApplication(["300Sync", *argv])
    dress(app)
    return app


def dress(app: QApplication) -> "Appearance":
    """Give an application its names, fonts, colours and focus rings."""
    app.setApplicationName("300Sync")
    app.setDesktopFileName("300sync")
    app.setQuitOnLastWindowClosed(False)
    theme.load_fonts()
    FocusRings(app)
    appearance = Appearance(app)
    appearance.follow_system()
    return appearance


def appear(app: QApplication, look: Look) -> None:
    """Be light, dark, or as the desktop is."""
    appearance = app.findChild(Appearance)
    if appearance is None:
        return
    if look is Look.SYSTEM:
        appearance.follow_system()
    else:
        appearance.fix(theme.Scheme.DARK if look is Look.DARK else theme.Scheme.LIGHT)


class Appearance(QObject):
    """Keeps the application in light or dark: the desktop's choice, or a fixed one."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._fixed: theme.Scheme | None = None
        app.setStyle("Fusion")
        app.setFont(theme.font("body"))
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._refresh)
        hints.accessibility().contrastPreferenceChanged.connect(self._refresh)

    def follow_system(self) -> None:
        self._fixed = None
        self._app.styleHints().unsetColorScheme()
        self._refresh()

    def fix(self, scheme: theme.Scheme) -> None:
        """Stay in `scheme`. Qt is told too, for the title bars; alone that is not enough: bare
        X11 takes no notice, and some desktops take the font away.
        """
        self._fixed = scheme
        dark = scheme is theme.Scheme.DARK
        self._app.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        scheme = self._fixed or theme.system_scheme()
        self._app.setWindowIcon(icons.program(scheme))
        if wants_contrast(self._app):  # a contrast theme's colours are the person's own
            self._app.setPalette(QPalette())
            self._app.setStyleSheet("")
            return
        self._app.setPalette(theme.palette(scheme))
        self._app.setStyleSheet(sheet(scheme))


def wants_contrast(app: QApplication) -> bool:
    hints = app.styleHints()  # kept while in use: PySide drops what hangs on it with it
    wish = hints.accessibility().contrastPreference()
    return wish is Qt.ContrastPreference.HighContrast
