"""What the page Privacy draws, from the report, the counts and the audit. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.mapping import Direction
from core.mapping import Mapping as MappingDocument
from core.summary import OfficeSummary
from desktop.presenters.mapping_words import WAYS
from desktop.presenters.privacy_state import AuditRow, BlockedRow, KeptRow, LeavingRow, Tab
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.sentences.kept import KINDS, OTHERS
from desktop.text import plain_name
from desktop.times import Formats, at, counted, on

if TYPE_CHECKING:
    from core.office.privacy import Standing
    from core.privacy.report import Blocked
    from core.store.privacy import Entry

_WHY = {
    "clinical": "Health information",
    "free_text": "Free text",
    "restricted_id": "Never shared",
    "unclassified": "Not classified yet",
    "money": "Money",
    "not switched on": "Off until you switch it on",
    "blocked": "Not on the list of what may leave",
}


def tabs(found: "Standing", mappings: Sequence[MappingDocument]) -> tuple[Tab, ...]:
    """Return what goes to HubSpot, pair by pair, and what only comes from there."""
    labels = {(each.pair, each.field): each.label for each in found.report.leaving}
    leaving = {(each.pair, each.property) for each in found.report.leaving}
    made = []
    for mapping in mappings:
        rows = []
        for line in mapping.fields:
            comes = line.direction is Direction.TO_SYSTEM
            if not comes and (mapping.pair, line.hubspot) not in leaving:
                continue
            names = (labels.get((mapping.pair, name)) or plain_name(name) for name in line.system)
            here = " + ".join(names) or "One value"
            way = "Comes in only" if comes else WAYS[line.direction]
            rows.append(LeavingRow(here, plain_name(line.hubspot), line.direction, way))
        made.append(Tab(mapping.pair, mapping.label, tuple(rows)))
    return tuple(made)


def never(found: "Standing") -> tuple[BlockedRow, ...]:
    """Return the fields that do not leave, those of health first."""
    blocked = sorted(found.report.blocked, key=lambda each: (each.why != "clinical", each.label))
    return tuple(BlockedRow(each.label or plain_name(each.field), _why(each)) for each in blocked)


def _why(each: "Blocked") -> str:
    return each.reason or _WHY.get(each.why, each.why)


def gate(found: "Standing", now: datetime, formats: Formats) -> Notice | None:
    """Return what the practice has said; None where nothing need be."""
    if not found.healthcare:
        return None
    said = found.decisions.attestation
    if said is None:
        return Notice(
            Tone.ATTENTION,
            "Your practice has not said yet that it may send these data",
            "Everything can be previewed. Nothing is written to HubSpot before that.",
            (Button(Wish.SET_UP, "Say so"),),
        )
    what = (
        "It gives no health services."
        if said.no_health_services
        else f"Agreement with HubSpot of {said.agreement:%b %-d, %Y}, by {said.agreement_by}."
        if said.agreement is not None
        else ""
    )
    when = f"Said on {on(said.at, now, formats)} by {said.who}."
    contact = f"Who answers for privacy: {said.contact}."
    return Notice(
        Tone.SUCCESS,
        "Your practice has said that it may send these data",
        " ".join(each for each in (what, contact, when) if each),
    )


def kept(counts: Mapping[str, int]) -> tuple[KeptRow, ...]:
    """Return what is kept by kind; at the end what never is."""
    rows = [KeptRow(words, counts.get(kind, 0), until) for kind, (words, until) in KINDS.items()]
    others = sum(count for kind, count in counts.items() if kind not in KINDS)
    rows = [row for row in rows if row.count]
    rows.append(KeptRow(OTHERS, others, "Until you erase them"))
    rows.append(KeptRow("Names, phones, emails, record contents", 0, "Never stored", strong=True))
    return tuple(rows)


def audit(entries: "Sequence[Entry]", now: datetime, formats: Formats) -> tuple[AuditRow, ...]:
    """Return the last entries in words."""
    return tuple(AuditRow(at(each.at, now, formats), _entry(each)) for each in entries)


def _entry(each: "Entry") -> str:
    told, kind = each.told, each.kind.value
    if "field" in told:
        return f"Field {kind}: {told['field']} ({told['stream']})"
    if kind == "run":
        sent = told.get("sent")
        fields = sent if isinstance(sent, Mapping) else {}
        return f"A run sent {counted(len(fields), 'kind')} of fields" if fields else "A run"
    return kind.capitalize()


def pause(summary: OfficeSummary) -> tuple[Button, str]:
    """Return the button that stops all processing, or lets it go on."""
    if summary.paused_until is not None:
        return Button(Wish.RESUME, "Resume"), "Nothing is read and nothing is sent."
    return (
        Button(Wish.PAUSE, "Pause all processing"),
        "Nothing is read and nothing is sent until you resume.",
    )
