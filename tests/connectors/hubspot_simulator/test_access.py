"""A1 to A4: who is let in, and what they may do."""

import pytest

from connectors.hubspot.simulator import ACCESS_TOKEN, SERVICE_KEY, HubSpotSimulator
from connectors.kit.simulator import SimulatorClock
from tests.connectors.hubspot_simulator.asking import OBJECTS, PROPERTIES, Web, refusal

CONTACTS = f"{OBJECTS}/contacts"


def test_without_a_credential_nothing_is_found(web: Web) -> None:
    """A1."""
    del web.headers["authorization"]
    assert refusal(web.get(CONTACTS)) == (401, "INVALID_AUTHENTICATION")
    web.headers["authorization"] = f"Basic {SERVICE_KEY}"
    assert refusal(web.get(CONTACTS)) == (401, "INVALID_AUTHENTICATION")


def test_a_service_key_that_was_deleted_is_unknown(web: Web, hubspot: HubSpotSimulator) -> None:
    """A1."""
    assert web.get(CONTACTS).status_code == 200
    hubspot.access.revoke_key()
    assert refusal(web.get(CONTACTS)) == (401, "INVALID_AUTHENTICATION")


def test_an_access_token_ends_after_half_an_hour(app: Web, clock: SimulatorClock) -> None:
    """A2."""
    clock.advance(1799)
    assert app.get(CONTACTS).status_code == 200
    clock.advance(76)
    answer = app.get(CONTACTS)
    assert refusal(answer) == (401, "EXPIRED_AUTHENTICATION")
    assert "expired 75 second(s) ago" in answer.json()["message"]
    assert answer.json()["context"] == {"expire time": ["2026-11-24T15:30:00.000Z"]}


def test_a_service_key_does_not_end(web: Web, clock: SimulatorClock) -> None:
    clock.advance(400 * 86_400)
    assert web.get(CONTACTS).status_code == 200


def test_garbage_is_taken_for_a_token_that_ended_long_ago(web: Web) -> None:
    """A3: refreshing does not help."""
    web.headers["authorization"] = "Bearer garbage"
    answer = web.get(CONTACTS)
    assert refusal(answer) == (401, "EXPIRED_AUTHENTICATION")
    assert "day(s) ago" in answer.json()["message"]
    assert answer.json()["context"] == {"expire time": ["1970-01-01T00:00:00Z"]}


def test_tokens_of_an_app_that_was_uninstalled_are_unknown(
    app: Web, hubspot: HubSpotSimulator
) -> None:
    hubspot.revoke_tokens()
    assert refusal(app.get(CONTACTS)) == (401, "INVALID_AUTHENTICATION")


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("crm.objects.contacts.read", "GET", CONTACTS),
        ("crm.objects.contacts.write", "POST", CONTACTS),
        ("crm.objects.contacts.read", "POST", f"{CONTACTS}/search"),
        ("crm.objects.contacts.write", "POST", f"{CONTACTS}/batch/upsert"),
        ("crm.schemas.deals.write", "POST", f"{PROPERTIES}/deals"),
        ("tickets", "GET", f"{OBJECTS}/tickets"),
        ("crm.objects.owners.read", "GET", "/crm/owners/2026-09"),
        ("crm.objects.companies.read", "GET", f"{CONTACTS}/1/associations/companies"),
    ],
)
def test_a_missing_scope_is_named(
    web: Web, hubspot: HubSpotSimulator, scope: str, method: str, path: str
) -> None:
    """A4."""
    hubspot.forbid(scope)
    answer = web.request(method, path, json={} if method == "POST" else None)
    assert refusal(answer) == (403, "MISSING_SCOPES")
    (error,) = answer.json()["errors"]
    assert error["context"] == {"requiredGranularScopes": [scope]}


def test_a_missing_scope_may_be_told_in_the_other_shape(
    web: Web, hubspot: HubSpotSimulator
) -> None:
    """A4."""
    hubspot.forbid("crm.schemas.custom.read")
    body = web.get("/crm-object-schemas/2026-09/schemas").json()
    assert body["category"] == "MISSING_SCOPES"
    assert body["context"]["requiredGranularScopes"] == ["crm.schemas.custom.read"]
    assert "errors" not in body
    hubspot.forbid("crm.objects.custom.read")
    pets = hubspot.seed_schema("pets", "Pet")
    one = web.get(f"/crm-object-schemas/2026-09/schemas/{pets}")
    assert refusal(one) == (403, "MISSING_SCOPES")
    hubspot.forbid("crm.objects.contacts.read")
    hubspot.profile.scope_in_context = True
    assert "errors" not in web.get(CONTACTS).json()


def test_custom_objects_need_the_highest_plan(web: Web, hubspot: HubSpotSimulator) -> None:
    pets = hubspot.seed_schema("pets", "Pet")
    assert web.get(f"{OBJECTS}/{pets}").status_code == 200
    hubspot.profile.tier = "professional"
    assert refusal(web.get(f"{OBJECTS}/{pets}")) == (403, "MISSING_SCOPES")


def test_definitions_may_be_read_with_the_scope_of_either_family(
    web: Web, hubspot: HubSpotSimulator
) -> None:
    hubspot.forbid("crm.schemas.deals.read")
    assert web.get(f"{PROPERTIES}/deals").status_code == 200
    hubspot.forbid("crm.objects.deals.read")
    assert refusal(web.get(f"{PROPERTIES}/deals")) == (403, "MISSING_SCOPES")


def test_expiring_a_token_leaves_the_grant(app: Web, hubspot: HubSpotSimulator) -> None:
    hubspot.access.expire(ACCESS_TOKEN)
    assert refusal(app.get(CONTACTS)) == (401, "EXPIRED_AUTHENTICATION")
    assert hubspot.access.tokens.grants
