"""S1 to S5: filters, sorts, and an index that is behind."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.hubspot.simulator import SERVICE_KEY, HubSpotSimulator, Profile
from connectors.kit.simulator import SimulatorClock
from tests.connectors.hubspot_simulator.asking import OBJECTS, Values, Web, ids, refusal, where

INVALID = (400, "VALIDATION_ERROR")
SINCE = where("lastmodifieddate", "GTE", "0")
BY_TIME = [{"propertyName": "lastmodifieddate", "direction": "ASCENDING"}]


@pytest.fixture(autouse=True)
def _as_often_as_we_like(hubspot: HubSpotSimulator) -> None:
    hubspot.limits.on = False


def test_a_new_record_is_found_some_seconds_later(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """S1: whoever searches and then creates makes duplicates (P2); reading by id is right."""
    ana = web.create("contacts", email="ana@example.com").json()["id"]
    wanted = where("email", "EQ", "ana@example.com")
    assert web.search("contacts", wanted).json() == {"total": 0, "results": []}
    assert web.read("contacts", ana).status_code == 200
    clock.advance(4.9)
    assert ids(web.search("contacts", wanted)) == []
    clock.advance(0.1)
    assert ids(web.search("contacts", wanted)) == [ana]
    assert web.search("contacts", wanted).json()["total"] == 1


def test_a_changed_record_is_found_by_what_it_was(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """S1: and shows it, through several changes."""
    ana = hubspot.seed("contacts", {"firstname": "Ana", "city": "Dover"})
    clock.advance(60)
    web.change("contacts", ana, city="Boise")
    clock.advance(3)
    web.change("contacts", ana, city="Akron")
    since = where("lastmodifieddate", "GTE", "2026-11-24T15:00:30Z")

    def found() -> tuple[Sequence[str], int]:
        cities = [
            city
            for city in ("Dover", "Boise", "Akron")
            if ids(web.search("contacts", where("city", "EQ", city)))
        ]
        return cities, web.search("contacts", since, sorts=BY_TIME).json()["total"]

    assert found() == (["Dover"], 0)
    result = web.search("contacts", properties=["city"]).json()["results"][0]
    assert (result["properties"]["city"], result["updatedAt"][14:19]) == ("Dover", "00:00")
    clock.advance(2)
    assert found() == (["Boise"], 1)
    clock.advance(3)
    assert found() == (["Akron"], 1)


@pytest.mark.parametrize("what", ["archive", "merge"])
def test_what_is_gone_is_gone_from_the_search_at_once(
    web: Web, hubspot: HubSpotSimulator, what: str
) -> None:
    """S5: also while a change still waits."""
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    hubspot.edit("contacts", ana, city="Dover")
    if what == "archive":
        hubspot.archive("contacts", ana)
    else:
        hubspot.merge("contacts", hubspot.seed("contacts", {"firstname": "Bea"}), ana)
    assert ids(web.search("contacts")) == []
    assert ids(web.search("contacts", SINCE, sorts=BY_TIME)) == []


def test_an_old_address_is_found_until_the_index_knows_the_new_one(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """S1."""
    ana = hubspot.seed("contacts", {"email": "old@example.com"})
    hubspot.edit("contacts", ana, email="new@example.com")
    old, new = (where("email", "IN", values=[f"{age}@example.com"]) for age in ("old", "new"))
    assert (ids(web.search("contacts", old)), ids(web.search("contacts", new))) == ([ana], [])
    clock.advance(5)
    assert (ids(web.search("contacts", old)), ids(web.search("contacts", new))) == ([], [ana])


def test_two_changes_at_one_time_are_one_find(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    for city in ("Dover", "Boise"):
        hubspot.edit("contacts", ana, city=city)
    clock.advance(5)
    assert ids(web.search("contacts", SINCE, sorts=BY_TIME)) == [ana]


def test_the_lag_can_be_set(web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock) -> None:
    hubspot.profile.search_lag = 0.0
    ana = web.create("contacts", firstname="Ana").json()["id"]
    assert ids(web.search("contacts")) == [ana]


def test_a_search_reaches_ten_thousand(web: Web, hubspot: HubSpotSimulator) -> None:
    """S2."""
    for number in range(10_050):
        hubspot.seed("contacts", {"firstname": str(number)})
    last = web.search("contacts", SINCE, sorts=BY_TIME, limit=200, after="9800")
    assert (len(ids(last)), last.json()["total"]) == (200, 10_050)
    assert last.json()["paging"]["next"]["after"] == "10000"
    for after, limit in (("10000", 1), ("9801", 200)):
        assert refusal(web.search("contacts", SINCE, limit=limit, after=after)) == INVALID


FIRST = where("firstname", "EQ", "Ana")


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"limit": 0},
        {"after": "x"},
        {"filterGroups": [{"filters": [FIRST]}] * 6},
        {"filterGroups": [{"filters": [FIRST] * 7}]},
        {"filterGroups": [{"filters": [FIRST] * 5}] * 4},
        {"sorts": BY_TIME * 2},
        {"filterGroups": [{"filters": [where("firstname", "IN", values=["x" * 99] * 32)]}]},
        {"filterGroups": [{"filters": [where("zip9", "EQ", "1")]}]},
        {"filterGroups": [{"filters": [where("firstname", "RESEMBLES", "1")]}]},
        {"filterGroups": [{"filters": [where("firstname", "EQ")]}]},
        {"filterGroups": [{}]},
        {"sorts": [{"propertyName": "zip9"}]},
    ],
)
def test_a_search_has_its_limits(web: Web, body: dict[str, object]) -> None:
    """S3, S5."""
    assert refusal(web.post(f"{OBJECTS}/contacts/search", json=body)) == INVALID


def test_within_the_limits_all_is_well(web: Web) -> None:
    """S3."""
    groups = [{"filters": [FIRST] * size} for size in (6, 6, 2, 2, 2)]
    assert web.post(f"{OBJECTS}/contacts/search", json={"filterGroups": groups}).is_success


def test_many_records_may_share_one_time(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """S4: they come in an order that nobody can guess, and the same on each page."""
    made = [hubspot.seed("contacts", {"firstname": str(number)}) for number in range(250)]
    found: list[str] = []
    for after in (0, 100, 200):
        page = web.search("contacts", SINCE, sorts=BY_TIME, limit=100, after=str(after))
        found += ids(page)
    assert sorted(found) == sorted(made)
    assert found != sorted(found)
    same = where("lastmodifieddate", "EQ", "2026-11-24T15:00:00Z")
    later = where("hs_object_id", "GT", made[99])
    by_id = [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]
    page = web.search("contacts", same, later, sorts=by_id, limit=200)
    assert ids(page) == made[100:]


def test_records_come_in_the_order_of_their_changes(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """S5."""
    made = []
    for number in range(6):
        made.append(hubspot.seed("deals", {"dealname": str(number)}))
        clock.advance(1)
    hubspot.edit("deals", made[2], dealname="x")
    hubspot.archive("deals", made[4])
    clock.advance(5)
    sort = {"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}
    expected = [made[0], made[1], made[3], made[5], made[2]]
    assert ids(web.search("deals", sorts=[sort])) == expected
    down = [{**sort, "direction": "DESCENDING"}]
    assert ids(web.search("deals", sorts=down)) == expected[::-1]
    assert ids(web.search("deals", sorts=["-hs_lastmodifieddate"])) == expected[::-1]


def test_contacts_have_a_time_of_change_of_their_own(web: Web) -> None:
    """S5."""
    assert web.search("contacts", where("hs_lastmodifieddate", "GTE", "0")).status_code == 400
    assert web.search("deals", where("lastmodifieddate", "GTE", "0")).status_code == 400


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (where("city", "EQ", "DOVER"), "a"),
        (where("city", "NEQ", "Dover"), "b"),
        (where("city", "IN", values=["dover", "boise"]), "ab"),
        (where("city", "NOT_IN", values=["dover"]), "b"),
        (where("city", "HAS_PROPERTY"), "ab"),
        (where("city", "NOT_HAS_PROPERTY"), "c"),
        (where("city", "CONTAINS_TOKEN", "dov*"), "a"),
        (where("city", "NOT_CONTAINS_TOKEN", "dov*"), "bc"),
        (where("numberofemployees", "GT", "9"), "b"),
        (where("numberofemployees", "LT", "10"), "a"),
        (where("numberofemployees", "BETWEEN", "9", highValue="10"), "ab"),
        (where("numberofemployees", "LTE", "9"), "a"),
        (where("numberofemployees", "EQ", "10.0"), "b"),
        (where("createdate", "LT", "2026-11-24T15:00:01Z"), "a"),
        (where("createdate", "GTE", "1796"), "abc"),
    ],
)
def test_conditions_compare_by_type(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock, wanted: Values, found: str
) -> None:
    for properties in (
        {"name": "a", "city": "Dover", "numberofemployees": "9"},
        {"name": "b", "city": "Boise", "numberofemployees": "10"},
        {"name": "c"},
    ):
        hubspot.seed("companies", properties)
        clock.advance(1)
    results = web.search("companies", wanted).json()["results"]
    assert "".join(sorted(one["properties"]["name"] for one in results)) == found


def test_groups_are_alternatives(web: Web, hubspot: HubSpotSimulator) -> None:
    for name in ("Ana", "Bea", "Cy"):
        hubspot.seed("contacts", {"firstname": name, "email": f"{name}@example.com"})
    groups = [
        {"filters": [where("email", "EQ", "ANA@example.com")]},
        {"filters": [where("firstname", "EQ", "Cy"), where("city", "NOT_HAS_PROPERTY")]},
    ]
    body = {"filterGroups": groups, "properties": ["firstname"]}
    results = web.post(f"{OBJECTS}/contacts/search", json=body).json()["results"]
    assert [one["properties"]["firstname"] for one in results] == ["Ana", "Cy"]


def test_a_text_is_looked_for_in_some_properties(web: Web, hubspot: HubSpotSimulator) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana", "lastname": "Ruiz", "city": "Bea"})
    hubspot.seed("contacts", {"firstname": "Bea", "lastname": "Ruiz"})
    assert ids(web.search("contacts", query="ruiz ana")) == [ana]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("aeeds"), st.integers(0, 3)), max_size=40),
    st.integers(1, 4),
    st.sampled_from([0.0, 2.0, 5.0]),
)
def test_a_walk_by_time_finds_everything_once_the_index_is_there(
    steps: list[tuple[str, int]], limit: int, lag: float
) -> None:
    """P1: whatever was done before, in whatever rhythm, and with searches in between."""
    clock = SimulatorClock(rate=0.0)
    hubspot = HubSpotSimulator(clock, limits=False, profile=Profile(search_lag=lag))
    people: list[str] = []
    with Web(hubspot.handle, SERVICE_KEY) as web:
        for step, seconds in steps:
            clock.advance(seconds)
            if step == "s":
                web.search("contacts", SINCE, sorts=BY_TIME)
            elif step == "a" or not people:
                people.append(web.create("contacts", firstname="Ana").json()["id"])
            elif step == "e":
                web.change("contacts", people[len(people) // 2], city=str(seconds))
            else:
                hubspot.archive("contacts", people.pop(len(people) // 3))
        clock.advance(lag)
        found: list[str] = []
        after: str | None = "0"
        while after:
            answer = web.search("contacts", SINCE, sorts=BY_TIME, limit=limit, after=after)
            found += ids(answer)
            after = answer.json().get("paging", {}).get("next", {}).get("after")
        by_id = web.search("contacts", limit=200)
    times = {one["hs_object_id"]: one["lastmodifieddate"] for one in hubspot.records("contacts")}
    assert sorted(found) == sorted(people) == sorted(ids(by_id))
    assert [times[one] for one in found] == sorted(times.values())  # type: ignore[type-var]
