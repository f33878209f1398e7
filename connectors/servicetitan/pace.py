"""How fast ServiceTitan may be asked: sixty requests a second of one app in one tenant."""

from connectors.kit.limits import RateBudget, Window, shared_budget
from core.jobs import Clock

A_SECOND = Window(limit=60, seconds=1.0, reserve=30)
"""Half is left to the office's other PCs, which use the same app. ServiceTitan's answers tell
nothing of what is left."""


def budget(base_url: str, tenant: str, clock: Clock) -> RateBudget:
    """Return the budget that all connections of one tenant share."""
    return shared_budget(f"servicetitan {base_url} {tenant}", {"": [A_SECOND]}, clock)
