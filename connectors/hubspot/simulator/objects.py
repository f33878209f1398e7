"""Single records: listing, reading, creating, changing, archiving, merging."""

from typing import Any
from urllib.parse import unquote, unquote_plus

from connectors.hubspot.simulator.access import Access
from connectors.hubspot.simulator.errors import RefusalError, invalid, not_found
from connectors.hubspot.simulator.merging import merge
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.reading import (
    ON_WRITE,
    Reader,
    answer,
    body_of,
    names_in,
    record_id,
    whole_number,
)
from connectors.hubspot.simulator.rows import Record
from connectors.hubspot.simulator.tables import EMAIL, Table
from connectors.hubspot.simulator.ties import Ties
from connectors.hubspot.simulator.writing import Writer
from connectors.kit.router import Endpoint
from connectors.kit.simulator import Request, Response

PAGE, LARGEST_PAGE, LARGEST_WITH_HISTORY = 10, 100, 50
TOO_MANY = (
    "The maximum number of inputs supported in a batch is {most}. Please reduce the number of "
    "items and try again"
)
TOO_MANY_HISTORIES = (
    "The maximum number of inputs supported in a batch request for property histories is 50. "
    "Please reduce the number of items and try again"
)


class Objects:
    """The addresses of one record and of the list."""

    def __init__(self, portal: Portal, access: Access, ties: Ties) -> None:
        self._portal = portal
        self._access = access
        self._ties = ties
        self._writer = Writer(portal)

    def routes(self) -> list[tuple[str, str, Endpoint]]:
        at = "/crm/objects/VERSION/{type}"
        return [
            ("POST", "/crm/objects/VERSION/contacts/gdpr-delete", self._gdpr_delete),
            ("POST", f"{at}/merge", self._merge),
            ("GET", f"{at}/{{id}}", self._show),
            ("PATCH", f"{at}/{{id}}", self._update),
            ("DELETE", f"{at}/{{id}}", self._archive),
            ("GET", at, self._list),
            ("POST", at, self._create),
        ]

    def _list(self, request: Request, type: str) -> Response:
        table = self._table(type, "read")
        params = request.url.params
        history = names_in(request, "propertiesWithHistory") or []
        limit = whole_number(params.get("limit"), PAGE, "limit")
        if history and limit > LARGEST_WITH_HISTORY:
            raise invalid(TOO_MANY_HISTORIES)
        if not 1 <= limit <= LARGEST_PAGE:
            raise invalid(TOO_MANY.format(most=LARGEST_PAGE))
        after = whole_number(params.get("after"), 0, "after")
        if params.get("archived") == "true":
            ids = sorted(one for one in table.archived if one > after)
            shelved = (self._portal.shelved(table, one) for one in ids)
            rows = [record for record in shelved if record][: limit + 1]
        else:
            rows = table.after(after, limit + 1)
        wanted = names_in(request, "properties")
        reader = Reader(self._portal, table, wanted, history, empty=False)
        page = rows[:limit]
        body: dict[str, Any] = {"results": [reader.wire(record) for record in page]}
        self._add_ties(request, table, page, body["results"])
        if len(rows) > limit:
            cursor = str(page[-1].id)
            link = request.url.copy_set_param("after", cursor)
            body["paging"] = {"next": {"after": cursor, "link": str(link)}}
        return answer(200, body)

    def _add_ties(
        self, request: Request, table: Table, page: list[Record], results: list[dict[str, Any]]
    ) -> None:
        for name in names_in(request, "associations") or []:
            other = self._table(name, "read")
            for record, result in zip(page, results, strict=True):
                found = self._ties.listed(table, record.id, other)
                if found:
                    key = other.kind.plural
                    result.setdefault("associations", {})[key] = {"results": found}

    def _show(self, request: Request, type: str, id: str) -> Response:
        table = self._table(type, "read")
        history = names_in(request, "propertiesWithHistory") or []
        reader = Reader(self._portal, table, names_in(request, "properties"), history)
        record = self._found(request, table, id)
        body = reader.wire(record)
        self._add_ties(request, table, [record], [body])
        return answer(200, body)

    def _create(self, request: Request, type: str) -> Response:
        table = self._table(type, "write")
        body = body_of(request)
        draft = self._writer.check(table, None, body.get("properties"), _version(request))
        draft.ties = self._ties.planned(table, body.get("associations") or [])
        record = draft.record = draft.apply(self._portal)
        self._ties.carry_out(table, draft)
        return answer(201, self._written(table, record, draft.names))

    def _update(self, request: Request, type: str, id: str) -> Response:
        table = self._table(type, "write")
        record = self._found(request, table, id)
        properties = body_of(request).get("properties")
        draft = self._writer.check(table, record, properties, _version(request))
        return answer(200, self._written(table, draft.apply(self._portal), draft.names))

    def _archive(self, request: Request, type: str, id: str) -> Response:
        table = self._table(type, "write")
        if self._portal.shelved(table, record_id(id)) is None:  # a repeat is harmless
            self._portal.archive(table, self._found(request, table, id))
        return Response(204)

    def _merge(self, request: Request, type: str) -> Response:
        table = self._table(type, "write")
        body = body_of(request)
        names = ("primaryObjectId", "objectIdToMerge")
        kept, other = (table.live(record_id(str(body.get(name, "")))) for name in names)
        if kept is None or other is None or kept is other:
            raise invalid("Both objects must exist and differ")
        record = merge(self._portal, table, kept, other, self._ties)
        wanted = ["hs_merged_object_ids", *table.kind.shown]
        return answer(200, Reader(self._portal, table, wanted).wire(record))

    def _gdpr_delete(self, request: Request) -> Response:
        table = self._table("contacts", "write")
        body = body_of(request)
        text = str(body.get("objectId", ""))
        if body.get("idProperty") == EMAIL:
            record = table.by_value(EMAIL, text)
        else:
            record = table.live(record_id(text)) or self._portal.shelved(table, record_id(text))
        if record is not None:
            self._portal.forget(table, record)
            self._ties.drop(table, record.id)
        return Response(204)

    def _table(self, type: str, action: str) -> Table:
        table = self._portal.table(type)
        self._access.need_object(table.kind, action)
        return table

    def _found(self, request: Request, table: Table, id: str) -> Record:
        """Return the record that an address names, by id or by the property it says."""
        params = request.url.params
        name = params.get("idProperty")
        if name is None:
            record = table.live(record_id(id))
            if record is None and params.get("archived") == "true":
                record = self._portal.shelved(table, record_id(id))
        else:
            unique_property(self._portal, table, name)
            # In an address a bare + is a space, as in a form.
            last = request.url.raw_path.partition(b"?")[0].rpartition(b"/")[2].decode("ascii")
            record = table.by_value(name, unquote_plus(last) if "+" in last else unquote(last))
        if record is None:
            raise not_found()
        return record

    def _written(self, table: Table, record: Record, names: Any) -> dict[str, Any]:
        return Reader(self._portal, table, [*names, *ON_WRITE]).wire(record)


def unique_property(portal: Portal, table: Table, name: object) -> str:
    """Return `name` if records can be addressed by it; else 400."""
    if isinstance(name, str) and name in table.unique and name in table.properties:
        return name
    raise RefusalError(
        400,
        f"Unable to perform update/upsert by non-unique {table.kind.id} property {name}"
        + (f" in portal {portal.id}" if name == "hs_object_id" else ""),
        "VALIDATION_ERROR",
    )


def _version(request: Request) -> str:
    return request.url.path.split("/")[3]
