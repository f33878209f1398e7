"""`300sync explain`: one record, with what both sides say of it now.

Values are shown to the person who asked, and to nobody else: JSON, which is piped and kept, has
none.
"""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.engine.backward import ONLY_HUBSPOT
from core.office.explaining import Explanation, FieldNow
from core.office.places import Place
from core.office.pointing import ONLY_THERE
from core.records import FieldValue, Side
from desktop.cli.commands import DONE, interruptible
from desktop.cli.output import Terminal
from desktop.sentences import explaining as sentences
from desktop.text import explain as words
from desktop.text import plain_name
from desktop.times import at, counted

if TYPE_CHECKING:
    from core.office import Office

HUBSPOT = "HubSpot"


def explain(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Tell all that is known of one record."""
    with interruptible(terminal) as job:
        told = office.explain(arguments.pair, arguments.id, job)
    summary = office.summary()
    system = summary.connection(Side.SYSTEM)
    label = system.label if system is not None else "the system"
    terminal.data(_json(told))
    _say_record(terminal, told, label)
    for field in told.fields:
        _say_field(terminal, field, label)
    for issue in told.issues:
        about = words(issue.code, system=HUBSPOT, detail=issue.field or None)
        terminal.say(f"Waits for you: {about.title}. {about.action}")
    if told.retry is not None:
        when = at(told.retry.next_at, summary.now)
        terminal.say(f"Tried {counted(told.retry.tries, 'time')}; tried again {when}.")
    return DONE


def _say_record(terminal: Terminal, told: Explanation, label: str) -> None:
    terminal.say(told.label)
    for name, place in ((label, told.system), (HUBSPOT, told.hubspot)):
        where = f"{place.id}  {place.address}" if place is not None else "no such record"
        terminal.say(f"  {name}: {where}")
    terminal.say(sentences.FOUND[told.met.by].replace("{key}", told.met.key))
    for each in told.candidates:
        terminal.say(f"  {each.id}  {each.address}")
    notes = [sentences.GATES[told.gate]]
    notes += [sentences.STOPPED] if told.stopped else []
    notes += [sentences.BRAKED] if told.braked else []
    for note in filter(None, notes):
        terminal.say(note)
    terminal.say(sentences.OUTLOOKS[told.outlook.bin])
    for code in told.outlook.codes:
        terminal.say(f"  {words(code, system=HUBSPOT).title}. ({code.value})")


def _say_field(terminal: Terminal, field: FieldNow, label: str) -> None:
    terminal.say(f"{plain_name(field.key)}: {_what(field, label)}")
    here = ", ".join(_shown(each) for each in field.here) if field.here else "not read"
    terminal.say(f"  {label}: {here}")
    terminal.say(f"  {HUBSPOT}: {_shown(field.there)}")


def _what(field: FieldNow, label: str) -> str:
    """Return what a run does with a field, and by which rule."""
    parts = [sentences.VERDICTS[field.verdict]]
    if field.reason is not None:
        title = words(field.reason, system=HUBSPOT, detail=field.key).title
        parts = [title[:1].lower() + title[1:]]
    rules = (sentences.DIRECTIONS[field.direction], sentences.POLICIES[field.policy])
    return f"{parts[0]} ({', '.join(rules)})".replace("{system}", label)


def _shown(value: FieldValue) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "nothing"
    return "nothing" if value is None or value == "" else str(value)


# -- JSON -----------------------------------------------------------------------------------------


def _json(told: Explanation) -> dict[str, object]:
    met, retry = told.met, told.retry
    return {
        "pair": told.pair,
        "given": told.given.value,
        "system": _place(told.system),
        "hubspot": _place(told.hubspot),
        "found_by": met.by.value,
        "match_key": met.key or None,
        "candidates": _places(told.candidates),
        "gate": told.gate.value,
        "stopped": told.stopped,
        "braked": told.braked,
        "outlook": told.outlook.bin.value if told.outlook.bin is not None else None,
        "codes": [each.value for each in told.outlook.codes],
        "fields": [_field(each) for each in told.fields],
        "issues": [
            {"code": each.code.value, "id": _typed(each.system_id), "field": each.field or None}
            for each in told.issues
        ],
        "retry": None
        if retry is None
        else {
            "code": retry.code.value,
            "tries": retry.tries,
            "next_at": retry.next_at.isoformat(),
        },
    }


def _field(field: FieldNow) -> dict[str, object]:
    return {
        "field": field.key,
        "system": list(field.names),
        "direction": field.direction.value,
        "policy": field.policy.value,
        "verdict": field.verdict.value if field.verdict is not None else None,
        "reason": field.reason.value if field.reason is not None else None,
    }


def _places(places: Sequence[Place]) -> list[dict[str, str] | None]:
    return [_place(each) for each in places]


def _place(place: Place | None) -> dict[str, str] | None:
    return None if place is None else {"id": place.id, "address": place.address}


def _typed(id: str) -> str:
    return ONLY_THERE + id.removeprefix(ONLY_HUBSPOT) if id.startswith(ONLY_HUBSPOT) else id
