"""From an error to what is drawn of it: three parts, a tone, and the buttons that mend it. Pure."""

from datetime import datetime

from core.errors import Code, SyncError
from core.summary import ConnectionSummary, OfficeSummary, RunSummary
from desktop.presenters.wishes import Button, Problem, Tone, Wish
from desktop.text import Kind, Remedy, Words, explain
from desktop.times import Formats, at, until

_CALM = {Kind.OFFLINE: Tone.PAUSED, Kind.VENDOR_DOWN: Tone.ATTENTION, Kind.LIMIT: Tone.ATTENTION}


def of_error(
    error: SyncError, system: str, happened: str, *, buttons: tuple[Button, ...] = ()
) -> Problem:
    """Say what came of something that a person just asked for. `system` is its label, or ""."""
    words = explain(error.code, system=system, detail=error.detail)
    return _problem(words, happened, buttons, reference=number(system, error.reference))


def of_run(summary: OfficeSummary, run: RunSummary, now: datetime, formats: Formats) -> Problem:
    """Say why the last run failed, and offer what mends it."""
    code = run.code or Code.INTERNAL
    about = blamed(summary, code)
    label = about.label if about else ""
    words = explain(code, system=label)
    when = at(run.ended_at or run.started_at, now, formats)
    goes_on = summary.next_run_at is not None
    happened = f"The run at {when} stopped because of it."
    if goes_on and summary.next_run_at is not None:
        happened = f"The run at {when} met it. The next try is {until(summary.next_run_at, now)}."
    reference = number(label, run.reference)
    return _problem(words, happened, _buttons(words, about), goes_on=goes_on, reference=reference)


def of_connection(connection: ConnectionSummary, now: datetime, formats: Formats) -> Problem | None:
    """Say why a connection does not work; None if it does."""
    if connection.state == "working" or connection.code is None:
        return None
    words = explain(connection.code, system=connection.label)
    contact = connection.last_contact_at
    happened = f"It last answered {at(contact, now, formats)}." if contact else "It never answered."
    calm = connection.state == "unreachable"
    return _problem(words, happened, _buttons(words, connection)[:1], goes_on=calm)


def blamed(summary: OfficeSummary, code: Code) -> ConnectionSummary | None:
    """Return the connection that an error of the last run is about, where it is known."""
    return next((c for c in summary.connections if c.code is code), None)


def signed_in_again(summary: OfficeSummary, code: Code) -> bool:
    """Return whether what stopped the last run was a sign-in that works again."""
    asks = explain(code).remedy is Remedy.SIGN_IN
    return asks and blamed(summary, code) is None and summary.next_run_at is not None


def number(system: str, reference: str | None) -> str:
    """Say the vendor's number for an event, to tell to its support; "" where there is none."""
    whose = f"{system}'s" if system else "The system's"
    return f"{whose} number for this: {reference}" if reference else ""


def _problem(
    words: Words,
    happened: str,
    buttons: tuple[Button, ...],
    *,
    goes_on: bool = False,
    reference: str = "",
) -> Problem:
    tone = _CALM.get(words.kind, Tone.ATTENTION if goes_on else Tone.ERROR)
    return Problem(
        kind=words.kind,
        tone=tone,
        title=words.title,
        happened=happened,
        meaning=words.meaning,
        action=words.action,
        buttons=buttons,
        reference=reference,
    )


def _buttons(words: Words, about: ConnectionSummary | None) -> tuple[Button, ...]:
    """Return what mends it first, then what else makes sense."""
    if words.remedy is Remedy.SIGN_IN:
        sign_in = (
            Button(Wish.RECONNECT, f"Sign in to {about.label}", about.id, primary=True)
            if about is not None
            else Button(Wish.SHOW_CONNECTIONS, "Open connections", primary=True)
        )
        return (sign_in, Button(Wish.PAUSE_TOMORROW, "Pause until tomorrow"))
    if words.remedy is Remedy.CONNECTIONS:
        return (Button(Wish.SHOW_CONNECTIONS, "Open connections", primary=True),)
    if words.remedy is Remedy.TRY_AGAIN:
        return (Button(Wish.SYNC, "Try now"),)
    return (Button(Wish.SYNC, "Try again"),)
