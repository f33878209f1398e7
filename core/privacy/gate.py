"""Two gates for one pair. `admit` drops what may not travel before anything else sees it;
`clear` is the last look at what goes out. Both fail closed (P10).
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

from core.errors import Code, SyncError
from core.records import FieldValue, Record
from core.schema import Admission, DataClass, Field, StreamSchema

_NEVER_FROM_HEALTHCARE = frozenset({DataClass.CLINICAL, DataClass.UNCLASSIFIED})


class Gate:
    """The privacy decisions for one stream of one connection."""

    def __init__(
        self, schema: StreamSchema, *, opted_in: Collection[str] = (), healthcare: bool = False
    ) -> None:
        self.allowed = frozenset(
            name
            for name, field in schema.fields.items()
            if _may_travel(field, name in opted_in, healthcare)
        )
        self.dropped: Counter[str] = Counter()  # field name -> values dropped
        self._cleared: frozenset[str] = frozenset()

    def admit(self, record: Record) -> Record:
        """Return the record with allowed fields only; count what was dropped."""
        if record.fields.keys() <= self.allowed:
            return record
        kept: dict[str, FieldValue] = {}
        for name, value in record.fields.items():
            if name in self.allowed:
                kept[name] = value
            elif value is not None:
                self.dropped[name] += 1
        return replace(record, fields=kept)

    def allow_egress(self, sources: Mapping[str, Collection[str]]) -> None:
        """Say which outgoing properties are made of which system fields."""
        self._cleared = frozenset(
            key for key, names in sources.items() if all(name in self.allowed for name in names)
        )

    def clear(self, values: Mapping[str, FieldValue]) -> None:
        """Raise SyncError(FIELD_BLOCKED) if a value has no cleared origin."""
        if not values.keys() <= self._cleared:
            stray = sorted(values.keys() - self._cleared)[0]
            raise SyncError(Code.FIELD_BLOCKED, detail=stray)


def _may_travel(field: Field, opted_in: bool, healthcare: bool) -> bool:
    if healthcare and field.data_class in _NEVER_FROM_HEALTHCARE:
        return False
    if field.admission is Admission.ALLOW:
        return True
    return field.admission is Admission.OPT_IN and opted_in
