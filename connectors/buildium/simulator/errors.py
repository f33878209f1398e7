"""Buildium's refusals: one shape for all. Which words it uses is not documented; statuses are."""

from collections.abc import Sequence

from connectors.kit.simulator import Response

MESSAGES = {
    400: "The request is malformed.",
    401: "The API key couldn't be authorized.",
    403: "The supplied credentials don't have permissions to access the resource.",
    404: "The requested resource doesn't exist.",
    409: "The request conflicts with the present state of the resource.",
    415: "The media type is not supported.",
    422: "The request data could not be used to fulfill the request.",
    429: "Too many requests.",
    500: "Something went wrong.",
}


class RefusalError(Exception):
    """A request that Buildium refuses; nothing was done."""

    def __init__(self, status: int, errors: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(status)
        self.status = status
        self.errors = errors  # (name of a field, what is wrong with it)

    def response(self) -> Response:
        errors = [{"Key": key, "Value": value} for key, value in self.errors]
        body = {
            "UserMessage": MESSAGES[self.status],
            "ErrorCode": None,
            "Errors": errors or None,
        }
        return Response(self.status, json=body)
