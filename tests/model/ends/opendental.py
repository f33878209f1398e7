"""Open Dental in the model: how to reach a patient goes both ways, all else comes from there."""

from collections.abc import Callable
from typing import Any

from connectors import opendental
from connectors.kit.simulator import Fault
from connectors.opendental import connector, joins, listing
from connectors.opendental.connector import OpenDentalConnector, account_id
from connectors.opendental.simulator import (
    CUSTOMER_KEY,
    DEVELOPER_KEY,
    OpenDentalSimulator,
    Profile,
)
from core.mapping import Direction
from tests.model.end import MISHAPS, ModelEnd, Values, Way

SECRETS = {"developer_key": DEVELOPER_KEY, "customer_key": CUSTOMER_KEY}

_COLUMNS = {
    "firstname": "FName",
    "lastname": "LName",
    "email": "Email",
    "phone": "HmPhone",
    "salutation": "Language",
}


def _seed(vendor: OpenDentalSimulator, values: Values) -> str:
    columns: dict[str, Any] = {
        _COLUMNS[name]: value or "" for name, value in values.items() if name in _COLUMNS
    }
    return str(vendor.seed_patient(columns.pop("FName", ""), columns.pop("LName", ""), **columns))


def _edit(vendor: OpenDentalSimulator, id: str, name: str, value: str | None) -> None:
    vendor.edit("patients", int(id), **{_COLUMNS[name]: value or ""})


def _persons(vendor: OpenDentalSimulator) -> dict[str, dict[str, str | None]]:
    return {
        str(row["PatNum"]): {name: row[column] or None for name, column in _COLUMNS.items()}
        for row in vendor.practice.shown("patients")
    }


def _stamps(vendor: OpenDentalSimulator) -> object:
    rows = {number: dict(row) for number, row in vendor.practice.tables["patients"].items()}
    return rows, sum(each.status == 200 for each in vendor.requests("PUT"))


def _take_back(vendor: OpenDentalSimulator) -> Callable[[], None]:
    keys: Any = set(vendor.keys)
    vendor.keys.clear()
    return lambda: vendor.keys.update(keys)


OPENDENTAL = ModelEnd(
    spec=opendental.SPEC,
    make=lambda clock: OpenDentalSimulator(clock=clock, profile=Profile(mode="local")),
    secrets=SECRETS,
    account_id=account_id(SECRETS),
    stream="patients",
    sign_in="keys",
    settings={"mode": "local", "plan": "free", "time_zone": "America/New_York", "country": "US"},
    ways={
        "firstname": Way("FName", direction=Direction.TO_HUBSPOT),
        "lastname": Way("LName", direction=Direction.TO_HUBSPOT),
        "email": Way("Email", "email"),
        "phone": Way("HmPhone", "phone"),
        "salutation": Way("Language", direction=Direction.TO_HUBSPOT),
    },
    seed=_seed,
    edit=_edit,
    persons=_persons,
    stamps=_stamps,
    take_back_sign_in=_take_back,
    creates=False,
    delete=lambda vendor, one: vendor.delete("patients", int(one)),
    faults=(
        *MISHAPS,
        Fault("status", status=400, body="The eConnector for this office is not running."),
        Fault("status", status=504),
    ),
    pages=(
        (connector, "OFFICE_PAGE", 3),
        (listing, "FEW", 2),
        (joins, "FEW", 2),
        (OpenDentalConnector, "batch_size", 2),
    ),
)
