"""X1, X2, and the portal's owners and pipelines."""

import pytest

from connectors.hubspot.simulator import PORTAL_ID, HubSpotSimulator
from connectors.kit.simulator import SimulatorClock
from tests.connectors.hubspot_simulator.asking import OBJECTS, Web, ids, refusal

INVALID = (400, "VALIDATION_ERROR")
OWNERS = "/crm/owners/2026-09"
LINES = "/crm/pipelines/2026-09/deals"


def test_the_account_tells_which_portal_it_is(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """X1: with its time zone's offset as of now."""
    hubspot.profile.account_type = "SANDBOX"
    hubspot.profile.more_currencies = ("EUR",)
    body = web.get("/account-info/2026-09/details").json()
    assert body == {
        "portalId": PORTAL_ID,
        "accountType": "SANDBOX",
        "timeZone": "US/Eastern",
        "companyCurrency": "USD",
        "additionalCurrencies": ["EUR"],
        "utcOffset": "-05:00",
        "utcOffsetMilliseconds": -18_000_000,
        "uiDomain": "app.hubspot.com",
        "dataHostingLocation": "na1",
    }
    clock.advance(200 * 86_400)
    assert web.get("/account-info/2026-09/details").json()["utcOffset"] == "-04:00"


def test_an_app_needs_a_scope_to_see_the_account(app: Web, hubspot: HubSpotSimulator) -> None:
    hubspot.forbid("oauth")
    assert refusal(app.get("/account-info/2026-09/details")) == (403, "MISSING_SCOPES")


@pytest.mark.parametrize(
    "path",
    [
        "/crm/v3/objects/contacts",
        "/crm/objects/2025-09/contacts",
        "/crm/objects/v4/contacts",
        "/crm/nothing/2026-09",
        "/",
    ],
)
def test_an_unsupported_address_is_a_page_and_no_record(web: Web, path: str) -> None:
    """X2: the program needs an update; nothing was deleted."""
    answer = web.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_the_former_version_still_answers(web: Web) -> None:
    """X2."""
    assert web.get("/crm/objects/2026-03/contacts").status_code == 200


def test_the_days_use_is_told(web: Web, hubspot: HubSpotSimulator) -> None:
    web.get(f"{OBJECTS}/contacts")
    usage = web.get("/account-info/2026-09/api-usage/daily/private-apps").json()["results"][0]
    assert (usage["currentUsage"], usage["usageLimit"]) == (2, 1_000_000)
    assert usage["resetsAt"] == "2026-11-25T00:00:00-05:00"


def test_owners_come_in_pages(web: Web, hubspot: HubSpotSimulator) -> None:
    made = [hubspot.seed_owner(f"o{number}@example.com", "Cy", "Vane") for number in range(4)]
    first = web.get(OWNERS, params={"limit": "3"})
    after = first.json()["paging"]["next"]["after"]
    rest = web.get(OWNERS, params={"limit": "3", "after": after})
    assert (ids(first) + ids(rest))[1:] == made
    assert "paging" not in rest.json()
    found = web.get(OWNERS, params={"email": "O2@example.com"}).json()["results"]
    assert [(one["id"], one["firstName"]) for one in found] == [(made[2], "Cy")]
    assert web.get(f"{OWNERS}/{made[0]}").json()["email"] == "o0@example.com"
    assert refusal(web.get(f"{OWNERS}/1")) == (404, "OBJECT_NOT_FOUND")
    assert refusal(web.get(OWNERS, params={"limit": "501"})) == INVALID


def test_a_pipeline_is_made_with_its_stages(web: Web) -> None:
    stages = [{"label": "Intake", "displayOrder": 0, "metadata": {"probability": "0.2"}}]
    stages += [{"label": "Closed", "displayOrder": 1, "metadata": {"probability": "1.0"}}]
    body = {"label": "Matters", "displayOrder": 1, "stages": stages}
    made = web.post(LINES, json=body)
    assert made.status_code == 201
    line = made.json()
    assert [stage["label"] for stage in line["stages"]] == ["Intake", "Closed"]
    assert line["stages"][0]["metadata"]["probability"] == "0.2"
    assert refusal(web.post(LINES, json=body)) == INVALID
    assert [one["label"] for one in web.get(LINES).json()["results"]] == [
        "Sales Pipeline",
        "Matters",
    ]
    assert web.get(f"{LINES}/{line['id']}").json() == line


def test_a_stage_can_be_added_and_renamed(web: Web) -> None:
    at = f"{LINES}/default"
    made = web.post(f"{at}/stages", json={"label": "Appeal", "displayOrder": 9, "metadata": {}})
    assert made.status_code == 201
    stage = made.json()["id"]
    assert refusal(web.post(f"{at}/stages", json={"label": "Appeal"})) == INVALID
    renamed = web.patch(f"{at}/stages/{stage}", json={"label": "Review"}).json()
    assert (renamed["label"], renamed["metadata"]["isClosed"]) == ("Review", "false")
    assert ids(web.get(f"{at}/stages"))[-1] == stage
    deal = {"dealname": "Lease", "dealstage": stage}
    assert web.create("deals", **deal).status_code == 201
    assert web.patch(at, json={"label": "Sales"}).json()["label"] == "Sales"
    assert refusal(web.get(f"{LINES}/x")) == (404, "OBJECT_NOT_FOUND")
    assert refusal(web.patch(f"{at}/stages/x", json={})) == (404, "OBJECT_NOT_FOUND")
    assert refusal(web.post(LINES, json={"label": "Empty", "stages": []})) == INVALID


@pytest.mark.parametrize("scope", ["crm.objects.deals.read", "crm.schemas.deals.read"])
def test_pipelines_need_no_scope_of_their_own(
    web: Web, hubspot: HubSpotSimulator, scope: str
) -> None:
    hubspot.forbid(scope)
    assert web.get(LINES).status_code == 200
    hubspot.forbid("crm.objects.deals.read", "crm.schemas.deals.read")
    assert refusal(web.get(LINES)) == (403, "MISSING_SCOPES")


def test_a_schema_tells_what_an_object_is(web: Web, hubspot: HubSpotSimulator) -> None:
    pets = hubspot.seed_schema("pets", "Pet", ["pet_name"])
    schema = web.get(f"/crm-object-schemas/2026-09/schemas/{pets}").json()
    assert (schema["name"], schema["labels"]["singular"]) == ("pets", "Pet")
    assert schema["fullyQualifiedName"] == f"p{PORTAL_ID}_pets"
    assert schema["requiredProperties"] == ["pet_name"]
    assert "pet_name" in [one["name"] for one in schema["properties"]]
    contact = web.get("/crm-object-schemas/2026-09/schemas/contacts").json()
    assert contact["objectTypeId"] == "0-1"


def test_the_room_for_properties_is_told(web: Web) -> None:
    web.define("contacts", "motto")
    rows = web.get("/crm/limits/2026-09/custom-properties").json()["byObjectType"]
    assert [row["usage"] for row in rows if row["objectTypeId"] == "0-1"] == [1]
