"""A pair's mapping as it is edited: what both sides have, and one live sample of a line.

What a sample says is fetched for the screen, and kept nowhere (P9).
"""

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Fields
from dataclasses import dataclass, replace

from core.engine.setup import opted_in_of, pair_setup
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.mapping import Mapping
from core.mapping_check import Flaw, Surroundings, check
from core.office.ends import joined
from core.office.parts import Parts
from core.office.versions import Versions
from core.privacy import Gate
from core.records import FieldValue
from core.schema import Choice, Field, StreamSchema
from core.store.mappings import Version


@dataclass(frozen=True, slots=True)
class Drafted:
    """All that an editor needs of one pair."""

    mapping: Mapping  # the draft, else what is in force
    in_force: Mapping | None
    is_draft: bool
    versions: Sequence[Version]
    connector: str  # ConnectorSpec.name of the system
    system: StreamSchema
    hubspot: StreamSchema
    allowed: frozenset[str]  # fields of the system that privacy lets travel
    pairs: frozenset[str]

    def flaws(self, mapping: Mapping) -> tuple[Flaw, ...]:
        """Return what keeps a mapping from being published, as both sides are now.

        What is wrong outside its lines in the version in force, too, keeps nothing from it.
        """
        around = Surroundings(self.system, self.hubspot, self.allowed, self.pairs)
        before = check(self.in_force, around) if self.in_force is not None else ()
        known = {each for each in before if not each.place.startswith("$.fields")}
        return tuple(each for each in check(mapping, around) if each not in known)


@dataclass(frozen=True, slots=True)
class Sample:
    """What one record says of a line, and what HubSpot would get; lives in memory only."""

    here: tuple[FieldValue, ...]
    there: FieldValue
    code: Code | None = None  # why the line is left out


class Drafting:
    """What the mapping editor asks. All methods ask the network."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def look(self, pair: str, job: JobContext) -> Drafted:
        """Read both sides' fields. Raises UserActionError(PAIR_UNKNOWN)."""
        kept = Versions(self._parts).of(pair)
        mapping = kept.draft or kept.in_force
        assert mapping is not None
        with joined(self._parts, job) as opened:
            ends = opened.ends
            schema = ends.decisions.applied(ends.system.schema(mapping.system_stream))
            opted_in = opted_in_of(ends, mapping)
            gate = Gate(schema, opted_in=opted_in, healthcare=ends.healthcare)
            return Drafted(
                mapping=mapping,
                in_force=kept.in_force,
                is_draft=kept.draft is not None,
                versions=kept.published,
                connector=opened.system,
                system=schema,
                hubspot=_as_made(ends.hubspot.schema(mapping.hubspot_stream), mapping),
                allowed=frozenset(gate.allowed),
                pairs=frozenset({mapping.pair, *opened.rules}),
            )

    def sample(self, mapping: Mapping, key: str, number: int, job: JobContext) -> Sample | None:
        """Return what the `number`-th record that says something of a line says of it, as it would
        travel now; None if the first page of the system has no such record.
        """
        lines = tuple(each for each in mapping.fields if each.hubspot == key)
        if not lines:
            raise UserActionError(Code.FIELD_UNKNOWN, detail=key)
        with joined(self._parts, job) as opened:
            one = replace(mapping, fields=lines)
            setup = pair_setup(opened.ends, one, opened.rules)
            ready = setup.make_ready(preview=True)
            if not ready.mapping.lines:
                return Sample((), None, ready.left_out[0].code if ready.left_out else None)
            line = ready.mapping.lines[0]
            source = opened.ends.system
            found: list[tuple[FieldValue, ...]] = []
            for page in source.read(mapping.system_stream, None, setup.wanted):
                job.check()
                for record in page.records:
                    if setup.rows.fields and not setup.rows.admits(record, opened.ends.now()):
                        continue
                    admitted = setup.gate.admit(record)
                    if setup.trap is None or setup.trap(admitted) is None:
                        found += _said(admitted.fields, lines[0].system)
                break  # one page is enough to look at, and some systems may be asked only so often
        if not found:
            return None
        here = found[number % len(found)]
        return Sample(here, line.transform.forward(here))


def _as_made(schema: StreamSchema, mapping: Mapping) -> StreamSchema:
    """Return HubSpot's properties with those of ours that the first run makes."""
    ours = {
        each.name: Field(
            each.name,
            each.label,
            each.type,
            choices=tuple(Choice(text, text) for text in each.choices),
            custom=True,
        )
        for each in mapping.needed
        if each.name not in schema.fields
    }
    return replace(schema, fields={**schema.fields, **ours}) if ours else schema


def _said(fields: Fields[str, FieldValue], names: Collection[str]) -> list[tuple[FieldValue, ...]]:
    values = tuple(fields.get(name) for name in names)
    return [values] if any(value not in (None, "", ()) for value in values) else []
