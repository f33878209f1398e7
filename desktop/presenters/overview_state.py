"""What Overview draws."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from core.summary import Health
from desktop.presenters.wishes import Button, Notice, Problem, Tone
from desktop.text import Kind


class Lane(Enum):
    """What the lane between the two ends of a pair shows."""

    REST = "rest"  # never run
    DONE = "done"  # a check mark
    RUNNING = "running"  # dashes that move, and the percentage
    NEXT = "next"  # waits its turn
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class EndState:
    """The head of one of the two columns."""

    connector: str  # "clio": chooses the tile
    monogram: str
    label: str
    tone: Tone  # of the dot
    word: str  # "Working": the dot's name


@dataclass(frozen=True, slots=True)
class PairProgress:
    """How far a pair is in the run under way."""

    fraction: float | None = None  # 0 to 1; None: the vendor did not tell how many there are
    done: str = ""  # "1,748 of 3,654"
    phase: str = ""  # "Syncing", "Finding matches", "Linking", "Waiting", "Done", "Next"
    rate: str = ""  # "38 a second"
    left: str = ""  # "50 s"; "" when it is not known


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair. Counts are of the run under way, else of the last run."""

    pair: str
    system_label: str  # "Persons"
    hubspot_label: str  # "Contacts"
    linked: str  # "3,654 linked"
    matched: str  # "Matched by email"
    both_ways: bool
    lane: Lane
    lane_text: str = ""  # "48%"
    when: str = ""  # "2:34 PM"; "" if it never ran
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    held: int = 0
    failed: int = 0
    history: tuple[int, ...] = ()  # 14 days, the oldest first
    progress: PairProgress | None = None  # while running
    spoken: str = ""  # the whole row in one sentence, for screen readers


@dataclass(frozen=True, slots=True)
class NeedRow:
    """Something that waits for a person."""

    title: str  # "3 records changed in both places"
    text: str
    count: int
    kind: Kind  # chooses the icon
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class BrakeAsk:
    """A plan out of proportion that waits until its number of changes is typed."""

    pair: str
    title: str  # "Phone in mapping version 7 accounts for 91 % of 2,310 changes"
    text: str
    error: str = ""  # of the number that was typed last
    let_through: bool = False  # the next run does it


@dataclass(frozen=True, slots=True)
class RunRow:
    """One of the last runs."""

    when: str  # "today 2:34 PM"
    started_by: str  # "By itself", "By hand", "From the tray", "Command line"
    result: str  # "Done", "Preview", "Cancelled", "Stopped", "Interrupted", "Running"
    tone: Tone
    created: int
    updated: int
    unchanged: int
    skipped: int
    held: int
    failed: int
    took: str  # "21 seconds"
    text: str = ""  # why it stopped, in one sentence


@dataclass(frozen=True, slots=True)
class Chart:
    """Records synced per day."""

    total: str = "0"  # "6,412"
    period: str = ""  # "so far in November"
    days: tuple[tuple[date, int], ...] = ()  # 30, the last is today
    spoken: str = ""  # a summary in words


@dataclass(frozen=True, slots=True)
class OverviewState:
    """What Overview draws."""

    loaded: bool = False  # False: the office is being opened, nothing is known yet
    empty: Notice | None = None  # nothing is connected yet: drawn instead of all the rest
    health: Health = Health.OFFLINE
    tone: Tone = Tone.PLAIN
    headline: str = ""  # "Everything is in sync"
    aside: str = ""  # "next run in 11 min", "about 1 min 20 s left"
    sentence: str = ""
    running: bool = False
    fraction: float | None = None  # the ring; None while running: not known
    buttons: tuple[Button, ...] = ()
    menu: tuple[Button, ...] = ()  # the split button's; belongs to buttons[0]
    beside: str = ""  # words beside the buttons: what Cancel leaves; why one cannot be used
    problem: Problem | None = None  # drawn in place of the status header
    brakes: tuple[BrakeAsk, ...] = ()
    notice: Notice | None = None  # what a preview found, "not now, because …"
    system: EndState | None = None
    hubspot: EndState | None = None
    caption: str = ""  # "Last run at 2:34 PM took 21 seconds"
    pairs: tuple[PairRow, ...] = ()
    needs: tuple[NeedRow, ...] = ()
    waiting: int = 0
    runs: tuple[RunRow, ...] = ()
    chart: Chart = Chart()
