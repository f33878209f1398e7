"""Settings draws what is chosen, and passes on what is changed, also by keyboard."""

from datetime import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTimeEdit  # noqa: TID251

from desktop.preferences import Look
from desktop.presenters.wishes import Wish
from desktop.views.choosers import DropDown, Switch
from desktop.views.main_window import MainWindow
from desktop.views.papers import PaperBox
from tests.desktop.views import scenes
from tests.desktop.views.conftest import Stage, settle
from tests.desktop.views.person import buttons, click, press, visible


def opened(stage: Stage) -> MainWindow:
    return stage.open(main=scenes.AT_SETTINGS)


def switches(window: MainWindow) -> dict[str, Switch]:
    return {each.accessibleName(): each for each in visible(window, Switch)}


def test_each_switch_is_named_and_shows_what_is_chosen(stage: Stage) -> None:
    found = switches(opened(stage))
    assert {name: each.isChecked() for name, each in found.items()} == {
        "Business hours only": True,
        "Pause on battery": True,
        "Pause on metered internet": False,
        "Start when I sign in to this PC": True,
    }


def test_a_switch_is_turned_with_the_mouse_and_with_the_space_bar(stage: Stage) -> None:
    found = switches(opened(stage))
    click(found["Business hours only"])
    press(found["Start when I sign in to this PC"], Qt.Key.Key_Space)
    assert ("hours", False) in stage.settings.acts
    assert ("login", False) in stage.settings.acts


def test_a_day_that_is_pressed_changes_the_hours(stage: Stage) -> None:
    window = opened(stage)
    click(buttons(window)["Sat"])
    assert stage.settings.acts[-1] == ("set hours", (frozenset(range(6)), time(7), time(19)))
    (_opens, closes) = visible(window, QTimeEdit)
    assert closes.accessibleName() == "Until"


def test_how_often_and_how_it_looks_are_chosen_at_once(stage: Stage) -> None:
    window = opened(stage)
    (often,) = [b for b in visible(window, DropDown) if b.accessibleName() == "How often"]
    press(often, Qt.Key.Key_Down)
    often.activated.emit(often.currentIndex())
    assert ("minutes", "30") in stage.settings.acts
    click(next(b for b in visible(window, QPushButton) if b.text() == "Dark"))
    assert ("look", Look.DARK) in stage.settings.acts


def test_the_diagnostics_file_is_read_before_it_is_written(stage: Stage) -> None:
    window = opened(stage)
    click(buttons(window)["Look at it"])
    assert stage.settings.wishes == [(Wish.MAKE_DIAGNOSTICS, "")]
    stage.settings.paper_wanted.emit("What changed", "# What changed\n\nMuch.")
    settle()
    (box,) = window.findChildren(PaperBox)
    assert "Much." in box.paper.toPlainText()
    press(box, Qt.Key.Key_Escape)
    settle()
    assert window.findChildren(PaperBox) == []
