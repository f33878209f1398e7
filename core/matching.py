"""Which record is already there: from what is known of HubSpot to a match, or a question. Pure.

An exact key links when exactly one free record has it; a likely key when no exact key knew any.
Two candidates, or a first name that contradicts, are a question for a person: never a guess.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.errors import Code
from core.mapping import MatchKey, Strength
from core.normal import match_text
from core.records import FieldValue

_NICKNAMES = {
    nick: full
    for full, nicks in {
        "alexander": "alex sasha",
        "andrew": "andy drew",
        "anthony": "tony",
        "barbara": "barb",
        "benjamin": "ben",
        "catherine": "cathy kate katie katherine kathryn",
        "charles": "charlie chuck",
        "christopher": "chris",
        "daniel": "dan danny",
        "david": "dave",
        "deborah": "deb debbie",
        "edward": "ed eddie ted",
        "elizabeth": "liz beth lizzie betty",
        "francisco": "paco pancho",
        "gregory": "greg",
        "james": "jim jimmy jamie",
        "jennifer": "jen jenny",
        "john": "jack johnny",
        "jonathan": "jon",
        "jose": "pepe",
        "joseph": "joe joey",
        "joshua": "josh",
        "kenneth": "ken",
        "kimberly": "kim",
        "lawrence": "larry",
        "margaret": "maggie meg peggy",
        "matthew": "matt",
        "michael": "mike mick",
        "nicholas": "nick",
        "pamela": "pam",
        "patricia": "pat patty trish",
        "patrick": "paddy",
        "peter": "pete",
        "rebecca": "becky",
        "richard": "rick dick rich",
        "robert": "bob rob bobby",
        "ronald": "ron",
        "samuel": "sam",
        "stephen": "steve steven",
        "susan": "sue suzy",
        "theresa": "terry tess",
        "thomas": "tom tommy",
        "timothy": "tim",
        "william": "bill will billy",
        "zachary": "zach",
    }.items()
    for nick in nicks.split()
}


@dataclass(frozen=True, slots=True)
class KeyText:
    """One match key of one record, as texts to compare; `confirm` is "" where it says nothing."""

    key: MatchKey
    text: str
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known for one key of one record: HubSpot ids with that key."""

    key: MatchKey
    ids: tuple[str, ...]
    contradicted: frozenset[str] = frozenset()  # of `ids`: their first name is another


@dataclass(frozen=True, slots=True)
class Match:
    """The answer: a record to link, a question, or nobody (both None: a new record).

    Whoever it is, `shared` names unique properties whose value another record of ours holds.
    """

    hubspot_id: str | None = None
    question: Code | None = None
    candidates: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


def key_texts(
    keys: Sequence[MatchKey],
    values: Mapping[str, FieldValue],
    forms: Mapping[str, Callable[[FieldValue], str]],
) -> list[KeyText]:
    """Return the keys of one record that say something, for HubSpot-side `values`.

    `forms` are the normal forms of e-mails and phones; all else is compared by `match_text`.
    """
    found: list[KeyText] = []
    for key in keys:
        parts: list[str] = []
        for name in key.fields:
            value = values.get(name)
            text = "" if value is None else forms.get(name, match_text)(value)
            if not text:
                break
            parts.append(text)
        else:
            confirm = first_name(values.get(key.confirm)) if key.confirm else ""
            found.append(KeyText(key, "\x1f".join(parts), confirm))
    return found


def first_name(value: FieldValue) -> str:
    """Return what must not contradict: the first name's root; "" for none or an initial.

    >>> first_name("Bob J."), first_name("ROBERT"), first_name("R.")
    ('robert', 'robert', '')
    """
    words = match_text(value).split()
    word = words[0] if words else ""
    return _NICKNAMES.get(word, word) if len(word) > 1 else ""


def decide(found: Sequence[Found], is_taken: Callable[[str], bool]) -> Match:
    """Choose among the candidates of one unlinked record.

    `is_taken` tells whether a HubSpot record is linked to, or claimed by, another record of ours.
    """
    shared: list[str] = []
    for strength in (Strength.EXACT, Strength.LIKELY):
        for item in found:
            if item.key.strength is not strength or not item.ids:
                continue
            free = tuple(found_id for found_id in item.ids if not is_taken(found_id))
            agreed = tuple(free_id for free_id in free if free_id not in item.contradicted)
            if len(agreed) == 1:
                return Match(hubspot_id=agreed[0], shared=tuple(shared))
            if agreed:
                return Match(question=Code.AMBIGUOUS_MATCH, candidates=agreed)
            if free and strength is Strength.EXACT:
                return Match(question=Code.LIKELY_MATCH, candidates=free)
            if not free and item.key.unique:
                shared.extend(item.key.fields)
    return Match(shared=tuple(shared))
