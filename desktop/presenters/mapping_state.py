"""What the mapping editor draws."""

from dataclasses import dataclass, field

from core.mapping import Direction
from desktop.presenters.wishes import Notice, Problem, Tone


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a column. While something is picked up, `fits` says how it goes with it."""

    name: str
    label: str
    kind: str  # "Text", "Dropdown"
    group: str
    linked: bool = False
    required: bool = False
    picked: bool = False
    fits: str = ""  # Fit.value, or ""
    reason: str = ""  # why not, or what is lost


@dataclass(frozen=True, slots=True)
class ProtectedRow:
    """A field that privacy holds back."""

    name: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One line of the mapping, between the columns and in the list."""

    key: str  # its HubSpot property
    here: tuple[str, ...]  # the system's fields by name
    here_label: str
    there_label: str
    direction: Direction
    chip: str = ""  # the step that says most: "E.164 phone"; "" for a round mark
    steps: str = ""  # all of them in words
    when_empty: str = ""
    when_both: str = ""
    problem: str = ""  # what keeps it from being saved


@dataclass(frozen=True, slots=True)
class StepRow:
    """One change on the way."""

    label: str
    detail: str = ""
    asks: str = ""  # the name of the one setting that can be typed; "" for none
    value: str = ""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """What one option of the system becomes."""

    value: str
    label: str
    to: str  # an option of HubSpot's; "" for none


@dataclass(frozen=True, slots=True)
class Choices:
    """A drop-down: (value, label) in order, and which is chosen."""

    options: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, slots=True)
class End:
    """One end of the selected link."""

    connector: str
    monogram: str
    label: str
    kind: str
    missing: bool = False  # it has vanished from its system


@dataclass(frozen=True, slots=True)
class SampleRow:
    """What one record says now, before and after; dropped when the link is left."""

    here: str = ""
    there: str = ""
    note: str = ""  # while it is fetched, or why there is none


NO_SAMPLE = SampleRow()


@dataclass(frozen=True, slots=True)
class Inspector:
    """The selected link, in the order of the design."""

    key: str
    here: tuple[End, ...]
    there: End
    direction: Direction
    may_turn: bool
    turn_reason: str
    steps: tuple[StepRow, ...]
    addable: tuple[tuple[str, str], ...]  # (name, label)
    values: tuple[ValueRow, ...]
    value_options: tuple[tuple[str, str], ...]
    when_empty: Choices
    when_both: Choices
    empty_label: str  # "When it is empty in Clio"
    sample: SampleRow
    attach: tuple[tuple[str, str], ...] = ()  # fields that could take a vanished one's place
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """What Auto-map would link, once it is ticked."""

    key: str
    label: str
    reason: str
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What saving would change."""

    label: str
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version that was in force."""

    number: int
    label: str
    text: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column."""

    connector: str = ""
    monogram: str = ""
    title: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class MappingState:
    """What the page draws."""

    loaded: bool = False
    loading: bool = False
    pairs: tuple[tuple[str, str], ...] = ()
    pair: str = ""
    counts: str = ""
    pill: tuple[str, Tone] | None = None
    notice: Notice | None = None
    problem: Problem | None = None
    here: Column = field(default_factory=Column)
    there: Column = field(default_factory=Column)
    fields: tuple[FieldRow, ...] = ()
    protected: tuple[ProtectedRow, ...] = ()
    properties: tuple[FieldRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    picked: str = ""  # the system's field that is picked up
    selected: str = ""  # a link's key
    inspector: Inspector | None = None
    summary: tuple[str, ...] = ()  # drawn while nothing is selected
    suggestions: tuple[SuggestionRow, ...] | None = None  # while Auto-map is open
    changes: tuple[ChangeRow, ...] | None = None  # while the changes are looked at
    versions: tuple[VersionRow, ...] = ()
    can_undo: bool = False
    can_redo: bool = False
    can_save: bool = False
    save_reason: str = ""
    empty: Notice | None = None  # nothing is connected yet
