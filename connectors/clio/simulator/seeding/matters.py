"""Matters, and who else has to do with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.rows import Matter, Relationship
from connectors.clio.simulator.seeding.parts import custom_values, part_maker


class MatterSeeding:
    """Makes matters."""

    account: Account

    def seed_matter(
        self,
        client: int,
        description: str,
        *,
        status: str = "Open",
        custom: Mapping[int, object] | None = None,
        created: datetime | None = None,
        updated: datetime | None = None,
        **columns: Any,
    ) -> int:
        """Add a matter of `client`; `columns` are the row's own (`practice_area_id` ...)."""
        account = self.account
        with account.lock:
            stamps = account.stamps("matters", created, updated)
            number = account.next_matter_number()
            owner = account.contacts.rows[client]
            columns.setdefault("display_number", f"{number:05}-{owner.last_name or owner.name}")
            columns.setdefault("open_date", stamps["created_at"][:10])
            row = Matter(
                number=number,
                description=description,
                status=status,
                client_id=client,
                custom_field_values=custom_values(account, custom, part_maker(account, stamps)),
                **columns,
                **stamps,
            )
            account.put_matter(row)
            return row.id

    def seed_relationship(
        self, matter: int, contact: int, description: str, *, at: datetime | None = None
    ) -> int:
        with self.account.lock:
            row = Relationship(
                description=description,
                matter_id=matter,
                contact_id=contact,
                **self.account.stamps("relationships", at, at),
            )
            self.account.put_relationship(row)
            return row.id
