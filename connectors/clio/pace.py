"""How fast Clio may be asked: fifty requests a minute, or what it says itself."""

from collections.abc import Mapping

from connectors.kit.limits import Window, shared_budget
from core.jobs import Clock

MINUTE = 60.0
PEAK = 50  # requests a minute of one token; off-peak Clio allows more, and says so
NO_LIMIT = 1_000_000  # requests a minute


class Pace:
    """One account's budget, kept to what Clio's answers say of it."""

    def __init__(self, name: str, clock: Clock) -> None:
        self.budget = shared_budget(name, {"": [Window(PEAK, MINUTE)]}, clock)
        self._told = False

    def observe(self, policy: str, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers. Only a simulator without a limit names none at all."""
        limit, left = (_whole(headers, f"x-ratelimit-{name}") for name in ("limit", "remaining"))
        if limit is not None:
            self._told = True
            self.budget.learn(policy, limit=limit, remaining=left)
        elif status == 200 and not self._told:
            self.budget.learn(policy, limit=NO_LIMIT)


def _whole(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name, "")
    return int(text) if text.isdecimal() else None
