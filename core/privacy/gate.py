"""The first gate of one pair: `admit` drops what may not travel before anything else sees it.

It fails closed (P10). For a healthcare system it looks at each value as well: one that is not of
its field's type, or none of its choices, is as unknown as a field that nobody has classified. What
passed bears the gate's stamp, without which the last gate lets nothing through.
"""

from collections import Counter
from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from core.records import FieldValue, Record
from core.schema import Admission, DataClass, Field, FieldType, StreamSchema

NEVER = frozenset(
    {
        DataClass.CLINICAL,
        DataClass.FREE_TEXT,
        DataClass.RESTRICTED_ID,
        DataClass.UNCLASSIFIED,
    }
)
"""What never leaves a healthcare system, whoever would switch it on."""

_TEXT = frozenset({str})
_NUMBER = frozenset({int, Decimal})
_TYPES: dict[FieldType, frozenset[type]] = {
    FieldType.INTEGER: _NUMBER,
    FieldType.NUMBER: _NUMBER,
    FieldType.MONEY: _NUMBER,
    FieldType.DATE: frozenset({date}),
    FieldType.DATETIME: frozenset({datetime}),
    FieldType.BOOL: frozenset({bool}),
    FieldType.CHOICES: frozenset({tuple}),
}  # all others are text


_ALONE = nullcontext()  # where there is but one thread


class Stamped(dict[str, FieldValue]):
    """The fields of a record that passed a gate, and which."""

    __slots__ = ("stamp",)
    stamp: object


class Gate:
    """The privacy decisions for one stream of one connection. With a lock for `counting` it may be
    used by several threads.
    """

    def __init__(
        self,
        schema: StreamSchema,
        *,
        opted_in: Collection[str] = (),
        healthcare: bool = False,
        counting: AbstractContextManager[object] = _ALONE,
    ) -> None:
        self.allowed = frozenset(
            name
            for name, field in schema.fields.items()
            if _may_travel(field, name in opted_in, healthcare)
        )
        self.stamp = object()
        self.dropped: Counter[str] = Counter()  # field name -> values dropped
        self._counting = counting
        self._strict = {n: _shape(schema.fields[n]) for n in self.allowed} if healthcare else None

    def admit(self, record: Record) -> Record:
        """Return the record with allowed fields only; count what was dropped."""
        if self._strict is not None:
            return self._admit_strictly(record, self._strict)
        if record.fields.keys() <= self.allowed:
            return record
        kept: dict[str, FieldValue] = {}
        dropped: list[str] = []
        for name, value in record.fields.items():
            if name in self.allowed:
                kept[name] = value
            elif value is not None:
                dropped.append(name)
        self._count(dropped)
        return replace(record, fields=kept)

    def _admit_strictly(
        self,
        record: Record,
        allowed: dict[str, tuple[frozenset[type], frozenset[str] | None]],
    ) -> Record:
        kept = Stamped()
        kept.stamp = self.stamp
        dropped: list[str] = []
        for name, value in record.fields.items():
            shape = allowed.get(name)
            if value is None:
                if shape is not None:
                    kept[name] = None
            elif (
                shape is not None
                and type(value) in shape[0]
                and (shape[1] is None or _is_among(value, shape[1]))
            ):
                kept[name] = value
            else:
                dropped.append(name)
        self._count(dropped)
        return replace(record, fields=kept)

    def _count(self, names: Collection[str]) -> None:
        if names:
            with self._counting:
                self.dropped.update(names)


def _shape(field: Field) -> tuple[frozenset[type], frozenset[str] | None]:
    """Return which types a field's values have, and which values it may have; None: any."""
    words = frozenset(choice.value for choice in field.choices)
    return _TYPES.get(field.type, _TEXT), words or None


def _is_among(value: FieldValue, words: frozenset[str]) -> bool:
    return words.issuperset(value) if isinstance(value, tuple) else value in words


def _may_travel(field: Field, opted_in: bool, healthcare: bool) -> bool:
    if healthcare and field.data_class in NEVER:
        return False
    if field.admission is Admission.ALLOW:
        return True
    return field.admission is Admission.OPT_IN and opted_in
