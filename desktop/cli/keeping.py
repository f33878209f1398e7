"""`300sync kept`: what is kept on this PC, taken along, forgotten record by record, or erased."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.commands import DONE, PERSON
from desktop.cli.output import Terminal
from desktop.sentences.kept import SURE, UNTIL

if TYPE_CHECKING:
    from core.office import Office


def kept(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Carry out one act; without one, count."""
    return _ACTS[arguments.act](office, arguments, terminal)


def _counts(office: "Office", _arguments: argparse.Namespace, terminal: Terminal) -> int:
    counts = office.kept.counts()
    rows = [
        (kind.replace("_", " "), f"{count:,}", UNTIL.get(kind, "it is erased"))
        for kind, count in counts.items()
        if count
    ]
    terminal.table(("Kept", "Rows", "Until"), rows)
    terminal.say("Ids, times, codes and keyed fingerprints: no value of a record is among them.")
    terminal.data({"kept": dict(counts)})
    return DONE


def _export(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    file: Path = arguments.file
    found = office.kept.export(file)
    terminal.say(f"{found.total():,} rows are in {file}. Sign-ins are not among them.")
    terminal.data({"file": str(file), "rows": dict(found)})
    return DONE


def _forget(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    stays = not arguments.may_come_again
    receipt = office.kept.forget(arguments.pair, arguments.id, stay_away=stays)
    rows = [(kind.replace("_", " "), f"{count:,}") for kind, count in receipt.removed.items()]
    terminal.table(("Forgotten", "Rows"), rows)
    terminal.say(f"At {receipt.at:%Y-%m-%d %H:%M} UTC. Both systems keep what they hold.")
    if stays:
        terminal.say("It is never synced again, by a keyed hash of its id.")
    terminal.data(
        {
            "pair": receipt.pair,
            "at": receipt.at.isoformat(),
            "removed": dict(receipt.removed),
            "stays_away": receipt.stays_away,
        }
    )
    return DONE


_ACTS: Mapping[str | None, Callable[["Office", argparse.Namespace, Terminal], int]] = {
    None: _counts,
    "export": _export,
    "forget": _forget,
}


def erase(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Erase everything, once that was typed; what is not ours in the folder is left and named."""
    from desktop import app
    from desktop.cli.connecting import _ask

    if not arguments.yes and _ask(f"Type: {SURE}", secret=False).strip().lower() != SURE:
        terminal.say("Nothing was erased.")
        return PERSON
    paths = app.paths_for(arguments.data_dir)
    done = app.erase(paths, app.keys_for(paths))
    for kind, count in done.rows.items():
        terminal.say(f"  {kind.replace('_', ' ')}: {count:,}")
    terminal.say(f"Erased on {done.at:%Y-%m-%d} at {done.at:%H:%M} UTC: {done.files:,} files.")
    terminal.say("The key is gone from where it was kept. HubSpot and your system keep their data.")
    for left in done.left:
        terminal.say(f"Not ours, and left: {left}")
    terminal.data(
        {
            "at": done.at.isoformat(),
            "rows": dict(done.rows),
            "files": done.files,
            "left": [str(each) for each in done.left],
        }
    )
    return DONE
