"""Buildium in the model: how a tenant is called and reached goes both ways, all else from there.

Given names stay out: Buildium takes no tenant without one, and people in the model have none.
"""

from collections.abc import Callable
from typing import Any

from connectors import buildium
from connectors.buildium import listing, simulator
from connectors.buildium.connector import BuildiumConnector
from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import Fault
from core.mapping import Direction
from tests.model.end import MISHAPS, ModelEnd, Values, Way

_PLAIN = {"lastname": "LastName", "email": "Email"}
_PLACE = {"city": "City", "office_title": "State"}
_HOME = {"AddressLine1": "1 Wren Lane", "PostalCode": "78701"}
GIVEN = "Qz"


def _seed(vendor: BuildiumSimulator, values: Values) -> str:
    phone = values.get("phone")
    made = vendor.seed(
        "tenants",
        FirstName=GIVEN,
        LastName=values["lastname"],
        Email=values.get("email"),
        phones=[(phone, "Home")] if phone else (),
        address={**_HOME, **{key: values.get(name) for name, key in _PLACE.items()}},
    )
    return str(made)


def _edit(vendor: BuildiumSimulator, id: str, name: str, value: str | None) -> None:
    body = vendor.account.tables["tenants"][int(id)].body
    if name in _PLACE:
        change: dict[str, Any] = {"Address": {**body["Address"], _PLACE[name]: value}}
    elif name == "phone":
        change = {"PhoneNumbers": [{"Number": value, "Type": "Home"}] if value else []}
    else:
        change = {_PLAIN[name]: value}
    vendor.edit("tenants", int(id), **change)


def _persons(vendor: BuildiumSimulator) -> dict[str, dict[str, str | None]]:
    return {
        str(number): _told(kept.body) for number, kept in vendor.account.tables["tenants"].items()
    }


def _told(body: dict[str, Any]) -> dict[str, str | None]:
    phone = next((each["Number"] for each in body["PhoneNumbers"]), None)
    plain = {name: body[key] for name, key in _PLAIN.items()}
    return plain | {"phone": phone} | {n: body["Address"][k] for n, k in _PLACE.items()}


def _stamps(vendor: BuildiumSimulator) -> object:
    table = vendor.account.tables["tenants"]
    told = {number: (kept.updated, dict(kept.body)) for number, kept in table.items()}
    return told, sum(each.status == 200 for each in vendor.requests("PUT"))


def _take_back(vendor: BuildiumSimulator) -> Callable[[], None]:
    keys = dict(vendor.keys)
    vendor.keys.clear()
    return lambda: vendor.keys.update(keys)


BUILDIUM = ModelEnd(
    spec=buildium.SPEC,
    make=lambda clock: BuildiumSimulator(clock=clock, per_second=None),
    secrets={"client_id": simulator.CLIENT_ID, "client_secret": simulator.CLIENT_SECRET},
    account_id=str(simulator.ACCOUNT_ID),
    stream="tenants",
    sign_in="keys",
    settings={"environment": "production", "country": "US"},
    ways={
        "lastname": Way("last_name"),
        "email": Way("email", "email"),
        "phone": Way("phone_home", "phone"),
        "city": Way("city", direction=Direction.TO_HUBSPOT),
        "office_title": Way("state", direction=Direction.TO_HUBSPOT),
    },
    seed=_seed,
    edit=_edit,
    persons=_persons,
    stamps=_stamps,
    take_back_sign_in=_take_back,
    creates=False,
    delete=lambda vendor, one: vendor.delete("tenants", int(one)),
    faults=(*MISHAPS, Fault("status", status=503, body="<html>Down for maintenance</html>")),
    pages=((listing, "PER_PAGE", 3), (listing, "FEW", 2), (BuildiumConnector, "batch_size", 2)),
)
