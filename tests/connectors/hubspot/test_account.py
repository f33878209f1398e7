"""Which portal was reached, and signing in by Service key and by OAuth."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from connectors.hubspot import SPEC
from connectors.hubspot.oauth import OAUTH, OPTIONAL_SCOPES, SCOPES
from connectors.kit.oauth import sign_in
from connectors.kit.simulator import SimulatorClock
from core.connector import Account, Connector, Keyed
from core.errors import Code, SyncError, TransientError, UserActionError
from core.jobs import JobContext
from core.registry import OpenArgs, Secrets, SignInKind
from tests.connectors.hubspot.conftest import KEY, START, Box, Script, ok, refused

DETAILS = "/account-info/2026-09/details"
TOKEN, INTROSPECT, REVOKE = (
    f"/oauth/2026-03/token{what}" for what in ("", "/introspect", "/revoke")
)
OWNERS = "/crm/owners/2026-09"
PORTAL = {
    "portalId": 52016473,
    "accountType": "STANDARD",
    "timeZone": "US/Eastern",
    "companyCurrency": "USD",
    "additionalCurrencies": ["EUR", "USD"],
}
SIGNED_IN: Secrets = {
    "client_id": "client-1",
    "client_secret": "secret-1",
    "access_token": "old-token",
    "refresh_token": "refresh-1",
    "expires_at": (START + timedelta(minutes=30)).isoformat(),
}
Open = Callable[..., Connector]


@pytest.fixture
def box() -> Box:
    return Box(SIGNED_IN)


@pytest.fixture
def signed_in(script: Script, job: JobContext, box: Box) -> Connector:
    transport = httpx.MockTransport(script.handle)
    return SPEC.open(OpenArgs({"sign_in": "oauth"}, box, job, transport))


def form(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


def bearer(request: httpx.Request) -> str:
    return request.headers["authorization"].removeprefix("Bearer ")


def test_it_is_a_connector_that_keeps_our_identity(signed_in: Connector) -> None:
    assert isinstance(signed_in, Keyed)
    assert (signed_in.batch_size, signed_in.requests, signed_in.refused) == (100, 0, 0)
    signed_in.close()
    signed_in.close()


def test_a_service_key_tells_which_portal_it_is_of(portal: Connector, script: Script) -> None:
    script.on("GET", DETAILS, ok(PORTAL))
    assert portal.account() == Account(
        id="52016473",
        name="Portal 52016473",
        time_zone="US/Eastern",
        currencies=("USD", "EUR"),
    )
    assert bearer(script.requests[0]) == KEY["token"]


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("STANDARD", "standard"),
        ("SANDBOX", "sandbox"),
        ("DEVELOPER_TEST", "test"),
        ("APP_DEVELOPER", "test"),
        ("NEXT_YEARS", "standard"),
    ],
)
def test_a_sandbox_says_that_it_is_one(
    portal: Connector, script: Script, told: str, kind: str
) -> None:
    script.on("GET", DETAILS, ok(PORTAL | {"accountType": told}))
    assert portal.account().kind == kind


def test_an_oauth_sign_in_tells_who_and_what_is_lacking(
    signed_in: Connector, script: Script
) -> None:
    granted = [scope for scope in SCOPES if scope != "crm.objects.owners.read"]
    token = {
        "active": True,
        "hub_domain": "ruiz.example.com",
        "user": "ana@example.com",
        "scopes": granted,
    }
    script.on("GET", DETAILS, ok(PORTAL))
    script.on("POST", INTROSPECT, ok(token))
    account = signed_in.account()
    assert (account.name, account.user) == ("ruiz.example.com", "ana@example.com")
    assert account.scopes == tuple(granted)
    assert account.notes == ("auth.scope_missing crm.objects.owners.read",)
    assert form(script.requests[-1]) == {
        "client_id": "client-1",
        "client_secret": "secret-1",
        "token": "old-token",
        "token_type_hint": "access_token",
    }


def test_a_rejected_key_is_said_at_once_and_not_renewed(portal: Connector, script: Script) -> None:
    script.on("GET", DETAILS, refused(401, "INVALID_AUTHENTICATION"))
    with pytest.raises(UserActionError) as error:
        portal.account()
    assert (error.value.code, error.value.reference) == (Code.TOKEN_REJECTED, "corr-1")
    assert len(script.requests) == 1


def renewed(**more: object) -> dict[str, object]:
    return {"access_token": "new-token", "expires_in": 1800, "hub_id": 52016473, **more}


def test_a_token_is_renewed_ahead_of_its_end_and_kept_before_it_is_used(
    signed_in: Connector, script: Script, box: Box, clock: SimulatorClock
) -> None:
    """(P11) HubSpot may leave the refresh token out: the old one stays."""

    def used(request: httpx.Request) -> httpx.Response:
        assert box.load()["access_token"] == bearer(request) == "new-token"
        return ok({"results": []})

    clock.advance(1790)
    script.on("POST", TOKEN, ok(renewed()))
    script.on("GET", OWNERS, used)
    assert isinstance(signed_in, Keyed)
    signed_in.owners()
    assert form(script.requests[0]) == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-1",
        "client_id": "client-1",
        "client_secret": "secret-1",
    }
    assert box.load()["refresh_token"] == "refresh-1"


def test_an_expired_token_is_renewed_once_and_never_in_a_loop(
    signed_in: Connector, script: Script
) -> None:
    script.on("GET", OWNERS, refused(401, "EXPIRED_AUTHENTICATION"))
    script.on("POST", TOKEN, ok(renewed()))
    assert isinstance(signed_in, Keyed)
    for _ in range(2):
        with pytest.raises(UserActionError) as error:
            signed_in.owners()
        assert error.value.code is Code.TOKEN_REJECTED
    assert [request.url.path for request in script.requests].count(TOKEN) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": "invalid_grant", "status": "BAD_REFRESH_TOKEN"}, Code.SIGN_IN_ENDED),
        ({"error": "invalid_client", "status": "BAD_CLIENT_ID"}, Code.APP_REJECTED),
        ({"error": "access_denied", "status": "BAD_HUB"}, Code.ACCOUNT_GONE),
    ],
)
def test_a_sign_in_that_ended_says_why(
    signed_in: Connector, script: Script, body: dict[str, str], code: Code, clock: SimulatorClock
) -> None:
    clock.advance(1800)
    script.on("POST", TOKEN, ok(body, status=400))
    with pytest.raises(UserActionError) as error:
        signed_in.account()
    assert error.value.code is code


def test_a_token_of_another_portal_is_a_hard_stop(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    box = Box({**SIGNED_IN, "account_id": "52016473"})
    transport = httpx.MockTransport(script.handle)
    signed_in = SPEC.open(OpenArgs({"sign_in": "oauth"}, box, job, transport))
    clock.advance(1800)
    script.on("POST", TOKEN, ok(renewed(hub_id=777)))
    with pytest.raises(UserActionError) as error:
        signed_in.account()
    assert error.value.code is Code.ACCOUNT_MISMATCH
    assert box.load()["access_token"] == "old-token"


class SeenError(Exception):
    """Ends a sign-in once the browser was shown where to go."""


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        (None, "app.hubspot.com"),
        ("https://api.hubapi.com", "app.hubspot.com"),
        ("http://127.0.0.1:53199", "127.0.0.1"),
    ],
)
def test_people_sign_in_at_another_host_than_programs(
    job: JobContext, base_url: str | None, host: str
) -> None:
    """Also where the base address names the vendor's own API; a simulator is both."""
    shown: list[httpx.URL] = []

    def browser(url: str) -> None:
        shown.append(httpx.URL(url))
        raise SeenError

    with pytest.raises(SeenError):
        sign_in(
            OAUTH,
            host="",
            client_id="client-1",
            client_secret="secret-1",
            open_browser=browser,
            job=job,
            base_url=base_url,
        )
    asked = shown[0].params
    assert (shown[0].host, shown[0].path) == (host, "/oauth/authorize")
    assert asked["redirect_uri"].startswith("http://localhost:")
    assert asked["scope"].split() == list(SCOPES)
    assert asked["optional_scope"].split() == list(OPTIONAL_SCOPES)


def test_disconnecting_revokes_the_sign_in(signed_in: Connector, script: Script) -> None:
    script.on("POST", REVOKE, httpx.Response(204))
    signed_in.revoke()
    sent = form(script.requests[-1])
    assert (sent["token"], sent["client_id"]) == ("refresh-1", "client-1")


def test_a_service_key_is_ended_in_hubspot(portal: Connector, script: Script) -> None:
    portal.revoke()
    assert script.requests == []


def test_colleagues_are_found_by_their_address(portal: Connector, script: Script) -> None:
    pages = [
        {
            "results": [
                {"id": "1", "email": "Ana@Example.com", "archived": False},
                {"id": "2", "email": None},
            ],
            "paging": {"next": {"after": "2"}},
        },
        {"results": [{"id": "3", "email": "gone@example.com", "archived": True}]},
    ]
    script.on("GET", OWNERS, *(ok(page) for page in pages))
    assert isinstance(portal, Keyed)
    assert portal.owners() == {"ana@example.com": "1"}
    assert script.requests[-1].url.params["after"] == "2"


def test_a_scope_that_is_missing_is_named(portal: Connector, script: Script) -> None:
    context = {"requiredGranularScopes": ["crm.objects.owners.read"]}
    script.on("GET", OWNERS, refused(403, "MISSING_SCOPES", context=context))
    assert isinstance(portal, Keyed)
    with pytest.raises(UserActionError) as error:
        portal.owners()
    assert error.value.detail == "crm.objects.owners.read"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(200, text="<html>Sign in to the hotel's network</html>"), Code.NOT_JSON),
        (httpx.Response(200, text='{"portalId": 5201'), Code.TRUNCATED),
        (httpx.Response(503, text="<html>"), Code.UNAVAILABLE),
    ],
)
def test_what_is_no_answer_of_hubspots_is_transient(
    portal: Connector, script: Script, answer: httpx.Response, code: Code
) -> None:
    script.on("GET", DETAILS, answer)
    with pytest.raises(TransientError) as error:
        portal.account()
    assert error.value.code is code


@pytest.mark.parametrize("body", [{}, [], {"login": "please"}, None, 7])
def test_json_of_somebody_elses_is_unexpected(
    portal: Connector, script: Script, body: object
) -> None:
    script.on("GET", DETAILS, httpx.Response(200, json=body))
    script.on("GET", OWNERS, httpx.Response(200, json=body))
    assert isinstance(portal, Keyed)
    for ask in (portal.account, portal.owners):
        with pytest.raises(SyncError) as error:
            ask()
        assert (error.value.code, error.value.connector) == (Code.UNEXPECTED, "hubspot")


def test_a_portal_that_moves_house_pauses_everything_for_as_long_as_it_says(
    portal: Connector, script: Script
) -> None:
    script.on("GET", DETAILS, ok({"status": "error"}, 477, {"retry-after": "7200"}))
    with pytest.raises(TransientError) as error:
        portal.account()
    assert (error.value.code, error.value.retry_after) == (Code.MIGRATING, 7200)
    with pytest.raises(SyncError):
        portal.account()
    assert len(script.requests) == 1


def test_the_ways_of_signing_in_ask_for_what_they_need() -> None:
    keys, oauth = SPEC.sign_ins
    assert (keys.kind, [option.name for option in keys.options]) == (SignInKind.KEYS, ["token"])
    assert (oauth.kind, oauth.oauth) == (SignInKind.OAUTH, OAUTH)
    assert [option.name for option in oauth.options] == ["client_id", "client_secret"]
    secret = {option.name for way in SPEC.sign_ins for option in way.options if option.secret}
    assert secret == {"token", "client_secret"}
    assert OAUTH.redirect_host == "localhost"
    assert not set(SCOPES) & set(OPTIONAL_SCOPES)
