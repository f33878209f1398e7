"""What a write says to ServiceTitan, from our values and what is there. Pure.

A customer's name and address are sent whole, and so is each list: what a list leaves out may be
taken away. Contacts are records of their own, and each change of one is a request.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.servicetitan import custom, names, wire
from connectors.servicetitan.schema import COMMERCIAL, CONTACTS, Stream
from connectors.servicetitan.wire import Row
from core.connector import Write
from core.errors import Code, Refusal
from core.records import FieldValue

ADDRESS = {
    "street": "street",
    "unit": "unit",
    "city": "city",
    "state": "state",
    "postal_code": "zip",
    "country": "country",
}
MUST_HAVE = ("street", "city", "state", "postal_code", "country")
KINDS = {"email": "Email", "mobile_phone": "MobilePhone", "phone": "Phone", "fax": "Fax"}
PLAIN = {"name": "name", "do_not_mail": "doNotMail", "do_not_service": "doNotService"}
NAMES = frozenset({"first_name", "last_name"})


@dataclass(frozen=True, slots=True)
class ContactEdit:
    """One request about one contact; without an id another one is added."""

    method: str
    id: int | None
    body: Mapping[str, str] | None


def flaw(stream: Stream, write: Write) -> Refusal | None:
    """Say what can be known to be wrong with a write before it is sent."""
    for name in write.values:
        if stream.customs and custom.is_custom(name):
            continue
        known = stream.standard.get(name)
        if known is None:
            return Refusal(Code.PROPERTY_MISSING, field=name)
        if known.field.read_only or known.pick is None:
            return Refusal(Code.READ_ONLY, field=name)
    for name in write.references:
        return Refusal(Code.PROPERTY_MISSING, field=name)
    return None


def touches_contacts(values: Iterable[str]) -> bool:
    """Return whether any of these fields is a contact."""
    return any(name in KINDS for name in values)


def creation(
    stream: Stream, values: Mapping[str, FieldValue], fallback: Mapping[str, str]
) -> dict[str, Any] | Refusal:
    """Return the body that makes a customer, with a location at its address.

    Without an address there is no customer: what is missing of it is taken from `fallback`.
    """
    body = _plain(values, {})
    if isinstance(body, Refusal):
        return body
    if not body.get("name"):
        name = "name" if stream.kind == COMMERCIAL else "last_name"
        return Refusal(Code.REQUIRED_MISSING, field=name)
    given = {name: values.get(name) or fallback.get(name) for name in ADDRESS}
    for name in MUST_HAVE:
        if not given[name]:
            return Refusal(Code.REQUIRED_MISSING, field=name)
    address = {key: str(given[name]) for name, key in ADDRESS.items() if given[name]}
    contacts = [
        {"type": kind, "value": str(values[name]), "memo": ""}
        for name, kind in KINDS.items()
        if values.get(name)
    ]
    body |= {"type": stream.kind, "address": address, "contacts": contacts}
    body["locations"] = [{"name": body["name"], "address": address}]
    own = {name: value for name, value in values.items() if custom.is_custom(name) and value}
    return body | ({"customFields": custom.merged((), own)} if own else {})


def change(values: Mapping[str, FieldValue], there: Row) -> dict[str, Any] | Refusal:
    """Return the body that changes a customer; empty if only contacts change."""
    body = _plain(values, there)
    if isinstance(body, Refusal):
        return body
    parts = {ADDRESS[name]: str(values[name] or "") for name in ADDRESS if name in values}
    if parts:
        body["address"] = _address(there.get("address") or {}, parts)
    own = {name: value for name, value in values.items() if custom.is_custom(name)}
    return body | ({"customFields": custom.merged(there.get("customFields"), own)} if own else {})


def contact_edits(values: Mapping[str, FieldValue], there: Row) -> Sequence[ContactEdit]:
    """Return the requests that bring a customer's contacts to what is written.

    Two contacts of one kind may not be equal: one that has the wanted value already gives way.
    """
    edits: list[ContactEdit] = []
    for name, kind in KINDS.items():
        if name not in values:
            continue
        wanted = str(values[name] or "").strip()
        found = wire.of_kind(there.get(wire.CONTACTS), kind)
        if not found:
            if wanted:
                edits.append(ContactEdit("POST", None, {"type": kind, "value": wanted, "memo": ""}))
            continue
        first, *others = found
        if not wanted:
            edits.append(ContactEdit("DELETE", first["id"], None))
        elif str(first["value"]).strip() != wanted:
            edits += [
                ContactEdit("DELETE", other["id"], None)
                for other in others
                if str(other["value"]).casefold() == wanted.casefold()
            ]
            edits.append(ContactEdit("PATCH", first["id"], {"type": kind, "value": wanted}))
    return edits


def not_kept(
    values: Mapping[str, FieldValue],
    before: Mapping[str, FieldValue],
    after: Mapping[str, FieldValue],
) -> str | None:
    """Return the name of a field that was written and stayed as it was, though it was to change.

    ServiceTitan answers 200 to what it passes over. What it keeps in another form has changed.
    """
    for name, value in values.items():
        wanted = " ".join(value.split()) or None if isinstance(value, str) else value
        if name in after and after[name] == before.get(name) and after[name] != wanted:
            return name
    return None


def parts_of(values: Iterable[str]) -> tuple[str, ...]:
    """Return what else than its row must be known of a customer, to change these fields."""
    return (CONTACTS,) if touches_contacts(values) else ()


def _plain(values: Mapping[str, FieldValue], there: Row) -> dict[str, Any] | Refusal:
    body: dict[str, Any] = {PLAIN[name]: value for name, value in values.items() if name in PLAIN}
    if "name" in body and not body["name"]:
        return Refusal(Code.REQUIRED_MISSING, field="name")
    for key in ("doNotMail", "doNotService"):
        if key in body:
            body[key] = body[key] is True
    if not NAMES & values.keys():
        return body
    first, last = names.split(there.get("name"))
    now = {"first_name": first, "last_name": last, **values}
    first, last = (
        str(now[name]) if now.get(name) else None for name in ("first_name", "last_name")
    )
    if not first and not last:
        return Refusal(Code.REQUIRED_MISSING, field="last_name")
    name = names.compose(first, last)
    if name is None:  # it would be read back as something else
        return Refusal(Code.VALUE_INVALID, field="last_name")
    return {**body, "name": name}


def _address(there: Row, parts: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole address with some parts changed. The place on the map is no longer true."""
    whole = {key: str(there.get(key) or "") for key in ADDRESS.values()}
    is_moved = any(whole[key] != value for key, value in parts.items())
    place = {key: None if is_moved else there.get(key) for key in ("latitude", "longitude")}
    return {**whole, **parts, **place}
