"""Which records of the system an earlier run made, and did not live to tell (P2).

Our key at HubSpot comes first: a contact that bears a record's key is its own, whatever both say by
now. Only then an intent is recognised by what was meant to be written.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.engine.intents import Intended
from core.engine.portal import Candidate
from core.engine.setup import PairSetup, Ready

_FIND = 100  # values that one look-up may ask for


@dataclass(frozen=True, slots=True)
class Recognised:
    """What became of some candidates."""

    made: dict[str, Candidate]  # by the HubSpot record that each was made of
    unsure: Sequence[Candidate]  # may be one; else they are matched as anybody
    known: Sequence[Candidate]  # HubSpot has theirs, by its key: to be matched


def recognise(
    setup: PairSetup, ready: Ready, intended: Intended, candidates: Sequence[Candidate]
) -> Recognised:
    """Sort candidates out. HubSpot is asked only about those who say something of an intent."""
    maybe = [each for each in candidates if intended.maybe(each.draft)]
    if not maybe:
        return Recognised({}, candidates, ())
    by_key = {each.identity: each for each in maybe}
    bears = intended.named(_keys_of(setup, _ids(intended, maybe)), by_key)
    made = {hubspot_id: by_key[key] for hubspot_id, key in bears.items()}
    told = set(bears.values())
    elsewhere = _found(setup, ready, [each for each in by_key if each not in told])
    left = [e for e in candidates if e.identity not in told and e.identity not in elsewhere]
    for take in (intended.take, intended.take_edited):
        rest: list[Candidate] = []
        for candidate in left:
            hubspot_id = take(candidate.draft)
            if hubspot_id is None:
                rest.append(candidate)
            else:
                made[hubspot_id] = candidate
        left = rest
    return Recognised(made, left, [each for each in maybe if each.identity in elsewhere])


def _ids(intended: Intended, maybe: Sequence[Candidate]) -> list[str]:
    return sorted({one for each in maybe for one in intended.maybe(each.draft)})


def _keys_of(setup: PairSetup, hubspot_ids: Sequence[str]) -> dict[str, str]:
    """Read which key of ours some HubSpot records bear now; "" for none."""
    name = setup.key_property
    found = setup.ends.hubspot.fetch(setup.mapping.hubspot_stream, hubspot_ids, {name})
    return {each: str(record.fields.get(name) or "").lower() for each, record in found.items()}


def _found(setup: PairSetup, ready: Ready, identities: Sequence[str]) -> set[str]:
    """Return those of our keys that some HubSpot record bears."""
    if not (ready.key and ready.has_key):
        return set()
    hubspot, stream = setup.ends.hubspot, setup.mapping.hubspot_stream
    found: set[str] = set()
    for start in range(0, len(identities), _FIND):
        part = identities[start : start + _FIND]
        found |= {key.lower() for key in hubspot.find(stream, ready.key, part, {ready.key})}
    return found
