"""The state of the practice: its tables, and what time it is there."""

import threading
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from connectors.kit.simulator import SimulatorClock
from connectors.opendental.simulator.profile import EVERY_PERMISSION, Profile
from connectors.opendental.simulator.tables import BLANKS, KEYS, STAMPS

Row = dict[str, Any]


class Practice:
    """Tables by resource, each by number. Rows are as they are answered."""

    def __init__(self, clock: SimulatorClock, profile: Profile) -> None:
        self.clock = clock
        self.profile = profile
        self.zone = ZoneInfo(profile.time_zone)
        self.tables: dict[str, dict[int, Row]] = {kind: {} for kind in BLANKS}
        self.next_numbers: dict[str, int] = dict.fromkeys(BLANKS, 1)
        self.deleted: set[int] = set()  # numbers of deleted patients
        self.new_columns: dict[str, Row] = {}  # of a newer version, by resource
        self.permissions = set(EVERY_PERMISSION)
        self.econnector_down = False
        self.lock = threading.RLock()

    def now(self) -> str:
        """Return the time in the office, as it says it."""
        return self.told(self.clock.now())

    def told(self, at: datetime) -> str:
        """Return an aware time as the office says it: without its zone."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def add(self, kind: str, values: Row, at: datetime | None = None) -> Row:
        """Add a row, as old as said; now if None."""
        unknown = values.keys() - BLANKS[kind].keys()
        assert not unknown, f"{kind} has no {unknown}"
        number = self.next_numbers[kind]
        self.next_numbers[kind] += 1
        row = {**BLANKS[kind], **values, KEYS[kind]: number}
        self.tables[kind][number] = row
        self.touch(kind, row, at)
        return row

    def touch(self, kind: str, row: Row, at: datetime | None = None) -> None:
        """Note that a row was changed, now if `at` is None."""
        stamp = STAMPS.get(kind, "DateTStamp")
        if stamp in row:
            row[stamp] = self.now() if at is None else self.told(at)

    def shown(self, kind: str) -> list[Row]:
        """Return the rows that a list has, in an order that nobody promised."""
        rows = list(self.tables[kind].values())
        if kind == "clinics":
            rows = [row for row in rows if row["IsHidden"] == "false"]
        if kind == "patients" and not self.profile.shows_deleted:
            rows = [row for row in rows if row["PatNum"] not in self.deleted]
        if self.profile.moves and "DateTStamp" in BLANKS[kind]:
            return sorted(rows, key=lambda row: (row["DateTStamp"], row[KEYS[kind]]))
        return sorted(rows, key=lambda row: _shuffled(row[KEYS[kind]]))

    def state(self) -> dict[str, object]:
        return {
            "tables": {
                kind: [dict(row) for row in rows.values()] for kind, rows in self.tables.items()
            },
            "next_numbers": dict(self.next_numbers),
            "deleted": sorted(self.deleted),
            "new_columns": dict(self.new_columns),
        }

    def take_state(self, state: dict[str, Any]) -> None:
        for kind, key in KEYS.items():
            self.tables[kind] = {row[key]: dict(row) for row in state["tables"].get(kind, ())}
        self.next_numbers = {**self.next_numbers, **state["next_numbers"]}
        self.deleted = set(state["deleted"])
        self.new_columns = dict(state["new_columns"])


def _shuffled(number: int) -> int:
    return number * 2_654_435_761 % 4_294_967_296
