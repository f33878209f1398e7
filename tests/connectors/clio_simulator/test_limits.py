"""Behavior 8: fifty requests of a token in a minute."""

from datetime import timedelta
from itertools import pairwise

import httpx
from hypothesis import given
from hypothesis import strategies as st

from connectors.clio.simulator import ACCESS_TOKEN, ClioSimulator
from connectors.kit.simulator import SimulatorClock


def test_each_answer_tells_what_is_left(web: httpx.Client, clock: SimulatorClock) -> None:
    first, second = web.get("/contacts.json"), web.get("/nowhere.json")
    assert [r.headers["x-ratelimit-remaining"] for r in (first, second)] == ["49", "48"]
    assert first.headers["x-ratelimit-limit"] == "50"
    reset = int(first.headers["x-ratelimit-reset"])
    assert reset == (clock.now() + timedelta(seconds=60)).timestamp()


def test_the_request_too_many_does_nothing(
    web: httpx.Client, clio: ClioSimulator, clock: SimulatorClock
) -> None:
    for _ in range(50):
        assert web.get("/contacts.json").status_code == 200
    clock.advance(20)
    body = {"data": {"type": "Company", "name": "Otterquay Press"}}
    refused = web.post("/contacts.json", json=body)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "40"
    assert len(clio.account.contacts) == 0
    clock.advance(40)
    assert web.post("/contacts.json", json=body).status_code == 201


def test_tokens_have_budgets_of_their_own(web: httpx.Client, clio: ClioSimulator) -> None:
    clio.sign_in.add_token("another", "another-refresh")
    for _ in range(50):
        web.get("/contacts.json")
    mine = web.get("/contacts.json")
    other = web.get("/contacts.json", headers={"Authorization": "Bearer another"})
    assert (mine.status_code, other.status_code) == (429, 200)
    assert clio.limit.refused == 1


def test_without_a_limit_there_are_no_headers(clock: SimulatorClock) -> None:
    clio = ClioSimulator(clock=clock, per_minute=None)
    with httpx.Client(transport=httpx.MockTransport(clio.handle)) as web:
        for _ in range(60):
            answer = web.get(
                "https://app.clio.com/api/v4/contacts.json",
                headers={"Authorization": f"Bearer {ACCESS_TOKEN}"},
            )
    assert answer.status_code == 200
    assert "x-ratelimit-limit" not in answer.headers


@given(st.lists(st.floats(0, 30), max_size=200))
def test_no_minute_ever_holds_more_than_the_limit(pauses: list[float]) -> None:
    clock = SimulatorClock(rate=0.0)
    clio = ClioSimulator(clock=clock, per_minute=5)
    request = httpx.Request(
        "GET",
        "https://app.clio.com/api/v4/users.json",
        headers={"Authorization": f"Bearer {ACCESS_TOKEN}"},
    )
    passed: list[float] = []
    for pause in pauses:
        clock.advance(pause)
        if clio.handle(request).status_code == 200:
            passed.append(clock.monotonic())
    assert all(late - early >= 60 for early, late in zip(passed, passed[5:], strict=False))
    assert all(early <= late for early, late in pairwise(passed))
