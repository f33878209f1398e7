"""ServiceTitan in the model."""

from collections.abc import Callable
from typing import Any

from connectors import servicetitan
from connectors.servicetitan import feeds
from connectors.servicetitan.connector import ServiceTitanConnector
from connectors.servicetitan.names import compose, split
from connectors.servicetitan.simulator import TENANT_ID, Profile, ServiceTitanSimulator
from core.errors import Code
from tests.contract.end_servicetitan import NEW_ADDRESS, SECRETS
from tests.model.end import ModelEnd, Values, Way

_KINDS = {"email": "Email", "phone": "Phone"}
_PATIENT = Profile(export_page=3, tokens_per_minute=10_000)


def _seed(vendor: ServiceTitanSimulator, values: Values) -> str:
    mail, phone = values.get("email"), values.get("phone")
    made = vendor.seed_customer(
        compose(values.get("firstname"), values["lastname"]) or "",
        emails=[mail] if mail else (),
        phones=[(phone, "Phone")] if phone else (),
    )
    return str(made)


def _edit(vendor: ServiceTitanSimulator, id: str, name: str, value: str | None) -> None:
    if name in _KINDS:
        vendor.edit_contact(int(id), _KINDS[name], value)
        return
    first, last = split(vendor.account.tables["customers"].rows[int(id)]["name"])
    whole = compose(value, last) if name == "firstname" else compose(first, value)
    vendor.edit("customers", int(id), name=whole)


def _persons(vendor: ServiceTitanSimulator) -> dict[str, dict[str, str | None]]:
    rows = vendor.account.tables["customers"]
    return {str(row["id"]): _told(vendor, row) for row in rows if row["active"]}


def _told(vendor: ServiceTitanSimulator, row: dict[str, Any]) -> dict[str, str | None]:
    first, last = split(row["name"])
    found = {
        each["type"]: each["value"] for each in reversed(vendor.account.contacts_of(row["id"]))
    }
    contacts = {name: found.get(kind) for name, kind in _KINDS.items()}
    return {"firstname": first, "lastname": last, **contacts}


def _stamps(vendor: ServiceTitanSimulator) -> object:
    tables = vendor.account.tables
    return [{row["id"]: row["modifiedOn"] for row in tables[k]} for k in ("customers", "contacts")]


def _take_back_sign_in(vendor: ServiceTitanSimulator) -> Callable[[], None]:
    clients, tokens = dict(vendor.sign_in.clients), dict(vendor.sign_in.tokens)
    vendor.sign_in.withdraw()

    def give_again() -> None:
        vendor.sign_in.clients.update(clients)
        vendor.sign_in.tokens.update(tokens)

    return give_again


SERVICETITAN = ModelEnd(
    spec=servicetitan.SPEC,
    make=lambda clock: ServiceTitanSimulator(clock=clock, per_second=None, profile=_PATIENT),
    secrets=SECRETS,
    account_id=str(TENANT_ID),
    # Addresses are left out: whoever comes from HubSpot without one is given the office's own.
    ways={
        "firstname": Way("first_name"),
        "lastname": Way("last_name"),
        "email": Way("email", "email"),
        "phone": Way("phone", "phone"),
    },
    seed=_seed,
    edit=_edit,
    persons=_persons,
    stamps=_stamps,
    take_back_sign_in=_take_back_sign_in,
    delete=lambda vendor, one: vendor.deactivate("customers", int(one)),
    merge=lambda vendor, kept, other: vendor.merge(int(kept), int(other)),
    sign_in="keys",
    settings={"new_address": NEW_ADDRESS},
    signed_out=frozenset({Code.APP_REJECTED, Code.TOKEN_REJECTED, Code.SIGN_IN_ENDED}),
    pages=(
        (feeds, "PER_PAGE", 3),
        (feeds, "PER_IDS", 3),
        (ServiceTitanConnector, "batch_size", 2),
    ),
    still=2,  # a feed of customers and one of their contacts
)
