"""The tokens keep their contrast, and fonts, palette and style sheet follow them."""

import pytest
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel  # noqa: TID251

from desktop import theme
from desktop.views.application import Appearance
from desktop.views.labels import Text
from desktop.views.style import sheet

READABLE, VISIBLE = 4.5, 3.0  # WCAG 2.2: text, and what has to be told apart
PAIRS = [  # foreground, background, contrast
    *[("text", ground, READABLE) for ground in ("surface", "bg")],
    *[("text-2", ground, READABLE) for ground in ("surface", "bg", "sidebar", "accent-soft")],
    *[("text-2", ground, READABLE) for ground in ("attention-soft", "error-soft")],
    *[("text-3", ground, READABLE) for ground in ("surface", "bg", "surface-2", "sidebar")],
    *[("text-3", ground, READABLE) for ground in ("hover", "accent-soft")],
    *[("accent", ground, READABLE) for ground in ("surface", "bg", "accent-soft")],
    *[("on-accent", ground, READABLE) for ground in ("accent-solid", "accent-hover")],
    ("on-accent", "error-solid", READABLE),
    *[
        (tone, ground, READABLE)
        for tone in ("success", "attention", "error", "paused", "syncing")
        for ground in ("surface", f"{tone}-soft")
    ],
    ("shield", "surface", READABLE),
    ("shield", "shield-soft", READABLE),
    *[("border-input", ground, VISIBLE) for ground in ("surface", "bg")],
    *[
        (shape, "surface", VISIBLE)
        for shape in ("chart", "chart-now", "focus", "success-fill", "attention-fill")
    ],
    *[(shape, "surface", VISIBLE) for shape in ("error-fill", "paused-fill", "syncing-fill")],
    *[
        (f"{system}-fg", f"{system}-bg", READABLE)
        for system in ("clio", "hubspot", "servicetitan", "jobber", "buildium", "opendental")
    ],
    ("boulevard-fg", "boulevard-bg", READABLE),
]


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(p) for p in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", theme.Scheme)
@pytest.mark.parametrize(("front", "ground", "needed"), PAIRS)
def test_what_is_read_stands_out_from_its_ground(
    front: str, ground: str, needed: float, scheme: theme.Scheme
) -> None:
    colours = theme.Tokens(scheme)
    assert _contrast(colours[front], colours[ground]) >= needed


def test_the_three_weights_are_three_faces(appearance: Appearance) -> None:
    widths = {
        QFontMetrics(theme.font(kind)).horizontalAdvance("Everything is in sync")
        for kind in ("body", "name", "strong")
    }
    assert len(widths) == 3


def test_tabular_figures_are_equally_wide_and_others_are_not(appearance: Appearance) -> None:
    def width(text: str, *, tabular: bool) -> int:
        return QFontMetrics(theme.font("body", tabular=tabular)).horizontalAdvance(text)

    assert width("1111", tabular=True) == width("8888", tabular=True)
    assert width("1111", tabular=False) < width("8888", tabular=False)


def test_hint_text_is_opaque_and_as_strong_as_captions(scheme: theme.Scheme) -> None:
    hint = QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
    assert hint == theme.tokens()["text-3"]
    assert hint.alpha() == 255


def test_a_system_without_colours_gets_a_grey_tile() -> None:
    colours = theme.Tokens(theme.Scheme.LIGHT)
    assert colours.tile("acme") == (colours["paused-soft"], colours["paused"])


@pytest.mark.parametrize("scheme", theme.Scheme)
def test_the_style_sheet_names_no_colour_that_is_not_a_token(scheme: theme.Scheme) -> None:
    assert "@" not in sheet(scheme)


def test_everything_follows_when_the_scheme_changes(appearance: Appearance) -> None:
    label = Text("In sync")
    for scheme in (theme.Scheme.LIGHT, theme.Scheme.DARK, theme.Scheme.LIGHT):
        appearance.fix(scheme)
        label.ensurePolished()
        assert theme.tokens().scheme is scheme
        assert label.palette().color(QPalette.ColorRole.WindowText) == theme.tokens()["text"]
    appearance.follow_system()
    assert theme.tokens().scheme is theme.system_scheme()


def test_a_person_who_wants_contrast_keeps_their_own_colours(
    appearance: Appearance, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.views.application.wants_contrast", lambda _app: True)
    appearance.follow_system()
    assert qapp.styleSheet() == ""
    monkeypatch.undo()
    appearance.follow_system()
    assert "QPushButton" in qapp.styleSheet()


def test_fonts_are_the_programs_own_wherever_the_desktop_sets_others(
    appearance: Appearance, qapp: QApplication
) -> None:
    qapp.setFont("DejaVu Serif")
    label = QLabel("In sync")
    label.ensurePolished()
    assert label.font().families()[0] == "Inter"
    assert label.font().pixelSize() == 13
