"""Review draws what it is told, and is used with mouse and keys alike."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.records import Side
from desktop.presenters.wishes import Wish
from desktop.views.choice_card import ChoiceCard
from desktop.views.choosers import DropDown, Tick
from desktop.views.main_window import MainWindow
from desktop.views.review_list import WaitingList
from desktop.views.review_page import ReviewPage
from tests.desktop.views import review_scenes, scenes
from tests.desktop.views.conftest import Stage, settle
from tests.desktop.views.person import buttons, click, press, visible, words

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(stage: Stage, **more: object) -> MainWindow:
    return stage.open(main=scenes.AT_REVIEW, **more)  # type: ignore[arg-type]


def cards(window: MainWindow) -> dict[str, ChoiceCard]:
    return {each.accessibleName(): each for each in visible(window, ChoiceCard)}


def test_the_page_says_when_it_is_seen_and_when_no_longer(stage: Stage) -> None:
    window = opened(stage)
    stage.main.show(scenes.AT_HOME)
    settle()
    assert stage.review.seen[-2:] == [True, False]
    assert not visible(window, ReviewPage)


def test_each_value_is_a_radio_button_named_by_its_field_its_side_and_what_it_says(
    stage: Stage,
) -> None:
    found = cards(opened(stage))
    assert "Mobile phone: Clio, 720-555-0118, Record changed 1:36 PM" in found
    chosen = {name for name, card in found.items() if card.isChecked()}
    assert {name.split(":")[0] for name in chosen} == {"Mobile phone", "Email", "Street address"}


def test_a_press_anywhere_on_a_card_chooses_it(stage: Stage) -> None:
    found = cards(opened(stage))
    card = found["Mobile phone: Clio, 720-555-0118, Record changed 1:36 PM"]
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.rect().bottomRight() / 2)
    assert stage.review.chosen == [("mobilephone", Side.SYSTEM)]


def test_a_choice_moves_no_focus(stage: Stage) -> None:
    window = opened(stage)
    card = cards(window)["Email: HubSpot, j.ashdown@example.com, Changed 1:44 PM"]
    card.setFocus()
    press(card, Qt.Key.Key_Space)
    assert stage.review.chosen == [("email", Side.HUBSPOT)]
    stage.review.tell(review_scenes.EMAIL_TURNED)
    settle()
    assert window.focusWidget() is card
    assert card.isChecked()


def test_the_keys_of_review(stage: Stage) -> None:
    window = opened(stage)
    next(iter(cards(window).values())).setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return):
        press(window.focusWidget(), key, CTRL)
    assert [wish for wish, _target in stage.review.wishes] == [
        Wish.KEEP_SYSTEM,
        Wish.KEEP_HUBSPOT,
        Wish.SAVE_CHOICES,
    ]


def test_a_rule_is_ticked_and_chosen_by_keys(stage: Stage) -> None:
    window = opened(stage)
    (tick,) = visible(window, Tick)
    press(tick, Qt.Key.Key_Space)
    field, rule = visible(window, DropDown)
    press(rule, Qt.Key.Key_Down)
    assert stage.review.rules == [
        (False, "mobilephone", "newest_wins"),
        (False, "mobilephone", "system_wins"),
    ]
    assert (field.accessibleName(), rule.accessibleName()) == ("Field", "Which one is kept")


def test_arrows_in_the_list_look_at_another_record(stage: Stage) -> None:
    window = opened(stage)
    (found,) = visible(window, WaitingList)
    found.setFocus()
    press(found, Qt.Key.Key_Down)
    assert stage.review.selected == ["b"]
    spoken = found.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Person 1409312, 3 fields differ, since 1:49 PM"


def test_buttons_say_what_they_do_and_pass_it_on(stage: Stage) -> None:
    window = opened(stage, review=review_scenes.WHO_IS_WHO)
    click(buttons(window)["It is none of these"])
    click(buttons(window)["Clio 1409312"])
    assert stage.review.wishes == [
        (Wish.KEEP_APART, ""),
        (Wish.OPEN_LINK, "https://app.example.com/1409312"),
    ]


def test_what_is_live_says_so(stage: Stage) -> None:
    assert review_scenes.LIVE in words(opened(stage))
    assert review_scenes.LIVE not in words(opened(stage, review=review_scenes.REFUSED_RECORD))


def test_nothing_of_a_record_stays_in_the_widgets_when_it_is_dropped(stage: Stage) -> None:
    """(P9)"""
    window = opened(stage)
    stage.review.tell(review_scenes.DROPPED)
    settle()
    names = {each.accessibleName() for each in window.findChildren(ChoiceCard)}
    assert names == set()
    assert "juniper@ashdown.example.com" not in words(window)


def test_a_page_on_which_nothing_waits_is_calm(stage: Stage) -> None:
    window = opened(stage, review=review_scenes.NOTHING_WAITS)
    assert "Nothing waits for you" in words(window)
    assert not visible(window, WaitingList)
