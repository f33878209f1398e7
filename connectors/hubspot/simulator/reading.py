"""How records look on the wire."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec

from connectors.hubspot.simulator.errors import JSON, invalid
from connectors.hubspot.simulator.portal import Portal, versions
from connectors.hubspot.simulator.rows import Kind, Record, Version
from connectors.hubspot.simulator.tables import Table
from connectors.hubspot.simulator.times import iso
from connectors.kit.simulator import Request, Response, decoded

COMPUTED: Mapping[str, Callable[[Record], str | None]] = {
    "hs_object_id": lambda record: str(record.id),
    "hs_object_source": lambda record: record.source,
    "hs_object_source_label": lambda record: record.source,
    "hs_merged_object_ids": lambda record: _joined(record.merged),
    "hs_calculated_merged_vids": lambda record: _joined(
        f"{old}:{record.modified}" for old in record.merged
    ),
}
ON_WRITE = ("hs_object_source", "hs_object_source_label")  # told beside what was written


def _joined(parts: Iterable[object]) -> str | None:
    return ";".join(map(str, parts)) or None


def value_of(kind: Kind, record: Record, name: str) -> str | None:
    """Return what a record has in a property that is defined; None is nothing."""
    if name in record.values:
        return record.values[name]
    if name in COMPUTED:
        return COMPUTED[name](record)
    if name == kind.created:
        return iso(record.created)
    if name == kind.modified:
        return iso(record.modified)
    return None


class Reader:
    """Renders the records of one object for one request."""

    def __init__(
        self,
        portal: Portal,
        table: Table,
        names: Collection[str] | None = None,
        history: Collection[str] = (),
        *,
        empty: bool = True,
    ) -> None:
        self._portal = portal
        self._table = table
        kind = table.kind
        wanted = kind.shown if names is None else names
        known = table.properties
        self._names = [name for name in dict.fromkeys([*wanted, *history]) if name in known]
        self._plain = [n for n in self._names if n not in COMPUTED]
        self._computed = [n for n in self._names if n in COMPUTED]
        self._history = [name for name in history if name in known]
        self._empty = empty  # properties without a value are told as null

    def wire(self, record: Record) -> dict[str, Any]:
        """Return the object that a read answers."""
        kind = self._table.kind
        created, modified, own = iso(record.created), iso(record.modified), str(record.id)
        values = record.values
        properties: dict[str, str | None] = {}
        for name in self._plain:
            value = values.get(name)
            if value is not None or self._empty:
                properties[name] = value
        for name in self._computed:
            value = COMPUTED[name](record)
            if value is not None or self._empty:
                properties[name] = value
        properties |= {kind.created: created, kind.modified: modified, "hs_object_id": own}
        found: dict[str, Any] = {
            "id": own,
            "properties": properties,
            "createdAt": created,
            "updatedAt": modified,
            "archived": record.archived > 0,
        }
        if record.archived:
            found["archivedAt"] = iso(record.archived)
        if self._history:
            found["propertiesWithHistory"] = {
                name: [_version(one) for one in reversed(versions(record, name))]
                for name in self._history
            }
        found["url"] = f"https://app.hubspot.com/contacts/{self._portal.id}/record/{kind.id}/{own}"
        return found


def _version(version: Version) -> dict[str, Any]:
    return {"value": version.value, "timestamp": iso(version.at), "sourceType": version.source}


def answer(status: int, body: object, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status, headers={**JSON, **(headers or {})}, content=msgspec.json.encode(body))


def body_of(request: Request) -> Mapping[str, Any]:
    """Return a request's JSON object; 400 for anything else."""
    body = decoded(request)
    if not isinstance(body, dict) or "json" not in request.headers.get("content-type", ""):
        raise invalid("Invalid input JSON on line 1, column 1: Unable to parse")
    return body


def texts(body: Mapping[str, Any], key: str) -> list[str]:
    """Return a list of texts from a body; empty without one."""
    found = body.get(key) or []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise invalid(f"Invalid input JSON: {key} must be a list of strings")
    return found


def names_in(request: Request, key: str) -> list[str] | None:
    """Return comma-separated names of the address, also where the parameter is repeated."""
    given = request.url.params.get_list(key)
    if not given:
        return None
    return [name for text in given for name in text.split(",") if name]


def whole_number(text: str | None, otherwise: int, what: str) -> int:
    if text is None or text == "":
        return otherwise
    if not text.isdecimal():
        raise invalid(f"{what} must be a whole number")
    return int(text)


def record_id(text: str) -> int:
    """Return an id of a path or body; 0, which nothing has, for a text that is none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0
