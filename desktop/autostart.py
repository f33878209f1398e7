"""Starting with the desktop: an entry where each system looks for one. Knows no Qt."""

import os
import plistlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_NAME = "300Sync"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_LABEL = "com.300sync.desktop"


def command() -> list[str]:
    """Return what starts this program."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    found = shutil.which("300sync")
    return [found] if found else [sys.executable, "-m", "desktop"]


def is_on() -> bool:
    """Return whether the program starts when somebody signs in. Touches disk."""
    if sys.platform == "win32":
        return _windows_value() is not None
    return _file().is_file()


def switch(on: bool) -> None:
    """Start with the desktop, or no longer. Raises OSError."""
    if sys.platform == "win32":
        _switch_windows(on)
        return
    file = _file()
    if not on:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    made = plist(command()) if sys.platform == "darwin" else entry(command()).encode()
    file.write_bytes(made)


def entry(words: Sequence[str]) -> str:
    """Return a desktop entry as freedesktop.org has it.

    >>> print(entry(["/opt/300 sync/300sync"]).splitlines()[3])
    Exec="/opt/300 sync/300sync"
    """
    quoted = " ".join(f'"{word}"' if " " in word else word for word in words)
    return (
        "[Desktop Entry]\nType=Application\nName=300Sync\n"
        f"Exec={quoted}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def plist(words: Sequence[str]) -> bytes:
    """Return a launch agent as macOS has it."""
    return plistlib.dumps(
        {"Label": _LABEL, "ProgramArguments": list(words), "RunAtLoad": True}, sort_keys=True
    )


def _file() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{_LABEL}.plist"
    config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(config) / "autostart" / "300sync.desktop"


def _windows_value() -> str | None:  # pragma: no cover - only Windows has a registry
    registry: Any = __import__("winreg")
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, _RUN) as key:
            return str(registry.QueryValueEx(key, _NAME)[0])
    except FileNotFoundError:
        return None


def _switch_windows(on: bool) -> None:  # pragma: no cover
    registry: Any = __import__("winreg")
    with registry.OpenKey(registry.HKEY_CURRENT_USER, _RUN, 0, registry.KEY_SET_VALUE) as key:
        if on:
            words = " ".join(f'"{word}"' for word in command())
            registry.SetValueEx(key, _NAME, 0, registry.REG_SZ, words)
        elif _windows_value() is not None:
            registry.DeleteValue(key, _NAME)
