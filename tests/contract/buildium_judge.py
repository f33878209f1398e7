"""Holds a conversation with Buildium against the published schema, both what is asked and answered.

The schema is read where the workshop keeps it; nothing of it is part of this project.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
from jsonschema import Draft202012Validator, FormatChecker

SPEC = Path(__file__).resolve().parents[3] / "shared/specs/buildium-openapi-v1-2025-07.json"
FORMATS = FormatChecker(formats=())
ANYWHERE = frozenset({429})  # said in the introduction, and declared by no operation
UTC_SECONDS = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class BreachError(AssertionError):
    """What was said is not what the schema says."""


@FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("date", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


class BuildiumJudge:
    """Stands before a handler; raises BreachError where a request or an answer breaks the schema.

    Answers of 5xx pass unjudged: they may be anybody's. Parameters that the schema does not know
    are a breach, although Buildium passes over them: a filter that is mistyped filters nothing.
    """

    def __init__(self, handle: Callable[[httpx.Request], httpx.Response]) -> None:
        self._handle = handle
        self.judged = 0
        self.operations: set[str] = set()

    def handle(self, request: httpx.Request) -> httpx.Response:
        response = self._handle(request)
        if response.status_code < 500:
            self._judge(request, response)
            self.judged += 1
        return response

    def _judge(self, request: httpx.Request, response: httpx.Response) -> None:
        found = find_operation(request.method, request.url.path)
        if found is None:
            _need(response.status_code == 404, "address is not in the schema")
            return
        template, operation = found
        self.operations.add(f"{request.method} {template}")
        for header in ("x-buildium-client-id", "x-buildium-client-secret"):
            _need(header in request.headers or response.status_code == 401, f"no {header}")
        if response.status_code < 400:  # what was refused may well have been asked wrongly
            _judge_query(operation, request.url.params.multi_items())
            _judge_body(operation, request)
        _judge_answer(operation, response)


def _judge_query(operation: Any, items: list[tuple[str, str]]) -> None:
    known = {p["name"]: p for p in operation.get("parameters", ()) if p["in"] == "query"}
    single = [
        name for name, _ in items if known.get(name, {}).get("schema", {}).get("type") != "array"
    ]
    _need(len(single) == len(set(single)), "a parameter that is no list comes twice")
    for name, value in items:
        _need(name in known, f"parameter {name} is not in the schema")
        schema = known[name]["schema"]
        _judge_value(name, schema.get("items", schema), value)


def _judge_value(name: str, schema: Any, value: str) -> None:
    match schema.get("type"), schema.get("format"):
        case "integer", _:
            _need(value.isdecimal(), f"parameter {name} is no integer")
        case "boolean", _:
            _need(value in ("true", "false"), f"parameter {name} is no boolean")
        case _, "date-time":
            _need(bool(UTC_SECONDS.fullmatch(value)), f"parameter {name} is no time in UTC")
        case _, "date":
            _need(bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)), f"parameter {name} is no date")
        case _:
            pass
    _need("enum" not in schema or value in schema["enum"], f"parameter {name}: unknown value")


def _judge_body(operation: Any, request: httpx.Request) -> None:
    if "requestBody" not in operation:
        _need(not request.content, "a body where none is known")
        return
    kind = request.headers.get("content-type", "")
    _need(kind.startswith("application/json"), "the request is no JSON")
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    _validate(schema, msgspec.json.decode(request.content), "request")


def _judge_answer(operation: Any, response: httpx.Response) -> None:
    status = response.status_code
    declared = operation["responses"].get(str(status))
    if declared is None:
        _need(status in ANYWHERE, f"status {status} is not in the schema")
        return
    content = declared.get("content")
    if not content:
        _need(not response.content, "a body where none may be")
        return
    kind = response.headers.get("content-type", "")
    _need(kind.startswith("application/json"), "the answer is no JSON")
    body = msgspec.json.decode(response.content)
    _validate(next(iter(content.values()))["schema"], body, "answer")
    if isinstance(body, list):
        _need(response.headers.get("x-total-count", "").isdecimal(), "a list without its length")


def _validate(schema: Any, body: Any, what: str) -> None:
    for error in validator(msgspec.json.encode(schema).decode()).iter_errors(body):
        place = "/".join(str(step) for step in error.absolute_path)
        # Names and rules only: the record itself has no place in a message.
        raise BreachError(f"{what} {place}: {error.validator} {_rule(error)}")


def _rule(error: Any) -> str:
    if error.validator == "additionalProperties":
        unknown = set(error.instance) - set(error.schema["properties"])
        return ", ".join(sorted(unknown))
    return str(error.validator_value)[:100]


def _need(holds: bool, message: str) -> None:
    if not holds:
        raise BreachError(message)


@cache
def spec() -> Any:
    return msgspec.json.decode(SPEC.read_bytes())


@cache
def _addresses() -> list[tuple[re.Pattern[str], str]]:
    found = []
    for template in spec()["paths"]:
        found.append((re.compile(re.sub(r"{\w+}", r"\\d+", template) + "$"), template))
    return found


def find_operation(method: str, path: str) -> tuple[str, Any] | None:
    for pattern, template in _addresses():
        if pattern.match(path):
            operation = spec()["paths"][template].get(method.lower())
            return (template, operation) if operation is not None else None
    return None


@cache
def validator(schema: str) -> Draft202012Validator:
    """Return a validator that takes `nullable`, as OpenAPI 3.0 writes it, for what it means. The
    schema itself refuses what it does not name.
    """
    components = {name: _nullable(body) for name, body in spec()["components"]["schemas"].items()}
    whole = {
        "allOf": [_nullable(msgspec.json.decode(schema))],
        "components": {"schemas": components},
    }
    return Draft202012Validator(whole, format_checker=FORMATS)


def _nullable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _nullable(value) for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [{"type": "null"}, inner]} if schema.get("nullable") is True else inner
