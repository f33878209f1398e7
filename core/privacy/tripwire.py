"""A look at short texts that may travel: does one tell of somebody's health, or bear a number that
identifies them? People type such things into names and addresses.

It finds what is written as codes are, the words of `terms.txt`, and what is too long to be a short
text. It does not find everything: free text is blocked whatever it says (vendors page, 4.5).
"""

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Settings
from enum import Enum
from functools import cache
from importlib import resources

from core.mapping import Mapping
from core.records import Record
from core.schema import FieldType, StreamSchema


class Trip(Enum):
    """What a text looks like."""

    DENTAL_CODE = "dental_code"
    DIAGNOSIS_CODE = "diagnosis_code"
    NUMBER = "number"  # of a social security card, a payment card or a prescriber
    TOOTH = "tooth"
    TERM = "term"
    SENTENCE = "sentence"
    NAME = "name"  # a name with digits, brackets or asterisks


class Kind(Enum):
    """What a text is supposed to be; says what is usual in it."""

    TEXT = "text"
    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"  # chosen by whose it is: only what is none is looked at as text


WORDS = 6  # a short text has no more
ADDRESS_WORDS = 12
_CARD = 13  # digits of the shortest payment card

_DENTAL = re.compile(r"(?<![A-Za-z0-9])[Dd][0-9]{4}(?![0-9A-Za-z])")
_DIAGNOSIS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][0-9][0-9ABab]\.[0-9A-Za-z]{1,4}(?![A-Za-z0-9])")
_DIAGNOSIS_SAID = re.compile(
    r"\b(?:dx|diagnos[ei]s|icd(?:-?10)?)\W{0,3}[a-z][0-9][0-9ab][0-9a-z]{0,4}\b", re.IGNORECASE
)
_SOCIAL_SECURITY = re.compile(r"(?<![0-9])[0-9]{3}([- ])[0-9]{2}\1[0-9]{4}(?![0-9])")
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
_PRESCRIBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{7}(?![0-9A-Za-z])")
_PROVIDER_SAID = re.compile(r"\bnpi\W{0,3}[0-9]{10}\b", re.IGNORECASE)
_TOOTH = re.compile(
    r"#\s?(?:[1-9]|[12][0-9]|3[0-2])(?![0-9])|(?<![A-Za-z0-9])(?:UR|UL|LR|LL)[1-8A-E](?![A-Za-z0-9])",
)
_UNIT = re.compile(  # what in an address is followed by a letter and digits, or by # and a number
    r"\b(?:apt|apartment|bldg|building|box|code|gate|lot|no|rm|room|space|ste|suite|unit)\b"
    r"[.:#\s]*[A-Za-z]?[0-9]+[A-Za-z]?(?![0-9A-Za-z.])",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"[0-9()\[\]{}*#<>=:]")
_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_PLAIN = re.compile(r"[A-Za-z .,'-]*")  # no digit, nothing odd: only terms and length can tell
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


def scan(text: str, kind: Kind = Kind.TEXT) -> Trip | None:
    """Return what a text looks like that may not leave; None if it looks harmless.

    >>> scan("Ana"), scan("Smith (LATEX ALLERGY)", Kind.NAME), scan("Denver D2740")
    (None, <Trip.NAME: 'name'>, <Trip.DENTAL_CODE: 'dental_code'>)
    >>> scan("12 Oak St Bldg D1200", Kind.ADDRESS), scan("has root canal")
    (None, <Trip.TERM: 'term'>)
    """
    if kind is Kind.EMAIL:
        return None if _EMAIL.fullmatch(text) else scan(text)
    if not _PLAIN.fullmatch(text):
        if kind is Kind.NAME and _NOT_A_NAME.search(text):
            return _written(text, kind) or Trip.NAME
        found = _written(_UNIT.sub(" ", text) if kind is Kind.ADDRESS else text, kind)
        if found is not None:
            return found
    words = _TOKEN.findall(text.lower().replace("\u2019", "'"))
    if _tells(words):
        return Trip.TERM
    return Trip.SENTENCE if len(words) > _most(kind) else None


def watch(schema: StreamSchema, names: frozenset[str]) -> "Callable[[Record], Trap | None]":
    """Return what looks through the texts of a record's fields `names`, once admitted."""
    guard = schema.guard
    if not guard.scanned:
        return lambda _record: None
    kinds = {
        name: _kind(schema, name)
        for name in sorted(names & schema.fields.keys())
        if schema.fields[name].type in _READ
    }

    def look(record: Record) -> Trap | None:
        fields = record.fields
        for name, kind in kinds.items():
            value = fields.get(name)
            if isinstance(value, str):
                trip = scan(value, kind)
                if trip is not None:
                    return name, trip
        return None

    return look


def typed(mapping: Mapping) -> str | None:
    """Return where a mapping bears a text of its own that may tell of somebody's health, such as
    the name of a stage or a label: the office typed it, and every record would take it along.
    """
    texts = [(f"tie {tie.reference}", tie.label) for tie in mapping.ties]
    texts += [("pipeline", mapping.pipeline or "")]
    texts += [(f"stage {at}", stage) for at, stage in enumerate(mapping.stages, start=1)]
    for needed in mapping.needed:
        texts += [(needed.name, text) for text in (needed.label, *needed.choices)]
    for line in mapping.fields:
        texts += [(line.hubspot, text) for step in line.steps for text in _texts(step.args)]
    harmless = (None, Trip.SENTENCE)  # a label may be a sentence
    return next((place for place, text in texts if scan(text) not in harmless), None)


def _texts(args: object) -> Iterator[str]:
    """Yield the texts in a step's settings, but for those that only name system values."""
    if isinstance(args, str):
        yield args
    elif isinstance(args, Settings):
        for value in args.values():
            yield from _texts(value)
    elif isinstance(args, list | tuple):
        for value in args:
            yield from _texts(value)


Trap = tuple[str, Trip]
"""The name of a field, and what its text looks like: never the text."""

_READ = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.PHONE})


def _kind(schema: StreamSchema, name: str) -> Kind:
    usual = {FieldType.PHONE: Kind.PHONE, FieldType.EMAIL: Kind.EMAIL}.get(schema.fields[name].type)
    if usual is not None:
        return usual
    if name in schema.guard.names:
        return Kind.NAME
    return Kind.ADDRESS if name in schema.guard.addresses else Kind.TEXT


def _written(text: str, kind: Kind) -> Trip | None:
    """Return what is told by how a text is written."""
    if _SOCIAL_SECURITY.search(text) or _PRESCRIBER.search(text) or _PROVIDER_SAID.search(text):
        return Trip.NUMBER
    if kind is not Kind.PHONE and any(map(_is_card, _LONG_NUMBER.findall(text))):
        return Trip.NUMBER
    if _DENTAL.search(text):
        return Trip.DENTAL_CODE
    if _DIAGNOSIS.search(text) or _DIAGNOSIS_SAID.search(text):
        return Trip.DIAGNOSIS_CODE
    # A lone number after # is usual for a door or an extension.
    if kind in (Kind.TEXT, Kind.NAME) and _TOOTH.search(text):
        return Trip.TOOTH
    return None


def _is_card(written: str) -> bool:
    """Return whether digits are a payment card's, by Luhn's check.

    >>> _is_card("4111 1111 1111 1111"), _is_card("4111 1111 1111 1112")
    (True, False)
    """
    digits = [int(each) for each in written if each.isdigit()]
    doubled = [sum(divmod(2 * each, 10)) for each in digits[-2::-2]]
    return len(digits) >= _CARD and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _tells(words: list[str]) -> bool:
    terms = _terms()
    for at, word in enumerate(words):
        ends = terms.get(word)
        if ends is None:
            continue
        for rest in ends:
            if words[at + 1 : at + 1 + len(rest)] == list(rest):
                return True
    return False


def _most(kind: Kind) -> int:
    return ADDRESS_WORDS if kind is Kind.ADDRESS else WORDS


@cache
def _terms() -> Settings[str, tuple[tuple[str, ...], ...]]:
    """Return the list by first word: what must follow it; () where the word alone tells."""
    found: dict[str, list[tuple[str, ...]]] = {}
    text = (resources.files("core.privacy") / "terms.txt").read_text("utf-8")
    for line in text.splitlines():
        for term in line.split(",") if line and not line.startswith("#") else ():
            first, *rest = term.split()
            found.setdefault(first, []).append(tuple(rest))
    return {first: tuple(ends) for first, ends in found.items()}


__all__ = ["ADDRESS_WORDS", "WORDS", "Kind", "Trap", "Trip", "scan", "typed", "watch"]
