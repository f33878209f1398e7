"""R1 to R7: how much may be asked, and what goes wrong by itself."""

from json import JSONDecodeError

import httpx
import pytest

from connectors.hubspot.simulator import (
    HubSpotSimulator,
    Profile,
    locked,
    migrating,
    rate_limited,
)
from connectors.kit.simulator import Dropped, Fault, SimulatorClock
from tests.connectors.hubspot_simulator.asking import OBJECTS, Web, ids

CONTACTS = f"{OBJECTS}/contacts"
MAX, LEFT = "x-hubspot-ratelimit-max", "x-hubspot-ratelimit-remaining"
DAILY = "x-hubspot-ratelimit-daily"


def ask(web: Web, times: int) -> list[int]:
    return [web.get(CONTACTS).status_code for _ in range(times)]


@pytest.mark.parametrize(("tier", "limit"), [("free", 100), ("starter", 100), ("enterprise", 190)])
def test_a_key_has_what_the_plan_gives(
    web: Web, hubspot: HubSpotSimulator, tier: str, limit: int
) -> None:
    """R1."""
    hubspot.profile.tier = tier
    assert ask(web, limit + 1) == [200] * limit + [429]
    assert (hubspot.refused, hubspot.limits.refusals["TEN_SECONDLY_ROLLING"]) == (1, 1)


def test_an_oauth_app_has_110_in_any_ten_seconds(app: Web, clock: SimulatorClock) -> None:
    """R1: the window rolls with the requests."""
    assert ask(app, 60) == [200] * 60
    clock.advance(6)
    assert ask(app, 51) == [200] * 50 + [429]
    clock.advance(3.9)
    assert ask(app, 1) == [429]
    clock.advance(0.2)
    assert ask(app, 61) == [200] * 60 + [429]


def test_the_policy_is_named_and_no_time_to_wait(web: Web, hubspot: HubSpotSimulator) -> None:
    """R1."""
    hubspot.profile.per_ten_seconds = 0
    answer = web.get(CONTACTS)
    body = answer.json()
    assert (body["errorType"], body["policyName"]) == ("RATE_LIMIT", "TEN_SECONDLY_ROLLING")
    assert "retry-after" not in answer.headers
    assert "category" not in body
    assert body["requestId"]
    hubspot.profile.rate_limit_category = True
    assert web.get(CONTACTS).json()["category"] == "RATE_LIMITS"


def test_the_day_ends_at_midnight_of_the_account(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """R2: the tests' day began at 15:00 UTC, which is 10:00 in the account's New York."""
    hubspot.profile.per_day = 3
    assert ask(web, 4) == [200] * 3 + [429]
    assert web.get(CONTACTS).json()["policyName"] == "DAILY"
    clock.advance(14 * 3600 - 1)
    assert ask(web, 1) == [429]
    clock.advance(1)
    assert ask(web, 1) == [200]


def test_searches_have_a_bucket_of_their_own(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """R3: five a second, and no headers."""
    answers = [web.search("contacts") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].json()["policyName"] == "SECONDLY"
    assert not [name for name in answers[0].headers if "ratelimit" in name]
    assert ask(web, 190) == [200] * 190
    clock.advance(1)
    assert web.search("contacts").status_code == 200


def test_all_clients_of_a_portal_search_from_one_bucket(web: Web, app: Web) -> None:
    """R3."""
    answers = [client.search("contacts").status_code for client in (web, app) * 3]
    assert answers == [200] * 5 + [429]


def test_headers_tell_what_is_left(web: Web, app: Web) -> None:
    """R4: of the day to keys only."""
    headers = [web.get(CONTACTS).headers, web.get(CONTACTS).headers]
    assert [(one[MAX], one[LEFT]) for one in headers] == [("190", "189"), ("190", "188")]
    assert headers[0]["x-hubspot-ratelimit-interval-milliseconds"] == "10000"
    assert (headers[1][DAILY], headers[1][f"{DAILY}-remaining"]) == ("1000000", "999998")
    answer = app.get(CONTACTS).headers
    assert (answer[MAX], answer[LEFT]) == ("110", "109")
    assert DAILY not in answer


def test_refusals_have_the_headers_too(web: Web) -> None:
    assert web.read("contacts", "1").headers[LEFT] == "189"


def test_limits_can_be_off(clock: SimulatorClock) -> None:
    hubspot = HubSpotSimulator(clock, limits=False, profile=Profile(per_ten_seconds=1))
    with Web(hubspot.handle, "pat-na1-demo-service-key") as web:
        assert ask(web, 300) == [200] * 300
        assert MAX not in web.get(CONTACTS).headers


def test_others_may_use_up_the_limit(web: Web, hubspot: HubSpotSimulator) -> None:
    hubspot.faults.append(rate_limited("DAILY"))
    answer = web.get(CONTACTS)
    assert (answer.status_code, answer.json()["policyName"]) == (429, "DAILY")
    assert (ask(web, 1), hubspot.refused) == ([200], 0)


def test_a_record_may_be_locked(web: Web, hubspot: HubSpotSimulator) -> None:
    """R5."""
    hubspot.faults.append(locked(path="/contacts/"))
    assert web.get(CONTACTS).status_code == 200
    assert web.read("contacts", "1").status_code == 423
    assert web.read("contacts", "1").status_code == 404


def test_a_portal_may_be_on_the_move(web: Web, hubspot: HubSpotSimulator) -> None:
    """R6: the wait is told in seconds."""
    hubspot.faults.append(migrating(3600))
    answer = web.get(CONTACTS)
    assert (answer.status_code, answer.headers["retry-after"]) == (477, "3600")


@pytest.mark.parametrize("status", [502, 503, 504, 521, 523, 524])
def test_a_failure_may_come_without_json(web: Web, hubspot: HubSpotSimulator, status: int) -> None:
    """R7."""
    hubspot.faults.append(Fault("status", status=status, body="<html>sorry</html>"))
    answer = web.get(CONTACTS)
    assert (answer.status_code, answer.text) == (status, "<html>sorry</html>")


def test_a_lost_answer_may_have_written(web: Web, hubspot: HubSpotSimulator) -> None:
    """R7: whoever creates again makes a second one (P2)."""
    hubspot.faults.append(Fault("drop_after", method="POST"))
    with pytest.raises(Dropped):
        web.create("deals", dealname="Lease", dealstage="qualifiedtobuy")
    assert len(list(hubspot.records("deals"))) == 1
    web.create("deals", dealname="Lease", dealstage="qualifiedtobuy")
    assert len(hubspot.duplicates("deals", "dealname")["lease"]) == 2


def test_html_may_stand_where_json_should(web: Web, hubspot: HubSpotSimulator) -> None:
    hubspot.faults += [Fault("html"), Fault("truncate")]
    answer = web.get(CONTACTS)
    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")
    cut = web.get(CONTACTS)
    assert cut.status_code == 200
    with pytest.raises(JSONDecodeError):
        cut.json()


def test_every_answer_has_a_correlation_id(web: Web, site: httpx.Client) -> None:
    assert web.get(CONTACTS).headers["x-hubspot-correlation-id"]
    refused = site.get(CONTACTS)
    assert refused.headers["x-hubspot-correlation-id"] == refused.json()["correlationId"]
    assert ids(web.get(CONTACTS)) == []
