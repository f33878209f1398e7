"""Overview draws its state, and passes on what is wished for."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import (  # noqa: TID251
    QAbstractButton,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QWidget,
)

from desktop import theme
from desktop.presenters.overview import OverviewState, PairProgress, PairRow
from desktop.presenters.wishes import Tone, Wish
from desktop.views.day_bars import DayBars
from desktop.views.figures import Ring
from desktop.views.lanes import WIDE, Lanes
from desktop.views.marks import Disc
from desktop.views.overview_parts import NeedsCard, StatusHeader
from desktop.views.tables import RowsView
from tests.desktop.views import scenes
from tests.desktop.views.conftest import Stage, settle
from tests.desktop.views.person import buttons, click, press, visible, words, write


def test_the_headline_says_whether_all_is_well(stage: Stage) -> None:
    window = stage.open()
    assert "Everything is in sync" in words(window)
    assert "next run in 11 min" in words(window)


def test_pressing_sync_now_is_passed_on(stage: Stage) -> None:
    window = stage.open()
    click(buttons(window)["Sync now"])
    assert stage.overview.wishes == [(Wish.SYNC, "")]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_keyboard(stage: Stage, key: Qt.Key) -> None:
    press(buttons(stage.open())["Sync now"], key)
    assert stage.overview.wishes == [(Wish.SYNC, "")]


def test_the_other_ways_to_sync_open_by_mouse_and_by_keyboard(stage: Stage) -> None:
    window = stage.open()
    sync = buttons(window)["Sync now"]
    sync.setFocus()
    press(sync, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    [menu] = [menu for menu in window.findChildren(QMenu) if menu.isVisible()]
    assert [a.text() for a in menu.actions() if a.text()] == [b.label for b in scenes.MENU]
    press(menu, Qt.Key.Key_Down)
    press(menu, Qt.Key.Key_Return)
    assert stage.overview.wishes == [(Wish.PAUSE_HOUR, "")]
    click(buttons(window)["More ways to sync, and pauses"])
    assert menu.isVisible()
    menu.close()


def test_a_run_under_way_can_be_cancelled_and_says_what_that_leaves(stage: Stage) -> None:
    window = stage.open(overview=scenes.RUNNING)
    assert "Changes already made stay." in words(window)
    assert "Sync now" not in buttons(window)
    click(buttons(window)["Cancel"])
    assert stage.overview.wishes == [(Wish.CANCEL, "")]


def test_progress_keeps_the_button_that_is_about_to_be_pressed(stage: Stage) -> None:
    window = stage.open(overview=scenes.RUNNING)
    cancel = buttons(window)["Cancel"]
    cancel.setFocus()
    stage.overview.show(replace(scenes.RUNNING, fraction=0.44, sentence="2,267 of 5,152"))
    assert buttons(window)["Cancel"] is cancel
    assert cancel.hasFocus()


def test_what_stopped_the_sync_stands_in_place_of_the_headline(stage: Stage) -> None:
    window = stage.open(overview=scenes.FAILED)
    problem = scenes.SIGNED_OUT
    for part in (problem.title, problem.happened, problem.meaning, problem.action):
        assert part in words(window)
    assert not visible(window, StatusHeader)
    click(buttons(window)["Sign in to HubSpot"])
    assert stage.overview.wishes == [(Wish.RECONNECT, "hubspot")]
    stage.overview.show(scenes.IN_SYNC)
    assert problem.title not in words(window)
    assert visible(window, StatusHeader)


def test_without_connections_there_is_one_thing_to_do(stage: Stage) -> None:
    window = stage.open(main=scenes.NEW_OFFICE, overview=scenes.EMPTY)
    assert list(buttons(window)) == ["Open connections"]
    assert "No connections yet" in words(window)
    assert not visible(window, QTableView)
    click(buttons(window)["Open connections"])
    assert stage.overview.wishes == [(Wish.SHOW_CONNECTIONS, "")]


def test_before_anything_is_known_nothing_is_claimed(stage: Stage) -> None:
    window = stage.open(overview=OverviewState())
    assert "sync" not in words(window).lower()
    assert not buttons(window)


def test_a_notice_can_be_dismissed(stage: Stage) -> None:
    window = stage.open(overview=scenes.NOTED)
    assert "Not now. This PC is offline." in words(window)
    click(buttons(window)["Close"])
    assert stage.overview.wishes == [(Wish.DISMISS, "")]
    stage.overview.show(scenes.IN_SYNC)
    assert "Not now." not in words(window)


def test_what_needs_a_person_has_its_way_on(stage: Stage) -> None:
    window = stage.open()
    assert "2 practice areas have no match" in words(window)
    click(buttons(window)["Renew"])
    assert stage.overview.wishes == [(Wish.RECONNECT, "clio")]


def test_what_needs_a_person_has_the_icon_of_its_kind(stage: Stage) -> None:
    [card] = visible(stage.open(), NeedsCard)
    drawn = [disc.grab().toImage() for disc in visible(card, Disc)]
    assert len(drawn) == 3
    assert all(one != other for one, other in combinations(drawn, 2))


def test_when_nothing_needs_a_person_that_is_said(stage: Stage) -> None:
    assert "Nothing waits for you." in words(stage.open(overview=scenes.QUIET))


def test_progress_repaints_only_what_shows_it(stage: Stage) -> None:
    """P14"""
    window = stage.open(overview=scenes.RUNNING)
    painted = Painted(window)
    stage.overview.show(replace(scenes.RUNNING, fraction=0.44, aside="about 1 min left"))
    settle()
    assert {"Ring", "StatusHeader"} <= set(painted.places)
    assert not {"Badge", "DayBars", "RowsView"} & set(painted.places)


def test_the_columns_are_painted_again_when_their_words_change_and_not_before(
    stage: Stage,
) -> None:
    """P14"""
    window = stage.open(overview=scenes.RUNNING)
    painted = Painted(window)
    first, *others = scenes.RUNNING.pairs
    further = replace(first, lane_text="49%")
    stage.overview.show(replace(scenes.RUNNING, pairs=(further, *others)))
    settle()
    assert painted.places["Lanes"].left() >= WIDE.node
    linked = replace(further, linked="3,655 linked")
    stage.overview.show(replace(scenes.RUNNING, pairs=(linked, *others)))
    settle()
    assert painted.places["Lanes"].left() == 0


def test_the_dashes_of_a_running_lane_move_between_the_columns_only(stage: Stage) -> None:
    """P14"""
    window = stage.open(overview=scenes.RUNNING)
    [lanes] = visible(window, Lanes)
    whole, column = lanes.grab().toImage(), QRect(0, 0, WIDE.node, lanes.height())
    gap = column.translated(WIDE.node, 0)
    timer = lanes.findChild(QTimer)
    assert timer is not None
    timer.timeout.emit()
    moved = lanes.grab().toImage()
    assert moved.copy(gap) != whole.copy(gap)
    assert moved.copy(column) == whole.copy(column)


class Painted(QObject):
    """Notes what is painted from now on, by class, and where within it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.places: dict[str, QRect] = {}
        for widget in window.findChildren(QWidget):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            name = type(watched).__name__
            self.places[name] = event.rect().united(self.places.get(name, QRect()))
        return super().eventFilter(watched, event)


def _table(window: QWidget, name: str) -> RowsView:
    [table] = [t for t in visible(window, RowsView) if t.accessibleName() == name]
    return table


def _titles(table: QTableView) -> list[str]:
    model = table.model()
    sideways = Qt.Orientation.Horizontal
    return [model.headerData(n, sideways) for n in range(model.columnCount())]


def test_a_brake_wants_its_number_typed(stage: Stage) -> None:
    """(P6) Nothing out of proportion is let through by one press."""
    window = stage.open(overview=scenes.BRAKED)
    assert "91 % of 2,310 changes" in words(window)
    button = buttons(window)["Let it through"]
    assert not button.isEnabled()
    (typed,) = [e for e in visible(window, QLineEdit) if "let it through" in e.accessibleName()]
    write(typed, "2x310")
    assert typed.text() == "2310"
    click(button)
    assert stage.overview.released == [("persons-contacts", "2310")]


def test_enter_on_a_pair_opens_its_mapping(stage: Stage) -> None:
    window = stage.open()
    table = next(t for t in visible(window, RowsView) if t.accessibleName() == "Your records")
    table.setFocus(Qt.FocusReason.TabFocusReason)
    table.setCurrentIndex(table.model().index(1, 0))
    press(table, Qt.Key.Key_Return)
    assert stage.overview.wishes[-1] == (Wish.EDIT_MAPPING, scenes.IN_SYNC.pairs[1].pair)


def test_a_row_is_spoken_whole(stage: Stage) -> None:
    table = _table(stage.open(), "Your records")
    first = table.model().index(0, 0)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == scenes.CONTACTS.spoken


def test_skipped_and_failed_records_get_their_columns(stage: Stage) -> None:
    window = stage.open()
    assert "Failed" not in _titles(_table(window, "Your records"))
    stage.overview.show(scenes.FAILED)
    assert _titles(_table(window, "Your records"))[-2:] == ["Skipped", "Failed"]


def test_while_a_run_is_under_way_its_progress_is_shown(stage: Stage) -> None:
    table = _table(stage.open(overview=scenes.RUNNING), "Your records")
    assert _titles(table)[:3] == ["Progress", "Rate", "Time left"]
    row = [table.model().index(0, column).data() for column in range(6)]
    assert row == ["1,748 of 3,654", "38 a second", "50 s", "3", "29", "2"]


def test_why_a_run_stopped_is_told_to_eye_and_ear(stage: Stage) -> None:
    table = _table(stage.open(), "Last runs")
    stopped = table.model().index(3, 0)
    assert stopped.data(Qt.ItemDataRole.ToolTipRole) == scenes.RUNS[3].text
    spoken = stopped.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Stopped" in spoken
    assert scenes.RUNS[3].text in spoken


@pytest.mark.parametrize("size", [theme.WINDOW, theme.WINDOW_MIN])
@pytest.mark.parametrize("state", [scenes.IN_SYNC, scenes.RUNNING, scenes.FAILED])
def test_every_column_fits_beside_the_lanes(
    stage: Stage, size: tuple[int, int], state: OverviewState
) -> None:
    table = _table(stage.open(overview=state, size=size), "Your records")
    wide = sum(table.columnWidth(n) for n in range(table.model().columnCount()))
    assert wide <= table.viewport().width()


def test_figures_of_any_size_are_shown_whole(stage: Stage) -> None:
    progress = PairProgress(0.5, "500,000 of 1,000,000", "Syncing", "1,798 a second", "10 min 40 s")
    row = replace(scenes.RUNNING.pairs[0], progress=progress, created=123_456, updated=234_567)
    window = stage.open(overview=scenes.RUNNING)
    table = _table(window, "Your records")
    stage.overview.show(replace(scenes.RUNNING, pairs=(row, *scenes.RUNNING.pairs[1:])))
    metrics = QFontMetrics(theme.font("body", tabular=True))
    for column in range(1, table.model().columnCount()):
        text = table.model().index(0, column).data()
        assert metrics.horizontalAdvance(text) <= table.columnWidth(column)


def test_a_run_of_unknown_length_claims_no_percentage(stage: Stage) -> None:
    window = stage.open(overview=replace(scenes.RUNNING, fraction=None))
    assert not visible(window, Ring)
    stage.overview.show(scenes.RUNNING)
    [ring] = visible(window, Ring)
    assert ring.accessibleName() == "43%"


def test_table_and_lanes_share_one_grid(stage: Stage) -> None:
    window = stage.open()
    [lanes] = visible(window, Lanes)
    table = _table(window, "Your records")
    assert table.height() == lanes.height()
    assert table.mapTo(window, QPoint(0, 0)).y() == lanes.mapTo(window, QPoint(0, 0)).y()


def test_the_chart_says_in_words_what_it_draws(stage: Stage) -> None:
    [bars] = visible(stage.open(), DayBars)
    assert bars.accessibleName() == scenes.CHART.spoken


def test_a_button_that_cannot_be_used_says_why_beside_it(stage: Stage) -> None:
    stuck = replace(scenes.SYNC, enabled=False, reason="HubSpot is being connected.")
    problem = replace(scenes.SIGNED_OUT, buttons=(stuck,))
    window = stage.open(overview=replace(scenes.FAILED, problem=problem))
    assert "HubSpot is being connected." in words(window)
    assert buttons(window)["Sync now"].accessibleDescription() == "HubSpot is being connected."


def _rows(count: int) -> tuple[PairRow, ...]:
    return tuple(replace(scenes.CONTACTS, pair=f"p{n}") for n in range(count))


@pytest.mark.parametrize("count", [1, 8])
def test_any_number_of_pairs_is_shown_whole(stage: Stage, count: int) -> None:
    window = stage.open(overview=replace(scenes.IN_SYNC, pairs=_rows(count)))
    table = _table(window, "Your records")
    last = table.visualRect(table.model().index(count - 1, 0))
    assert table.viewport().rect().contains(last)


def test_a_long_name_keeps_its_card_and_is_told_in_full(
    stage: Stage, shown: Callable[[QWidget], QWidget]
) -> None:
    name = "A practice area with a name that is much longer than any column"
    row = replace(scenes.CONTACTS, system_label=name)
    window = stage.open(overview=replace(scenes.IN_SYNC, pairs=(row,)))
    [lanes] = visible(window, Lanes)
    assert lanes.tip(QPoint(40, 80)).startswith(name)


def test_state_is_colour_icon_and_word(stage: Stage) -> None:
    window = stage.open(overview=scenes.FAILED)
    [lanes] = visible(window, Lanes)
    assert "HubSpot: Signed out" in lanes.accessibleName()
    assert lanes.tip(QPoint(theme.WINDOW[0] // 4, 20)) == "HubSpot: Signed out"
    assert scenes.FAILED.tone is Tone.ERROR


def test_nothing_on_the_page_is_pressed_in_vain(stage: Stage) -> None:
    window = stage.open()
    page = [b for b in visible(window, QPushButton) if b.isEnabled()]
    for button in page:
        if button.accessibleName() != "More ways to sync, and pauses":
            button.click()
    settle()
    assert len(stage.overview.wishes) == len(page) - 1
    assert all(isinstance(button, QAbstractButton) for button in page)
