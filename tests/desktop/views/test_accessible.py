"""Every page can be used by ear: whatever takes the focus says what it is and does."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QPushButton, QWidget  # noqa: TID251
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.views.application import Appearance
from tests.desktop.views.conftest import settle
from tests.desktop.views.fits import SCENES, open_scene

_DEEPEST = 40
_ITEMS = {  # whose own words are their rows' or cells'
    QAccessible.Role.ListItem,
    QAccessible.Role.Cell,
    QAccessible.Role.Row,
    QAccessible.Role.RowHeader,
    QAccessible.Role.ColumnHeader,
}


def walk(interface: QAccessibleInterface | None, depth: int = 0) -> Iterator[QAccessibleInterface]:
    """Yield whatever of a tree is on the screen."""
    if interface is None or depth > _DEEPEST or interface.state().invisible:
        return
    yield interface
    for place in range(min(interface.childCount(), 200)):
        yield from walk(interface.child(place), depth + 1)


def tree(widget: QWidget) -> list[QAccessibleInterface]:
    return list(walk(QAccessible.queryAccessibleInterface(widget)))


def unnamed(widget: QWidget) -> list[str]:
    """Return the roles of what takes the focus and says nothing."""
    return [
        f"{each.role().name} {type(each.object()).__name__}"
        for each in tree(widget)
        if each.state().focusable
        and not each.state().disabled
        and each.role() not in _ITEMS
        and not each.text(QAccessible.Text.Name).strip()
    ]


@pytest.mark.parametrize("name", SCENES)
def test_whatever_takes_the_focus_has_a_name(
    name: str, qtbot: QtBot, appearance: Appearance
) -> None:
    del appearance
    window = open_scene(SCENES[name], theme.WINDOW)
    qtbot.addWidget(window)
    settle()
    found = tree(window)
    assert len(found) > 10
    assert unnamed(window) == []


def test_a_control_without_a_name_is_seen(qtbot: QtBot, appearance: Appearance) -> None:
    del appearance
    window = open_scene(SCENES["in sync"], theme.WINDOW)
    qtbot.addWidget(window)
    QPushButton(window).show()
    settle()
    assert unnamed(window) == ["Button QPushButton"]
