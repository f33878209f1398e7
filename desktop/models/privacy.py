"""The tables of the page Privacy."""

from collections.abc import Sequence

from desktop.models.columns import Column, Table
from desktop.presenters.privacy_state import KeptRow, LeavingRow

_LEAVING: Sequence[Column[LeavingRow]] = (
    Column("Field", lambda row: row.here),
    Column("HubSpot property", lambda row: row.there, 200),
    Column("Direction", lambda row: row.way, 120, ink=lambda _row: "text-2"),
)
_KEPT: Sequence[Column[KeptRow]] = (
    Column("Kind", lambda row: row.kind, strong=lambda row: row.strong),
    Column(
        "Items",
        lambda row: f"{row.count:,}",
        72,
        right=True,
        ink=lambda row: "success" if row.strong else "text",
        strong=lambda row: row.strong,
    ),
    Column(
        "Kept for",
        lambda row: row.until,
        190,
        lead=24,
        ink=lambda row: "success" if row.strong else "text-2",
    ),
)


class LeavingTable(Table[LeavingRow]):
    """One row a field that leaves."""

    def __init__(self) -> None:
        super().__init__(_LEAVING)

    def spoken(self, row: LeavingRow) -> str:
        return f"{row.here} to {row.there}, {row.way}"


class KeptTable(Table[KeptRow]):
    """One row a kind of what is kept."""

    def __init__(self) -> None:
        super().__init__(_KEPT)

    def spoken(self, row: KeptRow) -> str:
        return f"{row.kind}, {row.count:,}, {row.until}"
