"""`300sync review conflict` and `choose`: what both sides changed, and which of the two is kept."""

import argparse
from typing import TYPE_CHECKING

from core.office.choosing import Conflicted
from core.records import FieldValue, Side
from desktop.cli.commands import DONE, FAILED, MisusedError, interruptible
from desktop.cli.output import Terminal
from desktop.text import plain_name

if TYPE_CHECKING:
    from core.office import Office

SIDES = {side.value: side for side in Side}


def conflict(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show what both sides say; JSON holds no values, as it may be kept."""
    with interruptible(terminal) as job:
        found = office.review.conflict(arguments.pair, arguments.id, job)
    terminal.data({"fields": [each.key for each in found.fields], "alike": found.alike})
    if not found.fields:
        terminal.say("No field of it needs a choice.")
        return DONE
    terminal.table(
        ("Field", "The system", "HubSpot"),
        [(each.key, _said(each.here), _said((each.there,))) for each in found.fields],
    )
    terminal.say(f"300sync review choose {arguments.pair} {arguments.id} --keep system|hubspot")
    return DONE


def choose(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Keep one side's value of all fields that differ, or of those that are named."""
    with interruptible(terminal) as job:
        found = office.review.conflict(arguments.pair, arguments.id, job)
        names = _named(found, arguments.field)
        side = SIDES[arguments.keep]
        run = office.review.choose(found, dict.fromkeys(names, side), job)
    terminal.data({"result": run.result, "run": run.id, "fields": names})
    terminal.say(f"Kept from {arguments.keep}: {', '.join(map(plain_name, names))}.")
    return DONE if run.result == "ok" else FAILED


def _named(found: Conflicted, wanted: list[str]) -> list[str]:
    known = [each.key for each in found.fields]
    strange = [name for name in wanted if name not in known]
    if strange or not known:
        raise MisusedError(f"these fields differ: {', '.join(known) or 'none'}")
    return wanted or known


def _said(values: tuple[FieldValue, ...]) -> str:
    return " ".join(str(value) for value in values if value is not None)
