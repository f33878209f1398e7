"""How fast an office may be asked, and how long a first sync takes at that.

Through Open Dental's own server one request may go in so many seconds, for all programs that use
the office's key together, and the time that a request takes counts. What the office pays decides.
A server in the office has no limit.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import ceil

from connectors.kit.limits import RateBudget, Window, shared_budget
from connectors.opendental.listing import OFFICE_PAGE, REMOTE_PAGE
from core.jobs import Clock

SECONDS = {"free": 5.0, "paid": 1.0, "enterprise": 0.5}  # between requests of one key
IN_THE_OFFICE = (
    0.05  # seconds that a server in the office takes for an answer; a guess, only to tell
)


def budget(key: str, plan: str, *, remote: bool, clock: Clock) -> RateBudget:
    """Return the budget of one office's key, which is told by something that is not the key."""
    if not remote:
        return shared_budget(f"opendental {key} in the office", {}, clock)
    seconds = SECONDS.get(plan, SECONDS["free"])
    return shared_budget(f"opendental {key} {plan}", {"": [Window(1, seconds)]}, clock)


def forecast(settings: Mapping[str, str], records: Sequence[int]) -> timedelta:
    """Return how long it takes to read so many records of each stream for the first time.

    >>> forecast({"plan": "free"}, [4_000, 12_000])
    datetime.timedelta(seconds=815)
    """
    plan, remote = settings.get("plan", "free"), settings.get("mode", "remote") == "remote"
    page = REMOTE_PAGE if remote else OFFICE_PAGE
    requests = sum(max(1, ceil((count - 1) / (page - 1))) for count in records)
    seconds = SECONDS.get(plan, SECONDS["free"]) if remote else IN_THE_OFFICE
    return timedelta(seconds=requests * seconds)
