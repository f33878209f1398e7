"""What changed on both sides: a conflict as it is now, and a person's choice between the two.

What both sides say is looked up when it is shown and again when it is chosen between, and kept
nowhere (P9). A choice is carried out at once, by a run for that one record.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.conflicts import ConflictPolicy
from core.connector import Connector
from core.engine.batches import Rules, make_rules
from core.errors import Code, UserActionError
from core.history import Historian, Version
from core.jobs import JobContext
from core.office import running
from core.office.ends import joined
from core.office.parts import Parts
from core.office.places import Place
from core.plan import merge
from core.records import FieldValue, Record, Side
from core.summary import CHOSEN, RunSummary

_KEEPS = {Side.SYSTEM: ConflictPolicy.SYSTEM_WINS, Side.HUBSPOT: ConflictPolicy.HUBSPOT_WINS}


@dataclass(frozen=True, slots=True)
class Differing:
    """One field that both sides changed; lives in memory only."""

    key: str  # the HubSpot property
    names: tuple[str, ...]  # the system's fields
    here: tuple[FieldValue, ...]  # what they say
    there: FieldValue
    there_at: datetime | None  # since when, by HubSpot's clock; None: it does not tell
    there_by_person: bool


@dataclass(frozen=True, slots=True)
class Conflicted:
    """A record that both sides changed."""

    pair: str
    system_id: str
    system: Place
    hubspot: Place
    changed_here: datetime | None  # of the whole record, where the system tells no more
    fields: tuple[Differing, ...]
    alike: int  # other fields, which say the same or of which a rule decides


def look(parts: Parts, pair: str, system_id: str, job: JobContext) -> Conflicted:
    """Return what of a record both sides changed; see `Review.conflict`."""
    with joined(parts, job) as opened:
        if pair not in opened.rules:
            raise UserActionError(Code.PAIR_UNKNOWN, detail=pair)
        link = parts.ledger.links(pair, [system_id]).get(system_id)
        if link is None:
            raise UserActionError(Code.NOT_WAITING, detail=system_id)
        setup = opened.pair(pair)
        rules = make_rules(setup, setup.make_ready(preview=True), preview=True)
        here = _read(setup.ends.system, setup.mapping.system_stream, system_id, setup.wanted)
        there = _read(setup.ends.hubspot, setup.mapping.hubspot_stream, link.hubspot_id, setup.told)
        admitted = setup.gate.admit(here)
        made = rules.drafter.draft(admitted)
        plan = merge(made, there, link.base, rules.ready.mapping, rules.ends.print)
        since = _since(rules, there.id, plan.conflicts)
        lines = {line.key: line for line in rules.ready.mapping.lines}
        return Conflicted(
            pair,
            system_id,
            Place(here.id, setup.ends.system.web_address(setup.mapping.system_stream, here.id)),
            Place(there.id, setup.ends.hubspot.web_address(setup.mapping.hubspot_stream, there.id)),
            here.modified_at,
            tuple(
                Differing(
                    key,
                    lines[key].mapping.system,
                    tuple(admitted.fields.get(name) for name in lines[key].mapping.system),
                    there.fields.get(key),
                    since[key].at if key in since else None,
                    key in since and since[key].by_person,
                )
                for key in plan.conflicts
            ),
            len(made.texts) - len(plan.conflicts),
        )


def choose(
    parts: Parts, shown: Conflicted, keep: Mapping[str, Side], job: JobContext
) -> RunSummary:
    """Keep one side's value of some fields; see `Review.choose`."""
    now = look(parts, shown.pair, shown.system_id, job)
    for key in keep:
        if _said(shown, key) is None or _said(now, key) != _said(shown, key):
            raise UserActionError(Code.CHANGED_MEANWHILE)
    policies = {key: _KEEPS[side] for key, side in keep.items()}
    wanted = running.Wanted(CHOSEN, only=[shown.pair], ids=[shown.system_id], decided=policies)
    return running.sync(parts, job, wanted)


def _read(end: Connector, stream: str, id: str, fields: Collection[str]) -> Record:
    """Read one record, as it is now under whatever id. Raises UserActionError(NOT_FOUND)."""
    found = end.fetch(stream, [id], fields).get(id)
    if found is None or found.archived:
        raise UserActionError(Code.NOT_FOUND)
    return found


def _since(rules: Rules, id: str, keys: Sequence[str]) -> Mapping[str, Version]:
    """Return since when HubSpot says what it says of some properties."""
    hubspot, stream = rules.ends.hubspot, rules.setup.mapping.hubspot_stream
    if not keys or not isinstance(hubspot, Historian):
        return {}
    told = hubspot.history(stream, [id], keys).get(id, {})
    return {key: past.versions[0] for key, past in told.items() if past.versions}


def _said(shown: Conflicted, key: str) -> tuple[tuple[FieldValue, ...], FieldValue] | None:
    """Return what both sides say of a field that differs."""
    return next(((each.here, each.there) for each in shown.fields if each.key == key), None)
