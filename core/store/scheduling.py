"""How often the office syncs by itself, and in which hours."""

from datetime import datetime, time, timedelta

import msgspec

from core.schedule import Hours
from core.store.audit import Act, note
from core.store.database import Store
from core.store.settings import keep, value

_NAME = "plan"  # "schedule" is what runs keep of themselves
MINUTES = 15


class Plan(msgspec.Struct, frozen=True):
    """The office's choice."""

    minutes: int = MINUTES  # 0: only by hand
    in_hours: bool = False
    days: tuple[int, ...] = (0, 1, 2, 3, 4)  # 0: Monday
    opens: time = time(7)
    closes: time = time(19)

    @property
    def interval(self) -> timedelta | None:
        return timedelta(minutes=self.minutes) if self.minutes else None

    @property
    def hours(self) -> Hours | None:
        """The hours to keep to; None for any."""
        if not self.in_hours or not self.days or self.closes <= self.opens:
            return None
        return Hours(frozenset(self.days), self.opens, self.closes)


def plan(store: Store) -> Plan:
    """Return the office's choice, or ours."""
    with store.read() as connection:
        found = value(connection, _NAME)
    return Plan() if found is None else msgspec.json.decode(found, type=Plan)


def keep_plan(store: Store, wanted: Plan, now: datetime) -> None:
    text = msgspec.json.encode(wanted).decode()
    with store.write() as connection:
        keep(connection, _NAME, text)
        note(connection, now, Act.SCHEDULED, f"{wanted.minutes}")
