"""Errors, refusals and issues in words: what happened, what it means, what to do. Pure."""

from dataclasses import dataclass

from core.brake import Cause
from core.errors import Code
from core.records import Side
from core.store.settlement import TIE
from core.summary import RunSummary
from desktop.sentences import brakes
from desktop.sentences.answers import ANSWERS
from desktop.sentences.entry import Entry
from desktop.sentences.entry import Kind as Kind
from desktop.sentences.entry import Remedy as Remedy
from desktop.sentences.privacy import PRIVACY
from desktop.sentences.records import RECORDS
from desktop.sentences.set_up import SET_UP
from desktop.sentences.signing_in import SIGNING_IN
from desktop.sentences.this_pc import THIS_PC
from desktop.sentences.undoing import UNDOING
from desktop.sentences.vendors import VENDORS
from desktop.times import counted, left

CATALOGUE: dict[Code, Entry] = {
    **SIGNING_IN,
    **THIS_PC,
    **VENDORS,
    **RECORDS,
    **ANSWERS,
    **SET_UP,
    **PRIVACY,
    **UNDOING,
}
WORTH_TELLING = 60.0  # seconds of waiting
NOBODY = "the system"  # stands for a system that is not named


@dataclass(frozen=True, slots=True)
class Words:
    """One error in its three parts. The title is a sentence without its full stop."""

    title: str
    meaning: str
    action: str
    kind: Kind
    remedy: Remedy = Remedy.NONE


def explain(
    code: Code, *, system: str = "", reference: str | None = None, detail: str | None = None
) -> Words:
    """Say what `code` means to an office.

    `system` is the label of the system it concerns ("HubSpot"); without one the sentences speak of
    "the system". `detail` is the name that the error carries (of a folder, a field, a right);
    `reference` is the vendor's number for the event, told at the end for its support.

    >>> explain(Code.SIGN_IN_ENDED, system="HubSpot").title
    'HubSpot sign-in has ended'
    >>> explain(Code.UNAVAILABLE).title
    'The system is not answering'
    """
    entry = CATALOGUE[code]
    named = system or NOBODY
    names = {
        "system": named,
        "System": named[:1].upper() + named[1:],
        "name": _named(detail) if detail else entry.unnamed,
    }
    action = _filled(entry.action, names)
    if reference:
        action += f" {names['System']}'s number for it is {reference}."
    return Words(
        _filled(entry.title, names),
        _filled(entry.meaning, names),
        action,
        entry.kind,
        entry.remedy,
    )


def explain_brake(cause: Cause, *, system: str = "", let_through: bool = False) -> Words:
    """Say why a plan waits for a person, in numbers and names of fields.

    >>> from core.brake import Kind
    >>> explain_brake(Cause(kind=Kind.UPDATES, number=2310, of=3654, version=7, updates=2310,
    ...     side=Side.HUBSPOT, field="phone", share=91)).title
    'Phone in mapping version 7 accounts for 91 % of 2,310 changes'
    """
    entry = CATALOGUE[Code.BRAKE]
    names = {
        "side": "HubSpot" if cause.side is Side.HUBSPOT else system or NOBODY,
        "field": plain_name(cause.field),
        "gone": ", ".join(map(plain_name, cause.gone)),
        "gone_count": f"{len(cause.gone):,}",
        "version": str(cause.version),
        "share": str(cause.share),
    }
    counted = ("number", "of", "creates", "updates", "archives")
    names |= {name: f"{getattr(cause, name):,}" for name in counted}
    reasons = [_filled(brakes.CAUSES[cause.kind], names)]
    if cause.field:
        reasons.insert(0, _filled(brakes.FIELD, names))
    more = [f"{reason}." for reason in reasons[1:]]
    more += [_filled(brakes.GONE, names)] if cause.gone else []
    more += [brakes.FILTER_CHANGED] if cause.filter_changed else []
    more += [brakes.MAPPING_CHANGED] if cause.mapping_changed else []
    action = brakes.LET_THROUGH if let_through else _filled(brakes.ACTION, names)
    meaning = " ".join((*more, brakes.STOPPED))
    return Words(reasons[0], meaning, action, entry.kind, entry.remedy)


def told_forecast(run: RunSummary, system: str) -> str:
    """Say how long a first sync waits for the system; "" where that is no time worth naming."""
    seconds = run.forecast.total_seconds() if run.forecast is not None else 0.0
    if seconds < WORTH_TELLING:
        return ""
    return f"A first sync takes {left(seconds)}: {system} may be asked only so often."


def differ(count: int) -> str:
    """Say how many fields differ.

    >>> differ(1), differ(3)
    ('1 field differs', '3 fields differ')
    """
    return f"{counted(count, 'field')} {'differs' if count == 1 else 'differ'}"


def plain_name(property: str) -> str:
    """Return what a person calls a property, as far as its name tells.

    >>> plain_name("phone"), plain_name("hs_lead_status")
    ('Phone', 'Lead status')
    """
    words = property.removeprefix("hs_").replace("_", " ")
    return words[:1].upper() + words[1:]


def _named(detail: str) -> str:
    """Return a name as a sentence has it: ties, which have no field, go by their reference.

    >>> _named("client_person (tie)"), _named("lifecycle stage")
    ('the link to its client person', 'lifecycle stage')
    """
    if not detail.endswith(TIE):
        return detail
    return f"the link to its {detail.removesuffix(TIE).replace('_', ' ')}"


def _filled(sentence: str, names: dict[str, str]) -> str:
    """Put names into their places; a name that holds braces stays as it is."""
    for place, name in names.items():
        sentence = sentence.replace(f"{{{place}}}", name)
    return sentence
