"""Errors, refusals and issues in words: what happened, what it means, what to do. Pure."""

from dataclasses import dataclass
from enum import Enum

from core.errors import Code


class Kind(Enum):
    """What an error is about; chooses its icon."""

    SIGN_IN = "sign_in"
    OFFLINE = "offline"
    VENDOR_DOWN = "vendor_down"
    LIMIT = "limit"
    COMPUTER = "computer"
    RECORD = "record"
    REVIEW = "review"
    SKIPPED = "skipped"
    SETUP = "setup"
    FAULT = "fault"


class Remedy(Enum):
    """What mends it, where a button can."""

    NONE = "none"
    SIGN_IN = "sign_in"  # connect the same system again
    TRY_AGAIN = "try_again"
    CONNECTIONS = "connections"
    PASSPHRASE = "passphrase"
    AFRESH = "afresh"  # put the damaged database aside


@dataclass(frozen=True, slots=True)
class Words:
    """One error in its three parts. Each is a whole sentence, or several."""

    title: str
    meaning: str
    action: str
    kind: Kind
    remedy: Remedy = Remedy.NONE


def explain(
    code: Code, *, system: str = "", reference: str | None = None, detail: str | None = None
) -> Words:
    """Say what `code` means to an office.

    `system` is the label of the system it concerns ("HubSpot"); without one the sentences speak of
    "the system". `detail` is the name that the error carries (of a folder, a field, a right);
    `reference` is the vendor's number for the event, told at the end for its support.
    """
    raise NotImplementedError(code, system, reference, detail)
