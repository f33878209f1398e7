"""A day of all that may be asked of HubSpot, for the judge to listen to."""

from typing import Any

import httpx
import msgspec

from connectors.hubspot.simulator import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    HubSpotSimulator,
)

AT = "/crm/objects/2026-09"
PROPERTIES = "/crm/properties/2026-09"
LINES = "/crm/pipelines/2026-09/deals"
TIES = "/crm/associations/2026-09/contacts/companies"
KEY = "sync300_key"


def good(answer: httpx.Response, *statuses: int) -> Any:
    assert answer.status_code in (statuses or (200, 201, 204)), answer.text
    return msgspec.json.decode(answer.content) if answer.content else None


def set_up(web: httpx.Client) -> None:
    good(web.get("/account-info/2026-09/details"))
    good(web.get("/account-info/2026-09/api-usage/daily/private-apps"))
    owner = good(web.get("/crm/owners/2026-09?limit=1&archived=false"))["results"][0]
    good(web.get(f"/crm/owners/2026-09/{owner['id']}"))
    good(web.get("/crm/limits/2026-09/custom-properties"))
    group = {"name": "sync300", "label": "300Sync", "displayOrder": -1}
    good(web.post(f"{PROPERTIES}/contacts/groups", json=group))
    good(web.get(f"{PROPERTIES}/contacts/groups"))
    good(web.get(f"{PROPERTIES}/contacts/groups/sync300"))
    good(web.patch(f"{PROPERTIES}/contacts/groups/sync300", json={"label": "Ours"}))
    good(web.get(f"{PROPERTIES}/contacts?archived=false"))
    kind = {"label": "Topic", "type": "string", "fieldType": "text", "groupName": "sync300"}
    options = [{"label": "A", "value": "a", "hidden": False, "displayOrder": 0}]
    topic = {**kind, "type": "enumeration", "fieldType": "select", "options": options}
    good(web.post(f"{PROPERTIES}/contacts", json={**topic, "name": "topic"}))
    good(web.patch(f"{PROPERTIES}/contacts/topic", json={"options": options * 1, "label": "T"}))
    good(web.get(f"{PROPERTIES}/contacts/topic"))
    several = {"inputs": [{**kind, "name": "one"}, {**kind, "name": "topic"}]}
    good(web.post(f"{PROPERTIES}/contacts/batch/create", json=several), 207)
    names = {"inputs": [{"name": "one"}]}
    good(web.post(f"{PROPERTIES}/contacts/batch/read", json=names))
    whole = {**names, "archived": False, "dataSensitivity": "non_sensitive"}
    good(web.post(f"{PROPERTIES}/contacts/batch/read", json=whole))
    good(web.post(f"{PROPERTIES}/contacts/batch/archive", json=names))
    good(web.get(f"{PROPERTIES}/contacts/one?archived=true"))
    good(web.delete(f"{PROPERTIES}/contacts/topic"))
    good(web.delete(f"{PROPERTIES}/contacts/groups/sync300"))
    stage = {"label": "Intake", "displayOrder": 0, "metadata": {"probability": "0.2"}}
    line = {"label": "Matters", "displayOrder": 1, "stages": [stage]}
    made = good(web.post(LINES, json=line))
    good(web.get(LINES))
    good(web.get(f"{LINES}/{made['id']}"))
    good(web.patch(f"{LINES}/{made['id']}", json={"label": "Cases"}))
    good(web.get(f"{LINES}/{made['id']}/stages"))
    later = good(web.post(f"{LINES}/{made['id']}/stages", json={**stage, "label": "Open"}))
    good(web.patch(f"{LINES}/{made['id']}/stages/{later['id']}", json={**stage, "label": "On"}))


def keep_records(
    web: httpx.Client, hubspot: HubSpotSimulator, kind: str, properties: dict[str, str]
) -> None:
    at = f"{AT}/{kind}"
    hubspot.add_property(kind, KEY, unique=True)
    modified = hubspot.portal.table(kind).kind.modified
    name = next(iter(properties))
    made = good(web.post(at, json={"properties": properties}))["id"]
    inputs = [
        {"id": key, "idProperty": KEY, "objectWriteTraceId": key, "properties": more}
        for key, more in (("a", {KEY: "a"}), ("b", {"zip9": "1"}))
    ]
    fresh = {f"{name}": f"bea.{properties[name]}"}
    inputs[0]["properties"] = {**properties, **fresh, KEY: "a"}
    good(web.post(f"{at}/batch/upsert", json={"inputs": inputs}), 207)
    good(web.post(f"{at}/batch/upsert", json={"inputs": inputs[:1]}))
    new = {"properties": {**properties, name: f"cy.{properties[name]}"}}
    (cy,) = good(web.post(f"{at}/batch/create", json={"inputs": [new]}))["results"]
    update = {"inputs": [{"id": cy["id"], "properties": fresh | {name: f"d.{properties[name]}"}}]}
    good(web.post(f"{at}/batch/update", json=update))
    good(web.patch(f"{at}/{made}", json={"properties": {KEY: ""}}))
    read = {
        "inputs": [{"id": made}, {"id": "1"}],
        "properties": [name],
        "idProperty": "hs_object_id",
    }
    good(web.post(f"{at}/batch/read", json=read), 207)
    history = {**read, "inputs": [{"id": made}], "propertiesWithHistory": [name]}
    good(web.post(f"{at}/batch/read", json=history))
    good(web.get(f"{at}/{made}?properties={name}&propertiesWithHistory={name}"))
    hubspot.clock.advance(6)
    since = {"propertyName": modified, "operator": "GTE", "value": "0"}
    among = {"propertyName": KEY, "operator": "IN", "values": ["a", "b"]}
    sorts = [{"propertyName": modified, "direction": "ASCENDING"}]
    body = {"filterGroups": [{"filters": [since]}, {"filters": [among]}], "sorts": sorts}
    good(web.post(f"{at}/search", json={**body, "limit": 1, "properties": [name, KEY]}))
    page = good(web.get(f"{at}?limit=1&archived=false&properties={name}"))
    good(web.get(f"{at}?limit=1&after={page['paging']['next']['after']}"))
    merge = {"primaryObjectId": made, "objectIdToMerge": cy["id"]}
    good(web.post(f"{at}/merge", json=merge))
    good(web.delete(f"{at}/{made}"))
    good(web.get(f"{at}/{made}?archived=true"))
    good(web.get(f"{at}?archived=true"))
    archived = {"inputs": [{"id": made}], "properties": [name]}
    good(web.post(f"{at}/batch/read?archived=true", json=archived))
    good(web.post(f"{at}/batch/archive", json={"inputs": [{"id": made}]}))


def tie(web: httpx.Client, hubspot: HubSpotSimulator) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    bea = hubspot.seed("contacts", {"firstname": "Bea"})
    rook = hubspot.seed("companies", {"name": "Rook"})
    ends = {"from": {"id": ana}, "to": {"id": rook}}
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    at = f"{AT}/contacts/{ana}/associations"
    good(web.put(f"{at}/default/companies/{rook}"))
    good(web.put(f"{at}/companies/{rook}", json=types))
    good(web.get(f"{at}/companies?limit=500"))
    good(web.get(f"{AT}/contacts?associations=companies"))
    good(web.get(f"{AT}/contacts/{ana}?associations=companies"))
    good(web.post(f"{TIES}/batch/associate/default", json={"inputs": [ends]}))
    good(web.post(f"{TIES}/batch/create", json={"inputs": [{**ends, "types": types}]}))
    good(web.post(f"{TIES}/batch/read", json={"inputs": [{"id": ana}, {"id": bea}]}), 207)
    label = {"name": "opposing", "label": "Opposing", "inverseLabel": "Opposed"}
    good(web.post(f"{TIES}/labels", json=label))
    good(web.get(f"{TIES}/labels"))
    good(web.post(f"{TIES}/batch/labels/archive", json={"inputs": [{**ends, "types": types}]}))
    undone = {"from": {"id": ana}, "to": [{"id": rook}]}
    good(web.post(f"{TIES}/batch/archive", json={"inputs": [undone]}))
    good(web.delete(f"{at}/companies/{rook}"))
    good(web.post(f"{AT}/contacts/gdpr-delete", json={"objectId": bea}))
    good(web.get("/crm-object-schemas/2026-09/schemas"))
    good(web.get("/crm-object-schemas/2026-09/schemas/contacts"))


def sign_in(web: httpx.Client) -> None:
    at, app = "/oauth/2026-03/token", {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    form = {"grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN, **app}
    good(web.post(at, data=form))
    for token in (ACCESS_TOKEN, REFRESH_TOKEN, "unknown"):
        good(web.post(f"{at}/introspect", data={"token": token, **app}))
    good(web.post(f"{at}/revoke", data={"token": REFRESH_TOKEN, **app}))
    assert web.post(at, data=form).status_code == 400
    good(web.delete("/appinstalls/2026-03/external-install"))


def be_refused(web: httpx.Client, hubspot: HubSpotSimulator) -> None:
    statuses = [
        web.get(f"{AT}/contacts", headers={"Authorization": "Bearer x"}).status_code,
        web.get(f"{AT}/contacts/1").status_code,
        web.get("/crm/v3/objects/contacts").status_code,
        web.post(f"{AT}/contacts", json={"properties": {"zip9": "1"}}).status_code,
        web.post(f"{PROPERTIES}/contacts", json={"name": KEY}).status_code,
    ]
    hubspot.forbid("crm.objects.contacts.read")
    statuses.append(web.get(f"{AT}/contacts").status_code)
    hubspot.limits.on = True
    hubspot.profile.per_ten_seconds = 0
    statuses.append(web.get(f"{AT}/contacts").status_code)
    assert statuses == [401, 404, 404, 400, 409, 403, 429]
