"""Activity: the runs that are kept, what went wrong in each, and both as lines of a table.

Ids, codes and counts alone: nothing here was ever a value of a record (P9).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.connector import Connector
from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code
from core.jobs import JobContext
from core.mapping import Mapping
from core.office.ends import joined
from core.office.looking import published
from core.office.parts import Parts
from core.office.places import Place
from core.store import issues, runs
from core.summary import RunSummary

SHOWN = 12  # records that a cause names
HEAD = (
    *("run", "started", "ended", "started by", "preview", "result", "code", "pair"),
    *("read", "created", "updated", "unchanged", "skipped", "held", "failed", "reasons"),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Records of one pair that a run could not sync as they are, for one reason."""

    pair: str
    label: str  # of the pair
    code: Code
    count: int
    ids: tuple[str, ...]  # of all of them, as issues name them
    places: tuple[Place, ...]  # the first in the system, SHOWN at most


class Activity:
    """The runs of one office. All methods touch disk."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def runs(self, limit: int = 500) -> Sequence[RunSummary]:
        """Return the runs that are kept, the newest first."""
        return runs.history(self._parts.store, limit)

    def troubles(self, run: RunSummary, job: JobContext) -> list[Trouble]:
        """Return what was met by a run and waits still, most records first.

        What a later run met again is that run's. Asks no vendor anything.
        """
        until = run.ended_at or self._parts.clock.now()
        found = issues.met_between(self._parts.store, run.started_at, until)
        if not found:
            return []
        rules = {each.pair: each for each in published(self._parts)}
        ids: dict[tuple[str, Code], list[str]] = defaultdict(list)
        for each in found:
            ids[each.pair, each.code].append(each.system_id)
        with joined(self._parts, job) as opened:
            told = [
                _trouble(pair, code, records, rules.get(pair), opened.ends.system)
                for (pair, code), records in ids.items()
            ]
        return sorted(told, key=lambda each: -each.count)

    def lines(self, chosen: Sequence[RunSummary]) -> Iterator[Sequence[str]]:
        """Yield a head and a line for each pair of some runs, to be kept as a table."""
        yield HEAD
        for run in chosen:
            about = (
                run.id,
                run.started_at.isoformat(),
                run.ended_at.isoformat() if run.ended_at is not None else "",
                run.trigger,
                "yes" if run.preview else "no",
                run.result,
                run.code.value if run.code is not None else "",
            )
            for pair in run.pairs:
                totals = pair.totals
                counts = (
                    *(totals.read, totals.created, totals.updated, totals.unchanged),
                    *(totals.skipped, totals.held, totals.failed),
                )
                reasons = "; ".join(f"{code} {n}" for code, n in sorted(pair.reasons.items()))
                yield (*about, pair.pair, *map(str, counts), reasons)
            if not run.pairs:
                yield (*about, *("",) * (len(HEAD) - len(about)))


def _trouble(
    pair: str, code: Code, records: Sequence[str], rule: Mapping | None, system: Connector
) -> Trouble:
    unique = tuple(dict.fromkeys(records))
    named = [each for each in unique if each and not each.startswith(ONLY_HUBSPOT)][:SHOWN]
    stream = rule.system_stream if rule is not None else ""
    places = tuple(
        Place(each, system.web_address(stream, each) if stream else "") for each in named
    )
    return Trouble(pair, rule.label if rule else pair, code, len(unique), unique, places)
