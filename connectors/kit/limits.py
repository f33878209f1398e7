"""Rate budgets: how many requests a vendor allows, shared by all threads of one account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.jobs import Clock, JobContext


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` requests in any `seconds`; `reserve` of them are left to others."""

    limit: int
    seconds: float
    reserve: int = 0


class RateBudget:
    """Sliding windows per policy. Exact: never more than a window's limit less its reserve.

    A request counts from when it was let through until `seconds` after its answer came, because
    the vendor counted it somewhere in between. Safe to use from many threads.
    """

    def __init__(self, windows: Mapping[str, Sequence[Window]], clock: Clock | None = None) -> None:
        raise NotImplementedError

    def acquire(self, policy: str, job: JobContext) -> object:
        """Wait until a request of `policy` may go; return a ticket for `release`."""
        raise NotImplementedError

    def release(self, ticket: object) -> None:
        """Say that the answer has come, or that none will."""
        raise NotImplementedError

    def learn(self, policy: str, *, limit: int | None = None, remaining: int | None = None) -> None:
        """Take the vendor's own figures: a new limit; or fewer left than we count, so that
        somebody else is using the account's budget and we slow down for one window.
        """
        raise NotImplementedError

    def pause(self, policy: str | None, seconds: float) -> None:
        """Let nothing of `policy` (None: of any) through for `seconds`: after a 429."""
        raise NotImplementedError


def shared_budget(name: str, windows: Mapping[str, Sequence[Window]]) -> RateBudget:
    """Return this process's one budget called `name` (vendor and account), made at first use."""
    raise NotImplementedError
