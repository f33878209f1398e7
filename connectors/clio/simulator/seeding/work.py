"""What goes on in a matter: appointments, hours, bills."""

from datetime import datetime
from typing import Any

from connectors.clio.simulator.account import Account, iso
from connectors.clio.simulator.rows import Activity, Bill, CalendarEntry


class WorkSeeding:
    """Makes calendar entries, time entries and bills."""

    account: Account

    def seed_calendar_entry(
        self, summary: str, start_at: datetime, end_at: datetime, **columns: Any
    ) -> int:
        """Add an entry to the calendar of `calendar_owner_id`, by default the first user's."""
        with self.account.lock:
            at = columns.pop("at", None)
            columns.setdefault("calendar_owner_id", self.account.users.order[0])
            row = CalendarEntry(
                summary=summary,
                start_at=iso(start_at),
                end_at=iso(end_at),
                **columns,
                **self.account.stamps("calendar_entries", at, at),
            )
            self.account.calendar_entries.put(row)
            return row.id

    def seed_bill(self, matter: int, total: float, **columns: Any) -> int:
        """Add a bill of one matter; `total` is in the account's currency."""
        with self.account.lock:
            stamps = self.account.stamps("bills", at := columns.pop("at", None), at)
            columns.setdefault("state", "awaiting_payment")
            columns.setdefault("number", str(stamps["id"]))
            row = Bill(
                client_id=self.account.matters.rows[matter].client_id,
                matter_ids=[matter],
                total=total,
                **columns,
                **stamps,
            )
            self.account.bills.put(row)
            return row.id

    def seed_activity(self, matter: int, date: str, seconds: float, **columns: Any) -> int:
        """Add a time entry."""
        with self.account.lock:
            stamps = self.account.stamps("activities", at := columns.pop("at", None), at)
            columns = {"type": "TimeEntry", "price": 250.0, **columns}
            row = Activity(date=date, quantity=seconds, matter_id=matter, **columns, **stamps)
            self.account.activities.put(row)
            return row.id
