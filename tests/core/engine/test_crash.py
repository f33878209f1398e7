"""The power may fail at any moment: nothing is lost (P1), and nobody is there twice (P2)."""

import itertools
import threading
from dataclasses import replace

import pytest

from core.connector import Write
from core.engine.books import Books
from core.engine.tally import Bin, Settled, Tally
from core.errors import Cancelled, Code, Refusal, SyncError, TransientError
from core.jobs import JobContext, Progress
from core.store.erasing import erase_all
from core.store.ledger import Ledger, Settlement
from core.summary import PairRun
from tests.core.engine.power import MortalStore, Power, PowerCut
from tests.core.engine.world import (
    COMPANY_RULES,
    KEY,
    PERSON_RULES,
    PERSONS,
    World,
    acting,
    key_of,
    totals,
)


def set_up(world: World) -> None:
    """Fill both ends: new people, known ones, a family, one who is refused; small batches."""
    world.firm.page_size, world.firm.batch_size = 3, 2
    world.portal.page_size, world.portal.batch_size = 3, 2
    world.rules = [COMPANY_RULES, PERSON_RULES]
    world.firm.put("companies", {"name": "Ruiz Ltd"}, id="c1")
    world.people(4)
    world.person("p5", first="Ana", last="Ruiz", mail="ruiz@example.com", company="c1")
    world.person("p6", first="Ana", last="Ruiz", mail="ruiz@example.com", tel="(303) 555-0190")
    world.person("p7", first="Robert", last="Lee", tel="(303) 555-0142")
    world.person("p8", first="Bad", last="Egg", mail="bad@example.com")
    world.contact(firstname="Bob", lastname="Lee", phone="+13035550142", city="Golden")
    world.contact(firstname="First2", email="person2@example.com")
    world.portal.refuse = refuse_the_bad


def refuse_the_bad(write: object) -> Refusal | None:
    values = getattr(write, "values", {})
    return Refusal(Code.RECORD_REFUSED) if values.get("lastname") == "Egg" else None


def check(world: World) -> None:
    """See that everybody is there once, whole, and that what is not there waits."""
    contacts = world.contacts()
    assert sorted(contacts) == [f"p{n}" for n in range(1, 8)]
    assert contacts["p7"].fields["city"] == "Golden"  # Bob Lee, who was there already
    assert contacts["p2"].fields["lastname"] == "Last2"
    emails = [each.fields["email"] for each in contacts.values() if each.fields["email"]]
    assert len(emails) == len(set(emails)) == 5
    assert len(world.portal.records("companies")) == len(world.portal.ties) == 1
    assert world.issues() == {Code.SHARED_EMAIL: 1, Code.RECORD_REFUSED: 1}
    assert world.ledger.due_retries(PERSONS, world.clock.now(), everything=True) == ["p6", "p8"]


def moments() -> int:
    """Count the moments of a whole run, to cut the power at each of them."""
    return 110


@pytest.mark.parametrize("fails_at", range(1, moments()))
def test_p1_p2_a_run_after_any_crash_finishes_the_work(world: World, fails_at: int) -> None:
    set_up(world)
    power = Power(fails_at)
    world.portal.watch = power.use
    try:
        world.run_all(store=MortalStore(world.store, power))
    except PowerCut:
        pass
    else:
        assert power.moments < fails_at, "the power failed and nobody noticed"
    world.portal.watch = lambda _moment: None
    world.run_all()
    check(world)
    before = world.writes()
    world.clock.forward(hours=1)
    world.run_all()
    assert world.writes() == before
    check(world)


def test_the_power_is_cut_at_every_moment_of_a_run(world: World) -> None:
    """A run that grows must be cut at its new moments as well."""
    set_up(world)
    power = Power()
    world.portal.watch = power.use
    world.run_all(store=MortalStore(world.store, power))
    assert power.moments < moments() <= power.moments * 3
    check(world)


@pytest.mark.parametrize("first", range(1, 60, 7))
def test_p2_crash_after_crash_makes_nobody_twice(world: World, first: int) -> None:
    set_up(world)
    for fails_at in itertools.chain((first, 9, 14, 23), itertools.repeat(0)):
        power = Power(fails_at)
        world.portal.watch = power.use
        try:
            world.run_all(store=MortalStore(world.store, power))
        except PowerCut:
            continue
        break
    check(world)


@pytest.mark.parametrize("kept", [True, False], ids=["database kept", "database lost"])
def test_p2_a_write_that_timed_out_but_took_effect_is_not_made_again(
    world: World, kept: bool
) -> None:
    def time_out() -> None:
        raise SyncError(Code.OUTCOME_UNKNOWN)

    world.people(3)
    with acting(world.portal, "write answered", time_out), pytest.raises(SyncError):
        world.run()
    assert len(world.portal.records("contacts")) == 3
    if not kept:
        erase_all(world.store, world.clock.now())
    assert world.run().totals == totals(unchanged=3)
    assert len(world.portal.records("contacts")) == 3


def test_p2_a_create_that_is_repeated_is_counted_as_an_update(world: World) -> None:
    """The kit repeats an upsert that got no answer: the record is there, and is ours."""
    world.people(1)
    world.run()
    contact = world.contacts()["p1"]
    erase_all(world.store, world.clock.now())
    world.portal.put("contacts", {KEY: None}, id=contact.id)

    def appear() -> None:
        world.portal.put("contacts", {KEY: key_of("p1")}, id=contact.id)

    world.person("p1", first="Other", mail="other@example.com", tel=None)
    with acting(world.portal, "write", appear):
        assert world.run().totals == totals(updated=1)
    assert len(world.portal.records("contacts")) == 1


def test_p2_a_lost_database_is_rebuilt_from_our_property(world: World) -> None:
    world.people(10)
    world.run()
    erase_all(world.store, world.clock.now())
    for each in world.contacts().values():  # nothing but our property tells who they are
        cleared = dict.fromkeys(("email", "phone", "lastname"))
        world.portal.put("contacts", cleared, id=each.id)
    assert world.run().totals == totals(updated=10)
    assert len(world.portal.records("contacts")) == 10
    assert world.ledger.linked(PERSONS) == 10


def test_p2_healthcare_keys_tell_nothing_and_still_find_their_records(world: World) -> None:
    world.healthcare = True
    world.people(3)
    world.run()
    keys = [str(each.fields[KEY]) for each in world.portal.records("contacts").values()]
    assert all(key.startswith("h-") and "p1" not in key for key in keys)
    erase_all(world.store, world.clock.now())
    assert world.run().totals == totals(unchanged=3)


def test_what_other_batches_wrote_beside_a_failing_one_is_settled(world: World) -> None:
    world.portal.batch_size = 2
    world.people(8)
    all_four = threading.Barrier(4, timeout=30)

    def watch(moment: str) -> None:
        if moment == "write":
            all_four.wait()

    def fail(write: Write) -> None:
        if write.key == key_of("p1"):
            raise TransientError(Code.UNAVAILABLE)

    world.portal.watch, world.portal.refuse = watch, fail
    results: list[PairRun] = []
    with pytest.raises(TransientError):
        world.run_all(results=results)
    assert results[0].totals == totals(created=6)
    assert world.ledger.linked(PERSONS) == 6
    world.portal.watch, world.portal.refuse = (lambda _moment: None), (lambda _write: None)
    assert world.run().totals == totals(created=2, unchanged=6)
    assert len(world.contacts()) == 8


def test_a_cancelled_run_goes_on_where_it_stopped(world: World) -> None:
    world.firm.page_size = world.portal.batch_size = 5
    world.people(40)
    stop = threading.Event()

    def report(progress: Progress) -> None:
        if progress.created >= 10:
            stop.set()

    results: list[PairRun] = []
    job = JobContext(report, stop, world.clock)
    with pytest.raises(Cancelled):
        world.run_all(job=job, results=results)
    done = results[0].totals
    assert 10 <= done.created == done.read < 40
    assert world.ledger.checkpoint(PERSONS) is not None
    assert not world.ledger.is_whole(PERSONS)
    rest = world.run().totals
    assert rest.created == 40 - done.created
    assert rest.read < 40
    assert len(world.contacts()) == 40


def test_p2_an_interrupted_first_run_still_finds_who_is_there_by_name_and_phone(
    world: World,
) -> None:
    """The rest of a first run looks through all of HubSpot, as its beginning did."""
    world.firm.page_size = world.portal.batch_size = 2
    world.people(14)  # more batches than are under way at once: some are settled
    world.contact(firstname="First14", lastname="LAST14", phone="303-555-0114", city="Golden")

    def fail() -> None:
        raise TransientError(Code.UNAVAILABLE)

    with acting(world.firm, "read", fail, nth=7), pytest.raises(TransientError):
        world.run()
    assert world.ledger.checkpoint(PERSONS) is not None
    world.run()
    assert len(world.portal.records("contacts")) == 14
    assert world.contacts()["p14"].fields["lastname"] == "Last14"


# -- the books ----------------------------------------------------------------------------------


class FailingLedger(Ledger):
    """The real ledger, which fails to settle as often as it is told."""

    failures = 0

    def settle(self, *given: object, **more: object) -> None:
        if self.failures:
            self.failures -= 1
            raise TransientError(Code.DATABASE_BUSY)
        super().settle(*given, **more)  # type: ignore[arg-type]


def books(world: World) -> tuple[Books, FailingLedger]:
    ledger = FailingLedger(world.store, world.clock)
    return Books(PERSONS, ledger, Tally(PERSONS, ""), preview=False), ledger


def created(system_id: str) -> Settled:
    return Settled(system_id, Bin.CREATED, f"9{system_id}", linked=True)


def test_p2_a_checkpoint_waits_for_every_record_before_it(world: World) -> None:
    kept, ledger = books(world)
    kept.begin(["1", "2"], "c1")  # type: ignore[arg-type]
    kept.begin(["3"], "c2")  # type: ignore[arg-type]
    kept.settle(created("3"))
    kept.settle(created("1"))
    kept.commit()
    assert ledger.checkpoint(PERSONS) is None
    assert ledger.linked(PERSONS) == 2
    kept.settle(created("2"))
    kept.commit()
    assert ledger.checkpoint(PERSONS) == "c2"
    assert not ledger.is_whole(PERSONS)
    kept.commit(whole=True)
    assert ledger.is_whole(PERSONS)


def test_p2_a_ledger_that_fails_for_a_moment_loses_nothing(world: World) -> None:
    kept, ledger = books(world)
    kept.begin(["1"], "c1")  # type: ignore[arg-type]
    kept.settle(created("1"))
    ledger.failures = 1
    with pytest.raises(TransientError):
        kept.commit()
    assert ledger.checkpoint(PERSONS) is None
    kept.begin(["2"], "c2")  # type: ignore[arg-type]
    kept.settle(created("2"))
    kept.close()
    assert ledger.checkpoint(PERSONS) == "c2"
    assert sorted(ledger.hubspot_ids(PERSONS, ["1", "2"])) == ["1", "2"]


def test_p2_what_is_open_when_a_run_ends_is_given_back(world: World) -> None:
    tally = Tally(PERSONS, "")
    kept = Books(PERSONS, world.ledger, tally, preview=False)
    kept.begin(["1", "2"], "c1")  # type: ignore[arg-type]
    kept.settle(created("1"))
    kept.close()
    assert tally.totals() == totals(created=1)
    assert world.ledger.checkpoint(PERSONS) is None


def test_p2_a_full_run_forgets_nothing_that_it_did_not_redo(world: World) -> None:
    world.firm.page_size = 2
    world.people(6)
    world.run()
    world.person("p1", town="Boulder")
    world.ledger.settle(PERSONS, Settlement(), None)

    def fail() -> None:
        raise TransientError(Code.UNAVAILABLE)

    with acting(world.portal, "read", fail), pytest.raises(TransientError):
        world.run(full=True)
    assert not world.ledger.is_whole(PERSONS)
    assert world.ledger.linked(PERSONS) == 6
    assert world.run().totals == totals(updated=1, unchanged=5)
    assert world.ledger.is_whole(PERSONS)


def test_p2_rules_without_a_match_key_still_make_nobody_twice(world: World) -> None:
    world.rules = [replace(PERSON_RULES, match=())]
    world.people(5)
    world.run()
    erase_all(world.store, world.clock.now())
    world.run()
    assert len(world.portal.records("contacts")) == 5
