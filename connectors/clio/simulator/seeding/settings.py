"""What an office sets up: its own fields, users, practice areas and their stages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.rows import (
    CustomField,
    MatterStage,
    PicklistOption,
    PracticeArea,
    User,
)


class SettingsSeeding:
    """Makes an office's settings."""

    account: Account

    def seed_custom_field(
        self,
        parent: str,
        name: str,
        field_type: str,
        *,
        options: Sequence[str] = (),
        at: datetime | None = None,
        **columns: Any,
    ) -> int:
        """Add a custom field of "Contact" or "Matter"; `option_ids` tells a picklist's ids."""
        with self.account.lock:
            stamps = self.account.stamps("custom_fields", at, at)
            picklist = [
                PicklistOption(
                    option=option, **{**stamps, "id": self.account.next_id("picklist_options")}
                )
                for option in options
            ]
            columns.setdefault("display_order", len(self.account.custom_fields))
            row = CustomField(
                name=name,
                parent_type=parent,
                field_type=field_type,
                picklist_options=picklist,
                **columns,
                **stamps,
            )
            self.account.custom_fields.put(row)
            return row.id

    def option_ids(self, custom_field: int) -> Mapping[str, int]:
        """Return a picklist's options: label to id."""
        options = self.account.custom_fields.rows[custom_field].picklist_options
        return {option.option: option.id for option in options}

    def seed_user(
        self,
        first_name: str,
        last_name: str,
        email: str,
        *,
        at: datetime | None = None,
        **columns: Any,
    ) -> int:
        with self.account.lock:
            columns.setdefault("account_owner", not len(self.account.users))
            row = User(
                first_name=first_name,
                last_name=last_name,
                email=email,
                **columns,
                **self.account.stamps("users", at, at),
            )
            self.account.users.put(row)
            return row.id

    def seed_practice_area(
        self, name: str, *, stages: Sequence[str] = (), at: datetime | None = None, **columns: Any
    ) -> int:
        """Add a practice area with its matter stages, in order."""
        with self.account.lock:
            area = PracticeArea(
                name=name, **columns, **self.account.stamps("practice_areas", at, at)
            )
            self.account.practice_areas.put(area)
            for order, stage in enumerate(stages, start=1):
                self.account.matter_stages.put(
                    MatterStage(
                        name=stage,
                        practice_area_id=area.id,
                        order=order,
                        **self.account.stamps("matter_stages", at, at),
                    )
                )
            return area.id

    def stage_ids(self, practice_area: int) -> Mapping[str, int]:
        """Return an area's stages: name to id, in order."""
        stages = (s for s in self.account.matter_stages if s.practice_area_id == practice_area)
        return {stage.name: stage.id for stage in stages}
