"""The relay adds our secret to a sign-in, and does nothing else for anybody."""

import logging
from urllib.parse import urlencode

import httpx
import pytest

from licensing.limits import RELAY
from tests.licensing.office import APP_SECRET, Endpoint, Pc

CODE = {
    "grant_type": "authorization_code",
    "code": "code-of-the-office",
    "redirect_uri": "http://localhost:53100/callback",
    "code_verifier": "v" * 43,
}
REFRESH = {"grant_type": "refresh_token", "refresh_token": "rt-of-the-office"}
PATH = "/v1/oauth/hubspot/token"


@pytest.fixture
def pc(endpoint: Endpoint) -> Pc:
    pc = Pc(endpoint)
    pc.ask("/v1/trial")
    return pc


def ask(
    endpoint: Endpoint, pc: Pc, form: dict[str, str] | bytes, path: str = PATH
) -> httpx.Response:
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    headers = {
        "authorization": f"Bearer {pc.token or 'none'}",
        "content-type": "application/x-www-form-urlencoded",
    }
    answer: httpx.Response = endpoint.client.post(path, content=body, headers=headers)
    return answer


@pytest.mark.parametrize("form", [CODE, REFRESH])
def test_a_sign_in_gets_our_secret_and_the_vendor_s_answer(
    endpoint: Endpoint, pc: Pc, form: dict[str, str]
) -> None:
    told = ask(endpoint, pc, form)
    assert (told.status_code, told.json()["access_token"]) == (200, "at-of-the-office")
    ours = {"client_id": "our-app", "client_secret": APP_SECRET}
    assert endpoint.vendor.asked == [form | ours]


def test_the_program_is_told_which_app_to_ask_for(endpoint: Endpoint) -> None:
    assert endpoint.client.get("/v1/oauth/hubspot").json() == {"client_id": "our-app"}
    assert endpoint.client.get("/v1/oauth/acme").json()["code"] == "no_provider"


def test_a_refusal_of_the_vendor_is_passed_on(endpoint: Endpoint, pc: Pc) -> None:
    endpoint.vendor.status, endpoint.vendor.headers = 429, {"Retry-After": "7", "X-Other": "1"}
    told = ask(endpoint, pc, REFRESH)
    assert (told.status_code, told.headers["retry-after"]) == (429, "7")
    assert "x-other" not in told.headers


def test_where_the_vendor_sends_us_elsewhere_we_do_not_go(endpoint: Endpoint, pc: Pc) -> None:
    endpoint.vendor.status = 302
    endpoint.vendor.headers = {"Location": "https://evil.example.com/"}
    assert ask(endpoint, pc, REFRESH).json()["code"] == "vendor_silent"


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "client_credentials"},
        {"grant_type": "password", "username": "a", "password": "b"},
        {},
        REFRESH | {"client_secret": "x"},
        REFRESH | {"token_url": "https://evil.example.com/"},
        {"grant_type": "refresh_token"},
        CODE | {"redirect_uri": "https://evil.example.com/callback"},
        CODE | {"redirect_uri": "http://localhost:53100/callback@evil.example.com"},
        {k: v for k, v in CODE.items() if k != "redirect_uri"},
    ],
)
def test_no_other_grant_and_no_other_host_is_relayed(
    endpoint: Endpoint, pc: Pc, form: dict[str, str]
) -> None:
    assert ask(endpoint, pc, form).status_code in (400, 422)
    assert endpoint.vendor.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"grant_type=refresh_token&refresh_token=a&refresh_token=b",
        b"\xff",
        b"grant_type=refresh_token&refresh_token=" + b"x" * 9_000,
        b"&".join(b"a%d=1" % n for n in range(20)),
    ],
)
def test_a_form_of_another_shape_is_not_relayed(endpoint: Endpoint, pc: Pc, body: bytes) -> None:
    assert ask(endpoint, pc, body).json()["code"] == "bad_body"
    assert endpoint.vendor.asked == []


@pytest.mark.parametrize("provider", ["acme", "..", "hubspot%2F..%2Facme", "HUBSPOT"])
def test_no_other_vendor_is_relayed_to(endpoint: Endpoint, pc: Pc, provider: str) -> None:
    told = ask(endpoint, pc, REFRESH, f"/v1/oauth/{provider}/token")
    assert told.status_code in (404, 422)
    assert endpoint.vendor.asked == []


def test_without_a_seat_nothing_is_relayed(endpoint: Endpoint, pc: Pc) -> None:
    assert ask(endpoint, Pc(endpoint), REFRESH).status_code == 401
    pc.post("/v1/deactivate", {"install": pc.install})
    assert ask(endpoint, pc, REFRESH).status_code == 401
    assert endpoint.vendor.asked == []


def test_with_a_licence_that_was_revoked_or_is_over_nothing_is_relayed(
    endpoint: Endpoint, pc: Pc
) -> None:
    endpoint.clock.forward(days=14)
    assert ask(endpoint, pc, REFRESH).json()["code"] == "ended"
    endpoint.change(state="revoked", paid_until=None)
    assert ask(endpoint, pc, REFRESH).json()["code"] == "ended"
    assert endpoint.vendor.asked == []


def test_one_installation_signs_in_so_often_and_no_more(endpoint: Endpoint, pc: Pc) -> None:
    told = [ask(endpoint, pc, REFRESH).status_code for _ in range(RELAY.most + 1)]
    assert told == [200] * RELAY.most + [429]


def test_nothing_that_passes_is_kept_or_logged(
    endpoint: Endpoint, pc: Pc, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask(endpoint, pc, CODE)
    kept: list[str] = []
    with endpoint.service.database.read() as connection:
        for table in endpoint.tables():
            kept += [str(row) for row in connection.execute(table.select())]
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("http"))
    for secret in ("at-of-the-office", "code-of-the-office", APP_SECRET, "v" * 43):
        assert secret not in "\n".join(kept) + ours
