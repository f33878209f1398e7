"""The parts of Overview, each from the summary and the run under way. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import Code
from core.records import Side
from core.summary import (
    CHOSEN,
    TEST,
    ConnectionSummary,
    OfficeSummary,
    PairSummary,
    RunSummary,
    Totals,
)
from desktop.presenters.overview_state import (
    BrakeAsk,
    Chart,
    EndState,
    Lane,
    NeedRow,
    PairProgress,
    PairRow,
    RunRow,
)
from desktop.presenters.session import Running
from desktop.presenters.standing import rate
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.text import explain, explain_brake, told_forecast
from desktop.times import Formats, at, counted, left, took

if TYPE_CHECKING:
    from core.store.brakes import Brake

STATES = {
    "working": (Tone.SUCCESS, "Working"),
    "signed_out": (Tone.ERROR, "Signed out"),
    "unreachable": (Tone.ATTENTION, "Not reached"),
}
STARTED_BY = {
    "hand": "By hand",
    "tray": "From the tray",
    "schedule": "By itself",
    "command": "Command line",
    TEST: "One record",
    CHOSEN: "A choice in Review",
}
_RESULTS = {
    "ok": ("Done", Tone.SUCCESS),
    "cancelled": ("Cancelled", Tone.PAUSED),
    "interrupted": ("Interrupted", Tone.PAUSED),
    "running": ("Running", Tone.SYNCING),
    "failed": ("Stopped", Tone.ERROR),
}
_PHASES = {
    "matching": "Finding matches",
    "reading": "Syncing",
    "associating": "Linking",
    "waiting": "Waiting for its turn",
    "done": "Done",
}


def end(summary: OfficeSummary, side: Side, monograms: dict[str, str]) -> EndState | None:
    """Return the head of a side's column; None if nothing is connected there."""
    found = summary.connection(side)
    if found is None:
        return None
    tone, word = STATES[found.state]
    return EndState(found.connector, monogram(found, monograms), found.label, tone, word)


def monogram(connection: ConnectionSummary, monograms: dict[str, str]) -> str:
    return monograms.get(connection.connector, connection.label[:2])


def pair_rows(
    summary: OfficeSummary, running: Running | None, now: datetime, formats: Formats
) -> tuple[PairRow, ...]:
    """Return every pair, with the counts of the run under way or of its last run."""
    return tuple(_pair_row(pair, running, now, formats) for pair in summary.pairs)


def _pair_row(
    pair: PairSummary, running: Running | None, now: datetime, formats: Formats
) -> PairRow:
    totals = pair.last.totals if pair.last else Totals()
    when = at(pair.last_at, now, formats) if pair.last_at else ""
    lane, lane_text = Lane.REST if pair.last is None else Lane.DONE, ""
    if totals.failed:
        lane = Lane.PROBLEM
    progress = None
    if running is not None:
        totals = _totals(running, pair.pair)
        progress = _progress(running, pair)
        lane, lane_text = _running_lane(running, pair.pair, progress)
    return PairRow(
        pair=pair.pair,
        system_label=pair.system_label,
        hubspot_label=pair.hubspot_label,
        linked=f"{pair.linked:,} linked",
        matched=f"Matched by {pair.matched_by}" if pair.matched_by else "",
        both_ways=pair.both_ways,
        lane=lane,
        lane_text=lane_text,
        when=when,
        read=totals.read,
        created=totals.created,
        updated=totals.updated,
        unchanged=totals.unchanged,
        skipped=totals.skipped,
        held=totals.held,
        failed=totals.failed,
        history=pair.history,
        progress=progress,
        spoken=_spoken(pair, totals, when, progress),
    )


def _totals(running: Running, pair: str) -> Totals:
    told = running.pairs.get(pair)
    if told is None:
        return Totals()
    return Totals(
        told.read,
        told.created,
        told.updated,
        told.unchanged,
        told.skipped,
        told.held,
        told.failed,
    )


def _progress(running: Running, pair: PairSummary) -> PairProgress:
    told = running.pairs.get(pair.pair)
    if told is None:
        return PairProgress(fraction=0.0, phase="Next")
    if told.phase == "done":
        return PairProgress(fraction=1.0, done=f"{told.read:,} checked", phase="Done")
    pace = rate(running, pair.pair)
    total = max(told.total, told.read) if told.total else None
    return PairProgress(
        fraction=told.read / total if total else None,
        done=f"{told.read:,} of {total:,}" if total else f"{told.read:,} checked",
        phase=_PHASES.get(told.phase, "Syncing"),
        rate=f"{pace:,.0f} a second" if pace >= 1 else "",
        left=left((total - told.read) / pace).removeprefix("about ") if total and pace else "",
    )


def _running_lane(running: Running, pair: str, progress: PairProgress) -> tuple[Lane, str]:
    if pair not in running.pairs:
        return Lane.NEXT, ""
    if progress.phase == "Done" or pair != running.current:
        return Lane.DONE, ""
    return Lane.RUNNING, "" if progress.fraction is None else f"{progress.fraction:.0%}"


def _spoken(pair: PairSummary, totals: Totals, when: str, progress: PairProgress | None) -> str:
    parts = [
        f"{pair.system_label} to {pair.hubspot_label}",
        "both ways" if pair.both_ways else "to HubSpot",
        f"{pair.linked:,} linked",
    ]
    if progress is not None:
        parts += [text for text in (progress.phase, progress.done) if text]
    elif when:
        parts.append(f"last run {when}")
    else:
        return ", ".join([*parts, "not run yet"])
    counts = (
        (totals.created, "created"),
        (totals.updated, "updated"),
        (totals.unchanged, "unchanged"),
        (totals.skipped, "skipped"),
        (totals.held, "held"),
        (totals.failed, "failed"),
    )
    return ", ".join([*parts, *(f"{count:,} {word}" for count, word in counts if count)])


def need_rows(summary: OfficeSummary) -> tuple[NeedRow, ...]:
    """Return what waits for a person, the most first."""
    ordered = sorted(summary.issues.items(), key=lambda item: (-item[1], item[0].value))
    return tuple(_need_row(code, count) for code, count in ordered)


def _need_row(code: Code, count: int) -> NeedRow:
    words = explain(code)
    title = words.title if count == 1 else f"{words.title}: {count:,} times"
    button = Button(Wish.SHOW_REVIEW, "Review", code.value)
    return NeedRow(title, words.action, count, words.kind, button)


def run_rows(
    runs: Sequence[RunSummary], now: datetime, formats: Formats, *, ours: bool
) -> tuple[RunRow, ...]:
    """Return the last runs; `ours` says that the one under way is this window's."""
    return tuple(_run_row(run, now, formats) for run in runs if not (ours and _goes_on(run)))


def _goes_on(run: RunSummary) -> bool:
    return run.result == "running"


def _run_row(run: RunSummary, now: datetime, formats: Formats) -> RunRow:
    result, tone = _RESULTS.get(run.result, ("Stopped", Tone.ERROR))
    if run.preview and run.result == "ok":
        result, tone = "Preview", Tone.PLAIN
    totals = run.totals
    return RunRow(
        when=at(run.started_at, now, formats),
        started_by=STARTED_BY.get(run.trigger, run.trigger),
        result=result,
        tone=tone,
        created=totals.created,
        updated=totals.updated,
        unchanged=totals.unchanged,
        skipped=totals.skipped,
        held=totals.held,
        failed=totals.failed,
        took=took(run.seconds) if run.ended_at else "",
        text=f"{explain(run.code).title}." if run.code else "",
    )


def chart(summary: OfficeSummary, now: datetime, formats: Formats) -> Chart:
    """Return the records synced on each of the last 30 days, and this month's sum."""
    days = tuple((day.date(), count) for day, count in summary.per_day)
    today = now.astimezone(formats.zone).date()
    this_month = sum(c for day, c in days if (day.year, day.month) == (today.year, today.month))
    everything = sum(count for _, count in days)
    best = max(days, key=lambda item: item[1], default=None)
    spoken = f"{counted(everything, 'record')} in the last 30 days."
    if best is not None and best[1]:
        spoken += f" Most on {best[0]:%b} {best[0].day}: {best[1]:,}."
    return Chart(f"{this_month:,}", f"so far in {today:%B}", days, spoken)


def preview_notice(run: RunSummary, system: str) -> Notice:
    """Say what a preview found, and how long what it rehearsed will take."""
    totals = run.totals
    would = (
        (totals.created, "would be created"),
        (totals.updated, "would be updated"),
        (totals.unchanged, "already match"),
        (totals.skipped, "would be left out"),
        (totals.held, "would wait for you"),
        (totals.failed, "could not be read or written"),
    )
    parts = ", ".join(f"{count:,} {words}" for count, words in would if count)
    found = (
        f"Of {counted(totals.read, 'record')}, {parts}." if parts else "There is nothing to sync."
    )
    text = f"{found} {told_forecast(run, system)}".strip()
    return Notice(Tone.PLAIN, "This was a preview: nothing was written.", text)


def last_run_caption(summary: OfficeSummary, now: datetime, formats: Formats) -> str:
    run = summary.last_run
    if run is None or run.ended_at is None:
        return ""
    return f"Last run at {at(run.started_at, now, formats)} took {took(run.seconds)}"


def brake(waiting: "Brake", summary: OfficeSummary, error: str) -> BrakeAsk:
    """Return why a plan waits, and what a person types to let it through."""
    end = summary.connection(Side.SYSTEM)
    system = end.label if end is not None else ""
    words = explain_brake(waiting.cause, system=system, let_through=waiting.let_through)
    label = next(
        (
            f"{p.system_label} to {p.hubspot_label}: "
            for p in summary.pairs
            if p.pair == waiting.pair
        ),
        "",
    )
    text = f"{words.meaning} {words.action}"
    return BrakeAsk(
        waiting.pair, f"{label}{words.title}", text, error, let_through=waiting.let_through
    )
