"""How fast a portal is asked: as its headers say, and never into a refusal of our own making."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from connectors.hubspot.api import Api
from connectors.hubspot.limits import next_reset
from connectors.kit.simulator import SimulatorClock
from core.errors import Code, SyncError, TransientError
from core.jobs import JobContext
from core.registry import OpenArgs
from tests.connectors.hubspot.conftest import KEY, PORTAL, Box, Script, ok

PATH = "/crm/owners/2026-09"
MAX, LEFT = "x-hubspot-ratelimit-max", "x-hubspot-ratelimit-remaining"
DAILY, DAILY_LEFT = "x-hubspot-ratelimit-daily", "x-hubspot-ratelimit-daily-remaining"


def opened(script: Script, job: JobContext, **settings: str) -> Api:
    transport = httpx.MockTransport(script.handle)
    return Api(OpenArgs({"sign_in": "keys", **settings}, Box(KEY), job, transport))


def ask(api: Api, times: int) -> None:
    for _ in range(times):
        api.get(PATH)


def answer(headers: dict[str, str] | None = None) -> httpx.Response:
    return ok({"results": []}, headers=headers)


def headers(**values: int) -> dict[str, str]:
    names = {"most": MAX, "left": LEFT, "daily": DAILY, "daily_left": DAILY_LEFT}
    return {names[name]: str(value) for name, value in values.items()}


def test_a_service_key_begins_with_a_hundred_in_ten_seconds(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    script.on("GET", PATH, answer())
    ask(opened(script, job), 98)
    assert clock.monotonic() == 0
    ask(opened(script, job, account_id=PORTAL), 99)
    assert clock.monotonic() == pytest.approx(10, abs=0.1)


def test_an_app_begins_with_a_hundred_and_ten(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    script.on("GET", PATH, answer())
    ask(opened(script, job, sign_in="oauth"), 108)
    assert clock.monotonic() == 0


def test_a_higher_limit_is_learnt_from_the_first_answer(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    script.on("GET", PATH, answer(headers(most=190)))
    ask(opened(script, job), 188)
    assert clock.monotonic() == 0


def test_what_others_used_slows_us_down(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    script.on("GET", PATH, answer(headers(most=100, left=2)), answer())
    ask(opened(script, job), 4)
    assert clock.monotonic() == pytest.approx(10, abs=0.1)


def test_connections_of_one_portal_share_its_budget(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    script.on("GET", PATH, answer())
    ask(opened(script, job, account_id=PORTAL), 98)
    ask(opened(script, job, account_id="777"), 98)
    assert clock.monotonic() == 0
    ask(opened(script, job, account_id=PORTAL), 1)
    assert clock.monotonic() == pytest.approx(10, abs=0.1)


def test_searches_have_a_bucket_of_their_own(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    script.on("GET", PATH, answer())
    script.on("POST", "/search", ok({"results": []}))
    api = opened(script, job)
    ask(api, 98)
    for _ in range(4):
        api.search("/search", {})
    assert clock.monotonic() == 0
    api.search("/search", {})
    assert clock.monotonic() == pytest.approx(1, abs=0.1)


def test_a_refusal_for_the_rate_is_waited_out_by_its_policy(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    limited = ok({"policyName": "TEN_SECONDLY_ROLLING"}, status=429)
    script.on("GET", PATH, limited, answer())
    ask(opened(script, job), 1)
    assert len(script.requests) == 2
    assert 10 <= clock.monotonic() < 10.5


def test_the_last_of_the_day_is_left_to_others_until_midnight_there(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    few = answer(headers(daily=250_000, daily_left=12_000))
    script.on("GET", PATH, few, answer())
    api = opened(script, job)
    api.daily.live_in("America/Denver")
    ask(api, 1)
    with pytest.raises(TransientError) as parked:
        ask(api, 1)
    assert parked.value.code is Code.DAILY_LIMIT
    assert parked.value.retry_after == 16 * 3600  # 15:00 in UTC is 08:00 in Denver
    assert parked.value.connector == "hubspot"
    assert len(script.requests) == 1
    clock.advance(16 * 3600)
    ask(api, 1)


def test_a_day_that_is_used_up_parks_the_connection(script: Script, job: JobContext) -> None:
    script.on("GET", PATH, ok({"policyName": "DAILY"}, status=429))
    api = opened(script, job)
    for _ in range(2):
        with pytest.raises(SyncError) as parked:
            ask(api, 1)
        assert parked.value.code is Code.DAILY_LIMIT
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("zone", "reset"),
    [
        (None, datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
        ("America/Denver", datetime(2026, 11, 25, 7, 0, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 11, 24, 18, 30, tzinfo=UTC)),
    ],
)
def test_the_day_starts_anew_at_midnight_there_or_is_looked_at_each_hour(
    zone: str | None, reset: datetime
) -> None:
    now = datetime(2026, 11, 24, 15, 20, tzinfo=UTC)
    assert next_reset(now, ZoneInfo(zone) if zone else None) == reset


def test_a_zone_that_nobody_knows_does_not_matter(script: Script, job: JobContext) -> None:
    opened(script, job).daily.live_in("Mars/Olympus Mons")


def test_a_simulator_on_this_pc_that_tells_no_limit_has_none(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    script.on("GET", PATH, answer())
    ask(opened(script, job, base_url="http://127.0.0.1:53100"), 500)
    assert clock.monotonic() == 0


def test_and_one_that_told_a_limit_keeps_it(
    script: Script, job: JobContext, clock: SimulatorClock
) -> None:
    script.on("GET", PATH, answer(headers(most=110)), answer())
    ask(opened(script, job, base_url="http://127.0.0.1:53101"), 109)
    assert clock.monotonic() >= 10
