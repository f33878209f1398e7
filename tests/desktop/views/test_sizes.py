"""Nothing is cut off: in the smallest window, at any scale, in longer languages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.views.application import Appearance
from desktop.views.buttons import IconButton
from tests.desktop.views.fits import SCENES, SIZES, longer, misfits, open_scene
from tests.desktop.views.person import visible

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", list(SCENES))
def test_everything_fits(
    name: str, size: tuple[int, int], qtbot: QtBot, appearance: Appearance
) -> None:
    window = open_scene(SCENES[name], size)
    qtbot.addWidget(window)
    assert list(misfits(window)) == []


@pytest.mark.parametrize("name", list(SCENES))
def test_names_forty_percent_longer_fit_too(
    name: str, qtbot: QtBot, appearance: Appearance
) -> None:
    window = open_scene(longer(SCENES[name]), SIZES[1])
    qtbot.addWidget(window)
    assert list(misfits(window)) == []


@pytest.mark.parametrize("factor", ["1.25", "1.5", "2"])
def test_everything_fits_at_another_scale(factor: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.desktop.views.fits"],
        env={**os.environ, "QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


def test_what_is_cut_off_is_found(qtbot: QtBot, appearance: Appearance) -> None:
    window = open_scene(SCENES["in sync"], SIZES[0])
    qtbot.addWidget(window)
    visible(window, IconButton)[0].setFixedWidth(24)
    assert any("button" in misfit for misfit in misfits(window))
