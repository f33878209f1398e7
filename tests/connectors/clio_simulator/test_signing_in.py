"""Behaviors 1, 21 and 22 of the manual's list, and the consent page."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.clio.simulator import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REDIRECT_URIS,
    REFRESH_TOKEN,
    ClioSimulator,
)
from connectors.kit.simulator import SimulatorClock

CLIENT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
ASKED = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": REDIRECT_URIS[0],
    "state": "st4te",
}


def authorize(site: httpx.Client, **changes: str) -> httpx.Response:
    return site.get("/oauth/authorize", params={**ASKED, **changes})


def callback(response: httpx.Response) -> dict[str, list[str]]:
    assert response.status_code == 302
    return parse_qs(urlsplit(response.headers["location"]).query)


def token(site: httpx.Client, **form: str) -> httpx.Response:
    return site.post("/oauth/token", data={**CLIENT, **form})


def redeem(site: httpx.Client, code: str, **changes: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URIS[0]}
    return token(site, **{**form, **changes})


def refresh(site: httpx.Client, refresh_token: str = REFRESH_TOKEN) -> httpx.Response:
    return token(site, grant_type="refresh_token", refresh_token=refresh_token)


def who(site: httpx.Client, access_token: str, host: str = "app.clio.com") -> httpx.Response:
    return site.get(
        f"https://{host}/api/v4/users/who_am_i.json",
        headers={"Authorization": f"Bearer {access_token}"},
    )


def test_a_code_becomes_tokens_that_open_the_api(site: httpx.Client) -> None:
    answer = callback(authorize(site))
    assert answer["state"] == ["st4te"]
    tokens = redeem(site, answer["code"][0]).json()
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] == 2_592_000
    assert set(tokens) == {"token_type", "access_token", "expires_in", "refresh_token"}
    assert who(site, tokens["access_token"]).status_code == 200


def test_a_refresh_answers_a_new_access_token_and_no_refresh_token(site: httpx.Client) -> None:
    first, second = refresh(site).json(), refresh(site).json()
    assert "refresh_token" not in first
    assert first["access_token"] != second["access_token"]
    assert who(site, first["access_token"]).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "wrong"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_wrong_refresh_is_refused_with_its_reason(
    site: httpx.Client, form: dict[str, str], status: int, error: str
) -> None:
    right = {"grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN}
    response = token(site, **{**right, **form})
    assert (response.status_code, response.json()["error"]) == (status, error)


def test_a_code_works_once(site: httpx.Client) -> None:
    code = callback(authorize(site))["code"][0]
    assert redeem(site, code).status_code == 200
    again = redeem(site, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_ends_after_ten_minutes(site: httpx.Client, clock: SimulatorClock) -> None:
    code = callback(authorize(site))["code"][0]
    clock.advance(600)
    assert redeem(site, code).json()["error"] == "invalid_grant"


def test_a_code_is_bound_to_its_redirect(site: httpx.Client) -> None:
    code = callback(authorize(site))["code"][0]
    assert redeem(site, code, redirect_uri=REDIRECT_URIS[1]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:53100/callback",
        "http://127.0.0.1:53100/callback/",
        "http://127.0.0.1:9/callback",
    ],
)
def test_only_registered_redirects_are_followed(site: httpx.Client, address: str) -> None:
    response = authorize(site, redirect_uri=address)
    assert response.status_code == 400
    assert "location" not in response.headers


def test_a_refusal_comes_back_only_if_it_was_asked_for(
    site: httpx.Client, clio: ClioSimulator
) -> None:
    clio.sign_in.consent = "decline"
    assert authorize(site).status_code == 200
    answer = callback(authorize(site, redirect_on_decline="true"))
    assert answer == {"error": ["access_denied"], "state": ["st4te"]}


def test_a_person_may_be_asked(site: httpx.Client, clio: ClioSimulator) -> None:
    clio.sign_in.consent = "ask"
    page = authorize(site)
    assert page.status_code == 200
    assert "consent=grant" in page.text
    assert "code" in callback(authorize(site, consent="grant"))


def test_a_code_can_be_shown_for_copying(site: httpx.Client) -> None:
    approval = "https://app.clio.com/oauth/approval"
    page = authorize(site, redirect_uri=approval)
    code = page.text.partition("code=")[2].partition("<")[0]
    assert redeem(site, code, redirect_uri=approval).status_code == 200


def test_after_deauthorizing_neither_token_works(site: httpx.Client) -> None:
    response = site.post(
        "/oauth/deauthorize",
        data={"token": ACCESS_TOKEN},
        headers={"Authorization": f"Bearer {ACCESS_TOKEN}"},
    )
    assert response.status_code == 200
    assert who(site, ACCESS_TOKEN).status_code == 401
    assert refresh(site).json()["error"] == "invalid_grant"


def test_a_user_may_withdraw_in_clio(site: httpx.Client, clio: ClioSimulator) -> None:
    clio.sign_in.withdraw()
    assert who(site, ACCESS_TOKEN).status_code == 401
    assert refresh(site).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "x"}])
def test_without_a_good_token_nothing_is_told(site: httpx.Client, headers: Any) -> None:
    response = site.get("/api/v4/contacts.json", headers=headers)
    assert response.status_code == 401
    assert response.json()["error"]["type"] == "UnauthorizedError"


def test_a_token_ends_after_thirty_days(site: httpx.Client, clock: SimulatorClock) -> None:
    clock.advance(30 * 86_400 - 1)
    assert who(site, ACCESS_TOKEN).status_code == 200
    clock.advance(1)
    assert who(site, ACCESS_TOKEN).status_code == 401
    assert who(site, refresh(site).json()["access_token"]).status_code == 200


def test_regions_do_not_know_each_other(site: httpx.Client) -> None:
    assert who(site, ACCESS_TOKEN, "eu.app.clio.com").status_code == 401
    elsewhere = site.get("https://eu.app.clio.com/oauth/authorize", params=ASKED)
    assert elsewhere.status_code == 401
    form = {**CLIENT, "grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN}
    abroad = site.post("https://ca.app.clio.com/oauth/token", data=form)
    assert abroad.json()["error"] == "invalid_client"
