"""Holds a conversation with Clio against the published schema, both what is asked and answered.

The schema is read where the workshop keeps it; nothing of it is part of this project.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
from jsonschema import Draft202012Validator, FormatChecker

from tests.contract.clio_deviations import DEVIATIONS

SPEC = Path(__file__).resolve().parents[3] / "shared" / "specs" / "clio/clio_manage_openapi.json"
ROOT = "/api/v4"
FORMATS = FormatChecker(formats=())
NARROW_PHONE_NAMES = ["Work", "Personal", "Other"]


class BreachError(AssertionError):
    """What was said is not what the schema says."""


@FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("date", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


class ClioJudge:
    """Stands before a handler; raises BreachError where a request or an answer breaks the schema.

    `used` counts the deviations that were needed, `operations` what was judged. Addresses outside
    /api/v4 pass unjudged, and so do answers that are no Clio's: 5xx.
    """

    def __init__(self, handle: Callable[[httpx.Request], httpx.Response]) -> None:
        self._handle = handle
        self.used: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()
        self.judged = 0

    def handle(self, request: httpx.Request) -> httpx.Response:
        response = self._handle(request)
        if request.url.path.startswith(ROOT) and response.status_code < 500:
            self._judge(request, response)
            self.judged += 1
        return response

    def _judge(self, request: httpx.Request, response: httpx.Response) -> None:
        found = find_operation(request.method, request.url.path.removeprefix(ROOT))
        if found is None:
            self._need(response.status_code == 404, "address is not in the schema")
            self._allow("not_found")
            return
        template, operation = found
        self.operations[f"{request.method} {template}"] += 1
        is_refused = response.status_code >= 400
        if not is_refused:  # what was refused may well have been asked wrongly
            self._judge_query(operation, request.url.params.multi_items())
            self._judge_body(template, operation, request)
        self._judge_status(operation, response.status_code)
        self._judge_answer(operation, response)

    def _judge_query(self, operation: Any, items: list[tuple[str, str]]) -> None:
        known = {p["name"]: p["schema"] for p in operation["parameters"] if p["in"] == "query"}
        for name, value in items:
            if re.fullmatch(r"custom_field_values\[\d+\]", name):
                self._allow("custom_filter")
            elif name in known:
                self._judge_value(name, known[name], value)
            else:
                self._need(name in ("order", "offset"), f"parameter {name} is not in the schema")
                self._allow(name)

    def _judge_value(self, name: str, schema: Any, value: str) -> None:
        match schema.get("type"), schema.get("format"):
            case "integer", _:
                self._need(value.isdecimal(), f"parameter {name} is no integer")
            case "boolean", _:
                self._need(value in ("true", "false"), f"parameter {name} is no boolean")
            case _, "date-time":
                self._need(_holds(_is_moment, value), f"parameter {name} is no time")
            case _:
                pass
        if "enum" not in schema or value in schema["enum"]:
            return
        if name.removesuffix("[]") in ("open_date", "close_date", "pending_date"):
            self._allow("date_operator")
        else:
            words = set(value.split(","))
            self._need(words <= set(schema["enum"]), f"parameter {name} has an unknown value")
            self._allow("statuses")

    def _judge_body(self, template: str, operation: Any, request: httpx.Request) -> None:
        if "requestBody" not in operation:
            self._need(not request.content, "a body where none is known")
            return
        schema = next(iter(operation["requestBody"]["content"].values()))["schema"]
        body = msgspec.json.decode(request.content)
        data = body["data"]
        if template == "/contacts.json" and data.get("type") == "Person" and "name" not in data:
            self._allow("person_name")
            body = {"data": {**data, "name": "said otherwise"}}
        self._validate(schema, body, "request")

    def _judge_status(self, operation: Any, status: int) -> None:
        if str(status) in operation["responses"]:
            return
        extra = {410: "gone", 404: "not_found", 401: "delete_statuses", 429: "delete_statuses"}
        self._need(status in extra, f"status {status} is not in the schema")
        self._allow(extra[status])

    def _judge_answer(self, operation: Any, response: httpx.Response) -> None:
        if response.status_code in (204, 304):
            self._need(not response.content, "a body where none may be")
            return
        kind = response.headers.get("content-type", "")
        self._need(kind.startswith("application/json"), "the answer is no JSON")
        body = msgspec.json.decode(response.content)
        if response.status_code >= 400:
            self._validate({"$ref": "#/components/schemas/Error"}, body, "refusal")
            return
        if "meta" in body:
            self._allow("meta")
            meta = body.pop("meta")
            links = meta["paging"]
            self._need(links.keys() <= {"next", "previous"}, "paging has unknown links")
            self._need(
                all(link.startswith(("http://", "https://")) for link in links.values()),
                "a link is not absolute",
            )
        declared = operation["responses"][str(response.status_code)]
        self._validate(next(iter(declared["content"].values()))["schema"], body, "answer")

    def _validate(self, schema: Any, body: Any, what: str) -> None:
        for error in validator(msgspec.json.encode(schema).decode()).iter_errors(body):
            place = "/".join(str(step) for step in error.absolute_path)
            name = deviation(place, error)
            if name is None:
                # Names and rules only: the record itself has no place in a message.
                raise BreachError(f"{what} {place}: {error.validator} {_rule(error)}")
            self._allow(name)

    def _allow(self, name: str) -> None:
        assert name in DEVIATIONS, f"{name} has no reason in clio_deviations"
        self.used[name] += 1

    def _need(self, holds: bool, message: str) -> None:
        if not holds:
            raise BreachError(message)


def deviation(place: str, error: Any) -> str | None:
    """Return the name of the known deviation that explains a schema error; None if none does."""
    if error.instance is None and error.validator in ("type", "enum", "format"):
        return "null"
    if error.validator == "enum" and error.validator_value == NARROW_PHONE_NAMES:
        return "phone_name"
    if re.search(r"custom_field_values/\d+/id$", place) and isinstance(error.instance, str):
        return "value_id"
    return None


def _rule(error: Any) -> str:
    if error.validator == "additionalProperties":
        unknown = set(error.instance) - set(error.schema["properties"])
        return ", ".join(sorted(unknown))
    return str(error.validator_value)[:100]


def _holds(check: Callable[[object], bool], value: str) -> bool:
    try:
        return check(value)
    except ValueError:
        return False


@cache
def spec() -> Any:
    return msgspec.json.decode(SPEC.read_bytes())


@cache
def operations() -> list[tuple[re.Pattern[str], str, Mapping[str, Any]]]:
    found = []
    for template, methods in spec()["paths"].items():
        fixed = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
        pattern = re.compile(re.sub(r"{\w+}", r"[^/.]+", fixed) + "$")
        found.append((pattern, template, methods))
    # Fixed addresses before those with a brace: who_am_i is no user's id.
    return sorted(found, key=lambda item: "{" in item[1])


def find_operation(method: str, path: str) -> tuple[str, Any] | None:
    for pattern, template, methods in operations():
        if pattern.match(path):
            if method.lower() not in methods:
                return None
            operation = methods[method.lower()]
            shared = methods.get("parameters", [])
            parameters = [*operation.get("parameters", []), *shared]
            return template, {**operation, "parameters": parameters}
    return None


@cache
def validator(schema: str) -> Draft202012Validator:
    """Return a strict validator: what the schema does not name may not be there."""
    closed = _closed(msgspec.json.decode(schema))
    definitions = {name: _closed(body) for name, body in spec()["components"]["schemas"].items()}
    whole = {**closed, "components": {"schemas": definitions}}
    return Draft202012Validator(whole, format_checker=FORMATS)


def _closed(schema: Any) -> Any:
    """Return `schema` with inherited properties taken in and unknown ones refused."""
    if not isinstance(schema, dict):
        return schema
    if "allOf" in schema:
        merged: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
        for part in schema["allOf"]:
            whole = _closed(_resolved(part))
            merged["properties"] |= whole.get("properties", {})
            merged["required"] += whole.get("required", [])
        return {**merged, "additionalProperties": False}
    closed = {key: value for key, value in schema.items() if key != "description"}
    if "properties" in closed:
        closed["properties"] = {k: _closed(v) for k, v in closed["properties"].items()}
        closed["additionalProperties"] = False
    if "items" in closed:
        closed["items"] = _closed(closed["items"])
    return closed


def _resolved(schema: Any) -> Any:
    reference = schema.get("$ref")
    return spec()["components"]["schemas"][reference.split("/")[-1]] if reference else schema
