"""The mapping editor as it is used: dragged, pressed, by keyboard alone, and read aloud."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget  # noqa: TID251

from core.fitting import Fit
from core.mapping import Direction
from desktop import theme
from desktop.presenters.mapping import MappingState
from desktop.presenters.wishes import Wish
from desktop.views.mapping_board import Board
from desktop.views.mapping_column import FieldList
from desktop.views.mapping_field_item import ROW
from desktop.views.mapping_list import LinkTable
from desktop.views.mapping_page import MappingPage
from desktop.views.mapping_wires import positions
from tests.desktop.views import mapping_scenes, scenes
from tests.desktop.views.conftest import Stage, settle
from tests.desktop.views.mapping_scenes import FixedMapping

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(stage: Stage) -> Callable[[MappingState], MappingPage]:
    def opened(state: MappingState = mapping_scenes.TOTALS) -> MappingPage:
        window = stage.open(main=scenes.AT_MAPPINGS, mapping=state)
        found = window.findChild(MappingPage)
        assert isinstance(found, MappingPage)
        return found

    return opened


def deciding(page: MappingPage) -> FixedMapping:
    found = page._presenter
    assert isinstance(found, FixedMapping)
    return found


def lists(page: MappingPage) -> tuple[FieldList, FieldList]:
    here, there = page.board.findChildren(FieldList)
    return here, there


def middle(view: FieldList, name: str) -> QPoint:
    rect = view.row_rect(name)
    assert rect is not None
    return rect.center()


def press(view: FieldList, name: str) -> None:
    QTest.mouseClick(view.viewport(), LEFT, pos=middle(view, name))
    settle()


def key(widget: QWidget, which: Qt.Key) -> None:
    QTest.keyClick(widget, which)
    settle()


def acts(page: MappingPage, *names: str) -> list[tuple[str, object]]:
    return [each for each in deciding(page).acts if each[0] in names]


def test_a_press_on_a_free_field_picks_it_up_and_one_on_a_property_links_it(
    page: Callable[..., MappingPage],
) -> None:
    shown = page()
    here, there = lists(shown)
    press(here, "Preferred")
    assert acts(shown, "pick")[-1] == ("pick", "Preferred")
    deciding(shown).tell(mapping_scenes.PICKED)
    press(there, "office_location")
    assert acts(shown, "link") == [("link", ("ClinicNum", "office_location"))]


def test_a_field_is_dragged_onto_a_property(page: Callable[..., MappingPage]) -> None:
    shown = page()
    here, there = lists(shown)
    start = middle(here, "Preferred")
    goal = there.viewport().mapToGlobal(middle(there, "notes_desk"))
    QTest.mousePress(here.viewport(), LEFT, pos=start)
    for share in (0.3, 1.0):
        way = here.viewport().mapFromGlobal(goal) - start
        QTest.mouseMove(here.viewport(), start + way * share)
        settle()
    deciding(shown).tell(replace(mapping_scenes.TOTALS, picked="Preferred"))
    QTest.mouseRelease(here.viewport(), LEFT, pos=here.viewport().mapFromGlobal(goal))
    settle()
    assert acts(shown, "pick")[0] == ("pick", "Preferred")
    assert acts(shown, "link") == [("link", ("Preferred", "notes_desk"))]


def test_what_is_let_go_beside_everything_links_nothing(page: Callable[..., MappingPage]) -> None:
    shown = page()
    here, _there = lists(shown)
    start = middle(here, "Preferred")
    QTest.mousePress(here.viewport(), LEFT, pos=start)
    QTest.mouseMove(here.viewport(), start + QPoint(theme.MAP_GAP, 0))
    QTest.mouseRelease(here.viewport(), LEFT, pos=start + QPoint(theme.MAP_GAP, 0))
    settle()
    assert acts(shown, "link") == []
    assert acts(shown, "pick")[-1] == ("pick", "")


def test_all_of_it_is_done_by_keyboard(page: Callable[..., MappingPage]) -> None:
    shown = page()
    here, there = lists(shown)
    here.setFocus(Qt.FocusReason.TabFocusReason)
    here.go_to("Preferred")
    key(here, Qt.Key.Key_Return)
    assert acts(shown, "pick")[-1] == ("pick", "Preferred")
    assert there.hasFocus()
    deciding(shown).tell(mapping_scenes.PICKED)
    there.go_to("office_location")
    key(there, Qt.Key.Key_Return)
    assert acts(shown, "link") == [("link", ("ClinicNum", "office_location"))]
    key(there, Qt.Key.Key_Escape)
    assert acts(shown, "pick")[-1] == ("pick", "")
    there.go_to("city")
    key(there, Qt.Key.Key_Delete)
    assert acts(shown, "unlink") == [("unlink", "city")]
    key(there, Qt.Key.Key_Left)
    assert here.hasFocus()
    assert here.current() == "City"


def test_shortcuts_undo_redo_save_and_look(page: Callable[..., MappingPage]) -> None:
    shown = page()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for which, with_keys in (
        (Qt.Key.Key_Z, control),
        (Qt.Key.Key_Y, control),
        (Qt.Key.Key_S, control),
        (Qt.Key.Key_P, control),
        (Qt.Key.Key_M, control | shift),
    ):
        QTest.keyClick(lists(shown)[0], which, with_keys)
    assert [wish for wish, _target in deciding(shown).wishes] == [
        Wish.UNDO_EDIT,
        Wish.REDO_EDIT,
        Wish.SAVE_MAPPING,
        Wish.SHOW_CHANGES,
        Wish.AUTO_MAP,
    ]


def test_a_link_is_chosen_by_pressing_its_line(page: Callable[..., MappingPage]) -> None:
    shown = page()
    board = shown.board
    wire = next(w for w in board.wires._wires() if w.link.key == "firstname")
    QTest.mouseClick(board, LEFT, pos=wire.path.pointAtPercent(0.3).toPoint())
    assert acts(shown, "select")[-1] == ("select", "firstname")
    QTest.mouseClick(board, LEFT, pos=QPoint(board.width() // 2, board.height() - theme.SPACE[2]))
    assert acts(shown, "select")[-1] == ("select", "")


def test_links_follow_their_rows_when_a_column_is_scrolled(
    page: Callable[..., MappingPage],
) -> None:
    shown = page(mapping_scenes.large(60))
    board = shown.board
    here, _there = lists(shown)
    before = positions(["f4"], lambda name: board._here.port(name, board))
    here.verticalScrollBar().setValue(theme.MAP_ROW)
    settle()
    after = positions(["f4"], lambda name: board._here.port(name, board))
    assert before["f4"] - after["f4"] == theme.MAP_ROW


def test_a_search_leaves_what_is_looked_for(page: Callable[..., MappingPage]) -> None:
    shown = page()
    column = shown.board._here
    QTest.keyClicks(column.search, "phone")
    settle()
    assert column.list.names() == ["WirelessPhone"]


def test_while_something_is_picked_up_a_screen_reader_hears_what_fits(
    page: Callable[..., MappingPage],
) -> None:
    shown = page(mapping_scenes.PICKED)
    _here, there = lists(shown)
    told = {
        there.model().index(n, 0).data(ROW).name: there.model()
        .index(n, 0)
        .data(Qt.ItemDataRole.AccessibleTextRole)
        for n in range(there.model().rowCount())
        if there.model().index(n, 0).data(ROW) is not None
    }
    assert "fits" in told["office_location"].split(", ")
    assert "does not fit" in told["customer_since"].split(", ")
    assert there.model().index(1, 0).data(ROW).fits in {fit.value for fit in Fit}


def test_every_field_is_exposed_to_screen_readers(page: Callable[..., MappingPage]) -> None:
    """Two item views are; a graphics scene would expose none of them."""
    shown = page(mapping_scenes.large(40))
    for view in lists(shown):
        read = QAccessible.queryAccessibleInterface(view)
        assert read is not None
        assert read.childCount() >= 40


def test_the_list_is_a_full_editor(page: Callable[..., MappingPage]) -> None:
    shown = page()
    QTest.keyClick(lists(shown)[0], Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert not shown.findChild(Board).isVisible()  # type: ignore[union-attr]
    table = shown.findChild(LinkTable)
    assert isinstance(table, LinkTable)
    table.setFocus()
    table.selectRow(2)
    settle()
    assert acts(shown, "select")[-1] == ("select", "email")
    key(table, Qt.Key.Key_Delete)
    assert acts(shown, "unlink") == [("unlink", "email")]
    add = next(b for b in shown.findChildren(QPushButton) if b.text() == "Add link")
    QTest.mouseClick(add, LEFT)
    assert len(acts(shown, "link")) == 1


def test_what_the_inspector_changes_is_passed_on(page: Callable[..., MappingPage]) -> None:
    shown = page(mapping_scenes.EDITED)
    buttons = {b.objectName(): b for b in shown.inspector.findChildren(QPushButton)}
    QTest.mouseClick(buttons[f"way {Direction.TO_HUBSPOT.value}"], LEFT)
    QTest.mouseClick(buttons["away 0"], LEFT)
    QTest.mouseClick(buttons["another"], LEFT)
    QTest.mouseClick(buttons["remove"], LEFT)
    assert [about for _name, about in acts(shown, "apply")] == [
        ("Direction: To HubSpot", False),
        ("E.164 phone", True),
    ]
    assert deciding(shown).wishes == [(Wish.ANOTHER_SAMPLE, "")]
    assert acts(shown, "unlink") == [("unlink", "mobilephone")]


def test_the_page_says_when_it_is_seen_and_when_it_no_longer_is(
    stage: Stage, page: Callable[..., MappingPage]
) -> None:
    """(P9) What was fetched for it is then dropped."""
    shown = page()
    stage.main.show(scenes.AT_HOME)
    settle()
    assert acts(shown, "show")[-2:] == [("show", True), ("show", False)]
