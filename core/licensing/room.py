"""How many records a plan has room for. Records that are synced already are never held up."""

from dataclasses import dataclass
from enum import Enum

NEAR = 0.8  # of the limit, from which on the office is warned


class Fill(Enum):
    """How much of a plan's month is used."""

    FREE = "free"
    NEAR = "near"
    FULL = "full"  # new records wait; those that are linked go on


@dataclass(frozen=True, slots=True)
class Room:
    """What a plan has room for in this month. `left` None: there is no limit."""

    fill: Fill
    left: int | None


def room(limit: int | None, used: int) -> Room:
    """Return what is left of a month's `limit` once `used` records were synced in it.

    >>> room(1000, 799), room(1000, 800), room(1000, 1200)
    (Room(fill=<Fill.FREE: 'free'>, left=201), Room(fill=<Fill.NEAR: 'near'>, left=200), \
Room(fill=<Fill.FULL: 'full'>, left=0))
    >>> room(None, 90_000).left is None
    True
    """
    if limit is None:
        return Room(Fill.FREE, None)
    left = max(0, limit - used)
    if left == 0:
        return Room(Fill.FULL, 0)
    return Room(Fill.NEAR if used >= NEAR * limit else Fill.FREE, left)
