"""What people in the office do on either side, and what they typed where."""

from collections.abc import Mapping
from typing import Any

from connectors.hubspot.simulator.errors import RefusalError as HubSpotRefusal
from connectors.hubspot.simulator.seeding import BY_HAND
from connectors.hubspot.simulator.writing import Writer
from core.normal import normal
from core.records import Side
from core.schema import FieldType
from tests.model.office import KEY, Office
from tests.model.rules import PAIR, WAYS

Values = Mapping[str, str]  # by HubSpot property, normal forms; "" is nothing
Typed = dict[tuple[Side, str, str], str]  # side, id there, property -> normal form
_KINDS = {"email": FieldType.EMAIL, "phone": FieldType.PHONE}
_PLAIN = {
    "firstname": "first_name",
    "lastname": "last_name",
    "office_title": "title",
    "salutation": "prefix",
}


def plain(name: str, text: str | None) -> str:
    """Return the normal form of a value of a property, with white space as a mapping leaves it."""
    return normal(_KINDS.get(name, FieldType.TEXT), " ".join((text or "").split()))


class People:
    """Everybody who works in one office, on both sides."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.typed: Typed = {}  # the last that somebody typed there, ever
        self.lately: dict[tuple[Side, str, str], list[str]] = {}  # since all was last well
        self.archived: dict[str, str] = {}  # HubSpot id -> last name
        self.merged: dict[str, bool] = {}  # Clio id of who lost a contact: edited since
        self.merged_names: set[str] = set()
        self._hasty: set[str] = set()  # Clio ids: edited before a run could meet them
        self._count = 0

    # -- looking ------------------------------------------------------------------------------

    def persons(self) -> dict[str, Values]:
        """Return Clio's people by id."""
        return {
            str(row.id): _of_clio(row)
            for row in self._office.clio.account.contacts
            if row.type == "Person"
        }

    def contacts(self) -> dict[str, Values]:
        """Return HubSpot's contacts by id, with our key."""
        return {
            str(row["hs_object_id"]): {
                **{name: plain(name, row.get(name)) for name in WAYS},
                KEY: row.get(KEY) or "",
            }
            for row in self._office.hubspot.records("contacts")
        }

    def pairs(self) -> dict[str, str]:
        """Return Clio id -> HubSpot id, of those whose key is on a contact."""
        found = {each[KEY].rpartition(".")[2]: theirs for theirs, each in self.contacts().items()}
        return {mine: found[mine] for mine in self.persons() if mine in found}

    def restorable(self) -> list[str]:
        """Return archived contacts whose restoring makes nobody there twice."""
        there = {each["lastname"] for each in self.contacts().values()}
        kept = self._office.hubspot.portal.table("contacts").archived
        return sorted(
            i for i, name in self.archived.items() if name not in there and int(i) in kept
        )

    # -- in Clio ------------------------------------------------------------------------------

    def come_to_clio(self, **values: str | None) -> str:
        """Add a person with a last name that nobody else has."""
        values = {"lastname": self._last_name(), **values}
        mail, phone, city = (values.get(name) for name in ("email", "phone", "city"))
        made = self._office.clio.seed_person(
            values.get("firstname"),
            values["lastname"],
            emails=[mail] if mail else (),
            phones=[(phone, "Work")] if phone else (),
            addresses=[{"city": city}] if city else (),
            title=values.get("office_title"),
            prefix=values.get("salutation"),
        )
        self._note(Side.SYSTEM, str(made), dict.fromkeys(WAYS) | values)
        return str(made)

    def edit_in_clio(self, id: str, name: str, value: str | None) -> None:
        """Type another value, or take it away.

        Somebody whose create crashed is known by half of what was to be said of them. So one of
        it changes before a run meets them, and no more: that is a known limit.
        """
        if self._is_unmet(id):
            if id in self._hasty:
                return
            self._hasty.add(id)
        row: Any = self._office.clio.account.contacts.rows[int(id)]
        before = _of_clio(row)[name]
        if name in _PLAIN:
            change: dict[str, Any] = {_PLAIN[name]: value}
        else:
            change = _part(row, name, value)
        if change:
            self._office.clio.edit("contacts", row.id, **change)
        self._note(Side.SYSTEM, id, {name: value})
        if id in self.merged and plain(name, value) != before:
            self.merged[id] = True

    def _is_unmet(self, id: str) -> bool:
        """Return whether a create has crashed somewhere, and it may have been this person's."""
        office = self._office
        crashed = [office.ledger(pc) for pc in office.pcs if office.intends(pc)]
        return any(not ledger.links(PAIR, [id]) for ledger in crashed)

    def delete_in_clio(self, id: str) -> None:
        self._office.clio.delete("contacts", int(id))

    # -- in HubSpot -----------------------------------------------------------------------------

    def come_to_hubspot(self, **values: str | None) -> str | None:
        """Add a contact with a last name that nobody else has; None where HubSpot refuses it."""
        values = {"lastname": self._last_name(), **values}
        return self._in_hubspot(None, values)

    def edit_in_hubspot(self, id: str, name: str, value: str | None) -> None:
        """Type another value, or take it away."""
        self._in_hubspot(id, {name: value})

    def archive_in_hubspot(self, id: str) -> None:
        self.archived[id] = self.contacts()[id]["lastname"]
        self._office.hubspot.archive("contacts", id)

    def restore_in_hubspot(self, id: str) -> None:
        del self.archived[id]
        self._office.hubspot.restore_record("contacts", id)

    def merge_in_hubspot(self, kept: str, other: str) -> str:
        """Make two contacts one; return the id that it has now."""
        before, there = set(self.pairs()), self.contacts()
        self.merged_names |= {there[kept]["lastname"], there[other]["lastname"]}
        merged = self._office.hubspot.merge("contacts", kept, other)
        self.merged |= dict.fromkeys(before - set(self.pairs()), False)
        now = self.contacts()[merged]
        for name in WAYS:  # what was typed into either was typed into it
            for old in (kept, other):
                said = self.lately.get((Side.HUBSPOT, old, name), [])
                self.lately.setdefault((Side.HUBSPOT, merged, name), []).extend(
                    [*said, plain(name, there[old].get(name))]
                )
        self._note(Side.HUBSPOT, merged, {name: now[name] for name in WAYS})
        return merged

    def _in_hubspot(self, id: str | None, values: Mapping[str, str | None]) -> str | None:
        portal = self._office.hubspot.portal
        with portal.lock:
            table = portal.table("contacts")
            record = table.records[int(id)] if id is not None else None
            texts = {name: value or "" for name, value in values.items()}
            try:
                written = Writer(portal).check(table, record, texts).apply(portal, BY_HAND)
            except HubSpotRefusal:
                return None  # an e-mail that another contact has
        self._note(Side.HUBSPOT, str(written.id), values)
        return str(written.id)

    def _note(self, side: Side, id: str, values: Mapping[str, str | None]) -> None:
        for name, value in values.items():
            text = plain(name, value)
            self.typed[side, id, name] = text
            self.lately.setdefault((side, id, name), []).append(text)

    def _last_name(self) -> str:
        self._count += 1
        return f"Qzvx{self._count}"


def _of_clio(row: Any) -> Values:
    mail = next((each.address for each in row.email_addresses if each.primary), None)
    phones = [each for each in row.phone_numbers if each.name == "Work"]
    address = next((each for each in row.addresses if each.primary), None)
    found = {name: getattr(row, field) for name, field in _PLAIN.items()}
    found |= {"email": mail, "phone": phones[0].number if phones else None}
    found["city"] = address.city if address else None
    return {name: plain(name, found[name]) for name in WAYS}


def _part(row: Any, name: str, value: str | None) -> dict[str, Any]:
    """Return the change of what Clio keeps in a record of its own."""
    if name == "email":
        kind, key, more = "email_addresses", "address", {"name": "Work", "default_email": True}
        there = next((each for each in row.email_addresses if each.primary), None)
    elif name == "phone":
        kind, key, more = "phone_numbers", "number", {"name": "Work", "default_number": True}
        there = next((each for each in row.phone_numbers if each.name == "Work"), None)
    else:
        kind, key, more = "addresses", "city", {"name": "Work"}
        there = next((each for each in row.addresses if each.primary), None)
    if there is None:
        return {kind: [{**more, key: value}]} if value else {}
    if value is None and kind != "addresses":
        return {kind: [{"id": there.id, "_destroy": True}]}
    return {kind: [{"id": there.id, key: value}]}
