"""People and companies."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.rows import Address, Contact, EmailAddress, PhoneNumber, WebSite
from connectors.clio.simulator.seeding.parts import Texts, custom_values, named_parts, part_maker


class ContactSeeding:
    """Makes contacts."""

    account: Account

    def seed_person(self, first_name: str | None, last_name: str | None, **details: Any) -> int:
        """Add a person; `details` as for `seed_contact`."""
        names = (first_name, details.get("middle_name"), last_name)
        name = " ".join(part for part in names if part)
        return self.seed_contact(
            "Person", name, first_name=first_name, last_name=last_name, **details
        )

    def seed_company(self, name: str, **details: Any) -> int:
        """Add a company; `details` as for `seed_contact`."""
        return self.seed_contact("Company", name, **details)

    def seed_contact(  # noqa: PLR0913 - all but type and name are named
        self,
        type: str,
        name: str,
        *,
        emails: Texts = (),
        phones: Texts = (),
        web_sites: Texts = (),
        addresses: Iterable[Mapping[str, Any]] = (),
        custom: Mapping[int, object] | None = None,
        company: int | None = None,
        created: datetime | None = None,
        updated: datetime | None = None,
        **columns: Any,
    ) -> int:
        """Add a contact. `custom` is by custom field's id; `company` is a company's id."""
        account = self.account
        with account.lock:
            stamps = account.stamps("contacts", created, updated)
            part = part_maker(account, stamps)
            row = Contact(
                type=type,
                name=name,
                company_id=company,
                email_addresses=named_parts(EmailAddress, "address", emails, part),
                phone_numbers=named_parts(PhoneNumber, "number", phones, part),
                web_sites=named_parts(WebSite, "address", web_sites, part, "default_web_site"),
                addresses=[
                    Address(**{"name": "Work", **values}, primary=place == 0, **part())
                    for place, values in enumerate(addresses)
                ],
                custom_field_values=custom_values(account, custom, part),
                **columns,
                **stamps,
            )
            account.contacts.put(row)
            return row.id
