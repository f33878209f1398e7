"""The fields of patients that the office made itself: "custom.<name>". All are blocked until a
person has classified them one by one; a renamed one is another one.

Their values are rows of their own, by patient and name. Of one that is removed there is no trace.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation

import msgspec

from connectors.opendental.joins import Values
from connectors.opendental.listing import Lists
from core.records import FieldValue
from core.schema import Admission, Choice, DataClass, Field, FieldType

PREFIX = "custom."
DEFINITIONS = "/patfielddefs"
VALUES = "/patfields"

_TYPES: Mapping[str, FieldType] = {
    "Text": FieldType.TEXT,
    "PickList": FieldType.CHOICE,
    "Checkbox": FieldType.BOOL,
    "Currency": FieldType.MONEY,
    "CareCreditPreApprovalAmt": FieldType.MONEY,
    "CareCreditAvailableCredit": FieldType.MONEY,
}
"""Others, dates among them, are text: nobody has said how they are written."""


class Definition(msgspec.Struct, frozen=True):
    """What Open Dental says of one."""

    FieldName: str
    FieldType: str = "Text"
    PickList: str = ""
    IsHidden: str = "false"


class Value(msgspec.Struct, frozen=True):
    """What a patient has in one."""

    PatNum: int
    FieldName: str
    FieldValue: str = ""


def defined(lists: Lists) -> dict[str, Field]:
    """Describe the fields that the office has now, with their types and options."""
    return {
        f"{PREFIX}{found.FieldName}": Field(
            f"{PREFIX}{found.FieldName}",
            found.FieldName,
            _TYPES.get(found.FieldType, FieldType.TEXT),
            DataClass.UNCLASSIFIED,
            Admission.BLOCK,
            choices=tuple(Choice(item, item) for item in _options(found.PickList)),
            read_only=True,
            group="Patient fields",
            custom=True,
            reason="The office's own field: blocked until somebody has classified it.",
        )
        for found in lists.small(DEFINITIONS, Definition, {})
        if found.FieldName.strip() and found.IsHidden != "true"
    }


class Customs:
    """The wanted fields of one reading; no others are asked for."""

    one_by_one = True

    def __init__(self, lists: Lists, names: Collection[str]) -> None:
        self.fields = tuple(sorted(names))
        self._lists = lists
        self._types: Mapping[str, FieldType] | None = None

    def changed(self, since: str) -> Iterable[str]:
        """Yield the patients who have a value that changed since a time of the office's."""
        return (str(value.PatNum) for value in self._asked({"SecDateTEdit": since}))

    def values(self, patient: str | None) -> Values:
        """Return what a patient has, or all have. A list that passed over a filter has more."""
        if self._types is None:
            self._types = {name: field.type for name, field in defined(self._lists).items()}
        found: dict[str, dict[str, FieldValue]] = {}
        for value in self._asked({} if patient is None else {"PatNum": patient}):
            name = f"{PREFIX}{value.FieldName}"
            if name in self.fields and name in self._types:
                read = _READ.get(self._types[name], _text)
                found.setdefault(str(value.PatNum), {})[name] = read(value.FieldValue)
        return found

    def _asked(self, params: Mapping[str, str]) -> Iterable[Value]:
        for name in self.fields:
            more = {"FieldName": name.removeprefix(PREFIX)}
            yield from self._lists.small(VALUES, Value, {**params, **more})


def _options(text: str) -> list[str]:
    return [item.strip() for item in text.splitlines() if item.strip()]


def _text(value: str) -> FieldValue:
    return value.strip() or None


def _flag(value: str) -> FieldValue:
    return {"1": True, "true": True, "0": False, "false": False}.get(value.strip().lower())


def _money(value: str) -> FieldValue:
    try:
        amount = Decimal(value.strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


_READ: Mapping[FieldType, Callable[[str], FieldValue]] = {
    FieldType.BOOL: _flag,
    FieldType.MONEY: _money,
}
