"""Privacy draws what it is told; what cannot be taken back needs to be typed."""

from PySide6.QtWidgets import QLineEdit, QPushButton  # noqa: TID251

from desktop.presenters.wishes import Wish
from desktop.sentences.kept import SURE
from desktop.views.main_window import MainWindow
from desktop.views.papers import PaperBox
from tests.desktop.views import privacy_scenes, scenes
from tests.desktop.views.conftest import Stage, settle
from tests.desktop.views.person import buttons, click, visible, words, write


def opened(stage: Stage) -> MainWindow:
    return stage.open(main=scenes.AT_PRIVACY)


def entry(window: MainWindow, name: str) -> QLineEdit:
    (found,) = [each for each in visible(window, QLineEdit) if each.accessibleName() == name]
    return found


def test_erasing_is_possible_only_once_it_is_typed(stage: Stage) -> None:
    window = opened(stage)
    button = buttons(window)["Erase everything"]
    assert not button.isEnabled()
    typed = entry(window, f"Type {SURE} to allow it")
    write(typed, "erase everythin")
    assert not button.isEnabled()
    write(typed, "g")
    click(button)
    assert stage.privacy.acts[-1] == ("erase", SURE)


def test_a_record_is_forgotten_by_the_number_that_was_typed(stage: Stage) -> None:
    window = opened(stage)
    write(entry(window, "Number of the record to forget"), "77")
    click(buttons(window)["Forget this record"])
    assert stage.privacy.acts[-1] == ("forget", ("patients-contacts", "77", True))
    assert entry(window, "Number of the record to forget").text() == ""


def test_each_pair_has_a_chip_and_the_chosen_one_is_marked(stage: Stage) -> None:
    window = opened(stage)
    chips = {b.text(): b for b in visible(window, QPushButton) if b.property("key")}
    assert {text: chip.isChecked() for text, chip in chips.items()} == {
        "Patients to Contacts 8": True,
        "Clinics to Companies 4": False,
    }
    click(chips["Clinics to Companies 4"])
    assert stage.privacy.wishes == [(Wish.SHOW_FIELDS, "clinics-companies")]


def test_all_that_never_leaves_can_be_read(stage: Stage) -> None:
    window = opened(stage)
    assert "Medical history and notes" in words(window)
    click(buttons(window)["See all 42 fields"])
    settle()
    (box,) = window.findChildren(PaperBox)
    assert "Chart field 32" in box.paper.toPlainText()
    box.close()


def test_the_policy_is_shown_with_a_way_to_accept_it(stage: Stage) -> None:
    window = opened(stage)
    stage.privacy.tell(privacy_scenes.replace_policy(""))
    stage.privacy.policy_wanted.emit("# The policy")
    settle()
    (box,) = window.findChildren(PaperBox)
    click(buttons(box)["Accept for our office"])
    assert stage.privacy.wishes == [(Wish.ACCEPT_POLICY, "")]


def test_once_all_is_erased_only_the_receipt_is_left(stage: Stage) -> None:
    window = opened(stage)
    stage.privacy.tell(privacy_scenes.GONE)
    settle()
    said = words(window)
    assert "Everything is erased" in said
    assert "What leaves this PC" not in said
    assert "End 300Sync" in buttons(window)
