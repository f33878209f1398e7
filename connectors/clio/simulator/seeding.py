"""What a person in Clio's own screens does, and how tests and the demo fill an account."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.clio.simulator import writes
from connectors.clio.simulator.account import Account, iso
from connectors.clio.simulator.parts import checked_value
from connectors.clio.simulator.rows import (
    Activity,
    Address,
    Bill,
    CalendarEntry,
    Contact,
    CustomField,
    CustomValue,
    EmailAddress,
    Matter,
    MatterStage,
    PhoneNumber,
    PicklistOption,
    PracticeArea,
    Relationship,
    User,
    WebSite,
)

Texts = Iterable[str | tuple[str, str]]
"""Values, or (value, name) with names such as "Work"; the first is the primary one."""

SHORTHANDS = {
    "primary_email_address": ("email_addresses", "address"),
    "primary_phone_number": ("phone_numbers", "number"),
}


class Seeding:
    """Makes records without asking whether Clio would let you; all return the new id.

    `created` and `updated` are aware times; without them it is now.
    """

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
            stamps = self._stamps("contacts", created, updated)
            part = self._part_maker(stamps)
            row = Contact(
                type=type,
                name=name,
                company_id=company,
                email_addresses=[
                    EmailAddress(address=text, name=label, primary=place == 0, **part())
                    for place, (text, label) in _named(emails)
                ],
                phone_numbers=[
                    PhoneNumber(number=text, name=label, primary=place == 0, **part())
                    for place, (text, label) in _named(phones)
                ],
                web_sites=[
                    WebSite(address=text, name=label, default_web_site=place == 0, **part())
                    for place, (text, label) in _named(web_sites)
                ],
                addresses=[
                    Address(**{"name": "Work", **values}, primary=place == 0, **part())
                    for place, values in enumerate(addresses)
                ],
                custom_field_values=self._custom(custom, part),
                **columns,
                **stamps,
            )
            account.contacts.put(row)
            return row.id

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
            stamps = self._stamps("matters", created, updated)
            number = account.next_matter_number()
            owner = account.contacts.rows[client]
            columns.setdefault("display_number", f"{number:05}-{owner.last_name or owner.name}")
            columns.setdefault("open_date", stamps["created_at"][:10])
            row = Matter(
                number=number,
                description=description,
                status=status,
                client_id=client,
                custom_field_values=self._custom(custom, self._part_maker(stamps)),
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
                **self._stamps("relationships", at, at),
            )
            self.account.put_relationship(row)
            return row.id

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
            stamps = self._stamps("custom_fields", at, at)
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
                **self._stamps("users", at, at),
            )
            self.account.users.put(row)
            return row.id

    def seed_practice_area(
        self, name: str, *, stages: Sequence[str] = (), at: datetime | None = None, **columns: Any
    ) -> int:
        """Add a practice area with its matter stages, in order."""
        with self.account.lock:
            area = PracticeArea(name=name, **columns, **self._stamps("practice_areas", at, at))
            self.account.practice_areas.put(area)
            for order, stage in enumerate(stages, start=1):
                self.account.matter_stages.put(
                    MatterStage(
                        name=stage,
                        practice_area_id=area.id,
                        order=order,
                        **self._stamps("matter_stages", at, at),
                    )
                )
            return area.id

    def stage_ids(self, practice_area: int) -> Mapping[str, int]:
        """Return an area's stages: name to id, in order."""
        stages = (s for s in self.account.matter_stages if s.practice_area_id == practice_area)
        return {stage.name: stage.id for stage in stages}

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
                **self._stamps("calendar_entries", at, at),
            )
            self.account.calendar_entries.put(row)
            return row.id

    def seed_bill(self, matter: int, total: float, **columns: Any) -> int:
        """Add a bill of one matter; `total` is in the account's currency."""
        with self.account.lock:
            stamps = self._stamps("bills", at := columns.pop("at", None), at)
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
            stamps = self._stamps("activities", at := columns.pop("at", None), at)
            columns = {"type": "TimeEntry", "price": 250.0, **columns}
            row = Activity(date=date, quantity=seconds, matter_id=matter, **columns, **stamps)
            self.account.activities.put(row)
            return row.id

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

    def _stamps(
        self, kind: str, created: datetime | None, updated: datetime | None
    ) -> dict[str, Any]:
        now = None if created and updated else self.account.now()
        return {
            "id": self.account.next_id(kind),
            "rev": self.account.next_rev(),
            "created_at": iso(created) if created else now,
            "updated_at": iso(updated) if updated else now,
        }

    def _part_maker(self, stamps: Mapping[str, Any]) -> Any:
        account = self.account

        def part() -> dict[str, Any]:
            return {
                "id": account.next_id("parts"),
                "rev": account.next_rev(),
                "created_at": stamps["created_at"],
                "updated_at": stamps["updated_at"],
            }

        return part

    def _custom(self, custom: Mapping[int, object] | None, part: Any) -> list[CustomValue]:
        fields = self.account.custom_fields.rows
        return [
            CustomValue(
                field_id=field, value=checked_value(self.account, fields[field], value), **part()
            )
            for field, value in (custom or {}).items()
        ]


def _named(texts: Texts) -> Iterable[tuple[int, tuple[str, str]]]:
    return enumerate((text, "Work") if isinstance(text, str) else text for text in texts)
