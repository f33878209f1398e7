"""The mapping editor's words: types, steps, rules, and why two fields do not fit."""

from collections.abc import Mapping
from typing import Any

from core.conflicts import ConflictPolicy
from core.errors import Code
from core.fitting import Fitting, Loss
from core.mapping import Direction, WhenEmpty
from core.mapping_check import Flaw
from core.schema import Admission, DataClass, Field, FieldType
from core.suggesting import Suggestion, Why
from core.transforms import Step

TYPES = {
    FieldType.TEXT: "Text",
    FieldType.LONG_TEXT: "Long text",
    FieldType.EMAIL: "Email",
    FieldType.PHONE: "Phone",
    FieldType.URL: "Web address",
    FieldType.INTEGER: "Number",
    FieldType.NUMBER: "Number",
    FieldType.MONEY: "Money",
    FieldType.DATE: "Date",
    FieldType.DATETIME: "Date and time",
    FieldType.BOOL: "Yes / No",
    FieldType.CHOICE: "Dropdown",
    FieldType.CHOICES: "List",
}
_STEPS = {  # name: (label, the one setting that can be typed, what it is called)
    "clean": ("Remove extra spaces", "", ""),
    "email": ("Tidy the e-mail address", "", ""),
    "phone": ("E.164 phone", "", ""),
    "name": ("Capital letters of names", "", ""),
    "truncate": ("Shorten", "length", "Letters at most"),
    "lines": ("Make it one line", "", ""),
    "date": ("Only the day", "", ""),
    "datetime": ("Date and time", "", ""),
    "number": ("Read as a number", "places", "Decimal places"),
    "choice": ("Map values", "", ""),
    "owner": ("Colleague to owner", "", ""),
    "join": ("Join", "separator", "Between them"),
    "split": ("Take one part", "index", "Which part, from 0"),
    "constant": ("One value", "value", "The value"),
    "default": ("If it is empty, use", "value", "The value"),
    "when": ("If yes, use", "value", "The value"),
}
_BEGIN: Mapping[str, Mapping[str, Any]] = {  # the settings of a step that was just added
    "truncate": {"length": 100},
    "choice": {"map": {}},
    "split": {"separator": " ", "index": 0},
    "default": {"value": ""},
}
_ADDED = (
    "clean",
    "name",
    "email",
    "phone",
    "lines",
    "truncate",
    "date",
    "datetime",
    "number",
    "choice",
    "split",
    "default",
)
WAYS = {
    Direction.TO_HUBSPOT: "To HubSpot",
    Direction.TO_SYSTEM: "From HubSpot",
    Direction.BOTH: "Both ways",
}
_LOSSES = {
    Loss.LINES: "Several lines become one.",
    Loss.TIME: "The time of day is lost.",
    Loss.FRACTION: "What stands after the point is rounded.",
    Loss.UNREADABLE: "A text that cannot be read as that is left out.",
    Loss.OPTIONS: "Some values have no option there yet.",
    Loss.SEVERAL: "Of several values only one goes over.",
}
_CLASSES = {
    DataClass.CLINICAL: "Health information",
    DataClass.FREE_TEXT: "Free text",
    DataClass.RESTRICTED_ID: "Never shared",
    DataClass.UNCLASSIFIED: "Not classified yet",
    DataClass.MONEY: "Money",
    DataClass.CONTACT: "Identifies a person",
    DataClass.SCHEDULE: "Appointments",
    DataClass.PUBLIC: "Switched off",
}
EMPTIES = {
    WhenEmpty.KEEP: "Leave HubSpot as it is",
    WhenEmpty.ERASE: "Empty it in HubSpot, too",
}


def step_label(step: Step) -> str:
    """Say a step.

    >>> step_label(Step("choice", {"map": {"a": "b"}})), step_label(Step("clean"))
    ('Map values (1)', 'Remove extra spaces')
    """
    label = _STEPS[step.name][0]
    return f"{label} ({len(step.args.get('map', {}))})" if step.name == "choice" else label


def step_detail(step: Step) -> str:
    """Say a setting of a step that cannot be typed."""
    return str(step.args.get("region", "")) if step.name == "phone" else ""


def asked(step: Step) -> tuple[str, str]:
    """Return what a step's one setting is called, and what it is now; ("", "") for none."""
    _label, key, words = _STEPS[step.name]
    value = step.args.get(key, "")
    return (words, "" if value is None else str(value)) if key else ("", "")


def with_setting(step: Step, text: str) -> Step | None:
    """Return a step with its one setting typed; None where the text is none."""
    key = _STEPS[step.name][1]
    if not key:
        return None
    old = step.args.get(key)
    if isinstance(old, int) or key in ("length", "places", "index"):
        if key == "places" and not text.strip():
            return Step(step.name, {k: v for k, v in step.args.items() if k != key})
        if not text.strip().lstrip("-").isdigit() or (key == "length" and int(text) < 1):
            return None
        return Step(step.name, {**step.args, key: int(text)})
    return Step(step.name, {**step.args, key: text})


def new_step(name: str) -> Step:
    return Step(name, dict(_BEGIN.get(name, {})))


def addable() -> tuple[tuple[str, str], ...]:
    return tuple((name, _STEPS[name][0]) for name in _ADDED)


def chip(steps: tuple[Step, ...]) -> str:
    """Return the step that says most about a link: "" where they only tidy."""
    told = [each for each in steps if each.name not in ("clean", "email", "name")]
    return step_label(told[0]) if told else ""


def policies(system: str, pair: ConflictPolicy) -> tuple[tuple[str, str], ...]:
    """Return the rules to choose from; "" is the pair's own."""
    words = policy_words(system)
    known = [(each.value, words[each]) for each in ConflictPolicy]
    return (("", f"As the whole pair: {words[pair]}"), *known)


def policy_words(system: str) -> dict[ConflictPolicy, str]:
    return {
        ConflictPolicy.SYSTEM_WINS: f"{system} wins",
        ConflictPolicy.HUBSPOT_WINS: "HubSpot wins",
        ConflictPolicy.NEWEST_WINS: "The newer one wins",
        ConflictPolicy.FILL_IF_EMPTY: "Only fill what is empty",
        ConflictPolicy.FILL_ON_CREATE: "Only when it is made",
        ConflictPolicy.ASK: "Ask me in Review",
    }


def why_not(field: Field, target: Field, how: Fitting, better: str) -> str:
    """Say why two fields do not fit, and what would."""
    if how.loss is Loss.READ_ONLY:
        return f"HubSpot fills {target.label} by itself."
    said = (
        f"{field.label} is {_a(TYPES[field.type])}. {target.label} needs {_a(TYPES[target.type])}."
    )
    return f"{said} Try {better}." if better else said


def lost(how: Fitting) -> str:
    """Say what is lost; "" for nothing."""
    if how.loss is Loss.OPTIONS and how.unmatched:
        return f"No option for: {', '.join(how.unmatched[:3])}" + (
            f" and {len(how.unmatched) - 3} more" if len(how.unmatched) > 3 else ""
        )
    return _LOSSES.get(how.loss, "")


def _a(kind: str) -> str:
    """Return a type with its article.

    >>> _a("Email"), _a("Date"), _a("Yes / No")
    ('an e-mail address', 'a date', 'a yes or no')
    """
    said = {"Email": "e-mail address", "Yes / No": "yes or no", "Phone": "phone number"}
    word = said.get(kind, kind.lower())
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def protected(field: Field) -> str:
    """Say in a few words why privacy holds a field back."""
    if field.admission is Admission.OPT_IN:
        return "Off by default"
    return _CLASSES[field.data_class]


def reason(suggestion: Suggestion) -> str:
    """Say why two fields are suggested."""
    because = {
        Why.SAME: "The same name",
        Why.SYNONYM: "Another word for it",
        Why.ALIKE: f"Names {suggestion.share:.0%} alike",
    }[suggestion.why]
    loss = lost(suggestion.fitting)
    return f"{because}. {loss}" if loss else because


_FLAWS = {
    Code.FIELD_UNKNOWN: "{system} has no field “{name}” any more.",
    Code.FIELD_BLOCKED: "“{name}” is protected and cannot be linked.",
    Code.PROPERTY_MISSING: "HubSpot has no property “{name}” any more.",
    Code.READ_ONLY: "“{name}” cannot be written.",
    Code.FILTER_INVALID: "The filter asks something of “{name}” that cannot be answered.",
}


def flaw(found: Flaw, system: str, label: str) -> str:
    """Say what keeps a mapping from being saved."""
    words = _FLAWS.get(found.code, "“{name}” does not fit.")
    return words.format(system=system, name=label or found.name)
