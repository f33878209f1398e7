"""A PC that lacks a library of the window is told which, and what to do: no crash, no traceback.

Qt's own files are lent to a folder of the test, and one of them is made to ask the loader for a
library that no system has.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree

import pytest

from core.errors import Code, UserActionError
from desktop import libraries
from desktop.text import explain

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere Qt brings along all that it needs"
)


def place(package: str) -> Path:
    found = find_spec(package)
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a Qt of its own, which Python finds before the other."""
    made = tmp_path / "site"
    for package in libraries.QT:
        copytree(place(package), made / package, copy_function=os.symlink)
    return made


def ask_for_what_is_not_there(file: Path, wanted: bytes) -> None:
    """Give `file` other names for libraries that it asks for; as long as the old ones."""
    whole = file.read_bytes()
    assert whole.count(wanted + b"\0") == 1
    file.unlink()
    file.write_bytes(whole.replace(wanted + b"\0", b"lib_" + wanted[4:] + b"\0"))


def start(site: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    outside = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "DISPLAY")}
    return subprocess.run(
        [sys.executable, "-m", "desktop", "--exit-after-start", "--data-dir", site.parent / "data"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**outside, "PYTHONPATH": str(site), **environ},
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("file", "wanted", "lacking", "environ"),
    [
        pytest.param(
            "Qt/lib/libQt6Gui.so.6",
            b"libEGL.so.1",
            "lib_GL.so.1",
            {"QT_QPA_PLATFORM": "offscreen"},
            id="Qt does not load",
        ),
        pytest.param(
            "Qt/lib/libQt6XcbQpa.so.6",
            b"libxcb-cursor.so.0",
            "lib_cb-cursor.so.0",
            {"DISPLAY": ":300"},
            id="Qt loads, but what draws on X11 does not",
        ),
    ],
)
def test_a_start_without_a_library_names_it_and_says_what_to_do(
    site: Path, file: str, wanted: bytes, lacking: str, environ: dict[str, str]
) -> None:
    ask_for_what_is_not_there(site / "PySide6" / file, wanted)
    done = start(site, **environ)
    words = explain(Code.LIBRARIES_MISSING, detail=lacking)
    assert done.stderr.splitlines()[:3] == [f"{words.title}.", words.meaning, words.action]
    assert done.returncode == 3


def test_the_loader_is_asked_for_all_that_is_lacking_at_once(site: Path) -> None:
    """It stops at the first; a person would install one after the other."""
    ask_for_what_is_not_there(site / "PySide6/Qt/lib/libQt6Gui.so.6", b"libEGL.so.1")
    ask_for_what_is_not_there(site / "PySide6/Qt/lib/libQt6XcbQpa.so.6", b"libxcb-cursor.so.0")
    said = start(site, QT_QPA_PLATFORM="offscreen").stderr
    assert "lib_GL.so.1, lib_cb-cursor.so.0." in said


def test_where_the_loader_cannot_be_asked_its_message_names_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    message = "libEGL.so.1: cannot open shared object file: No such file or directory"
    assert libraries.lacking(message) == ["libEGL.so.1"]


def test_a_part_of_qt_that_does_not_load_for_another_reason_is_still_the_pcs() -> None:
    with pytest.raises(UserActionError) as raised, libraries.told():
        raise ImportError("DLL load failed", name="QtGui", path="/there/PySide6/QtGui.pyd")
    assert (raised.value.code, raised.value.detail) == (Code.LIBRARIES_MISSING, None)


def test_an_import_that_fails_for_a_fault_of_ours_stays_one() -> None:
    with pytest.raises(ImportError, match="no such name"), libraries.told():
        raise ImportError("no such name", name="desktop.window", path=None)
