"""Whether a field of the system fits a property of HubSpot, and what must be done on the way. Pure.

One table decides, by the types of both; choices are compared option by option.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from core.schema import Choice, Field, FieldType
from core.transforms import Step


class Fit(Enum):
    """How well two fields go together."""

    FITS = "fits"
    LOSES = "loses"  # something of the value is lost, or some values do not go over
    NOT = "not"


class Loss(Enum):
    """What is lost, or why nothing fits."""

    NOTHING = "nothing"
    LINES = "lines"  # several lines become one
    TIME = "time"  # a moment becomes a day
    FRACTION = "fraction"
    UNREADABLE = "unreadable"  # a text that is no address, number or day is left out
    OPTIONS = "options"  # some of its values are no option there; see `Fitting.unmatched`
    SEVERAL = "several"  # of several values one stays
    TYPES = "types"  # nothing fits
    READ_ONLY = "read_only"  # HubSpot reckons the property out by itself


@dataclass(frozen=True, slots=True)
class Fitting:
    """How two fields go together, and the steps to begin with."""

    fit: Fit
    loss: Loss = Loss.NOTHING
    steps: tuple[Step, ...] = ()
    unmatched: tuple[str, ...] = ()  # labels of the system's options that have no counterpart


_TEXTS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
_WORDS = _TEXTS | {FieldType.EMAIL, FieldType.PHONE, FieldType.URL}
_NUMBERS = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.MONEY})
_CLEAN = (Step("clean"),)
_NO = Fitting(Fit.NOT, Loss.TYPES)


def fitting(field: Field, target: Field) -> Fitting:
    """Say how a field of the system goes over into a property.

    >>> from core.schema import FieldType
    >>> fitting(Field("m", "", FieldType.DATETIME), Field("d", "", FieldType.DATE)).loss
    <Loss.TIME: 'time'>
    >>> fitting(Field("c", "", FieldType.BOOL), Field("d", "", FieldType.DATE)).fit
    <Fit.NOT: 'not'>
    """
    if target.read_only:
        return Fitting(Fit.NOT, Loss.READ_ONLY)
    source, wanted = field.type, target.type
    if wanted in _TEXTS:
        return _to_text(source, wanted)
    if wanted in (FieldType.EMAIL, FieldType.PHONE):
        return _to_address(source, wanted)
    if wanted is FieldType.URL:
        return Fitting(Fit.FITS, steps=_CLEAN) if source in (*_TEXTS, FieldType.URL) else _NO
    if wanted in _NUMBERS:
        return _to_number(source, wanted)
    if wanted in (FieldType.DATE, FieldType.DATETIME):
        return _to_day(source, wanted)
    if wanted is FieldType.BOOL:
        return Fitting(Fit.FITS) if source is FieldType.BOOL else _NO
    return _to_choice(field, target)


def may_join(target: Field) -> bool:
    """Return whether several fields can become one value of a property."""
    return target.type in _TEXTS and not target.read_only


def _to_text(source: FieldType, wanted: FieldType) -> Fitting:
    if source is FieldType.CHOICES:
        return Fitting(Fit.FITS, steps=(Step("join", {"separator": ", "}),))
    if source is FieldType.LONG_TEXT and wanted is FieldType.TEXT:
        return Fitting(Fit.LOSES, Loss.LINES, (Step("lines"),))
    return Fitting(Fit.FITS, steps=_CLEAN if source in _TEXTS else ())


def _to_address(source: FieldType, wanted: FieldType) -> Fitting:
    steps = (Step("email" if wanted is FieldType.EMAIL else "phone"),)
    if source is wanted:
        return Fitting(Fit.FITS, steps=steps)
    return Fitting(Fit.LOSES, Loss.UNREADABLE, steps) if source in _TEXTS else _NO


def _to_number(source: FieldType, wanted: FieldType) -> Fitting:
    whole = (Step("number", {"places": 0}),)
    if source in _NUMBERS:
        if wanted is FieldType.INTEGER and source is not FieldType.INTEGER:
            return Fitting(Fit.LOSES, Loss.FRACTION, whole)
        return Fitting(Fit.FITS)
    if source is FieldType.TEXT:
        steps = whole if wanted is FieldType.INTEGER else (Step("number"),)
        return Fitting(Fit.LOSES, Loss.UNREADABLE, steps)
    return _NO


def _to_day(source: FieldType, wanted: FieldType) -> Fitting:
    if source is wanted:
        return Fitting(Fit.FITS)
    steps = (Step("date" if wanted is FieldType.DATE else "datetime"),)
    if source is FieldType.DATE:
        return Fitting(Fit.FITS, steps=steps)
    if source is FieldType.DATETIME:
        return Fitting(Fit.LOSES, Loss.TIME, steps)
    return Fitting(Fit.LOSES, Loss.UNREADABLE, steps) if source is FieldType.TEXT else _NO


def _to_choice(field: Field, target: Field) -> Fitting:
    if field.type in (FieldType.TEXT, FieldType.CHOICE):
        steps = (Step("choice", {"map": matched(field.choices, target.choices)}),)
        if not field.choices:
            return Fitting(Fit.LOSES, Loss.OPTIONS, steps)
        left = unmatched(field.choices, target.choices, steps)
        return Fitting(Fit.LOSES if left else Fit.FITS, _options(left), steps, left)
    if field.type is not FieldType.CHOICES:
        return _NO
    left = unmatched(field.choices, target.choices, ())
    if target.type is FieldType.CHOICE:
        return Fitting(Fit.LOSES, Loss.SEVERAL, (), left)
    return Fitting(Fit.LOSES if left else Fit.FITS, _options(left), (), left)


def _options(left: Sequence[str]) -> Loss:
    return Loss.OPTIONS if left else Loss.NOTHING


def matched(here: Sequence[Choice], there: Sequence[Choice]) -> dict[str, str]:
    """Return which option becomes which, where value or label are the same but for case."""
    known = {each.label.casefold(): each.value for each in reversed(there)}
    known |= {each.value.casefold(): each.value for each in reversed(there)}
    found = (
        (o.value, known.get(o.value.casefold()) or known.get(o.label.casefold())) for o in here
    )
    return {value: to for value, to in found if to is not None}


def unmatched(
    here: Sequence[Choice], there: Sequence[Choice], steps: Sequence[Step]
) -> tuple[str, ...]:
    """Return the labels of the system's options that these steps carry to no option."""
    table: dict[str, str] = {}
    for step in steps:
        if step.name == "choice":
            if "default" in step.args:
                return ()
            table = {str(key).casefold(): str(to) for key, to in step.args.get("map", {}).items()}
    known = {each.value.casefold() for each in there} | {each.label.casefold() for each in there}
    return tuple(
        each.label or each.value
        for each in here
        if table.get(each.value.casefold(), each.value).casefold() not in known
    )
