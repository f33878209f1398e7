"""What is kept of the office on this PC: counted, exported, and forgotten record by record.

Everything there is ids, times, codes and keyed fingerprints; nothing was ever a value of a record.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code, UserActionError
from core.office.ends import both
from core.office.parts import Parts
from core.office.pointing import ONLY_THERE
from core.paths import disk_error
from core.records import Side
from core.store import erasing, forgetting, kept, runs


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was forgotten of one record, and when."""

    pair: str
    system_id: str | None
    hubspot_id: str | None
    removed: Mapping[str, int]  # rows, by kind
    stays_away: bool  # it is on the never-sync list from now on
    at: datetime


class Keeping:
    """What is kept. All methods touch disk."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def counts(self) -> Mapping[str, int]:
        """Return how many rows there are of each kind."""
        return kept.counts(self._parts.store)

    def export(self, file: Path) -> Counter[str]:
        """Write all that is kept to a file, without secrets; return how many rows of each kind.

        By its ending it becomes a table (.csv: kind, row, column, value) or JSON, a line a row.
        Raises UserActionError: FOLDER_READ_ONLY, DISK_FULL.
        """
        found: Counter[str] = Counter()
        rows = _counted(kept.export(self._parts.store, self._parts.clock.now()), found)
        try:
            with file.open("w", encoding="utf-8", newline="") as stream:
                (_as_table if file.suffix == ".csv" else _as_lines)(rows, stream)
        except OSError as error:
            raise disk_error(error, file.parent) from None
        return found

    def erase(self) -> datetime:
        """Empty every table, sign-ins included; return when. The act alone is noted."""
        now = self._parts.clock.now()
        erasing.erase_all(self._parts.store, now)
        return now

    def forget(self, pair: str, record: str, *, stay_away: bool = True) -> Receipt:
        """Forget one record: its link, ties, issues, answers, and what runs wrote to it.

        `record` is an id in the system, or "hubspot:" and one in HubSpot. What both systems hold
        stays as it is. To `stay_away` puts it on the never-sync list, by a keyed hash; else the
        next run may meet it anew. Raises UserActionError(RECORD_UNKNOWN) if nothing is known of
        it, TransientError(DATABASE_BUSY) during a run.
        """
        parts, system = self._parts, both(self._parts)[0]
        system_id, hubspot_id = self._named(pair, record)
        now = parts.clock.now()
        with runs.claimed(parts.store, system.id, now):
            removed = forgetting.forget_record(parts.store, pair, system_id, hubspot_id, now)
            if stay_away:
                never = parts.ledger.never(parts.vault.fingerprinter().of_field)
                for side, each in ((Side.SYSTEM, system_id), (Side.HUBSPOT, hubspot_id)):
                    if each is not None:
                        never.add(pair, side, each)
        return Receipt(pair, system_id, hubspot_id, removed, stay_away, now)

    def _named(self, pair: str, record: str) -> tuple[str | None, str | None]:
        ledger = self._parts.ledger
        if record.startswith(ONLY_THERE):
            there: str | None = record.removeprefix(ONLY_THERE)
            here = ledger.system_ids(pair, [there or ""]).get(there or "")
        else:
            here, there = record, ledger.hubspot_ids(pair, [record]).get(record)
        marked = f"{ONLY_HUBSPOT}{there}" if here is None else here
        if not forgetting.is_known(self._parts.store, pair, marked, there):
            raise UserActionError(Code.RECORD_UNKNOWN, detail=record)
        return here, there


def _counted(rows: Iterable[kept.Row], found: Counter[str]) -> Iterator[kept.Row]:
    for row in rows:
        found[str(row["kind"])] += 1
        yield row


def _as_lines(rows: Iterable[kept.Row], stream: TextIO) -> None:
    for row in rows:
        stream.write(json.dumps(row, sort_keys=True) + "\n")


def _as_table(rows: Iterable[kept.Row], stream: TextIO) -> None:
    lines = csv.writer(stream)
    lines.writerow(("kind", "row", "column", "value"))
    numbers: Counter[str] = Counter()
    for row in rows:
        kind = str(row["kind"])
        numbers[kind] += 1
        lines.writerows(
            (kind, numbers[kind], name, value) for name, value in row.items() if name != "kind"
        )
