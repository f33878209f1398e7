"""The one retry policy: how long to wait before a request is sent again."""

import random
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState, wait_exponential_jitter

from core.errors import TransientError

_backoff = wait_exponential_jitter(multiplier=0.5, max=20.0, jitter=0.5)  # seconds
SPREAD = 0.25  # seconds, at most, so that threads told the same time do not come at once


class SendAgainError(Exception):
    """Wraps an error after which the same request may be sent again. Never leaves the kit."""

    def __init__(self, error: TransientError) -> None:
        super().__init__()
        self.error = error


def pause_before_next(state: RetryCallState) -> float:
    """Return the seconds that the vendor asked for; else some that double, with jitter."""
    failed = state.outcome.exception() if state.outcome else None
    if isinstance(failed, SendAgainError) and failed.error.retry_after is not None:
        return failed.error.retry_after + random.uniform(0, SPREAD)
    return _backoff(state)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110); None if it says nothing.

    One that names a time is counted from the vendor's own clock, its Date header.

    >>> retry_after({"retry-after": "30"}), retry_after({"retry-after": "soon"}), retry_after({})
    (30.0, None, None)
    """
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):  # no time, or one of two without its zone
        return None
    return max(0.0, wait.total_seconds())
