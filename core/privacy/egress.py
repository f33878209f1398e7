"""The last gate of one pair, directly before a vendor is written to (P10).

It judges by itself, not by what the first gate let through: every outgoing property is known by
the system fields that it is made of, and each of those must have a class and be allowed to travel.
A value without such an origin is refused, whatever the mapping says. It fails closed.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from core.connector import Write, WriteKind
from core.errors import Code, SyncError
from core.records import FieldValue, Record
from core.schema import Admission, DataClass, StreamSchema

_SENT_BY_CHOICE = frozenset(
    {DataClass.PUBLIC, DataClass.CONTACT, DataClass.SCHEDULE, DataClass.MONEY}
)
_ALONE = nullcontext()  # where there is but one thread
_HASHED = re.compile(r"h-[0-9a-f]{32}")  # core.identity, with a secret


@dataclass(frozen=True, slots=True)
class Origin:
    """What an outgoing property is made of."""

    fields: tuple[str, ...]
    classes: frozenset[DataClass]


class Egress:
    """The last look at what one pair sends, either way. With a lock for `counting` it may be used
    by several threads.

    `stamp` is the first gate's. `key` is our own property, which holds no field.
    """

    def __init__(
        self,
        schema: StreamSchema,
        *,
        stamp: object,
        key: str,
        opted_in: Collection[str] = (),
        healthcare: bool = False,
        counting: AbstractContextManager[object] = _ALONE,
    ) -> None:
        self._schema = schema
        self._stamp = stamp
        self._key = key
        self._opted_in = frozenset(opted_in)
        self._healthcare = healthcare
        self._barred = frozenset(name for name in schema.fields if self._is_barred(name))
        self.origins: Mapping[str, Origin] = {}  # of the properties that may go out
        self._cleared: frozenset[str] = frozenset()
        self._with_key: frozenset[str] = frozenset({key})
        self.sent: Counter[str] = Counter()  # property -> values handed over; healthcare only
        self._counting = counting

    def learn(self, sources: Mapping[str, Collection[str]]) -> None:
        """Say which outgoing properties are made of which system fields."""
        fields = self._schema.fields
        self.origins = {
            key: Origin(tuple(names), frozenset(fields[name].data_class for name in names))
            for key, names in sources.items()
            if all(name in fields and name not in self._barred for name in names)
        }
        self._cleared = frozenset(self.origins)
        self._with_key = self._cleared | {self._key}

    def clear(self, values: Mapping[str, FieldValue], record: Record) -> None:
        """Raise SyncError(FIELD_BLOCKED) if a value has no cleared origin, or the record that they
        were made of did not pass the first gate.
        """
        if not values.keys() <= self._cleared:
            raise _stray(values.keys() - self._cleared)
        if self._healthcare and getattr(record.fields, "stamp", None) is not self._stamp:
            raise SyncError(Code.FIELD_BLOCKED, detail=record.stream)

    def pass_on(self, writes: Sequence[Write], *, counted: bool) -> None:
        """Look at writes to HubSpot that are about to be sent; raise SyncError(FIELD_BLOCKED).

        Of a healthcare system, the key must be a keyed hash: no number of a person's leaves.
        """
        for write in writes:
            if not write.values.keys() <= self._with_key:
                raise _stray(write.values.keys() - self._with_key)
        if not self._healthcare:
            return
        for write in writes:
            for key in (write.key, write.values.get(self._key)):
                if key is not None and not _HASHED.fullmatch(str(key)):
                    raise SyncError(Code.FIELD_BLOCKED, detail=self._key)
        if counted:
            with self._counting:
                for write in writes:
                    self.sent.update(n for n, value in write.values.items() if value is not None)

    def pass_back(self, writes: Sequence[Write]) -> None:
        """Look at writes to the system, raising SyncError(FIELD_BLOCKED): nothing that may not
        leave a field may be written into it either, so that no note becomes a part of a chart.
        """
        for write in writes:
            if write.kind is WriteKind.ARCHIVE:
                continue
            strays = {
                name
                for name in write.values
                if name not in self._schema.fields or name in self._barred
            }
            if strays:
                raise _stray(strays)

    def tie(self, reference: str) -> None:
        """Raise SyncError(FIELD_BLOCKED) for a tie that the system does not describe."""
        if self._healthcare and reference not in self._schema.references:
            raise SyncError(Code.FIELD_BLOCKED, detail=reference)

    def _is_barred(self, name: str) -> bool:
        field = self._schema.fields[name]
        if self._healthcare and field.data_class not in _SENT_BY_CHOICE:
            return True
        if field.admission is Admission.OPT_IN:
            return name not in self._opted_in
        return field.admission is not Admission.ALLOW


def _stray(names: Collection[str]) -> SyncError:
    return SyncError(Code.FIELD_BLOCKED, detail=min(names))
