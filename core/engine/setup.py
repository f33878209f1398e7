"""What one pair's run stands on: both ends, the rules, the gates, and our property at HubSpot."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from core.connector import Connector, Keyed, NeededLabel, Preparation, Prepared
from core.draft import Print
from core.errors import Code, Refusal, UserActionError
from core.filters import askable
from core.identity import identity, property_name
from core.mapping import CompiledMapping, Direction, compile_mapping
from core.mapping import Mapping as MappingDocument
from core.privacy import Egress, Gate, Rows
from core.privacy.decisions import UNDECIDED, Decisions
from core.privacy.disclosure import Disclosure
from core.privacy.tripwire import Trap, watch
from core.records import FieldValue, Record
from core.schema import Admission, Choice, DataClass, Field, FieldType, StreamSchema

BARRED = frozenset({Code.SCOPE_MISSING, Code.NOT_PERMITTED})  # a part of HubSpot is closed to us
MARK = "record mark"  # kept among a link's fingerprints; no property is named so


@runtime_checkable
class HubSpotEnd(Connector, Keyed, Protocol):
    """HubSpot as the engine needs it: read, written, and able to hold our identity."""


@dataclass(slots=True)
class Ends:
    """The two open connections of a run, and what was learnt of them so far."""

    system: Connector
    hubspot: HubSpotEnd
    system_name: str  # ConnectorSpec.name: names our property
    system_label: str
    account: str  # the system's account id: part of every identity
    print: Print
    region: str = "US"
    healthcare: bool = False
    id_secret: bytes | None = None  # healthcare: identities are keyed hashes
    decisions: Decisions = UNDECIDED  # the office's, about privacy
    sealed: bool = False  # healthcare, and nothing attested: previews only, and nobody is looked up
    scanned: bool = False  # healthcare: short texts are looked through before they travel
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    rehearsed: dict[str, set[str]] = field(default_factory=dict)
    """Of a preview in healthcare: the system ids that each pair would link."""
    disclosed: list[Disclosure] = field(default_factory=list)  # by this run, pair by pair
    on_fault: Callable[[Exception], None] = lambda _fault: None  # told of a record's failure
    _owners: Mapping[str, str] | None = None

    def owners(self) -> dict[str, str]:
        """Return HubSpot's users by e-mail; asked once a run, kept in memory only."""
        if self._owners is None:
            self._owners = self.hubspot.owners()
        return dict(self._owners)


@dataclass(frozen=True, slots=True)
class Ready:
    """A pair's rules joined with HubSpot's schema, once HubSpot was made ready for them."""

    mapping: CompiledMapping
    key: str | None  # our unique property; None where it cannot be had
    has_key: bool  # it is there: records can be found by it
    left_out: tuple[Refusal, ...]  # lines that cannot be walked, and what could not be made


@dataclass(slots=True)
class PairSetup:
    """One pair of a run."""

    ends: Ends
    mapping: MappingDocument
    schema: StreamSchema  # of the system's stream
    others: Mapping[str, MappingDocument] = field(default_factory=dict)  # all pairs, by name
    gate: Gate = field(init=False)
    egress: Egress = field(init=False)
    rows: Rows = field(init=False)
    trap: Callable[[Record], Trap | None] | None = field(init=False)
    wanted: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        healthcare = self.ends.healthcare
        opted_in = opted_in_of(self.ends, self.mapping)
        counting = threading.Lock()  # batches count as well as the walk
        self.gate = Gate(self.schema, opted_in=opted_in, healthcare=healthcare, counting=counting)
        self.egress = Egress(
            self.schema,
            stamp=self.gate.stamp,
            key=self.key_property,
            opted_in=opted_in,
            healthcare=healthcare,
            counting=counting,
        )
        self.rows = Rows(self.schema.guard, opted_in, counting)
        # The fields to ask for: mapped and allowed to travel, and those of the filter, which are
        # looked at here and go no further than the first gate lets them. No others (P10).
        filtering = self.mapping.filter.fields() & askable(self.schema, self.gate.allowed)
        travelling = self.mapping.system_fields() & self.gate.allowed
        self.wanted = tuple(sorted(travelling | filtering | self.rows.fields))
        self.trap = watch(self.schema, travelling) if self.ends.scanned else None

    @property
    def creates_back(self) -> bool:
        """Whether records that only HubSpot has are made in the system."""
        return self.mapping.creates in (Direction.TO_SYSTEM, Direction.BOTH)

    @property
    def key_property(self) -> str:
        """The name of our unique property at HubSpot."""
        return property_name(self.ends.system_name)

    @property
    def told(self) -> frozenset[str]:
        """The properties that HubSpot is asked for, of a record that is to be compared."""
        return self.mapping.hubspot_fields() | {self.key_property}

    @property
    def listed(self) -> frozenset[str]:
        """The properties that a listing of HubSpot must have, to find who is already there."""
        return (self.mapping.match_fields() & self.mapping.hubspot_fields()) | {self.key_property}

    def identity(self, system_id: str) -> str:
        """Return the key that HubSpot's record bears."""
        return identity(
            self.ends.account, self.mapping.system_stream, system_id, self.ends.id_secret
        )

    def mark(self, record: Record) -> bytes:
        """Return the fingerprint of a record as the system told it, under this mapping.

        A record that bears the mark of its link was seen before, word for word.
        """
        get = record.fields.get
        told = [get(name) for name in self.wanted]
        more = sorted(record.references.items()) if record.references else ""
        seen = f"{self.mapping.version} {record.archived} {self.wanted} {told} {more}"
        return self.ends.print(MARK, seen)

    def hubspot_mark(self, fields: Mapping[str, FieldValue]) -> bytes:
        """Return the fingerprint of a HubSpot record as it was read, under this mapping."""
        told = sorted((name, fields[name]) for name in self.told if name in fields)
        return self.ends.print(MARK, f"{self.mapping.version} {told}")

    def make_ready(self, *, preview: bool) -> Ready:
        """Make HubSpot ready (a preview only assumes so) and join the mapping with its schema."""
        stream, hubspot = self.mapping.hubspot_stream, self.ends.hubspot
        needed = Preparation(
            key=self.key_property,
            key_label=f"{self.ends.system_label} key (300Sync)",
            fields=self.mapping.needed,
            pipeline=self.mapping.pipeline,
            stages=self.mapping.stages,
            labels=tuple(
                NeededLabel(self.others[tie.pair].hubspot_stream, tie.label)
                for tie in self.mapping.ties
                if tie.label and tie.pair in self.others
            ),
        )
        if preview:
            schema = hubspot.schema(stream)
            ours = schema.fields.get(needed.key)
            prepared = Prepared(keyed=ours is None or ours.unique)
            has_key = ours is not None
            schema = _as_prepared(schema, needed)
        else:
            prepared = hubspot.prepare(stream, needed)
            has_key = True
            schema = hubspot.schema(stream)
        compiled = compile_mapping(
            self.mapping,
            schema,
            allowed=self.gate.allowed,
            region=self.ends.region,
            owners=self.ends.owners,
        )
        compiled, no_owners = self._without_owners(compiled)
        self.egress.learn({line.key: line.mapping.system for line in compiled.lines})
        left_out = (*prepared.notes, *_left_out(compiled), *no_owners)
        key = needed.key if prepared.keyed else None
        return Ready(compiled, key, key is not None and has_key, left_out)

    def _without_owners(self, compiled: CompiledMapping) -> tuple[CompiledMapping, list[Refusal]]:
        """Leave out the lines that set an owner where we may not see who HubSpot's users are."""
        needing = [
            line
            for line in compiled.lines
            if any(step.name == "owner" for step in line.mapping.steps)
        ]
        if not needing:
            return compiled, []
        try:
            self.ends.owners()
        except UserActionError as error:
            if error.code not in BARRED:
                raise
            told = [Refusal(error.code, each.key, error.reference) for each in needing]
            lines = tuple(line for line in compiled.lines if line not in needing)
            return replace(compiled, lines=lines), told
        return compiled, []


def pair_setup(
    ends: Ends, mapping: MappingDocument, others: Mapping[str, MappingDocument]
) -> PairSetup:
    """Return one pair as a run walks it; `others` are the mappings of all pairs, by name.

    The system is asked for its schema only if the mapping uses a field of the office's own.
    """
    schema = ends.system.schema(mapping.system_stream, discover=False)
    if not mapping.asked_fields() <= schema.fields.keys():
        schema = ends.system.schema(mapping.system_stream)
    return PairSetup(ends, mapping, ends.decisions.applied(schema), others)


def opted_in_of(ends: Ends, mapping: MappingDocument) -> frozenset[str]:
    """Return the opt-in fields that are switched on: in healthcare only by a manager's decision
    that is in the audit, whatever a mapping says.
    """
    decided = ends.decisions.opted_in(mapping.system_stream)
    return decided if ends.healthcare else decided.union(mapping.opted_in)


def _left_out(compiled: CompiledMapping) -> list[Refusal]:
    """Name the lines of a mapping that cannot be walked, and why."""
    reasons = (
        (Code.PROPERTY_MISSING, compiled.missing),
        (Code.READ_ONLY, compiled.read_only),
        (Code.FIELD_BLOCKED, compiled.blocked),
    )
    return [Refusal(code, field=name) for code, names in reasons for name in names]


def _as_prepared(schema: StreamSchema, needed: Preparation) -> StreamSchema:
    """Return the schema as it will be once HubSpot was made ready."""
    fields = dict(schema.fields)
    for wanted in needed.fields:
        fields.setdefault(wanted.name, _field(wanted.name, wanted.label, wanted.type))
    stage = fields.get("dealstage") or fields.get("hs_pipeline_stage")
    if needed.pipeline and stage is not None:
        known = {choice.label for choice in stage.choices if choice.group == needed.pipeline}
        new = [s for s in needed.stages if s not in known]
        more = tuple(Choice(f"new:{label}", label, needed.pipeline) for label in new)
        fields[stage.name] = replace(stage, choices=stage.choices + more)
        for name in ("pipeline", "hs_pipeline"):
            if name in fields and all(c.label != needed.pipeline for c in fields[name].choices):
                choices = (*fields[name].choices, Choice(f"new:{needed.pipeline}", needed.pipeline))
                fields[name] = replace(fields[name], choices=choices)
    return replace(schema, fields=fields)


def _field(name: str, label: str, kind: FieldType) -> Field:
    return Field(name, label, kind, DataClass.PUBLIC, Admission.ALLOW, custom=True)
