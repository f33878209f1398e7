"""What came of undoing a run: counts, and by ids and codes what was left as it is."""

from dataclasses import dataclass, field

from core.errors import Code


@dataclass(frozen=True, slots=True)
class Left:
    """Something that a run wrote and that was not undone."""

    hubspot_id: str
    field: str  # a property; "" is the record as a whole, or a property that is no more
    code: Code


@dataclass(slots=True)
class PairUndo:
    """One pair's share."""

    pair: str
    label: str
    archived: int = 0  # records that the run had created
    restored: int = 0  # records of which at least one field has its old value again
    fields: int = 0  # such fields
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UndoReport:
    """One undoing, or with `preview` what it would do."""

    run: str
    preview: bool
    pairs: tuple[PairUndo, ...]

    @property
    def archived(self) -> int:
        return sum(pair.archived for pair in self.pairs)

    @property
    def restored(self) -> int:
        return sum(pair.restored for pair in self.pairs)

    @property
    def fields(self) -> int:
        return sum(pair.fields for pair in self.pairs)

    @property
    def left(self) -> int:
        return sum(len(pair.left) for pair in self.pairs)
