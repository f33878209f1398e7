"""A5 to A11: consent, codes, tokens."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.hubspot.simulator import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    PORTAL_ID,
    REDIRECT_URIS,
    REFRESH_TOKEN,
    HubSpotSimulator,
)
from connectors.kit.simulator import SimulatorClock
from tests.connectors.hubspot_simulator.asking import OBJECTS

TOKEN = "/oauth/2026-03/token"
CLIENT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
SCOPES = "oauth crm.objects.contacts.read"
HOME = REDIRECT_URIS[0]


def asked(**changes: str) -> dict[str, str]:
    wish = {"client_id": CLIENT_ID, "redirect_uri": HOME, "scope": SCOPES, "state": "s-1"}
    return {name: value for name, value in {**wish, **changes}.items() if value}


def returned(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 302
    return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def code(site: httpx.Client, **changes: str) -> str:
    return returned(site.get("/oauth/authorize", params=asked(**changes)))["code"]


def redeem(site: httpx.Client, code: str, **changes: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOME, **CLIENT}
    return site.post(TOKEN, data={**form, **changes})


def refresh(site: httpx.Client, token: str = REFRESH_TOKEN, **changes: str) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token, **CLIENT, **changes}
    return site.post(TOKEN, data=form)


def test_consent_leads_back_with_a_code_and_the_state(site: httpx.Client) -> None:
    answer = site.get("/oauth/authorize", params=asked())
    assert answer.headers["location"].startswith(f"{HOME}?")
    assert returned(answer)["state"] == "s-1"
    body = redeem(site, returned(answer)["code"]).json()
    assert body["scopes"] == sorted(SCOPES.split())
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    assert site.get(f"{OBJECTS}/contacts", headers=headers).status_code == 200
    assert site.get(f"{OBJECTS}/deals", headers=headers).status_code == 403


def test_the_portal_may_be_chosen_in_advance(site: httpx.Client) -> None:
    assert "code" in returned(site.get(f"/oauth/{PORTAL_ID}/authorize", params=asked()))
    assert site.get("/oauth/1/authorize", params=asked()).status_code == 400


def test_whoever_declines_comes_back_without_a_code(
    site: httpx.Client, hubspot: HubSpotSimulator
) -> None:
    hubspot.sign_in.consent = "decline"
    back = returned(site.get("/oauth/authorize", params=asked()))
    assert back == {"error": "access_denied", "state": "s-1"}


def test_a_person_can_be_asked(site: httpx.Client, hubspot: HubSpotSimulator) -> None:
    hubspot.sign_in.consent = "ask"
    page = site.get("/oauth/authorize", params=asked())
    assert page.status_code == 200
    assert "consent=grant" in page.text
    assert "code" in returned(site.get("/oauth/authorize", params=asked(consent="grant")))


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "other"},
        {"redirect_uri": "http://127.0.0.1:53100/callback"},
        {"redirect_uri": "http://localhost:53100/callback/"},
        {"redirect_uri": "http://localhost:53109/callback"},
        {"scope": ""},
        {"scope": "oauth crm.objects.dragons.read"},
    ],
)
def test_a_bad_wish_ends_on_a_page_and_not_at_the_app(
    site: httpx.Client, changes: dict[str, str]
) -> None:
    answer = site.get("/oauth/authorize", params={**asked(), **changes})
    assert (answer.status_code, "location" in answer.headers) == (400, False)


def test_a_scope_that_the_portal_cannot_grant_fails_unless_it_was_optional(
    site: httpx.Client, hubspot: HubSpotSimulator
) -> None:
    custom = "crm.objects.custom.read"
    hubspot.profile.tier = "starter"
    assert site.get("/oauth/authorize", params=asked(scope=f"oauth {custom}")).status_code == 400
    body = redeem(site, code(site, optional_scope=custom)).json()
    assert custom not in body["scopes"]


def test_refreshing_keeps_the_refresh_token_and_the_old_access_token(site: httpx.Client) -> None:
    """A5."""
    body = refresh(site).json()
    assert body["refresh_token"] == REFRESH_TOKEN
    assert (body["token_type"], body["expires_in"]) == ("bearer", 1800)
    assert (body["hub_id"], body["token_use"]) == (PORTAL_ID, "access_token")
    assert len(body["access_token"]) >= 300
    for token in (body["access_token"], ACCESS_TOKEN):
        headers = {"Authorization": f"Bearer {token}"}
        assert site.get(f"{OBJECTS}/contacts", headers=headers).status_code == 200


def test_the_token_address_takes_forms_only(site: httpx.Client) -> None:
    """A5."""
    form = {"grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN, **CLIENT}
    assert site.post(TOKEN, json=form).status_code == 400


def rejected(answer: httpx.Response) -> tuple[str, str]:
    body = answer.json()
    assert answer.status_code == 400
    assert body["error_description"] == body["message"]
    assert body["correlationId"]
    return body["error"], body["status"]


def test_a_code_is_good_once_and_not_for_long(site: httpx.Client, clock: SimulatorClock) -> None:
    """A6."""
    first = code(site)
    assert redeem(site, first).status_code == 200
    assert rejected(redeem(site, first)) == ("invalid_grant", "BAD_AUTH_CODE")
    assert rejected(redeem(site, "unknown")) == ("invalid_grant", "BAD_AUTH_CODE")
    late = code(site)
    clock.advance(61)
    assert rejected(redeem(site, late)) == ("invalid_grant", "BAD_AUTH_CODE")


def test_a_refresh_token_ends_with_the_app(site: httpx.Client, hubspot: HubSpotSimulator) -> None:
    """A7."""
    hubspot.access.withdraw()
    assert rejected(refresh(site)) == ("invalid_grant", "BAD_REFRESH_TOKEN")


@pytest.mark.parametrize(
    "other",
    [REDIRECT_URIS[1], "http://127.0.0.1:53100/callback", "http://localhost:53100/callback/"],
)
def test_the_code_belongs_to_the_exact_address_it_was_sent_to(
    site: httpx.Client, other: str
) -> None:
    """A8."""
    answer = redeem(site, code(site), redirect_uri=other)
    assert rejected(answer) == ("invalid_grant", "MISMATCH_REDIRECT_URI_AUTH_CODE")


def test_another_secret_is_a_fault_of_the_app(
    site: httpx.Client, hubspot: HubSpotSimulator
) -> None:
    """A9: told apart from what the user can mend."""
    assert rejected(refresh(site, client_secret="x")) == ("invalid_client", "BAD_CLIENT_ID")
    hubspot.profile.client_error_status = 401
    assert refresh(site, client_id="x").status_code == 401


def test_a_portal_that_was_deleted_refuses(site: httpx.Client, hubspot: HubSpotSimulator) -> None:
    """A10."""
    hubspot.sign_in.portal_deleted = True
    assert rejected(refresh(site)) == ("access_denied", "BAD_HUB")


def test_somebody_may_pick_another_portal(site: httpx.Client, hubspot: HubSpotSimulator) -> None:
    """A11: only the number tells."""
    hubspot.set_portal(99)
    body = redeem(site, code(site)).json()
    assert body["hub_id"] == 99
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    details = site.get("/account-info/2026-09/details", headers=headers).json()
    assert details["portalId"] == 99


@pytest.mark.parametrize("verifier", ["v" * 43, "wrong"])
def test_a_challenge_has_to_be_met(site: httpx.Client, verifier: str) -> None:
    """HubSpot advertises PKCE: whoever sends a challenge is held to it."""
    challenge = urlsafe_b64encode(sha256(b"v" * 43).digest()).rstrip(b"=").decode()
    sent = code(site, code_challenge=challenge, code_challenge_method="S256")
    answer = redeem(site, sent, code_verifier=verifier)
    assert answer.status_code == (400 if verifier == "wrong" else 200)


def ask(site: httpx.Client, what: str, token: str) -> Any:
    return site.post(f"{TOKEN}/{what}", data={"token": token, **CLIENT}).json()


def test_tokens_tell_what_they_are(site: httpx.Client, clock: SimulatorClock) -> None:
    clock.advance(800)
    access = ask(site, "introspect", ACCESS_TOKEN)
    assert (access["active"], access["token_use"]) == (True, "access_token")
    assert (access["hub_id"], access["expires_in"]) == (PORTAL_ID, 1000)
    assert ask(site, "introspect", REFRESH_TOKEN)["token_use"] == "refresh_token"
    clock.advance(1000)
    assert ask(site, "introspect", ACCESS_TOKEN) == {"active": False}


@pytest.mark.parametrize("cascades", [True, False])
def test_revoking_a_refresh_token_may_leave_its_access_tokens(
    site: httpx.Client, hubspot: HubSpotSimulator, cascades: bool
) -> None:
    hubspot.profile.revoke_cascades = cascades
    assert ask(site, "revoke", REFRESH_TOKEN) == {}
    assert rejected(refresh(site)) == ("invalid_grant", "BAD_REFRESH_TOKEN")
    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    status = site.get(f"{OBJECTS}/contacts", headers=headers).status_code
    assert status == (401 if cascades else 200)


def test_an_app_can_uninstall_itself(site: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    gone = site.delete("/appinstalls/2026-03/external-install", headers=headers)
    assert gone.status_code == 204
    assert rejected(refresh(site)) == ("invalid_grant", "BAD_REFRESH_TOKEN")
