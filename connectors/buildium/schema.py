"""Buildium's streams, as a table: where each is listed, how it is read since a time, and what its
records refer to. Their fields stand in `fields_people`, `fields_places` and `fields_work`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from connectors.buildium import fields_people, fields_places, fields_work, residency
from connectors.buildium.fields import Standard
from connectors.buildium.wire import Row, ids, inside, items

Refer = Callable[[Row], Mapping[str, tuple[str, ...]]]


class Since(Enum):
    """How a list can be asked for what was updated since a time."""

    MOMENT = "moment"  # to the second
    DAY = "day"  # by a date, in a zone that nobody tells
    NEVER = "never"  # it cannot: the whole list is read each time


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One stream: where Buildium keeps it, and what it consists of."""

    name: str
    label: str
    path: str  # of the list, and before a record's id
    permission: str  # of the key, as the page that makes keys calls it
    fields: Mapping[str, Standard]
    references: Mapping[str, str] = field(default_factory=dict)  # name -> stream
    refer: Refer | None = None
    since: Since = Since.MOMENT
    stamp: str = ""  # what tells when a row was updated; "" where nothing does
    by_ids: str = ""  # filter by a list of ids; "" where records are asked for one by one
    also: Mapping[str, str] = field(default_factory=dict)  # parameters that bring what is left out
    order: str = "Id"  # what the list is sorted by; must not move while it is read
    writable: bool = False


def _property(row: Row) -> Mapping[str, tuple[str, ...]]:
    return {"property": ids([row.get("PropertyId")])}


def _owner(row: Row) -> Mapping[str, tuple[str, ...]]:
    properties = row.get("PropertyIds")
    return {"properties": ids(properties if isinstance(properties, list) else ())}


def _lease(row: Row) -> Mapping[str, tuple[str, ...]]:
    by_status: dict[str, list[object]] = {"Current": [], "Future": [], "MovedOut": []}
    for tenant in items(row, "Tenants"):
        by_status.get(str(tenant.get("Status")), []).append(tenant.get("Id"))
    return {
        **_property(row),
        "unit": ids([row.get("UnitId")]),
        "current_tenants": ids(by_status["Current"]),
        "future_tenants": ids(by_status["Future"]),
        "past_tenants": ids(by_status["MovedOut"]),
    }


def _association_owner(row: Row) -> Mapping[str, tuple[str, ...]]:
    accounts = list(items(row, "OwnershipAccounts"))
    active = ids(each.get("AssociationId") for each in accounts if each.get("Status") == "Active")
    past = ids(each.get("AssociationId") for each in accounts if each.get("Status") == "Past")
    return {"association": active, "past_association": tuple(p for p in past if p not in active)}


def _applicant(row: Row) -> Mapping[str, tuple[str, ...]]:
    return {
        **_property(row),
        "unit": ids([row.get("UnitId")]),
        "tenant": ids([row.get("TenantId")]),
    }


def _task(row: Row) -> Mapping[str, tuple[str, ...]]:
    place, asked = inside(row, "Property"), inside(row, "RequestedByUserEntity")
    agreement = inside(row, "UnitAgreement")
    return {
        "property": _if(place, "Rental"),
        "unit": ids([row.get("UnitId")]),
        "lease": _if(agreement, "Lease"),
        "tenant": _if(asked, "RentalTenant"),
        "owner": _if(asked, "RentalOwner"),
    }


def _work_order(row: Row) -> Mapping[str, tuple[str, ...]]:
    task = inside(row, "Task")
    return {
        "task": ids([task.get("Id")]),
        "unit": ids([task.get("UnitId")]),
        "vendor": ids([row.get("VendorId")]),
    }


def _if(target: Row, kind: str) -> tuple[str, ...]:
    """Return the id of what may be of several kinds, where it is of this one."""
    return ids([target.get("Id")]) if target.get("Type") == kind else ()


STREAMS: Mapping[str, Stream] = {
    stream.name: stream
    for stream in (
        Stream(
            name="properties",
            label="Properties",
            path="/rentals",
            permission="Rentals > Rental properties and units",
            fields=fields_places.PROPERTY,
            by_ids="propertyids",
        ),
        Stream(
            name="units",
            label="Units",
            path="/rentals/units",
            permission="Rentals > Rental properties and units",
            fields=fields_places.UNIT,
            references={"property": "properties"},
            refer=_property,
        ),
        Stream(
            name="owners",
            label="Rental owners",
            path="/rentals/owners",
            permission="Rentals > Property Rental Owners",
            fields=fields_people.OWNER,
            references={"properties": "properties"},
            refer=_owner,
        ),
        Stream(
            name="associations",
            label="Associations",
            path="/associations",
            permission="Associations > Associations and units",
            fields=fields_places.ASSOCIATION,
            by_ids="ids",
        ),
        Stream(
            name="association_owners",
            label="Association owners",
            path="/associations/owners",
            permission="Associations > Association owners and tenants",
            fields=fields_people.ASSOCIATION_OWNER,
            references={"association": "associations", "past_association": "associations"},
            refer=_association_owner,
        ),
        Stream(
            name="vendors",
            label="Vendors",
            path="/vendors",
            permission="Maintenance > Vendors",
            fields=fields_people.VENDOR,
        ),
        Stream(
            name="tenants",
            label="Tenants",
            path="/leases/tenants",
            permission="Rentals > Tenants",
            fields=fields_people.TENANT,
            references={
                "current_property": "properties",
                "future_property": "properties",
                "past_property": "properties",
                "unit": "units",
            },
            refer=residency.refer,
            writable=True,
        ),
        Stream(
            name="leases",
            label="Leases",
            path="/leases",
            permission="Rentals > Leases",
            fields=fields_work.LEASE,
            references={
                "property": "properties",
                "unit": "units",
                "current_tenants": "tenants",
                "future_tenants": "tenants",
                "past_tenants": "tenants",
            },
            refer=_lease,
            stamp="LastUpdatedDateTime",
        ),
        Stream(
            name="applicants",
            label="Applicants",
            path="/applicants",
            permission="Rentals > Applicants",
            fields=fields_people.APPLICANT,
            references={"property": "properties", "unit": "units", "tenant": "tenants"},
            refer=_applicant,
            stamp="LastUpdatedDateTime",
        ),
        Stream(
            name="client_leads",
            label="Client leads",
            path="/clientleads",
            permission="Administration > All Property Management",
            fields=fields_people.CLIENT_LEAD,
            since=Since.NEVER,
            also={"includecreditedleads": "true"},
            order="DateReceived",  # the only one that this list can be sorted by
        ),
        Stream(
            name="tasks",
            label="Tasks",
            path="/tasks",
            permission="Tasks > Tasks",
            fields=fields_work.TASK,
            references={
                "property": "properties",
                "unit": "units",
                "lease": "leases",
                "tenant": "tenants",
                "owner": "owners",
            },
            refer=_task,
            since=Since.DAY,
            stamp="LastUpdatedDateTime",
        ),
        Stream(
            name="work_orders",
            label="Work orders",
            path="/workorders",
            permission="Maintenance > Work Orders",
            fields=fields_work.WORK_ORDER,
            references={"task": "tasks", "unit": "units", "vendor": "vendors"},
            refer=_work_order,
            since=Since.DAY,
        ),
    )
}
"""Parents before children."""
