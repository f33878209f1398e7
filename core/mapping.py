"""A pair's rules: which fields go where, how they change on the way, and who wins.

A `Mapping` is a document: versioned, exported, shown. `compile_mapping` turns it into functions.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum

import msgspec

from core.conflicts import ConflictPolicy
from core.connector import NeededField
from core.errors import Code, UserActionError
from core.filters import EVERYTHING, Filter, malformed
from core.normal import form
from core.records import FieldValue
from core.schema import Choice, FieldType, StreamSchema
from core.steps import STEPS
from core.transforms import Step, Transform, chain


class Direction(Enum):
    """Which way a field travels."""

    TO_HUBSPOT = "to_hubspot"
    TO_SYSTEM = "to_system"
    BOTH = "both"


class WhenEmpty(Enum):
    """What an empty value does to a full one on the other side."""

    KEEP = "keep"
    ERASE = "erase"


class Drift(Enum):
    """What to do when somebody changes a one-way field on the side that only reads it."""

    LEAVE = "leave"
    REPORT = "report"
    RESTORE = "restore"


class Deletes(Enum):
    """What to do when a linked record is gone on one side."""

    IGNORE = "ignore"
    ASK = "ask"  # an approval in Review, then archive the other (P6)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMapping:
    """One line of a mapping. Its HubSpot property is its key: none occurs twice."""

    system: tuple[str, ...]  # usually one field; several are joined by the first step
    hubspot: str
    steps: tuple[Step, ...] = ()
    direction: Direction = Direction.TO_HUBSPOT
    policy: ConflictPolicy | None = None  # None: the pair's
    when_empty: WhenEmpty = WhenEmpty.KEEP
    restrictive: str | None = None  # of a consent field: the normal form that always wins
    drift: Drift = Drift.LEAVE


class Strength(Enum):
    """How far a match key is to be believed."""

    EXACT = "exact"  # links when there is one candidate
    LIKELY = "likely"  # links when there is one candidate and no exact key knew any


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchKey:
    """HubSpot properties that together tell that two unlinked records are one."""

    name: str  # in plain words: "email", "name and phone"
    fields: tuple[str, ...]  # all must say something
    strength: Strength = Strength.EXACT
    confirm: str | None = None  # a first name that must not contradict; see core.matching
    unique: bool = False  # HubSpot allows no second record with it, and finds records by it


@dataclass(frozen=True, slots=True, kw_only=True)
class TieMapping:
    """A reference of the system's records that becomes an association in HubSpot."""

    reference: str  # name of the reference in Record.references
    pair: str  # the pair whose records it points to
    label: str = ""
    direction: Direction = Direction.TO_HUBSPOT  # BOTH: the system's reference follows HubSpot's


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The rules of one pair, in one version."""

    pair: str
    label: str  # "Persons to Contacts"
    system_stream: str
    hubspot_stream: str
    fields: tuple[FieldMapping, ...]
    match: tuple[MatchKey, ...] = ()
    ties: tuple[TieMapping, ...] = ()
    policy: ConflictPolicy = ConflictPolicy.SYSTEM_WINS
    filter: Filter = EVERYTHING  # which of the system's records it is about
    require_any: tuple[str, ...] = ()  # HubSpot makes no record without one of these
    needed: tuple[NeededField, ...] = ()  # properties of ours to have
    pipeline: str | None = None
    stages: tuple[str, ...] = ()
    opted_in: tuple[str, ...] = ()  # opt-in fields that a manager switched on
    creates: Direction | None = Direction.TO_HUBSPOT  # where records are made; None: nowhere
    deletes: Deletes = Deletes.IGNORE
    version: int = 1

    @property
    def both_ways(self) -> bool:
        """Whether HubSpot's changes are read too."""
        backward = (Direction.TO_SYSTEM, Direction.BOTH)
        return self.creates in backward or any(each.direction in backward for each in self.fields)

    @property
    def matches_by_listing(self) -> bool:
        """Whether HubSpot must be listed to find all who may match: not all can be looked up."""
        return any(not key.unique for key in self.match)

    @property
    def watches_drift(self) -> bool:
        """Whether somebody wants to know, or undone, what is changed on a side that only reads."""
        return any(each.drift is not Drift.LEAVE for each in self.fields)

    @property
    def asks_deletes(self) -> bool:
        return self.deletes is Deletes.ASK

    def system_fields(self) -> frozenset[str]:
        return frozenset(name for field in self.fields for name in field.system)

    def asked_fields(self) -> frozenset[str]:
        """Return the system fields to read: those that are mapped, and those of the filter."""
        return self.system_fields() | self.filter.fields()

    def hubspot_fields(self) -> frozenset[str]:
        return frozenset(field.hubspot for field in self.fields)

    def match_fields(self) -> frozenset[str]:
        """Return the properties that tell whether two unlinked records are one."""
        names = {name for key in self.match for name in key.fields}
        return frozenset(names | {key.confirm for key in self.match if key.confirm})


@dataclass(frozen=True, slots=True)
class Line:
    """A compiled FieldMapping: the document plus what the schemas add to it."""

    mapping: FieldMapping
    key: str  # the HubSpot property
    kind: FieldType  # of the HubSpot property; fixes the normal form
    policy: ConflictPolicy
    transform: Transform
    choices: frozenset[str] | None  # allowed values; None if it is no choice field
    normal: Callable[[FieldValue], str]  # the normal form of a value that is not None


@dataclass(frozen=True, slots=True)
class CompiledMapping:
    """A mapping that can be walked, and what of it had to be left out."""

    mapping: Mapping
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()  # HubSpot properties that are not there
    blocked: tuple[str, ...] = ()  # system fields that may not travel
    read_only: tuple[str, ...] = ()  # HubSpot properties that cannot be written

    @property
    def system_fields(self) -> frozenset[str]:
        return frozenset(name for line in self.lines for name in line.mapping.system)

    @property
    def hubspot_fields(self) -> frozenset[str]:
        return frozenset(line.key for line in self.lines)


def compile_mapping(
    mapping: Mapping,
    hubspot: StreamSchema,
    *,
    allowed: Collection[str],
    region: str,
    owners: Callable[[], dict[str, str]] | None = None,
) -> CompiledMapping:
    """Join a mapping with HubSpot's present schema and the fields that privacy lets travel.

    Lines whose property is gone or read-only, or whose field is not in `allowed`, are left out
    and named: they never spoil the others.
    """
    lines: list[Line] = []
    missing: list[str] = []
    blocked: list[str] = []
    read_only: list[str] = []
    for field in mapping.fields:
        target = hubspot.fields.get(field.hubspot)
        barred = [name for name in field.system if name not in allowed]
        if barred:
            blocked.extend(barred)
        elif target is None:
            missing.append(field.hubspot)
        elif target.read_only:
            read_only.append(field.hubspot)
        else:
            choices = {choice.value: choice for choice in target.choices}
            context = _labels(target.choices, mapping.pipeline)
            transform = chain(field.steps, region=region, labels=context, owners=owners)
            lines.append(
                Line(
                    mapping=field,
                    key=field.hubspot,
                    kind=target.type,
                    policy=field.policy or mapping.policy,
                    transform=transform,
                    choices=frozenset(choices) if choices else None,
                    normal=form(target.type, region),
                )
            )
    return CompiledMapping(mapping, tuple(lines), tuple(missing), tuple(blocked), tuple(read_only))


def _labels(choices: Sequence[Choice], pipeline: str | None) -> dict[str, str]:
    """Return option values by label; of several pipelines, only those of `pipeline`."""
    found: dict[str, str] = {}
    for choice in choices:
        if pipeline is None or not choice.group or choice.group == pipeline:
            found.setdefault(choice.label.casefold(), choice.value)
    return found


def to_json(mapping: Mapping) -> bytes:
    """Return the mapping as a document: readable, without secrets or record content."""
    return msgspec.json.format(msgspec.json.encode(mapping), indent=2)


def from_json(text: bytes) -> Mapping:
    """Read a mapping document. Raises UserActionError(MAPPING_INVALID) naming the place."""
    try:
        mapping = msgspec.json.decode(text, type=Mapping)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise UserActionError(Code.MAPPING_INVALID, detail=_place(str(error))) from None
    problem = _flaw(mapping)
    if problem:
        raise UserActionError(Code.MAPPING_INVALID, detail=problem)
    return mapping


def _place(error: str) -> str:
    """Return where a document is wrong, of what msgspec says: never the value that is there.

    >>> _place("Expected `str`, got `int` - at `$.fields[0].hubspot`")
    '$.fields[0].hubspot'
    >>> _place("Object missing required field `label`"), _place("JSON is malformed: (byte 9)")
    ('$.label', 'document')
    """
    _, marked, path = error.partition(" - at `")
    place = path.rstrip("`") if marked else ""
    _, missing, rest = error.partition("missing required field `")
    if missing:
        place = f"{place or '$'}.{rest.partition('`')[0]}"
    return place or "document"


def _flaw(mapping: Mapping) -> str | None:
    """Name what a document that is well-formed still gets wrong, or None."""
    seen: set[str] = set()
    for field in mapping.fields:
        if field.hubspot in seen:
            return f"{field.hubspot}: mapped twice"
        seen.add(field.hubspot)
        for step in field.steps:
            if step.name not in STEPS:
                return f"{field.hubspot}: unknown step {step.name}"
        try:
            made = chain(field.steps)
        except (AttributeError, KeyError, OSError, TypeError, ValueError):  # OSError: of a zone
            return f"{field.hubspot}: a step's settings"
        if field.direction is not Direction.TO_HUBSPOT and made.backward is None:
            return f"{field.hubspot}: cannot be turned back"
    for at in malformed(mapping.filter):
        return f"{mapping.filter.conditions[at].field}: a condition of the filter"
    return None
