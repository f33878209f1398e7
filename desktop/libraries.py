"""The shared libraries that Qt takes from the system, and which of them this PC lacks.

Asked where the window cannot be drawn. Only X11's are tried beforehand: without one of them Qt
would end the program on the spot, with words that help nobody.
"""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from core.errors import Code, UserActionError

QT = ("PySide6", "shiboken6")
_LOADED = [f"Qt{name}.abi3.so" for name in ("Core", "DBus", "Gui", "Network", "Svg", "Widgets")]
_X11 = "Qt/plugins/platforms/libqxcb.so"
_TOLD = re.compile(r"([\w.+-]+\.so[.\d]*): cannot open shared object file")
_ABSENT = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)


@contextmanager
def told() -> Iterator[None]:
    """Turn a part of Qt that does not load into UserActionError, with what it lacks by name."""
    try:
        yield
    except ImportError as fault:
        if fault.path is None or not set(QT) & set(Path(fault.path).parts):
            raise
        names = lacking(str(fault))
        raise UserActionError(Code.LIBRARIES_MISSING, detail=", ".join(names) or None) from fault


def try_x11() -> None:
    """Raise ImportError if the window is to be drawn on X11 and what draws there does not load."""
    folder = _folder()
    if folder is None or not draws_on_x11(os.environ) or not (folder / _X11).exists():
        return
    try:
        ctypes.CDLL(str(folder / _X11))
    except OSError as fault:
        raise ImportError(str(fault), path=str(folder / _X11)) from fault


def draws_on_x11(environ: Mapping[str, str]) -> bool:
    """Return whether Qt will draw on X11 for certain: on Wayland it may choose.

    >>> draws_on_x11({"DISPLAY": ":0"}), draws_on_x11({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"})
    (True, False)
    """
    chosen = environ.get("QT_QPA_PLATFORM", "")
    if chosen:
        return chosen.startswith("xcb")
    return "DISPLAY" in environ and "WAYLAND_DISPLAY" not in environ


def lacking(message: str) -> list[str]:
    """Return the libraries that are not there, by the loader's names: all of them if it can be
    asked, else the first, which is in its `message`.
    """
    return sorted({*_TOLD.findall(message), *_asked()})


def _asked() -> list[str]:
    folder, ldd = _folder(), shutil.which("ldd")
    if folder is None or ldd is None:
        return []
    ours = getattr(sys, "_MEIPASS", "")  # the frozen program's folder holds some of them
    done = subprocess.run(
        [ldd, *(str(file) for name in (*_LOADED, _X11) if (file := folder / name).exists())],
        env={**os.environ, "LD_LIBRARY_PATH": ours},
        capture_output=True,
        text=True,
        check=False,
    )
    return _ABSENT.findall(done.stdout)


def _folder() -> Path | None:
    """Return where Qt lies on Linux; elsewhere it brings along all that it needs."""
    found = find_spec(QT[0]) if sys.platform == "linux" else None
    places = found.submodule_search_locations if found is not None else None
    return Path(places[0]) if places else None
