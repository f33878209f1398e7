"""A pair's mapping over time: looked at, taken in from a file, drafted, published, restored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.conflicts import ConflictPolicy
from core.engine.setup import opted_in_of
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.mapping import Mapping, to_json
from core.mapping_check import Flaw, Surroundings, check, read, same_streams
from core.mapping_diff import NO_DIFFERENCES, Differences, diff
from core.office.ends import Joined, joined
from core.office.parts import Parts
from core.privacy import Gate
from core.records import Side
from core.store import mappings, runs
from core.store.mappings import Version


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of one pair's mapping."""

    in_force: Mapping | None  # None: it has only been drafted so far
    draft: Mapping | None
    published: Sequence[Version]  # the newest first


@dataclass(frozen=True, slots=True)
class Published:
    """What is in force now, and what it changed. Without differences nothing was published."""

    version: int
    differences: Differences


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a document: a draft, or the flaws for which there is none."""

    pair: str  # "" if the document does not even tell
    flaws: tuple[Flaw, ...] = ()
    differences: Differences = NO_DIFFERENCES  # from what is in force


class Versions:
    """The mappings of one office's pairs. Runs go by what is published; a draft changes nothing.

    Unknown names raise UserActionError: PAIR_UNKNOWN, VERSION_UNKNOWN, NO_DRAFT.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def pairs(self) -> Sequence[str]:
        """Return the pairs that are published or drafted, in the order of runs."""
        store, system = self._parts.store, self._system()
        published = [each.pair for each in mappings.published(store, system)]
        return list(dict.fromkeys((*published, *mappings.drafted(store, system))))

    def of(self, pair: str) -> Kept:
        store, system = self._parts.store, self._system()
        kept = Kept(
            mappings.in_force(store, system, pair),
            mappings.draft(store, system, pair),
            mappings.versions(store, system, pair),
        )
        if kept.in_force is None and kept.draft is None:
            raise UserActionError(Code.PAIR_UNKNOWN, detail=pair)
        return kept

    def mapping(self, pair: str, version: int | None = None) -> Mapping:
        """Return a published version; without a number the one in force, else the draft."""
        kept = self.of(pair)
        if version is not None:
            return mappings.at_version(self._parts.store, self._system(), pair, version)
        found = kept.in_force or kept.draft
        assert found is not None
        return found

    def differences(self, pair: str, version: int | None = None) -> Differences:
        """Return what publishing the draft would change, or restoring a version."""
        kept = self.of(pair)
        return _between(kept.in_force, self._next(pair, kept, version))

    def export(self, pair: str) -> bytes:
        """Return the mapping in force as a document; it holds no secret and no record content."""
        return to_json(self.mapping(pair))

    def take_in(self, text: bytes, job: JobContext) -> Imported:
        """Make a document the draft of its pair, if it fits both systems as they are now.

        It switches on no field that privacy holds back: who may, does so where the reason is shown.
        """
        try:
            given = read(text)
        except UserActionError as error:
            place = error.detail or "document"
            return Imported("", (Flaw(error.code, place, place),))
        before = mappings.in_force(self._parts.store, self._system(), given.pair)
        wanted = _opted_in_as(before, given)
        with joined(self._parts, job) as ends:
            flaws = _flaws(ends, before, wanted)
        if flaws:
            return Imported(given.pair, flaws)
        self.save_draft(wanted)
        return Imported(given.pair, differences=_between(before, wanted))

    def save_draft(self, mapping: Mapping) -> None:
        """Keep what is being edited, in place of an earlier draft of the pair."""
        parts = self._parts
        mappings.save_draft(parts.store, self._system(), mapping, parts.clock.now())

    def discard(self, pair: str) -> bool:
        """Drop the pair's draft; return whether there was one."""
        self.of(pair)
        return mappings.discard_draft(self._parts.store, self._system(), pair)

    def publish(self, pair: str) -> Published:
        """Put the draft in force; see `restore`."""
        return self._put_in_force(pair, None)

    def restore(self, pair: str, version: int) -> Published:
        """Put an old version in force again, under a new number; a draft stays as it is.

        The next run looks at every record, and writes only the fields that changed. Raises
        TransientError(DATABASE_BUSY) while a run goes on: it goes by the version before.
        """
        return self._put_in_force(pair, version)

    def settle(self, pair: str, key: str, policy: ConflictPolicy) -> Published:
        """Have one field (by its HubSpot property) decided by a rule from now on; see `restore`.

        A draft of the pair stays as it is. Raises UserActionError(FIELD_UNKNOWN).
        """
        store, system, now = self._parts.store, self._system(), self._parts.clock.now()
        with runs.claimed(store, system, now):
            before = self.of(pair).in_force
            if before is None or key not in before.hubspot_fields():
                raise UserActionError(Code.FIELD_UNKNOWN, detail=key)
            fields = (replace(f, policy=policy) if f.hubspot == key else f for f in before.fields)
            wanted = replace(before, fields=tuple(fields))
            found = _between(before, wanted)
            if not found:
                return Published(before.version, found)
            return Published(mappings.publish(store, system, wanted, now), found)

    def _put_in_force(self, pair: str, version: int | None) -> Published:
        store, system, now = self._parts.store, self._system(), self._parts.clock.now()
        with runs.claimed(store, system, now):
            kept = self.of(pair)
            wanted = self._next(pair, kept, version)
            found = _between(kept.in_force, wanted)
            if kept.in_force is not None and not found:
                if version is None:
                    mappings.discard_draft(store, system, pair)
                return Published(kept.in_force.version, found)
            return Published(mappings.publish(store, system, wanted, now), found)

    def _next(self, pair: str, kept: Kept, version: int | None) -> Mapping:
        if version is not None:
            return _opted_in_as(kept.in_force, self.mapping(pair, version))
        if kept.draft is None:
            raise UserActionError(Code.NO_DRAFT, detail=pair)
        return kept.draft

    def _system(self) -> str:
        """Return the connection that the mappings belong to."""
        found = self._parts.end(Side.SYSTEM)
        if found is None:
            raise UserActionError(Code.NOT_CONNECTED, detail="system")
        return found.id


def _between(before: Mapping | None, after: Mapping) -> Differences:
    """Return what differs; of a pair that is new, every line."""
    return diff(before or replace(after, fields=()), after)


def _opted_in_as(before: Mapping | None, wanted: Mapping) -> Mapping:
    """Return a mapping without the opt-in fields that are not switched on at present (P10)."""
    on = before.opted_in if before is not None else ()
    return replace(wanted, opted_in=tuple(name for name in wanted.opted_in if name in on))


def _flaws(ends: Joined, before: Mapping | None, wanted: Mapping) -> tuple[Flaw, ...]:
    system, hubspot = ends.ends.system, ends.ends.hubspot
    if before is not None and (flaw := same_streams(before, wanted)) is not None:
        return (flaw,)
    if wanted.system_stream not in system.streams():
        place, name = "$.system_stream", wanted.system_stream
        return (Flaw(Code.MAPPING_INVALID, place, name, Side.SYSTEM),)
    if wanted.hubspot_stream not in hubspot.streams():
        place, name = "$.hubspot_stream", wanted.hubspot_stream
        return (Flaw(Code.MAPPING_INVALID, place, name, Side.HUBSPOT),)
    schema = ends.ends.decisions.applied(system.schema(wanted.system_stream))
    opted_in = opted_in_of(ends.ends, wanted)
    gate = Gate(schema, opted_in=opted_in, healthcare=ends.ends.healthcare)
    pairs = {wanted.pair, *ends.rules}
    target = hubspot.schema(wanted.hubspot_stream)
    return check(wanted, Surroundings(schema, target, gate.allowed, pairs))
