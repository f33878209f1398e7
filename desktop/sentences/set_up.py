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
    Code.FIELD_UNKNOWN: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "{System} has no such field: {name}",
        "Nothing was changed.",
        "Name a field that is there, or make it in {system}.",
        unnamed="one that the mapping names",
    ),
    Code.OBJECT_MISSING: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "Your HubSpot account has no such kind of record: {name}",
        "It is switched off there, or your HubSpot plan does not have it. Nothing of it was "
        "synced; everything else was.",
        "Switch it on in HubSpot, or take the pair out of your mappings.",
        unnamed="one that a mapping writes",
    ),
    Code.FILTER_INVALID: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "The filter asks something that cannot be answered: {name}",
        "Nothing is synced by it until it is mended, and no records were changed.",
        "Ask for choices that the field has, and for days only where it holds a date.",
        unnamed="one of its conditions",
    ),
    Code.LINK_UNKNOWN: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "This link leads to no record of the pair: {name}",
        "It is another kind of record's, another account's, or no record's at all.",
        "Open the record, and copy the link from the top of the browser.",
        unnamed="the one that was named",
    ),
    Code.RECORD_UNKNOWN: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "Neither side has such a record: {name}",
        "It may have been deleted, or it is another pair's.",
        "Name it by its number, or by the link from the top of the browser.",
        unnamed="the one that was named",
    ),
    Code.WHOLE_RUN_ONLY: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "Only HubSpot has this record: {name}",
        "It is made in your office's system by a whole run only, which first reads what is new "
        "there: it might be there twice otherwise. Nothing was changed.",
        "Preview it, or sync now.",
        unnamed="the one that was named",
    ),
    Code.PAIR_UNKNOWN: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "There is no such pair: {name}",
        "Nothing was changed.",
        "Name one of the pairs that are synced.",
        unnamed="the one that was named",
    ),
    Code.VERSION_UNKNOWN: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "There is no such version of the mapping: {name}",
        "Nothing was changed.",
        "Choose one of the versions that were published.",
        unnamed="the one that was named",
    ),
    Code.NO_DRAFT: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "No change of this mapping waits to be published: {name}",
        "The mapping that is in force stays so.",
        "Nothing to do; or change the mapping first.",
        unnamed="there is no draft",
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
