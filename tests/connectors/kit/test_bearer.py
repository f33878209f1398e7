"""Bearer tokens: renewed ahead of their end, once for all threads, saved before they are used."""

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta

import httpx
import pytest

from connectors.kit.bearer import BearerAuth
from connectors.kit.http import ApiClient, Json
from connectors.kit.limits import RateBudget
from connectors.kit.simulator import Request, Response, SimulatorClock
from core.errors import Code, SyncError, TransientError, UserActionError
from core.jobs import JobContext
from core.registry import Secrets


class Box:
    """Credentials in memory; remembers each saving."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = secrets
        self.saved: list[str] = []
        self._lock = threading.Lock()

    def load(self) -> Secrets:
        return self.secrets

    def save(self, secrets: Secrets) -> None:
        self.secrets = secrets
        self.saved.append(secrets["access_token"])

    def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
        with self._lock:
            if self.secrets.get("access_token", "") == stale:
                self.save(renew(self.secrets))
            return self.secrets


class Vendor:
    """An API behind tokens of 30 minutes, and the token address that hands them out.

    It rotates: a refresh token works once, and using it again ends the whole sign-in.
    """

    def __init__(self, clock: SimulatorClock, box: Box) -> None:
        self.clock = clock
        self.box = box
        self.valid = {"access-0"}
        self.generation = 0
        self.refreshes = 0
        self.seen: list[str] = []
        self.unsaved: list[str] = []
        self.trouble: SyncError | None = None
        self.always_401 = False
        self.lock = threading.Lock()

    def handle(self, request: Request) -> Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        with self.lock:
            self.seen.append(token)
            if token != self.box.secrets.get("access_token"):
                self.unsaved.append(token)
            good = token in self.valid and not self.always_401
        return Response(200, json={}) if good else Response(401, json={})

    def renew(self, secrets: Secrets) -> Secrets:
        with self.lock:
            self.refreshes += 1
            if self.trouble is not None:
                raise self.trouble
            if secrets["refresh_token"] != f"refresh-{self.generation}":
                self.valid.clear()
                raise UserActionError(Code.SIGN_IN_ENDED)
            self.generation += 1
            self.valid = {f"access-{self.generation}"}
            return self.tokens()

    def tokens(self, lifetime: float = 1800) -> Secrets:
        return {
            "access_token": f"access-{self.generation}",
            "refresh_token": f"refresh-{self.generation}",
            "expires_at": (self.clock.now() + timedelta(seconds=lifetime)).isoformat(),
        }


@pytest.fixture
def box() -> Box:
    return Box({})


@pytest.fixture
def vendor(clock: SimulatorClock, box: Box) -> Vendor:
    vendor = Vendor(clock, box)
    box.secrets = vendor.tokens()
    return vendor


def translate(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
    return UserActionError(Code.TOKEN_REJECTED, status=status)


def client(vendor: Vendor, box: Box, job: JobContext, *, static: bool = False) -> ApiClient:
    return ApiClient(
        "https://api.example.com",
        translate=translate,
        budget=RateBudget({}),
        job=job,
        auth=BearerAuth(box, refresh=None if static else vendor.renew, clock=job.clock),
        transport=httpx.MockTransport(vendor.handle),
    )


@pytest.fixture
def api(vendor: Vendor, box: Box, job: JobContext) -> ApiClient:
    return client(vendor, box, job)


def test_a_good_token_is_used_as_it_is(api: ApiClient, vendor: Vendor) -> None:
    for _ in range(3):
        api.request("GET", "/x")
    assert vendor.seen == ["access-0"] * 3
    assert vendor.refreshes == 0


def test_a_token_is_renewed_two_minutes_ahead_of_its_end_and_saved_before_it_is_used(
    api: ApiClient, vendor: Vendor, box: Box, clock: SimulatorClock
) -> None:
    clock.advance(1800 - 121)
    api.request("GET", "/x")
    clock.advance(2)
    api.request("GET", "/x")
    api.request("GET", "/x")
    assert vendor.seen == ["access-0", "access-1", "access-1"]
    assert vendor.unsaved == []
    assert box.saved == ["access-1"]


def test_after_a_401_it_renews_once_and_sends_once_more(
    api: ApiClient, vendor: Vendor, box: Box
) -> None:
    vendor.valid.clear()
    assert api.request("POST", "/x", json={"a": 1}).status == 200
    assert vendor.seen == ["access-0", "access-1"]
    assert vendor.unsaved == []
    assert api.requests == 2


def test_a_401_that_renewing_does_not_cure_is_no_loop(api: ApiClient, vendor: Vendor) -> None:
    vendor.always_401 = True
    for _ in range(3):
        with pytest.raises(UserActionError) as refused:
            api.request("GET", "/x")
        assert refused.value.code is Code.TOKEN_REJECTED
    assert vendor.refreshes == 1
    assert len(vendor.seen) == 4


def test_a_static_key_is_never_renewed(vendor: Vendor, box: Box, job: JobContext) -> None:
    box.secrets = {"token": "pasted-key"}
    with pytest.raises(UserActionError):
        client(vendor, box, job, static=True).request("GET", "/x")
    assert vendor.seen == ["pasted-key"]
    assert vendor.refreshes == 0


def test_nothing_in_the_box_is_not_connected(vendor: Vendor, box: Box, job: JobContext) -> None:
    box.secrets = {}
    with pytest.raises(UserActionError) as refused:
        client(vendor, box, job, static=True).request("GET", "/x")
    assert refused.value.code is Code.NOT_CONNECTED
    assert vendor.seen == []


@pytest.mark.parametrize("key", ["smart\N{RIGHT SINGLE QUOTATION MARK}quote", "two words", "a\nb"])
def test_a_pasted_key_that_no_header_can_carry_is_a_rejected_key(
    vendor: Vendor, box: Box, job: JobContext, key: str
) -> None:
    box.secrets = {"token": key}
    with pytest.raises(UserActionError) as refused:
        client(vendor, box, job, static=True).request("GET", "/x")
    assert refused.value.code is Code.TOKEN_REJECTED
    assert key not in str(refused.value)


def test_the_first_token_may_be_got_by_renewing(vendor: Vendor, box: Box, job: JobContext) -> None:
    """As with client credentials, where connecting brings no token."""
    box.secrets = {"refresh_token": "refresh-0"}
    client(vendor, box, job).request("GET", "/x")
    assert vendor.seen == ["access-1"]


def test_a_renewal_ahead_of_time_that_finds_nobody_home_waits_while_the_token_is_good(
    api: ApiClient, vendor: Vendor, clock: SimulatorClock
) -> None:
    vendor.trouble = TransientError(Code.UNAVAILABLE)
    clock.advance(1800 - 100)
    for _ in range(5):
        api.request("GET", "/x")
    assert vendor.refreshes == 1
    clock.advance(31)
    vendor.trouble = None
    api.request("GET", "/x")
    assert vendor.seen[-1] == "access-1"


def test_a_renewal_that_finds_nobody_home_after_the_end_is_tried_again_then_passed_on(
    api: ApiClient, vendor: Vendor, clock: SimulatorClock
) -> None:
    vendor.trouble = TransientError(Code.OFFLINE)
    clock.advance(1801)
    with pytest.raises(TransientError) as offline:
        api.request("POST", "/x", json={})
    assert offline.value.code is Code.OFFLINE
    assert vendor.refreshes == 5
    assert vendor.seen == []
    vendor.trouble = None
    assert api.request("POST", "/x", json={}).status == 200


def test_a_sign_in_that_has_ended_is_not_asked_for_again(
    api: ApiClient, vendor: Vendor, clock: SimulatorClock
) -> None:
    vendor.trouble = UserActionError(Code.SIGN_IN_ENDED, status=400)
    clock.advance(1801)
    for _ in range(3):
        with pytest.raises(UserActionError) as ended:
            api.request("GET", "/x")
        assert (ended.value.code, ended.value.status) == (Code.SIGN_IN_ENDED, 400)
    assert vendor.refreshes == 1


def test_tokens_that_live_shorter_than_the_lead_are_not_renewed_at_each_request(
    vendor: Vendor, box: Box, job: JobContext, clock: SimulatorClock
) -> None:
    lifetime = 60.0

    def renew(secrets: Secrets) -> Secrets:
        return {**vendor.renew(secrets), **vendor.tokens(lifetime)}

    auth = BearerAuth(box, refresh=renew, clock=clock)
    api = ApiClient(
        "https://api.example.com",
        translate=translate,
        budget=RateBudget({}),
        job=job,
        auth=auth,
        transport=httpx.MockTransport(vendor.handle),
    )
    clock.advance(1801)
    for _ in range(5):
        api.request("GET", "/x")
    assert vendor.refreshes == 1
    clock.advance(31)
    api.request("GET", "/x")
    assert vendor.refreshes == 2


def in_threads(count: int, work: Callable[[int], object]) -> None:
    """Run `work` in threads that start together; raise the first failure."""
    start = threading.Barrier(count)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        start.wait()
        try:
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


@pytest.mark.parametrize("expired", [True, False], ids=["known to have ended", "met a 401"])
def test_eight_threads_with_a_dead_token_make_one_renewal(
    api: ApiClient, vendor: Vendor, clock: SimulatorClock, expired: bool
) -> None:
    vendor.valid.clear()
    if expired:
        clock.advance(1801)
    in_threads(8, lambda _: api.request("GET", "/x"))
    assert vendor.refreshes == 1
    assert vendor.unsaved == []


def test_eight_connectors_of_one_sign_in_make_one_renewal_too(
    vendor: Vendor, box: Box, job: JobContext
) -> None:
    """As processes would: they share the box, not the BearerAuth."""
    apis = [client(vendor, box, job) for _ in range(8)]
    vendor.valid.clear()
    in_threads(8, lambda number: apis[number].request("GET", "/x"))
    assert vendor.refreshes == 1
