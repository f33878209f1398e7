"""Clio's refusals: always one error, with a type and a message.

Statuses are from the manual; of the types and messages only those of 403, 422 (names) and 400
(fields) were ever seen, so a client that goes by the others goes by a guess.
"""

import msgspec

from connectors.kit.simulator import Response

JSON = {"content-type": "application/json; charset=utf-8"}

TYPES = {
    400: "BadRequest",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "RecordNotFound",
    410: "ApiVersionGone",
    412: "PreconditionFailed",
    422: "UnprocessableEntity",
    429: "RateLimited",
}
FORBIDDEN = "User is forbidden from taking that action"
NAMELESS = "At least one of first name or last name must be provided"


class RefusalError(Exception):
    """A request that Clio refuses; nothing was done."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.message = message
        self.type = type or TYPES[status]
        self.headers = headers or {}

    def response(self) -> Response:
        body = {"error": {"type": self.type, "message": self.message}}
        return Response(
            self.status, headers={**JSON, **self.headers}, content=msgspec.json.encode(body)
        )


def not_found() -> RefusalError:
    return RefusalError(404, "The requested record could not be found")


def forbidden() -> RefusalError:
    return RefusalError(403, FORBIDDEN)


def invalid(message: str) -> RefusalError:
    return RefusalError(422, message)


def bad_field(name: str) -> RefusalError:
    return RefusalError(400, f"{name} is not a valid field", type="InvalidFields")
