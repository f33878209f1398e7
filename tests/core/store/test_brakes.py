"""Brakes that are on, and the number that lets them through."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.brake import Cause, Kind, Limits
from core.errors import Code, UserActionError
from core.records import Side
from core.store import brakes, issues
from core.store.audit import Act, recent
from core.store.database import Store
from core.store.erasing import forget_pairs

PAIR = "persons-contacts"
CAUSE = Cause(
    kind=Kind.UPDATES,
    number=2310,
    of=3654,
    version=7,
    side=Side.HUBSPOT,
    updates=2310,
    field="phone",
    share=91,
    gone=("city",),
    mapping_changed=True,
)


def waiting(store: Store) -> dict[Code, int]:
    return issues.counts(store)


def test_a_brake_is_kept_with_its_cause_and_waits_in_review(store: Store, now: datetime) -> None:
    brakes.put_on(store, PAIR, CAUSE, now)
    (brake,) = brakes.on(store)
    assert (brake.pair, brake.cause, brake.let_through, brake.made_at) == (PAIR, CAUSE, False, now)
    assert brakes.let_through(store, PAIR) is None
    assert waiting(store) == {Code.BRAKE: 1}


def test_a_brake_that_is_met_again_tells_the_new_numbers_and_since_when(
    store: Store, now: datetime
) -> None:
    brakes.put_on(store, PAIR, CAUSE, now)
    brakes.put_on(store, PAIR, replace(CAUSE, number=2400), now + timedelta(hours=1))
    (brake,) = brakes.on(store)
    assert (brake.cause.number, brake.made_at) == (2400, now)


@pytest.mark.parametrize("number", [0, 2309, 231])
def test_a_wrong_number_lets_nothing_through(store: Store, now: datetime, number: int) -> None:
    brakes.put_on(store, PAIR, CAUSE, now)
    with pytest.raises(UserActionError) as caught:
        brakes.release(store, PAIR, number, now)
    assert (caught.value.code, caught.value.detail) == (Code.WRONG_NUMBER, PAIR)
    assert brakes.let_through(store, PAIR) is None


def test_a_brake_that_is_not_on_cannot_be_let_through(store: Store, now: datetime) -> None:
    with pytest.raises(UserActionError) as caught:
        brakes.release(store, PAIR, 1, now)
    assert caught.value.code is Code.NOT_WAITING


def test_the_number_lets_one_run_through(store: Store, now: datetime) -> None:
    brakes.put_on(store, PAIR, CAUSE, now)
    brake = brakes.release(store, PAIR, 2310, now)
    assert (brake.cause, brake.let_through) == (CAUSE, True)
    assert brakes.let_through(store, PAIR) == CAUSE
    assert recent(store, 1)[0].act is Act.LET_THROUGH
    brakes.lift(store, PAIR, now)
    assert brakes.on(store) == []
    assert brakes.let_through(store, PAIR) is None
    assert waiting(store) == {}


def test_a_greater_plan_brakes_again_after_a_smaller_one_was_let_through(
    store: Store, now: datetime
) -> None:
    brakes.put_on(store, PAIR, CAUSE, now)
    brakes.release(store, PAIR, 2310, now)
    brakes.put_on(store, PAIR, replace(CAUSE, number=3600), now)
    assert brakes.let_through(store, PAIR) is None


def test_lifting_one_pairs_brake_leaves_the_others(store: Store, now: datetime) -> None:
    brakes.put_on(store, PAIR, CAUSE, now)
    brakes.put_on(store, "matters-deals", CAUSE, now)
    brakes.lift(store, PAIR, now)
    brakes.lift(store, PAIR, now)
    assert [brake.pair for brake in brakes.on(store)] == ["matters-deals"]
    assert waiting(store) == {Code.BRAKE: 1}


def test_a_pairs_own_limits_are_kept_and_the_rest_stay_ours(store: Store, now: datetime) -> None:
    assert brakes.limits(store, PAIR) == Limits()
    own = Limits(updates=0.9, few=200)
    brakes.keep_limits(store, PAIR, own, now)
    assert brakes.limits(store, PAIR) == own
    assert brakes.limits(store, "matters-deals") == Limits()
    brakes.keep_limits(store, PAIR, Limits(), now)
    assert brakes.limits(store, PAIR) == Limits()


def test_the_last_listing_of_each_side_is_kept(store: Store) -> None:
    assert brakes.listed(store, PAIR, Side.SYSTEM) is None
    brakes.keep_listed(store, PAIR, Side.SYSTEM, 3654)
    brakes.keep_listed(store, PAIR, Side.HUBSPOT, 0)
    assert brakes.listed(store, PAIR, Side.SYSTEM) == 3654
    assert brakes.listed(store, PAIR, Side.HUBSPOT) == 0


@pytest.mark.parametrize("pairs", [[PAIR], None])
def test_a_pair_that_is_forgotten_has_no_last_listing(
    store: Store, pairs: list[str] | None
) -> None:
    for pair in (PAIR, "matters-deals"):
        brakes.keep_listed(store, pair, Side.SYSTEM, 3654)
    with store.write() as connection:
        forget_pairs(connection, pairs)
    assert brakes.listed(store, PAIR, Side.SYSTEM) is None
    assert (brakes.listed(store, "matters-deals", Side.SYSTEM) is None) is (pairs is None)
