"""What Activity draws of runs, and of what went wrong in them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import Code
from core.summary import RunSummary
from desktop.presenters.activity_state import Chip, OpenedRun, RunLine, TroubleCard
from desktop.presenters.connections_state import Confirm
from desktop.presenters.overview_parts import STARTED_BY
from desktop.presenters.wishes import Button, Tone, Wish
from desktop.text import explain
from desktop.times import Formats, clock, counted, spent

if TYPE_CHECKING:
    from core.office.activity import Trouble
    from core.undo.report import UndoReport

ALL = "all"
_BY_HAND = frozenset({"hand", "tray", "command"})
FILTERS: Mapping[str, tuple[str, Callable[[RunSummary], bool]]] = {
    ALL: ("All runs", lambda _run: True),
    "problems": ("With problems", lambda run: run.result == "failed" or run.totals.failed > 0),
    "held": ("With held records", lambda run: run.totals.held > 0),
    "by hand": ("Started by hand", lambda run: run.trigger in _BY_HAND),
}
_RESULTS = {
    "ok": ("Done", Tone.SUCCESS),
    "cancelled": ("Cancelled", Tone.PAUSED),
    "interrupted": ("Interrupted", Tone.PAUSED),
    "running": ("Running", Tone.SYNCING),
}
_NO_RETRY = frozenset({Code.CONFLICT, Code.AMBIGUOUS_MATCH, Code.LIKELY_MATCH, Code.MERGED})
_ANSWERED = _NO_RETRY | {Code.PENDING_DELETE, Code.BRAKE}


def chips(runs: Sequence[RunSummary], chosen: str) -> tuple[Chip, ...]:
    """Return the filters, each with how many runs it shows."""
    found: list[Chip] = []
    for key, (label, admits) in FILTERS.items():
        count = sum(map(admits, runs))
        found.append(Chip(key, label if key == ALL else f"{label} {count:,}", key == chosen))
    return tuple(found)


def chosen(runs: Sequence[RunSummary], key: str) -> list[RunSummary]:
    _label, admits = FILTERS[key]
    return [run for run in runs if admits(run)]


def lines(runs: Sequence[RunSummary], now: datetime, formats: Formats) -> tuple[RunLine, ...]:
    """Return runs as rows; the first of each day bears the day."""
    found: list[RunLine] = []
    before = ""
    for run in runs:
        day = _day(run.started_at, now, formats)
        found.append(_line(run, "" if day == before else day, formats))
        before = day
    return tuple(found)


def _day(moment: datetime, now: datetime, formats: Formats) -> str:
    day = moment.astimezone(formats.zone).date()
    days = (now.astimezone(formats.zone).date() - day).days
    near = {0: "Today, ", 1: "Yesterday, "}.get(days, "")
    return f"{near}{day:%A}, {day:%B} {day.day}"


def _line(run: RunSummary, day: str, formats: Formats) -> RunLine:
    totals = run.totals
    result, tone = _RESULTS.get(run.result, ("Stopped", Tone.ERROR))
    if run.result == "failed" and run.code is not None:
        result = explain(run.code).title
    elif totals.failed:
        result, tone = f"{totals.failed:,} not saved", Tone.ATTENTION
    elif run.preview and run.result == "ok":
        result, tone = "Preview", Tone.PLAIN
    when, who = clock(run.started_at, formats), STARTED_BY.get(run.trigger, run.trigger)
    spoken = (
        f"{when}, {who}, {result}: {totals.read:,} read, {totals.created:,} created, "
        f"{totals.updated:,} updated, {totals.held:,} held, {totals.failed:,} failed"
    )
    return RunLine(
        run.id,
        day,
        when,
        who,
        spent(run.seconds) if run.ended_at else "",
        totals.read,
        totals.created,
        totals.updated,
        totals.held,
        totals.failed,
        result,
        tone,
        spoken,
    )


# -- one run --------------------------------------------------------------------------------------


def opened(run: RunSummary, *, loading: bool) -> OpenedRun:
    """Return what is known of a run without asking what it met."""
    totals = run.totals
    saved = totals.created + totals.updated
    wrote = saved > 0 and not run.preview
    buttons = [Button(Wish.EXPORT_RUNS, "Export this run", run.id)]
    if wrote:
        buttons.insert(0, Button(Wish.UNDO_RUN, "Undo this run", run.id))
    return OpenedRun(run.id, _said(run, 0), tuple(buttons), loading=loading)


def with_troubles(
    run: RunSummary, troubles: "Sequence[Trouble]", system: str, hubspot: str
) -> OpenedRun:
    cards = tuple(_card(each, system, hubspot) for each in troubles)
    made = opened(run, loading=False)
    return OpenedRun(made.key, _said(run, len(cards)), made.buttons, cards)


def _said(run: RunSummary, reasons: int) -> str:
    totals = run.totals
    saved, not_saved = totals.created + totals.updated, totals.failed + totals.held
    were = "was" if saved == 1 else "were"
    verb = "would be" if run.preview else were
    text = f"{counted(saved, 'record')} {verb} saved."
    if not_saved:
        for_reasons = f", for {counted(reasons, 'reason')}" if reasons else ""
        text += f" {not_saved:,} {'was' if not_saved == 1 else 'were'} not{for_reasons}."
    return text


def _card(trouble: "Trouble", system: str, hubspot: str) -> TroubleCard:
    words = explain(trouble.code, system=hubspot)
    places = tuple(
        Button(Wish.OPEN_LINK, each.id, each.address, enabled=bool(each.address))
        for each in trouble.places
    )
    if trouble.code in _ANSWERED:
        button = Button(Wish.SHOW_REVIEW, "Answer in Review")
    else:
        target = f"{trouble.pair} {trouble.code.value}"
        button = Button(Wish.RETRY_THESE, f"Retry these {trouble.count:,}", target)
    return TroubleCard(
        trouble.count,
        f"{trouble.label}: {words.title}.",
        f"{words.meaning} {words.action}",
        f"Open in {system}" if places else "",
        places,
        (button,) if trouble.code is not Code.BRAKE else (),
    )


def question(report: "UndoReport", run: RunSummary, formats: Formats) -> Confirm:
    """Ask whether to undo a run, and say what that does and what it leaves."""
    what = [
        f"{counted(report.archived, 'record')} that it created {_is(report.archived)} archived"
        if report.archived
        else "",
        f"{counted(report.fields, 'field')} of {counted(report.restored, 'record')} "
        f"{'gets its' if report.fields == 1 else 'get their'} old value back"
        if report.fields
        else "",
    ]
    text = " and ".join(each for each in what if each)
    text = f"In HubSpot {text}." if text else "There is nothing left of this run to undo."
    if report.left:
        text += f" {counted(report.left, 'thing')} {_is(report.left)} left: {_reasons(report)}."
    text += " What it wrote to the office's own system stays."
    possible = bool(report.archived or report.fields)
    return Confirm(
        f"Undo the run of {clock(run.started_at, formats)}?",
        text,
        Button(Wish.KEEP_RUN, "Keep it as it is"),
        Button(Wish.UNDO_NOW, "Undo this run", run.id, danger=True, enabled=possible),
    )


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _reasons(report: "UndoReport") -> str:
    codes = dict.fromkeys(left.code for pair in report.pairs for left in pair.left)
    return ", ".join(explain(code).title.lower() for code in codes)
