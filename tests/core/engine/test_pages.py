"""Reading ahead is bounded, and so is all that a run holds in memory."""

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.brake import Limits
from core.connector import Cursor
from core.draft import Draft
from core.engine import applying
from core.engine.pages import AHEAD, ReadAhead, Reading
from core.engine.writers import AT_ONCE
from core.errors import Cancelled, Code, TransientError
from core.jobs import JobContext
from core.store import brakes
from core.store.ledger import Settlement
from core.store.settings import keep
from tests.core.engine.world import PERSONS, World, totals


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


def pages(count: int, made: list[int]) -> Iterator[Reading]:
    for n in range(count):
        made.append(n)
        yield Reading([], Cursor(str(n)))


def test_pages_come_in_order_and_all_of_them(pool: ThreadPoolExecutor) -> None:
    ahead = ReadAhead(pool, lambda: pages(50, []), JobContext())
    assert [page.cursor for page in ahead] == [str(n) for n in range(50)]
    ahead.close()
    ahead.close()


def test_the_reader_is_never_further_ahead_than_it_may(pool: ThreadPoolExecutor) -> None:
    made: list[int] = []
    ahead = ReadAhead(pool, lambda: pages(60, made), JobContext())
    for taken, _ in enumerate(ahead):
        assert len(made) <= taken + 1 + AHEAD + 1  # one in its hand
    ahead.close()


def test_a_reader_that_is_not_listened_to_any_more_stops(pool: ThreadPoolExecutor) -> None:
    made: list[int] = []
    ahead = ReadAhead(pool, lambda: pages(10_000, made), JobContext())
    next(iter(ahead))
    ahead.close()
    assert len(made) <= AHEAD + 3


def test_what_the_reader_meets_is_raised_after_the_pages_before_it(
    pool: ThreadPoolExecutor,
) -> None:
    def failing() -> Iterator[Reading]:
        yield Reading([], Cursor("1"))
        raise TransientError(Code.OFFLINE)

    ahead = ReadAhead(pool, failing, JobContext())
    pages_there = iter(ahead)
    assert next(pages_there).cursor == "1"
    with pytest.raises(TransientError):
        next(pages_there)
    ahead.close()


def test_a_cancel_ends_the_waiting_for_a_page(pool: ThreadPoolExecutor) -> None:
    stop = threading.Event()

    def endless() -> Iterator[Reading]:
        stop.wait(30)
        yield Reading([], Cursor("1"))

    ahead = ReadAhead(pool, endless, JobContext(cancelled=stop))
    stop.set()
    with pytest.raises(Cancelled):
        list(ahead)
    ahead.close()


@pytest.mark.parametrize("again", [False, True], ids=["first run", "full run"])
def test_what_a_run_holds_is_bounded_by_the_batch_and_not_by_the_records(
    world: World, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts are counted now and then when a batch is written; not bytes.

    A full run with more changes than are held for the brake is counted first, and then streams.
    """
    size = 5
    monkeypatch.setattr(applying, "HELD", size)
    brakes.keep_limits(world.store, PERSONS, Limits(few=1000), world.clock.now())
    world.firm.page_size = world.portal.batch_size = size
    world.people(400)
    counting = threading.Lock()  # what one count looks at would live on in another
    if again:
        world.run()
        for n in range(1, 401):
            world.person(f"p{n}", town="Boulder")
    gc.collect()  # drafts that other tests left in cycles
    most = 0

    def watch(moment: str) -> None:
        nonlocal most
        if moment == "write" and world.portal.asked["write"] % 5 == 0:
            with counting:
                most = max(most, sum(isinstance(each, Draft) for each in gc.get_objects()))

    world.portal.watch = watch
    result = world.run(full=again)
    assert result.totals == (totals(updated=400) if again else totals(created=400))
    assert 0 < most <= (AT_ONCE + 4) * size


def test_a_record_alone_in_its_batch_does_not_hold_the_checkpoint_back_for_ever(
    world: World,
) -> None:
    """One new record among many that are known goes out before its batch is full.

    So it is where nothing is held for the brake, as in a first run.
    """
    world.firm.page_size = 2
    world.people(1)
    created_at: list[int] = []
    read = 0
    world.people(400, start=2)

    def watch_firm(moment: str) -> None:
        nonlocal read
        read += moment == "read"

    world.run()
    world.portal.delete("contacts", world.contacts()["p1"].id)
    forget = Settlement()
    forget.unlink("p1")
    world.ledger.settle(PERSONS, forget, None)
    with world.store.write() as connection:
        keep(connection, f"walked version {PERSONS}", None)
    world.firm.watch = watch_firm
    world.portal.watch = lambda moment: created_at.append(read) if moment == "write" else None
    assert world.run(full=True).totals == totals(created=1, unchanged=400)
    assert created_at[0] < 150  # of 201; a busy worker begins late
