"""Boulevard's refusals.

Seen were the sentences about the limit and about fields that are not there; the others are
guesses, and a client that goes by them goes by a guess.
"""

from connectors.kit.simulator import Response

UNAUTHORIZED = "Unauthorized"


class RefusalError(Exception):
    """A whole request that Boulevard refuses; nothing was done."""

    def __init__(self, message: str, status: int = 200) -> None:
        super().__init__(status)
        self.message = message
        self.status = status

    def response(self) -> Response:
        return Response(self.status, json={"errors": [{"message": self.message}]})


class FieldError(Exception):
    """One part of an answer that cannot be had: null there, and an error beside the data."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def no_field(name: str, thing: str) -> RefusalError:
    return RefusalError(f'Cannot query field "{name}" on type "{thing}".')


def too_many(cost: int, left: int, milliseconds: int) -> RefusalError:
    return RefusalError(
        f"API limit exceeded. Query cost is {cost} and you have {left} points available. "
        f"Please wait {milliseconds}ms and try again.",
        429,
    )
