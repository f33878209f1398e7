"""Whether two records are one: what both sides say now, for a person to compare.

Looked up when it is shown, and kept nowhere (P9).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from core.draft import Draft
from core.engine.batches import Rules, make_rules
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.office.ends import joined
from core.office.parts import Parts
from core.records import FieldValue, Record


@dataclass(frozen=True, slots=True)
class Alike:
    """One mapped field of a system record and of a HubSpot record."""

    key: str  # the HubSpot property
    here: FieldValue  # as it would be written to HubSpot
    there: FieldValue
    agree: bool


def compare(
    parts: Parts, pair: str, system_id: str, hubspot_ids: Collection[str], job: JobContext
) -> Mapping[str, tuple[Alike, ...]]:
    """Return by HubSpot id what a record and each of some HubSpot records say.

    Fields of which neither says anything are left out, and so are HubSpot records that are gone.
    Raises UserActionError: PAIR_UNKNOWN; NOT_FOUND if the system's record is gone.
    """
    with joined(parts, job) as opened:
        if pair not in opened.rules:
            raise UserActionError(Code.PAIR_UNKNOWN, detail=pair)
        setup = opened.pair(pair)
        rules = make_rules(setup, setup.make_ready(preview=True), preview=True)
        stream = setup.mapping.system_stream
        here = setup.ends.system.fetch(stream, [system_id], setup.wanted).get(system_id)
        if here is None or here.archived:
            raise UserActionError(Code.NOT_FOUND)
        made = rules.drafter.draft(setup.gate.admit(here))
        found = setup.ends.hubspot.fetch(
            setup.mapping.hubspot_stream, list(hubspot_ids), setup.told
        )
        there = {asked: record for asked, record in found.items() if not record.archived}
        return {asked: tuple(_alike(made, record, rules)) for asked, record in there.items()}


def _alike(made: Draft, record: Record, rules: Rules) -> Iterator[Alike]:
    for line in rules.ready.mapping.lines:
        mine, theirs = made.values.get(line.key), record.fields.get(line.key)
        if mine is None and theirs is None:
            continue
        text = "" if theirs is None else line.normal(theirs)
        yield Alike(line.key, mine, theirs, text == made.texts.get(line.key, ""))
