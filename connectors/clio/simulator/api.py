"""The API's addresses: which request does what to the account."""

from collections.abc import Callable, Container, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import msgspec

from connectors.clio.simulator import shapes, writes
from connectors.clio.simulator.account import Account
from connectors.clio.simulator.errors import JSON, RefusalError, forbidden, not_found
from connectors.clio.simulator.fields import Render, compiled
from connectors.clio.simulator.filters import Params
from connectors.clio.simulator.listing import Listed, Lister, addresses
from connectors.clio.simulator.rows import Part
from connectors.kit.simulator import Request, Response, Router, decoded

LISTED_ONLY = frozenset({"matter_stages"})
DELETABLE = frozenset({"contacts", "matters", "relationships", "calendar_entries"})
Reply = tuple[int, dict[str, str], bytes]


class Api:
    """Everything below /api/v4, for a user who is signed in."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lister = Lister(account)
        self._shapes = shapes.build(account)
        self._renders: dict[tuple[str, str | None], Render] = {}
        self.route = Router(
            [
                ("GET", "/api/v4/users/who_am_i.json", self._who_am_i),
                ("GET", "/api/v4/matters/{id}/contacts.json", self._matter_contacts),
                ("GET", "/api/v4/matters/{id}/client.json", self._matter_client),
                ("GET", "/api/v4/contacts/{id}/{sub}", self._contact_parts),
                ("GET", "/api/v4/{kind}/{id}", self._show),
                ("PATCH", "/api/v4/{kind}/{id}", self._update),
                ("DELETE", "/api/v4/{kind}/{id}", self._delete),
                ("GET", "/api/v4/{kind}", self._list),
                ("POST", "/api/v4/{kind}", self._create),
            ]
        )

    def _list(self, request: Request, kind: str) -> Response:
        kind = self._readable(_stem(kind))
        params = _params(request)
        render = self._render(kind, request)
        listed = self._lister.page(kind, params)
        return _page(request, listed, _narrowed(render, params, listed))

    def _show(self, request: Request, kind: str, id: str) -> Response:
        if kind in LISTED_ONLY:
            raise not_found()
        row = self._row(self._readable(kind), id)
        return self._shown(request, kind, row)

    def _shown(self, request: Request, kind: str, row: Part) -> Response:
        render = self._render(kind, request)
        changed = _time(row.updated_at)
        headers = {"ETag": row.etag, "Last-Modified": format_datetime(changed, usegmt=True)}
        if _is_known(request, row.etag, changed):
            return Response(304, headers=headers)
        body = msgspec.json.encode({"data": render(row)})
        return Response(200, headers={**JSON, **headers}, content=body)

    def _create(self, request: Request, kind: str) -> Response:
        kind = self._writable(_stem(kind), writes.CREATES)
        data, render = _data(request), self._render(kind, request)
        row = writes.CREATES[kind](self._account, data)
        return Response(201, headers=JSON, content=msgspec.json.encode({"data": render(row)}))

    def _update(self, request: Request, kind: str, id: str) -> Response:
        row = self._row(self._writable(kind, writes.CHANGES), id)
        expected = request.headers.get("if-match")
        if expected is not None and expected not in (row.etag, "*"):
            raise RefusalError(412, "The record has been changed")
        data, render = _data(request), self._render(kind, request)
        row = writes.CHANGES[kind](self._account, row, data)
        body = msgspec.json.encode({"data": render(row)})
        return Response(200, headers={**JSON, "ETag": row.etag}, content=body)

    def _delete(self, _request: Request, kind: str, id: str) -> Response:
        row = self._row(self._writable(kind, DELETABLE), id)
        if kind == "contacts" and self._account.matters_of[row.id] > 0:
            raise RefusalError(self._account.profile.has_matters_status, "Contact has matters")
        self._account.remove(kind, row.id)
        return Response(204)

    def _who_am_i(self, request: Request) -> Response:
        user = next(iter(self._account.users))
        return self._shown(request, "users", user)

    def _matter_contacts(self, request: Request, id: str) -> Response:
        """List the client and all others who have to do with a matter."""
        matter = self._account.matters.get(_id(id))
        if matter is None:
            raise not_found()
        contacts = self._account.contacts.rows
        roles = {tie.contact_id: tie.description for tie in self._ties(matter.id)}
        roles[matter.client_id] = "Client"
        rows = [contacts[one] for one in sorted(roles) if one in contacts]
        params = _params(request)
        listed = self._lister.plain_page(rows, params)
        wanted = params.get("fields", ["id,etag"])[-1].split(",")
        names = [name for name in wanted if name not in ("relationship_name", "description")]
        render = compiled(",".join(names), self._shapes["contacts"])

        def with_role(row: Any) -> dict[str, Any]:
            values = render(row)
            for name in set(wanted) - set(names):
                values[name] = roles[row.id]
            return values

        return _page(request, listed, with_role)

    def _ties(self, matter_id: int) -> list[Any]:
        return list(self._account.ties_of.get(matter_id, {}).values())

    def _matter_client(self, request: Request, id: str) -> Response:
        matter = self._account.matters.get(_id(id))
        client = self._account.contacts.get(matter.client_id) if matter else None
        if client is None:
            raise not_found()
        return self._shown(request, "contacts", client)

    def _contact_parts(self, request: Request, id: str, sub: str) -> Response:
        kind = _stem(sub)
        if kind not in ("email_addresses", "phone_numbers"):
            raise not_found()
        row = self._row("contacts", f"{id}.json")
        listed = self._lister.plain_page(getattr(row, kind), _params(request))
        return _page(request, listed, self._render(kind, request))

    def _readable(self, kind: str) -> str:
        if kind not in self._account.tables():
            raise not_found()
        if kind in self._account.forbidden:
            raise forbidden()
        return kind

    def _writable(self, kind: str, known: Container[str]) -> str:
        if kind not in known:
            raise not_found()
        if kind in self._account.forbidden or kind in self._account.read_only:
            raise forbidden()
        return kind

    def _row(self, kind: str, text: str) -> Any:
        row = self._account.tables()[kind].get(_id(_stem(text)))
        if row is None or (kind == "contacts" and row.id in self._account.hidden):
            raise not_found()
        return row

    def _render(self, kind: str, request: Request) -> Render:
        text = request.url.params.get("fields")
        key = (kind, text)
        if key not in self._renders:
            if len(self._renders) > 500:
                self._renders.clear()
            self._renders[key] = compiled(text, self._shapes[kind])
        return self._renders[key]


def _page(request: Request, listed: Listed, render: Callable[[Any], Any]) -> Response:
    meta = {"paging": addresses(request, listed), "records": listed.total}
    body = {"data": [render(row) for row in listed.rows], "meta": meta}
    return Response(200, headers=JSON, content=msgspec.json.encode(body))


def _narrowed(render: Render, params: Params, listed: Listed) -> Render:
    """Leave out custom values that `custom_field_ids[]` did not ask for."""
    if "custom_field_ids[]" not in params or not listed.rows:
        return render
    ids = {_id(text) for text in params["custom_field_ids[]"]}

    def narrowed(row: Any) -> dict[str, Any]:
        kept = [value for value in row.custom_field_values if value.field_id in ids]
        return render(msgspec.structs.replace(row, custom_field_values=kept))

    return narrowed


def _params(request: Request) -> Params:
    params: dict[str, list[str]] = {}
    for name, value in request.url.params.multi_items():
        params.setdefault(name, []).append(value)
    return params


def _data(request: Request) -> Mapping[str, Any]:
    body = decoded(request)
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise RefusalError(400, "data is missing")
    return data


def _stem(piece: str) -> str:
    """Return a path's last piece without its ending, which Clio's addresses have to have."""
    if not piece.endswith(".json"):
        raise not_found()
    return piece.removesuffix(".json")


def _id(text: str) -> int:
    if not text.isdecimal():
        raise not_found()
    return int(text)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _is_known(request: Request, etag: str, changed: datetime) -> bool:
    if "if-none-match" in request.headers:
        return bool(request.headers["if-none-match"] == etag)
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return changed <= parsedate_to_datetime(since)
    except ValueError:
        return False
