"""Icons wear the tokens' colours, and the tray tells its states apart by shape alone."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication  # noqa: TID251

from core.summary import Health
from desktop import icons, theme
from desktop.presenters.overview import Lane
from desktop.presenters.wishes import Tone
from desktop.text import Kind
from desktop.views import pictures
from desktop.views.application import Appearance
from desktop.views.lanes import MIDDLES


def _shipped() -> set[str]:
    return {path.stem for path in icons.FOLDER.glob("*.svg")}


def test_every_table_of_icons_is_whole() -> None:
    assert set(pictures.OF_TONE) == set(Tone)
    assert set(pictures.OF_HEALTH) == set(Health)
    assert set(pictures.OF_KIND) == set(Kind)
    assert set(MIDDLES) == set(Lane)


def test_every_icon_that_a_table_names_is_shipped() -> None:
    tables = (pictures.OF_WISH, pictures.IN_PROBLEM, pictures.OF_TONE, pictures.OF_HEALTH)
    for table in (*tables, pictures.OF_KIND):
        assert set(table.values()) <= _shipped()


def test_the_icons_are_shipped_with_their_licence() -> None:
    assert "ISC License" in (icons.FOLDER / "LICENSE.txt").read_text()


@pytest.mark.parametrize("name", sorted(_shipped()))
def test_an_icon_has_no_colour_of_its_own(name: str, appearance: Appearance) -> None:
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icons.paint(painter, name, QColor("#AF2A1E"), QRectF(0, 0, 48, 48))
    painter.end()
    drawn = {
        image.pixelColor(x, y).name()
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert drawn == {"#af2a1e"}


def test_a_buttons_icon_changes_with_the_scheme(scheme: theme.Scheme) -> None:
    image = icons.icon("x", "text", 32).pixmap(32, 32).toImage()
    solid = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert solid
    assert {colour.name() for colour in solid} == {theme.Tokens(scheme)["text"].name()}


def _silhouette(icon: QIcon, size: int) -> list[bool]:
    image = icon.pixmap(size, size).toImage()
    return [image.pixelColor(x, y).alpha() > 127 for x in range(size) for y in range(size)]


@pytest.mark.parametrize("size", [16, 22, 32])
@pytest.mark.parametrize(("one", "other"), list(combinations(Health, 2)))
def test_two_states_of_the_tray_differ_in_shape(
    one: Health, other: Health, size: int, appearance: Appearance
) -> None:
    shapes = [_silhouette(icons.tray(h, theme.Scheme.LIGHT), size) for h in (one, other)]
    apart = sum(a != b for a, b in zip(*shapes, strict=True))
    assert apart > size * size * 0.08  # of the icon's area


@pytest.mark.parametrize("health", Health)
def test_the_tray_can_be_seen_on_a_light_and_on_a_dark_task_bar(
    health: Health, appearance: Appearance
) -> None:
    for scheme, far in ((theme.Scheme.LIGHT, 0.0), (theme.Scheme.DARK, 1.0)):
        image = icons.tray(health, scheme).pixmap(32, 32).toImage()
        solid = [
            image.pixelColor(x, y).lightnessF()
            for x in range(32)
            for y in range(32)
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert abs(sum(solid) / len(solid) - far) < 0.5


def test_the_arrows_of_a_running_sync_turn(appearance: Appearance) -> None:
    frames = {
        tuple(_silhouette(icons.tray(Health.SYNCING, theme.Scheme.LIGHT, turn=n / 8), 32))
        for n in range(4)
    }
    assert len(frames) == 4


def test_the_program_has_a_mark_at_every_size_that_stands_out_in_light_and_dark(
    scheme: theme.Scheme,
) -> None:
    mark = QApplication.windowIcon()
    assert {16, 32, 48, 256} <= {size.width() for size in mark.availableSizes()}
    colours = theme.Tokens(scheme)
    middle = mark.pixmap(32, 32).toImage().pixelColor(16, 16)
    assert middle == colours["accent"]
    assert abs(middle.lightnessF() - colours["sidebar"].lightnessF()) > 0.4
