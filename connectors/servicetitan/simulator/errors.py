"""ServiceTitan's refusals: one shape from the program, others from the gateway before it.

Statuses and the one title are from the manual; field texts are illustrative, so that a client that
goes by them goes by a guess.
"""

from collections.abc import Mapping, Sequence

import msgspec

from connectors.kit.simulator import Response

JSON = {"content-type": "application/json; charset=utf-8"}
TYPE = "https://tools.ietf.org/html/rfc7231#section-6.5.1"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
NO_APP_KEY = "Application key not present, check ST-App-Key header value."


class RefusalError(Exception):
    """A request that ServiceTitan refuses; nothing was done."""

    def __init__(
        self,
        status: int,
        title: str,
        *,
        errors: Mapping[str, Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        body: object = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.headers = dict(headers or {})
        self.body = body or {
            "type": TYPE,
            "title": title,
            "status": status,
            "traceId": TRACE,
            "errors": errors or {},
            "data": {},
        }

    def response(self) -> Response:
        content = msgspec.json.encode(self.body)
        return Response(self.status, headers={**JSON, **self.headers}, content=content)


def invalid(field: str, message: str) -> RefusalError:
    return RefusalError(400, "One or more validation errors occurred.", errors={field: [message]})


def not_found() -> RefusalError:
    return RefusalError(404, "Not Found")


def forbidden() -> RefusalError:
    return RefusalError(403, "Forbidden")


def too_many(seconds: int, shape: str) -> RefusalError:
    """Refuse for the rate limit; the manual does not say in which of two shapes."""
    message = f"Rate limit is exceeded. Try again in {seconds} seconds."
    body = {"statusCode": 429, "message": message} if shape == "gateway" else None
    return RefusalError(429, "Too Many Requests", headers={"Retry-After": str(seconds)}, body=body)
