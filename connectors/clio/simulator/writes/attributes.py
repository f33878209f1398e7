"""What a write may say: which attributes there are, and plain texts and dates among them."""

from collections.abc import Mapping
from typing import Any

from connectors.clio.simulator import parts
from connectors.clio.simulator.account import Account
from connectors.clio.simulator.errors import RefusalError, invalid

Data = Mapping[str, Any]


def known(account: Account, data: Data, attributes: frozenset[str]) -> None:
    unknown = set(data) - attributes
    if unknown and account.profile.strict_attributes:
        raise RefusalError(400, f"{min(unknown)} is not a known attribute")


def texts(data: Data, names: tuple[str, ...]) -> dict[str, Any]:
    changes = {name: data[name] for name in names if name in data}
    for name, value in changes.items():
        if value is not None and not isinstance(value, str):
            raise RefusalError(400, f"{name} must be a text")
    return changes


def dates(data: Data, names: tuple[str, ...]) -> dict[str, Any]:
    changes = {name: data[name] for name in names if name in data}
    for name, value in changes.items():
        if value is not None and not parts.is_date(value):
            raise invalid(f"{name} is invalid")
    return changes
