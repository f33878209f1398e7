"""What a person chose for this PC alone: how it looks, when it tells, what holds a run up.

A small file beside the settings of the window; nothing of the office is in it. Knows no Qt.
"""

from enum import Enum
from pathlib import Path

import msgspec

from core.paths import replace_file

NAME = "preferences.json"


class Look(Enum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Telling(Enum):
    """Which changes of state are also told outside the window."""

    PROBLEMS = "problems"
    ALL = "all"
    NOTHING = "nothing"


class Preferences(msgspec.Struct, frozen=True):
    """One person's choices on one PC."""

    look: Look = Look.SYSTEM
    telling: Telling = Telling.PROBLEMS
    pause_on_battery: bool = False
    pause_on_metered: bool = False


def load(folder: Path) -> Preferences:
    """Return what was chosen; ours where nothing was, or it cannot be read."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Preferences)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return Preferences()


def save(folder: Path, chosen: Preferences) -> None:
    """Keep it. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(folder / NAME, msgspec.json.encode(chosen))
