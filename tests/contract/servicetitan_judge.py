"""Holds a conversation with ServiceTitan against its published schemas, questions and answers.

The schemas are read where the workshop keeps them; nothing of them is part of this project.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
from jsonschema import Draft202012Validator, FormatChecker

from tests.contract.servicetitan_deviations import DEVIATIONS

SPEC = Path(__file__).resolve().parents[3] / "shared" / "specs" / "servicetitan"
FAMILIES = {
    "crm": "crm",
    "jpm": "jpm",
    "sales": "salestech",
    "accounting": "accounting",
    "memberships": "memberships",
    "settings": "settings",
}
GATEWAY = frozenset({401, 403, 429})  # answered before the program, in shapes of their own
FORMATS = FormatChecker(formats=())


class BreachError(AssertionError):
    """What was said is not what the schema says."""


@FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


class ServiceTitanJudge:
    """Stands before a handler; raises BreachError where a request or an answer breaks the schema.

    `used` counts the deviations that were needed. The token address passes unjudged: it is in no
    schema; so do the gateway's answers.
    """

    def __init__(self, handle: Callable[[httpx.Request], httpx.Response]) -> None:
        self._handle = handle
        self.used: Counter[str] = Counter()
        self.judged = 0
        self.operations: Counter[str] = Counter()

    def handle(self, request: httpx.Request) -> httpx.Response:
        response = self._handle(request)
        status = response.status_code
        if request.url.path.count("/tenant/") and status < 500 and status not in GATEWAY:
            self._judge(request, response)
            self.judged += 1
        return response

    def _judge(self, request: httpx.Request, response: httpx.Response) -> None:
        _, family, version, rest = request.url.path.split("/", 3)
        found = find_operation(family, request.method, f"/{rest}") if version == "v2" else None
        if found is None:
            _need(response.status_code == 404, "address is not in the schema")
            return
        template, operation = found
        self.operations[f"{request.method} {family}{template}"] += 1
        if response.status_code < 400:  # what was refused may well have been asked wrongly
            self._judge_query(family, operation, request.url.params.multi_items())
            self._judge_body(family, operation, request)
        self._judge_answer(family, operation, response)

    def _judge_query(self, family: str, operation: Any, items: list[tuple[str, str]]) -> None:
        known = {p["name"]: p.get("schema") or p for p in operation["parameters"]}
        for name, value in items:
            _need(name in known, f"parameter {name} is not in the schema")
            _judge_value(name, _resolved(family, known[name]), value)

    def _judge_body(self, family: str, operation: Any, request: httpx.Request) -> None:
        bodies = [p["schema"] for p in operation["parameters"] if p["in"] == "body"]
        if "requestBody" in operation:
            bodies += [each["schema"] for each in operation["requestBody"]["content"].values()]
        if not bodies:
            _need(not request.content, "a body where none is known")
            return
        self._validate(family, bodies[0], msgspec.json.decode(request.content), "request")

    def _judge_answer(self, family: str, operation: Any, response: httpx.Response) -> None:
        declared = operation["responses"].get(str(response.status_code))
        _need(declared is not None, f"status {response.status_code} is not in the schema")
        kind = response.headers.get("content-type", "")
        _need(kind.startswith("application/json"), "the answer is no JSON")
        schema = declared.get("schema") or next(
            (each["schema"] for each in declared.get("content", {}).values()), None
        )
        body = msgspec.json.decode(response.content)
        if schema is None:
            _need(body == {}, "an answer where none is known")
        else:
            self._validate(family, schema, body, "answer")

    def _validate(self, family: str, schema: Any, body: Any, what: str) -> None:
        whole = validator(family, msgspec.json.encode(schema).decode())
        for error in whole.iter_errors(body):
            place = "/".join(str(step) for step in error.absolute_path)
            name = deviation(family, what, place, error)
            if name is None:
                # Names and rules only: the record itself has no place in a message.
                raise BreachError(f"{what} {place}: {error.validator} {_rule(error)}")
            assert name in DEVIATIONS, f"{name} has no reason in servicetitan_deviations"
            self.used[name] += 1


def deviation(family: str, what: str, place: str, error: Any) -> str | None:
    """Return the name of the known deviation that explains a schema error; None if none does."""
    if error.instance is not None or error.validator != "type" or family != "crm":
        return None
    if what == "answer":
        return "null"
    return "place" if place in ("address/latitude", "address/longitude") else None


def find_operation(family: str, method: str, path: str) -> tuple[str, Any] | None:
    """Return the template and the operation of an address."""
    for pattern, template, methods in operations(family):
        if pattern.match(path) and method.lower() in methods:
            operation = methods[method.lower()]
            shared = methods.get("parameters", [])
            return template, {
                **operation,
                "parameters": [*operation.get("parameters", []), *shared],
            }
    return None


def _judge_value(name: str, schema: Any, value: str) -> None:
    match schema.get("type"), schema.get("format"):
        case "integer", _:
            _need(value.isdecimal(), f"parameter {name} is no integer")
        case "boolean", _:
            _need(value in ("true", "false"), f"parameter {name} is no boolean")
        case _, "date-time":
            _need(_is_time(value), f"parameter {name} is no time")
        case _:
            pass
    _need("enum" not in schema or value in schema["enum"], f"parameter {name} is not known")


def _is_time(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _need(holds: bool, message: str) -> None:
    if not holds:
        raise BreachError(message)


def _rule(error: Any) -> str:
    if error.validator == "additionalProperties":
        unknown = set(error.instance) - set(error.schema["properties"])
        return ", ".join(sorted(unknown))
    return str(error.validator_value)[:100]


@cache
def spec(family: str) -> Any:
    return msgspec.json.decode((SPEC / f"tenant-{FAMILIES[family]}-v2.json").read_bytes())


@cache
def operations(family: str) -> list[tuple[re.Pattern[str], str, Any]]:
    found = []
    for template, methods in spec(family)["paths"].items():
        fixed = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
        pattern = re.compile(re.sub(r"{\w+}", r"[^/]+", fixed) + "$")
        found.append((pattern, template, methods))
    # Fixed addresses before those with a brace: "contacts" is no customer's id.
    return sorted(found, key=lambda item: item[1].count("{"))


@cache
def validator(family: str, schema: str) -> Draft202012Validator:
    """Return a strict validator: what the schema does not name may not be there."""
    document = spec(family)
    places = (("definitions",), ("components", "schemas"))
    whole = _closed(msgspec.json.decode(schema))
    for place in places:
        definitions = document
        for step in place:
            definitions = definitions.get(step, {})
        closed = {name: _closed(body) for name, body in definitions.items()}
        whole = {**whole, place[0]: closed if len(place) == 1 else {place[1]: closed}}
    return Draft202012Validator(whole, format_checker=FORMATS)


def _closed(schema: Any) -> Any:
    """Return `schema` with unknown properties refused, and null allowed where it says so."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: value for key, value in schema.items() if key not in ("description", "example")}
    if "properties" in closed:
        closed["properties"] = {k: _closed(v) for k, v in closed["properties"].items()}
        closed["additionalProperties"] = False
    for key in ("items", "oneOf", "anyOf", "allOf"):
        if key in closed:
            closed[key] = _closed(closed[key])
    return {"anyOf": [closed, {"type": "null"}]} if closed.pop("nullable", False) else closed


def _resolved(family: str, schema: Any) -> Any:
    nested = schema.get("oneOf") or schema.get("allOf") or [{}]
    reference = schema.get("$ref") or nested[0].get("$ref")
    if not reference:
        return schema
    found = spec(family)
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found
