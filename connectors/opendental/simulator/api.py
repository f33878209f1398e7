"""The API's addresses: which request does what to the practice."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from connectors.kit.simulator import Request, Response, Router, decoded
from connectors.opendental.simulator import writes
from connectors.opendental.simulator.errors import RefusalError, no_resource, not_found
from connectors.opendental.simulator.listing import PARAMETERS, answered, page
from connectors.opendental.simulator.practice import Practice, Row
from connectors.opendental.simulator.profile import READ_ALL
from connectors.opendental.simulator.tables import NOUNS

ROOT = "/api/v1"
JSON = {"content-type": "application/json; charset=utf-8"}

Change = Callable[[Practice, Row, Mapping[str, Any]], None]


class Api:
    """Everything below /api/v1, for a key that is good."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self.forbidden: set[str] = set()  # resources that the key may not read
        self.route = Router(
            [
                ("GET", f"{ROOT}/patients/Simple", self._simple),
                ("POST", f"{ROOT}/patients", self._create),
                ("PUT", f"{ROOT}/patients/{{number}}", self._change),
                ("PUT", f"{ROOT}/appointments/{{number}}/Confirm", self._confirm),
                ("PUT", f"{ROOT}/appointments/{{number}}/Break", self._break),
                ("GET", f"{ROOT}/{{kind}}/{{number}}", self._one),
                ("GET", f"{ROOT}/{{kind}}", self._list),
            ]
        )

    def _list(self, request: Request, kind: str) -> Response:
        self._readable(kind)
        return _answer(page(self._practice, kind, dict(request.url.params)))

    def _simple(self, request: Request) -> Response:
        self._readable("patients")
        return _answer(page(self._practice, "patients/Simple", dict(request.url.params)))

    def _one(self, _request: Request, kind: str, number: str) -> Response:
        self._readable(kind)
        return _answer(answered(self._practice, kind, self._row(kind, number)))

    def _create(self, request: Request) -> Response:
        row = writes.create_patient(self._practice, _body(request))
        headers = {**JSON, "Location": f"{ROOT}/patients/{row['PatNum']}"}
        return Response(
            201, headers=headers, content=msgspec.json.encode(self._shown("patients", row))
        )

    def _change(self, request: Request, number: str) -> Response:
        return self._put(request, "patients", number, writes.change_patient)

    def _confirm(self, request: Request, number: str) -> Response:
        return self._put(request, "appointments", number, writes.confirm)

    def _break(self, request: Request, number: str) -> Response:
        return self._put(request, "appointments", number, writes.break_appointment)

    def _put(self, request: Request, kind: str, number: str, change: Change) -> Response:
        row = self._row(kind, number)
        change(self._practice, row, _body(request))
        if not self._practice.profile.answers_puts:
            return Response(200)
        return _answer(self._shown(kind, row))

    def _shown(self, kind: str, row: Row) -> Row:
        return answered(self._practice, kind, row)

    def _readable(self, kind: str) -> None:
        if kind not in PARAMETERS:
            raise no_resource(kind)
        if kind in self.forbidden:
            raise RefusalError(401, "Unauthorized.")
        writes.allow(self._practice, READ_ALL)

    def _row(self, kind: str, number: str) -> Row:
        row = self._practice.tables[kind].get(int(number)) if number.isdecimal() else None
        is_deleted = (
            row is not None and kind == "patients" and row["PatNum"] in (self._practice.deleted)
        )
        if row is None or (is_deleted and not self._practice.profile.shows_deleted):
            raise not_found(NOUNS.get(kind, kind.capitalize().removesuffix("s")))
        return row


def _answer(body: object) -> Response:
    return Response(200, headers=JSON, content=msgspec.json.encode(body))


def _body(request: Request) -> Mapping[str, Any]:
    body = decoded(request)
    if not isinstance(body, dict):
        raise RefusalError(400, "The body is not valid JSON.")
    return body
