"""What each run wrote at HubSpot: kept, read page by page, forgotten, purged."""

from datetime import datetime, timedelta

import pytest

from core.links import tag
from core.store import changes, runs
from core.store.changes import Written, Wrote
from core.store.database import Store

PAIR, OTHER = "persons-contacts", "matters-deals"
A, B, C = b"a" * 8, b"b" * 8, b"c" * 8


@pytest.fixture
def run(store: Store, now: datetime) -> str:
    return start(store, now)


def start(store: Store, at: datetime) -> str:
    return runs.start(store, "c1", "hand", False, at)


def end(store: Store, run: str, at: datetime) -> None:
    runs.finish(
        store,
        run,
        at,
        result="ok",
        code=None,
        reference=None,
        pairs=(),
        requests={},
        seconds=0.0,
        transient=False,
    )


def all_of(store: Store, run: str, *, created: bool, pair: str = PAIR) -> list[Written]:
    return changes.page(store, run, pair, created=created, after="", limit=1000)


def tags(**prints: bytes) -> dict[bytes, bytes]:
    return {tag(name): each for name, each in prints.items()}


def test_what_a_run_wrote_is_read_back_created_apart_from_changed(store: Store, run: str) -> None:
    rows = [Wrote("7", True, {"email": A, "phone": B}), Wrote("8", False, {"phone": C})]
    changes.keep(store, run, PAIR, rows)
    assert all_of(store, run, created=True) == [Written("7", True, tags(email=A, phone=B))]
    assert all_of(store, run, created=False) == [Written("8", False, tags(phone=C))]
    assert all_of(store, run, created=True, pair=OTHER) == []
    assert changes.counts(store, run) == {PAIR: 2}


def test_pages_follow_one_another_without_gap_or_repetition(store: Store, run: str) -> None:
    changes.keep(store, run, PAIR, [Wrote(str(n), False, {"phone": A}) for n in range(25)])
    found: list[str] = []
    while rows := changes.page(
        store, run, PAIR, created=False, after=found[-1] if found else "", limit=10
    ):
        found += [row.hubspot_id for row in rows]
    assert sorted(found, key=int) == [str(n) for n in range(25)]


def test_a_record_written_twice_in_a_run_keeps_both_writes_and_stays_a_created_one(
    store: Store, run: str
) -> None:
    """A refused value that came through later belongs to the same creation."""
    changes.keep(store, run, PAIR, [Wrote("7", True, {"email": A, "phone": B})])
    changes.keep(store, run, PAIR, [Wrote("7", False, {"phone": C, "city": A})])
    assert all_of(store, run, created=True) == [Written("7", True, tags(email=A, phone=C, city=A))]
    assert all_of(store, run, created=False) == []


def test_what_fails_with_the_transaction_is_not_kept(store: Store, run: str) -> None:
    """(P2) Changes and links are one transaction."""

    def fail() -> None:
        with store.write() as connection:
            changes.settle_changes(connection, run, PAIR, [Wrote("7", True, {"email": A})])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert changes.counts(store, run) == {}


def test_later_runs_are_told_by_record_and_earlier_ones_are_not(
    store: Store, run: str, now: datetime
) -> None:
    second, third = start(store, now), start(store, now)
    for each, prints in ((run, {"phone": A}), (second, {"phone": B}), (third, {"city": C})):
        changes.keep(store, each, PAIR, [Wrote("7", False, prints)])
    changes.keep(store, third, OTHER, [Wrote("7", False, {"dealname": C})])
    both = frozenset(tags(phone=A, city=A))
    assert changes.later(store, run, PAIR, ["7", "8"]) == {"7": both}
    assert changes.later(store, second, PAIR, ["7"]) == {"7": frozenset(tags(city=A))}
    assert changes.later(store, third, PAIR, ["7"]) == {}


def test_what_was_undone_is_forgotten_and_the_rest_stays(store: Store, run: str) -> None:
    rows = [Wrote(each, False, {"phone": A, "city": B}) for each in ("7", "8", "9")]
    changes.keep(store, run, PAIR, rows)
    changes.forget(store, run, PAIR, {"7": None, "8": Written("8", False, tags(city=B))})
    assert all_of(store, run, created=False) == [
        Written("8", False, tags(city=B)),
        Written("9", False, tags(phone=A, city=B)),
    ]


def test_what_a_run_wrote_is_purged_with_it_after_90_days(
    store: Store, run: str, now: datetime
) -> None:
    changes.keep(store, run, PAIR, [Wrote("7", False, {"phone": A})])
    fresh = start(store, now + timedelta(days=89))
    changes.keep(store, fresh, PAIR, [Wrote("7", False, {"phone": A})])
    end(store, fresh, now + timedelta(days=89))
    assert changes.counts(store, run) == {PAIR: 1}
    end(store, fresh, now + timedelta(days=91))
    assert changes.counts(store, run) == {}
    assert changes.counts(store, fresh) == {PAIR: 1}


def test_a_run_is_found_by_the_beginning_of_its_id(store: Store, run: str, now: datetime) -> None:
    other = start(store, now)
    for name in (run, run[:8]):
        found = runs.find(store, name)
        assert found is not None
        assert found.id == run
    assert runs.find(store, other[:8]) != runs.find(store, run)
    assert [runs.find(store, name) for name in ("", "%", "no such run")] == [None] * 3


def test_last_is_the_newest_run_that_wrote_something(store: Store, run: str, now: datetime) -> None:
    """Most runs of a day write nothing; nobody wants to undo those."""
    assert runs.find(store, "last") is None
    changes.keep(store, run, PAIR, [Wrote("7", False, {"phone": A})])
    start(store, now)
    found = runs.find(store, "last")
    assert found is not None
    assert found.id == run
