"""The first sync, rehearsed: what it would do, in counts, and the sheet to be signed. Pure."""

from collections.abc import Sequence
from datetime import datetime

from core.registry import ConnectorSpec
from core.summary import OfficeSummary, PairSummary, RunSummary
from desktop.presenters import sign_off
from desktop.presenters.standing import Standing
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.presenters.wizard_state import Rehearsal, RehearsalRow
from desktop.text import told_forecast
from desktop.times import Formats, clock, counted, on

_PREVIEW = Button(Wish.REHEARSE, "Preview the first sync", primary=True)
_AGAIN = Button(Wish.REHEARSE, "Preview again")
_SHEET = Button(Wish.SAVE_SHEET, "Save the sign-off sheet (PDF)")
_CANCEL = Button(Wish.CANCEL, "Cancel")


def waiting(system: str) -> Rehearsal:
    """Return the page before the first preview."""
    text = (
        f"300Sync reads {system} and HubSpot once, and tells how many records it would create and "
        "change. It can be cancelled at any time."
    )
    return Rehearsal(Notice(Tone.PLAIN, "Nothing is written yet", text), buttons=(_PREVIEW,))


def running(stand: Standing, *, stopping: bool) -> Rehearsal:
    """Return the page while the preview goes on."""
    notice = Notice(Tone.SYNCING, "The preview is under way", "Nothing is written.")
    words = "Stopping" if stopping else ", ".join(w for w in (stand.sentence, stand.aside) if w)
    return Rehearsal(
        notice, running=words, fraction=stand.fraction, buttons=() if stopping else (_CANCEL,)
    )


def done(run: RunSummary, pairs: Sequence[PairSummary], system: str) -> Rehearsal:
    """Return what the preview found."""
    notice = Notice(Tone.SUCCESS, sentence(run), told_forecast(run, system) or "Nothing is written")
    return Rehearsal(notice, rows=rows(run, pairs), buttons=(_SHEET, _AGAIN))


def sentence(run: RunSummary) -> str:
    """Say what the first sync would do.

    >>> from datetime import UTC
    >>> sentence(RunSummary("r", datetime(2026, 11, 18, tzinfo=UTC), "hand"))
    'The first sync would create 0 records and change 0'
    """
    totals = run.totals
    words = f"The first sync would create {counted(totals.created, 'record')}"
    words += f" and change {totals.updated:,}"
    left = totals.skipped + totals.held + totals.failed
    return words + (f"; {left:,} would be left out" if left else "")


def rows(run: RunSummary, pairs: Sequence[PairSummary]) -> tuple[RehearsalRow, ...]:
    """Return a row for each pair."""
    both = {each.pair: each.both_ways for each in pairs}
    return tuple(
        RehearsalRow(
            label=each.label,
            ways="Both ways" if both.get(each.pair) else "To HubSpot",
            read=each.totals.read,
            created=each.totals.created,
            updated=each.totals.updated,
            unchanged=each.totals.unchanged,
            left_out=each.totals.skipped + each.totals.held + each.totals.failed,
        )
        for each in run.pairs
    )


def sheet(
    run: RunSummary,
    summary: OfficeSummary,
    spec: ConnectorSpec,
    now: datetime,
    formats: Formats,
    *,
    attested: bool,
) -> str:
    """Return the sign-off sheet of a rehearsal. Accounts go by their number: no name is on it."""
    moment = run.ended_at or run.started_at
    gate = ""
    if spec.healthcare:
        gate = (
            "The practice has attested that it may send these data to HubSpot."
            if attested
            else "The practice has not attested yet. Nothing is written before it has."
        )
    facts = sign_off.SheetFacts(
        made=f"{on(moment, now, formats)} at {clock(moment, formats)}",
        ends=[f"{c.label}, account no. {c.account_id}" for c in summary.connections],
        sentence=f"{sentence(run)}.",
        never=spec.may_not,
        gate=gate,
    )
    return sign_off.sheet(facts, rows(run, summary.pairs))
