"""How the office stands, in the few words that Overview's head and the tray share. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.records import Side
from core.schedule import is_until_resumed
from core.summary import Health, OfficeSummary
from desktop.presenters.problems import blamed, signed_in_again
from desktop.presenters.session import Running
from desktop.presenters.wishes import Tone
from desktop.text import Kind, explain
from desktop.times import Formats, at, counted, left, until

TONES = {
    Health.IN_SYNC: Tone.SUCCESS,
    Health.SYNCING: Tone.SYNCING,
    Health.PAUSED: Tone.PAUSED,
    Health.OFFLINE: Tone.PAUSED,
    Health.NEEDS_YOU: Tone.ATTENTION,
    Health.SIGNED_OUT: Tone.ERROR,
    Health.PROBLEM: Tone.ERROR,
}
WORDS = {
    Health.IN_SYNC: "In sync",
    Health.SYNCING: "Syncing",
    Health.PAUSED: "Paused",
    Health.OFFLINE: "Offline",
    Health.NEEDS_YOU: "Needs you",
    Health.SIGNED_OUT: "Signed out",
    Health.PROBLEM: "Stopped",
}
CAN_GO_ON = "You can keep working in both systems."


@dataclass(frozen=True, slots=True)
class Standing:
    """The truth of this moment."""

    health: Health
    headline: str
    aside: str = ""
    sentence: str = ""
    fraction: float | None = None  # of the run under way; None: not known
    checked: str = ""  # "2,211 of 5,152 checked"
    outage: bool = False  # the vendor's, not this PC's: amber, because it needs no one here

    @property
    def tone(self) -> Tone:
        return Tone.ATTENTION if self.outage else TONES[self.health]

    @property
    def word(self) -> str:
        return WORDS[self.health]


def standing(
    summary: OfficeSummary, running: Running | None, now: datetime, formats: Formats
) -> Standing:
    """Say how the office stands."""
    if running is not None:
        return of_running(summary, running)
    match summary.health:
        case Health.SIGNED_OUT:
            return _signed_out(summary, now, formats)
        case Health.OFFLINE | Health.PROBLEM:
            return _failed(summary, now, formats)
        case Health.PAUSED:
            return _resting(summary, now, formats)
        case Health.NEEDS_YOU if not_connected(summary):
            return Standing(
                Health.NEEDS_YOU,
                "Nothing is connected yet"
                if not summary.connections
                else f"{' and '.join(not_connected(summary))} is not connected yet",
                sentence="Syncing begins when HubSpot and your office's system are connected.",
            )
        case Health.NEEDS_YOU if summary.last_run is None:
            return Standing(
                Health.NEEDS_YOU,
                "Ready for the first sync",
                sentence="A preview shows what it would do, without writing anything. After the "
                "first sync, 300Sync goes on by itself.",
            )
        case health:
            return _well(summary, health, now)


def not_connected(summary: OfficeSummary) -> Sequence[str]:
    """Return the names of the ends that are missing."""
    names = ((Side.SYSTEM, "Your office's system"), (Side.HUBSPOT, "HubSpot"))
    return [name for side, name in names if summary.connection(side) is None]


def of_running(summary: OfficeSummary, running: Running) -> Standing:
    """Say how far the run is: all pairs together."""
    done, total = checked(summary, running)
    verb = "Previewing" if running.preview else "Syncing"
    if running.full:
        verb = "Checking all records"
    if running.stopping:
        return Standing(
            Health.SYNCING,
            "Stopping",
            sentence="What was done before stays. The rest waits for the next run.",
            fraction=done / total if total else None,
        )
    if not running.pairs:
        return Standing(Health.SYNCING, verb, sentence=CAN_GO_ON)
    if not total:
        return Standing(
            Health.SYNCING,
            verb,
            sentence=f"{done:,} checked. {CAN_GO_ON}",
            checked=f"{done:,} checked",
        )
    so_far = f"{done:,} of {total:,} checked"
    pace = rate(running, running.current)
    at_pace = f" at {pace:,.0f} a second" if pace >= 1 else ""
    return Standing(
        Health.SYNCING,
        verb,
        aside=f"{left((total - done) / pace)} left" if pace > 0 and total > done else "",
        sentence=f"{so_far}{at_pace}. {CAN_GO_ON}",
        fraction=done / total,
        checked=so_far,
    )


def checked(summary: OfficeSummary, running: Running) -> tuple[int, int | None]:
    """Return how many records were looked at, and of how many; None if that cannot be known.

    A pair that has not begun counts with what it had linked, but only where every record is
    looked at: else nobody knows how much there will be.
    """
    done = sum(progress.read for progress in running.pairs.values())
    total = 0
    for pair in summary.pairs:
        progress = running.pairs.get(pair.pair)
        if progress is not None and progress.total is None and progress.phase != "done":
            return done, None
        if progress is not None:
            total += max(progress.total or 0, progress.read)
        elif running.full:
            total += pair.linked
        else:
            return done, None
    return done, total or None


def rate(running: Running, pair: str) -> float:
    """Return how many records a second a pair goes through; 0 while that is not known."""
    progress, since = running.pairs.get(pair), running.since.get(pair)
    if progress is None or since is None or running.at - since < 1.0:
        return 0.0
    return progress.read / (running.at - since)


def _signed_out(summary: OfficeSummary, now: datetime, formats: Formats) -> Standing:
    out = next(c for c in summary.connections if c.state == "signed_out")
    run = summary.last_run
    when = at(run.ended_at or run.started_at, now, formats) if run else ""
    words = explain(out.code, system=out.label) if out.code else None
    return Standing(
        Health.SIGNED_OUT,
        words.title if words else f"{out.label} sign-in has ended",
        aside=f"syncing stopped at {when}" if when else "",
        sentence="No records are lost. Sign in again and everything since then is caught up.",
    )


def _failed(summary: OfficeSummary, now: datetime, formats: Formats) -> Standing:
    run = summary.last_run
    assert run is not None, "only a run can have failed"
    if run.code is None:
        return Standing(summary.health, "The last run stopped", sentence="Nothing is lost.")
    if signed_in_again(summary, run.code):
        return Standing(
            summary.health,
            "Signed in again",
            aside=_next(summary, now),
            sentence="Everything since the last run is caught up in the next one.",
        )
    about = blamed(summary, run.code)
    words = explain(run.code, system=about.label if about else "")
    since = at(run.ended_at or run.started_at, now, formats)
    due = summary.next_run_at
    return Standing(
        summary.health,
        words.title,
        aside=f"next try {until(due, now)}" if due else f"since {since}",
        sentence=f"{words.meaning} {words.action}",
        outage=summary.health is Health.OFFLINE and words.kind is not Kind.OFFLINE,
    )


def _resting(summary: OfficeSummary, now: datetime, formats: Formats) -> Standing:
    if summary.paused_until is not None:
        forever = is_until_resumed(summary.paused_until)
        return Standing(
            Health.PAUSED,
            "Paused" if forever else f"Paused until {at(summary.paused_until, now, formats)}",
            aside="until you start it again" if forever else "",
            sentence="Nothing is lost. It catches up by itself when it goes on.",
        )
    run = summary.last_run
    cancelled = run is not None and run.result == "cancelled"
    return Standing(
        Health.PAUSED,
        "The last run was cancelled" if cancelled else "The last run did not finish",
        aside=_next(summary, now),
        sentence="What was done before stays. The rest is done in the next run.",
    )


def _well(summary: OfficeSummary, health: Health, now: datetime) -> Standing:
    match = f"{counted(summary.linked, 'record')} match."
    if not summary.waiting:
        return Standing(health, "Everything is in sync", _next(summary, now), match)
    waits = "thing waits" if summary.waiting == 1 else "things wait"
    return Standing(
        health,
        f"{summary.waiting:,} {waits} for you",
        _next(summary, now),
        f"{match} Everything else is in sync, and syncing goes on.",
    )


def _next(summary: OfficeSummary, now: datetime) -> str:
    return f"next run {until(summary.next_run_at, now)}" if summary.next_run_at else ""
