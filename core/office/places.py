"""Where a record is: its id, and the address at which a person can open it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A record, and where a person can open it; "" where that is not known."""

    id: str
    address: str
