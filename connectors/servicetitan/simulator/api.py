"""The API's addresses: which request does what to the tenant."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from connectors.kit.simulator import Request, Response, Router
from connectors.servicetitan.simulator import listing, writes
from connectors.servicetitan.simulator.account import Account
from connectors.servicetitan.simulator.errors import JSON, forbidden, invalid, not_found

LISTS: Mapping[str, str] = {  # below the tenant -> kind
    "crm/customers": "customers",
    "crm/customers/contacts": "contacts",
    "crm/customers/custom-fields": "customer_fields",
    "crm/locations": "locations",
    "crm/locations/custom-fields": "location_fields",
    "crm/leads": "leads",
    "crm/bookings": "bookings",
    "jpm/jobs": "jobs",
    "jpm/jobs/custom-fields": "job_fields",
    "jpm/appointments": "appointments",
    "jpm/job-types": "job_types",
    "sales/estimates": "estimates",
    "accounting/invoices": "invoices",
    "memberships/memberships": "memberships",
    "memberships/membership-types": "membership_types",
    "settings/business-units": "business_units",
    "settings/tag-types": "tag_types",
    "settings/technicians": "technicians",
    "settings/employees": "employees",
}
FEEDS: Mapping[str, str] = {
    "crm/export/customers": "customers",
    "crm/export/customers/contacts": "contacts",
    "crm/export/locations": "locations",
    "crm/export/leads": "leads",
    "crm/export/bookings": "bookings",
    "jpm/export/jobs": "jobs",
    "jpm/export/appointments": "appointments",
    "sales/estimates/export": "estimates",
    "accounting/export/invoices": "invoices",
    "memberships/export/memberships": "memberships",
}
ONES = ("customers", "locations", "leads", "jobs", "appointments", "estimates", "memberships")
WITHOUT_TIMES = frozenset({"customer_fields", "location_fields", "job_fields"})
NARROWING = frozenset({"modifiedOnOrAfter", "modifiedBefore", "customerIds"})

Write = Callable[..., dict[str, Any]]


class Api:
    """Everything below a tenant, for an app that is let in."""

    def __init__(self, account: Account) -> None:
        self._account = account
        routes: list[tuple[str, str, Callable[..., Response]]] = []
        for path, kind in FEEDS.items():
            routes.append(("GET", _whole(path), self._fed(kind)))
        for path, kind in LISTS.items():
            routes.append(("GET", _whole(path), self._listed(kind)))
        for path, kind in LISTS.items():
            if kind in ONES:
                routes.append(("GET", _whole(path) + "/{id}", self._shown(kind)))
        for method, path, kind, write in (
            ("POST", "crm/customers", "customers", writes.create_customer),
            ("PATCH", "crm/customers/{id}", "customers", writes.change_customer),
            ("GET", "crm/customers/{id}/contacts", "contacts", writes.contacts_of_customer),
            ("POST", "crm/customers/{id}/contacts", "contacts", writes.add_contact),
            ("PATCH", "crm/customers/{id}/contacts/{contact}", "contacts", writes.change_contact),
            ("DELETE", "crm/customers/{id}/contacts/{contact}", "contacts", writes.remove_contact),
            ("POST", "crm/locations", "locations", writes.create_location),
            ("POST", "crm/leads", "leads", writes.create_lead),
        ):
            routes.append((method, _whole(path), self._written(kind, write)))
        self.route = Router(routes)

    def _listed(self, kind: str) -> Callable[..., Response]:
        def answer(request: Request, tenant: str) -> Response:
            self._admit(tenant, kind)
            params = dict(request.url.params)
            if kind == "contacts" and not NARROWING & params.keys():
                raise invalid("modifiedOnOrAfter", "A date range or customers must be specified.")
            return _json(listing.page(self._account, kind, params))

        return answer

    def _fed(self, kind: str) -> Callable[..., Response]:
        def answer(request: Request, tenant: str) -> Response:
            self._admit(tenant, kind)
            return _json(listing.feed(self._account, kind, dict(request.url.params)))

        return answer

    def _shown(self, kind: str) -> Callable[..., Response]:
        def answer(_request: Request, tenant: str, id: str) -> Response:
            self._admit(tenant, kind)
            row = self._account.tables[kind].get(int(id)) if id.isdecimal() else None
            if row is None:
                raise not_found()
            return _json(listing.listed(kind, row))

        return answer

    def _written(self, kind: str, write: Write) -> Callable[..., Response]:
        def answer(request: Request, tenant: str, **ids: str) -> Response:
            self._admit(tenant, kind)
            if kind in self._account.read_only and request.method != "GET":
                raise forbidden()
            if not all(each.isdecimal() for each in ids.values()):
                raise not_found()
            numbers = {name: int(each) for name, each in ids.items()}
            return _json(write(self._account, _body(request), **numbers))

        return answer

    def _admit(self, tenant: str, kind: str) -> None:
        if tenant != str(self._account.id) or kind in self._account.forbidden:
            raise forbidden()


def _whole(path: str) -> str:
    family, _, rest = path.partition("/")
    return f"/{family}/v2/tenant/{{tenant}}/{rest}"


def _body(request: Request) -> dict[str, Any]:
    if not request.content:
        return {}
    try:
        body = msgspec.json.decode(request.content)
    except msgspec.MsgspecError:
        body = None
    if not isinstance(body, dict):
        raise invalid("$", "The body is not valid JSON.")
    return body


def _json(body: object) -> Response:
    return Response(200, headers=JSON, content=msgspec.json.encode(body))
