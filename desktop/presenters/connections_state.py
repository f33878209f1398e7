"""What Connections draws."""

from dataclasses import dataclass
from enum import Enum

from core.registry import SignInKind
from desktop.presenters.wishes import Button, Problem, Tone


@dataclass(frozen=True, slots=True)
class Card:
    """One connected system."""

    id: str
    connector: str
    monogram: str
    label: str  # "Clio"
    since: str  # "Connected on Oct 6, 2026"
    tone: Tone
    word: str  # "Working", "Signed out", "Not reached"
    facts: tuple[tuple[str, str], ...]  # "Account", "Marlow & Finch LLP, no. 4482019"; …
    problem: Problem | None = None
    may: tuple[str, ...] = ()
    may_not: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()  # Reconnect, Disconnect
    footnote: str = ""  # what disconnecting does


@dataclass(frozen=True, slots=True)
class Tile:
    """A system that can be connected."""

    connector: str
    monogram: str
    label: str
    audience: str
    button: Button  # CONNECT; not enabled where it is in use, with the reason
    in_use: bool = False


@dataclass(frozen=True, slots=True)
class Confirm:
    """A question before something is lost. Focus starts on `keep`."""

    title: str
    text: str
    keep: Button
    verb: Button  # the one that does it


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that we promise or ask for: an icon, a title, and why."""

    icon: str
    title: str
    text: str
    ink: str = "text-2"  # token of the icon


class Step(Enum):
    """Where connecting stands."""

    FORM = "form"
    WAITING = "waiting"  # for the browser
    CHECKING = "checking"  # the vendor is asked which account this is
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to sign in."""

    kind: SignInKind
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing to fill in."""

    name: str
    label: str
    help: str
    secret: bool
    choices: tuple[tuple[str, str], ...]  # (value, label); empty: a line of text
    value: str  # what to begin with; never a secret
    required: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Waiting for the browser. The countdown ends with the attempt itself."""

    link: str
    shown_link: str  # without scheme and query, to look at
    seconds_left: int
    clock: str  # "8:24"
    fraction: float  # of the time that is left, 1 to 0
    copied: bool
    steps: tuple[str, ...]
    title: str = "Waiting for your browser"
    text: str = ""
    footnote: str = "For safety the link works once and only for 10 minutes."


@dataclass(frozen=True, slots=True)
class Connecting:
    """The connect page, over the cards until it is left."""

    step: Step
    connector: str
    monogram: str
    label: str
    title: str  # "Connect HubSpot"
    text: str  # "You sign in on HubSpot's own page. 300Sync never sees your password."
    reconnect: bool = False
    ways: tuple[Way, ...] = ()  # empty where there is only one
    fields: tuple[FormField, ...] = ()
    wait: Wait | None = None  # WAITING
    problem: Problem | None = None  # FAILED; FORM: what was wrong with what was filled in
    done: str = ""  # DONE: "HubSpot is connected: Marlow & Finch LLP (no. 24681357)."
    may: tuple[str, ...] = ()
    may_not: tuple[str, ...] = ()
    asks: tuple[Point, ...] = ()  # in their place, where it is told why
    submit: str = ""  # FORM: the primary button's label; the view calls `submit`
    buttons: tuple[Button, ...] = ()  # besides it


@dataclass(frozen=True, slots=True)
class ConnectionsState:
    """What Connections draws."""

    loaded: bool = False
    kept: str = ""  # "Sign-ins are encrypted on this PC; the key is in the Keychain."
    cards: tuple[Card, ...] = ()
    add_title: str = "Add a connection"
    add_text: str = ""
    tiles: tuple[Tile, ...] = ()
    connecting: Connecting | None = None
    confirm: Confirm | None = None
    busy: str = ""  # "Disconnecting Clio"
    problem: Problem | None = None  # of a disconnect
