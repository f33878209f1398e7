"""The window: navigation at the left, one page beside it. Closing it leaves the tray."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop import theme
from desktop.presenters.activity import ActivityPresenter
from desktop.presenters.connections import ConnectionsPresenter
from desktop.presenters.main import MainPresenter, MainState, Page, Stage, Toast
from desktop.presenters.mapping import MappingPresenter
from desktop.presenters.overview import OverviewPresenter
from desktop.presenters.privacy import PrivacyPresenter
from desktop.presenters.review import ReviewPresenter
from desktop.presenters.settings import SettingsPresenter
from desktop.presenters.wishes import Wish
from desktop.presenters.wizard import WizardPresenter
from desktop.views.activity_page import ActivityPage
from desktop.views.blocked_page import BlockedPage, OpeningPage
from desktop.views.cards import NoticeStrip
from desktop.views.connections_page import ConnectionsPage
from desktop.views.layouts import padded, row
from desktop.views.mapping_page import MappingPage
from desktop.views.overview_page import OverviewPage
from desktop.views.page import Page as PageView
from desktop.views.privacy_page import PrivacyPage
from desktop.views.review_page import ReviewPage
from desktop.views.settings_page import SettingsPage
from desktop.views.sidebar import Sidebar
from desktop.views.toast import ToastView

if TYPE_CHECKING:
    from desktop.views.wizard import WizardView

AnyPage = PageView | ReviewPage | MappingPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenters:
    """Who decides for the window and each of its pages."""

    main: MainPresenter
    overview: OverviewPresenter
    mapping: MappingPresenter
    activity: ActivityPresenter
    review: ReviewPresenter
    connections: ConnectionsPresenter
    privacy: PrivacyPresenter
    settings: SettingsPresenter
    wizard: WizardPresenter


class MainWindow(QMainWindow):
    """Draws a MainState and passes wishes on. Pages are built on their first visit."""

    def __init__(self, deciding: Presenters) -> None:
        super().__init__()
        main = deciding.main
        self._main, self._setting_up = main, deciding.wizard
        self._make: dict[Page, Callable[[], AnyPage]] = {
            Page.OVERVIEW: lambda: OverviewPage(deciding.overview),
            Page.MAPPINGS: lambda: MappingPage(deciding.mapping),
            Page.ACTIVITY: lambda: ActivityPage(deciding.activity),
            Page.REVIEW: lambda: ReviewPage(deciding.review),
            Page.CONNECTIONS: lambda: ConnectionsPage(deciding.connections),
            Page.PRIVACY: lambda: PrivacyPage(deciding.privacy),
            Page.SETTINGS: lambda: SettingsPage(deciding.settings),
        }
        self._pages: dict[Page, AnyPage] = {}
        self.sidebar, self._stack = Sidebar(), QStackedWidget()
        self._notice = NoticeStrip()
        self._opening, self._blocked = OpeningPage(), BlockedPage()
        self._stack.addWidget(self._opening)
        self._stack.addWidget(self._blocked)
        self.setMinimumSize(*theme.WINDOW_MIN)
        self._lay_out()
        self.toast = ToastView(self)
        self._join()
        self._add_shortcuts()
        self.resize(*theme.WINDOW)
        self.draw(main.state)

    def _lay_out(self) -> None:
        self._above = padded(row(self._notice, spacing=0), bottom=0, side=theme.PAGE_MARGIN)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._above)
        right.addWidget(self._stack, 1)
        shell = QWidget()
        shell.setProperty("kind", "page")
        layout = QHBoxLayout(shell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.sidebar)
        layout.addLayout(right, 1)
        self._shell, self._whole = shell, QStackedWidget()
        self._wizard: WizardView | None = None
        self._whole.addWidget(shell)
        self.setCentralWidget(self._whole)

    def _join(self) -> None:
        main = self._main
        self.sidebar.chosen.connect(main.show_page)
        for source in (self._notice, self._blocked, self.toast):
            source.wished.connect(main.do)
        self._blocked.passphrase_given.connect(main.give_passphrase)
        main.changed.connect(self.draw)
        self._setting_up.changed.connect(lambda _state: self.draw(main.state))
        main.raised.connect(self.bring_forward)
        main.hidden.connect(self.hide)
        main.announced.connect(self.announce)
        main.toasted.connect(self._on_toast)

    def _add_shortcuts(self) -> None:
        for number, page in enumerate(Page, 1):
            self._on_keys(f"Ctrl+{number}", partial(self._main.show_page, page))
        self._on_keys("F5", lambda: self._main.do(Wish.SYNC))
        self._on_keys("F6", self.next_region)

    def _on_keys(self, keys: str, act: Callable[[], None]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    @Slot(object)
    def draw(self, state: MainState) -> None:
        setting_up = self._setting_up.state.shown and state.stage is Stage.OPEN
        self._whole.setCurrentWidget(self._built_wizard() if setting_up else self._shell)
        self.setWindowTitle(self.tr("Set up 300Sync") if setting_up else state.title)
        self.sidebar.draw(state)
        self._notice.draw(state.notice)
        self._above.setVisible(state.notice is not None)
        if state.stage is Stage.BLOCKED and state.blocked is not None:
            self._blocked.draw(state.blocked)
            self._stack.setCurrentWidget(self._blocked)
        elif state.stage is Stage.OPENING:
            self._stack.setCurrentWidget(self._opening)
        else:
            self._stack.setCurrentWidget(self._page(state.page))
        self._narrow_sidebar()
        self.sidebar.list.setEnabled(state.stage is Stage.OPEN)

    def _built_wizard(self) -> "WizardView":
        """Return the wizard, which most starts do without."""
        if self._wizard is None:
            from desktop.views.wizard import WizardView

            self._wizard = WizardView(self._setting_up)
            self._wizard.set_compact(self._is_compact())
            self._whole.addWidget(self._wizard)
        return self._wizard

    def _page(self, page: Page) -> AnyPage:
        if page not in self._pages:
            self._pages[page] = self._make[page]()
            self._pages[page].set_compact(self._is_compact())
            self._stack.addWidget(self._pages[page])
        return self._pages[page]

    def _narrow_sidebar(self) -> None:
        """Leave the navigation its icons alone where there is little room, as in the editor."""
        editing = self._main.state.page is Page.MAPPINGS and self._main.state.stage is Stage.OPEN
        self.sidebar.set_compact(self._is_compact() or editing)

    def _is_compact(self) -> bool:
        return self.width() < theme.COMPACT_BELOW

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = self._is_compact()
        self._narrow_sidebar()
        for page in (self._opening, self._blocked, *self._pages.values()):
            page.set_compact(compact)
        if self._wizard is not None:
            self._wizard.set_compact(compact)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._main.close_window()

    @Slot()
    def bring_forward(self) -> None:
        """Show the window, before all others, where the person left it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def next_region(self) -> None:
        """Move the focus between navigation and page."""
        self.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        page = self._stack.currentWidget()
        goal = _first_in(page) if self.sidebar.list.hasFocus() and page is not None else None
        (goal or self.sidebar.list).setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _on_toast(self, toast: Toast) -> None:
        if self.isVisible() and self._whole.currentWidget() is self._shell:
            self.toast.show_toast(toast)

    @Slot(str, bool)
    def announce(self, text: str, assertive: bool) -> None:
        """Tell screen readers."""
        event = QAccessibleAnnouncementEvent(self, text)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
        QAccessible.updateAccessibility(event)


def _first_in(page: QWidget) -> QWidget | None:
    """Return what Tab would reach first in a page."""
    here = page.nextInFocusChain()
    while here is not None and page.isAncestorOf(here):
        tabs = here.focusPolicy() & Qt.FocusPolicy.TabFocus
        if tabs and here.isEnabled() and here.isVisibleTo(page):
            return here
        here = here.nextInFocusChain()
    return None
