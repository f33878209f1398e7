"""What is wrong with how things are set up; and our own faults."""

from core.errors import Code
from desktop.sentences.entry import Entry, Kind, Remedy

SET_UP = {
    Code.MAPPING_INVALID: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "A mapping does not hold together: {name}",
        "Nothing was synced by it, and no records were changed.",
        "Correct the mapping, or restore an earlier version of it.",
        unnamed="one of its lines",
    ),
    Code.FIELD_BLOCKED: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "A field may not leave the office's system: {name}",
        "It was held back, and nothing of it was sent.",
        "Take its line out of the mapping.",
        unnamed="one of the mapped fields",
    ),
    Code.IDENTITY_FALLBACK: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "HubSpot has no room for 300Sync's own field",
        "Records are still synced, and matched by what 300Sync remembers on this PC; if that is "
        "lost, duplicates are harder to avoid.",
        "In HubSpot, free one of the ten fields that must be unique, or ask an administrator to "
        "let 300Sync make its own.",
    ),
    Code.SETTING_INVALID: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "This cannot be used as it is: {name}",
        "Nothing was changed.",
        "Check what was filled in, and try again. A passphrase has at least 8 characters.",
        unnamed="one of the settings",
    ),
    Code.INTERNAL: Entry(
        Kind.FAULT,
        Remedy.TRY_AGAIN,
        "300Sync made a mistake",
        "It stopped there. What was done before stays, and nothing is lost.",
        "Try again. If it comes back, send the log to support: it holds no record content.",
    ),
}
