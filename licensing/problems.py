"""What the endpoint answers when it says no: RFC 9457, with a code that the program knows."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

PROBLEM = "application/problem+json"


class Why(Enum):
    """Each way to be refused: (HTTP status, a sentence that gives nothing away)."""

    UNKNOWN_KEY = (404, "There is no such licence key.")
    UNKNOWN_INSTALL = (401, "This installation is not known, or its seat was released.")
    NO_SEAT = (409, "All seats of this licence are taken.")
    ENDED = (402, "The subscription of this licence has ended.")
    TRIAL_OVER = (402, "This PC has had its trial.")
    NO_PLAN = (409, "There is no such plan.")
    NO_CUSTOMER = (409, "Nothing was bought with this licence yet.")
    BAD_SIGNATURE = (400, "The signature does not hold.")
    BAD_BODY = (422, "The request is not as it should be.")
    TOO_LARGE = (413, "The request is too large.")
    TOO_MANY = (429, "Too many requests.")
    BAD_CODE = (403, "The code is wrong or too old.")
    RESTRICTED = (403, "The processing of this customer's data is restricted.")
    NO_PROVIDER = (404, "There is no such sign-in.")
    GRANT_REFUSED = (400, "This grant is not relayed.")
    VENDOR_SILENT = (502, "The other side could not be reached.")
    NOT_FOUND = (404, "There is no such address.")
    NOT_ALLOWED = (405, "This address does not answer that method.")
    INTERNAL = (500, "Something went wrong here.")

    @property
    def status(self) -> int:
        return self.value[0]

    @property
    def sentence(self) -> str:
        return self.value[1]

    @property
    def code(self) -> str:
        return self.name.lower()


@dataclass(slots=True)
class ProblemError(Exception):
    """A request that is refused. `more` is for its sender, and holds nothing of anybody else's."""

    why: Why
    more: dict[str, Any] = field(default_factory=dict)
    wait: int | None = None  # seconds after which it may be tried again

    def __str__(self) -> str:
        return self.why.code

    def body(self) -> dict[str, Any]:
        return {
            "type": f"urn:300sync:{self.why.code}",
            "title": self.why.sentence,
            "status": self.why.status,
            "code": self.why.code,
            **self.more,
        }
