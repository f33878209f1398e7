"""The filters of each list: a query parameter's values become a test of a row.

Parameters that a list does not know are passed over, in brackets or not.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.buildium.simulator.account import Account, Body, Kept
from connectors.buildium.simulator.errors import RefusalError

Test = Callable[[Kept], bool]
Make = Callable[[Account, list[str]], Test]
Params = Mapping[str, list[str]]

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def tests(account: Account, kind: str, params: Params) -> list[Test]:
    """Return the tests that a row has to pass; 400 for values of a wrong form."""
    known = BY_KIND[kind]
    found = [make(account, params[name]) for name, make in known.items() if name in params]
    if kind == "clientleads" and params.get("includecreditedleads", [""])[-1] != "true":
        found.append(lambda kept: kept.body["CreditRequest"] is None)
    return found


def _form(pattern: re.Pattern[str], values: list[str]) -> str:
    if not pattern.fullmatch(values[-1]):
        raise RefusalError(400)
    return values[-1]


def _updated_from(_account: Account, values: list[str]) -> Test:
    bound = _form(MOMENT, values).rstrip("Z") + "Z"
    return lambda kept: kept.updated >= bound


def _updated_to(_account: Account, values: list[str]) -> Test:
    bound = _form(MOMENT, values).rstrip("Z") + "Z"
    return lambda kept: kept.updated <= bound


def _day(account: Account, values: list[str]) -> str:
    if not account.profile.strict_dates:
        values = [values[-1][:10]]
    return _form(DAY, values)


def _local(account: Account, kept: Kept) -> str:
    """Return the day of the last change, as the office's calendar has it."""
    zone = ZoneInfo(account.profile.zone)
    return datetime.fromisoformat(kept.updated).astimezone(zone).date().isoformat()


def _updated_from_day(account: Account, values: list[str]) -> Test:
    bound = _day(account, values)
    return lambda kept: _local(account, kept) >= bound


def _updated_to_day(account: Account, values: list[str]) -> Test:
    bound = _day(account, values)
    return lambda kept: _local(account, kept) <= bound


def _numbers(values: list[str]) -> set[int]:
    if not all(value.isdecimal() for value in values):
        raise RefusalError(400)
    return {int(value) for value in values}


def _of_properties(kind: str) -> Make:
    def make(account: Account, values: list[str]) -> Test:
        wanted = _numbers(values)
        return lambda kept: not wanted.isdisjoint(account.property_of(kind, kept))

    return make


def _of_units(account: Account, values: list[str]) -> Test:
    wanted = _numbers(values)
    return lambda kept: any(
        lease.body["UnitId"] in wanted for lease in account.leases(kept.body["Id"])
    )


def _is_active(active: str, inactive: str) -> Make:
    def make(_account: Account, values: list[str]) -> Test:
        if values[-1] not in (active, inactive):
            raise RefusalError(400)
        wanted = values[-1] == active
        return lambda kept: kept.body["IsActive"] is wanted

    return make


def _by_id(_account: Account, values: list[str]) -> Test:
    wanted = _numbers(values)
    return lambda kept: kept.body["Id"] in wanted


def _among(key: str) -> Make:
    return lambda _account, values: lambda kept: kept.body[key] in values


def _contains(find: Callable[[Body], str]) -> Make:
    """Match a part of a text, whatever its case: not the same as equality."""

    def make(_account: Account, values: list[str]) -> Test:
        wanted = values[-1].lower()
        return lambda kept: wanted in find(kept.body).lower()

    return make


def _name(body: Body) -> str:
    return " ".join(filter(None, (body["FirstName"], body["LastName"], body.get("CompanyName"))))


def _phones(body: Body) -> str:
    return " ".join(item["Number"] or "" for item in body["PhoneNumbers"])


def _received(*, until: bool) -> Make:
    def make(_account: Account, values: list[str]) -> Test:
        bound = values[-1]
        if not (DAY.fullmatch(bound) or MOMENT.fullmatch(bound)):
            raise RefusalError(400)
        if until:
            return lambda kept: kept.body["DateReceived"] <= bound
        return lambda kept: kept.body["DateReceived"] >= bound

    return make


_UPDATED: dict[str, Make] = {"lastupdatedfrom": _updated_from, "lastupdatedto": _updated_to}
_UPDATED_BY_DAY: dict[str, Make] = {
    "lastupdatedfrom": _updated_from_day,
    "lastupdatedto": _updated_to_day,
}
_PEOPLE: dict[str, Make] = {"name": _contains(_name), "phone": _contains(_phones)}
_EMAIL: dict[str, Make] = {"email": _contains(lambda body: body["Email"] or "")}

BY_KIND: dict[str, dict[str, Make]] = {
    "rentals": {
        **_UPDATED,
        "propertyids": _of_properties("rentals"),
        "status": _is_active("Active", "InActive"),
    },
    "units": {**_UPDATED, "propertyids": _of_properties("units")},
    "owners": {
        **_UPDATED,
        "propertyids": _of_properties("owners"),
        "status": _is_active("Active", "Inactive"),
        "ownername": _contains(_name),
        "phone": _contains(_phones),
    },
    "associations": {**_UPDATED, "ids": _by_id, "status": _is_active("Active", "Inactive")},
    "associationowners": {**_UPDATED, **_PEOPLE, **_EMAIL},
    "vendors": {
        **_UPDATED,
        "status": _is_active("Active", "Inactive"),
        "name": _contains(_name),
        "email": _contains(lambda body: body["PrimaryEmail"] or ""),
    },
    "tenants": {
        **_UPDATED,
        **_PEOPLE,
        **_EMAIL,
        "propertyids": _of_properties("tenants"),
        "unitids": _of_units,
    },
    "leases": {
        **_UPDATED,
        "propertyids": _of_properties("leases"),
        "leasestatuses": _among("LeaseStatus"),
    },
    "applicants": {**_UPDATED, **_PEOPLE, **_EMAIL, "propertyids": _of_properties("applicants")},
    "clientleads": {
        "datereceivedfrom": _received(until=False),
        "datereceivedto": _received(until=True),
        "leadstatuses": _among("LeadStatus"),
    },
    "tasks": {**_UPDATED_BY_DAY, "statuses": _among("TaskStatus"), "type": _among("TaskType")},
    "workorders": {**_UPDATED_BY_DAY, "statuses": _among("Status")},
}
