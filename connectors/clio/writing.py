"""What a write says to Clio: the `data` of a request, from our values and what is there. Pure.

E-mails, phones, addresses, web sites and custom values are records of their own inside a contact.
With its id one is changed, without an id another one is added, `_destroy` removes it, and those
that are not mentioned stay. So what is there has to be known first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from connectors.clio import custom, wire
from connectors.clio.schema import Stream
from connectors.clio.wire import Row
from core.connector import Write, WriteKind
from core.errors import Code, Refusal
from core.records import FieldValue

Find = Callable[[Sequence[Row]], Row | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A field that lives in a record inside the contact."""

    list: str
    key: str
    find: Find  # the one that is meant, if it is there
    new: Mapping[str, object]  # what another one is, besides its value


_SAYING = {
    "email_addresses": ("address",),
    "phone_numbers": ("number",),
    "web_sites": ("address",),
    "addresses": ("street", "city", "province", "postal_code", "country"),
}
"""What says something in a sub-record: without any of it, it is removed."""

_HAS = {
    "email_addresses": ("id", "address", "primary"),
    "phone_numbers": ("id", "number", "name", "primary"),
    "web_sites": ("id", "address", "default_web_site"),
    "addresses": ("id", *_SAYING["addresses"], "primary"),
    "custom_field_values": ("id", "custom_field"),
}

PARTS: Mapping[str, Part] = {
    "email": Part(
        "email_addresses", "address", wire.primary, {"name": "Work", "default_email": True}
    ),
    "phone": Part(
        "phone_numbers", "number", wire.primary, {"name": "Work", "default_number": True}
    ),
    "website": Part(
        "web_sites", "address", wire.default_site, {"name": "Work", "default_web_site": True}
    ),
    **{
        f"phone_{name.lower()}": Part(
            "phone_numbers", "number", partial(wire.named, name=name), {"name": name}
        )
        for name in ("Work", "Mobile", "Home", "Fax")
    },
    **{
        name: Part("addresses", name, wire.primary, {"name": "Work"})
        for name in _SAYING["addresses"]
    },
}


def flaw(stream: Stream, write: Write) -> Refusal | None:
    """Say what can be known to be wrong with a write before it is sent."""
    for name in write.values:
        if stream.parent and custom.is_custom(name):
            continue
        known = stream.standard.get(name)
        if known is None:
            return Refusal(Code.PROPERTY_MISSING, field=name)
        if known.field.read_only:
            return Refusal(Code.READ_ONLY, field=name)
    for name, target in write.references.items():
        if name not in stream.ties:
            is_known = name in stream.references
            return Refusal(Code.READ_ONLY if is_known else Code.PROPERTY_MISSING, field=name)
        if target is not None and not target.isdecimal():
            return Refusal(Code.VALUE_INVALID, field=name)
    return _nameless(stream, write)


def _nameless(stream: Stream, write: Write) -> Refusal | None:
    names = ("name",) if stream.type == "Company" else ("first_name", "last_name")
    if write.kind is WriteKind.CREATE and not any(write.values.get(name) for name in names):
        return Refusal(Code.REQUIRED_MISSING, field=names[-1])
    return None


def needed(names: Iterable[str]) -> list[str]:
    """Return the paths of what has to be known before these fields can be changed."""
    lists = dict.fromkeys(
        PARTS[name].list if name in PARTS else "custom_field_values"
        for name in names
        if name in PARTS or custom.is_custom(name)
    )
    return [f"{kind}.{part}" for kind in lists for part in _HAS[kind]]


def data(write: Write, there: Row) -> dict[str, Any]:
    """Return what to send so that a contact is as written; `there` is what it has now."""
    plain: dict[str, Any] = {}
    parts: dict[str, FieldValue] = {}
    customs: dict[int, FieldValue] = {}
    for name, value in write.values.items():
        if name in PARTS:
            parts[name] = value
        elif custom.is_custom(name):
            customs[custom.custom_id(name)] = value
        else:
            plain[name] = value.isoformat() if isinstance(value, date) else value
    own = _custom_values(customs, there.get("custom_field_values") or ())
    for name, target in write.references.items():
        plain[name] = {"id": int(target)} if target is not None else None
    return plain | _sub_records(parts, there) | ({"custom_field_values": own} if own else {})


def _sub_records(values: Mapping[str, FieldValue], there: Row) -> dict[str, list[Row]]:
    edits: dict[tuple[str, object], dict[str, object]] = {}
    found: dict[tuple[str, object], Row] = {}
    for name, value in values.items():
        part = PARTS[name]
        items = there.get(part.list) or ()
        other = _second_email(items, value) if name == "email" else None
        if other is not None:
            edits[part.list, other["id"]] = {"id": other["id"], "default_email": True}
            found[part.list, other["id"]] = other
            continue
        item = part.find(items)
        place = (part.list, item["id"] if item else part.new["name"])
        found[place] = item or {}
        edit = edits.setdefault(place, {"id": item["id"]} if item else dict(part.new))
        edit[part.key] = value
    body: dict[str, list[Row]] = {}
    for place, edit in edits.items():
        after = {**found[place], **edit}
        if any(after.get(key) for key in _SAYING[place[0]]):
            body.setdefault(place[0], []).append(edit)
        elif "id" in edit:
            body.setdefault(place[0], []).append({"id": edit["id"], "_destroy": True})
    return body


def _second_email(items: Iterable[Row], value: FieldValue) -> Row | None:
    """Return the address that is there already, but is not the primary one."""
    wanted = str(value).casefold()
    for item in items:
        if item.get("primary") is not True and str(item.get("address")).casefold() == wanted:
            return item
    return None


def _custom_values(values: Mapping[int, FieldValue], there: Iterable[Row]) -> list[Row]:
    ids = {(item.get("custom_field") or {}).get("id"): item["id"] for item in there}
    body: list[Row] = []
    for field, value in values.items():
        if value is None and field in ids:
            body.append({"id": ids[field], "_destroy": True})
        elif value is not None:
            what = {"id": ids[field]} if field in ids else {"custom_field": {"id": field}}
            body.append({**what, "value": custom.encode(value)})
    return body
