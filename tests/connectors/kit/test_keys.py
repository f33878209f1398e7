"""Pasted keys: headers that are made for each request, and tokens that keys are changed into."""

from collections.abc import Callable, Mapping

import httpx
import pytest

from connectors.kit.bearer import BearerAuth
from connectors.kit.grants import client_credentials
from connectors.kit.http import ApiClient
from connectors.kit.keys import KeyAuth, Sign
from connectors.kit.limits import RateBudget
from connectors.kit.simulator import Request, Response, SimulatorClock
from core.errors import Code, SyncError, UserActionError
from core.jobs import JobContext
from core.registry import CredentialBox, Secrets

TOKEN_URL = "https://auth.example.com/connect/token"


class Box:
    """Credentials in memory."""

    def __init__(self, **secrets: str) -> None:
        self.secrets: Secrets = secrets

    def load(self) -> Secrets:
        return self.secrets

    def save(self, secrets: Secrets) -> None:
        self.secrets = secrets

    def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
        self.secrets = renew(self.secrets)
        return self.secrets


class Vendor:
    """Remembers what came; its tokens hold for 15 minutes."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.issued = 0

    def handle(self, request: Request) -> Response:
        self.requests.append(request)
        if request.url.path != "/connect/token":
            good = request.headers.get("authorization") == f"Bearer token-{self.issued}"
            return Response(200 if good or not self.issued else 401, json={})
        form = dict(httpx.QueryParams(request.content.decode()))
        if form != {
            "grant_type": "client_credentials",
            "client_id": "cid",
            "client_secret": "cs",
        }:
            return Response(400, json={"error": "invalid_client"})
        self.issued += 1
        return Response(200, json={"access_token": f"token-{self.issued}", "expires_in": 900})


def connect(vendor: Vendor, job: JobContext, auth: httpx.Auth) -> ApiClient:
    def translate(status: int, _headers: Mapping[str, str], _body: object) -> SyncError:
        return UserActionError(Code.TOKEN_REJECTED, status=status)

    return ApiClient(
        "https://api.example.com",
        translate=translate,
        budget=RateBudget({}),
        job=job,
        auth=auth,
        transport=httpx.MockTransport(vendor.handle),
    )


def signed(box: CredentialBox, job: JobContext, sign: Sign) -> httpx.Headers:
    vendor = Vendor()
    connect(vendor, job, KeyAuth(box, sign)).request("GET", "/patients")
    return vendor.requests[0].headers


def test_a_scheme_of_the_vendors_own_carries_two_keys(job: JobContext) -> None:
    def sign(secrets: Secrets) -> Mapping[str, str]:
        return {"Authorization": f"ODFHIR {secrets['developer_key']}/{secrets['customer_key']}"}

    headers = signed(Box(developer_key="dev", customer_key="cust"), job, sign)
    assert headers["authorization"] == "ODFHIR dev/cust"


def test_a_signature_over_the_time_is_made_anew_for_each_request(
    clock: SimulatorClock, job: JobContext
) -> None:
    vendor = Vendor()

    def sign(_secrets: Secrets) -> Mapping[str, str]:
        return {"Authorization": f"Basic {clock.now().timestamp():.0f}"}

    api = connect(vendor, job, KeyAuth(Box(), sign))
    api.request("GET", "/x")
    clock.advance(90)
    api.request("GET", "/x")
    first, second = (
        int(request.headers["authorization"].removeprefix("Basic ")) for request in vendor.requests
    )
    assert second - first == 90


@pytest.mark.parametrize(
    ("key", "code"),
    [(None, Code.NOT_CONNECTED), ("späti", Code.TOKEN_REJECTED), ("a\nb", Code.TOKEN_REJECTED)],
)
def test_a_key_that_no_request_can_carry_is_said_to_be_one_and_is_not_told(
    job: JobContext, key: str | None, code: Code
) -> None:
    """(P9)"""
    vendor = Vendor()
    box = Box() if key is None else Box(key=key)
    api = connect(vendor, job, KeyAuth(box, lambda secrets: {"x-key": secrets["key"]}))
    with pytest.raises(UserActionError) as refused:
        api.request("GET", "/x")
    assert refused.value.code is code
    assert vendor.requests == []
    told = f"{refused.value!r}{refused.value.__context__!r}{refused.value.__cause__!r}"
    assert told == f"{refused.value!r}NoneNone"


def test_a_secret_that_cannot_be_signed_with_is_a_mistyped_one(job: JobContext) -> None:
    def sign(secrets: Secrets) -> Mapping[str, str]:
        raise ValueError(secrets["key"])

    with pytest.raises(UserActionError) as refused:
        signed(Box(key="hush"), job, sign)
    assert refused.value.code is Code.TOKEN_REJECTED
    assert refused.value.__context__ is None


# Keys that are changed into tokens


def exchanging(vendor: Vendor, job: JobContext, box: CredentialBox) -> ApiClient:
    transport = httpx.MockTransport(vendor.handle)
    renew = client_credentials(TOKEN_URL, job=job, transport=transport)
    return connect(vendor, job, BearerAuth(box, refresh=renew, clock=job.clock, renew_before=60))


def test_keys_become_a_token_at_the_first_request_and_a_new_one_before_it_ends(
    clock: SimulatorClock, job: JobContext
) -> None:
    """(P11) The keys stay in the box; of what is sent, only the token address sees them."""
    vendor, box = Vendor(), Box(client_id="cid", client_secret="cs")
    api = exchanging(vendor, job, box)
    api.request("GET", "/x")
    clock.advance(830)
    api.request("GET", "/x")
    assert vendor.issued == 1
    clock.advance(15)
    api.request("GET", "/x")
    assert vendor.issued == 2
    assert box.secrets["client_secret"] == "cs"
    others = [request for request in vendor.requests if request.url.host != "auth.example.com"]
    assert not any(b"cs" in request.content for request in others)


def test_wrong_keys_are_the_apps_and_not_a_sign_in_that_ended(job: JobContext) -> None:
    api = exchanging(Vendor(), job, Box(client_id="cid", client_secret="wrong"))
    with pytest.raises(UserActionError) as refused:
        api.request("GET", "/x")
    assert refused.value.code is Code.APP_REJECTED
