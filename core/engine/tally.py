"""The count of one pair's run. Every record that was read ends in exactly one bin (P8)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from core.errors import Code, Refusal
from core.jobs import Progress
from core.records import Side
from core.summary import Compared, PairRun, Totals


class Bin(Enum):
    """Where a record ends."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    HELD = "held"
    FAILED = "failed"


@dataclass(slots=True)
class Settled:
    """What became of one record."""

    system_id: str
    bin: Bin
    hubspot_id: str | None = None
    linked: bool = False  # keep that these two are one, with what they agree on
    system_prints: dict[str, bytes] = field(default_factory=dict)  # by property
    hubspot_prints: dict[str, bytes] = field(default_factory=dict)  # where they differ
    problems: tuple[Refusal, ...] = ()  # why; for Review, unless the record was skipped
    candidates: tuple[str, ...] = ()
    wrote: dict[str, bytes] = field(default_factory=dict)  # HubSpot's prints of what was written
    made_there: bool = False  # a HubSpot record was made
    towards: tuple[Side, ...] = ()  # of a linked record: the sides that a change went to
    as_id: str | None = None  # the id that it got where it was made in the system


class Tally:
    """Counts one pair. Used by the walking thread only."""

    def __init__(self, pair: str, label: str) -> None:
        self.pair, self.label = pair, label
        self.read = 0
        self.total: int | None = None  # records to come, if the vendor told
        self.ties = 0
        self.moved: Counter[Side] = Counter()  # linked records, by the side that a change went to
        self.unlinked = 0  # records of the system that had no link
        self.compared: Compared | None = None
        self._bins: Counter[Bin] = Counter()
        self._reasons: Counter[str] = Counter()

    def end(self, where: Bin, reasons: Iterable[Code] = ()) -> None:
        """Put one record into its bin, and count why."""
        self._bins[where] += 1
        for reason in reasons:
            self.note(reason)

    def note(self, reason: Code) -> None:
        """Count a reason; one that decided no record's bin may be a line that was left out."""
        self._reasons[reason.value] += 1

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
        reasons = dict(self._reasons)
        return PairRun(
            self.pair, self.label, self.totals(), reasons, self.ties, seconds, self.compared
        )

    def compare(self, gone: Mapping[Side, int], unlinked_there: int) -> None:
        """Note what comparing all records found, now that it has come to its end."""
        self.compared = Compared(
            to_hubspot=self.moved[Side.HUBSPOT],
            to_system=self.moved[Side.SYSTEM],
            gone_here=gone.get(Side.SYSTEM, 0),
            gone_there=gone.get(Side.HUBSPOT, 0),
            unlinked_here=self.unlinked,
            unlinked_there=unlinked_there,
        )
