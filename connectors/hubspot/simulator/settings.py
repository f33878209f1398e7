"""The portal's own settings: account, owners, pipelines, custom objects, usage."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from connectors.hubspot.simulator.access import Access
from connectors.hubspot.simulator.definitions import MOST_CUSTOM
from connectors.hubspot.simulator.errors import NOT_FOUND, RefusalError, invalid, not_found
from connectors.hubspot.simulator.limits import Limits
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.reading import answer, body_of, whole_number
from connectors.hubspot.simulator.rows import Kind, Pipeline, Stage
from connectors.hubspot.simulator.tables import Table
from connectors.hubspot.simulator.times import iso
from connectors.kit.router import Endpoint
from connectors.kit.simulator import Request, Response

OWNERS_PAGE, MOST_OWNERS = 100, 500
MOST_OVERALL = 10_000  # custom properties of a portal


class Settings:
    """The addresses that are about the portal and not about its records."""

    def __init__(self, portal: Portal, access: Access, limits: Limits) -> None:
        self._portal = portal
        self._access = access
        self._limits = limits

    def routes(self) -> list[tuple[str, str, Endpoint]]:
        lines = "/crm/pipelines/VERSION/{type}"
        return [
            ("GET", "/account-info/VERSION/details", self._details),
            ("GET", "/account-info/VERSION/api-usage/daily/private-apps", self._usage),
            ("GET", "/crm/owners/VERSION", self._owners),
            ("GET", "/crm/owners/VERSION/{id}", self._owner),
            ("GET", lines, self._pipelines),
            ("POST", lines, self._create_pipeline),
            ("GET", f"{lines}/{{id}}", self._pipeline),
            ("PATCH", f"{lines}/{{id}}", self._update_pipeline),
            ("GET", f"{lines}/{{id}}/stages", self._stages),
            ("POST", f"{lines}/{{id}}/stages", self._create_stage),
            ("PATCH", f"{lines}/{{id}}/stages/{{stage}}", self._update_stage),
            ("GET", "/crm-object-schemas/VERSION/schemas", self._schemas),
            ("GET", "/crm-object-schemas/VERSION/schemas/{type}", self._schema),
            ("GET", "/crm/limits/VERSION/custom-properties", self._property_limits),
            ("DELETE", "/appinstalls/2026-03/external-install", self._uninstall),
        ]

    def _details(self, _request: Request) -> Response:
        profile = self._portal.profile
        if self._access.is_app:
            self._access.need("oauth")
        offset = self._portal.clock.now().astimezone(ZoneInfo(profile.time_zone)).utcoffset()
        minutes = int(offset.total_seconds()) // 60 if offset else 0
        sign = "-" if minutes < 0 else "+"
        body = {
            "portalId": self._portal.id,
            "accountType": profile.account_type,
            "timeZone": profile.time_zone,
            "companyCurrency": profile.currency,
            "additionalCurrencies": list(profile.more_currencies),
            "utcOffset": f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}",
            "utcOffsetMilliseconds": minutes * 60_000,
            "uiDomain": "app.hubspot.com",
            "dataHostingLocation": "na1",
        }
        return answer(200, body)

    def _usage(self, _request: Request) -> Response:
        zone = ZoneInfo(self._portal.profile.time_zone)
        now = self._portal.clock.now().astimezone(zone)
        midnight = datetime.fromordinal(now.toordinal() + 1).replace(tzinfo=zone)
        used = self._limits.today[1] if self._limits.today[0] == now.date() else 0
        usage = {
            "name": "private-apps-api-calls-daily",
            "usageLimit": self._limits.per_day(),
            "currentUsage": used,
            "collectedAt": iso(self._portal.now()),
            "fetchStatus": "SUCCESS",
            "resetsAt": midnight.isoformat(),
        }
        return answer(200, {"results": [usage]})

    def _owners(self, request: Request) -> Response:
        self._access.need("crm.objects.owners.read")
        params = request.url.params
        limit = whole_number(params.get("limit"), OWNERS_PAGE, "limit")
        if not 1 <= limit <= MOST_OWNERS:
            raise invalid(f"limit must be between 1 and {MOST_OWNERS}")
        after = whole_number(params.get("after"), 0, "after")
        archived, email = params.get("archived") == "true", params.get("email")
        found = [
            owner
            for owner in self._portal.owners.values()
            if owner.archived == archived and (not email or owner.email == email.lower())
        ]
        body: dict[str, Any] = {"results": found[after : after + limit]}
        if after + limit < len(found):
            body["paging"] = {"next": {"after": str(after + limit)}}
        return answer(200, body)

    def _owner(self, _request: Request, id: str) -> Response:
        self._access.need("crm.objects.owners.read")
        if id not in self._portal.owners:
            raise not_found()
        return answer(200, self._portal.owners[id])

    def _pipelines(self, _request: Request, type: str) -> Response:
        table = self._lines(type, "read")
        return answer(200, {"results": list(table.pipelines.values())})

    def _create_pipeline(self, request: Request, type: str) -> Response:
        table = self._lines(type, "write")
        body = body_of(request)
        made = make_pipeline(self._portal, table, body.get("label"), body.get("stages"))
        made.display_order = int(body.get("displayOrder", made.display_order))
        return answer(201, made)

    def _pipeline(self, _request: Request, type: str, id: str) -> Response:
        return answer(200, _line(self._lines(type, "read"), id))

    def _update_pipeline(self, request: Request, type: str, id: str) -> Response:
        line = _line(self._lines(type, "write"), id)
        body = body_of(request)
        line.label = str(body.get("label", line.label))
        line.display_order = int(body.get("displayOrder", line.display_order))
        line.updated_at = iso(self._portal.now())
        return answer(200, line)

    def _stages(self, _request: Request, type: str, id: str) -> Response:
        return answer(200, {"results": _line(self._lines(type, "read"), id).stages})

    def _create_stage(self, request: Request, type: str, id: str) -> Response:
        table = self._lines(type, "write")
        line = _line(table, id)
        made = _stage(self._portal, table, body_of(request), len(line.stages))
        if made.label in [stage.label for stage in line.stages]:
            raise invalid(f"A stage named {made.label} already exists in this pipeline")
        line.stages.append(made)
        return answer(201, made)

    def _update_stage(self, request: Request, type: str, id: str, stage: str) -> Response:
        line = _line(self._lines(type, "write"), id)
        found = next((one for one in line.stages if one.id == stage), None)
        if found is None:
            raise not_found()
        body = body_of(request)
        found.label = str(body.get("label", found.label))
        found.display_order = int(body.get("displayOrder", found.display_order))
        found.metadata |= {key: str(value) for key, value in body.get("metadata", {}).items()}
        found.updated_at = iso(self._portal.now())
        return answer(200, found)

    def _lines(self, type: str, action: str) -> Table:
        """Return an object whose pipelines may be seen or changed."""
        table = self._portal.table(type)
        scope = table.kind.scope
        schema = f"crm.schemas.{scope}.{action}"
        if scope == "tickets":
            self._access.need("tickets", schema)
        elif action == "read":
            self._access.need(f"crm.objects.{scope}.read", schema)
        else:
            self._access.need(f"crm.objects.{scope}.write", schema)
        return table

    def _schemas(self, _request: Request) -> Response:
        self._access.need("crm.schemas.custom.read", in_context=True)
        kinds = [table for table in self._portal.tables.values() if table.kind.is_custom]
        return answer(200, {"results": [self._wire(table) for table in kinds]})

    def _schema(self, _request: Request, type: str) -> Response:
        table = self._portal.table(type)
        self._access.need_schema(table.kind, "read", in_context=True)
        return answer(200, self._wire(table))

    def _wire(self, table: Table) -> dict[str, Any]:
        """Return an object's schema."""
        kind: Kind = table.kind
        name = kind.singular if kind.is_custom else kind.singular.upper()
        return {
            "id": kind.id.partition("-")[2],
            "objectTypeId": kind.id,
            "fullyQualifiedName": kind.plural if kind.is_custom else name,
            "name": name,
            "labels": {
                "singular": kind.label or kind.singular.title(),
                "plural": f"{kind.label}s" if kind.label else kind.plural.title(),
            },
            "primaryDisplayProperty": kind.shown[0] if kind.shown else None,
            "secondaryDisplayProperties": list(kind.shown[1:2]),
            "requiredProperties": [names[0] for names in kind.required if len(names) == 1],
            "searchableProperties": list(kind.searchable),
            "properties": list(table.properties.values()),
            "associations": [],
            "archived": False,
            "allowsSensitiveProperties": False,
        }

    def _property_limits(self, _request: Request) -> Response:
        """Tell how many properties of their own the objects have."""
        by_type: list[dict[str, Any]] = []
        for table in self._portal.tables.values():
            used = sum(not one.hubspot_defined for one in table.properties.values())
            by_type.append(
                {
                    "objectTypeId": table.kind.id,
                    "singularLabel": table.kind.singular.title(),
                    "pluralLabel": table.kind.plural.title(),
                    "usage": used,
                    "limit": MOST_CUSTOM,
                    "percentage": used / MOST_CUSTOM,
                }
            )
        used = sum(row["usage"] for row in by_type)
        overall = {
            "overallUsage": used,
            "overallLimit": MOST_OVERALL,
            "overallPercentage": used / MOST_OVERALL,
        }
        return answer(200, {**overall, "byObjectType": by_type})

    def _uninstall(self, _request: Request) -> Response:
        if self._access.is_app:
            self._access.withdraw()
        return Response(204)


def make_pipeline(portal: Portal, table: Table, label: object, stages: object) -> Pipeline:
    """Add a pipeline; 400 without a label of its own or without stages."""
    if not isinstance(label, str) or not label or not isinstance(stages, Sequence) or not stages:
        raise invalid("A pipeline needs a label and stages")
    if label in [line.label for line in table.pipelines.values()]:
        raise invalid(f"A pipeline named {label} already exists")
    now = iso(portal.now())
    made = [_stage(portal, table, one, place) for place, one in enumerate(stages)]
    number = str(portal.next_id("pipelines"))
    line = Pipeline(number, label, len(table.pipelines), made, now, now)
    table.pipelines[line.id] = line
    return line


def _stage(portal: Portal, table: Table, body: Mapping[str, Any], place: int) -> Stage:
    label = body.get("label")
    if not isinstance(label, str) or not label:
        raise invalid("A stage needs a label")
    given = {key: str(value) for key, value in (body.get("metadata") or {}).items()}
    if table.kind.plural == "deals":
        metadata = {"isClosed": "false", "probability": "0.5", **given}
    else:
        metadata = {"ticketState": "OPEN", **given}
    now = iso(portal.now())
    number = str(portal.next_id("pipelines"))
    return Stage(number, label, int(body.get("displayOrder", place)), metadata, now, now)


def _line(table: Table, id: str) -> Pipeline:
    if id not in table.pipelines:
        raise RefusalError(404, f"Pipeline {id} does not exist", NOT_FOUND)
    return table.pipelines[id]
