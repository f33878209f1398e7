"""Properties and their groups: what an office can define itself."""

from collections.abc import Mapping
from typing import Any

import msgspec

from connectors.hubspot.simulator.access import Access
from connectors.hubspot.simulator.batches import batch_answer, inputs_of
from connectors.hubspot.simulator.errors import NOT_FOUND, RefusalError, invalid
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.reading import answer, body_of, names_in
from connectors.hubspot.simulator.rows import Group, Option, Property
from connectors.hubspot.simulator.tables import Table
from connectors.hubspot.simulator.times import iso
from connectors.kit.router import Endpoint
from connectors.kit.simulator import Request, Response

MOST_UNIQUE, MOST_CUSTOM, MOST_OPTIONS = 10, 1000, 5000
TYPES = {
    "string": ("text", "textarea", "phonenumber", "html", "file"),
    "number": ("number", "text", "calculation_equation"),
    "bool": ("booleancheckbox", "calculation_equation"),
    "date": ("date",),
    "datetime": ("date",),
    "enumeration": ("select", "radio", "checkbox", "booleancheckbox", "calculation_equation"),
    "phone_number": ("phonenumber",),
}
UPDATABLE = frozenset(
    {"label", "description", "groupName", "options", "displayOrder", "hidden", "formField"}
    | {"type", "fieldType"}
)


class Definitions:
    """The addresses of properties and groups."""

    def __init__(self, portal: Portal, access: Access) -> None:
        self._portal = portal
        self._access = access

    def routes(self) -> list[tuple[str, str, Endpoint]]:
        at = "/crm/properties/VERSION/{type}"
        return [
            ("GET", f"{at}/groups", self._list_groups),
            ("POST", f"{at}/groups", self._create_group),
            ("GET", f"{at}/groups/{{name}}", self._show_group),
            ("PATCH", f"{at}/groups/{{name}}", self._update_group),
            ("DELETE", f"{at}/groups/{{name}}", self._archive_group),
            ("POST", f"{at}/batch/create", self._create_many),
            ("POST", f"{at}/batch/read", self._read_many),
            ("POST", f"{at}/batch/archive", self._archive_many),
            ("GET", f"{at}/{{name}}", self._show),
            ("PATCH", f"{at}/{{name}}", self._update),
            ("DELETE", f"{at}/{{name}}", self._archive),
            ("GET", at, self._list),
            ("POST", at, self._create),
        ]

    def _list(self, request: Request, type: str) -> Response:
        table = self._table(type, "read")
        params = request.url.params
        wanted = params.get("dataSensitivity", "non_sensitive")
        shelf = table.archived_properties if params.get("archived") == "true" else table.properties
        found = [one for one in shelf.values() if one.data_sensitivity == wanted]
        names = names_in(request, "properties")
        if names:
            found = [one for one in found if one.name in names]
        return answer(200, {"results": [self._wire(table, one) for one in found]})

    def _show(self, request: Request, type: str, name: str) -> Response:
        table = self._table(type, "read")
        shelved = request.url.params.get("archived") == "true"
        return answer(200, self._wire(table, self._found(table, name, shelved=shelved)))

    def _create(self, request: Request, type: str) -> Response:
        table = self._table(type, "write")
        return answer(201, self._wire(table, self.create(table, body_of(request))))

    def _update(self, request: Request, type: str, name: str) -> Response:
        table = self._table(type, "write")
        definition = self._found(table, name)
        body = body_of(request)
        unknown = sorted(set(body) - UPDATABLE)
        if unknown:
            raise invalid(f"{unknown[0]} cannot be updated")
        if definition.hubspot_defined and set(body) - {"options"}:
            raise invalid(f"{name} is defined by HubSpot and cannot be updated")
        whole = msgspec.to_builtins(definition) | dict(body)
        self._check(table, whole)
        changed = _made(whole)
        changed.updated_at = iso(self._portal.now())
        table.properties[name] = changed
        return answer(200, self._wire(table, changed))

    def _archive(self, _request: Request, type: str, name: str) -> Response:
        table = self._table(type, "write")
        self.archive(table, self._found(table, name))
        return Response(204)

    def _create_many(self, request: Request, type: str) -> Response:
        table = self._table(type, "write")
        made, errors = [], []
        for one in inputs_of(body_of(request), 100):
            try:
                made.append(self._wire(table, self.create(table, one)))
            except RefusalError as refusal:
                errors.append(refusal.entry({"name": [str(one.get("name"))]}))
        return batch_answer(self._portal, 201, made, errors)

    def _read_many(self, request: Request, type: str) -> Response:
        table = self._table(type, "read")
        body = body_of(request)
        shelf = table.archived_properties if body.get("archived") else table.properties
        names = [str(one.get("name")) for one in inputs_of(body, 100)]
        found = [self._wire(table, shelf[name]) for name in names if name in shelf]
        errors = [_unknown(name).entry({"name": [name]}) for name in names if name not in shelf]
        return batch_answer(self._portal, 200, found, errors)

    def _archive_many(self, request: Request, type: str) -> Response:
        table = self._table(type, "write")
        for one in inputs_of(body_of(request), 100):
            name = str(one.get("name"))
            if name in table.properties:
                self.archive(table, table.properties[name])
        return Response(204)

    def create(self, table: Table, body: Mapping[str, Any]) -> Property:
        """Define a property; one that was archived comes back as it was."""
        name = str(body.get("name") or "").lower()
        if name in table.properties:
            raise RefusalError(
                409,
                f"A property named '{name}' already exists.",
                "OBJECT_ALREADY_EXISTS",
                sub_category="Properties.PROPERTY_WITH_NAME_EXISTS",
            )
        if name in table.archived_properties:
            made = table.archived_properties.pop(name)
            made.archived, made.archived_at = False, msgspec.UNSET
            table.properties[name] = made
            return made
        self._check(table, {**body, "name": name})
        made = _made({**body, "name": name})
        if table.kind.plural == "contacts" and not self._portal.profile.unique_on_contacts:
            made.has_unique_value = False
        made.created_at = made.updated_at = iso(self._portal.now())
        table.properties[name] = made
        if made.has_unique_value:
            table.watch(name)
        return made

    def add_option(self, definition: Property, value: str) -> None:
        definition.options = [*definition.options, Option(value, value)]

    def archive(self, table: Table, definition: Property) -> None:
        """Delete a property; its values stay with the records, for when it comes back."""
        name = definition.name
        if (table.kind.plural, name) in self._portal.in_use:
            raise invalid(
                f"Property {name} is currently used in 1 places and cannot be deleted",
                sub_category="PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE",
            )
        if definition.hubspot_defined:
            raise invalid(f"{name} is defined by HubSpot and cannot be deleted")
        definition.archived = True
        definition.archived_at = iso(self._portal.now())
        table.archived_properties[name] = table.properties.pop(name)

    def _check(self, table: Table, body: Mapping[str, Any]) -> None:
        """Refuse a definition that HubSpot would not take."""
        for key in ("name", "label", "groupName", "type", "fieldType"):
            if not isinstance(body.get(key), str) or not body[key]:
                raise invalid(f"{key} is required")
        name, kind = body["name"], body["type"]
        if not name.replace("_", "a").isalnum() or not name.isascii() or not name[0].isalpha():
            raise invalid(f"{name} is not a valid property name")
        if body["fieldType"] not in TYPES.get(kind, ()):
            raise invalid(f"fieldType {body['fieldType']} does not go with type {kind}")
        if body["groupName"] not in table.groups:
            raise invalid(f"Property group {body['groupName']} does not exist")
        if len(body.get("options") or ()) > MOST_OPTIONS:
            raise invalid(f"A property has {MOST_OPTIONS} options at most")
        own = [one for one in table.properties.values() if not one.hubspot_defined]
        if name in table.properties:
            return
        if len(own) >= MOST_CUSTOM:
            raise invalid(f"An object has {MOST_CUSTOM} custom properties at most")
        if body.get("hasUniqueValue") and sum(one.has_unique_value for one in own) >= MOST_UNIQUE:
            raise invalid(f"An object has {MOST_UNIQUE} unique properties at most")

    def _found(self, table: Table, name: str, *, shelved: bool = False) -> Property:
        shelf = table.archived_properties if shelved else table.properties
        if name not in shelf:
            raise _unknown(name)
        return shelf[name]

    def _wire(self, table: Table, definition: Property) -> Property:
        """Return a definition as it is answered: with options that come from elsewhere."""
        options = outer_options(self._portal, table, definition)
        return msgspec.structs.replace(definition, options=options) if options else definition

    def _table(self, type: str, action: str) -> Table:
        table = self._portal.table(type)
        self._access.need_schema(table.kind, action)
        return table

    def _list_groups(self, _request: Request, type: str) -> Response:
        table = self._table(type, "read")
        return answer(200, {"results": list(table.groups.values())})

    def _show_group(self, _request: Request, type: str, name: str) -> Response:
        table = self._table(type, "read")
        return answer(200, _group(table, name))

    def _create_group(self, request: Request, type: str) -> Response:
        table = self._table(type, "write")
        body = body_of(request)
        name, label = body.get("name"), body.get("label")
        if not isinstance(name, str) or not isinstance(label, str) or not name or not label:
            raise invalid("name and label are required")
        if name in table.groups:
            message = f"A property group named '{name}' already exists."
            raise RefusalError(409, message, "OBJECT_ALREADY_EXISTS")
        table.groups[name] = Group(name, label, int(body.get("displayOrder", -1)))
        return answer(201, table.groups[name])

    def _update_group(self, request: Request, type: str, name: str) -> Response:
        group = _group(self._table(type, "write"), name)
        body = body_of(request)
        group.label = str(body.get("label", group.label))
        group.display_order = int(body.get("displayOrder", group.display_order))
        return answer(200, group)

    def _archive_group(self, _request: Request, type: str, name: str) -> Response:
        table = self._table(type, "write")
        if any(one.group_name == name for one in table.properties.values()):
            raise invalid(f"Property group {name} has properties and cannot be deleted")
        table.groups.pop(name, None)
        return Response(204)


def outer_options(portal: Portal, table: Table, definition: Property) -> list[Option]:
    """Return the options that a property gets from pipelines; empty for all others."""
    lines = list(table.pipelines.values())
    if definition.name in ("pipeline", "hs_pipeline"):
        return [Option(line.label, line.id, display_order=line.display_order) for line in lines]
    if definition.name in ("dealstage", "hs_pipeline_stage"):
        return [
            Option(stage.label, stage.id, display_order=stage.display_order)
            for line in lines
            for stage in line.stages
        ]
    if definition.name == "deal_currency_code":
        profile = portal.profile
        return [Option(code, code) for code in (profile.currency, *profile.more_currencies)]
    return []


def _made(body: Mapping[str, Any]) -> Property:
    known = {key: value for key, value in body.items() if value is not None}
    try:
        return msgspec.convert(known, Property)
    except msgspec.ValidationError:
        raise invalid("Invalid input JSON: not a property") from None


def _group(table: Table, name: str) -> Group:
    if name not in table.groups:
        raise RefusalError(404, f"Property group {name} does not exist", NOT_FOUND)
    return table.groups[name]


def _unknown(name: str) -> RefusalError:
    return RefusalError(404, f"Property {name} does not exist", NOT_FOUND)
