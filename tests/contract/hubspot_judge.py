"""Holds a conversation with HubSpot against published models, both what is asked and answered.

Records go by the clean OpenAPI file, which the workshop keeps and which is no part of this project,
and by the models of HubSpot's own SDK; all other addresses by the SDK alone. All objects are
alike, so what the file says of contacts holds for appointments and custom objects too.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import httpx
import msgspec
from hubspot_sdk.types import crm
from hubspot_sdk.types.crm.filter_group_param import FilterGroupParam
from hubspot_sdk.types.shared import ErrorDetail

from tests.contract.hubspot_deviations import DEVIATIONS
from tests.contract.hubspot_endpoints import Endpoint, find_endpoint
from tests.contract.hubspot_schema import SPEC as SPEC
from tests.contract.hubspot_schema import find_operation, refusal_schema, validator
from tests.contract.hubspot_shapes import from_query, judge_answered, judge_sent

REFUSAL = {"status", "message", "correlationId", "category", "context", "errors"}
ERROR_KEYS = {"subCategory", "links"}
RATE_LIMIT_KEYS = {"errorType", "policyName", "requestId"}
OAUTH_ERROR = {"error", "error_description", "status", "message", "correlationId"}
NUMERIC_ID = re.compile(r"(to|from)ObjectId$")


class BreachError(AssertionError):
    """What was said is not what the models say."""


class HubSpotJudge:
    """Stands before a handler; raises BreachError where a request or an answer breaks a model.

    `used` counts the deviations that were needed, `operations` what was judged. The consent page
    and answers that are no HubSpot's (5xx) pass unjudged.
    """

    def __init__(self, handle: Callable[[httpx.Request], httpx.Response]) -> None:
        self._handle = handle
        self.used: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()
        self.judged = 0

    def handle(self, request: httpx.Request) -> httpx.Response:
        response = self._handle(request)
        if not request.url.path.endswith("/authorize") and response.status_code < 500:
            self.used += judge_exchange(request, response)
            self.operations[f"{request.method} {_shape(request.url.path)}"] += 1
            self.judged += 1
        return response


def _shape(path: str) -> str:
    """Return a path without the ids in it."""
    return re.sub(r"/\d+(?=/|$)", "/{id}", path)


def judge_exchange(request: httpx.Request, response: httpx.Response) -> Counter[str]:
    """Return the deviations that one request and its answer needed; BreachError for others."""
    case = _Case(request, response)
    case.judge()
    return case.used


class _Case:
    """One request and its answer."""

    def __init__(self, request: httpx.Request, response: httpx.Response) -> None:
        request.read()
        self._request = request
        self._response = response
        self._path = request.url.path.replace("/2026-03", "/2026-09")
        if self._path.startswith(("/oauth/", "/appinstalls/")):
            self._path = request.url.path
        self.used: Counter[str] = Counter()

    def judge(self) -> None:
        method, status = self._request.method, self._response.status_code
        operation = find_operation(method, self._path)
        endpoint = None if operation else find_endpoint(method, self._path)
        if status >= 400:  # what was refused may well have been asked wrongly
            self._judge_refusal(known=bool(operation or endpoint))
        elif operation is not None:
            self._judge_query(operation)
            self._judge_body(operation)
            self._judge_records(operation)
        else:
            if endpoint is None:
                raise BreachError(f"{method} {self._path} is in no model")
            self._judge_sent(endpoint)
            self._judge_answered(endpoint)

    def _judge_query(self, operation: Any) -> None:
        known = {one["name"]: one["schema"] for one in operation.get("parameters", ())}
        for name, value in self._request.url.params.multi_items():
            if name == "propertiesWithHistory":
                self._allow("history")
            elif name == "archived" and self._path.endswith("/batch/read"):
                self._allow("archived_batch")
            elif name not in known:
                raise BreachError(f"parameter {name} is not in the schema")
            else:
                _judge_text(name, known[name], value)

    def _judge_body(self, operation: Any) -> None:
        if "requestBody" not in operation:
            if self._request.content:
                raise BreachError("a body where none is known")
            return
        self._need_json(self._request.headers, "request")
        body = msgspec.json.decode(self._request.content)
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        self._validate(schema, body, "request", closed=False)
        groups = body.get("filterGroups", [])
        judge_sent(list[FilterGroupParam], groups, self._complain_of("request"), "filterGroups")

    def _judge_records(self, operation: Any) -> None:
        status = str(self._response.status_code)
        if status not in operation["responses"]:
            raise BreachError(f"status {status} is not in the schema")
        if status == "204":
            self._need_empty()
            return
        self._need_json(self._response.headers, "answer")
        body = msgspec.json.decode(self._response.content)
        if status == "207":
            self._judge_partial(body)
        elif "errors" in body:
            raise BreachError("errors in an answer that is no 207")
        schema = operation["responses"][status]["content"]["application/json"]["schema"]
        self._validate(schema, body, "answer", closed=True)
        name = schema.get("$ref", "").rpartition("/")[2]
        model = getattr(crm, name) if name else LIST
        judge_answered(model, self._without_nulls(body), self._complain_of("answer"))

    def _judge_partial(self, body: dict[str, Any]) -> None:
        self._allow("partial")
        errors = body.pop("errors")
        if body.pop("numErrors") != len(errors):
            raise BreachError("numErrors is not the number of errors")
        for error in errors:
            unknown = error.keys() - {"status", "category", "subCategory", "message", "context"}
            if unknown or not {"status", "category", "message", "context"} <= error.keys():
                raise BreachError(f"an error of a 207 has other keys: {', '.join(sorted(unknown))}")
            _judge_context(error["context"])

    def _judge_sent(self, endpoint: Endpoint) -> None:
        complain = self._complain_of("request")
        if self._request.method in ("GET", "DELETE"):
            items = dict(self._request.url.params.multi_items())
            if endpoint.sent is not None:
                sent = from_query(endpoint.sent, items)
                judge_sent(endpoint.sent, sent, complain, "", endpoint.given)
            elif items:
                raise BreachError(f"parameters where none are known: {', '.join(items)}")
            return
        if endpoint.sent is None:
            if self._request.content:
                raise BreachError("a body where none is known")
            return
        if endpoint.path.startswith("/oauth/"):
            body: object = dict(parse_qsl(self._request.content.decode()))
        else:
            self._need_json(self._request.headers, "request")
            body = msgspec.json.decode(self._request.content)
        judge_sent(endpoint.sent, body, complain, "", endpoint.given)

    def _judge_answered(self, endpoint: Endpoint) -> None:
        status = self._response.status_code
        if status not in (endpoint.status, 207):
            raise BreachError(f"status {status} is not {endpoint.status}")
        if status == 204:
            self._need_empty()
            return
        self._need_json(self._response.headers, "answer")
        body = msgspec.json.decode(self._response.content)
        if status == 207:
            self._judge_partial(body)
        if body == {"active": False}:
            self._allow("inactive")
            return
        judge_answered(endpoint.answered, self._without_nulls(body), self._complain_of("answer"))

    def _judge_refusal(self, *, known: bool) -> None:
        kind = self._response.headers.get("content-type", "")
        if kind.startswith("text/html") and not known:
            self._allow("page")
            return
        self._need_json(self._response.headers, "refusal")
        body = msgspec.json.decode(self._response.content)
        keys = set(body)
        if "error" in body and self._path.startswith("/oauth/"):
            self._allow("oauth_errors")
            _same(keys, OAUTH_ERROR, "refusal")
            return
        for name, extra in (("error_keys", ERROR_KEYS), ("rate_limit_keys", RATE_LIMIT_KEYS)):
            if keys & extra:
                self._allow(name)
                keys -= extra
        if not keys <= REFUSAL or not {"status", "message", "correlationId"} <= keys:
            raise BreachError(f"refusal has other keys: {', '.join(sorted(keys ^ REFUSAL))}")
        self._validate(refusal_schema(), body, "refusal", closed=False)
        judge_answered(list[ErrorDetail], body.get("errors", []), self._complain_of("refusal"))
        _judge_context(body.get("context", {}))

    def _validate(self, schema: Any, body: Any, what: str, *, closed: bool) -> None:
        text = msgspec.json.encode(schema).decode()
        for error in validator(text, closed=closed).iter_errors(body):
            place = "/".join(str(step) for step in error.absolute_path)
            # Names and rules only: the record itself has no place in a message.
            raise BreachError(f"{what} {place}: {error.validator} {_rule(error)}")

    def _without_nulls(self, body: Any) -> Any:
        """Return a body in which properties without a value are left out."""
        if isinstance(body, list):
            return [self._without_nulls(one) for one in body]
        if not isinstance(body, dict):
            return body
        found = {}
        for key, value in body.items():
            if key == "properties" and isinstance(value, dict) and None in value.values():
                self._allow("null_value")
                value = {name: text for name, text in value.items() if text is not None}
            found[key] = self._without_nulls(value)
        return found

    def _complain_of(self, what: str) -> Callable[[str, str], None]:
        def complain(rule: str, place: str) -> None:
            if rule == "string_type" and NUMERIC_ID.search(place) and what == "answer":
                self._allow("numeric_ids")
            elif rule == "required" and OPTIONAL.search(f"{self._path} {place}"):
                self._allow("required_in_models")
            else:
                raise BreachError(f"{what} {place}: {rule}")

        return complain

    def _need_json(self, headers: Mapping[str, str], what: str) -> None:
        if not headers.get("content-type", "").startswith("application/json"):
            raise BreachError(f"the {what} is no JSON")

    def _need_empty(self) -> None:
        if self._response.content:
            raise BreachError("a body where none may be")

    def _allow(self, name: str) -> None:
        assert name in DEVIATIONS, f"{name} has no reason in hubspot_deviations"
        self.used[name] += 1


LIST = crm.CollectionResponseSimplePublicObjectWithAssociationsForwardPaging
OPTIONAL = re.compile(r"/crm/properties/\S+/batch/read /(archived|dataSensitivity)$")


def _judge_text(name: str, schema: Any, value: str) -> None:
    expected = schema["type"]
    if expected == "integer" and not (value.isdecimal() and int(value) <= schema["maximum"]):
        raise BreachError(f"parameter {name} is no such integer")
    if expected == "boolean" and value not in ("true", "false"):
        raise BreachError(f"parameter {name} is no boolean")


def _judge_context(context: Any) -> None:
    lists = context.values() if isinstance(context, dict) else [None]
    if not all(isinstance(one, list) and all(isinstance(x, str) for x in one) for one in lists):
        raise BreachError("a context is no mapping of names to texts")


def _same(found: set[str], expected: set[str], what: str) -> None:
    if found != expected:
        raise BreachError(f"{what} has other keys: {', '.join(sorted(found ^ expected))}")


def _rule(error: Any) -> str:
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        return ", ".join(sorted(set(error.instance) - set(error.schema.get("properties", ()))))
    return str(error.validator_value)[:100]
