"""Reading a stream: all of it, and what changed since."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.hubspot import SPEC
from connectors.hubspot.connector import HubSpotConnector
from connectors.kit.simulator import SimulatorClock
from core.connector import Cursor, Page
from core.errors import Code, SyncError
from core.jobs import JobContext
from core.registry import OpenArgs
from tests.connectors.hubspot.conftest import (
    CONTACTS,
    KEY,
    OBJECTS,
    PROPERTIES,
    START,
    Box,
    ok,
    refused,
    sent,
)

LIST = f"{OBJECTS}/contacts"
SEARCH = f"{OBJECTS}/contacts/search"


class Index:
    """A list and a search as HubSpot has them: 10,000 results and no more."""

    def __init__(self, clock: SimulatorClock) -> None:
        self.clock = clock
        self.records: dict[int, datetime] = {}
        self.log: list[Any] = []
        self.tells_time = True

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == f"{PROPERTIES}/contacts":
            return ok({"results": CONTACTS})
        self.log.append(request)
        if request.url.path == SEARCH:
            answer = self.search(sent(request))
        elif request.url.path == LIST:
            answer = self.list(request)
        else:
            answer = ok({"results": [self.row(int(i["id"])) for i in sent(request)["inputs"]]})
        if self.tells_time:
            answer.headers["date"] = format_datetime(self.clock.now(), usegmt=True)
        return answer

    def list(self, request: httpx.Request) -> httpx.Response:
        after, limit = int(request.url.params.get("after", "0")), int(request.url.params["limit"])
        ids = sorted(each for each in self.records if each > after)
        page: dict[str, Any] = {"results": [self.row(each) for each in ids[:limit]]}
        if len(ids) > limit:
            page["paging"] = {"next": {"after": str(ids[limit - 1])}}
        return ok(page)

    def search(self, body: dict[str, Any]) -> httpx.Response:
        if len(httpx.Request("POST", "http://x", json=body).content) > 3000:
            return refused(400)
        found = list(self.records.items())
        for one in body["filterGroups"][0]["filters"]:
            found = [each for each in found if self.passes(one, *each)]
        by_time = body["sorts"][0]["propertyName"] == "lastmodifieddate"
        Random(len(self.log)).shuffle(found)  # records of one time come in any order
        found.sort(key=lambda each: each[1] if by_time else each[0])
        after = int(body.get("after", 0))
        if after + body["limit"] > 10_000:
            return refused(400)
        rows = [self.row(each) for each, _ in found[after : after + body["limit"]]]
        return ok({"total": len(found), "results": rows})

    @staticmethod
    def passes(one: dict[str, str], id: int, modified: datetime) -> bool:
        there: int = id
        if one["propertyName"] == "lastmodifieddate":
            there = round(modified.timestamp() * 1000)
        wanted = int(one["value"])
        passes = {"GTE": there >= wanted, "GT": there > wanted, "EQ": there == wanted}
        return passes[one["operator"]]

    def row(self, id: int) -> dict[str, Any]:
        text = self.records[id].isoformat(timespec="milliseconds").replace("+00:00", "Z")
        properties = {"lastmodifieddate": text, "firstname": f"Ana {id}"}
        return {"id": str(id), "properties": properties, "updatedAt": text, "archived": False}


@pytest.fixture
def index(clock: SimulatorClock) -> Index:
    return Index(clock)


@pytest.fixture
def portal(index: Index, job: JobContext) -> HubSpotConnector:
    return connect(index, job)


def connect(index: Index, job: JobContext) -> HubSpotConnector:
    transport = httpx.MockTransport(index.handle)
    opened = SPEC.open(OpenArgs({"sign_in": "keys"}, Box(KEY), job, transport))
    assert isinstance(opened, HubSpotConnector)
    return opened


def read(portal: HubSpotConnector, cursor: Cursor | None = None) -> list[Page]:
    return list(portal.read("contacts", cursor, ["firstname"]))


def ids(pages: Iterator[Page] | list[Page]) -> list[int]:
    return [int(record.id) for page in pages for record in page.records]


def since(portal: HubSpotConnector, index: Index) -> Cursor:
    """Return the cursor of a reading that found nothing."""
    kept, index.records = index.records, {}
    cursor = read(portal)[-1].cursor
    index.records = kept
    index.log.clear()
    return cursor


def fill(index: Index, count: int, *, apart: timedelta, start: datetime = START) -> None:
    index.records = {n: start + apart * n for n in range(1, count + 1)}


def test_everything_is_listed_a_hundred_in_a_page(portal: HubSpotConnector, index: Index) -> None:
    fill(index, 250, apart=timedelta(seconds=1))
    pages = read(portal)
    assert ids(pages) == list(range(1, 251))
    assert len(index.log) == 3
    assert pages[0].records[0].fields == {"firstname": "Ana 1"}


def test_an_empty_portal_gives_one_page_with_a_cursor(portal: HubSpotConnector) -> None:
    (page,) = read(portal)
    assert (list(page.records), bool(page.cursor)) == ([], True)


def test_a_listing_goes_on_where_it_was_interrupted(portal: HubSpotConnector, index: Index) -> None:
    """(P1)"""
    fill(index, 250, apart=timedelta(seconds=1))
    first = next(portal.read("contacts", None, []))
    assert ids(read(portal, first.cursor)) == list(range(101, 251))


def test_after_a_listing_comes_what_changed_since_it_began(
    portal: HubSpotConnector, index: Index, clock: SimulatorClock
) -> None:
    """(P1) Also what changed while it was read."""
    fill(index, 250, apart=timedelta(0), start=START - timedelta(days=9))
    reading = portal.read("contacts", None, [])
    next(reading)
    clock.advance(600)
    index.records[7] = clock.now()
    *_, last = reading
    assert ids(read(portal, last.cursor)) == [7]


def test_a_run_with_nothing_changed_asks_once(portal: HubSpotConnector, index: Index) -> None:
    """(P4)"""
    cursor = since(portal, index)
    for _ in range(3):
        (page,) = read(portal, cursor)
        cursor = page.cursor
        assert not page.records
    assert len(index.log) == 3


def test_the_index_lags_so_a_reading_begins_before_the_one_before_it(
    portal: HubSpotConnector, index: Index, clock: SimulatorClock
) -> None:
    """(P1) What was written just before the last reading may not have been in the index then."""
    cursor = since(portal, index)
    index.records[7] = clock.now() - timedelta(seconds=30)
    clock.advance(300)
    pages = read(portal, cursor)
    assert ids(pages) == [7]
    assert ids(read(portal, pages[-1].cursor)) == []


def test_more_than_ten_thousand_are_read_and_none_twice(
    portal: HubSpotConnector, index: Index, clock: SimulatorClock
) -> None:
    """(P1)"""
    cursor = since(portal, index)
    fill(index, 12_345, apart=timedelta(milliseconds=10))
    clock.advance(3600)
    pages = read(portal, cursor)
    assert sorted(ids(pages)) == list(range(1, 12_346))
    assert pages[0].total == 12_345
    assert len(index.log) <= 12_345 / 199 + 1


def test_more_than_ten_thousand_of_one_moment_are_read(
    portal: HubSpotConnector, index: Index, clock: SimulatorClock
) -> None:
    """(P1) An import stamps them all alike."""
    cursor = since(portal, index)
    fill(index, 10_500, apart=timedelta(0))
    index.records[10_501] = START + timedelta(seconds=1)
    clock.advance(3600)
    assert sorted(ids(read(portal, cursor))) == list(range(1, 10_502))


@pytest.mark.parametrize("stop_after", [1, 2, 30, 40])
def test_a_search_goes_on_where_it_was_interrupted(
    portal: HubSpotConnector, index: Index, clock: SimulatorClock, stop_after: int
) -> None:
    """(P1)"""
    cursor = since(portal, index)
    fill(index, 6_000, apart=timedelta(0))
    index.records |= {n: START + timedelta(seconds=n) for n in range(6_001, 9_001)}
    clock.advance(90_000)
    reading = portal.read("contacts", cursor, [])
    first = [next(reading) for _ in range(stop_after)]
    rest = read(portal, first[-1].cursor)
    assert set(ids(first)) | set(ids(rest)) == index.records.keys()


@given(
    st.lists(st.integers(0, 4), max_size=900),
    st.integers(0, 2**32),
)
@settings(deadline=None, max_examples=40)
def test_whatever_shares_a_moment_everything_is_read(times: list[int], seed: int) -> None:
    """(P1)"""
    clock = SimulatorClock(START, rate=0.0)
    index = Index(clock)
    portal = connect(index, JobContext(clock=clock))
    cursor = since(portal, index)
    Random(seed).shuffle(times)
    index.records = {n: START + timedelta(milliseconds=t) for n, t in enumerate(times, 1)}
    clock.advance(3600)
    assert set(ids(read(portal, cursor))) == index.records.keys()


def test_a_record_that_changes_while_it_is_read_hides_no_other(
    portal: HubSpotConnector, index: Index, clock: SimulatorClock
) -> None:
    """(P1) It moves to the end, and pages by number would shift and lose one."""
    cursor = since(portal, index)
    fill(index, 1000, apart=timedelta(seconds=1))
    clock.advance(3600)
    found: set[int] = set()
    for page in portal.read("contacts", cursor, []):
        found |= set(ids([page]))
        first = min(index.records, key=index.records.__getitem__)
        index.records[first] = clock.now()
        clock.advance(1)
    assert found == set(range(1, 1001))


def test_an_old_place_in_the_index_is_no_place_to_go_on_from(
    portal: HubSpotConnector, index: Index, clock: SimulatorClock
) -> None:
    """(P1) The search answers with new values at the old place for a while."""
    cursor = since(portal, index)
    fill(index, 500, apart=timedelta(seconds=1))
    clock.advance(3600)
    real = index.row

    def stale(id: int) -> dict[str, Any]:
        row = real(id)
        if id == 200:  # the last of the first page
            text = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
            row["properties"]["lastmodifieddate"] = text
        return row

    index.row = stale  # type: ignore[method-assign]
    assert set(ids(read(portal, cursor))) == set(range(1, 501))


def test_more_properties_than_a_search_may_name_are_read_by_id(
    portal: HubSpotConnector, index: Index, clock: SimulatorClock
) -> None:
    cursor = since(portal, index)
    fill(index, 150, apart=timedelta(seconds=1))
    clock.advance(3600)
    many = ["firstname", *(f"custom_property_number_{n}" for n in range(200))]
    for begin, pages in ((None, 2), (cursor, 1)):
        index.log.clear()
        found = list(portal.read("contacts", begin, many))
        assert sorted(ids(found)) == list(range(1, 151))
        assert found[0].records[0].fields["firstname"] == "Ana 1"
        assert len(index.log) == pages + 2


def test_hubspots_own_clock_decides_what_is_since(
    index: Index, portal: HubSpotConnector, job: JobContext, clock: SimulatorClock
) -> None:
    """(P1) This PC's may be an hour fast."""
    cursor = since(portal, index)
    fast = JobContext(clock=SimulatorClock(clock.now() + timedelta(hours=1), rate=0.0))
    pages = read(connect(index, fast), cursor)
    clock.advance(60)
    index.records[7] = clock.now()
    clock.advance(60)
    assert ids(read(portal, pages[-1].cursor)) == [7]


def test_without_a_date_in_its_answers_ours_decides(
    portal: HubSpotConnector, index: Index, clock: SimulatorClock
) -> None:
    index.tells_time = False
    cursor = since(portal, index)
    clock.advance(300)
    index.records[7] = clock.now()
    assert ids(read(portal, cursor)) == [7]


def test_all_ids_are_listed_page_by_page(portal: HubSpotConnector, index: Index) -> None:
    fill(index, 250, apart=timedelta(0))
    pages = list(portal.ids("contacts"))
    assert [len(page) for page in pages] == [100, 100, 50]
    assert index.log[0].url.params["properties"] == "hs_object_id"


def test_a_cursor_of_somebody_elses_is_said_to_be_of_no_use(portal: HubSpotConnector) -> None:
    with pytest.raises(SyncError) as error:
        read(portal, Cursor("2026-11-24"))
    assert error.value.code is Code.CURSOR_EXPIRED


def test_a_cursor_holds_no_content(portal: HubSpotConnector, index: Index) -> None:
    """(P9)"""
    fill(index, 250, apart=timedelta(seconds=1))
    assert all("Ana" not in page.cursor for page in read(portal))
