"""All records compared, and one record synced by itself: as runs of the office."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.memory import MemoryConnector
from core.errors import Code, Refusal, SyncError, TransientError, UserActionError
from core.mapping import Direction
from core.records import Side
from core.store import runs
from core.store.settlement import Settlement
from core.summary import TEST, Compared, Health
from tests.core.engine.world import PERSON_RULES, PERSONS, acting, totals
from tests.core.office.review import ana, partner, person, publish
from tests.core.test_office import Desk, job, raising


def history(desk: Desk) -> list[tuple[str, bool, int]]:
    found = runs.history(desk.store, 10)
    return [(each.trigger, each.preview, each.totals.updated) for each in found]


def overlook(desk: Desk) -> None:
    """Have the next run go on after what changed so far."""
    desk.firm.put("persons", {}, id="p1")  # a feed repeats the last change
    *_, last = MemoryConnector(desk.firm).read("persons", None, ())
    desk.office._parts.ledger.settle(PERSONS, Settlement(), last.cursor, whole=True)


# -- reconciling ------------------------------------------------------------------------------


def test_what_changed_is_synced_first_and_does_not_count_as_missed(desk: Desk) -> None:
    ana(desk)
    person(desk, "p1", town="Boulder")
    run = desk.office.reconcile(job(), trigger="hand")
    assert history(desk)[:2] == [("hand", False, 0), ("hand", False, 1)]
    assert run.pairs[0].compared == Compared()
    assert run.totals == totals(unchanged=1)


def test_what_reading_changes_missed_is_mended_and_counted(desk: Desk) -> None:
    ana(desk)
    person(desk, "p2", first="Bo", mail="bo@example.com")
    overlook(desk)
    run = desk.office.reconcile(job(), trigger="hand")
    assert run.pairs[0].compared == Compared(unlinked_here=1)
    assert run.totals.created == 1
    assert partner(desk, "p2")


def test_a_preview_of_it_is_one_run_and_writes_nothing(desk: Desk) -> None:
    ana(desk)
    person(desk, "p1", town="Boulder")
    written = len(desk.portal.applied)
    run = desk.office.reconcile(job(), trigger="hand", preview=True)
    assert run.pairs[0].compared == Compared(to_hubspot=1)
    assert (len(desk.portal.applied), history(desk)[0]) == (written, ("hand", True, 1))
    assert len(history(desk)) == 2


def test_an_office_that_was_never_synced_has_one_run_of_it(desk: Desk) -> None:
    person(desk, "p1", first="Ana", mail="p1@example.com")
    assert desk.office.reconcile(job(), trigger="hand").totals.created == 1
    assert len(history(desk)) == 1


def test_it_is_due_a_week_after_the_first_sync_and_after_the_last_comparison(desk: Desk) -> None:
    def compares_next() -> list[int]:
        """Return the days from now on which it is due, at whatever hour."""
        now, found = desk.clock.now(), []
        for day in (6, 9, 16):
            desk.clock.time = now + timedelta(days=day)
            if desk.office.summary().compares_next:
                found.append(day)
        desk.clock.time = now
        return found

    assert compares_next() == []
    ana(desk)
    assert compares_next() == [9, 16]
    desk.clock.forward(days=10)
    desk.sync()
    assert desk.office.summary().compares_next
    desk.office.reconcile(job(), trigger="schedule")
    assert compares_next() == [9, 16]
    desk.office.set_reconciled_every(14)
    assert compares_next() == [16]
    desk.office.set_reconciled_every(0)
    assert compares_next() == []


def test_one_that_failed_goes_on_being_due(desk: Desk) -> None:
    ana(desk)
    desk.clock.forward(days=10)
    desk.firm.tokens.clear()
    assert desk.office.reconcile(job(), trigger="schedule").result == "failed"
    assert desk.office.summary().compares_next


# -- one record -------------------------------------------------------------------------------


def test_one_record_is_synced_counted_and_recorded_as_a_run(desk: Desk) -> None:
    there = ana(desk)
    ana(desk, "p2")
    for each in ("p1", "p2"):
        person(desk, each, town="Boulder")
    run = desk.office.sync_one(PERSONS, f"https://example.com/contacts/{there}", job())
    assert (run.trigger, run.totals) == (TEST, totals(updated=1))
    assert history(desk)[0] == (TEST, False, 1)
    assert [each.id for each in runs.history(desk.store, 1)] == [run.id]
    assert desk.portal.records("contacts")[partner(desk, "p2")].fields["city"] == "Denver"


def test_it_says_nothing_of_when_the_office_was_last_synced(desk: Desk) -> None:
    """The first sync is a person's to start, and a schedule waits for no test."""
    person(desk, "p1", first="Ana", mail="p1@example.com")
    desk.office.sync_one(PERSONS, "p1", job())
    told = desk.office.summary()
    assert (told.next_run_at, told.last_run, told.health) == (None, None, Health.NEEDS_YOU)
    assert told.pairs[0].last is None
    assert told.runs[0].trigger == TEST
    desk.sync()
    due = desk.office.summary().next_run_at
    desk.clock.forward(minutes=5)
    desk.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    desk.office.sync_one(PERSONS, "p1", job())
    assert desk.office.summary().next_run_at == due


def test_a_run_that_failed_is_tried_again_as_soon_as_without_it(desk: Desk) -> None:
    ana(desk)
    failing = acting(desk.firm, "read", raising(TransientError(Code.UNAVAILABLE)))
    with failing:
        assert desk.sync().result == "failed"
    due = desk.office.summary().next_run_at
    desk.office.sync_one(PERSONS, "p1", job())
    assert desk.office.summary().next_run_at == due


def test_a_first_sync_is_not_judged_by_the_preview_of_one_record(desk: Desk) -> None:
    for n in range(120):
        person(desk, f"n{n}", first=f"N{n}", mail=f"n{n}@example.com")
    desk.sync(preview=True)
    desk.office.sync_one(PERSONS, "n1", job(), preview=True)
    assert desk.sync().totals.created == 120


def test_what_only_hubspot_has_is_previewed_and_not_made_by_itself(desk: Desk) -> None:
    """(P2) Somebody may have entered it in the system since: a whole run reads that first."""
    publish(desk, replace(PERSON_RULES, creates=Direction.BOTH))
    ana(desk)
    there = desk.portal.put("contacts", {"firstname": "Bo", "email": "bo@example.com"})
    with pytest.raises(UserActionError) as caught:
        desk.office.sync_one(PERSONS, there, job())
    assert caught.value.code is Code.WHOLE_RUN_ONLY
    run = desk.office.sync_one(PERSONS, there, job(), preview=True)
    assert run.totals.read == 1
    assert set(desk.firm.records("persons")) == {"p1"}


@pytest.mark.parametrize(
    ("pair", "text", "code"),
    [("no-pair", "p1", Code.PAIR_UNKNOWN), (PERSONS, "p9", Code.RECORD_UNKNOWN)],
)
def test_what_there_is_not_is_no_run(desk: Desk, pair: str, text: str, code: Code) -> None:
    with pytest.raises(UserActionError) as caught:
        desk.office.sync_one(pair, text, job())
    assert caught.value.code is code
    assert history(desk) == []


def test_one_record_waits_for_a_run_that_goes_on(desk: Desk) -> None:
    ana(desk)
    system = desk.office.summary().connection(Side.SYSTEM)
    assert system is not None
    claimed = runs.claimed(desk.store, system.id, desk.clock.now())
    with claimed, pytest.raises(SyncError) as caught:
        desk.office.sync_one(PERSONS, "p1", job())
    assert caught.value.code is Code.DATABASE_BUSY
