"""Why a brake is on, by kind of cause: `{places}` are filled by `desktop.text.explain_brake`."""

from core.brake import Kind

CAUSES = {
    Kind.EMPTY_LISTING: "The list of records from {side} is empty; {of} were there before",
    Kind.SHRUNKEN_LISTING: "The list of records from {side} lacks {number} of {of}",
    Kind.FIELDS_GONE: "{gone_count} of {of} mapped fields are gone",
    Kind.BEYOND_REHEARSAL: "{number} changes are many more than the {of} of the approved preview",
    Kind.ARCHIVES: "{archives} of {of} records would be archived in {side}",
    Kind.ALL_CHANGED: "All {of} records would be changed in {side}",
    Kind.UPDATES: "{updates} of {of} records would be changed in {side}",
    Kind.CREATES: "{creates} records would be made in {side}, where {of} are linked",
}
FIELD = "{field} in mapping version {version} accounts for {share} % of {number} changes"
GONE = "These fields are no longer there: {gone}."
FILTER_CHANGED = "The rule that chooses records was changed since the last run."
MAPPING_CHANGED = "The mapping was changed since the last run."
STOPPED = "Nothing of it was written."
LET_THROUGH = "The next run does it."
ACTION = (
    "If this is what you want, let it through by typing {number}. If not, undo what led to it; "
    "the brake is taken off by itself."
)
