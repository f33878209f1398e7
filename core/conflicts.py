"""Which side to keep when both changed one field. Pure: times in, side out."""

from datetime import datetime, timedelta
from enum import Enum

from core.records import Side

EVIDENCE = timedelta(seconds=1)  # by which two clocks must differ to tell which edit was later


class ConflictPolicy(Enum):
    """The office's rule, for a pair or a field; the value is what we store."""

    SYSTEM_WINS = "system_wins"
    HUBSPOT_WINS = "hubspot_wins"
    NEWEST_WINS = "newest_wins"
    FILL_IF_EMPTY = "fill_if_empty"  # write only where the other side says nothing
    FILL_ON_CREATE = "fill_on_create"  # write when the record is made, and never again
    ASK = "ask"


def winner(
    policy: ConflictPolicy, system: datetime | None, hubspot: datetime | None
) -> Side | None:
    """Return the side to keep, or None if a person must choose.

    The times say when each side was last modified, by its own clock, in UTC. A missing time is no
    evidence, nor are two in about the same second, as some systems tell whole seconds: NEWEST_WINS
    then asks. The two FILL rules choose no side: they write into empty fields only, and leave
    fields that are full on both sides as they are.
    """
    match policy:
        case ConflictPolicy.SYSTEM_WINS:
            return Side.SYSTEM
        case ConflictPolicy.HUBSPOT_WINS:
            return Side.HUBSPOT
        case ConflictPolicy.NEWEST_WINS if system and hubspot and _apart(system, hubspot):
            return Side.SYSTEM if system > hubspot else Side.HUBSPOT
        case _:
            return None


def _apart(one: datetime, other: datetime) -> bool:
    return abs(one - other) >= EVIDENCE


def restrictive(system: str, hubspot: str, restrictive_value: str) -> Side | None:
    """Return the side that says "no contact" (P12); None if neither does, or both.

    All three are normal forms of one consent field.
    """
    if system == hubspot:
        return None
    if system == restrictive_value:
        return Side.SYSTEM
    if hubspot == restrictive_value:
        return Side.HUBSPOT
    return None
