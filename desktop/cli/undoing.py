"""`300sync undo`: what was taken back, in counts, and what was left, by ids and reasons."""

import argparse
from collections import defaultdict
from typing import TYPE_CHECKING

from core.errors import Code
from core.undo.report import Left, UndoReport
from desktop.cli.commands import DONE, PERSON, interruptible
from desktop.cli.output import Terminal
from desktop.text import explain

if TYPE_CHECKING:
    from core.office import Office

HUBSPOT = "HubSpot"
SHOWN = 20  # of what was left for one reason; JSON has all
_AFTER = (
    "Restored fields go on being synced: they travel again when they change on either side.",
    "Archived records are not made again until you have them tried again in Review; HubSpot "
    "keeps them for 90 days, and can restore them.",
    "Links between records that were there before the run, and what it wrote to the office's own "
    "system, stay as they are.",
)


def undo(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Undo a run, or say what would be undone."""
    with interruptible(terminal) as job:
        report = office.undo(job, arguments.run, preview=arguments.preview)
    terminal.data(_json(report))
    if not report.pairs:
        terminal.say("There is nothing left of this run to undo.")
        return DONE
    _table(terminal, report)
    for sentence in _AFTER:
        terminal.say(sentence)
    if report.preview:
        terminal.say("This was a preview: nothing was changed.")
    _left(terminal, report)
    return PERSON if report.left else DONE


def _table(terminal: Terminal, report: UndoReport) -> None:
    rows = [
        (pair.label, pair.archived, pair.restored, pair.fields, len(pair.left))
        for pair in report.pairs
    ]
    rows.append(("Total", report.archived, report.restored, report.fields, report.left))
    head = ("", "Archived", "Restored", "Fields", "Left")
    terminal.table(head, [(label, *(f"{count:,}" for count in row)) for label, *row in rows])
    terminal.say()


def _left(terminal: Terminal, report: UndoReport) -> None:
    """Name what was left, by reason."""
    by_code: dict[Code, list[tuple[str, Left]]] = defaultdict(list)
    for pair in report.pairs:
        for each in pair.left:
            by_code[each.code].append((pair.label, each))
    for code, found in by_code.items():
        terminal.say()
        fields = {left.field for _, left in found}
        words = explain(code, system=HUBSPOT, detail=fields.pop() if len(fields) == 1 else None)
        terminal.say(f"{len(found):,} × {words.title}. {words.action}")
        for label, left in found[:SHOWN]:
            terminal.say(f"  {label}  {left.hubspot_id}  {left.field}".rstrip())
        if len(found) > SHOWN:
            terminal.say(f"  … and {len(found) - SHOWN:,} more; --json lists them all")


def _json(report: UndoReport) -> dict[str, object]:
    return {
        "run": report.run,
        "preview": report.preview,
        "archived": report.archived,
        "restored": report.restored,
        "fields": report.fields,
        "left": [
            {
                "pair": pair.pair,
                "hubspot_id": left.hubspot_id,
                "field": left.field or None,
                "code": left.code.value,
            }
            for pair in report.pairs
            for left in pair.left
        ],
        "pairs": [
            {
                "pair": pair.pair,
                "label": pair.label,
                "archived": pair.archived,
                "restored": pair.restored,
                "fields": pair.fields,
            }
            for pair in report.pairs
        ],
    }
