"""The compliance report as a document to print: fields, reasons, counts; no record, no person."""

from collections.abc import Sequence
from html import escape

from desktop.presenters.privacy_state import PrivacyState


def document(state: PrivacyState, made: str, ends: Sequence[str], rules: str) -> str:
    """Return the report as HTML that Qt's rich text understands."""
    parts = [
        "<h1>300Sync: compliance report</h1>",
        f"<p>Made on {escape(made)}. Rule version {escape(rules)}.<br>"
        f"{'<br>'.join(map(escape, ends))}</p>",
        "<p>Contact details and appointment times of patients are protected health information "
        "when they come from a covered practice.</p>",
    ]
    if state.gate is not None:
        parts.append(f"<p><b>{escape(state.gate.title)}</b><br>{escape(state.gate.text)}</p>")
    parts.append("<h2>What leaves</h2>")
    for tab in state.tabs:
        rows = [(row.here, row.there, row.way) for row in tab.rows]
        parts += [f"<h3>{escape(tab.label)}</h3>", _table(("Field", "Property", "Way"), rows)]
    barred = [(row.label, row.reason) for row in state.never]
    parts += ["<h2>What never leaves</h2>", _table(("Field", "Why"), barred)]
    kept = [(row.kind, f"{row.count:,}", row.until) for row in state.kept]
    parts += ["<h2>What is kept on this PC</h2>", _table(("Kind", "Items", "Kept for"), kept)]
    audit = [(row.when, row.text) for row in state.audit]
    parts += [
        f"<h2>Audit</h2><p>{escape(state.audit_text)}</p>",
        _table(("When", "What"), audit),
        "<p>This report names fields and counts. It names no person and no record.</p>",
    ]
    return "".join(parts)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th align="left">{escape(name)}</th>' for name in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        '<table border="1" cellspacing="0" cellpadding="4" width="100%">'
        f"<tr>{head}</tr>{body}</table>"
    )
