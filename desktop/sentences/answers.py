"""What a person's answer in Review can run into."""

from core.errors import Code
from desktop.sentences.entry import Entry, Kind, Remedy

_UNCHANGED = "Nothing was changed."

ANSWERS = {
    Code.NOT_WAITING: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "This does not wait for an answer: {name}",
        f"It was answered before, or has settled by itself. {_UNCHANGED}",
        "Look at Review again. On the command line: 300sync review.",
        unnamed="what you answered",
    ),
    Code.WRONG_NUMBER: Entry(
        Kind.BRAKE,
        Remedy.NONE,
        "This is not the number of changes: {name}",
        f"The number makes sure that you saw what would be done. {_UNCHANGED}",
        "Look at what waits, and type the number that is told there.",
        unnamed="what waits",
    ),
    Code.LINKED_ELSEWHERE: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "This record is already linked with another one: {name}",
        f"A record has one partner at most. {_UNCHANGED}",
        "If the other link is wrong, undo it first; if all are the same, merge them where they "
        "were entered.",
        unnamed="the one that you chose",
    ),
    Code.EDITED_SINCE: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "A record was edited after its partner was deleted",
        "It was not archived: an edit counts more than a deletion. It still waits in Review.",
        "Keep it, or archive it yourself where it is.",
    ),
    Code.NOT_GONE: Entry(
        Kind.REVIEW,
        Remedy.NONE,
        "A record that was deleted is back",
        "Its partner was not archived. The question is closed, and both are synced again.",
        "Nothing to do.",
    ),
}
