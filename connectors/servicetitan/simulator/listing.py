"""The lists and the export feeds: which rows a request is answered with."""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from connectors.servicetitan.simulator.account import Account, Place, Row, iso, place_of
from connectors.servicetitan.simulator.errors import invalid
from connectors.servicetitan.simulator.profile import (
    HELD_BACK,
    LARGEST_PAGE,
    MOST_IDS,
    USUAL_PAGE,
)

Params = Mapping[str, str]
BEGINNING: Place = ("", 0)
SORTS = {"Id": "id", "ModifiedOn": "modifiedOn", "CreatedOn": "createdOn"}
HAS_ACTIVE = frozenset(
    {
        *("customers", "locations", "estimates", "memberships", "tag_types", "job_types"),
        *("business_units", "membership_types", "technicians", "employees"),
    }
)
"""Kinds whose lists can be asked for what is inactive; of others they have what is active."""


def page(account: Account, kind: str, params: Params) -> dict[str, Any]:
    """Answer a list."""
    number, size = (
        _whole(params, "page", 1, None),
        _whole(params, "pageSize", USUAL_PAGE, LARGEST_PAGE),
    )
    rows = list(filter(_admits(kind, params), account.tables[kind]))
    rows.sort(key=_sort(params), reverse=params.get("sort", "").startswith("-"))
    start = (number - 1) * size
    return {
        "page": number,
        "pageSize": size,
        "hasMore": start + size < len(rows),
        "totalCount": len(rows) if params.get("includeTotal") == "true" else None,
        "data": [listed(kind, row) for row in rows[start : start + size]],
    }


def listed(kind: str, row: Row) -> Row:
    """Return a row as lists and single answers have it: of some kinds they do not say `active`."""
    hidden = {"contacts", "leads", "bookings", "jobs", "appointments"}
    return {key: value for key, value in row.items() if not (key == "active" and kind in hidden)}


def feed(account: Account, kind: str, params: Params) -> dict[str, Any]:
    """Answer an export feed: rows in the order in which they were changed, whatever became of them.

    The manual says that a change comes a quarter of an hour late unless recent ones are asked for,
    and that it may then come twice. So the last token never goes further than what has settled.
    """
    table = account.tables[kind]
    came_from = _token(kind, params.get("from", ""))
    settled = (iso(account.clock.now() - timedelta(seconds=HELD_BACK)), 0)
    places = table.after(came_from)
    if params.get("includeRecentChanges") != "true":
        places = [each for each in places if each <= settled]
    size = account.profile.export_page
    some, has_more = places[:size], len(places) > size
    if has_more:
        following = some[-1]
    else:
        known = [each for each in table.after(BEGINNING) if each <= settled]
        now = (account.now(), 0)
        back = came_from if came_from > now else min(came_from, settled)
        following = max(back, known[-1] if known else BEGINNING)
    rows = table.rows
    return {
        "hasMore": has_more,
        "continueFrom": _written(kind, following),
        "data": [rows[number] for _, number in some],
    }


def _admits(kind: str, params: Params) -> Callable[[Row], bool]:
    tests: list[Callable[[Row], bool]] = []
    active = params.get("active", "True")
    if active not in ("True", "Any", "False"):
        raise invalid("active", "The value is not valid.")
    if active != "Any" or kind not in HAS_ACTIVE:
        wanted = active != "False"
        tests.append(lambda row: row.get("active", True) is wanted)
    for name, key in (("ids", "id"), ("customerIds", "customerId"), ("customerId", "customerId")):
        if name in params:
            tests.append(_one_of(key, _ids(name, params[name])))
    for name, key, later in (
        ("modifiedOnOrAfter", "modifiedOn", True),
        ("modifiedBefore", "modifiedOn", False),
        ("createdOnOrAfter", "createdOn", True),
        ("createdBefore", "createdOn", False),
    ):
        if name in params:
            tests.append(_dated(key, _time(name, params[name]), later=later))
    for name, key in (("status", "status"), ("jobStatus", "jobStatus"), ("name", "name")):
        if name in params:
            tests.append(_equal(key, params[name]))
    return lambda row: all(test(row) for test in tests)


def _one_of(key: str, ids: Iterable[int]) -> Callable[[Row], bool]:
    wanted = frozenset(ids)
    return lambda row: row.get(key) in wanted


def _dated(key: str, border: str, *, later: bool) -> Callable[[Row], bool]:
    if later:
        return lambda row: (row[key] or row["createdOn"]) >= border
    return lambda row: (row[key] or row["createdOn"]) < border


def _equal(key: str, text: str) -> Callable[[Row], bool]:
    return lambda row: str(row.get(key) or "").casefold() == text.casefold()


def _ids(name: str, text: str) -> list[int]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    if len(found) > MOST_IDS:
        raise invalid(name, f"No more than {MOST_IDS} values are allowed.")
    if not all(part.isdecimal() for part in found):
        raise invalid(name, "The value is not valid.")
    return [int(part) for part in found]


def _whole(params: Params, name: str, usual: int, most: int | None) -> int:
    text = params.get(name, str(usual))
    if not text.isdecimal() or int(text) < 1 or (most is not None and int(text) > most):
        raise invalid(name, "The value is out of range.")
    return int(text)


def _time(name: str, text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise invalid(name, "The value is not a valid date.")
    return iso(found)


def _sort(params: Params) -> Callable[[Row], Any]:
    name = params.get("sort", "+Id")[1:]
    if name not in SORTS:
        raise invalid("sort", "The field cannot be sorted by.")
    return place_of if name == "ModifiedOn" else itemgetter(SORTS[name])


def _token(kind: str, text: str) -> Place:
    """Read where to go on: a token of this feed, or a day, or a time."""
    if not text:
        return BEGINNING
    try:
        return iso(
            datetime.fromisoformat(text + ("T00:00:00+00:00" if len(text) == 10 else ""))
        ), -1
    except ValueError:
        pass
    try:
        whose, moment, number = base64.urlsafe_b64decode(text).decode().split("|")
        if whose == kind:
            return moment, int(number)
    except (binascii.Error, ValueError):
        pass
    raise invalid("from", "The continuation token is not valid.")


def _written(kind: str, place: Place) -> str:
    return base64.urlsafe_b64encode(f"{kind}|{place[0]}|{place[1]}".encode()).decode()
