"""What keeps a run, or a part of it, from being undone; and what an undone creation waits for."""

from core.errors import Code
from desktop.sentences.entry import Entry, Kind, Remedy

_LEFT = "It was left as it is now. Everything else that can be undone is."

UNDOING = {
    Code.RUN_UNKNOWN: Entry(
        Kind.SETUP,
        Remedy.NONE,
        "There is no such run to undo: {name}",
        "Nothing was changed. Previews write nothing, and what a run wrote is remembered for 90 "
        "days.",
        "Choose another run. On the command line, “last” is the newest one that wrote something.",
        unnamed="no run wrote anything",
    ),
    Code.EDITED_AFTER_RUN: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "Somebody has changed it since the run: {name}",
        f"{_LEFT} Nobody's work is taken away.",
        "Open the record in {system} and decide; its history there shows what it was before.",
        unnamed="one of the fields",
    ),
    Code.LATER_RUN: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "A later run has written it again: {name}",
        _LEFT,
        "Undo the later run first, and then this one.",
        unnamed="one of the fields",
    ),
    Code.NO_HISTORY: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "{System} no longer tells what a field was before: {name}",
        f"Its history there begins later. {_LEFT}",
        "Look whether the present value is right, and correct it where it is not.",
        unnamed="one of the fields",
    ),
    Code.NOT_TAKEN_BACK: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "{System} did not take a field's old value back: {name}",
        "Some fields only move on, such as the lifecycle stage. Everything else that can be undone "
        "is.",
        "Set it by hand in {system}, if it matters.",
        unnamed="one of the fields",
    ),
    Code.UNDONE: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "A run that made this record in HubSpot was undone",
        "It was archived there, and is not made again by itself.",
        "Have it tried again in Review if it should be in HubSpot after all.",
    ),
}
