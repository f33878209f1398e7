"""What the page Privacy draws."""

from dataclasses import dataclass

from core.mapping import Direction
from desktop.presenters.wishes import Button, Notice, Problem


@dataclass(frozen=True, slots=True)
class LeavingRow:
    """A field that goes to HubSpot, or comes from there."""

    here: str
    there: str
    direction: Direction
    way: str  # "Both ways"


@dataclass(frozen=True, slots=True)
class Tab:
    """The fields of one pair."""

    key: str
    label: str
    rows: tuple[LeavingRow, ...]


@dataclass(frozen=True, slots=True)
class BlockedRow:
    """A field that never leaves, and why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One kind of what is kept on this PC."""

    kind: str
    count: int
    until: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry of the privacy audit; no values are in it."""

    when: str
    text: str


@dataclass(frozen=True, slots=True)
class PrivacyState:
    """What the page draws."""

    loaded: bool = False
    loading: bool = False
    problem: Problem | None = None
    notice: Notice | None = None  # what was just done, with its receipt
    policy: str = ""  # "Policy 1 accepted Nov 2, 2026"; "" before anybody did
    policy_button: Button | None = None
    tabs: tuple[Tab, ...] = ()
    tab: str = ""
    never_caption: str = ""
    never_text: str = ""
    never: tuple[BlockedRow, ...] = ()
    gate: Notice | None = None  # of a healthcare system: what was attested, or not yet
    kept: tuple[KeptRow, ...] = ()
    kept_caption: str = ""
    audit: tuple[AuditRow, ...] = ()
    audit_text: str = ""  # whether the chain is whole
    pairs: tuple[tuple[str, str], ...] = ()  # whose records can be forgotten
    pause: Button | None = None  # all processing
    pause_text: str = ""
    erased: bool = False  # everything is gone: the program ends next
