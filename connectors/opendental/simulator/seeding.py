"""What people in the practice do in Open Dental, and how tests and the demo fill it."""

from datetime import datetime
from typing import Any

from connectors.opendental.simulator.practice import Practice, Row
from connectors.opendental.simulator.tables import KEYS


class Seeding:
    """Makes and changes records without asking whether Open Dental would let you.

    All that make one return its number. `updated` is when it was last changed, aware; now if
    None. Values are as the API answers them: texts, numbers, "true", "2026-01-31".
    """

    practice: Practice

    def seed(self, kind: str, *, updated: datetime | None = None, **columns: Any) -> int:
        """Add a row of a resource, such as "clinics"."""
        practice = self.practice
        with practice.lock:
            row = practice.add(kind, columns, updated)
            return int(row[KEYS[kind]])

    def seed_patient(
        self, first_name: str, last_name: str, *, updated: datetime | None = None, **columns: Any
    ) -> int:
        """Add a patient, who pays for himself unless `Guarantor` says otherwise."""
        with self.practice.lock:
            number = self.seed(
                "patients", updated=updated, FName=first_name, LName=last_name, **columns
            )
            row = self.practice.tables["patients"][number]
            row["Guarantor"] = row["Guarantor"] or number
            self._look_up(row)
            return number

    def seed_appointment(
        self,
        patient: int,
        start: datetime,
        *,
        updated: datetime | None = None,
        minutes: int = 40,
        **columns: Any,
    ) -> int:
        """Add an appointment; `start` is aware."""
        with self.practice.lock:
            marks = minutes // 5
            number = self.seed(
                "appointments",
                updated=updated,
                PatNum=patient,
                AptDateTime=self.practice.told(start),
                Pattern=columns.pop("Pattern", "/" + "X" * max(0, marks - 2) + "/"),
                **columns,
            )
            self._look_up(self.practice.tables["appointments"][number])
            return number

    def seed_confirmation(self, label: str) -> int:
        """Add a way in which appointments are confirmed here."""
        return self.seed("definitions", ItemName=label, Category=2, category="ApptConfirmed")

    def seed_custom_field(self, name: str, type: str = "Text", options: str = "") -> int:
        """Add a field of patients; `options` are lines."""
        return self.seed("patfielddefs", FieldName=name, FieldType=type, PickList=options)

    def seed_custom_value(
        self, patient: int, name: str, value: str, *, updated: datetime | None = None
    ) -> int:
        """Fill a field of a patient's."""
        return self.seed(
            "patfields", updated=updated, PatNum=patient, FieldName=name, FieldValue=value
        )

    def edit(self, kind: str, number: int, **changes: Any) -> None:
        """Change a row as a person in Open Dental would."""
        practice = self.practice
        with practice.lock:
            row = practice.tables[kind][number]
            assert changes.keys() <= row.keys()
            row.update(changes)
            self._look_up(row)
            practice.touch(kind, row)

    def delete(self, kind: str, number: int) -> None:
        """Delete a row. A patient stays in the database, and out of sight."""
        with self.practice.lock:
            if kind == "patients":
                self.practice.deleted.add(number)
                self.practice.touch(kind, self.practice.tables[kind][number])
            else:
                del self.practice.tables[kind][number]

    def restore_patient(self, number: int) -> None:
        """Take a delete back."""
        with self.practice.lock:
            self.practice.deleted.discard(number)
            self.practice.touch("patients", self.practice.tables["patients"][number])

    def merge(self, kept: int, other: int) -> None:
        """Merge a patient into another: he is archived, and what he had becomes the other's."""
        practice = self.practice
        with practice.lock:
            self.edit("patients", other, PatStatus="Archived")
            for kind in ("appointments", "patfields", "recalls"):
                for row in practice.tables[kind].values():
                    if row["PatNum"] == other:
                        row["PatNum"] = kept
                        practice.touch(kind, row)

    def upgrade(self, kind: str, **columns: Any) -> None:
        """Let a newer version answer columns that nobody knows yet."""
        with self.practice.lock:
            self.practice.new_columns.setdefault(kind, {}).update(columns)

    def _look_up(self, row: Row) -> None:
        """Fill the look-ups of a row: what its numbers stand for."""
        tables = self.practice.tables
        for column, key, kind, shown in _LOOK_UPS:
            if column in row:
                row[column] = tables[kind].get(row[key], {}).get(shown, "")


_LOOK_UPS = (  # look-up, number, where, what is shown
    ("priProvAbbr", "PriProv", "providers", "Abbr"),
    ("secProvAbbr", "SecProv", "providers", "Abbr"),
    ("provAbbr", "ProvNum", "providers", "Abbr"),
    ("clinicAbbr", "ClinicNum", "clinics", "Abbr"),
    ("confirmed", "Confirmed", "definitions", "ItemName"),
)
