"""What people in the business do in Boulevard, and how tests and the demo fill it."""

from datetime import datetime
from typing import Any

from connectors.boulevard.simulator.business import Business


class Seeding:
    """Makes and changes rows without asking whether Boulevard would let you.

    All that make one return its id. `created` and `updated` are aware; now if None.
    """

    business: Business

    def seed(
        self,
        kind: str,
        *,
        created: datetime | None = None,
        updated: datetime | None = None,
        first: bool = False,
        **values: Any,
    ) -> str:
        """Add a row to a table, such as "locations"; `first` puts it before all others."""
        with self.business.lock:
            row = self.business.add(kind, values, created, updated, first)
            return str(row["id"])

    def seed_client(self, first_name: str | None, last_name: str | None, **values: Any) -> str:
        """Add a client."""
        return self.seed("clients", firstName=first_name, lastName=last_name, **values)

    def seed_note(self, client: str, text: str, at: datetime | None = None) -> None:
        """Write something down about a client; now if `at` is None."""
        with self.business.lock:
            now = self.business.told(at)
            notes = self.business.tables["clients"][client]["notes"]
            own = f"urn:blvd:Note:{client}-{len(notes)}"
            notes.append({"id": own, "text": text, "createdAt": now, "insertedAt": now})

    def seed_appointment(self, client: str, location: str, start: datetime, **values: Any) -> str:
        """Add an appointment; `start` is aware."""
        told = self.business.told(start)
        return self.seed(
            "appointments", clientId=client, locationId=location, startAt=told, **values
        )

    def seed_custom_field(
        self, key: str, name: str, type: str = "TEXT", options: tuple[str, ...] = ()
    ) -> str:
        """Add a field of clients."""
        choices = [{"id": f"{key}-{option.lower()}", "label": option} for option in options]
        return self.seed("fields", key=key, name=name, valueType=type, options=choices or None)

    def edit(self, kind: str, id: str, **changes: Any) -> None:
        """Change a row as a person in Boulevard would."""
        with self.business.lock:
            row = self.business.tables[kind][id]
            assert changes.keys() <= row.keys()
            row.update(changes)
            self.business.touch(kind, row)

    def agree(self, client: str, kind: str = "marketing", **ways: bool) -> None:
        """Let a client say what she may be sent: "marketing" or "reminders"."""
        with self.business.lock:
            row = self.business.tables["clients"][client]
            row[kind] = {**row[kind], **ways}
            if self.business.profile.consent_bumps:
                self.business.touch("clients", row)
            self.business.changes += 1

    def reschedule(self, appointment: str, start: datetime) -> None:
        """Move an appointment. Nothing says that it was moved."""
        self.edit("appointments", appointment, startAt=self.business.told(start))

    def cancel(
        self,
        appointment: str,
        reason: str = "CLIENT_CANCEL",
        notes: str = "",
        at: datetime | None = None,
    ) -> None:
        """Cancel an appointment, which stays where it was; now if `at` is None."""
        self.edit(
            "appointments",
            appointment,
            state="CANCELLED",
            cancelled=True,
            cancellation={
                "reason": reason,
                "cancelledAt": self.business.told(at),
                "notes": notes or None,
            },
        )

    def merge(self, kept: str, other: str) -> None:
        """Merge a client into another, who has everything of hers then. It cannot be undone."""
        with self.business.lock:
            self.edit("clients", other, active=False, mergedIntoClientId=kept)
            self.edit("clients", kept)
            for kind in ("appointments", "memberships", "orders"):
                for row in self.business.tables[kind].values():
                    if row["clientId"] == other:
                        row["clientId"] = kept
                        self.business.touch(kind, row)

    def delete(self, kind: str, id: str) -> None:
        """Delete a row without a trace, with what of a client's cannot be without her."""
        with self.business.lock:
            del self.business.tables[kind][id]
            self.business.changes += 1
            if kind == "clients":
                for table in ("appointments", "memberships"):
                    rows = self.business.tables[table]
                    for one in [each for each, row in rows.items() if row["clientId"] == id]:
                        del rows[one]

    def restore_row(self, kind: str, row: dict[str, Any]) -> None:
        """Put a deleted row back."""
        with self.business.lock:
            self.business.tables[kind][row["id"]] = row
            self.business.touch(kind, row)

    def upgrade(self, thing: str, name: str, value: str) -> None:
        """Let a newer version answer a field that nobody knows yet, the same for all rows."""
        with self.business.lock:
            self.business.types[thing][name] = ("String", {})
            for rows in self.business.tables.values():
                for row in rows.values():
                    if row["id"].startswith(f"urn:blvd:{thing}:"):
                        row[name] = value

    def downgrade(self, thing: str, name: str) -> None:
        """Take a field out of the schema."""
        with self.business.lock:
            del self.business.types[thing][name]
