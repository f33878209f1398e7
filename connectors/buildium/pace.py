"""How fast Buildium may be asked: ten requests a second of one account, some of which are left to
the office's other programs. Buildium names no figure in its answers, and no time after a refusal.
"""

from connectors.kit.limits import RateBudget, Window, shared_budget
from core.jobs import Clock

PER_SECOND = 10
LEFT_TO_OTHERS = 2


def budget(name: str, clock: Clock) -> RateBudget:
    """Return the one budget of an account."""
    return shared_budget(name, {"": [Window(PER_SECOND, 1.0, LEFT_TO_OTHERS)]}, clock)
