"""How fast a business may be asked: a bucket of points that leaks, shared with its other programs.

What a question costs is not published; it grows with the rows and the objects in each. We count
one for each object, which is meant to be no less, and whoever is refused learns how long to wait.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from connectors.kit.graphql import Document, Tree
from connectors.kit.limits import RateBudget, Window, shared_budget
from core.jobs import Clock

BUCKET, LEAK = 10_000, 50  # points; points a second
FOR_OTHERS = 1_000  # points that are left to them
BURST = BUCKET - FOR_OTHERS
STEP, STEPS = 20, 9  # seconds; windows that the bucket is told by, before the last
PAGE = 100  # rows that one question asks for
OBJECTS = 3  # in a row, itself among them: what is usual


def budget(name: str, clock: Clock) -> RateBudget:
    """Return the budget of one business."""
    return shared_budget(name, {"": windows()}, clock)


def windows() -> list[Window]:
    """Return windows that no more fits through than a bucket which leaks takes.

    In any time the bucket takes what it holds, and what leaks meanwhile. A window may have what
    leaks in the time of the one before it; the last is so long that what it may have leaks in it,
    so that longer times are several of it.
    """
    steps = [Window(BURST + LEAK * STEP * done, STEP * (done + 1)) for done in range(STEPS)]
    so_far = STEP * STEPS
    return [*steps, Window(BURST + LEAK * so_far, so_far + BURST / LEAK)]


def cost(document: Document, rows: int = 1) -> int:
    """Return what a document is taken to cost, if its lists have so many rows."""
    return sum(_cost(inner, step, rows) for step, inner in document.tree.items())


def _cost(tree: Tree, step: str, rows: int) -> int:
    if not tree:
        return 0
    inside = sum(_cost(inner, name, rows) for name, inner in tree.items())
    return 1 + inside * (rows if step == "edges" else 1)


def forecast(_settings: Mapping[str, str], records: Sequence[int]) -> timedelta:
    """Return how long a first reading of so many records of each stream takes at least.

    >>> forecast({}, [4_000, 12_000]), forecast({}, [2_000])
    (datetime.timedelta(seconds=780), datetime.timedelta(0))
    """
    points = sum(count * OBJECTS for count in records)
    return timedelta(seconds=max(0, points - BURST) / LEAK)
