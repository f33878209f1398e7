"""Pages by offset over a list that moves while it is read: nothing that stays is ever missed."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.buildium import listing
from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from tests.connectors.buildium.conftest import START, Connect, connection

PAGE = 5


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page have few rows; that it is a thousand is another test's matter."""
    monkeypatch.setattr(listing, "PER_PAGE", PAGE)


def between(
    buildium: BuildiumSimulator, change: Callable[[int], None]
) -> Callable[[httpx.Request], httpx.Response]:
    """Return the account's handler, with something happening after each answer."""
    answered = 0

    def handle(request: httpx.Request) -> httpx.Response:
        nonlocal answered
        response = buildium.handle(request)
        answered += 1
        change(answered)
        return response

    return handle


def seen(office: Connector, stream: str = "owners") -> list[str]:
    return [record.id for page in office.read(stream, None, ["name"]) for record in page.records]


def test_pages_are_as_large_and_in_the_order_that_the_manual_wants(
    buildium: BuildiumSimulator, office: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    for _ in range(1001):
        buildium.seed_owner()
    assert len(seen(office)) == 1001
    first, second = (dict(entry.params) for entry in buildium.log)
    assert first == {"orderby": "Id asc", "limit": "1000", "offset": "0"}
    assert second["offset"] == "999"  # at the last row of the first, to see whether it moved


def test_a_delete_behind_us_hides_no_row(buildium: BuildiumSimulator, connect: Connect) -> None:
    """(P1) All rows move up; a client that goes on by offset alone would pass one over."""
    owners = [buildium.seed_owner() for _ in range(12)]

    def change(answered: int) -> None:
        if answered == 1:
            for owner in owners[:4]:
                buildium.delete("owners", owner)

    found = seen(connect(between(buildium, change)))
    assert found == [str(owner) for owner in owners]


def test_without_looking_back_the_same_list_would_have_lost_rows(
    buildium: BuildiumSimulator, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail."""
    monkeypatch.setattr(listing, "_rank", lambda _order: (0, ""))  # nothing ever begins too late
    monkeypatch.setattr(listing, "_is_before", lambda *_: False)
    owners = [buildium.seed_owner() for _ in range(12)]

    def change(answered: int) -> None:
        if answered == 1:
            for owner in owners[:4]:
                buildium.delete("owners", owner)

    assert not {str(owner) for owner in owners[4:]} <= set(seen(connect(between(buildium, change))))


def test_a_list_that_is_emptied_ends(buildium: BuildiumSimulator, connect: Connect) -> None:
    owners = [buildium.seed_owner() for _ in range(12)]

    def change(answered: int) -> None:
        for owner in owners if answered == 1 else ():
            buildium.delete("owners", owner)

    assert seen(connect(between(buildium, change))) == [str(owner) for owner in owners[:PAGE]]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 40),
    st.dictionaries(st.integers(1, 6), st.sets(st.integers(0, 39), max_size=12), max_size=6),
    st.dictionaries(st.integers(1, 6), st.integers(1, 4), max_size=3),
)
def test_whoever_is_there_all_the_time_is_read_exactly_once(
    count: int, deleted: dict[int, set[int]], added: dict[int, int]
) -> None:
    """(P1, P2) Whatever is deleted or added between any two pages."""
    clock = SimulatorClock(START, rate=0.0)
    buildium = BuildiumSimulator(clock=clock, per_second=None)
    owners = [buildium.seed_owner() for _ in range(count)]
    gone: set[int] = set()

    def change(answered: int) -> None:
        for index in deleted.get(answered, ()):
            if index < count and owners[index] not in gone:
                gone.add(owners[index])
                buildium.delete("owners", owners[index])
        for _ in range(added.get(answered, 0)):
            buildium.seed_owner()

    found = seen(connection(between(buildium, change), clock))
    assert len(found) == len(set(found))
    assert {str(owner) for owner in owners if owner not in gone} <= set(found)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 4), max_size=30))
def test_leads_of_one_moment_may_change_places_and_none_is_lost(days: list[int]) -> None:
    """(P1) They can be sorted by nothing that is their own, so some come twice."""
    clock = SimulatorClock(START, rate=0.0)
    buildium = BuildiumSimulator(clock=clock, per_second=None)
    leads = [
        str(buildium.seed("clientleads", Name="E", DateReceived=f"2026-11-0{day}T00:00:00Z"))
        for day in days
    ]
    if max(map(days.count, days), default=0) < PAGE:  # more of one moment than a page: see below
        assert set(seen(connection(buildium.handle, clock), "client_leads")) == set(leads)


def test_more_leads_of_one_moment_than_a_page_has_do_not_hold_up_the_reading(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    for _ in range(3 * PAGE):
        buildium.seed("clientleads", Name="E", DateReceived="2026-11-01T00:00:00Z")
    assert len(seen(office, "client_leads")) == 3 * PAGE


def test_a_reading_ends_also_where_no_length_is_told(
    buildium: BuildiumSimulator, connect: Connect
) -> None:
    owners = [str(buildium.seed_owner()) for _ in range(12)]

    def silent(request: httpx.Request) -> httpx.Response:
        response = buildium.handle(request)
        del response.headers["X-Total-Count"]
        return response

    assert seen(connect(silent)) == owners


def test_no_address_has_brackets_or_a_capital_where_buildium_knows_none(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """`propertyids[]` filters nothing, and `Limit` is no page."""
    buildium.seed_owner(buildium.seed_property("Wren Court"))
    for stream in office.streams():
        list(office.read(stream, None, list(office.schema(stream).fields)))
        list(office.ids(stream))
        office.fetch(stream, ["1", "10001"], ["name"])
    names = {name for entry in buildium.log for name, _ in entry.params}
    assert "propertyids" in names
    assert all(re.fullmatch(r"[a-z]+", name) for name in names), names


def test_every_page_of_every_reading_can_be_gone_on_from(
    buildium: BuildiumSimulator, connect: Connect
) -> None:
    """(P1)"""
    owners = [str(buildium.seed_owner()) for _ in range(17)]
    buildium.clock.advance(3600)

    def in_steps() -> Iterator[str]:
        cursor, more = None, True
        while more:
            page = next(iter(connect().read("owners", cursor, ["name"])))
            yield from (record.id for record in page.records)
            cursor, more = page.cursor, bool(page.records)

    assert list(in_steps()) == owners
