"""HubSpot's limits: by ten seconds, by second for searches, and by day."""

from collections import deque
from datetime import date
from zoneinfo import ZoneInfo

from connectors.hubspot.simulator.access import Access
from connectors.hubspot.simulator.errors import RefusalError
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.profile import (
    APP_PER_TEN_SECONDS,
    KEY_PER_DAY,
    KEY_PER_TEN_SECONDS,
    SEARCHES_PER_SECOND,
)

TEN_SECONDS = 10.0
MESSAGES = {
    "TEN_SECONDLY_ROLLING": "You have reached your ten_secondly_rolling limit.",
    "SECONDLY": "You have reached your secondly limit.",
    "DAILY": "You have reached your daily limit.",
}


class Limits:
    """Counts requests; a request that is refused counts for nothing but `refused`.

    The windows roll: any ten seconds and any one second hold no more than their limit.
    """

    def __init__(self, portal: Portal, access: Access, *, on: bool) -> None:
        self._portal = portal
        self._access = access
        self.on = on  # off: no limit, and no headers
        self.refused = 0  # requests answered 429
        self.refusals: dict[str, int] = dict.fromkeys(MESSAGES, 0)  # by policy
        self._passed: dict[str, deque[float]] = {}  # by credential
        self._searched: deque[float] = deque()
        self.today = (date.min, 0)  # in the account's time zone: requests by keys so far

    def admit(self, *, search: bool) -> dict[str, str]:
        """Count a request and return the headers of its answer; 429 beyond a limit."""
        if not self.on:
            return {}
        by_day = {} if self._access.is_app else self._count_day()
        if search:  # has a bucket of its own, and says nothing about it
            self._count(self._searched, 1.0, SEARCHES_PER_SECOND, "SECONDLY")
            self._book_day()
            return {}
        most = self._per_ten_seconds()
        passed = self._passed.setdefault(self._access.token, deque())
        self._count(passed, TEN_SECONDS, most, "TEN_SECONDLY_ROLLING")
        self._book_day()
        return {
            "X-HubSpot-RateLimit-Max": str(most),
            "X-HubSpot-RateLimit-Remaining": str(most - len(passed)),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            **by_day,
        }

    def _per_ten_seconds(self) -> int:
        profile = self._portal.profile
        if profile.per_ten_seconds is not None:
            return profile.per_ten_seconds
        return APP_PER_TEN_SECONDS if self._access.is_app else KEY_PER_TEN_SECONDS[profile.tier]

    def per_day(self) -> int:
        profile = self._portal.profile
        return KEY_PER_DAY[profile.tier] if profile.per_day is None else profile.per_day

    def _count_day(self) -> dict[str, str]:
        profile = self._portal.profile
        day = self._portal.clock.now().astimezone(ZoneInfo(profile.time_zone)).date()
        used = self.today[1] if self.today[0] == day else 0
        self.today = (day, used)
        most = self.per_day()
        if used >= most:
            raise self._refusal("DAILY")
        return {
            "X-HubSpot-RateLimit-Daily": str(most),
            "X-HubSpot-RateLimit-Daily-Remaining": str(most - used - 1),
        }

    def _book_day(self) -> None:
        if not self._access.is_app:
            self.today = (self.today[0], self.today[1] + 1)

    def _count(self, passed: deque[float], window: float, most: int, policy: str) -> None:
        now = self._portal.clock.monotonic()
        while passed and passed[0] <= now - window:
            passed.popleft()
        if len(passed) >= most:
            raise self._refusal(policy)
        passed.append(now)

    def _refusal(self, policy: str) -> RefusalError:
        self.refused += 1
        self.refusals[policy] += 1
        request_id = self._portal.correlation_id()
        extra = {"policyName": policy, "requestId": request_id}
        if self._portal.profile.rate_limit_category:
            return RefusalError(429, MESSAGES[policy], "RATE_LIMITS", extra=extra)
        return RefusalError(429, MESSAGES[policy], extra={"errorType": "RATE_LIMIT", **extra})
