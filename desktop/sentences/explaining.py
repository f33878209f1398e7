"""What is said of one record that is explained."""

from collections.abc import Mapping

from core.conflicts import ConflictPolicy
from core.engine.meeting import FoundBy
from core.engine.tally import Bin
from core.mapping import Direction
from core.office.explaining import Gate
from core.plan import Verdict

FOUND: Mapping[FoundBy, str] = {
    FoundBy.LINK: "The two are linked.",
    FoundBy.ANSWER: "You answered that the two are one: the next run links them.",
    FoundBy.INTENT: "A run that was interrupted made the one of the other: the next run links "
    "them.",
    FoundBy.KEY: "HubSpot's record bears 300Sync's key of it: the next run links them.",
    FoundBy.EXACT: "HubSpot has one record with the same {key}: the next run links them.",
    FoundBy.LIKELY: "HubSpot has one record with the same {key}, most likely this one: the next "
    "run links them.",
    FoundBy.QUESTION: "It is not clear which of HubSpot's records it is; Review asks you. It "
    "could be:",
    FoundBy.NOBODY: "No record on the other side was found for it.",
}
GATES: Mapping[Gate, str] = {
    Gate.OPEN: "",
    Gate.FILTERED: "The pair's filter leaves it out.",
    Gate.NEVER: "It is on the list of records that are never synced.",
}
STOPPED = "The link is kept and stopped: neither side is changed."
BRAKED = "The pair's last plan waits for you: 300sync brake."
OUTLOOKS: Mapping[Bin | None, str] = {
    None: "A run has nothing to do with it as it is.",
    Bin.CREATED: "A run makes it on the other side.",
    Bin.UPDATED: "A run that looks at it changes something.",
    Bin.UNCHANGED: "A run that looks at it changes nothing.",
    Bin.SKIPPED: "A run leaves it out.",
    Bin.HELD: "A run leaves something of it to you.",
    Bin.FAILED: "A run cannot sync it.",
}
VERDICTS: Mapping[Verdict | None, str] = {
    None: "is not written",
    Verdict.UNCHANGED: "stays as it is",
    Verdict.AGREED: "stays as it is",
    Verdict.FORWARD: "goes to HubSpot",
    Verdict.BACKWARD: "goes to {system}",
    Verdict.CONFLICT: "was changed on both sides: you choose",
    Verdict.DRIFT: "was changed where it is only read, and is left alone",
    Verdict.KEPT: "differs, and the rule leaves it so",
}
DIRECTIONS: Mapping[Direction, str] = {
    Direction.TO_HUBSPOT: "to HubSpot only",
    Direction.TO_SYSTEM: "to {system} only",
    Direction.BOTH: "both ways",
}
POLICIES: Mapping[ConflictPolicy, str] = {
    ConflictPolicy.SYSTEM_WINS: "{system} wins",
    ConflictPolicy.HUBSPOT_WINS: "HubSpot wins",
    ConflictPolicy.NEWEST_WINS: "the newest wins",
    ConflictPolicy.FILL_IF_EMPTY: "fills what is empty",
    ConflictPolicy.FILL_ON_CREATE: "fills new records",
    ConflictPolicy.ASK: "you are asked",
}
COMPARED: Mapping[str, str] = {
    "to_hubspot": "changes that had not reached HubSpot",
    "to_system": "changes that had not reached {system}",
    "unlinked_here": "records of {system} without a link",
    "unlinked_there": "records of HubSpot without a link",
    "gone_here": "links whose record in {system} is gone",
    "gone_there": "links whose record in HubSpot is gone",
}
