"""How fast a portal may be asked: HubSpot's policies, learnt from the headers of its answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.kit.limits import RateBudget, Window
from core.jobs import Clock

BURST = ""  # everything but searches
SEARCH = "search"  # a bucket of its own, whose answers tell nothing of it
TEN_SECONDS = 10.0
RESERVE = 2  # requests of each ten seconds that are left to others
NO_LIMIT = 1_000_000  # requests in a window: none that anybody could feel
DAILY_SHARE = 0.05  # of the day's requests: left to the office's other integrations


def windows(*, oauth: bool) -> Mapping[str, Sequence[Window]]:
    """Return the limits to begin with; the first answer's headers may tell higher ones.

    An OAuth app has 110 in ten seconds. A Service key has 100 or 190, depending on the plan.
    """
    return {
        BURST: (Window(110 if oauth else 100, TEN_SECONDS, RESERVE),),
        SEARCH: (Window(5, 1.0, reserve=1),),
    }


class DailyLimit:
    """The day's requests, which all private apps of a portal share. OAuth apps have none.

    It starts anew at midnight of the portal's time zone. While that zone is not known the next
    full hour is taken: somewhere it is midnight then, and looking in once an hour costs little.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._zone: ZoneInfo | None = None
        self._closed_until: datetime | None = None

    def live_in(self, zone: str) -> None:
        """Say which time zone the portal lives in."""
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            self._zone = None

    def wait(self) -> float:
        """Return for how many seconds what is left of the day is for others; 0 or less if not."""
        until = self._closed_until
        return 0.0 if until is None else (until - self._clock.now()).total_seconds()

    def learn(self, limit: int | None, remaining: int | None) -> None:
        """Take the day's figures from an answer."""
        if limit is not None and remaining is not None and remaining <= limit * DAILY_SHARE:
            self.close()

    def close(self) -> float:
        """Ask no more until the limit starts anew; return how many seconds that is."""
        now = self._clock.now()
        self._closed_until = next_reset(now, self._zone)
        return (self._closed_until - now).total_seconds()


def next_reset(now: datetime, zone: ZoneInfo | None) -> datetime:
    """Return when the daily limit starts anew at the latest that can be known."""
    if zone is None:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, datetime.min.time(), zone).astimezone(now.tzinfo)


def learn(budget: RateBudget, daily: DailyLimit, policy: str, headers: Mapping[str, str]) -> bool:
    """Take what an answer's headers tell; return whether they told a rate. Each may be absent."""
    if policy != BURST:
        return False
    limit = _whole(headers, "x-hubspot-ratelimit-max")
    remaining = _whole(headers, "x-hubspot-ratelimit-remaining")
    told = limit is not None or remaining is not None
    if told:
        interval = _whole(headers, "x-hubspot-ratelimit-interval-milliseconds")
        seconds = TEN_SECONDS if interval is None else interval / 1000
        budget.learn(policy, limit=limit, remaining=remaining, seconds=seconds)
    daily.learn(
        _whole(headers, "x-hubspot-ratelimit-daily"),
        _whole(headers, "x-hubspot-ratelimit-daily-remaining"),
    )
    return told


def _whole(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name)
    return int(text) if text is not None and text.isdecimal() else None
