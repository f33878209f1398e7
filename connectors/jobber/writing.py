"""What a write says to Jobber: the `input` of a mutation, from our values and what is there. Pure.

E-mails and phones are records of their own inside a client: one is added, edited by its id or
deleted by it. An address is sent as a whole. So what is there has to be known first.
"""

from collections.abc import Collection, Mapping
from typing import Any

from connectors.jobber import custom, wire
from connectors.jobber.rows import Stream
from connectors.jobber.wire import Row
from core.connector import Write, WriteKind
from core.errors import Code, Refusal
from core.records import FieldValue

ADDRESS = ("street1", "street2", "city", "province", "postalCode", "country")
EMAIL_PATHS = ("emails/id", "emails/address", "emails/primary")
PHONE_PATHS = ("phones/id", "phones/number", "phones/primary", "phones/description")
PHONES = frozenset({"phone", "mobilePhone"})

PATHS = {  # a step of a userError's path -> our field; the last step that is known counts
    **{name: name for name in (*ADDRESS, "firstName", "lastName", "companyName", "title")},
    "address": "email",
    "emails": "email",
    "emailsToAdd": "email",
    "emailsToEdit": "email",
    "number": "phone",
    "phones": "phone",
    "phonesToAdd": "phone",
    "phonesToEdit": "phone",
}


def flaw(stream: Stream, write: Write) -> Refusal | None:
    """Say what can be known to be wrong with a write before it is sent."""
    for name in write.values:
        kind = custom.kind_of(name) if stream.applies_to else None
        if kind is not None:
            if not kind.writable:
                return Refusal(Code.READ_ONLY, field=name)
            continue
        if name not in stream.standard:
            return Refusal(Code.PROPERTY_MISSING, field=name)
        if name not in stream.writes:
            return Refusal(Code.READ_ONLY, field=name)
    is_new = write.kind is WriteKind.CREATE
    for name in write.references:
        if name not in stream.references:
            return Refusal(Code.PROPERTY_MISSING, field=name)
        if name not in stream.ties or not is_new:
            return Refusal(Code.READ_ONLY, field=name)
    return _incomplete(stream, write) if is_new else None


def _incomplete(stream: Stream, write: Write) -> Refusal | None:
    if stream.name == "requests":
        return None if client_of(write) else Refusal(Code.PARENT_MISSING, field="client_person")
    names = ("companyName",) if stream.ours else ("firstName", "lastName")
    if not any(write.values.get(name) for name in names):
        return Refusal(Code.REQUIRED_MISSING, field=names[-1])
    return None


def client_of(write: Write) -> str | None:
    """Return the client that a request is to be made for."""
    return write.references.get("client_person") or write.references.get("client_company")


def needed(names: Collection[str]) -> list[str]:
    """Return the paths of what has to be known of a client before these fields are changed."""
    paths = ["id", "updatedAt"]
    if "email" in names:
        paths += EMAIL_PATHS
    if PHONES & set(names):
        paths += PHONE_PATHS
    if set(ADDRESS) & set(names):
        paths += [f"billingAddress/{name}" for name in ADDRESS]
    return paths


def request_input(write: Write) -> dict[str, object]:
    """Return the input that makes a request, or changes its title."""
    body: dict[str, object] = dict(write.values)
    if write.kind is WriteKind.CREATE:
        body["clientId"] = client_of(write)
        if write.references.get("property"):
            body["propertyId"] = write.references["property"]
    return body


def client_input(stream: Stream, write: Write, there: Row) -> dict[str, Any]:
    """Return the input that makes a client, or makes it as written; `there` is what it has now."""
    is_new = write.kind is WriteKind.CREATE
    body: dict[str, Any] = {"isCompany": bool(stream.ours)} if is_new else {}
    customs = []
    for name, value in write.values.items():
        if custom.kind_of(name) is not None:
            customs.append(custom.encode(name, value))
        elif name not in PHONES and name != "email" and name not in ADDRESS:
            # Nothing at all might be taken for "leave it": an empty text is not.
            body[name] = "" if value is None and not name.startswith("receives") else value
    body |= _emails(write.values, there.get("emails") or (), is_new)
    body |= _phones(write.values, there.get("phones") or (), is_new)
    address = {name: write.values[name] or "" for name in ADDRESS if name in write.values}
    if address:
        old = there.get("billingAddress") or {}
        body["billingAddress"] = {name: old.get(name) or "" for name in ADDRESS} | address
    return body | ({"customFields": customs} if customs else {})


def _emails(values: Mapping[str, FieldValue], items: Collection[Row], is_new: bool) -> Row:
    if "email" not in values:
        return {}
    value, main = values["email"], wire.primary(items)
    if value is None:
        return {"emailsToDelete": [main["id"]]} if main else {}
    same = (item for item in items if str(item.get("address")).casefold() == str(value).casefold())
    known = next(same, None)
    if known is not None:
        return {"emailsToEdit": [{"id": known["id"], "primary": True}]}
    if main is not None:
        return {"emailsToEdit": [{"id": main["id"], "address": value}]}
    new = {"address": value, "description": "MAIN", "primary": True}
    return {"emails" if is_new else "emailsToAdd": [new]}


def _phones(values: Mapping[str, FieldValue], items: Collection[Row], is_new: bool) -> Row:
    cell = wire.mobile(items)
    others = [item for item in items if item is not cell]
    edits: dict[str, list[object]] = {}
    for name, item, word in (
        ("phone", wire.primary(others), "MAIN"),
        ("mobilePhone", cell, wire.MOBILE),
    ):
        value = values.get(name)
        if name not in values or (value is None and item is None):
            continue
        if value is None:
            edits.setdefault("phonesToDelete", []).append(item["id"] if item else None)
        elif item is not None:
            edits.setdefault("phonesToEdit", []).append({"id": item["id"], "number": value})
        else:
            is_first = not items and not edits
            new = {"number": value, "description": word, "primary": is_first}
            edits.setdefault("phones" if is_new else "phonesToAdd", []).append(new)
    return edits
