"""What the page Settings draws."""

from dataclasses import dataclass
from datetime import time

from desktop.preferences import Look, Telling
from desktop.presenters.wishes import Notice, Problem

MINUTES = (
    ("5", "Every 5 minutes"),
    ("15", "Every 15 minutes"),
    ("30", "Every 30 minutes"),
    ("60", "Every hour"),
    ("240", "Every 4 hours"),
    ("0", "Only by hand"),
)
TELLINGS = (
    (Telling.PROBLEMS.value, "Problems only"),
    (Telling.ALL.value, "Every change of state"),
    (Telling.NOTHING.value, "Nothing"),
)
LOOKS = ((Look.SYSTEM, "Like this PC"), (Look.LIGHT, "Light"), (Look.DARK, "Dark"))
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class BundlePart:
    """One file of the diagnostics bundle, as it would be written."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SettingsState:
    """What the page draws. Changes are saved as they are made."""

    loaded: bool = False
    notice: Notice | None = None
    problem: Problem | None = None
    minutes: str = "15"
    in_hours: bool = False
    hours_text: str = ""
    days: frozenset[int] = frozenset(range(5))
    opens: time = time(7)
    closes: time = time(19)
    compare_days: str = "7"
    on_battery: bool = False
    on_metered: bool = False
    held_up: str = ""  # why nothing starts by itself now
    starts_at_login: bool = False
    telling: str = Telling.PROBLEMS.value
    look: Look = Look.SYSTEM
    version: str = ""
    data_folder: str = ""
