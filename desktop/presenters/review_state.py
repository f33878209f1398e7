"""What Review draws. Values of records are in a `Detail` alone, and only while it is shown."""

from dataclasses import dataclass

from core.records import Side
from desktop.presenters.wishes import Button, Notice, Problem
from desktop.text import Kind


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One record of the list."""

    key: str  # names it from one look to the next
    title: str  # "Contact 1409312": a number, never a name
    label: str  # "2 values differ", "May be one already there"
    text: str  # "since 1:49 PM"
    kind: Kind  # chooses the icon


@dataclass(frozen=True, slots=True)
class Choice:
    """One field that both sides changed."""

    key: str  # the HubSpot property
    label: str  # "Mobile phone"
    here: str
    there: str
    here_note: str  # "Changed today at 1:36 PM"
    there_note: str
    chosen: Side | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A HubSpot record that the record in question may be."""

    id: str
    label: str  # "HubSpot 60155012"
    values: tuple[tuple[str, str, str, bool], ...]  # field, here, there, whether they agree
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class End:
    """One side of a choice."""

    connector: str
    monogram: str
    label: str
    keep_all: Button


@dataclass(frozen=True, slots=True)
class Always:
    """A rule that can be made of a choice."""

    on: bool
    fields: tuple[tuple[str, str], ...]  # (HubSpot property, label)
    field: str
    rules: tuple[tuple[str, str], ...]  # (ConflictPolicy.value, "the newer one")
    rule: str
    text: str  # what it means


@dataclass(frozen=True, slots=True)
class Detail:
    """The record that is looked at."""

    key: str
    title: str
    place: str  # "1 of 3"
    links: tuple[Button, ...] = ()  # where each side's record can be opened
    said: str = ""  # what happened, what it means and what to do
    live: str = ""  # "Fetched live …"
    loading: bool = False
    problem: Problem | None = None  # what it could not be fetched for
    ends: tuple[End, End] | None = None  # of choices
    choices: tuple[Choice, ...] = ()
    count: str = ""  # "3 fields differ"
    alike: str = ""  # "9 other fields need no choice."
    always: Always | None = None
    candidates: tuple[Candidate, ...] = ()
    foot: str = ""  # "This changes 2 fields in Clio and 1 in HubSpot."
    buttons: tuple[Button, ...] = ()  # the first one leaves it; the last is primary


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What Review draws."""

    loaded: bool = False
    empty: Notice | None = None  # nothing waits
    intro: str = ""  # "3 records wait for you. …"
    rows: tuple[WaitingRow, ...] = ()
    more: str = ""  # "… and 812 more, as soon as these are answered."
    detail: Detail | None = None
    notice: Notice | None = None  # what became of an answer
    chosen_row: int = -1
