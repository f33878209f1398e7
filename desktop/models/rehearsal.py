"""The pairs of a rehearsed first sync, in counts."""

from collections.abc import Sequence

from desktop.models.columns import Column, Table, count
from desktop.presenters.wizard_state import RehearsalRow

COLUMNS: Sequence[Column[RehearsalRow]] = (
    Column("Records", lambda row: row.label, strong=lambda _row: True),
    Column("Way", lambda row: row.ways, 96, ink=lambda _row: "text-2"),
    count("Read", 72, lambda row: row.read),
    count("To create", 80, lambda row: row.created),
    count("To change", 84, lambda row: row.updated),
    count("Unchanged", 88, lambda row: row.unchanged),
    count("Left out", 72, lambda row: row.left_out, "attention"),
)


class RehearsalTable(Table[RehearsalRow]):
    """One row a pair."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def spoken(self, row: RehearsalRow) -> str:
        return (
            f"{row.label}, {row.ways}, {row.read:,} read, {row.created:,} to create, "
            f"{row.updated:,} to change, {row.unchanged:,} unchanged, {row.left_out:,} left out"
        )
