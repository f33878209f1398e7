"""A system record in HubSpot's terms: transformed, checked and fingerprinted. Pure (P13)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from core.errors import Code
from core.mapping import CompiledMapping, Direction, Line
from core.normal import normal
from core.records import FieldValue, Record
from core.schema import FieldType

Print = Callable[[str, str], bytes]
"""The keyed fingerprint of (field key, normal form)."""


@dataclass(slots=True)
class Draft:
    """A system record by HubSpot property; lives as long as its batch.

    A property is in all of the three, or is unfit.
    """

    record: Record
    values: dict[str, FieldValue]
    texts: dict[str, str]  # normal forms; "" for nothing
    prints: dict[str, bytes]
    unfit: dict[str, Code]  # values that HubSpot cannot take


class _Carry(NamedTuple):
    """One line of a mapping, ready to be walked."""

    key: str
    read: Callable[[Mapping[str, FieldValue]], FieldValue] | None  # None: one plain field
    name: str
    forward: Callable[[FieldValue], FieldValue]
    normal: Callable[[FieldValue], str]
    flaw: Callable[[FieldValue], Code | None] | None


class Drafter:
    """Carries the records of one pair forward.

    It works through every field of every record, of which every second says nothing: what can be
    looked up, compared or fingerprinted beforehand is, and a field that says nothing costs a look.
    """

    def __init__(self, mapping: CompiledMapping, fingerprint: Print) -> None:
        self._print = fingerprint
        self._lines = [_carry(line) for line in mapping.lines]
        self._values: dict[str, FieldValue] = {line.key: None for line in mapping.lines}
        self._texts = {line.key: "" for line in mapping.lines}
        self._prints = {line.key: fingerprint(line.key, "") for line in mapping.lines}
        self._writable = [
            line.key for line in mapping.lines if line.mapping.direction is not Direction.TO_SYSTEM
        ]
        self._needed = mapping.mapping.require_any

    def draft(self, record: Record) -> Draft:
        """Carry a record's values forward, and set aside those that do not fit HubSpot's fields."""
        fields, fingerprint = record.fields, self._print
        values, texts, prints = self._values.copy(), self._texts.copy(), self._prints.copy()
        unfit: dict[str, Code] = {}
        for key, read, name, forward, to_text, flaw in self._lines:
            value: FieldValue
            if read is not None:
                value = read(fields)
            else:
                value = fields.get(name)
                if value is not None:
                    value = forward(value)
            if value is None:
                continue
            text = to_text(value)
            if text and flaw is not None and (code := flaw(value)) is not None:
                unfit[key] = code
                del values[key], texts[key], prints[key]
                continue
            values[key] = value
            if text:
                texts[key] = text
                prints[key] = fingerprint(key, text)
        return Draft(record, values, texts, prints, unfit)

    def creation(self, made: Draft) -> dict[str, FieldValue] | None:
        """Return the values of a new HubSpot record; None if too little is known to make one."""
        values, texts = made.values, made.texts
        found = {key: values[key] for key in self._writable if texts.get(key)}
        if self._needed and not any(key in found for key in self._needed):
            return None
        return found


def _carry(line: Line) -> _Carry:
    names, transform = line.mapping.system, line.transform
    gather, one = transform.forward, transform.one
    read: Callable[[Mapping[str, FieldValue]], FieldValue] | None = None
    if one is None or transform.fills or len(names) != 1:

        def read(fields: Mapping[str, FieldValue]) -> FieldValue:
            return gather(tuple(fields.get(name) for name in names))

    name = names[0] if names else ""
    flaw = _flaw_of(line.kind, line.choices)
    return _Carry(line.key, read, name, one or _as_it_is, line.normal, flaw)


def _as_it_is(value: FieldValue) -> FieldValue:
    return value


def _flaw_of(
    kind: FieldType, choices: frozenset[str] | None
) -> Callable[[FieldValue], Code | None] | None:
    """Return what tells why HubSpot cannot store a value that says something; None: it always can.

    Text fields take all.
    """
    typed = _TYPED.get(kind)
    if choices is None and typed is None:
        return None

    def flaw(value: FieldValue) -> Code | None:
        if choices is not None and not _is_among(value, choices):
            return Code.OPTION_UNKNOWN
        return None if typed is None or typed(value) else Code.VALUE_INVALID

    return flaw


def _is_among(value: FieldValue, choices: frozenset[str]) -> bool:
    if isinstance(value, tuple):
        return choices.issuperset(value)
    return (("true" if value else "false") if isinstance(value, bool) else value) in choices


def _is_number(value: FieldValue) -> bool:
    return not isinstance(value, str) and normal(FieldType.NUMBER, value)[-1:].isdigit()


def _is_moment(value: FieldValue) -> bool:
    return not isinstance(value, str)


_TYPED: Mapping[FieldType, Callable[[FieldValue], bool]] = {
    FieldType.NUMBER: _is_number,
    FieldType.MONEY: _is_number,
    FieldType.INTEGER: _is_number,
    FieldType.DATE: _is_moment,
    FieldType.DATETIME: _is_moment,
}
