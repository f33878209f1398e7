"""Jobber in the model."""

from collections.abc import Callable
from typing import Any

import msgspec

from connectors import jobber
from connectors.jobber import reading, simulator, wire
from connectors.jobber.connector import JobberConnector
from connectors.jobber.simulator import JobberSimulator
from connectors.jobber.simulator.errors import DOCUMENTATION
from connectors.jobber.simulator.profile import Profile
from connectors.kit.simulator import Fault
from core.mapping import Direction
from tests.contract.end import by_oauth
from tests.model.end import MISHAPS, ModelEnd, Values, Way

_PLAIN = {"firstname": "firstName", "lastname": "lastName", "salutation": "title"}
# A database that comes back old has a refresh token that was used: somebody has to sign in again.
# That has tests of its own; here it would end whatever comes after.
_STEADY = Profile(rotates=False, ends_access=False)
_THROTTLED = {
    "errors": [
        {
            "message": "Throttled",
            "extensions": {"code": "THROTTLED", "documentation": DOCUMENTATION},
        }
    ],
    "extensions": {
        "cost": {
            "requestedQueryCost": 4_000,
            "actualQueryCost": 0,
            "throttleStatus": {
                "maximumAvailable": 10_000,
                "currentlyAvailable": 1_000,
                "restoreRate": 500,
            },
        }
    },
}


def _seed(vendor: JobberSimulator, values: Values) -> str:
    mail, phone, city = (values.get(name) for name in ("email", "phone", "city"))
    return vendor.seed_client(
        values.get("firstname") or "",
        values["lastname"] or "",
        emails=[mail] if mail else (),
        phones=[(phone, "WORK")] if phone else (),
        place={"city": city} if city else None,
        title=values.get("salutation"),
    )


def _edit(vendor: JobberSimulator, id: str, name: str, value: str | None) -> None:
    row: dict[str, Any] = vendor.account.tables["clients"][id]
    if name == "salutation":
        vendor.edit(id, title=value)
    elif name in _PLAIN:
        vendor.edit(id, **{_PLAIN[name]: value or ""})
    elif name == "city":
        old = row["billingAddress"] or vendor.address_row({})
        vendor.edit(id, billingAddress={**old, "city": value or ""})
    elif name == "email":
        vendor.edit(id, emails=[vendor.email(value, True)] if value else [])
    else:
        vendor.edit(id, phones=[vendor.phone(value, True)] if value else [])


def _persons(vendor: JobberSimulator) -> dict[str, dict[str, str | None]]:
    rows = vendor.account.tables["clients"].values()
    return {row["id"]: _told(row) for row in rows if not row["isArchived"]}


def _told(row: dict[str, Any]) -> dict[str, str | None]:
    mail, phone = wire.primary(row["emails"]), wire.main_phone(row["phones"])
    found = {name: row[field] or None for name, field in _PLAIN.items()}
    found |= {"email": mail["address"] if mail else None}
    found |= {"phone": phone["number"] if phone else None}
    return found | {"city": (row["billingAddress"] or {}).get("city") or None}


def _take_back_sign_in(vendor: JobberSimulator) -> Callable[[], None]:
    place: Any = vendor.sign_in
    kept = msgspec.convert(msgspec.to_builtins(place.tokens), type(place.tokens))
    place.disconnect()

    def give_again() -> None:
        place.tokens = kept

    return give_again


JOBBER = ModelEnd(
    spec=jobber.SPEC,
    make=lambda clock: JobberSimulator(clock=clock, limits=False, profile=_STEADY),
    secrets=by_oauth(simulator),
    account_id=simulator.ACCOUNT_ID,
    ways={
        "firstname": Way("firstName"),
        "lastname": Way("lastName"),
        "email": Way("email", "email"),
        "phone": Way("phone", "phone"),
        "city": Way("city"),
        "salutation": Way("title", direction=Direction.TO_HUBSPOT),
    },
    seed=_seed,
    edit=_edit,
    persons=_persons,
    stamps=lambda vendor: {
        row["id"]: (row["updatedAt"], str(row)) for row in vendor.account.tables["clients"].values()
    },
    take_back_sign_in=_take_back_sign_in,
    delete=lambda vendor, one: vendor.destroy(one),
    faults=(*MISHAPS, Fault("status", status=200, body=_THROTTLED)),
    pages=((reading, "PAGE", 3), (reading, "AT_ONCE", 3), (JobberConnector, "batch_size", 2)),
)
