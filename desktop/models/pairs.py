"""The pairs of Overview, at rest and while a run is under way."""

from collections.abc import Sequence

from desktop.models.columns import Column, Table, count
from desktop.presenters.overview import Lane, PairProgress, PairRow


def columns(rows: Sequence[PairRow], *, running: bool) -> Sequence[Column[PairRow]]:
    """Return the columns that tell these rows' story.

    Skipped and failed records, which are rare, take the place of the fortnight's line.
    """
    if running:
        return _RUNNING
    odd = any(row.skipped or row.failed for row in rows)
    return _AT_REST_ODD if odd else _AT_REST


def _progress(row: PairRow) -> PairProgress:
    return row.progress or PairProgress()


def _quiet(row: PairRow) -> str:
    return "text-3" if row.lane is Lane.NEXT else "text"


def _pace(row: PairRow) -> str:
    progress = _progress(row)
    return progress.rate if row.lane is Lane.RUNNING and progress.rate else progress.phase


_COUNTS: Sequence[Column[PairRow]] = (
    Column("Last run", lambda row: row.when, 66, ink=lambda _row: "text-2"),
    count("Created", 60, lambda row: row.created),
    count("Updated", 66, lambda row: row.updated),
    count("Unchanged", 80, lambda row: row.unchanged),
    count("Held", 50, lambda row: row.held, "attention"),
)
_AT_REST: Sequence[Column[PairRow]] = (
    *_COUNTS,
    Column("14 days", lambda _row: "", lead=32, figure=lambda row: row.history),
)
_AT_REST_ODD: Sequence[Column[PairRow]] = (
    *_COUNTS,
    count("Skipped", 62, lambda row: row.skipped),
    count("Failed", 52, lambda row: row.failed, "error"),
)
_RUNNING: Sequence[Column[PairRow]] = (
    Column("Progress", lambda row: _progress(row).done, figure=lambda row: row),
    Column("Rate", _pace, 80, ink=_quiet),
    Column("Time left", lambda row: _progress(row).left, 64, right=True, ink=_quiet),
    count("Created", 63, lambda row: row.created),
    count("Updated", 64, lambda row: row.updated),
    count("Held", 48, lambda row: row.held, "attention"),
)


class PairsTable(Table[PairRow]):
    """One row a pair; the first cell speaks for the whole row."""

    def spoken(self, row: PairRow) -> str:
        return row.spoken
