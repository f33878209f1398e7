"""The shell: navigation, keys, the rail, closing, what blocks a start, and toasts."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget  # noqa: TID251

from desktop import theme
from desktop.presenters.main import Blocked, MainState, Page, Toast
from desktop.presenters.overview import OverviewState
from desktop.presenters.wishes import Button, Tone, Wish
from desktop.views.connections_page import ConnectionsPage
from desktop.views.focus_ring import Ring
from desktop.views.overview_page import OverviewPage
from desktop.views.tables import RowsView
from tests.desktop.views import scenes
from tests.desktop.views.conftest import Stage, settle
from tests.desktop.views.person import buttons, click, press, visible, words, write

CTRL = Qt.KeyboardModifier.ControlModifier


def test_only_pages_that_exist_are_offered(stage: Stage) -> None:
    model = stage.open().sidebar.list.model()
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == [
        "Overview",
        "Mappings",
        "Activity",
        "Review",
        "Connections",
        "Privacy",
        "Settings",
    ]


def test_a_page_is_built_on_its_first_visit(stage: Stage) -> None:
    window = stage.open()
    assert not window.findChildren(ConnectionsPage)
    press(window, Qt.Key.Key_5, CTRL)
    assert visible(window, ConnectionsPage)
    press(window, Qt.Key.Key_1, CTRL)
    assert visible(window, OverviewPage)
    assert not visible(window, ConnectionsPage)


def test_arrows_in_the_navigation_change_the_page(stage: Stage) -> None:
    window = stage.open()
    window.sidebar.list.setFocus()
    press(window.sidebar.list, Qt.Key.Key_Down)
    assert stage.main.state.page is Page.MAPPINGS


def test_f5_syncs_and_f6_goes_between_navigation_and_page(stage: Stage) -> None:
    window = stage.open()
    press(window, Qt.Key.Key_F5)
    assert stage.main.wishes == [(Wish.SYNC, "")]
    buttons(window)["Review 3"].setFocus()
    press(window, Qt.Key.Key_F6)
    assert window.sidebar.list.hasFocus()
    press(window, Qt.Key.Key_F6)
    assert window.focusWidget() is buttons(window)["Sync now"]


def test_the_navigation_tells_how_much_waits(stage: Stage) -> None:
    fourth = stage.open().sidebar.list.model().index(3, 0)
    assert fourth.data(Qt.ItemDataRole.AccessibleTextRole) == "Review, 3 waiting"


def test_a_narrow_window_has_a_rail_of_icons_with_tooltips(stage: Stage) -> None:
    window = stage.open(size=theme.WINDOW_MIN)
    assert window.sidebar.width() == theme.RAIL
    assert scenes.AT_HOME.office not in words(window)
    last = window.sidebar.list.model().index(6, 0)
    assert last.data(Qt.ItemDataRole.ToolTipRole) == "Settings"
    window.resize(theme.COMPACT_BELOW, theme.WINDOW[1])
    settle()
    assert window.sidebar.width() == theme.SIDEBAR
    assert scenes.AT_HOME.office in words(window)


def test_closing_the_window_is_the_presenters_to_decide(stage: Stage) -> None:
    window = stage.open()
    window.close()
    assert stage.main.closed == 1
    assert window.isVisible()
    stage.main.hidden.emit()
    assert not window.isVisible()
    stage.main.raised.emit()
    assert window.isVisible()


def test_where_there_is_no_tray_every_page_says_so(stage: Stage) -> None:
    window = stage.open(main=scenes.NO_TRAY)
    assert "There is no tray on this PC." in words(window)
    press(window, Qt.Key.Key_4, CTRL)
    assert "There is no tray on this PC." in words(window)


def test_until_the_office_is_open_nothing_can_be_pressed(stage: Stage) -> None:
    window = stage.open(main=MainState())
    assert "Opening your office's data" in words(window)
    assert not visible(window, QAbstractButton)
    assert not window.sidebar.list.isEnabled()


def test_what_blocks_a_start_has_its_way_on(stage: Stage) -> None:
    window = stage.open(main=scenes.BLOCKED)
    assert "This PC has no keyring" in words(window)
    click(buttons(window)["Use a passphrase"])
    assert stage.main.wishes == [(Wish.USE_PASSPHRASE, "")]


def test_a_passphrase_is_given_twice_hidden_and_forgotten(stage: Stage) -> None:
    """(P11)"""
    window = stage.open(main=scenes.BLOCKED)
    first, again = visible(window, QLineEdit)
    assert first.echoMode() is again.echoMode() is QLineEdit.EchoMode.Password
    assert first.hasFocus()
    write(first, "correct horse")
    write(again, "correct house")
    press(again, Qt.Key.Key_Return)
    assert stage.main.passphrases == [("correct horse", "correct house")]
    stage.main.show(replace(scenes.BLOCKED, blocked=Blocked()))
    assert not first.text()
    assert not again.text()


def test_a_passphrase_that_is_being_tried_is_not_given_again(stage: Stage) -> None:
    blocked = scenes.BLOCKED.blocked
    assert blocked is not None
    assert blocked.passphrase is not None
    busy = replace(blocked, passphrase=replace(blocked.passphrase, busy=True))
    window = stage.open(main=replace(scenes.BLOCKED, blocked=busy))
    press(visible(window, QLineEdit)[0], Qt.Key.Key_Return)
    assert not stage.main.passphrases


def test_a_toast_shows_what_changed_inside_the_window(stage: Stage) -> None:
    window = stage.open()
    look = Button(Wish.SHOW_OVERVIEW, "Look")
    stage.main.toasted.emit(
        Toast(Tone.SUCCESS, "The run is done.", "9 records changed.", button=look)
    )
    settle()
    toast = window.toast
    assert "9 records changed." in words(toast)
    corner = toast.mapTo(window, QPoint(toast.width(), toast.height()))
    assert window.rect().contains(corner)
    click(buttons(toast)["Look"])
    assert stage.main.wishes == [(Wish.SHOW_OVERVIEW, "")]
    click(buttons(toast)["Close"])
    assert not toast.isVisible()


def test_a_toast_stays_while_the_focus_is_in_it(stage: Stage) -> None:
    window = stage.open()
    stage.main.toasted.emit(Toast(Tone.SUCCESS, "The run is done."))
    settle()
    buttons(window.toast)["Close"].setFocus()
    window.toast.leave()
    assert window.toast.isVisible()
    buttons(window)["Sync now"].setFocus()
    window.toast.leave()
    assert not window.toast.isVisible()


def test_changes_are_announced_to_screen_readers(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = stage.open()
    said = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda e: said.append((e.message(), e.politeness()))
    )
    stage.main.announced.emit("HubSpot sign-in has ended.", True)
    stage.main.announced.emit("25% done.", False)
    politeness = QAccessible.AnnouncementPoliteness
    assert said == [
        ("HubSpot sign-in has ended.", politeness.Assertive),
        ("25% done.", politeness.Polite),
    ]
    assert window.isVisible()


def _rings() -> list[Ring]:
    return [
        ring
        for window in QApplication.topLevelWidgets()
        for ring in window.findChildren(Ring)
        if ring.isVisible()
    ]


def test_the_ring_shows_for_the_keyboard_only(stage: Stage) -> None:
    window = stage.open()
    click(buttons(window)["Sync now"])
    settle()
    assert not _rings()
    press(window, Qt.Key.Key_Tab)
    settle()
    [ring] = _rings()
    focused = QApplication.focusWidget()
    assert focused is not None
    middle = focused.mapTo(window, focused.rect().center())
    assert ring.mapTo(window, ring.rect().center()) == middle
    assert ring.width() == focused.width() + 2 * theme.SPACE[1]
    click(buttons(window)["Review 3"])
    settle()
    assert not _rings()


def test_the_ring_stays_on_its_button_when_the_page_moves(stage: Stage) -> None:
    window = stage.open()
    click(buttons(window)["Sync now"])
    while QApplication.focusWidget() is not buttons(window)["Review 3"]:
        press(window, Qt.Key.Key_Tab)
    stage.overview.show(scenes.NOTED)  # a strip above moves everything down
    settle()
    [ring] = _rings()
    button = buttons(window)["Review 3"]
    assert ring.mapTo(window, QPoint(4, 4)) == button.mapTo(window, QPoint(0, 0))


@pytest.mark.parametrize(
    "main", [scenes.AT_HOME, scenes.AT_CONNECTIONS], ids=["overview", "connections"]
)
def test_everything_that_can_be_pressed_is_reached_by_tab_in_reading_order(
    stage: Stage, main: MainState
) -> None:
    window = stage.open(main=main)
    window.sidebar.list.setFocus()
    met: list[QWidget] = []
    for _step in range(60):
        press(window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is window.sidebar.list:
            break
        assert now is not None
        met.append(now)
    wanted = [button for button in visible(window, QAbstractButton) if button.isEnabled()]
    assert set(met) == {*wanted, *visible(window, RowsView)}
    heights = [widget.mapTo(window, QPoint(0, 0)).y() for widget in met]
    assert heights == sorted(heights)


@pytest.mark.parametrize("state", [scenes.IN_SYNC, scenes.RUNNING, scenes.FAILED, scenes.EMPTY])
@pytest.mark.parametrize("main", [scenes.AT_HOME, scenes.AT_CONNECTIONS, scenes.BLOCKED])
def test_every_button_has_a_name_and_an_icon_alone_has_a_tooltip(
    stage: Stage, main: MainState, state: OverviewState
) -> None:
    window = stage.open(main=main, overview=state)
    for button in visible(window, QAbstractButton):
        assert button.text() or button.accessibleName()
        if not button.text() and button.property("kind") != "tile":
            assert button.toolTip()
