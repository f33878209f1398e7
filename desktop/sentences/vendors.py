"""What the systems themselves answer, or do not."""

from core.errors import Code
from desktop.sentences.entry import Entry, Kind, Remedy

_LATER = "Nothing is lost: changes wait where they were made and are synced later."
_BY_ITSELF = "Nothing to do. 300Sync tries again by itself."

VENDORS = {
    Code.RATE_LIMITED: Entry(
        Kind.VENDOR_DOWN,
        Remedy.TRY_AGAIN,
        "{System} asks to slow down",
        "Several programs of your office may be asking it at the same time. " + _LATER,
        _BY_ITSELF,
    ),
    Code.DAILY_LIMIT: Entry(
        Kind.LIMIT,
        Remedy.NONE,
        "{System} takes no more requests today",
        "The number that your {system} account may make in a day is used up, by all programs "
        "together. " + _LATER,
        "Nothing to do: it goes on tomorrow. If it happens often, look at which other programs are "
        "connected to {system}.",
    ),
    Code.UNAVAILABLE: Entry(
        Kind.VENDOR_DOWN,
        Remedy.TRY_AGAIN,
        "{System} is not answering",
        _LATER,
        _BY_ITSELF,
    ),
    Code.LOCKED: Entry(
        Kind.VENDOR_DOWN,
        Remedy.TRY_AGAIN,
        "{System} is busy with the same records",
        "Another change to them is still being worked on there. " + _LATER,
        _BY_ITSELF,
    ),
    Code.MIGRATING: Entry(
        Kind.VENDOR_DOWN,
        Remedy.TRY_AGAIN,
        "{System} is moving your account",
        "It cannot be read or changed until the move is over. " + _LATER,
        "Nothing to do. It can take up to a day, and 300Sync goes on by itself.",
    ),
    Code.NOT_JSON: Entry(
        Kind.VENDOR_DOWN,
        Remedy.TRY_AGAIN,
        "Something else answered in place of {system}",
        "Often it is the sign-in page of a guest network, or a filter. Nothing was taken from it. "
        + _LATER,
        "Open {system} in the browser of this PC: if another page comes up, deal with that one. "
        "Else 300Sync tries again by itself.",
    ),
    Code.TRUNCATED: Entry(
        Kind.VENDOR_DOWN,
        Remedy.TRY_AGAIN,
        "An answer from {system} broke off in the middle",
        "Half an answer is not used. " + _LATER,
        _BY_ITSELF,
    ),
    Code.VERSION_RETIRED: Entry(
        Kind.FAULT,
        Remedy.NONE,
        "{System} no longer speaks the way this 300Sync does",
        "Syncing has stopped. " + _LATER,
        "Install the newest 300Sync.",
    ),
    Code.UNEXPECTED: Entry(
        Kind.FAULT,
        Remedy.TRY_AGAIN,
        "{System} gave an answer that 300Sync does not know",
        "The run stopped rather than guess. " + _LATER,
        "Try again. If it comes back, install the newest 300Sync or ask its support.",
    ),
    Code.OUTCOME_UNKNOWN: Entry(
        Kind.VENDOR_DOWN,
        Remedy.TRY_AGAIN,
        "It is not known whether {system} took a change",
        "The answer got lost on the way. It is not sent twice blindly; the next run looks first "
        "whether it arrived.",
        _BY_ITSELF,
    ),
    Code.CURSOR_EXPIRED: Entry(
        Kind.VENDOR_DOWN,
        Remedy.TRY_AGAIN,
        "{System} forgot where the last reading ended",
        "Nothing is lost: the next run reads everything again, which takes longer.",
        _BY_ITSELF,
    ),
}
