"""The tray tells the truth, offers the same wishes by menu and panel, and may be lacking."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (  # noqa: TID251
    QAbstractButton,
    QLabel,
    QSystemTrayIcon,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.summary import Health
from desktop import icons
from desktop.presenters.main import Toast, TrayState
from desktop.presenters.wishes import Tone, Wish
from desktop.views.application import Appearance
from desktop.views.menus import WishMenu
from desktop.views.tray import Tray, task_bar_scheme
from desktop.views.tray_panel import TrayPanel
from tests.desktop.views import scenes
from tests.desktop.views.conftest import settle
from tests.desktop.views.person import buttons, click, press, visible, words


@pytest.fixture
def main() -> scenes.FixedMain:
    return scenes.FixedMain(scenes.AT_HOME)


@pytest.fixture
def tray(
    main: scenes.FixedMain, appearance: Appearance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tray]:
    del appearance
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    made = Tray(main)
    qtbot.addWidget(made.menu)
    qtbot.addWidget(made.panel)
    yield made
    made.icon.hide()


def _pixels(tray: Tray) -> object:
    return tray.icon.icon().pixmap(22, 22).toImage()


def test_where_there_is_no_tray_that_is_told_and_nothing_fails(
    tray: Tray, main: scenes.FixedMain
) -> None:
    assert main.trays == [False]
    assert not tray.icon.isVisible()
    main.show(replace(scenes.AT_HOME, tray=scenes.TRAY_RUNNING))
    main.toasted.emit(Toast(Tone.ERROR, "HubSpot sign-in has ended.", outside=True))


def test_a_tray_that_comes_later_is_used_and_one_that_goes_is_missed(
    tray: Tray, main: scenes.FixedMain, monkeypatch: pytest.MonkeyPatch
) -> None:
    for available in (True, True, False):
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda a=available: a)
        tray.look()
    assert main.trays == [False, True, False]


@pytest.mark.parametrize("health", Health)
def test_the_icon_is_the_shape_of_the_state(
    tray: Tray, main: scenes.FixedMain, health: Health
) -> None:
    main.show(replace(scenes.AT_HOME, tray=replace(scenes.TRAY, health=health)))
    assert _pixels(tray) == icons.tray(health, task_bar_scheme()).pixmap(22, 22).toImage()


def test_the_state_is_told_in_words_short_enough_for_windows(
    tray: Tray, main: scenes.FixedMain
) -> None:
    assert tray.icon.toolTip() == "300Sync: Everything is in sync"
    main.show(replace(scenes.AT_HOME, tray=replace(scenes.TRAY, tooltip="w" * 80)))
    assert len(tray.icon.toolTip()) == 63


def test_the_menu_offers_what_makes_sense_now(tray: Tray, main: scenes.FixedMain) -> None:
    for state in (scenes.TRAY, scenes.TRAY_RUNNING, scenes.TRAY_PAUSED):
        main.show(replace(scenes.AT_HOME, tray=state))
        shown = [action.text() for action in tray.menu.actions() if not action.isSeparator()]
        assert shown == [button.label for button in state.menu]


@pytest.mark.parametrize("place", range(len(scenes.TRAY.menu)))
def test_every_line_of_the_menu_is_passed_on(
    tray: Tray, main: scenes.FixedMain, place: int
) -> None:
    lines = [action for action in tray.menu.actions() if not action.isSeparator()]
    lines[place].trigger()
    wanted = scenes.TRAY.menu[place]
    assert main.wishes == [(wanted.wish, wanted.target)]


def test_an_open_menu_stays_as_it_is_while_counts_change(
    tray: Tray, main: scenes.FixedMain
) -> None:
    before = tray.menu.actions()
    main.show(replace(scenes.AT_HOME, tray=replace(scenes.TRAY, rows=(("Contacts", "9"),))))
    assert tray.menu.actions() == before


def test_a_line_that_cannot_be_used_says_why(appearance: Appearance, qtbot: QtBot) -> None:
    stuck = replace(scenes.SYNC, enabled=False, reason="A run is under way.")
    menu = WishMenu((stuck,))
    qtbot.addWidget(menu)
    [line] = menu.actions()
    assert not line.isEnabled()
    assert line.toolTip() == "A run is under way."


def test_double_click_opens_the_window(tray: Tray, main: scenes.FixedMain, qtbot: QtBot) -> None:
    with qtbot.waitSignal(main.raised):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.DoubleClick)


def test_what_needs_a_person_is_a_notification_where_no_window_shows_it(
    tray: Tray, main: scenes.FixedMain, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(tray.icon, "showMessage", lambda title, *_rest: sent.append(title))
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QGuiApplication, "focusWindow", lambda: None)
    tray.look()
    main.toasted.emit(Toast(Tone.SUCCESS, "The run is done."))
    main.toasted.emit(Toast(Tone.ERROR, "HubSpot sign-in has ended.", outside=True))
    assert sent == ["HubSpot sign-in has ended."]


Show = Callable[[QWidget], QWidget]


def _panel(shown: Show, state: TrayState) -> TrayPanel:
    panel = TrayPanel()
    panel.draw(state)
    shown(panel)
    return panel


def test_the_panel_tells_the_state_and_what_can_be_done(shown: Show) -> None:
    panel = _panel(shown, scenes.TRAY_RUNNING)
    for text in ("Syncing, 43% done", "2,211 of 5,152 checked", "1,748 of 3,654"):
        assert text in words(panel)
    assert list(buttons(panel)) == ["Cancel", "Open 300Sync", "Quit"]


def test_a_panel_that_is_closed_draws_nothing_until_it_opens(
    tray: Tray, main: scenes.FixedMain
) -> None:
    """P14: a run tells its progress all the time, and the panel is hardly ever open."""
    running = scenes.TRAY_RUNNING.headline
    main.show(replace(scenes.AT_HOME, tray=scenes.TRAY_RUNNING))
    assert running not in {label.text() for label in tray.panel.findChildren(QLabel)}
    tray.panel.open_at(QRect())
    assert running in words(tray.panel)
    main.show(scenes.AT_HOME)
    assert scenes.TRAY.headline in words(tray.panel)


MANY = replace(scenes.TRAY_RUNNING, rows=tuple((f"Pair {n}", "Next") for n in range(9)))


@pytest.mark.parametrize("state", [scenes.TRAY, MANY, scenes.TRAY_PAUSED])
@pytest.mark.parametrize("before", [None, scenes.TRAY_RUNNING, scenes.TRAY_PAUSED])
def test_nothing_in_the_panel_lies_over_anything_else(
    shown: Show, before: TrayState | None, state: TrayState
) -> None:
    """Whether it is drawn before it opens, or while it is open."""
    panel = _panel(shown, before or state)
    panel.draw(state)
    settle()
    parts = [*visible(panel, QLabel), *visible(panel, QAbstractButton)]
    boxes = [QRect(part.mapTo(panel, QPoint()), part.size()) for part in parts]
    assert all(panel.rect().contains(box) for box in boxes)
    assert not [1 for one, other in combinations(boxes, 2) if one.intersects(other)]


def test_choosing_in_the_panel_closes_it(shown: Show) -> None:
    panel = _panel(shown, scenes.TRAY_PAUSED)
    wished: list[tuple[Wish, str]] = []
    panel.wished.connect(lambda wish, target: wished.append((wish, target)))
    click(buttons(panel)["Start again now"])
    assert wished == [(Wish.RESUME, "")]
    assert not panel.isVisible()


def test_the_panel_opens_on_its_first_button_and_closes_with_escape(shown: Show) -> None:
    panel = _panel(shown, scenes.TRAY)
    assert panel.focusWidget() is buttons(panel)["Sync now"]
    press(panel, Qt.Key.Key_Down)
    assert panel.focusWidget() is buttons(panel)["Pause for 1 hour"]
    press(panel, Qt.Key.Key_Up)
    assert panel.focusWidget() is buttons(panel)["Sync now"]
    press(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


@pytest.mark.parametrize(
    "icon",
    [QRect(700, 580, 22, 22), QRect(0, 0, 22, 22), QRect(790, 10, 22, 22), QRect()],
    ids=["bottom", "top left", "top right", "unknown"],
)
def test_the_panel_is_whole_on_the_screen_wherever_the_icon_is(
    icon: QRect, appearance: Appearance, qtbot: QtBot
) -> None:
    panel = TrayPanel()
    qtbot.addWidget(panel)
    panel.draw(scenes.TRAY)
    panel.open_at(icon)
    assert panel.screen().availableGeometry().contains(panel.geometry())
    assert not panel.geometry().intersects(icon)
    panel.hide()
