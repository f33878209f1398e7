"""The door to the network: what is sent, what is sent again, and what its failures become."""

import threading
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import httpx
import pytest

from connectors.kit.http import ApiClient, Json
from connectors.kit.limits import RateBudget, Window
from connectors.kit.simulator import Dropped, Request, Response, SimulatorClock
from core.errors import (
    Cancelled,
    Code,
    RefusedError,
    SyncError,
    TransientError,
    UserActionError,
)
from core.jobs import JobContext

BASE = "https://api.example.com/v4"
Step = Response | Exception


class Vendor:
    """Answers from a list, in order; the last answer goes on for ever."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.requests: list[Request] = []

    def handle(self, request: Request) -> Response:
        self.requests.append(request)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        return step


def translate(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
    """Read an answer as an average vendor means it."""
    if status in (429, 423, 477, 503):
        code = {429: Code.RATE_LIMITED, 423: Code.LOCKED, 477: Code.MIGRATING}
        wait = headers.get("retry-after")
        return TransientError(
            code.get(status, Code.UNAVAILABLE),
            status=status,
            retry_after=float(wait) if wait else None,
        )
    if status >= 500:
        return TransientError(Code.UNAVAILABLE, status=status, reference=headers.get("x-ref"))
    if status == 401:
        return UserActionError(Code.TOKEN_REJECTED, status=status)
    if status == 302:
        return SyncError(Code.UNEXPECTED, status=status)
    return RefusedError(Code.RECORD_REFUSED, status=status, detail=type(body).__name__)


@pytest.fixture
def budget(clock: SimulatorClock) -> RateBudget:
    return RateBudget({"": [Window(1000, 10.0)], "search": [Window(1000, 10.0)]}, clock)


Connect = Callable[..., ApiClient]


@pytest.fixture
def connect(job: JobContext, budget: RateBudget) -> Connect:
    def client(
        vendor: Vendor,
        base: str = BASE,
        headers: Mapping[str, str] | None = None,
        paced_by: RateBudget = budget,
    ) -> ApiClient:
        return ApiClient(
            base,
            translate=translate,
            budget=paced_by,
            job=job,
            headers=headers,
            transport=httpx.MockTransport(vendor.handle),
        )

    return client


def ok(body: object = None) -> Response:
    return Response(200, json={} if body is None else body)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield everything that hangs on an error and might be logged with it."""
    seen: set[int] = set()
    todo: list[BaseException | None] = [error.__cause__, error.__context__]
    while todo:
        other = todo.pop()
        if other is not None and id(other) not in seen:
            seen.add(id(other))
            todo += [other.__cause__, other.__context__]
            yield other


# What is sent


def test_a_request_is_the_base_address_the_path_the_query_and_our_headers(
    connect: Connect,
) -> None:
    vendor = Vendor(ok())
    api = connect(vendor, headers={"X-Api-Version": "4.0.10"})
    api.request(
        "GET",
        "/contacts.json",
        params={"fields": "id,name{first}", "ids[]": ["1", "2"]},
        headers={"If-Match": '"7"'},
    )
    sent = vendor.requests[0]
    assert sent.url.path == "/v4/contacts.json"
    assert sent.url.params.multi_items() == [
        ("fields", "id,name{first}"),
        ("ids[]", "1"),
        ("ids[]", "2"),
    ]
    assert sent.headers["x-api-version"] == "4.0.10"
    assert sent.headers["if-match"] == '"7"'
    assert sent.headers["accept"] == "application/json"
    assert sent.content == b""


def test_headers_of_one_request_do_not_stay_for_the_next(connect: Connect) -> None:
    vendor = Vendor(ok())
    api = connect(vendor)
    api.request("PATCH", "/contacts/1", json={"a": 1}, headers={"If-Match": '"7"'})
    api.request("GET", "/contacts/1")
    assert "if-match" not in vendor.requests[1].headers
    assert "content-type" not in vendor.requests[1].headers


def test_bodies_go_as_json_or_as_a_form(connect: Connect) -> None:
    vendor = Vendor(ok())
    api = connect(vendor)
    api.request("POST", "/x", json={"name": "Ann", "sum": Decimal("1.50")})
    api.request("POST", "/x", form={"grant_type": "refresh_token", "token": "a&b"})
    as_json, as_form = vendor.requests
    assert as_json.headers["content-type"] == "application/json"
    assert as_json.content == b'{"name":"Ann","sum":"1.50"}'
    assert as_form.headers["content-type"] == "application/x-www-form-urlencoded"
    assert as_form.content == b"grant_type=refresh_token&token=a%26b"


def test_numbers_with_a_fraction_come_back_exact(connect: Connect) -> None:
    api = connect(Vendor(Response(200, content=b'{"sum": 0.10, "count": 3}')))
    body = api.request("GET", "/x").body
    assert body == {"sum": Decimal("0.10"), "count": 3}
    assert isinstance(body["sum"], Decimal)


def test_an_answer_without_a_body_has_none_and_its_headers_are_in_lower_case(
    connect: Connect,
) -> None:
    answer = connect(Vendor(Response(204, headers={"X-Left": "7"}))).request("DELETE", "/x")
    assert (answer.status, answer.body) == (204, None)
    assert "x-left" in list(answer.headers)


@pytest.mark.parametrize("path", ["/next?page=2", "next?page=2", f"{BASE}/next?page=2"])
def test_a_next_link_on_the_same_host_is_followed(connect: Connect, path: str) -> None:
    vendor = Vendor(ok())
    connect(vendor).request("GET", path)
    assert str(vendor.requests[0].url) == f"{BASE}/next?page=2"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v4/next",
        "http://api.example.com/v4/next",
        "https://api.example.com:8443/next",
        "https://api.example.com@evil.example/next",
        "https://user@api.example.com/next",
        "https://api.example.com\\@evil.example/",
    ],
)
def test_a_next_link_to_any_other_place_is_refused_and_nothing_is_sent(
    connect: Connect, link: str
) -> None:
    vendor = Vendor(ok())
    with pytest.raises(UserActionError) as refused:
        connect(vendor).request("GET", link)
    assert refused.value.code is Code.ADDRESS_REFUSED
    assert vendor.requests == []


@pytest.mark.parametrize("path", ["@evil.example/x", "//evil.example/x", ".evil.example/x"])
def test_no_path_can_change_the_host(connect: Connect, path: str) -> None:
    vendor = Vendor(ok())
    connect(vendor, base="https://api.example.com").request("GET", path)
    assert vendor.requests[0].url.host == "api.example.com"


def test_a_redirect_is_an_answer_and_is_not_followed(connect: Connect) -> None:
    vendor = Vendor(Response(302, headers={"location": "https://evil.example/"}))
    with pytest.raises(SyncError) as refused:
        connect(vendor).request("GET", "/x")
    assert refused.value.status == 302
    assert len(vendor.requests) == 1


def test_cookies_are_not_kept(connect: Connect) -> None:
    vendor = Vendor(Response(200, json={}, headers={"set-cookie": "track=1"}))
    api = connect(vendor)
    api.request("GET", "/x")
    api.request("GET", "/x")
    assert "cookie" not in vendor.requests[1].headers


@pytest.mark.parametrize("key", ["key\nx: y", "smart\N{RIGHT SINGLE QUOTATION MARK}quote"])
def test_a_key_that_no_header_can_carry_is_a_rejected_key_and_is_not_repeated(
    connect: Connect, key: str
) -> None:
    with pytest.raises(UserActionError) as refused:
        connect(Vendor(ok()), headers={"x-key": key})
    assert refused.value.code is Code.TOKEN_REJECTED
    assert key not in str(refused.value)
    assert list(chain(refused.value)) == []


# What is sent again


def test_a_get_is_tried_again_after_a_5xx_and_after_a_broken_connection(
    connect: Connect,
) -> None:
    vendor = Vendor(Response(502, html="<html>"), Dropped(), Response(503), ok({"id": "1"}))
    api = connect(vendor)
    assert api.request("GET", "/x").body == {"id": "1"}
    assert api.requests == len(vendor.requests) == 4


def test_a_request_that_says_it_may_be_repeated_is(connect: Connect) -> None:
    vendor = Vendor(Dropped(), Response(500), ok())
    connect(vendor).request("POST", "/upsert", json={"inputs": []}, repeatable=True)
    assert [request.content for request in vendor.requests] == [b'{"inputs":[]}'] * 3


@pytest.mark.parametrize(
    "step",
    [
        Dropped(),
        httpx.ReadTimeout("ann@example.com"),
        httpx.WriteError("ann@example.com"),
        httpx.RemoteProtocolError("ann@example.com"),
        Response(500, json={}, headers={"x-ref": "r-1"}),
        Response(503, headers={"retry-after": "7200"}),
        Response(200, html="<html>proxy</html>"),
        Response(201, content=b'{"id": "1", "na'),
    ],
    ids=lambda step: type(step).__name__ if isinstance(step, Exception) else str(step.status_code),
)
def test_a_write_that_may_have_been_applied_is_not_repeated_but_unknown(
    connect: Connect, step: Step
) -> None:
    """P2: a time-out after the write took effect makes no duplicate."""
    vendor = Vendor(step, ok())
    with pytest.raises(SyncError) as failed:
        connect(vendor).request("POST", "/contacts", json={"email": "ann@example.com"})
    assert failed.value.code is Code.OUTCOME_UNKNOWN
    assert not isinstance(failed.value, TransientError)
    assert len(vendor.requests) == 1


@pytest.mark.parametrize("step", [httpx.ConnectError("x"), httpx.ConnectTimeout("x")])
def test_a_write_that_was_never_sent_is_tried_again(connect: Connect, step: Exception) -> None:
    vendor = Vendor(step, httpx.PoolTimeout("x"), ok({"id": "1"}))
    assert connect(vendor).request("POST", "/contacts", json={}).body == {"id": "1"}


@pytest.mark.parametrize("status", [423, 429])
def test_a_429_or_423_did_nothing_so_even_a_create_is_sent_again_after_the_wait(
    connect: Connect, clock: SimulatorClock, status: int
) -> None:
    vendor = Vendor(Response(status, headers={"retry-after": "7"}), ok({"id": "1"}))
    assert connect(vendor).request("POST", "/contacts", json={}).body == {"id": "1"}
    assert 7 <= clock.monotonic() <= 8


def test_after_a_429_all_threads_of_that_policy_hold_back(
    connect: Connect, clock: SimulatorClock, budget: RateBudget, job: JobContext
) -> None:
    vendor = Vendor(Response(429, headers={"retry-after": "100"}))
    with pytest.raises(TransientError):
        connect(vendor).request("GET", "/search", policy="search")
    budget.acquire("", job)
    assert clock.monotonic() == 0
    with pytest.raises(TransientError):
        budget.acquire("search", job)


@pytest.mark.parametrize("status", [429, 477, 503])
def test_a_wait_of_more_than_90_seconds_is_the_engines_not_the_requests(
    connect: Connect, clock: SimulatorClock, status: int
) -> None:
    vendor = Vendor(Response(status, headers={"retry-after": "86400"}))
    with pytest.raises(TransientError) as busy:
        connect(vendor).request("GET", "/x")
    assert busy.value.retry_after == 86400
    assert len(vendor.requests) == 1
    assert clock.monotonic() == 0


def test_it_gives_up_after_five_tries_with_the_last_error(
    connect: Connect, clock: SimulatorClock
) -> None:
    vendor = Vendor(Response(500))
    with pytest.raises(TransientError) as busy:
        connect(vendor).request("GET", "/x")
    assert (busy.value.code, busy.value.status) == (Code.UNAVAILABLE, 500)
    assert len(vendor.requests) == 5
    assert 0.5 + 1 + 2 + 4 <= clock.monotonic() <= 0.5 + 1 + 2 + 4 + 4 * 0.5


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_a_refusal_is_what_the_vendors_reading_says_and_is_not_repeated(
    connect: Connect, status: int
) -> None:
    vendor = Vendor(Response(status, html="<html>"))
    with pytest.raises(SyncError) as refused:
        connect(vendor).request("GET", "/x")
    assert refused.value.status == status
    assert len(vendor.requests) == 1


def test_a_refusals_body_reaches_the_vendors_reading_as_json_or_else_as_text(
    connect: Connect,
) -> None:
    for response, kind in (
        (Response(422, json={"a": 1}), "dict"),
        (Response(422, json="'x' is not a valid parameter"), "str"),
        (Response(422, text="429 Too Many Requests"), "str"),
        (Response(422), "NoneType"),
    ):
        with pytest.raises(RefusedError) as refused:
            connect(Vendor(response)).request("GET", "/x")
        assert refused.value.detail == kind


def test_a_vendor_that_takes_its_time_is_given_it(job: JobContext) -> None:
    vendor = Vendor(ok())
    transport = httpx.MockTransport(vendor.handle)
    ApiClient(
        BASE,
        translate=translate,
        budget=RateBudget({}),
        job=job,
        transport=transport,
        patience=100.0,
    ).request("GET", "/x")
    assert vendor.requests[0].extensions["timeout"]["read"] == 100.0


def test_a_definite_no_with_a_5xx_is_believed_even_for_a_write(job: JobContext) -> None:
    def no(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
        return UserActionError(Code.VERSION_RETIRED, status=status)

    transport = httpx.MockTransport(Vendor(Response(501)).handle)
    api = ApiClient(BASE, translate=no, budget=RateBudget({}), job=job, transport=transport)
    with pytest.raises(UserActionError):
        api.request("POST", "/x", json={})


def test_other_statuses_may_be_welcome(connect: Connect) -> None:
    api = connect(Vendor(Response(404, html="<html>gone</html>")))
    answer = api.request("GET", "/x", accept=(200, 404))
    assert (answer.status, answer.body) == (404, None)


# What failures become


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Response(200, html="<html>Sign in to the Wi-Fi</html>"), Code.NOT_JSON),
        (Response(200, content=b"OK"), Code.NOT_JSON),
        (Response(200, content=b'{"results": [{"id": "1"'), Code.TRUNCATED),
        (Response(200, content=b'["\xc3'), Code.TRUNCATED),
        (httpx.ConnectError("x"), Code.OFFLINE),
        (httpx.ReadTimeout("x"), Code.UNAVAILABLE),
        (httpx.DecodingError("x"), Code.UNAVAILABLE),
        (Dropped(), Code.UNAVAILABLE),
    ],
)
def test_no_usable_answer_has_a_code_of_its_own(connect: Connect, step: Step, code: Code) -> None:
    with pytest.raises(TransientError) as failed:
        connect(Vendor(step)).request("GET", "/x")
    assert failed.value.code is code


def test_deep_nesting_is_no_crash(connect: Connect) -> None:
    with pytest.raises(TransientError):
        connect(Vendor(Response(200, content=b"[" * 100_000))).request("GET", "/x")


@pytest.mark.parametrize(
    "step",
    [
        httpx.ConnectError("ann@example.com"),
        httpx.ReadTimeout("ann@example.com"),
        httpx.LocalProtocolError("ann@example.com"),
        Response(200, content=b'{"email": "ann@example.com'),
        Response(500, json={"message": "ann@example.com"}),
        Response(422, json={"message": "ann@example.com"}),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_error_carries_content(connect: Connect, step: Step, method: str) -> None:
    """P9: neither in its words nor in the errors that led to it."""
    with pytest.raises(SyncError) as failed:
        connect(Vendor(step)).request(method, "/contacts/ann@example.com")
    whole = [failed.value, *chain(failed.value)]
    assert all(isinstance(error, SyncError) or not error.args for error in whole)
    assert not any("ann" in repr(error) + str(error) for error in whole)


# Pace and cancelling


def test_each_try_is_paced_by_its_policy(connect: Connect, clock: SimulatorClock) -> None:
    api = connect(Vendor(ok()), paced_by=RateBudget({"slow": [Window(1, 5.0)]}, clock))
    for _ in range(3):
        api.request("GET", "/x", policy="slow")
    assert clock.monotonic() == pytest.approx(10, rel=0.01)


def test_every_answer_is_shown_to_the_observer_while_its_request_still_counts(
    job: JobContext, clock: SimulatorClock
) -> None:
    budget = RateBudget({"search": [Window(100, 10.0)]}, clock)
    seen: list[tuple[str, int, str]] = []

    def observe(policy: str, status: int, headers: Mapping[str, str]) -> None:
        seen.append((policy, status, headers["x-left"]))
        budget.learn(policy, remaining=int(headers["x-left"]))

    vendor = Vendor(
        Response(429, headers={"x-left": "99", "retry-after": "1"}),
        Response(200, json={}, headers={"x-left": "98"}),
    )
    api = ApiClient(
        BASE,
        translate=translate,
        budget=budget,
        job=job,
        transport=httpx.MockTransport(vendor.handle),
        observe=observe,
    )
    api.request("GET", "/x", policy="search")
    assert seen == [("search", 429, "99"), ("search", 200, "98")]
    at = clock.monotonic()
    for _ in range(98):
        budget.release(budget.acquire("search", job))
    assert clock.monotonic() == at


def test_cancelling_ends_the_wait_between_tries() -> None:
    stop = threading.Event()
    job = JobContext(cancelled=stop)

    class Stopping(Vendor):
        def handle(self, request: Request) -> Response:
            stop.set()
            return super().handle(request)

    vendor = Stopping(Response(503, headers={"retry-after": "80"}))
    transport = httpx.MockTransport(vendor.handle)
    api = ApiClient(BASE, translate=translate, budget=RateBudget({}), job=job, transport=transport)
    with pytest.raises(Cancelled):
        api.request("GET", "/x")
    with pytest.raises(Cancelled):
        api.request("GET", "/x")
    assert len(vendor.requests) == 1


def test_requests_of_many_threads_are_all_counted(connect: Connect) -> None:
    api = connect(Vendor(ok()))
    threads = [
        threading.Thread(target=lambda: [api.request("GET", "/x") for _ in range(25)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert api.requests == 200
