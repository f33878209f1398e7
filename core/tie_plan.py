"""What to do about the ties of one record: what each side says, and what both last agreed on. Pure.

A tie is there or it is not: of two sides that differ, exactly one has changed since they agreed,
so that there is never a conflict over one tie. What may be one: a reference of the system that
holds one record, when HubSpot ties two.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TiePlan:
    """By the other records' system ids."""

    make: frozenset[str] = frozenset()  # at HubSpot
    undo: frozenset[str] = frozenset()  # at HubSpot
    back: frozenset[str] | None = None  # all that the system shall refer to; None: as it does


def plan_ties(
    system: AbstractSet[str],
    base: AbstractSet[str],
    hubspot: AbstractSet[str],
    *,
    both_ways: bool,
) -> TiePlan:
    """Settle the ties of one reference of one record.

    >>> plan_ties({"a"}, {"a"}, {"b"}, both_ways=True).back
    frozenset({'b'})
    >>> plan_ties({"b"}, {"a"}, {"a"}, both_ways=True)
    TiePlan(make=frozenset({'b'}), undo=frozenset({'a'}), back=None)
    """
    differ = frozenset(system) ^ hubspot
    ours = {each for each in differ if (each in system) != (each in base)}
    theirs = differ - ours if both_ways else frozenset()
    back = (frozenset(system) | (theirs & hubspot)) - (theirs - hubspot)
    return TiePlan(
        make=frozenset(ours & system),
        undo=frozenset(ours - system),
        back=back if theirs else None,
    )
