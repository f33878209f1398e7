"""Where a tenant lives, lived or will live: told by the leases inside a tenant's row. Pure.

The row itself has no status. One person may be on several leases; who lives somewhere now is a
current tenant, whatever else is planned or past.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from connectors.buildium.wire import Row, ids, items, to_date, to_text
from core.records import FieldValue

CURRENT, FUTURE, PAST = "Current", "Future", "Past"
STATUSES = (CURRENT, FUTURE, PAST)  # the first that is true of any lease counts
_OF_TENANT = {"Current": CURRENT, "Future": FUTURE, "MovedOut": PAST}
_OF_LEASE = {"Active": CURRENT, "Future": FUTURE, "Past": PAST}
_REFERENCES = {CURRENT: "current_property", FUTURE: "future_property", PAST: "past_property"}

FIELDS = frozenset({"resident_status", "is_resident", "move_in_date", "lease_ends", "unit_number"})
"""What changes with a lease, which need not change the tenant."""


def status(row: Row) -> FieldValue:
    """Pick what a tenant is at present; None without a lease."""
    best = _best(row)
    return best[0] if best else None


def is_resident(row: Row) -> FieldValue:
    """Pick whether the tenant lives somewhere now."""
    best = _best(row)
    return best[0] == CURRENT if best else None


def move_in(row: Row) -> FieldValue:
    """Pick when the tenant moved, or will move, into where `status` is true."""
    best = _best(row)
    return to_date(_self(row, best[1]).get("MoveInDate")) if best else None


def lease_ends(row: Row) -> FieldValue:
    """Pick when that lease ends."""
    best = _best(row)
    return to_date(best[1].get("LeaseToDate")) if best else None


def unit_number(row: Row) -> FieldValue:
    """Pick the unit of that lease."""
    best = _best(row)
    return to_text(best[1].get("UnitNumber")) if best else None


def refer(row: Row) -> Mapping[str, tuple[str, ...]]:
    """Return the properties of a tenant by what the tenant is there, and the present units."""
    found: dict[str, list[object]] = {name: [] for name in _REFERENCES.values()}
    units = []
    for what, lease in _leases(row):
        found[_REFERENCES[what]].append(lease.get("PropertyId"))
        if what == CURRENT:
            units.append(lease.get("UnitId"))
    ties = {name: ids(values) for name, values in found.items()}
    now, soon, once = (ties[_REFERENCES[what]] for what in STATUSES)
    return {
        "current_property": now,
        "future_property": tuple(one for one in soon if one not in now),
        "past_property": tuple(one for one in once if one not in now and one not in soon),
        "unit": ids(units),
    }


def _best(row: Row) -> tuple[str, Row] | None:
    """Return the lease that tells most of the tenant: of several the one that began last."""
    leases = list(_leases(row))
    for what in STATUSES:
        some = [lease for each, lease in leases if each == what]
        if some:
            return what, max(some, key=_began)
    return None


def _leases(row: Row) -> Iterator[tuple[str, Row]]:
    for lease in items(row, "Leases"):
        told = _OF_TENANT.get(str(_self(row, lease).get("Status")))
        what = told or _OF_LEASE.get(str(lease.get("LeaseStatus")))
        if what is not None:
            yield what, lease


def _self(row: Row, lease: Row) -> Row:
    """Return what a lease says of this tenant."""
    return next((one for one in items(lease, "Tenants") if one.get("Id") == row.get("Id")), {})


def _began(lease: Row) -> tuple[date, int]:
    number = lease.get("Id")
    return (
        to_date(lease.get("LeaseFromDate")) or date.min,
        number if isinstance(number, int) else 0,
    )
