"""Signing in, from the browser's first page to the tokens, over a real loopback listener."""

import base64
import hashlib
import http.client
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest

from connectors.kit.grants import refresher, revoke
from connectors.kit.oauth import sign_in
from connectors.kit.simulator import Request, Response, SimulatorClock
from core.errors import Cancelled, Code, SyncError, TransientError, UserActionError
from core.jobs import JobContext
from core.registry import OAuthSpec, Secrets

SPEC = OAuthSpec(
    authorize_url="https://{host}/oauth/authorize",
    token_url="https://{host}/oauth/token",
    revoke_url="https://{host}/oauth/revoke",
    ports=(0,),  # any that is free
    scopes=("contacts.read", "contacts.write"),
    optional_scopes=("tickets",),
    extra_authorize={"redirect_on_decline": "true"},
)
HOST = "app.example.com"
CLIENT = {"client_id": "app-1", "client_secret": "hush-hush"}


class Provider:
    """A vendor's token address: one code at a time, PKCE, refresh tokens that rotate."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.urls: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.asked: dict[str, str] = {}  # the last authorize request
        self.instead: Response | Exception | None = None
        self.extra: dict[str, object] = {}
        self.rotation = 0

    def handle(self, request: Request) -> Response:
        self.urls.append(str(request.url))
        self.headers.append(request.headers)
        form = dict(parse_qsl(request.content.decode()))
        self.forms.append(form)
        if isinstance(self.instead, Exception):
            raise self.instead
        if self.instead is not None:
            return self.instead
        if request.url.path == "/oauth/revoke":
            return Response(200)
        if form["client_secret"] != "hush-hush":
            return Response(401, json={"error": "invalid_client"})
        return self._granted(form)

    def _granted(self, form: dict[str, str]) -> Response:
        if form["grant_type"] == "authorization_code":
            good = form["code"] == "code-1" and form["redirect_uri"] == self.asked["redirect_uri"]
            if "code_challenge" in self.asked:
                digest = hashlib.sha256(form["code_verifier"].encode()).digest()
                challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
                good = good and challenge == self.asked["code_challenge"]
        else:
            good = form["refresh_token"] == f"refresh-{self.rotation}"
        if not good:
            return Response(400, json={"error": "invalid_grant"})
        self.rotation += 1
        tokens = {
            "access_token": f"access-{self.rotation}",
            "refresh_token": f"refresh-{self.rotation}",
            "expires_in": 1800,
        }
        return Response(200, json={**tokens, **self.extra})


class Browser:
    """A person who consents at once; subclass-free: `before` and `after` are other visits."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.opened = ""
        self.answer = {"code": "code-1"}
        self.pages: list[tuple[int, str, Mapping[str, str]]] = []
        self.script: Callable[[Browser], object] = Browser.come_back

    def open(self, url: str) -> None:
        self.opened = url
        self.provider.asked = dict(parse_qsl(urlsplit(url).query))
        self.script(self)

    def come_back(self, **changes: str) -> int:
        query = {**self.answer, "state": self.provider.asked["state"], **changes}
        return self.visit(f"?{urlencode(query)}")

    def visit(
        self, query: str, *, path: str | None = None, method: str = "GET", host: str | None = None
    ) -> int:
        target = urlsplit(self.provider.asked["redirect_uri"])
        connection = http.client.HTTPConnection(target.hostname or "", target.port)
        headers = {"Host": host} if host else {}
        connection.request(method, (path or target.path) + query, headers=headers)
        response = connection.getresponse()
        self.pages.append((response.status, response.read().decode(), dict(response.headers)))
        connection.close()
        return response.status


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def browser(provider: Provider) -> Browser:
    return Browser(provider)


SignIn = Callable[..., Secrets]


@pytest.fixture
def connect(provider: Provider, browser: Browser, job: JobContext) -> SignIn:
    def run(spec: OAuthSpec = SPEC, secret: str = "hush-hush", base: str | None = None) -> Secrets:
        return sign_in(
            spec,
            host=HOST,
            client_id="app-1",
            client_secret=secret,
            open_browser=browser.open,
            job=job,
            transport=httpx.MockTransport(provider.handle),
            base_url=base,
        )

    return run


# The way through


def test_a_person_who_consents_is_signed_in(
    connect: SignIn, provider: Provider, clock: SimulatorClock
) -> None:
    provider.extra = {"hub_id": 4711}
    secrets = connect()
    assert secrets == {
        **CLIENT,
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_at": (clock.now() + timedelta(seconds=1800)).isoformat(),
        "account_id": "4711",
    }
    assert provider.urls == ["https://app.example.com/oauth/token"]


def test_the_browser_is_sent_to_the_vendor_with_everything_it_needs(
    connect: SignIn, browser: Browser
) -> None:
    connect()
    address = urlsplit(browser.opened)
    asked = {name: value for name, [value] in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == (
        "https://app.example.com/oauth/authorize"
    )
    assert asked["response_type"] == "code"
    assert asked["client_id"] == "app-1"
    assert asked["scope"] == "contacts.read contacts.write"
    assert asked["optional_scope"] == "tickets"
    assert asked["redirect_on_decline"] == "true"
    assert asked["code_challenge_method"] == "S256"
    assert len(base64.urlsafe_b64decode(asked["state"] + "=")) == 32  # 256 bits
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    assert asked["redirect_uri"].endswith("/callback")
    assert "hush" not in browser.opened


def test_each_attempt_has_a_state_and_a_verifier_of_its_own(
    connect: SignIn, provider: Provider
) -> None:
    connect()
    first = (provider.asked["state"], provider.forms[0]["code_verifier"])
    connect()
    assert provider.asked["state"] != first[0]
    assert provider.forms[1]["code_verifier"] != first[1]


def test_pkce_is_left_out_where_a_vendor_refuses_it(connect: SignIn, provider: Provider) -> None:
    connect(replace(SPEC, pkce=False))
    assert "code_challenge" not in provider.asked
    assert "code_verifier" not in provider.forms[0]


def test_a_simulator_may_stand_in_for_the_vendor(
    connect: SignIn, provider: Provider, browser: Browser
) -> None:
    connect(base="http://127.0.0.1:8123/")
    assert browser.opened.startswith("http://127.0.0.1:8123/oauth/authorize?")
    assert provider.urls == ["http://127.0.0.1:8123/oauth/token"]


def test_a_relay_that_adds_the_secret_gets_none_from_us(
    connect: SignIn, provider: Provider
) -> None:
    provider.instead = Response(200, json={"access_token": "a"})
    assert "client_secret" not in connect(secret="")
    assert "client_secret" not in provider.forms[0]


def test_the_page_loads_nothing_runs_nothing_and_is_not_kept(
    connect: SignIn, browser: Browser, provider: Provider
) -> None:
    connect()
    [(status, page, headers)] = browser.pages
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "<script" not in page
    assert "src=" not in page
    assert "code-1" not in page
    assert provider.asked["state"] not in page


# What does not disturb


def test_forged_and_stray_visits_get_an_error_page_and_do_not_disturb(
    connect: SignIn, browser: Browser
) -> None:
    def visits(browser: Browser) -> None:
        state = {"state": browser.provider.asked["state"]}
        good = f"?{urlencode({'code': 'code-1', **state})}"
        assert browser.come_back(state="forged", code="evil") == 400
        assert browser.come_back(state="") == 400
        assert browser.come_back(state="\N{SNOWMAN}") == 400
        assert browser.visit("?error=access_denied") == 400
        assert browser.visit("") == 400
        assert browser.visit(f"?{urlencode(state)}") == 400  # no code
        assert browser.visit(f"{good}&state=other") == 400
        assert browser.visit(f"{good}&code=other") == 400
        assert browser.visit("", path="/favicon.ico") == 404
        assert browser.visit(good, path="/callback/") == 404
        assert browser.visit(good, method="POST") == 405
        assert browser.visit(good, method="HEAD") == 405
        assert browser.visit(good, host="evil.example") == 421
        assert browser.visit(good, host="localhost") == 421
        assert browser.visit("?" + "a" * 20_000) == 400
        assert browser.come_back() == 200

    browser.script = visits
    assert connect()["access_token"] == "access-1"


def test_a_second_callback_is_told_so_and_changes_nothing(
    connect: SignIn, browser: Browser, provider: Provider
) -> None:
    def twice(browser: Browser) -> None:
        assert browser.come_back() == 200
        assert browser.come_back(code="code-2") == 409
        assert browser.come_back(error="access_denied") == 409

    browser.script = twice
    connect()
    assert [form["code"] for form in provider.forms] == ["code-1"]


def test_a_connection_that_says_nothing_holds_nobody_up(
    connect: SignIn, browser: Browser, provider: Provider
) -> None:
    """Browsers open spare connections ahead of need."""
    spare: list[socket.socket] = []

    def with_spares(browser: Browser) -> None:
        port = urlsplit(provider.asked["redirect_uri"]).port
        spare.extend(socket.create_connection(("127.0.0.1", port or 0)) for _ in range(3))
        browser.come_back()

    browser.script = with_spares
    connect()
    for connection in spare:
        connection.close()


def test_an_open_sign_in_keeps_no_program_from_ending(
    connect: SignIn, browser: Browser, provider: Provider
) -> None:
    before = set(threading.enumerate())
    started: list[threading.Thread] = []

    def look(browser: Browser) -> None:
        port = urlsplit(provider.asked["redirect_uri"]).port
        with socket.create_connection(("127.0.0.1", port or 0)):
            browser.come_back()
            started.extend(set(threading.enumerate()) - before)

    browser.script = look
    connect()
    assert started
    assert all(thread.daemon for thread in started)


def test_after_the_sign_in_nothing_listens_and_no_thread_is_left(
    connect: SignIn, provider: Provider
) -> None:
    before = set(threading.enumerate())
    connect()
    assert set(threading.enumerate()) == before
    port = urlsplit(provider.asked["redirect_uri"]).port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port or 0))


# How it may end otherwise


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("access_denied", Code.DECLINED),
        ("unauthorized_client", Code.APP_REJECTED),
        ("invalid_scope", Code.SCOPE_MISSING),
        ("redirect_uri_mismatch", Code.REDIRECT_REJECTED),
        ("temporarily_unavailable", Code.UNAVAILABLE),
        ("<script>", Code.UNEXPECTED),
    ],
)
def test_the_vendors_no_ends_the_attempt(
    connect: SignIn, browser: Browser, word: str, code: Code
) -> None:
    browser.answer = {"error": word}
    with pytest.raises(SyncError) as ended:
        connect()
    assert ended.value.code is code
    assert "script" not in browser.pages[0][1]


def test_a_refusal_without_parameters_counts_only_where_the_vendor_does_that(
    connect: SignIn, browser: Browser
) -> None:
    browser.script = lambda browser: browser.pages.append((browser.visit(""), "", {}))
    with pytest.raises(UserActionError) as ended:
        connect(replace(SPEC, decline_without_parameters=True))
    assert ended.value.code is Code.DECLINED
    with pytest.raises(UserActionError) as ended:
        connect()
    assert ended.value.code is Code.STATE_EXPIRED


def test_an_attempt_lives_for_ten_minutes(
    connect: SignIn, browser: Browser, clock: SimulatorClock
) -> None:
    began = clock.now()

    def too_late(browser: Browser) -> None:
        clock.advance(599)
        assert browser.come_back(state="forged") == 400
        clock.advance(1)
        assert browser.come_back() == 410

    browser.script = too_late
    with pytest.raises(UserActionError) as ended:
        connect()
    assert ended.value.code is Code.STATE_EXPIRED
    assert clock.now() - began == timedelta(minutes=10)


def test_nobody_coming_back_ends_it_after_ten_minutes(
    connect: SignIn, browser: Browser, clock: SimulatorClock
) -> None:
    began = clock.now()
    browser.script = lambda _browser: None
    with pytest.raises(UserActionError) as ended:
        connect()
    assert ended.value.code is Code.STATE_EXPIRED
    assert clock.now() - began == pytest.approx(timedelta(minutes=10), abs=timedelta(seconds=1))


def test_cancelling_ends_it_at_once_and_frees_the_port(
    connect: SignIn, browser: Browser, job: JobContext, provider: Provider
) -> None:
    browser.script = lambda _browser: job.cancelled.set()
    with pytest.raises(Cancelled):
        connect()
    port = urlsplit(provider.asked["redirect_uri"]).port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port or 0))


def test_the_first_free_port_is_taken_and_all_taken_is_said_with_their_numbers(
    connect: SignIn, provider: Provider
) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as first,
        socket.create_server(("127.0.0.1", 0)) as second,
    ):
        ports = tuple(taken.getsockname()[1] for taken in (first, second))
        connect(replace(SPEC, ports=(*ports, 0)))
        assert urlsplit(provider.asked["redirect_uri"]).port not in ports
        with pytest.raises(UserActionError) as ended:
            connect(replace(SPEC, ports=ports))
    assert ended.value.code is Code.PORT_TAKEN
    assert ended.value.detail == f"{ports[0]}, {ports[1]}"


def has_ipv6_loopback() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.skipif(not has_ipv6_loopback(), reason="this computer has no IPv6 loopback")
def test_localhost_is_answered_on_ipv6_as_well_or_not_at_all(
    connect: SignIn, browser: Browser, provider: Provider
) -> None:
    """Else another program on ::1 could get the code."""

    def over_ipv6(browser: Browser) -> None:
        port = urlsplit(provider.asked["redirect_uri"]).port
        connection = http.client.HTTPConnection("::1", port)
        query = urlencode({"code": "code-1", "state": provider.asked["state"]})
        connection.request("GET", f"/callback?{query}", headers={"Host": f"localhost:{port}"})
        assert connection.getresponse().status == 200
        connection.close()

    browser.script = over_ipv6
    spec = replace(SPEC, redirect_host="localhost")
    assert connect(spec)["access_token"] == "access-1"
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserActionError) as ended:
            connect(replace(spec, ports=(port,)))
    assert ended.value.code is Code.PORT_TAKEN


def test_a_browser_that_cannot_be_opened_leaves_nothing_behind(
    connect: SignIn, browser: Browser
) -> None:
    def broken(_browser: Browser) -> None:
        raise RuntimeError("no browser")

    browser.script = broken
    before = set(threading.enumerate())
    with pytest.raises(RuntimeError):
        connect()
    assert set(threading.enumerate()) == before


# The token address's refusals


def refusal(error: str, status: str = "") -> dict[str, object]:
    """A refusal whose words hold content, as vendors' do."""
    return {"error": error, "status": status, "message": "ann@example.com", "correlationId": "c"}


REFUSALS = [
    (400, refusal("invalid_grant"), None),
    (400, refusal("invalid_grant", "BAD_AUTH_CODE"), Code.CODE_REJECTED),
    (400, refusal("invalid_grant", "EXPIRED_AUTH_CODE"), Code.CODE_REJECTED),
    (400, refusal("invalid_grant", "MISMATCH_REDIRECT_URI_AUTH_CODE"), Code.REDIRECT_REJECTED),
    (400, refusal("invalid_grant", "BAD_REDIRECT_URI"), Code.REDIRECT_REJECTED),
    (400, refusal("invalid_grant", "BAD_REFRESH_TOKEN"), Code.SIGN_IN_ENDED),
    (400, refusal("invalid_client", "BAD_CLIENT_ID"), Code.APP_REJECTED),
    (400, refusal("invalid_client"), Code.APP_REJECTED),
    (401, refusal("invalid_client"), Code.APP_REJECTED),
    (400, refusal("unauthorized_client"), Code.APP_REJECTED),
    (400, refusal("access_denied", "BAD_HUB"), Code.ACCOUNT_GONE),
    (400, refusal("invalid_scope"), Code.SCOPE_MISSING),
    (401, "The provided refresh token is not valid.", None),
    (400, refusal("invalid_request"), Code.UNEXPECTED),
    (418, {}, Code.UNEXPECTED),
    (200, {"token_type": "bearer"}, Code.UNEXPECTED),
    (200, ["access_token"], Code.UNEXPECTED),
]


@pytest.mark.parametrize(("status", "body", "code"), REFUSALS)
def test_each_refusal_of_a_code_says_what_a_person_can_do(
    connect: SignIn, provider: Provider, status: int, body: object, code: Code | None
) -> None:
    provider.instead = Response(status, json=body)
    with pytest.raises(SyncError) as refused:
        connect()
    assert refused.value.code is (code or Code.CODE_REJECTED)
    assert len(provider.forms) == 1  # never tried again
    assert "ann" not in str(refused.value)


@pytest.mark.parametrize(("status", "body", "code"), REFUSALS)
def test_each_refusal_of_a_renewal_says_what_a_person_can_do(
    provider: Provider, job: JobContext, status: int, body: object, code: Code | None
) -> None:
    provider.instead = Response(status, json=body)
    renew = refresher(SPEC, host=HOST, job=job, transport=httpx.MockTransport(provider.handle))
    with pytest.raises(SyncError) as refused:
        renew({**CLIENT, "refresh_token": "refresh-0"})
    assert refused.value.code is (code or Code.SIGN_IN_ENDED)
    assert len(provider.forms) == 1


def test_a_wrong_secret_is_the_apps_fault_not_the_persons(connect: SignIn) -> None:
    with pytest.raises(UserActionError) as refused:
        connect(secret="wrong")
    assert refused.value.code is Code.APP_REJECTED


@pytest.mark.parametrize(
    ("instead", "code"),
    [
        (Response(503), Code.UNAVAILABLE),
        (Response(429, headers={"Retry-After": "30"}), Code.RATE_LIMITED),
        (httpx.ConnectError("x"), Code.OFFLINE),
        (httpx.ReadTimeout("x"), Code.UNAVAILABLE),
    ],
)
def test_trouble_on_the_line_ends_no_sign_in(
    provider: Provider, job: JobContext, instead: Response | Exception, code: Code
) -> None:
    provider.instead = instead
    renew = refresher(SPEC, host=HOST, job=job, transport=httpx.MockTransport(provider.handle))
    with pytest.raises(TransientError) as busy:
        renew({**CLIENT, "refresh_token": "refresh-0"})
    assert busy.value.code is code


# Renewing and revoking


def renewed(provider: Provider, job: JobContext, secrets: Mapping[str, str]) -> Secrets:
    transport = httpx.MockTransport(provider.handle)
    return refresher(SPEC, host=HOST, job=job, transport=transport)(secrets)


def test_a_renewal_returns_new_tokens_and_keeps_what_else_was_known(
    provider: Provider, job: JobContext
) -> None:
    old = {**CLIENT, "refresh_token": "refresh-0", "access_token": "old", "account_id": "4711"}
    new = renewed(provider, job, old)
    assert new == {**old, **new}
    assert (new["access_token"], new["refresh_token"]) == ("access-1", "refresh-1")
    assert provider.forms == [
        {"grant_type": "refresh_token", "refresh_token": "refresh-0", **CLIENT}
    ]


@pytest.mark.parametrize("answered", [{}, {"refresh_token": None}, {"refresh_token": ""}])
def test_the_old_refresh_token_is_kept_where_the_answer_has_none(
    provider: Provider, job: JobContext, answered: dict[str, object]
) -> None:
    provider.instead = Response(200, json={"access_token": "new", **answered})
    new = renewed(provider, job, {**CLIENT, "refresh_token": "kept"})
    assert new["refresh_token"] == "kept"


def test_without_a_refresh_token_the_sign_in_has_ended(provider: Provider, job: JobContext) -> None:
    with pytest.raises(UserActionError) as ended:
        renewed(provider, job, {**CLIENT, "access_token": "old"})
    assert ended.value.code is Code.SIGN_IN_ENDED
    assert provider.forms == []


def test_tokens_of_another_account_are_a_hard_stop(provider: Provider, job: JobContext) -> None:
    provider.extra = {"hub_id": 2}
    with pytest.raises(UserActionError) as stopped:
        renewed(provider, job, {**CLIENT, "refresh_token": "refresh-0", "account_id": "1"})
    assert stopped.value.code is Code.ACCOUNT_MISMATCH


def jwt(claims: bytes) -> str:
    return f"h.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.s"


NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # the clock's


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ({"expires_in": 1800}, NOW + timedelta(seconds=1800)),
        ({"expires_in": "1800"}, NOW + timedelta(seconds=1800)),
        ({"expires_in": 1800.0}, NOW + timedelta(seconds=1800)),
        ({"expires_in": 2592000}, NOW + timedelta(days=30)),
        ({"expires_in": -5}, NOW),
        ({"expires_at": "2026-03-02 10:04:31 UTC"}, datetime(2026, 3, 2, 10, 4, 31, tzinfo=UTC)),
        ({"expires_at": "2026-03-02T11:00:00+01:00"}, datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ({"access_token": jwt(b'{"exp": 1772445600}')}, datetime.fromtimestamp(1772445600, UTC)),
        ({"access_token": jwt(b'{"exp": "soon"}')}, NOW + timedelta(hours=1)),
        ({"access_token": jwt(b'{"exp": 99999999999999999}')}, NOW + timedelta(hours=1)),
        ({"access_token": "h.%%%.s"}, NOW + timedelta(hours=1)),
        ({"expires_in": "soon", "expires_at": "later"}, NOW + timedelta(hours=1)),
        ({"expires_in": True}, NOW + timedelta(hours=1)),
        ({}, NOW + timedelta(hours=1)),
    ],
)
def test_the_end_of_a_token_is_read_in_every_form_that_vendors_use(
    provider: Provider, job: JobContext, answer: dict[str, object], ends: datetime
) -> None:
    provider.instead = Response(200, json={"access_token": "new", **answer})
    new = renewed(provider, job, {**CLIENT, "refresh_token": "r"})
    assert datetime.fromisoformat(new["expires_at"]) == ends


def test_a_vendors_own_reading_of_a_refusal_comes_first(
    provider: Provider, job: JobContext
) -> None:
    provider.instead = Response(422, json={"error": "odd"})
    renew = refresher(
        SPEC,
        host=HOST,
        job=job,
        transport=httpx.MockTransport(provider.handle),
        read_error=lambda status, body: (
            UserActionError(Code.NOT_PERMITTED) if (status, body["error"]) == (422, "odd") else None
        ),
    )
    with pytest.raises(UserActionError) as refused:
        renew({"refresh_token": "r"})
    assert refused.value.code is Code.NOT_PERMITTED
    provider.instead = Response(400, json={"error": "invalid_grant"})
    with pytest.raises(UserActionError) as refused:
        renew({"refresh_token": "r"})
    assert refused.value.code is Code.SIGN_IN_ENDED


def test_revoking_tells_the_vendor_which_token_to_forget(provider: Provider) -> None:
    transport = httpx.MockTransport(provider.handle)
    held = {**CLIENT, "access_token": "access-1", "refresh_token": "refresh-1"}
    revoke(SPEC, held, host=HOST, transport=transport)
    revoke(replace(SPEC, revokes="access_token"), held, host=HOST, transport=transport)
    assert [form["token"] for form in provider.forms] == ["refresh-1", "access-1"]
    assert "authorization" not in provider.headers[0]
    assert provider.headers[1]["authorization"] == "Bearer access-1"


@pytest.mark.parametrize(
    "gone",
    [
        Response(401),
        Response(400, json={"error": "invalid_grant", "status": "BAD_REFRESH_TOKEN"}),
        Response(200, html="<html>done</html>"),
    ],
)
def test_revoking_what_is_gone_already_is_fine(provider: Provider, gone: Response) -> None:
    provider.instead = gone
    transport = httpx.MockTransport(provider.handle)
    revoke(SPEC, {"refresh_token": "r"}, host=HOST, transport=transport)


def test_revoking_says_when_it_did_not_work(provider: Provider, job: JobContext) -> None:
    provider.instead = Response(400, json={"error": "invalid_client"})
    transport = httpx.MockTransport(provider.handle)
    with pytest.raises(UserActionError):
        revoke(SPEC, {"refresh_token": "r"}, host=HOST, transport=transport, job=job)


def test_without_an_address_or_a_token_there_is_nothing_to_revoke(provider: Provider) -> None:
    transport = httpx.MockTransport(provider.handle)
    revoke(replace(SPEC, revoke_url=""), {"refresh_token": "r"}, host=HOST, transport=transport)
    revoke(SPEC, {"token": "pasted"}, host=HOST, transport=transport)
    assert provider.forms == []
