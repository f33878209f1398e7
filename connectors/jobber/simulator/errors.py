"""Jobber's refusals. Most of GraphQL's come with status 200."""

from typing import Any

from connectors.kit.simulator import Response

DISCONNECTED = "User has disconnected this app from their account. Please delete this token"
DOCUMENTATION = (
    "https://developer.getjobber.com/docs/using_jobbers_api/api_rate_limits"  # in each THROTTLED
)


class HttpError(Exception):
    """A request that is turned away before its document is read."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(status)
        self.status = status
        self.body = body

    def response(self) -> Response:
        if isinstance(self.body, str):
            return Response(self.status, text=self.body)
        return Response(self.status, json=self.body)


class GraphError(Exception):
    """Errors with status 200. With `data` None they come beside `"data": null`, else without."""

    def __init__(self, message: str, *, has_data: bool = False, **more: Any) -> None:
        super().__init__(message)
        self.body: dict[str, Any] = {"errors": [{"message": message, **more}]}
        if has_data:
            self.body["data"] = None


class UserError(Exception):
    """What a mutation refuses: HTTP 200, no errors, and nothing was changed."""

    def __init__(self, message: str, *path: str) -> None:
        super().__init__(message)
        self.message = message
        self.path = list(path)


def hidden(type_name: str, field: str, path: list[str]) -> GraphError:
    message = f"The field {field} on an object of type {type_name} was hidden due to permissions"
    return GraphError(
        message, has_data=True, locations=[{"line": 2, "column": 3}], path=path or [field]
    )


def unknown_field(type_name: str, field: str) -> GraphError:
    return GraphError(f"Field '{field}' doesn't exist on type '{type_name}'")


def unknown_argument(input_name: str, argument: str) -> GraphError:
    return GraphError(f"InputObject '{input_name}' doesn't accept argument '{argument}'")


def not_an_id(variable: str, kind: str, value: object) -> GraphError:
    explanation = f"'{value}' is not a valid EncodedId"
    problem = {"path": [], "explanation": explanation, "message": explanation}
    return GraphError(
        f"Variable ${variable} of type {kind} was provided invalid value",
        extensions={"value": value, "problems": [problem]},
    )
