"""Values that travel: a record, and the side that it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

FieldValue = str | bool | int | Decimal | date | datetime | tuple[str, ...] | None
"""One value of one field: money and numbers with a fraction are Decimal, times are aware and
in UTC, a choice of several is a tuple of option values, and nothing at all is None."""

NO_REFERENCES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Side(Enum):
    """The two ends of a pair. They do not swap: HubSpot is always HUBSPOT."""

    SYSTEM = "system"
    HUBSPOT = "hubspot"

    @property
    def other(self) -> "Side":
        return Side.HUBSPOT if self is Side.SYSTEM else Side.SYSTEM


@dataclass(frozen=True, slots=True)
class Record:
    """One item of one stream, decoded to Python values; lives in memory only.

    `id` is the vendor's own key as text: never empty, unique within its stream. `fields` holds
    what was asked for and the vendor answered: a field that is absent is unknown, one that is
    None is empty.
    """

    stream: str
    id: str
    fields: Mapping[str, FieldValue]
    modified_at: datetime | None = None  # by the vendor's clock, UTC; None if it tells none
    references: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: NO_REFERENCES
    )  # name -> ids
    version: str | None = None  # the vendor's token for "unchanged since", such as an ETag
    archived: bool = False
