"""The tray's truth: its shape, its words, and what can be wished for from it. Pure."""

from datetime import datetime

from core.summary import Health, OfficeSummary, PairSummary
from desktop.presenters.main_state import TrayState
from desktop.presenters.overview import nothing_yet, trouble
from desktop.presenters.session import FROM_TRAY, Running
from desktop.presenters.standing import standing
from desktop.presenters.wishes import Button, Wish
from desktop.times import Formats, at

LONGEST = 63  # characters that Windows shows of a tooltip
OPEN = Button(Wish.OPEN, "Open 300Sync")
QUIT = Button(Wish.QUIT, "Quit")
PAUSE_HOUR = Button(Wish.PAUSE_HOUR, "Pause for 1 hour")
PAUSE_TOMORROW = Button(Wish.PAUSE_TOMORROW, "Pause until tomorrow")
PAUSE = Button(Wish.PAUSE, "Pause until I start it again")
RESUME = Button(Wish.RESUME, "Start again now", primary=True)
SYNC = Button(Wish.SYNC, "Sync now", FROM_TRAY, primary=True)


def closed_tray(headline: str) -> TrayState:
    """Return the tray of an office that is not open: there is nothing to ask of it."""
    return TrayState(
        word="Not open",
        headline=headline,
        tooltip=tooltip(headline),
        menu=(OPEN, QUIT),
    )


def tray(
    summary: OfficeSummary, running: Running | None, now: datetime, formats: Formats
) -> TrayState:
    """Return what the tray shows at this moment."""
    stand = standing(summary, running, now, formats)
    empty, problem = nothing_yet(summary), trouble(summary, running, now, formats)
    if empty is not None:
        buttons = empty.buttons
    else:
        buttons = problem.buttons if problem is not None else _buttons(summary, running)
    return TrayState(
        health=stand.health,
        tone=stand.tone,
        word=stand.word,
        headline=stand.headline,
        sentence=stand.aside[:1].upper() + stand.aside[1:] if stand.aside else stand.sentence,
        tooltip=tooltip(stand.headline),
        fraction=stand.fraction,
        progress=(stand.checked, stand.aside if running is not None else ""),
        buttons=buttons,
        rows=_rows(summary, running, now, formats),
        menu=(*_menu(buttons, summary, running), OPEN, QUIT),
    )


def tooltip(headline: str) -> str:
    """Return the headline with the program's name, as long as there is room for both."""
    whole = f"300Sync: {headline}"
    text = whole if len(whole) <= LONGEST else headline
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _buttons(summary: OfficeSummary, running: Running | None) -> tuple[Button, ...]:
    if running is not None:
        return (Button(Wish.CANCEL, "Cancel", enabled=not running.stopping),)
    if summary.paused_until is not None:
        return (RESUME, Button(Wish.PAUSE_TOMORROW, "Until tomorrow"))
    return (SYNC, PAUSE_HOUR)


def _menu(
    buttons: tuple[Button, ...], summary: OfficeSummary, running: Running | None
) -> tuple[Button, ...]:
    """Return the plain menu's own lines: the buttons, Sync now and Pause wherever they fit."""
    lines = list(buttons)
    wished = {button.wish for button in lines}
    ready = len({connection.side for connection in summary.connections}) == 2
    if ready and running is None:
        more = [SYNC]
        more += (
            [RESUME] if summary.paused_until is not None else [PAUSE_HOUR, PAUSE_TOMORROW, PAUSE]
        )
        lines += [button for button in more if button.wish not in wished]
    return tuple(lines)


def _rows(
    summary: OfficeSummary, running: Running | None, now: datetime, formats: Formats
) -> tuple[tuple[str, str], ...]:
    if summary.health in (Health.IN_SYNC, Health.NEEDS_YOU) or running is not None:
        return tuple(_pair_row(pair, running, now, formats) for pair in summary.pairs)
    last = summary.last_run
    rows = [("Last run", at(last.started_at, now, formats) if last else "Never")]
    if summary.next_run_at is not None:
        rows.append(("Next run", at(max(summary.next_run_at, now), now, formats)))
    return tuple(rows)


def _pair_row(
    pair: PairSummary, running: Running | None, now: datetime, formats: Formats
) -> tuple[str, str]:
    if running is not None:
        told = running.pairs.get(pair.pair)
        if told is None:
            return pair.hubspot_label, "Next"
        if told.phase == "done":
            return pair.hubspot_label, "Done"
        of_all = f" of {told.total:,}" if told.total else ""
        return pair.hubspot_label, f"{told.read:,}{of_all}"
    if pair.last is None or pair.last_at is None:
        return pair.hubspot_label, "Not run yet"
    totals = pair.last.totals
    changed = totals.created + totals.updated
    return pair.hubspot_label, f"{changed:,} changed at {at(pair.last_at, now, formats)}"
