"""Who is let in, and how much he may ask for."""

import base64
import hmac
from datetime import timedelta

import httpx
import pytest

from connectors.boulevard.simulator import API_KEY, API_SECRET, BUSINESS_ID, BoulevardSimulator
from connectors.boulevard.simulator import signed as signed_at
from connectors.kit.simulator import SimulatorClock
from tests.connectors.boulevard_simulator.conftest import START, URL, answer, ask, data

HELLO = "{ business { name } }"


def test_a_token_of_now_opens(spa: BoulevardSimulator) -> None:
    response = answer(spa, HELLO)
    assert response.json() == {"data": {"business": {"name": "Moonpetal Med Spa"}}}
    assert response.headers["date"] == "Tue, 24 Nov 2026 15:00:00 GMT"


def undecoded() -> str:
    """Return a token signed with the secret as it was pasted: the classic mistake."""
    payload = f"blvd-admin-v1{BUSINESS_ID}{int(START.timestamp())}"
    signature = hmac.new(API_SECRET.encode(), payload.encode(), "sha256").digest()
    token = f"{API_KEY}:{base64.b64encode(signature).decode()}{payload}"
    return f"Basic {base64.b64encode(token.encode()).decode()}"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "Bearer abc",
        "Basic !!!",
        f"Basic {base64.b64encode(f'{API_KEY}:'.encode()).decode()}",
        undecoded(),
        signed_at(START, key="another"),
        signed_at(START, secret=base64.b64encode(b"another").decode()),
        signed_at(START, business="4f7c0f0e-0000-4000-8000-7d2f6c1e0a11"),
        signed_at(START - timedelta(minutes=10)),
        signed_at(START + timedelta(minutes=10)),
    ],
)
def test_no_other_token_does(spa: BoulevardSimulator, token: str) -> None:
    response = answer(spa, HELLO, token=token)
    assert response.status_code == 401
    assert response.json() == {"errors": [{"message": "Unauthorized"}]}


def test_a_token_grows_old(spa: BoulevardSimulator, clock: SimulatorClock) -> None:
    token = signed_at(START)
    clock.advance(240)
    assert answer(spa, HELLO, token=token).status_code == 200
    clock.advance(240)
    assert answer(spa, HELLO, token=token).status_code == 401


def test_another_version_is_not_there(spa: BoulevardSimulator) -> None:
    for method, url in (("GET", URL), ("POST", URL.replace("2020-01", "2019-01"))):
        headers = {"authorization": signed_at(START)}
        assert spa.handle(httpx.Request(method, url, headers=headers)).status_code == 404


def test_an_empty_bucket_says_how_long_to_wait_and_then_the_query_passes(
    spa: BoulevardSimulator, clock: SimulatorClock, place: str
) -> None:
    spa.bucket.used = 9_991.0
    query = "{ locations(first: 13) { pageInfo { endCursor } edges { node { name } } } }"
    response = answer(spa, query)
    assert response.status_code == 429
    assert response.json()["errors"][0]["message"] == (
        "API limit exceeded. Query cost is 16 and you have 9 points available. "
        "Please wait 140ms and try again."
    )
    clock.advance(0.14)
    assert answer(spa, query).status_code == 200


def test_the_bucket_leaks_and_never_below_its_bottom(
    spa: BoulevardSimulator, clock: SimulatorClock
) -> None:
    data(spa, HELLO)
    assert spa.bucket.used == 1
    clock.advance(86_400)
    data(spa, HELLO)
    assert spa.bucket.used == 1


def test_without_limits_there_is_no_bucket(clock: SimulatorClock) -> None:
    spa = BoulevardSimulator(clock=clock, limits=False)
    spa.bucket.used = 10_000.0
    assert ask(spa, HELLO)["data"]
