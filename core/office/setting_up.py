"""The first set-up: where it was left, what a newcomer's pairs would be, and which are wanted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from core.conflicts import ConflictPolicy
from core.jobs import JobContext
from core.mapping import Direction, FieldMapping
from core.mapping import Mapping as MappingDocument
from core.office.parts import Parts
from core.records import Side
from core.schema import StreamSchema
from core.set_up import Chosen, Offer, Place
from core.store import mappings, runs, set_up
from core.transforms import chain

_FILLS = frozenset({ConflictPolicy.FILL_IF_EMPTY, ConflictPolicy.FILL_ON_CREATE})


class SettingUp:
    """The set-up of one office. All methods touch disk."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def place(self) -> Place | None:
        """Return where the set-up was left; None if it was never begun."""
        return set_up.place(self._parts.store)

    def keep_place(self, where: Place) -> None:
        set_up.keep_place(self._parts.store, where)

    def suggested(self, connector: str) -> Sequence[MappingDocument]:
        """Return what a newcomer to a system begins with. Asks nothing of it."""
        return self._parts.outside.starter(self._parts.registry[connector])

    def offers(self, job: JobContext) -> Sequence[Offer]:
        """Return the pairs to choose from, parents before children; none if no system is there."""
        connection = self._parts.end(Side.SYSTEM)
        if connection is None:
            return ()
        off = set_up.switched_off(self._parts.store, connection.id)
        rules = mappings.published(self._parts.store, connection.id)
        source = self._parts.open(connection, job)
        try:
            return [
                _offer(each, source.schema(each.system_stream, discover=False), off, rules)
                for each in rules
            ]
        finally:
            source.close()

    def choose(self, wanted: Mapping[str, Chosen], job: JobContext) -> None:
        """Switch pairs on and off, and have them go one way or both; others stay as they are.

        What cannot be written in the system goes one way whatever is wanted. With a pair goes what
        is about its people: only where they are walked is it known who may be sent (P10). Raises
        TransientError(DATABASE_BUSY) while a run goes on: it goes by what was chosen before.
        """
        connection = self._parts.end(Side.SYSTEM)
        if connection is None:
            return
        store, now = self._parts.store, self._parts.clock.now()
        source = self._parts.open(connection, job)
        try:
            with runs.claimed(store, connection.id, now):
                off = set(set_up.switched_off(store, connection.id))
                for rules in mappings.published(store, connection.id):
                    schema = source.schema(rules.system_stream, discover=False)
                    choice = wanted.get(rules.pair, Chosen(rules.pair not in off, rules.both_ways))
                    on = choice.on and not off.intersection(_whose(rules, schema))
                    (off.discard if on else off.add)(rules.pair)
                    turned = _turned(rules, schema, both=choice.both_ways)
                    if rules.pair in wanted and turned != rules:
                        mappings.publish(store, connection.id, turned, now)
                set_up.switch_off(store, connection.id, off, now)
        finally:
            source.close()


def _whose(rules: MappingDocument, schema: StreamSchema) -> list[str]:
    """Return the pairs of those whom a pair's records are about, where that decides."""
    follows = schema.guard.follows
    return [tie.pair for tie in rules.ties if follows and tie.reference == follows]


def _offer(
    rules: MappingDocument,
    schema: StreamSchema,
    off: Collection[str],
    all_rules: Sequence[MappingDocument],
) -> Offer:
    known = {each.pair for each in all_rules}
    return Offer(
        pair=rules.pair,
        label=rules.label,
        fields=len(rules.fields),
        on=rules.pair not in off,
        both_ways=rules.both_ways,
        back=sum(_may_turn(line, schema) for line in rules.fields),
        after=next((pair for pair in _whose(rules, schema) if pair in known), ""),
    )


def _turned(rules: MappingDocument, schema: StreamSchema, *, both: bool) -> MappingDocument:
    """Return rules whose lines go both ways where they can, or to HubSpot only."""
    wanted = Direction.BOTH if both else Direction.TO_HUBSPOT
    lines = tuple(
        replace(line, direction=wanted)
        if _may_turn(line, schema) and line.direction is not Direction.TO_SYSTEM
        else line
        for line in rules.fields
    )
    return replace(rules, fields=lines)


def _may_turn(line: FieldMapping, schema: StreamSchema) -> bool:
    """Return whether a line can be carried back: one field that can be written, steps that can be
    undone, and a rule that says whose value stays.
    """
    if not schema.writable or len(line.system) != 1 or line.policy in _FILLS:
        return False
    field = schema.fields.get(line.system[0])
    if field is None or field.read_only:
        return False
    return chain(line.steps).backward is not None
