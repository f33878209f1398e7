"""Associations over the API: making, reading and undoing ties, and their labels."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connectors.hubspot.simulator.access import Access
from connectors.hubspot.simulator.batches import batch_answer, inputs_of
from connectors.hubspot.simulator.errors import NOT_FOUND, VALIDATION, RefusalError, invalid
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.reading import answer, body_of, record_id, whole_number
from connectors.hubspot.simulator.rows import Label
from connectors.hubspot.simulator.tables import Table
from connectors.hubspot.simulator.ties import Mark, Ties, invalid_types
from connectors.kit.router import Endpoint
from connectors.kit.simulator import Request, Response, decoded

MOST_MADE, MOST_READ, MOST_UNDONE = 2000, 1000, 100
PAGE = 500  # ties of one record
Tied = tuple[int, int]


class Associations:
    """The addresses of ties and labels."""

    def __init__(self, portal: Portal, access: Access, ties: Ties) -> None:
        self._portal = portal
        self._access = access
        self._ties = ties

    def routes(self) -> list[tuple[str, str, Endpoint]]:
        at = "/crm/associations/VERSION/{one}/{two}"
        record = "/crm/objects/VERSION/{one}/{id}/associations"
        return [
            ("PUT", f"{record}/default/{{two}}/{{to_id}}", self._put_default),
            ("PUT", f"{record}/{{two}}/{{to_id}}", self._put),
            ("DELETE", f"{record}/{{two}}/{{to_id}}", self._delete),
            ("GET", f"{record}/{{two}}", self._list),
            ("POST", f"{at}/batch/associate/default", self._create_default),
            ("POST", f"{at}/batch/labels/archive", self._archive_labels),
            ("POST", f"{at}/batch/create", self._create),
            ("POST", f"{at}/batch/read", self._read),
            ("POST", f"{at}/batch/archive", self._archive),
            ("GET", f"{at}/labels", self._labels),
            ("POST", f"{at}/labels", self._create_label),
        ]

    def _put_default(self, _request: Request, one: str, id: str, two: str, to_id: str) -> Response:
        table, other = self._tables(one, two, "write")
        tied = self._ends(table, other, id, to_id)
        self._ties.add(table, tied[0], other, tied[1], ())
        return batch_answer(self._portal, 200, self._plainly(table, other, tied), [])

    def _put(self, request: Request, one: str, id: str, two: str, to_id: str) -> Response:
        table, other = self._tables(one, two, "write")
        tied = self._ends(table, other, id, to_id)
        types = self._types(table, other, decoded(request))
        self._ties.add(table, tied[0], other, tied[1], types)
        return answer(201, self._made(table, other, tied, types))

    def _delete(self, _request: Request, one: str, id: str, two: str, to_id: str) -> Response:
        table, other = self._tables(one, two, "write")
        self._ties.remove(table, record_id(id), other, record_id(to_id))
        return Response(204)

    def _list(self, request: Request, one: str, id: str, two: str) -> Response:
        table, other = self._tables(one, two, "read")
        if table.live(record_id(id)) is None:
            raise RefusalError(404, "resource not found", NOT_FOUND)
        params = request.url.params
        limit = min(whole_number(params.get("limit"), PAGE, "limit"), PAGE)
        after = whole_number(params.get("after"), 0, "after")
        found = sorted(self._ties.of(table, record_id(id), other).items())
        page = [item for item in found if item[0] > after]
        body: dict[str, Any] = {
            "results": [self._far_end(table, other, *item) for item in page[:limit]]
        }
        if len(page) > limit:
            body["paging"] = {"next": {"after": str(page[limit - 1][0])}}
        return answer(200, body)

    def _create_default(self, request: Request, one: str, two: str) -> Response:
        table, other = self._tables(one, two, "write")

        def tie(item: Mapping[str, Any]) -> Sequence[object]:
            tied = self._ends(table, other, *_both(item))
            self._ties.add(table, tied[0], other, tied[1], ())
            return self._plainly(table, other, tied)

        return self._each(request, MOST_MADE, 200, tie)

    def _create(self, request: Request, one: str, two: str) -> Response:
        table, other = self._tables(one, two, "write")

        def tie(item: Mapping[str, Any]) -> Sequence[object]:
            tied = self._ends(table, other, *_both(item))
            types = self._types(table, other, item.get("types"))
            self._ties.add(table, tied[0], other, tied[1], types)
            return [self._made(table, other, tied, types)]

        return self._each(request, MOST_MADE, 201, tie)

    def _read(self, request: Request, one: str, two: str) -> Response:
        table, other = self._tables(one, two, "read")

        def read(item: Mapping[str, Any]) -> Sequence[object]:
            text = str(item.get("id", ""))
            found = list(self._ties.of(table, record_id(text), other).items())
            if not found:
                raise _untied(table, other, text)
            self._portal.random.shuffle(found)
            ends = [self._far_end(table, other, *tied) for tied in found]
            return [{"from": {"id": text}, "to": ends}]

        return self._each(request, MOST_READ, 200, read)

    def _archive(self, request: Request, one: str, two: str) -> Response:
        table, other = self._tables(one, two, "write")
        for item in inputs_of(body_of(request), MOST_UNDONE):
            start = record_id(_id_of(item.get("from")))
            for end in item.get("to") or ():
                self._ties.remove(table, start, other, record_id(_id_of(end)))
        return Response(204)

    def _archive_labels(self, request: Request, one: str, two: str) -> Response:
        table, other = self._tables(one, two, "write")
        for item in inputs_of(body_of(request), MOST_UNDONE):
            start, end = _both(item)
            types = self._types(table, other, item.get("types"))
            marks = [(label.category, label.type_id) for label in types]
            whole = self._ties.plain(table, other) in types  # nothing stays without the plain tie
            gone = None if whole else marks
            self._ties.remove(table, record_id(start), other, record_id(end), gone)
        return Response(204)

    def _labels(self, _request: Request, one: str, two: str) -> Response:
        table, other = self._tables(one, two, "read")
        found = self._ties.labels_of(table.kind.plural, other.kind.plural).values()
        return answer(200, {"results": [_wire(label) for label in found]})

    def _create_label(self, request: Request, one: str, two: str) -> Response:
        table, other = self._tables(one, two, "write")
        body = body_of(request)
        label, inverse = body.get("label"), body.get("inverseLabel")
        if not isinstance(label, str) or not label or not body.get("name"):
            raise invalid("label and name are required")
        plurals = (table.kind.plural, other.kind.plural)
        if label in [known.label for known in self._ties.labels_of(*plurals).values()]:
            raise invalid(f"A label named {label} already exists")
        made = self._ties.add_label(*plurals, label, inverse)
        return answer(200, {"results": [_wire(one) for one in made]})

    def _tables(self, one: str, two: str, action: str) -> tuple[Table, Table]:
        """Return both objects; ties need the scopes of both."""
        table, other = self._portal.table(one), self._portal.table(two)
        self._access.need_object(table.kind, action)
        self._access.need_object(other.kind, action)
        return table, other

    def _each(
        self,
        request: Request,
        most: int,
        status: int,
        act: Callable[[Mapping[str, Any]], Sequence[object]],
    ) -> Response:
        results: list[object] = []
        errors = []
        for item in inputs_of(body_of(request), most):
            try:
                results += act(item)
            except RefusalError as refusal:
                errors.append(refusal.entry())
        return batch_answer(self._portal, status, results, errors)

    def _ends(self, table: Table, other: Table, from_id: str, to_id: str) -> Tied:
        """Return the ids of two live records; refuse what is none."""
        found = []
        for one, text in ((table, from_id), (other, to_id)):
            record = one.live(record_id(text))
            if record is None:
                raise RefusalError(
                    400,
                    f"{text} is not a valid ID",
                    VALIDATION,
                    sub_category="crm.associations.INVALID_IDENTIFIER",
                    context={"id": [text]},
                )
            found.append(record.id)
        return found[0], found[1]

    def _types(self, table: Table, other: Table, given: object) -> list[Label]:
        known = self._ties.labels_of(table.kind.plural, other.kind.plural)
        if not isinstance(given, list) or not given:
            raise invalid_types()
        marks: list[Mark] = []
        for one in given:
            if not isinstance(one, dict):
                raise invalid_types()
            marks.append((str(one.get("associationCategory")), one.get("associationTypeId") or 0))
        if not set(marks) <= set(known):
            raise invalid_types()
        return [known[mark] for mark in marks]

    def _plainly(self, table: Table, other: Table, tied: Tied) -> list[dict[str, Any]]:
        label = self._ties.plain(table, other)
        return [
            {
                "from": {"id": str(start)},
                "to": {"id": str(end)},
                "associationSpec": {
                    "associationCategory": label.category,
                    "associationTypeId": number,
                },
            }
            for start, end, number in (
                (*tied, label.type_id),
                (*tied[::-1], label.inverse),
            )
        ]

    def _made(
        self, table: Table, other: Table, tied: Tied, types: Sequence[Label]
    ) -> dict[str, Any]:
        return {
            "fromObjectTypeId": table.kind.id,
            "fromObjectId": tied[0],
            "toObjectTypeId": other.kind.id,
            "toObjectId": tied[1],
            "labels": [label.label for label in types if label.label],
        }

    def _far_end(self, table: Table, other: Table, id: int, marks: set[Mark]) -> dict[str, Any]:
        """Return a tie as it is read; its id is a number, unlike all other ids."""
        known = self._ties.labels_of(table.kind.plural, other.kind.plural)
        types = [_wire(known[mark]) for mark in sorted(marks)]
        return {"toObjectId": id, "associationTypes": types}


def _wire(label: Label) -> dict[str, Any]:
    return {"category": label.category, "typeId": label.type_id, "label": label.label}


def _both(item: Mapping[str, Any]) -> tuple[str, str]:
    return _id_of(item.get("from")), _id_of(item.get("to"))


def _id_of(end: object) -> str:
    return str(end.get("id", "")) if isinstance(end, dict) else ""


def _untied(table: Table, other: Table, id: str) -> RefusalError:
    one, two = table.kind.singular, other.kind.singular
    return RefusalError(
        207,
        f"No {two} is associated with {one} {id}.",
        NOT_FOUND,
        sub_category="crm.associations.NO_ASSOCIATIONS_FOUND",
        context={"fromObjectId": [id], "fromObjectType": [one], "toObjectType": [two]},
    )
