"""The clean OpenAPI file of HubSpot's records, read where the workshop keeps it."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jsonschema import Draft202012Validator, FormatChecker

SPEC = (
    Path(__file__).resolve().parents[3] / "shared" / "specs" / "hubspot/clean-openapi-2026-09.json"
)
OBJECT = re.compile(r"/crm/objects/2026-09/[^/]+(?P<rest>(/batch/\w+|/search|/[^/]+)?)")
FIXED = ("/search", "/merge", "/gdpr-delete")
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@cache
def spec() -> Any:
    return msgspec.json.decode(SPEC.read_bytes())


def find_operation(method: str, path: str) -> Any:
    """Return what the file says of an address of records; None if it says nothing."""
    found = OBJECT.fullmatch(path)
    if found is None or found["rest"] in FIXED[1:]:
        return None
    rest = found["rest"]
    if rest and rest not in FIXED and not rest.startswith("/batch/"):
        rest = "/{id}"
    methods = spec()["paths"].get(f"/crm/objects/2026-09/contacts{rest}", {})
    return methods.get(method.lower())


@cache
def refusal_schema() -> Any:
    operation = spec()["paths"]["/crm/objects/2026-09/contacts"]["get"]
    return operation["responses"]["default"]["content"]["application/json"]["schema"]


@cache
def validator(schema: str, *, closed: bool) -> Draft202012Validator:
    """Return a validator; if `closed`, what the schema does not name may not be there."""
    decoded = msgspec.json.decode(schema)
    definitions = spec()["components"]["schemas"]
    if closed:
        decoded, definitions = _closed(decoded), _closed(definitions)
    whole = {**decoded, "components": {"schemas": definitions}}
    return Draft202012Validator(whole, format_checker=FORMATS)


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _closed(value) for key, value in schema.items()}
    if found.get("type") == "object" and isinstance(schema.get("properties"), dict):
        found["additionalProperties"] = False
    return found
