"""The last runs, as Overview lists them."""

from collections.abc import Sequence

from desktop.models.columns import Column, Table, count
from desktop.presenters.overview import RunRow
from desktop.presenters.wishes import Tone

_ICONS = {
    Tone.SUCCESS: "check",
    Tone.SYNCING: "refresh-cw",
    Tone.ATTENTION: "triangle-alert",
    Tone.ERROR: "octagon-x",
    Tone.PAUSED: "pause",
    Tone.PLAIN: "circle-slash",
}

COLUMNS: Sequence[Column[RunRow]] = (
    Column("Time", lambda row: row.when, 128, ink=lambda _row: "text"),
    Column("Started", lambda row: row.started_by, 112, ink=lambda _row: "text-2"),
    Column(
        "Result",
        lambda row: row.result,
        ink=lambda row: "text-2" if row.tone is Tone.PLAIN else row.tone.value,
        icon=lambda row: _ICONS[row.tone],
    ),
    count("Created", 72, lambda row: row.created),
    count("Updated", 76, lambda row: row.updated),
    count("Unchanged", 88, lambda row: row.unchanged),
    count("Skipped", 72, lambda row: row.skipped),
    count("Held", 60, lambda row: row.held, "attention"),
    count("Failed", 62, lambda row: row.failed, "error"),
    Column("Took", lambda row: row.took, 96, right=True, ink=lambda _row: "text-2"),
)


class RunsTable(Table[RunRow]):
    """One row a run; why it stopped is in the tooltip and is spoken."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def spoken(self, row: RunRow) -> str:
        counts = (
            f"{row.created:,} created, {row.updated:,} updated, {row.unchanged:,} unchanged, "
            f"{row.skipped:,} skipped, {row.held:,} held, {row.failed:,} failed"
        )
        return ", ".join(part for part in (row.when, row.result, counts, row.text) if part)

    def tip(self, row: RunRow) -> str:
        return row.text
