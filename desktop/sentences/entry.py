"""What one entry of the catalogue holds."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What an error is about; chooses its icon."""

    SIGN_IN = "sign_in"
    OFFLINE = "offline"
    VENDOR_DOWN = "vendor_down"
    LIMIT = "limit"
    COMPUTER = "computer"
    RECORD = "record"
    CHOICE = "choice"  # a value that has no match among the other side's choices
    REVIEW = "review"
    BRAKE = "brake"
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
class Entry:
    """The three parts of one error, with places for names."""

    kind: Kind
    remedy: Remedy
    title: str
    meaning: str
    action: str
    unnamed: str = ""  # stands for {name} where the error carries none
