"""What the shell and the tray draw."""

from dataclasses import dataclass, field
from enum import Enum

from core.summary import Health
from desktop.presenters.wishes import Button, Notice, Problem, Tone


class Page(Enum):
    """The pages of the window, in the order of the navigation."""

    OVERVIEW = "overview"
    MAPPINGS = "mappings"
    ACTIVITY = "activity"
    REVIEW = "review"
    CONNECTIONS = "connections"
    PRIVACY = "privacy"
    SETTINGS = "settings"


class Stage(Enum):
    """How far the office is opened. The window is painted before it is."""

    OPENING = "opening"
    OPEN = "open"
    BLOCKED = "blocked"  # see `MainState.blocked`


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the navigation."""

    page: Page
    label: str
    badge: int = 0  # things that wait for a person; hidden at 0, "99+" above 99


@dataclass(frozen=True, slots=True)
class PassphraseForm:
    """Asks for the passphrase; or, where there is no keyring, for a new one, twice."""

    new: bool
    title: str
    text: str
    label: str
    repeat_label: str  # "" if it is asked for once
    submit: str
    error: str = ""
    busy: bool = False  # it is being tried; half a second


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why the office cannot be opened, and the way on. `passphrase` is drawn under `problem`,
    or alone where there is nothing wrong and only the passphrase is wanted.
    """

    problem: Problem | None = None
    passphrase: PassphraseForm | None = None


@dataclass(frozen=True, slots=True)
class TrayState:
    """What the tray shows. `health` chooses the shape."""

    health: Health = Health.OFFLINE
    tone: Tone = Tone.PLAIN
    word: str = ""  # "In sync"
    headline: str = "Opening"
    sentence: str = ""
    tooltip: str = "300Sync"  # at most 63 characters
    fraction: float | None = None  # of a run under way
    progress: tuple[str, str] = ("", "")  # "2,211 of 5,152 checked", "about 1 min 20 s left"
    buttons: tuple[Button, ...] = ()  # the panel's, one or two; the first is primary
    rows: tuple[tuple[str, str], ...] = ()  # "Contacts", "8 changed at 2:34 PM"
    menu: tuple[Button, ...] = ()  # the plain menu: the same wishes, then Open and Quit


@dataclass(frozen=True, slots=True)
class Toast:
    """One change of state in words; no person's name and no record's content is ever in it."""

    tone: Tone
    title: str
    text: str = ""
    outside: bool = False  # something needs a person: also a notification of the system
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class MainState:
    """What the shell draws."""

    stage: Stage = Stage.OPENING
    page: Page = Page.OVERVIEW
    title: str = "300Sync"  # of the window
    office: str = ""  # head of the navigation
    systems: str = ""  # "Clio and HubSpot"
    navigation: tuple[NavItem, ...] = (
        NavItem(Page.OVERVIEW, "Overview"),
        NavItem(Page.MAPPINGS, "Mappings"),
        NavItem(Page.ACTIVITY, "Activity"),
        NavItem(Page.REVIEW, "Review"),
        NavItem(Page.CONNECTIONS, "Connections"),
        NavItem(Page.PRIVACY, "Privacy"),
        NavItem(Page.SETTINGS, "Settings"),
    )
    tray: TrayState = field(default_factory=TrayState)
    blocked: Blocked | None = None
    notice: Notice | None = None  # on every page: "There is no tray on this PC …"
