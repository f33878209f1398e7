"""Errors, refusals and issues in words: what happened, what it means, what to do. Pure."""

from dataclasses import dataclass

from core.errors import Code
from core.store.settlement import TIE
from desktop.sentences.answers import ANSWERS
from desktop.sentences.entry import Entry
from desktop.sentences.entry import Kind as Kind
from desktop.sentences.entry import Remedy as Remedy
from desktop.sentences.records import RECORDS
from desktop.sentences.set_up import SET_UP
from desktop.sentences.signing_in import SIGNING_IN
from desktop.sentences.this_pc import THIS_PC
from desktop.sentences.undoing import UNDOING
from desktop.sentences.vendors import VENDORS

CATALOGUE: dict[Code, Entry] = {
    **SIGNING_IN,
    **THIS_PC,
    **VENDORS,
    **RECORDS,
    **ANSWERS,
    **SET_UP,
    **UNDOING,
}
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
