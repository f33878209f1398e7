"""What privacy holds back, and what the office must say first."""

from core.errors import Code
from desktop.sentences.entry import Entry, Kind, Remedy

PRIVACY = {
    Code.TRIPWIRE: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "A text may tell of somebody's health",
        "The whole record was held back, and nothing of it was sent. The field is named; what it "
        "says is kept nowhere.",
        "Correct the text in {system}: the record is then synced by itself.",
    ),
    Code.NEVER_ALLOWED: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "This field cannot be switched on: {name}",
        "What tells of somebody's health, free text, and numbers that identify people never leave "
        "the office. Nothing was changed.",
        "Leave it out of the mapping.",
        unnamed="the one that was named",
    ),
    Code.PHI_GATE: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "The office has not said yet that it may send patients' data",
        "Nothing was written to HubSpot. Names, contact details and appointment times of patients "
        "are protected health information when they come from a covered practice.",
        "Say so once with “300sync privacy attest”. Previews work without it.",
    ),
    Code.ATTESTATION: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "What was said is not enough: {name}",
        "Nothing was changed.",
        "Say what is missing. An office that is bound by HIPAA needs a business associate "
        "agreement with HubSpot, and somebody who answers for privacy.",
        unnamed="something is missing",
    ),
    Code.AUDIT_BROKEN: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "The privacy audit was changed outside the program: {name}",
        "Entries before that one are as they were written; from it on they may not be.",
        "Keep a copy of the data folder, and find out who may write there.",
        unnamed="an entry",
    ),
    Code.DIAGNOSTICS_HELD: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "The diagnostics bundle was not written: {name}",
        "A line of it looks like something of a person, or like a secret. It should not be there.",
        "Look at that line with 300sync diagnostics --show, and tell us which kind it is.",
        unnamed="a line",
    ),
}

WHY = {
    "clinical": "it tells of somebody's health, and never leaves",
    "free_text": "it is free text, and never leaves",
    "restricted_id": "it is a number that identifies somebody, and never leaves",
    "unclassified": "nobody has classified it",
    "blocked": "it is not on the list of what may leave",
    "not switched on": "it leaves only once a manager switches it on, with a reason",
}
"""Why a field does not leave, by core.privacy.report.Blocked.why."""
