"""HubSpot's refusals, as bodies of an answer and as entries of a 207."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from connectors.kit.simulator import Response

JSON = {"content-type": "application/json;charset=utf-8"}
VALIDATION = "VALIDATION_ERROR"
NOT_FOUND = "OBJECT_NOT_FOUND"
SCOPES_PAGE = "https://developers.hubspot.com/scopes"

Context = Mapping[str, Sequence[str]]


class RefusalError(Exception):
    """A request, or one input of a batch, that HubSpot refuses; nothing was done."""

    def __init__(  # noqa: PLR0913 - all but status and message are named
        self,
        status: int,
        message: str,
        category: str = "",
        *,
        sub_category: str = "",
        context: Context | None = None,
        entry_context: Context | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.message = message
        self.category = category
        self.sub_category = sub_category
        self.context = dict(context or {})
        self.entry_context = dict(entry_context or {})  # which only a 207 tells
        self.errors = list(errors)
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})
        self.faults: Sequence[PropertyFault] = ()  # where properties are to blame

    def response(self, correlation_id: str) -> Response:
        body = {"status": "error", "message": self.message, "correlationId": correlation_id}
        more = {
            "context": self.context,
            "errors": self.errors,
            **self.extra,
            "category": self.category,
            "subCategory": self.sub_category,
        }
        body |= {key: value for key, value in more.items() if value}
        return Response(
            self.status, headers={**JSON, **self.headers}, content=msgspec.json.encode(body)
        )

    def entry(self, context: Context | None = None) -> dict[str, Any]:
        """Return what stands for this refusal in `errors` of a 207."""
        entry = {
            "status": "error",
            "category": self.category,
            "subCategory": self.sub_category,
            "message": self.message,
            "context": {**self.context, **self.entry_context, **(context or {})},
        }
        return {key: value for key, value in entry.items() if value}


@dataclass(frozen=True, slots=True)
class PropertyFault(Exception):  # noqa: N818 - one of many that make a refusal
    """Why the value of one property is refused."""

    name: str
    code: str
    message: str


def invalid_properties(faults: Sequence[PropertyFault], portal_id: int) -> RefusalError:
    """Return the refusal of a write for what is wrong with its properties."""
    listed = [
        {
            "isValid": False,
            "message": fault.message,
            "error": fault.code,
            "name": fault.name,
            "localizedErrorMessage": fault.message,
            "portalId": portal_id,
        }
        for fault in faults
    ]
    refusal = RefusalError(
        400,
        f"Property values were not valid: {msgspec.json.encode(listed).decode()}",
        VALIDATION,
        errors=[
            {
                "message": fault.message,
                "code": fault.code,
                "context": {"propertyName": [fault.name]},
            }
            for fault in faults
        ],
    )
    refusal.faults = faults
    return refusal


def invalid(message: str, **more: Any) -> RefusalError:
    return RefusalError(400, message, VALIDATION, **more)


def not_found() -> RefusalError:
    return RefusalError(404, "resource not found", NOT_FOUND)


def missing_scopes(scopes: Sequence[str], *, in_context: bool) -> RefusalError:
    """Return either of the two shapes in which HubSpot says which scope is missing."""
    one_of = "One or more of the following scopes are required."
    if in_context:
        context = {"requiredGranularScopes": list(scopes), "links": [SCOPES_PAGE]}
        return RefusalError(403, one_of, "MISSING_SCOPES", context=context)
    return RefusalError(
        403,
        "This app hasn't been granted all required scopes to make this call. Read more about "
        f"required scopes here: {SCOPES_PAGE}.",
        "MISSING_SCOPES",
        errors=[{"message": one_of, "context": {"requiredGranularScopes": list(scopes)}}],
        extra={"links": {"scopes": SCOPES_PAGE}},
    )
