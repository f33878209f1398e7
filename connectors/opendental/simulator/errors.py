"""Open Dental's refusals: a status, and a sentence that is no object.

Seen were the sentences about parameters, values, things that are not found and resources; the
others are guesses, and a client that goes by them goes by a guess.
"""

import msgspec

from connectors.kit.simulator import Response

TOO_MANY = "Too many requests"
ECONNECTOR_DOWN = "The eConnector for this office is not running."


class RefusalError(Exception):
    """A request that Open Dental refuses; nothing was done."""

    def __init__(self, status: int, sentence: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.sentence = sentence
        self.headers = headers or {}

    def response(self, *, as_json: bool) -> Response:
        if not as_json:
            return Response(self.status, headers=self.headers, text=self.sentence)
        return Response(
            self.status,
            headers={"content-type": "application/json", **self.headers},
            content=msgspec.json.encode(self.sentence),
        )


def bad_parameter(name: str) -> RefusalError:
    return RefusalError(400, f"'{name}' is not a valid parameter")


def not_found(noun: str) -> RefusalError:
    return RefusalError(404, f"{noun} not found.")


def no_resource(name: str) -> RefusalError:
    return RefusalError(404, f"{name} is not a valid resource.")


def unauthorized() -> RefusalError:
    return RefusalError(401, "Unauthorized.")
