"""The count of one pair's run. Every record that was read ends in exactly one bin (P8)."""

from collections import Counter
from enum import Enum

from core.errors import Code
from core.jobs import Progress
from core.summary import PairRun, Totals


class Bin(Enum):
    """Where a record ends."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    HELD = "held"
    FAILED = "failed"


class Tally:
    """Counts one pair. Used by the walking thread only."""

    def __init__(self, pair: str, label: str) -> None:
        self.pair, self.label = pair, label
        self.read = 0
        self.total: int | None = None  # records to come, if the vendor told
        self.ties = 0
        self._bins: Counter[Bin] = Counter()
        self.reasons: Counter[str] = Counter()

    def end(self, where: Bin, *reasons: Code) -> None:
        """Put one record into its bin, and count why."""
        self._bins[where] += 1
        for reason in reasons:
            self.reasons[reason.value] += 1

    def note(self, reason: Code, count: int = 1) -> None:
        """Count a reason that decided no record's bin, such as a field left out."""
        self.reasons[reason.value] += count

    @property
    def changed(self) -> int:
        return self._bins[Bin.CREATED] + self._bins[Bin.UPDATED]

    def totals(self) -> Totals:
        return Totals(self.read, *(self._bins[end] for end in Bin))

    def progress(self, phase: str) -> Progress:
        totals = self.totals()
        return Progress(
            pair=self.pair,
            read=totals.read,
            total=self.total,
            created=totals.created,
            updated=totals.updated,
            unchanged=totals.unchanged,
            skipped=totals.skipped,
            held=totals.held,
            failed=totals.failed,
            phase=phase,
        )

    def result(self, seconds: float) -> PairRun:
        return PairRun(self.pair, self.label, self.totals(), dict(self.reasons), self.ties, seconds)
