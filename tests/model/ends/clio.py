"""Clio in the model."""

from collections.abc import Callable
from typing import Any

import msgspec

from connectors import clio
from connectors.clio import connector, listing, simulator
from connectors.clio.connector import ClioConnector
from connectors.clio.simulator import ClioSimulator
from core.mapping import Direction
from tests.contract.end import by_oauth
from tests.model.end import ModelEnd, Values, Way

_PLAIN = {
    "firstname": "first_name",
    "lastname": "last_name",
    "office_title": "title",
    "salutation": "prefix",
    "may_mail": "middle_name",
}


def _seed(vendor: ClioSimulator, values: Values) -> str:
    mail, phone, city = (values.get(name) for name in ("email", "phone", "city"))
    made = vendor.seed_person(
        values.get("firstname"),
        values["lastname"],
        emails=[mail] if mail else (),
        phones=[(phone, "Work")] if phone else (),
        addresses=[{"city": city}] if city else (),
        title=values.get("office_title"),
        prefix=values.get("salutation"),
        middle_name=values.get("may_mail"),
    )
    return str(made)


def _edit(vendor: ClioSimulator, id: str, name: str, value: str | None) -> None:
    row: Any = vendor.account.contacts.rows[int(id)]
    change = {_PLAIN[name]: value} if name in _PLAIN else _part(row, name, value)
    if change:
        vendor.edit("contacts", row.id, **change)


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


def _persons(vendor: ClioSimulator) -> dict[str, dict[str, str | None]]:
    return {str(row.id): _told(row) for row in vendor.account.contacts if row.type == "Person"}


def _told(row: Any) -> dict[str, str | None]:
    mail = next((each.address for each in row.email_addresses if each.primary), None)
    phones = [each.number for each in row.phone_numbers if each.name == "Work"]
    address = next((each for each in row.addresses if each.primary), None)
    found = {name: getattr(row, field) for name, field in _PLAIN.items()}
    found |= {"email": mail, "phone": phones[0] if phones else None}
    return found | {"city": address.city if address else None}


def _take_back_sign_in(vendor: ClioSimulator) -> Callable[[], None]:
    place: Any = vendor.sign_in
    kept = msgspec.convert(msgspec.to_builtins(place.tokens), type(place.tokens))
    place.withdraw()

    def give_again() -> None:
        place.tokens = kept

    return give_again


CLIO = ModelEnd(
    spec=clio.SPEC,
    make=lambda clock: ClioSimulator(clock=clock, per_minute=None),
    secrets=by_oauth(simulator),
    account_id=str(simulator.ACCOUNT_ID),
    ways={
        "firstname": Way("first_name"),
        "lastname": Way("last_name"),
        "email": Way("email", "email"),
        "phone": Way("phone_work", "phone"),
        "city": Way("city"),
        "office_title": Way("title", direction=Direction.TO_HUBSPOT),
        "salutation": Way("prefix", direction=Direction.TO_SYSTEM),
        "may_mail": Way("middle_name"),
    },
    seed=_seed,
    edit=_edit,
    persons=_persons,
    stamps=lambda vendor: {row.id: row.rev for row in vendor.account.contacts},
    take_back_sign_in=_take_back_sign_in,
    delete=lambda vendor, one: vendor.delete("contacts", int(one)),
    pages=((listing, "PER_PAGE", 3), (connector, "PER_FETCH", 3), (ClioConnector, "batch_size", 2)),
)
