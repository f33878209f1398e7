"""Boulevard in the model: how a client is called and reached goes both ways."""

from collections.abc import Callable
from typing import Any

from connectors import boulevard
from connectors.boulevard import listing, pace
from connectors.boulevard.connector import BoulevardConnector
from connectors.boulevard.simulator import API_KEY, API_SECRET, BUSINESS_ID, BoulevardSimulator
from connectors.kit.simulator import Fault
from core.normal import e164
from tests.model.end import MISHAPS, ModelEnd, Values, Way

_FIELDS = {
    "firstname": "firstName",
    "lastname": "lastName",
    "email": "email",
    "phone": "mobilePhone",
}
_LIMITED = (
    "API limit exceeded. Query cost is 300 and you have 10 points available. "
    "Please wait 5800ms and try again."
)


def _kept(name: str, value: str | None) -> str | None:
    """Return a value as Boulevard's own program keeps it."""
    return e164(value) if name == "phone" and value else value


def _seed(vendor: BoulevardSimulator, values: Values) -> str:
    given = {_FIELDS[name]: _kept(name, values.get(name)) for name in _FIELDS}
    return vendor.seed_client(given.pop("firstName", None), given.pop("lastName", None), **given)


def _edit(vendor: BoulevardSimulator, id: str, name: str, value: str | None) -> None:
    vendor.edit("clients", id, **{_FIELDS[name]: _kept(name, value)})


def _persons(vendor: BoulevardSimulator) -> dict[str, dict[str, str | None]]:
    return {
        client: {name: row[field] for name, field in _FIELDS.items()}
        for client, row in vendor.business.tables["clients"].items()
        if row["mergedIntoClientId"] is None
    }


def _stamps(vendor: BoulevardSimulator) -> object:
    rows = {client: dict(row) for client, row in vendor.business.tables["clients"].items()}
    return rows, sum("mutation" in str(entry.body) for entry in vendor.log)


def _take_back(vendor: BoulevardSimulator) -> Callable[[], None]:
    keys: Any = dict(vendor.keys)
    vendor.keys.clear()
    return lambda: vendor.keys.update(keys)


BOULEVARD = ModelEnd(
    spec=boulevard.SPEC,
    make=lambda clock: BoulevardSimulator(clock=clock, limits=False),
    secrets={"api_key": API_KEY, "api_secret": API_SECRET},
    account_id=BUSINESS_ID,
    stream="clients",
    sign_in="keys",
    settings={"business_id": BUSINESS_ID, "country": "US"},
    ways={
        "firstname": Way("firstName"),
        "lastname": Way("lastName"),
        "email": Way("email", "email"),
        "phone": Way("mobilePhone", "phone"),
    },
    seed=_seed,
    edit=_edit,
    persons=_persons,
    stamps=_stamps,
    take_back_sign_in=_take_back,
    creates=False,
    delete=lambda vendor, one: vendor.delete("clients", one),
    merge=lambda vendor, kept, other: vendor.merge(kept, other),
    faults=(
        *MISHAPS,
        Fault("status", status=429, body={"errors": [{"message": _LIMITED}]}),
        Fault("status", status=200, body={"errors": [{"message": "Internal server error"}]}),
    ),
    pages=((pace, "PAGE", 3), (listing, "BY_ID", 2), (BoulevardConnector, "batch_size", 2)),
)
