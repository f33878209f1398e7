"""What one pair's run stands on: both ends, the rules, the gates, and our property at HubSpot."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from core.connector import Connector, Keyed, Preparation
from core.errors import Code
from core.identity import property_name
from core.mapping import CompiledMapping, compile_mapping
from core.mapping import Mapping as MappingDocument
from core.plan import Print
from core.privacy import Gate
from core.schema import Admission, Choice, DataClass, Field, FieldType, StreamSchema
from core.store.ledger import Ledger
from core.store.match_index import MatchIndex


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
    _owners: Mapping[str, str] | None = None

    def owners(self) -> dict[str, str]:
        """Return HubSpot's users by e-mail; asked once a run, kept in memory only."""
        if self._owners is None:
            self._owners = self.hubspot.owners()
        return dict(self._owners)


@dataclass(slots=True)
class PairSetup:
    """One pair of a run. `keyed` and `notes` are known once `compile` was called."""

    ends: Ends
    mapping: MappingDocument
    system_schema: StreamSchema
    gate: Gate = field(init=False)
    keyed: bool = True
    notes: list[tuple[Code, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate = Gate(
            self.system_schema,
            opted_in=self.mapping.opted_in,
            healthcare=self.ends.healthcare,
        )

    @property
    def system(self) -> Connector:
        return self.ends.system

    @property
    def hubspot(self) -> HubSpotEnd:
        return self.ends.hubspot

    @property
    def account(self) -> str:
        return self.ends.account

    @property
    def print(self) -> Print:
        return self.ends.print

    @property
    def region(self) -> str:
        return self.ends.region

    @property
    def id_secret(self) -> bytes | None:
        return self.ends.id_secret

    @property
    def key_property(self) -> str:
        return property_name(self.ends.system_name)

    @property
    def wanted(self) -> frozenset[str]:
        """The system fields to ask for: mapped, and allowed to travel. No others (P10)."""
        return self.mapping.system_fields() & self.gate.allowed

    def index(self, ledger: Ledger) -> MatchIndex:
        return ledger.match_index(self.mapping.pair)

    def compile(self, preview: bool) -> CompiledMapping:
        """Make HubSpot ready (a preview only assumes so) and join the mapping with its schema."""
        stream = self.mapping.hubspot_stream
        needed = Preparation(
            key=self.key_property,
            key_label=f"{self.ends.system_label} key (300Sync)",
            fields=self.mapping.needed,
            pipeline=self.mapping.pipeline,
            stages=self.mapping.stages,
        )
        if not preview:
            prepared = self.hubspot.prepare(stream, needed)
            self.keyed = prepared.keyed
            self.notes = [(note.code, note.field or "") for note in prepared.notes]
        schema = self.hubspot.schema(stream)
        if preview:
            schema = _as_prepared(schema, needed)
        compiled = compile_mapping(
            self.mapping,
            schema,
            allowed=self.gate.allowed,
            region=self.region,
            owners=self.ends.owners,
        )
        self.gate.allow_egress({line.key: line.mapping.system for line in compiled.lines})
        return compiled

    def left_out(self, compiled: CompiledMapping) -> Iterator[tuple[Code, str]]:
        """Name the lines of the mapping that cannot be walked, and why."""
        yield from self.notes
        yield from ((Code.PROPERTY_MISSING, name) for name in compiled.missing)
        yield from ((Code.READ_ONLY, name) for name in compiled.read_only)
        yield from ((Code.FIELD_BLOCKED, name) for name in compiled.blocked)


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


Opener = Callable[[], Ends]
