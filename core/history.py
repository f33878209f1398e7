"""The port of a destination that remembers: what each field of a record has been, and by whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from core.records import FieldValue


@dataclass(frozen=True, slots=True)
class Version:
    """A value that a field has had."""

    value: FieldValue  # None: it was empty
    at: datetime  # since when, by the vendor's clock, UTC
    by_person: bool  # somebody chose it; also where the vendor does not tell who or what did


@dataclass(frozen=True, slots=True)
class History:
    """What one field has been, the newest first; no versions at all is a field never filled."""

    versions: tuple[Version, ...] = ()
    whole: bool = True  # False: the vendor may have forgotten what was before the oldest


@runtime_checkable
class Historian(Protocol):
    """A destination that can be asked for the past of its fields."""

    def history(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Mapping[str, History]]:
        """Read by id, in as few requests as the vendor allows; by id, then by field.

        A record that is gone, archived or merged into another is absent; so is a field that the
        vendor does not have.
        """
        ...
