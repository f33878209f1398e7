"""References between records that become associations in HubSpot, after the records are there.

The ledger holds which ties are wanted, made, or to be undone; by ids only. A tie whose other end
is not in HubSpot yet stays wanted, and costs nothing until it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from core.connector import Association
from core.engine.setup import PairSetup
from core.engine.tally import Tally
from core.errors import Refusal
from core.jobs import JobContext
from core.mapping import Mapping as MappingDocument
from core.mapping import TieMapping
from core.store.ledger import Ledger, OpenTie, Settlement

_SCAN = 2000  # open ties to look at together

MappingOf = Mapping[str, MappingDocument]
"""The mappings of all pairs by name, to know what a tie points to."""


def make_ties(
    setup: PairSetup,
    by_pair: MappingOf,
    ledger: Ledger,
    job: JobContext,
    tally: Tally,
    ids: Collection[str] | None = None,
) -> None:
    """Make and undo what is open of one pair; with `ids` only what these records refer to.

    Repeating is harmless: a tie is made once.
    """
    pair = setup.mapping.pair
    by_reference = {tie.reference: tie for tie in setup.mapping.ties}
    make_ready = cache(partial(setup.make_ready, preview=False))
    for open_ties in _open(ledger, pair):
        kinds: dict[tuple[str, bool], list[OpenTie]] = defaultdict(list)
        for tie in open_ties:
            if tie.reference in by_reference and (ids is None or tie.system_id in ids):
                kinds[tie.reference, tie.remove].append(tie)
        for (reference, remove), ties in kinds.items():
            setup.egress.tie(reference)
            rule = by_reference[reference]
            if rule.pair in by_pair:
                ready = _ready(ledger, pair, rule.pair, ties)
                if ready and rule.label and not remove:
                    make_ready()  # no record need have changed in this run for it
                _tie(setup, rule, by_pair[rule.pair], ready, remove, ledger, tally)
        job.step(tally.progress("associating"))


def _open(ledger: Ledger, pair: str) -> Iterator[Sequence[OpenTie]]:
    after = None
    while True:
        ties = ledger.open_ties(pair, _SCAN, after)
        if not ties:
            return
        yield ties
        after = ties[-1]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A tie of which both ends are in HubSpot, and their ids there."""

    tie: OpenTie
    mine: str
    theirs: str


def _ready(ledger: Ledger, pair: str, other: str, ties: Sequence[OpenTie]) -> list[_Ready]:
    mine = ledger.hubspot_ids(pair, {tie.system_id for tie in ties})
    theirs = ledger.hubspot_ids(other, {tie.other_id for tie in ties})
    return [
        _Ready(tie, mine[tie.system_id], theirs[tie.other_id])
        for tie in ties
        if tie.system_id in mine and tie.other_id in theirs
    ]


def _tie(
    setup: PairSetup,
    rule: TieMapping,
    other: MappingDocument,
    ready: Sequence[_Ready],
    remove: bool,
    ledger: Ledger,
    tally: Tally,
) -> None:
    pair = setup.mapping.pair
    hubspot = setup.ends.hubspot
    size = hubspot.association_batch_size
    for start in range(0, len(ready), size):
        part = ready[start : start + size]
        answers = hubspot.associate(
            [
                Association(
                    setup.mapping.hubspot_stream,
                    each.mine,
                    other.hubspot_stream,
                    each.theirs,
                    rule.label,
                    remove,
                )
                for each in part
            ]
        )
        _settle(ledger, pair, [each.tie for each in part], answers, tally)


def _settle(
    ledger: Ledger,
    pair: str,
    ties: Sequence[OpenTie],
    answers: Sequence[Refusal | None],
    tally: Tally,
) -> None:
    done = Settlement()
    for tie, refusal in zip(ties, answers, strict=True):
        if refusal is None:
            done.tie_done(tie)
            tally.ties += 1
        else:
            tally.note(refusal.code)
            done.tie_refused(tie, refusal)
    ledger.settle(pair, done, None)
