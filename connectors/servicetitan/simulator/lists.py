"""How the lists are filled that an office sets up once: its own fields, tags, types, people."""

from collections.abc import Sequence
from datetime import datetime

from connectors.servicetitan.simulator import rows
from connectors.servicetitan.simulator.account import Account, Row


class ListSeeding:
    """Ways to put rows there that others refer to. All return ids."""

    account: Account

    def seed_custom_field(
        self, kind: str, name: str, data_type: str = "Text", options: Sequence[str] = ()
    ) -> int:
        """Define a field of "customer", "location" or "job"."""
        row = {"name": name, "dataType": data_type, "dataTypeOptions": list(options)}
        return self._add(f"{kind}_fields", row)

    def seed_tag(self, name: str) -> int:
        row = {
            "name": name,
            "color": "#3366cc",
            "code": name[:3].upper(),
            "importance": None,
            "isConversionOpportunity": False,
            "allowToUseOnTimesheetActivity": False,
            "active": True,
        }
        return self._add("tag_types", row)

    def seed_business_unit(self, name: str) -> int:
        at = self.account.now()
        tenant = {"id": self.account.id, "name": self.account.name, "modifiedOn": at}
        row = {"active": True, "name": name, "currency": "USD", "tenant": tenant}
        return self._add("business_units", row)

    def seed_job_type(self, name: str) -> int:
        return self._add("job_types", {**rows.EMPTY_JOB_TYPE, "name": name})

    def seed_membership_type(self, name: str) -> int:
        return self._add("membership_types", {**rows.EMPTY_MEMBERSHIP_TYPE, "name": name})

    def seed_technician(self, name: str, email: str) -> int:
        row = {
            "userId": 1,
            "name": name,
            "email": email,
            "dailyGoal": 0.0,
            "isManagedTech": True,
            "customFields": [],
            "active": True,
            "burdenRate": 0.0,
            "permissions": [],
        }
        return self._add("technicians", row)

    def _add(
        self,
        kind: str,
        row: Row,
        created: datetime | None = None,
        modified: datetime | None = None,
    ) -> int:
        with self.account.lock:
            return int(self.account.add(kind, row, created, modified)["id"])
