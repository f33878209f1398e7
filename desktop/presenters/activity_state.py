"""What Activity draws: counts, codes in words, and numbers of records; never a name."""

from dataclasses import dataclass

from desktop.presenters.connections_state import Confirm
from desktop.presenters.wishes import Button, Notice, Problem, Tone


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter; a single one is chosen."""

    key: str
    label: str  # "With problems 3"
    chosen: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run."""

    key: str  # the run's id
    day: str  # "Today, Wednesday, November 18" above the first of a day; else ""
    when: str
    started_by: str
    took: str
    read: int
    created: int
    updated: int
    held: int
    failed: int
    result: str  # "Done", "6 not saved", "Stopped"
    tone: Tone
    spoken: str  # the whole row in one sentence


@dataclass(frozen=True, slots=True)
class TroubleCard:
    """Records of a run that could not be synced as they are, for one reason."""

    count: int
    title: str
    text: str  # what it means, and what to do
    where: str  # "Open in Clio"
    places: tuple[Button, ...]  # the first of them, to be opened in the system
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class OpenedRun:
    """The run that is looked at."""

    key: str
    said: str  # "25 records were saved. 6 were not, for 2 reasons."
    buttons: tuple[Button, ...] = ()
    cards: tuple[TroubleCard, ...] = ()
    loading: bool = False
    problem: Problem | None = None  # why the run stopped


@dataclass(frozen=True, slots=True)
class ActivityState:
    """What Activity draws."""

    loaded: bool = False
    caption: str = "Kept for 90 days. Record numbers only, no names or details."
    empty: Notice | None = None
    notice: Notice | None = None
    chips: tuple[Chip, ...] = ()
    rows: tuple[RunLine, ...] = ()
    more: Button | None = None  # shows older runs
    opened: OpenedRun | None = None
    confirm: Confirm | None = None
