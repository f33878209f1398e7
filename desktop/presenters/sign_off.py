"""The sign-off sheet of a first-sync rehearsal, as a document to print. Counts only; no person."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from desktop.presenters.wizard_state import RehearsalRow

_COLUMNS = ("Pair", "Way", "Read", "To create", "To change", "Unchanged", "Left out")
_LINES = ("Office", "Approved by (function)", "Date", "Signature")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What stands above and below the table."""

    made: str  # "Nov 18, 2026 at 2:41 PM"
    ends: Sequence[str]  # "Clio, account no. 4482019"
    sentence: str
    never: Sequence[str]  # what 300Sync cannot do at the office's system
    gate: str = ""  # what the office attested; "" where nothing need be


def sheet(facts: SheetFacts, rows: Sequence[RehearsalRow]) -> str:
    """Return the sheet as HTML that Qt's rich text understands."""
    head = "".join(f'<th align="left">{escape(name)}</th>' for name in _COLUMNS)
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in rows)
    parts = [
        "<h1>First sync: sign-off sheet</h1>",
        f"<p>Rehearsed on {escape(facts.made)}. Nothing was written.<br>"
        f"{'<br>'.join(map(escape, facts.ends))}</p>",
        f"<h2>What the first sync would do</h2><p>{escape(facts.sentence)}</p>",
        '<table border="1" cellspacing="0" cellpadding="5" width="100%">'
        f"<tr>{head}</tr>{body}</table>",
        "<p>Left out are records that a filter, privacy or the never-sync list holds back, and "
        "those that wait for a person in Review.</p>",
        "<h2>What it cannot do</h2>",
        f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in facts.never)}</ul>",
    ]
    if facts.gate:
        parts.append(f"<h2>Privacy</h2><p>{escape(facts.gate)}</p>")
    parts.append("<h2>Approval</h2>")
    lines = "".join(
        f'<tr><td width="30%">{escape(name)}</td><td>{"_" * 48}</td></tr>' for name in _LINES
    )
    parts.append(f'<table cellpadding="8" width="100%">{lines}</table>')
    parts.append("<p>This sheet holds counts only. It names no person and no record.</p>")
    return "".join(parts)


def _cells(row: RehearsalRow) -> list[str]:
    words = [f"<td>{escape(each)}</td>" for each in (row.label, row.ways)]
    counts = (row.read, row.created, row.updated, row.unchanged, row.left_out)
    return words + [f'<td align="right">{each:,}</td>' for each in counts]
