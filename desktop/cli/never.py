"""`300sync never`: records that are left alone, for good."""

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from core.records import Side
from desktop.cli.commands import DONE
from desktop.cli.output import Terminal
from desktop.times import at

if TYPE_CHECKING:
    from core.office import Office

_SAID = {
    ("add", True): "It is left alone from now on. What HubSpot has of it stays as it is.",
    ("add", False): "It was left alone already.",
    ("remove", True): "The next run syncs it again.",
    ("remove", False): "It was not on the list.",
}


def never(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Put a record on the list, take it off, or look."""
    pair = arguments.pair
    if arguments.act == "list":
        return _list(office, arguments, terminal)
    side = Side(arguments.side)
    act = office.never.add if arguments.act == "add" else office.never.remove
    changed = act(pair, side, arguments.id)
    terminal.say(_SAID[arguments.act, changed])
    told = {"pair": pair, "side": side.value, "id": arguments.id, "changed": changed}
    terminal.data({**told, "never": arguments.act == "add"})
    return DONE


def _list(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Tell how many are on the list; of one record that is named, whether it is."""
    pair = arguments.pair
    if arguments.id is not None:
        side = Side(arguments.side)
        held = office.never.holds(pair, side, arguments.id)
        terminal.say("It is on the list." if held else "It is not on the list.")
        told = {"pair": pair, "side": side.value, "id": arguments.id}
        terminal.data({**told, "never": held})
        return DONE
    entries = office.never.entries(pair)
    now = office.summary().now
    terminal.say(f"{len(entries):,} records of {pair} are left alone.")
    if entries:
        terminal.say("Which they are is not kept; name one to ask whether it is on the list.")
        rows = [(each.side.value, at(each.made_at, now)) for each in entries]
        terminal.table(("By its id in", "Since"), rows)
    counts = Counter(each.side.value for each in entries)
    made = [{"side": each.side.value, "made_at": each.made_at.isoformat()} for each in entries]
    terminal.data({"pair": pair, "counts": dict(counts), "entries": made})
    return DONE
