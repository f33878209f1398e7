"""Activity draws what it is told, and is used with mouse and keys alike."""

from PySide6.QtCore import Qt

from desktop.presenters.wishes import Wish
from desktop.views.activity_page import ActivityPage
from desktop.views.dialogs import ConfirmBox
from desktop.views.main_window import MainWindow
from desktop.views.runs import RunButton, TroubleView
from tests.desktop.views import activity_scenes, scenes
from tests.desktop.views.conftest import Stage, settle
from tests.desktop.views.person import buttons, click, press, visible, words


def opened(stage: Stage, **more: object) -> MainWindow:
    return stage.open(main=scenes.AT_ACTIVITY, **more)  # type: ignore[arg-type]


def test_each_run_is_a_button_that_reads_its_whole_row(stage: Stage) -> None:
    rows = visible(opened(stage), RunButton)
    assert len(rows) == 7
    assert rows[0].accessibleName() == "3:19 PM, By itself, 6 not saved: 71 read"
    assert [row.isChecked() for row in rows].count(True) == 1


def test_a_run_opens_by_press_and_by_keys(stage: Stage) -> None:
    rows = visible(opened(stage), RunButton)
    click(rows[1])
    press(rows[2], Qt.Key.Key_Right)
    press(rows[0], Qt.Key.Key_Left)
    press(rows[3], Qt.Key.Key_Return)
    assert stage.activity.wishes == [(Wish.OPEN_RUN, key) for key in ("r2", "r3", "r1", "r4")]


def test_focus_stays_where_it_was_when_rows_are_made_anew(stage: Stage) -> None:
    window = opened(stage)
    visible(window, RunButton)[2].setFocus()
    stage.activity.tell(activity_scenes.RUNS)
    settle()
    assert window.focusWidget() is visible(window, RunButton)[2]


def test_causes_tell_how_many_and_the_way_on(stage: Stage) -> None:
    window = opened(stage)
    cards = visible(window, TroubleView)
    assert [card.accessibleName().split(":")[0] for card in cards] == ["4", "2"]
    click(buttons(window)["Retry these 4"])
    click(buttons(window)["77131"])
    assert stage.activity.wishes == [
        (Wish.RETRY_THESE, "matters-deals record.option_unknown"),
        (Wish.OPEN_LINK, "https://app.example.com/77131"),
    ]


def test_a_filter_is_chosen_by_press_and_says_which_one_it_is(stage: Stage) -> None:
    window = opened(stage)
    assert buttons(window)["All runs"].isChecked()
    click(buttons(window)["With problems 3"])
    assert stage.activity.wishes == [(Wish.FILTER_RUNS, "problems")]


def test_undoing_asks_first_and_focus_is_on_keeping(stage: Stage) -> None:
    window = opened(stage, activity=activity_scenes.ASKING_UNDO)
    (box,) = window.findChildren(ConfirmBox)
    settle()
    assert box.keep.text() == "Keep it as it is"
    box.verb.click()
    assert stage.activity.wishes == [(Wish.UNDO_NOW, "r1")]
    box.close_quietly()


def test_the_page_says_when_it_is_seen_and_when_no_longer(stage: Stage) -> None:
    window = opened(stage)
    stage.main.show(scenes.AT_HOME)
    settle()
    assert stage.activity.seen[-2:] == [True, False]
    assert not visible(window, ActivityPage)


def test_a_page_without_runs_says_what_will_be_here(stage: Stage) -> None:
    window = opened(stage, activity=activity_scenes.NO_RUNS)
    assert "No run yet" in words(window)
    assert not visible(window, RunButton)
