"""Times, spans and counts in words. Pure: told the time, and the zone comes with it.

Clock times and dates follow this PC's own format where the program gave one (`use_formats`); the
command line and tests have the American ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def _american_time(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"


def _american_day(moment: datetime) -> str:
    return f"{moment:%b} {moment.day}"


@dataclass(frozen=True, slots=True)
class Formats:
    """How clock times and days are written, and in which zone. None: this PC's zone."""

    time: Callable[[datetime], str] = _american_time
    day: Callable[[datetime], str] = _american_day
    zone: tzinfo | None = None


AMERICAN = Formats()


def clock(moment: datetime, formats: Formats = AMERICAN) -> str:
    """Return the clock time.

    >>> from datetime import UTC
    >>> clock(datetime(2026, 11, 18, 14, 5, tzinfo=UTC), Formats(zone=UTC))
    '2:05 PM'
    """
    return formats.time(moment.astimezone(formats.zone))


def on(moment: datetime, now: datetime, formats: Formats = AMERICAN) -> str:
    """Return the day of a moment; with its year unless that is this year.

    >>> from datetime import UTC
    >>> on(datetime(2025, 10, 6, tzinfo=UTC), datetime(2026, 11, 18, tzinfo=UTC), Formats(zone=UTC))
    'Oct 6, 2025'
    """
    then = moment.astimezone(formats.zone)
    year = "" if then.year == now.astimezone(formats.zone).year else f", {then.year}"
    return formats.day(then) + year


def at(moment: datetime, now: datetime, formats: Formats = AMERICAN) -> str:
    """Return a moment as one would say it: the day is left out where nobody needs it.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
    >>> at(datetime(2026, 11, 18, 14, 5, tzinfo=UTC), now, Formats(zone=UTC))
    '2:05 PM'
    >>> at(datetime(2026, 11, 17, 14, 5, tzinfo=UTC), now, Formats(zone=UTC))
    'yesterday 2:05 PM'
    >>> at(datetime(2026, 11, 19, 6, 0, tzinfo=UTC), now, Formats(zone=UTC))
    'tomorrow 6:00 AM'
    >>> at(datetime(2026, 11, 3, 14, 5, tzinfo=UTC), now, Formats(zone=UTC))
    'Nov 3, 2:05 PM'
    """
    days = (moment.astimezone(formats.zone).date() - now.astimezone(formats.zone).date()).days
    near = {0: "", -1: "yesterday ", 1: "tomorrow "}.get(days)
    day = f"{on(moment, now, formats)}, " if near is None else near
    return day + clock(moment, formats)


def ago(moment: datetime, now: datetime, formats: Formats = AMERICAN) -> str:
    """Return how long ago a moment was: exact enough, and never "just now".

    A moment that lies ahead (the PC's clock was set back) is named instead.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
    >>> ago(datetime(2026, 11, 18, 14, 58, tzinfo=UTC), now)
    '2 minutes ago'
    >>> ago(datetime(2026, 11, 18, 14, 59, 40, tzinfo=UTC), now)
    'less than a minute ago'
    >>> ago(datetime(2026, 11, 16, 14, 0, tzinfo=UTC), now)
    '2 days ago'
    """
    seconds = (now - moment).total_seconds()
    if seconds < 0:
        return at(moment, now, formats)
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{counted(int(seconds // size), unit)} ago"
    return "less than a minute ago"


def until(moment: datetime, now: datetime) -> str:
    """Return how far off a moment is, rounded up to minutes.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
    >>> until(datetime(2026, 11, 18, 15, 10, 30, tzinfo=UTC), now)
    'in 11 min'
    >>> until(datetime(2026, 11, 18, 17, 0, tzinfo=UTC), now)
    'in 2 h'
    >>> until(now, now)
    'now'
    """
    minutes = -(-(moment - now) // timedelta(minutes=1))
    if minutes <= 0:
        return "now"
    return f"in {minutes} min" if minutes < 100 else f"in {round(minutes / 60)} h"


def left(seconds: float) -> str:
    """Return a rounded time that is left.

    >>> left(78), left(50), left(4), left(600), left(9000)
    ('about 1 min 20 s', 'about 50 s', 'about 10 s', 'about 10 min', 'about 2 h 30 min')
    """
    tens = max(1, round(seconds / 10))
    if tens < 6:
        return f"about {tens * 10} s"
    minutes, rest = divmod(tens, 6)
    if minutes < 5:
        return f"about {minutes} min" + (f" {rest * 10} s" if rest else "")
    whole = round(seconds / 60)
    if whole < 60:
        return f"about {whole} min"
    hours, rest = divmod(whole, 60)
    return f"about {hours} h" + (f" {rest} min" if rest else "")


def took(seconds: float) -> str:
    """Return an exact span of something that is over.

    >>> took(0.4), took(1.2), took(21), took(200), took(7260)
    ('less than a second', '1 second', '21 seconds', '3 minutes 20 seconds', '2 hours 1 minute')
    """
    whole = int(seconds)
    if whole < 1:
        return "less than a second"
    if whole < 60:
        return counted(whole, "second")
    size, unit, smaller, rest = (
        (60, "minute", "second", whole % 60)
        if whole < 3600
        else (3600, "hour", "minute", whole % 3600 // 60)
    )
    return counted(whole // size, unit) + (f" {counted(rest, smaller)}" if rest else "")


def spent(seconds: float) -> str:
    """Return a span in short, for a column.

    >>> spent(0.4), spent(47), spent(138), spent(3900)
    ('0 s', '47 s', '2 min 18 s', '1 h 5 min')
    """
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")
    return f"{whole // 3600} h" + (f" {whole % 3600 // 60} min" if whole % 3600 // 60 else "")


def countdown(seconds: float) -> str:
    """Return minutes and seconds.

    >>> countdown(504), countdown(0), countdown(-3)
    ('8:24', '0:00', '0:00')
    """
    minutes, rest = divmod(max(0, int(seconds)), 60)
    return f"{minutes}:{rest:02}"


def counted(count: int, unit: str, plural: str = "") -> str:
    """Return a number with its unit.

    >>> counted(1, "record"), counted(1200, "record"), counted(2, "company", "companies")
    ('1 record', '1,200 records', '2 companies')
    """
    return f"{count:,} {unit if count == 1 else plural or unit + 's'}"
