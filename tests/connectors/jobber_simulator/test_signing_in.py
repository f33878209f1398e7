"""Signing in at the simulator: codes, rotation, and the ends of it."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from connectors.jobber.simulator import (
    CLIENT_ID,
    CLIENT_SECRET,
    REDIRECT_URIS,
    REFRESH_TOKEN,
    JobberSimulator,
)
from connectors.kit.simulator import SimulatorClock
from tests.connectors.jobber_simulator.conftest import Ask

TOKEN = "/api/oauth/token"
APP = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
RENEW = {**APP, "grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN}
ACCOUNT = {"query": "{ account { id } }"}
BACK = REDIRECT_URIS[0]


def authorize(web: httpx.Client, **more: str) -> httpx.Response:
    asked = {"response_type": "code", "client_id": CLIENT_ID, "redirect_uri": BACK, "state": "s"}
    return web.get("/api/oauth/authorize", params={**asked, **more})


def test_a_code_is_used_once_and_with_its_own_address(web: httpx.Client) -> None:
    code = httpx.URL(authorize(web).headers["location"]).params["code"]
    form = {**APP, "grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    body = web.post(TOKEN, data=form).json()
    assert body.keys() == {"access_token", "refresh_token", "expires_at"}
    web.headers["Authorization"] = f"Bearer {body['access_token']}"
    assert web.post("/api/graphql", json=ACCOUNT).status_code == 200
    assert web.post(TOKEN, data=form).status_code == 400


def test_a_refusal_goes_back_with_no_parameters(web: httpx.Client, jobber: JobberSimulator) -> None:
    jobber.sign_in.consent = "decline"
    assert authorize(web).headers["location"] == BACK


@pytest.mark.parametrize("wrong", [{"client_id": "x"}, {"redirect_uri": "http://127.0.0.1:1/"}])
def test_a_wrong_app_or_address_is_shown_and_not_sent_on(
    web: httpx.Client, wrong: dict[str, str]
) -> None:
    answer = authorize(web, **wrong)
    assert answer.status_code >= 400
    assert "location" not in answer.headers


def test_refreshing_ends_the_old_refresh_token_and_the_access_token_before(
    web: httpx.Client,
) -> None:
    first = web.post(TOKEN, data=RENEW).json()
    assert first["refresh_token"] != REFRESH_TOKEN
    assert web.post("/api/graphql", json=ACCOUNT).status_code == 401
    again = web.post(TOKEN, data=RENEW)
    assert again.status_code == 401
    assert "The provided refresh token is not valid" in again.text


def test_of_two_that_refresh_at_once_one_succeeds(web: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: web.post(TOKEN, data=RENEW).status_code, range(8)))
    assert sorted(found) == [200, *[401] * 7]


def test_a_wrong_secret_is_an_invalid_client(web: httpx.Client) -> None:
    answer = web.post(TOKEN, data={**RENEW, "client_secret": "x"})
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


def test_an_access_token_ends_after_an_hour(web: httpx.Client, clock: SimulatorClock) -> None:
    clock.advance(3_600)
    assert web.post("/api/graphql", json=ACCOUNT).status_code == 401


def test_after_app_disconnect_each_call_says_so(ask: Ask, web: httpx.Client) -> None:
    ask("mutation { appDisconnect { app { name author } userErrors { message } } }")
    answer = web.post("/api/graphql", json=ACCOUNT)
    assert answer.status_code == 401
    assert "disconnected this app" in answer.json()["message"]
    assert web.post(TOKEN, data=RENEW).status_code == 401
