"""Fields of patients that Open Dental keeps in lists of their own, by the patient's number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from core.records import FieldValue, Record

FEW = 5  # patients whose rows are asked for one by one; of more, all are listed

Values = Mapping[str, Mapping[str, FieldValue]]
"""Patient's number -> field -> value."""


class Join(Protocol):
    """One such list, for one reading."""

    @property
    def fields(self) -> Sequence[str]:
        """The fields that it has and that are wanted."""
        ...

    @property
    def one_by_one(self) -> bool:
        """Whether it can be asked for one patient's rows."""
        ...

    def changed(self, since: str) -> Iterable[str]:
        """Yield the patients of whom a row changed since a time of the office's."""
        ...

    def values(self, patient: str | None) -> Values:
        """Return what one patient has, or all."""
        ...


class Joins:
    """All that a reading wants of such lists; what was listed is kept until the reading ends."""

    def __init__(self, joins: Sequence[Join]) -> None:
        self._joins = joins
        self._listed: dict[int, Values] = {}

    def __bool__(self) -> bool:
        return bool(self._joins)

    def changed(self, since: str) -> Sequence[str]:
        """Return the patients of whom a row changed since a time of the office's, each once."""
        found = (patient for join in self._joins for patient in join.changed(since))
        return list(dict.fromkeys(found))

    def onto(self, records: Sequence[Record]) -> Sequence[Record]:
        """Return records with what the lists say of them; None where they say nothing."""
        for place, join in enumerate(self._joins) if records else ():
            nothing: Mapping[str, FieldValue] = dict.fromkeys(join.fields)
            there = self._values(place, join, records)
            records = [
                replace(record, fields={**record.fields, **nothing, **there.get(record.id, {})})
                for record in records
            ]
        return records

    def _values(self, place: int, join: Join, records: Sequence[Record]) -> Values:
        if place not in self._listed and join.one_by_one and len(records) <= FEW:
            some: dict[str, Mapping[str, FieldValue]] = {}
            for record in records:
                some |= join.values(record.id)
            return some
        if place not in self._listed:
            self._listed[place] = join.values(None)
        return self._listed[place]
