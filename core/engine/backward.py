"""Creates at the system, of records that only HubSpot has.

They are not idempotent: an intent is noted before, and the next run looks for what a crash or a
silence left unknown before it makes anything (P2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.connector import Outcome, Write, WriteKind
from core.engine.batches import Item, Rules, system_values, write_system
from core.engine.outcomes import write_lighter
from core.engine.setup import MARK
from core.engine.tally import Bin, Settled
from core.errors import Code, Refusal
from core.links import PRINT
from core.mapping import Direction
from core.normal import is_empty
from core.records import FieldValue, Record

ONLY_HUBSPOT = "<"
"""Begins what stands for the system id of a record that only HubSpot has; its HubSpot id follows.

No system's ids begin so: they are numbers, UUIDs, or base 64.
"""


def told(record: Record, rules: Rules) -> dict[str, FieldValue]:
    """Return what of a HubSpot record may travel to the system, by property; nothing empty."""
    fields = record.fields
    return {
        line.key: fields[line.key]
        for line in rules.ready.mapping.lines
        if line.mapping.direction is not Direction.TO_HUBSPOT
        and line.transform.backward is not None
        and not is_empty(fields.get(line.key))
    }


def create_back_batch(items: Sequence[Item], rules: Rules) -> list[Settled]:
    """Re-read the items' HubSpot records, and make those in the system that still are nobody's."""
    stream = rules.setup.mapping.hubspot_stream
    ids = [item.hubspot_id for item in items if item.hubspot_id is not None]
    found = rules.ends.hubspot.fetch(stream, ids, rules.setup.told)
    settled: list[Settled] = []
    making: list[tuple[Item, Record, Write]] = []
    for item in items:
        record = found.get(item.hubspot_id or "")
        if record is None or record.archived or record.id != item.hubspot_id:
            settled.append(_skipped(item, Code.ARCHIVED))
            continue
        if rules.key and record.fields.get(rules.key):  # another PC has just made it
            settled.append(Settled(item.system_id, Bin.UNCHANGED, item.hubspot_id))
            continue
        values = _creation(record, rules)
        if values is None:
            settled.append(_skipped(item, Code.INCOMPLETE))
        else:
            making.append((item, record, Write(WriteKind.CREATE, _there(rules), values)))
    outcomes = write_system([write for _item, _record, write in making], rules)
    made: list[tuple[Settled, Record]] = []
    for (item, record, write), outcome in zip(making, outcomes, strict=True):
        each = _after(item, record, write, outcome, rules)
        settled.append(each)
        if each.as_id is not None and rules.key:
            made.append((each, record))
    _mark_made(made, rules)
    return settled


def _there(rules: Rules) -> str:
    return rules.setup.mapping.system_stream


def _creation(record: Record, rules: Rules) -> Mapping[str, FieldValue] | None:
    """Return the system's values of a new record; None if too little is known to make one."""
    keys = told(record, rules)
    needed = rules.setup.mapping.require_any
    if needed and not any(key in keys for key in needed):
        return None
    values = {k: v for k, v in system_values(keys, rules).items() if not is_empty(v)}
    return values or None


def _after(item: Item, record: Record, write: Write, outcome: Outcome, rules: Rules) -> Settled:
    if outcome.refusal is not None:
        return Settled(item.system_id, Bin.FAILED, record.id, problems=(outcome.refusal,))
    answer = outcome.record
    assert answer is not None
    here = replace(answer, fields={**write.values, **answer.fields})
    draft = rules.drafter.draft(rules.setup.gate.admit(here))
    settled = Settled(item.system_id, Bin.CREATED, record.id, linked=True)
    settled.as_id = answer.id or item.system_id
    for key, mine in draft.prints.items():
        value = record.fields.get(key)
        text = "" if value is None else rules.forms[key](value)
        settled.system_prints[key] = mine
        if text != draft.texts[key]:
            settled.hubspot_prints[key] = rules.ends.print(key, text)
    return settled


def _mark_made(made: Sequence[tuple[Settled, Record]], rules: Rules) -> None:
    """Write our key on the HubSpot records of those that were made, so that each is known again."""
    stream, name, setup = rules.setup.mapping.hubspot_stream, rules.key or "", rules.setup
    writes = [
        Write(WriteKind.UPDATE, stream, {name: setup.identity(each.as_id or "")}, id=record.id)
        for each, record in made
    ]
    written = write_lighter(rules.ends.hubspot, writes, rules)
    for (settled, record), write, result in zip(made, writes, written, strict=True):
        if result.outcome.refusal is not None:
            settled.problems += (replace(result.outcome.refusal, field=name),)
        else:
            now = {**record.fields, **write.values}
            settled.system_prints[MARK] = bytes(PRINT)  # the system's feed tells it once more
            settled.hubspot_prints[MARK] = setup.hubspot_mark(now)


def _skipped(item: Item, code: Code) -> Settled:
    return Settled(item.system_id, Bin.SKIPPED, item.hubspot_id, problems=(Refusal(code),))
