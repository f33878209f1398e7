"""The API's addresses: which request does what to the account."""

from collections.abc import Callable

import msgspec

from connectors.buildium.simulator.account import Account, Body, Kept
from connectors.buildium.simulator.errors import RefusalError
from connectors.buildium.simulator.listing import Lister, Params
from connectors.buildium.simulator.profile import (
    ACCOUNT_ID,
    ACCOUNT_INFORMATION,
    ACCOUNT_NAME,
    ACCOUNT_URL,
    PERMISSIONS,
)
from connectors.buildium.simulator.shapes import shown
from connectors.buildium.simulator.writes import Writes
from connectors.kit.simulator import Request, Response, Router

PATHS = {  # those that another one's ids could be taken for stand first
    "tenants": "/v1/leases/tenants",
    "owners": "/v1/rentals/owners",
    "units": "/v1/rentals/units",
    "associationowners": "/v1/associations/owners",
    "associations": "/v1/associations",
    "leases": "/v1/leases",
    "rentals": "/v1/rentals",
    "vendors": "/v1/vendors",
    "applicants": "/v1/applicants",
    "clientleads": "/v1/clientleads",
    "tasks": "/v1/tasks",
    "workorders": "/v1/workorders",
}
Answer = Callable[..., Response]


class Api:
    """Everything below /v1, for a key that is known."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lister = Lister(account)
        self._writes = Writes(account)
        routes: list[tuple[str, str, Answer]] = [
            ("GET", "/v1/administration/account", self._info),
            ("POST", "/v1/rentals/{id}/inactivationrequest", self._switch(active=False)),
            ("POST", "/v1/rentals/{id}/reactivationrequest", self._switch(active=True)),
        ]
        for kind, path in PATHS.items():
            routes += [
                ("GET", path, self._list(kind)),
                ("POST", path, self._create(kind)),
                ("GET", path + "/{id}", self._show(kind)),
                ("PUT", path + "/{id}", self._replace(kind)),
            ]
        self._router = Router(routes)

    def route(self, request: Request) -> Response:
        response = self._router(request)
        if response.status_code in (404, 405) and not response.content:
            raise RefusalError(404)
        return response

    def _info(self, _request: Request) -> Response:
        self._allowed(ACCOUNT_INFORMATION)
        body = {
            "Id": ACCOUNT_ID,
            "CompanyName": ACCOUNT_NAME,
            "Url": ACCOUNT_URL,
            "Contact": None,
            "AccountingSettings": None,
        }
        return Response(200, json=body)

    def _list(self, kind: str) -> Answer:
        def answer(request: Request) -> Response:
            self._allowed(PERMISSIONS[kind])
            rows, total = self._lister.page(kind, _params(request))
            body = [shown(self._account, kind, kept) for kept in rows]
            return _json(200, body, {"X-Total-Count": str(total)})

        return answer

    def _show(self, kind: str) -> Answer:
        def answer(_request: Request, id: str) -> Response:
            self._allowed(PERMISSIONS[kind])
            return _json(200, shown(self._account, kind, self._row(kind, id)))

        return answer

    def _create(self, kind: str) -> Answer:
        def answer(request: Request) -> Response:
            if kind not in self._writes.creates:
                raise RefusalError(404)
            self._allowed(PERMISSIONS[kind], edit=True)
            made = self._writes.creates[kind](_data(request))
            body = shown(self._account, kind, self._account.tables[kind][made])
            return _json(201, body, {"Location": f"{request.url.path}/{made}"})

        return answer

    def _replace(self, kind: str) -> Answer:
        def answer(request: Request, id: str) -> Response:
            if kind not in self._writes.replaces:
                raise RefusalError(404)
            self._allowed(PERMISSIONS[kind], edit=True)
            data = _data(request)
            kept = self._row(kind, id)
            self._writes.replaces[kind](kept.body["Id"], data)
            return _json(200, shown(self._account, kind, kept))

        return answer

    def _switch(self, *, active: bool) -> Answer:
        def answer(_request: Request, id: str) -> Response:
            self._allowed(PERMISSIONS["rentals"], edit=True)
            self._writes.set_active(self._row("rentals", id).body["Id"], active=active)
            return Response(204)

        return answer

    def _allowed(self, permission: str, *, edit: bool = False) -> None:
        if permission in self._account.forbidden:
            raise RefusalError(403)
        if edit and permission in self._account.read_only:
            raise RefusalError(403)

    def _row(self, kind: str, text: str) -> Kept:
        if not text.isdecimal():
            raise RefusalError(400)
        kept = self._account.tables[kind].get(int(text))
        if kept is None:
            raise RefusalError(404)
        if not self._account.may_see(kind, kept):
            raise RefusalError(403)
        return kept


def _json(status: int, body: object, headers: dict[str, str] | None = None) -> Response:
    kind = {"content-type": "application/json; charset=utf-8"}
    return Response(status, headers={**kind, **(headers or {})}, content=msgspec.json.encode(body))


def _params(request: Request) -> Params:
    params: dict[str, list[str]] = {}
    for name, value in request.url.params.multi_items():
        params.setdefault(name, []).append(value)
    return params


def _data(request: Request) -> Body:
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise RefusalError(415)
    try:
        return msgspec.json.decode(request.content, type=Body)
    except (msgspec.MsgspecError, ValueError):
        raise RefusalError(400) from None
