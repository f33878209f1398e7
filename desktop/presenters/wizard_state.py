"""What the first-run wizard draws, and what it asks of whoever deals with licences."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from core.jobs import JobContext
from desktop.presenters.connections_state import Connecting, Point
from desktop.presenters.wishes import Button, Notice, Problem


class WizardStep(Enum):
    """The steps in their order; the value is what is kept where somebody leaves."""

    WELCOME = "welcome"
    LICENCE = "licence"
    OFFICE = "office"
    HUBSPOT = "hubspot"
    SYSTEM = "system"
    PAIRS = "pairs"
    GATE = "gate"  # only of a healthcare system
    PREVIEW = "preview"


class RailMark(Enum):
    """How a step of the rail stands."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class RailStep:
    """One line of the rail."""

    number: int
    label: str
    mark: RailMark


@dataclass(frozen=True, slots=True)
class ChoiceTile:
    """One of several tiles of which one is chosen."""

    key: str
    title: str
    text: str = ""
    icon: str = ""  # or a monogram:
    connector: str = ""
    monogram: str = ""
    chosen: bool = False
    enabled: bool = True
    reason: str = ""  # why it cannot be chosen


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the program does, and the promise."""

    promises: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class LicenceChoice:
    """Trial or licence key."""

    tiles: tuple[ChoiceTile, ...]
    wants_key: bool = False
    error: str = ""  # of the key
    notice: Notice | None = None  # how the licence stands, once there is one


@dataclass(frozen=True, slots=True)
class OfficeChoice:
    """What kind of office it is, and which system holds its records."""

    trades: tuple[ChoiceTile, ...]
    systems: tuple[ChoiceTile, ...]
    search: str = ""
    nothing: str = ""  # said where the search finds none
    suggestion: Notice | None = None


@dataclass(frozen=True, slots=True)
class ConnectStep:
    """Signing in to one end. `connecting` is drawn as on Connections."""

    connecting: Connecting | None
    connected: Notice | None = None  # whose account is connected already


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair to choose."""

    pair: str
    label: str
    text: str  # "16 fields"
    on: bool
    both_ways: bool
    may_both: bool
    ways_text: str  # "6 fields can also go back to Clio", or why none can
    enabled: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PairsChoice:
    """What to sync, and which way."""

    rows: tuple[PairRow, ...]
    notice: Notice | None = None
    loading: bool = False


@dataclass(frozen=True, slots=True)
class GateField:
    """One line of what an office attests."""

    name: str
    label: str
    help: str
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class GateForm:
    """What a healthcare office must say before patients' data may leave it."""

    honest: Notice
    tiles: tuple[ChoiceTile, ...]
    fields: tuple[GateField, ...]
    attested: Notice | None = None  # what was said already
    submit: Button | None = None
    skip: str = ""  # what happens where it is not said


@dataclass(frozen=True, slots=True)
class RehearsalRow:
    """One pair of the preview, in counts."""

    label: str
    ways: str
    read: int
    created: int
    updated: int
    unchanged: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The first sync, rehearsed: what it would do."""

    notice: Notice  # the sentence that is read first
    rows: tuple[RehearsalRow, ...] = ()
    running: str = ""  # "2,211 of 5,152 checked", while it goes on
    fraction: float | None = None
    buttons: tuple[Button, ...] = ()  # preview, cancel, save the sheet


Page = (
    Welcome | LicenceChoice | OfficeChoice | ConnectStep | PairsChoice | GateForm | Rehearsal | None
)


@dataclass(frozen=True, slots=True)
class WizardState:
    """What the wizard draws; nothing of it while it is not `shown`."""

    shown: bool = False
    step: WizardStep = WizardStep.WELCOME
    title: str = ""
    text: str = ""
    rail: tuple[RailStep, ...] = ()
    where: str = ""  # for screen readers: "Step 2 of 5, Connect HubSpot"
    page: Page = None
    footnote: str = ""  # at the left of the footer
    buttons: tuple[Button, ...] = ()  # at its right; the last is primary
    problem: Problem | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True)
class LicenceStanding:
    """How this office's licence stands, in words."""

    title: str  # "Trial until Dec 9, 2026"
    text: str = ""
    good: bool = True


class LicenceDesk(Protocol):
    """Who deals with licences. Every call may touch disk and network: off the Qt thread.

    The calls raise SyncError with a code whose sentence tells what to do; a key is never in it.
    """

    takes_keys: bool  # whether a licence key can be entered

    def standing(self, job: JobContext, /) -> LicenceStanding | None:
        """Return how the licence stands; None if there is neither licence nor trial yet."""
        ...

    def begin_trial(self, job: JobContext, /) -> LicenceStanding:
        """Begin the trial; where one has begun, say how it stands."""
        ...

    def use_key(self, key: str, job: JobContext, /) -> LicenceStanding:
        """Activate a licence key for this PC."""
        ...
