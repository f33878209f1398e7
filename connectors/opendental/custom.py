"""The fields of patients that the office made itself: "custom.<name>". All are blocked until a
person has classified them one by one; a renamed one is another one.
"""

from collections.abc import Mapping

import msgspec

from connectors.opendental.listing import Lists
from core.schema import Admission, Choice, DataClass, Field, FieldType

PREFIX = "custom."
DEFINITIONS = "/patfielddefs"

_TYPES: Mapping[str, FieldType] = {
    "Text": FieldType.TEXT,
    "PickList": FieldType.CHOICE,
    "Date": FieldType.DATE,
    "Checkbox": FieldType.BOOL,
    "Currency": FieldType.MONEY,
    "CareCreditPreApprovalAmt": FieldType.MONEY,
    "CareCreditAvailableCredit": FieldType.MONEY,
}


class Definition(msgspec.Struct, frozen=True):
    """What Open Dental says of one."""

    FieldName: str
    FieldType: str = "Text"
    PickList: str = ""
    IsHidden: str = "false"


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
        )
        for found in lists.small(DEFINITIONS, Definition, {})
        if found.FieldName.strip() and found.IsHidden != "true"
    }


def _options(text: str) -> list[str]:
    return [item.strip() for item in text.splitlines() if item.strip()]
