"""What a person in Clio's own screens does, and how tests and the demo fill an account."""

from typing import Any

from connectors.clio.simulator import writes
from connectors.clio.simulator.seeding.contacts import ContactSeeding
from connectors.clio.simulator.seeding.matters import MatterSeeding
from connectors.clio.simulator.seeding.settings import SettingsSeeding
from connectors.clio.simulator.seeding.work import WorkSeeding

SHORTHANDS = {
    "primary_email_address": ("email_addresses", "address"),
    "primary_phone_number": ("phone_numbers", "number"),
}


class Seeding(ContactSeeding, MatterSeeding, SettingsSeeding, WorkSeeding):
    """Makes records without asking whether Clio would let you; all return the new id.

    `created` and `updated` are aware times; without them it is now.
    """

    def edit(self, kind: str, id: int, **changes: Any) -> None:
        """Change a record as a person in Clio would; `changes` are the API's attributes.

        `primary_email_address` and `primary_phone_number` change the primary one, or add it.
        """
        account = self.account
        with account.lock:
            row: Any = account.tables()[kind].rows[id]
            for shorthand, (what, attribute) in SHORTHANDS.items():
                if shorthand in changes:
                    part: dict[str, Any] = {attribute: changes.pop(shorthand), "name": "Work"}
                    main = next((part for part in getattr(row, what) if part.primary), None)
                    if main is not None:
                        part = {**part, "id": main.id, "name": main.name}
                    changes[what] = [part]
            writes.CHANGES[kind](account, row, changes)

    def delete(self, kind: str, id: int) -> None:
        """Delete a record for good; of a contact its matters too, as Clio asks for them first."""
        with self.account.lock:
            if kind == "contacts":
                for matter in [m for m in self.account.matters if m.client_id == id]:
                    self.account.remove("matters", matter.id)
            self.account.remove(kind, id)

    def hide(self, contact: int) -> None:
        """Keep a contact from the signed-in user, which the API cannot tell from a delete."""
        self.account.hidden.add(contact)
