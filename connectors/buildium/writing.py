"""What a change of a tenant says to Buildium: the whole of what is there, but for what is written.
Pure.

A PUT replaces everything: what it leaves out is erased. So it is made of what was just read, and
where that cannot be said again without loss nothing is sent at all. What may not leave Buildium
passes through here on its way back to Buildium, and is kept nowhere.
"""

import re
from collections.abc import Mapping
from typing import Any

from connectors.buildium.schema import STREAMS
from connectors.buildium.wire import Row, inside, items, to_text
from core.connector import Write
from core.errors import Code, Refusal
from core.records import FieldValue

_PLAIN = {
    "first_name": "FirstName",
    "last_name": "LastName",
    "email": "Email",
    "alternate_email": "AlternateEmail",
}
_REQUIRED = ("first_name", "last_name")
_PHONES = {"phone_home": "Home", "phone_work": "Work", "phone_mobile": "Mobile", "phone_fax": "Fax"}
_KINDS = {"Home": "Home", "Office": "Work", "Cell": "Mobile", "Fax": "Fax"}  # as read -> as written
_SAID_AGAIN = ("DateOfBirth", "Comment", "TaxId", "MailingPreference")
_ADDRESS = (
    "AddressLine1",
    "AddressLine2",
    "AddressLine3",
    "City",
    "State",
    "PostalCode",
    "Country",
)
_NEEDED = (("AddressLine1", "street"), ("PostalCode", "postal_code"), ("Country", "country"))
_TAX_ID = re.compile(r"\d{2}-\d{7}|\d{3}-\d{2}-\d{4}|\d{9}")


def flaw(write: Write) -> Refusal | None:
    """Say what can be known to be wrong with a change before anything is read."""
    fields = STREAMS[write.stream].fields
    for name, value in write.values.items():
        if name not in fields:
            return Refusal(Code.PROPERTY_MISSING, field=name)
        if fields[name].field.read_only:
            return Refusal(Code.READ_ONLY, field=name)
        if value is not None and not isinstance(value, str):
            return Refusal(Code.VALUE_INVALID, field=name)
        if name in _REQUIRED and not to_text(value):
            return Refusal(Code.REQUIRED_MISSING, field=name)
    for name in write.references:
        known = name in STREAMS[write.stream].references
        return Refusal(Code.READ_ONLY if known else Code.PROPERTY_MISSING, field=name)
    return None


def loss(row: Row, values: Mapping[str, FieldValue]) -> Refusal | None:
    """Say what of a tenant a PUT could not say again, and would so erase or spoil."""
    for name in _REQUIRED:
        if name not in values and not to_text(row.get(_PLAIN[name])):
            return Refusal(Code.REQUIRED_MISSING, field=name)
    address = inside(row, "Address")
    for key, name in _NEEDED:
        if not to_text(address.get(key)):
            return Refusal(Code.REQUIRED_MISSING, field=name)
    other = inside(row, "AlternateAddress")
    if _says(other) and not all(to_text(other.get(key)) for key, _ in _NEEDED):
        return Refusal(Code.RECORD_REFUSED, field="alternate_street")
    tax_id = row.get("TaxId")
    if tax_id and not (isinstance(tax_id, str) and _TAX_ID.fullmatch(tax_id)):
        return Refusal(Code.RECORD_REFUSED, field="tax_id")  # masked: the mask would be written
    return _lost_phone(row)


def _lost_phone(row: Row) -> Refusal | None:
    """Say that a number has no place: a PUT has one for each of four kinds."""
    seen: set[str] = set()
    for item in items(row, "PhoneNumbers"):
        if not to_text(item.get("Number")):
            continue
        place = _KINDS.get(str(item.get("Type")))
        if place is None or place in seen:
            return Refusal(Code.RECORD_REFUSED, field="phone_numbers")
        seen.add(place)
    return None


def body(row: Row, values: Mapping[str, FieldValue]) -> dict[str, Any]:
    """Return what to PUT, so that a tenant is as in `row` but for `values`."""
    phones: dict[str, FieldValue] = dict.fromkeys(_PHONES.values())
    for item in items(row, "PhoneNumbers"):
        if to_text(item.get("Number")):
            phones[_KINDS[item["Type"]]] = item["Number"]
    phones |= {_PHONES[name]: value for name, value in values.items() if name in _PHONES}
    other, contact = inside(row, "AlternateAddress"), inside(row, "EmergencyContact")
    return {
        **{key: row.get(key) for key in (*_PLAIN.values(), *_SAID_AGAIN)},
        **{_PLAIN[name]: value for name, value in values.items() if name in _PLAIN},
        "PhoneNumbers": phones,
        "EmergencyContact": dict(contact) if contact else None,
        "Address": _address(inside(row, "Address")),
        "AlternateAddress": _address(other) if _says(other) else None,
    }


def _address(address: Row) -> dict[str, Any]:
    return {key: address.get(key) for key in _ADDRESS}


def _says(address: Row) -> bool:
    return any(to_text(address.get(key)) for key in _ADDRESS if key != "Country")
