"""Who may sync, and until when (P15): told the time, never asking for it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as other

from core.licensing.gate import Gate, Standing, gate
from core.licensing.licence import Subscription
from core.licensing.room import Fill, room
from tests.core.licensing.test_licence import LICENCE, NOW

DAY = timedelta(days=1)
ENDED = [
    Subscription.UNPAID,
    Subscription.PAUSED,
    Subscription.CANCELED,
    Subscription.INCOMPLETE,
    Subscription.INCOMPLETE_EXPIRED,
    Subscription.REVOKED,
]


def after(days: float, **changes: object) -> Gate:
    return gate(other(LICENCE, **changes), NOW + days * DAY)


def test_without_a_licence_nothing_is_synced() -> None:
    assert gate(None, NOW) == Gate(Standing.NONE, None, ask=False)
    assert not gate(None, NOW).may_sync


def test_a_licence_in_date_is_all_that_is_needed() -> None:
    assert after(1) == Gate(Standing.LICENSED, LICENCE.expires_at, False, Subscription.ACTIVE)


def test_a_new_one_is_asked_for_weekly() -> None:
    assert not after(6.99).ask
    assert after(7).ask


def test_p15_an_endpoint_that_is_gone_for_20_days_stops_nobody() -> None:
    assert all(after(day).may_sync for day in range(7 + 20))


def test_p15_within_the_grace_time_the_office_goes_on_and_is_told_until_when() -> None:
    told = after(21)
    assert (told.standing, told.until, told.may_sync) == (
        Standing.GRACE,
        LICENCE.grace_until,
        True,
    )


def test_after_the_grace_time_sync_is_paused() -> None:
    assert after(34.99).may_sync
    assert after(35) == Gate(Standing.LIMITED, None, ask=True, state=Subscription.ACTIVE)


def test_a_trial_says_that_it_is_one() -> None:
    told = after(1, state=Subscription.TRIALING)
    assert (told.standing, told.may_sync) == (Standing.TRIAL, True)


def test_a_payment_that_failed_and_is_tried_again_stops_nothing() -> None:
    told = after(1, state=Subscription.PAST_DUE)
    assert (told.standing, told.state, told.may_sync) == (
        Standing.LICENSED,
        Subscription.PAST_DUE,
        True,
    )


@pytest.mark.parametrize("state", ENDED)
def test_what_was_signed_as_ended_ends_at_once(state: Subscription) -> None:
    assert after(0, state=state) == Gate(Standing.LIMITED, None, ask=True, state=state)


def test_a_clock_set_back_does_not_make_a_licence_young_again() -> None:
    seen = LICENCE.grace_until + DAY
    told = gate(LICENCE, LICENCE.expires_at + DAY, seen)
    assert (told.standing, told.ask, told.clock_back) == (Standing.LIMITED, True, True)


def test_time_that_was_seen_counts_though_the_clock_was_set_back() -> None:
    told = gate(LICENCE, NOW + 2 * DAY, NOW + 25 * DAY)
    assert (told.standing, told.ask, told.clock_back) == (Standing.GRACE, True, True)


def test_a_clock_that_was_far_ahead_once_locks_nobody_out() -> None:
    told = gate(LICENCE, NOW + DAY, NOW + 3650 * DAY)
    assert (told.may_sync, told.ask, told.clock_back) == (True, True, True)


def test_a_clock_that_was_set_back_is_asked_about_though_the_licence_is_young() -> None:
    told = gate(LICENCE, NOW, NOW + 2 * DAY)
    assert (told.standing, told.ask) == (Standing.LICENSED, True)


def test_a_night_of_changed_clocks_is_nothing_to_ask_about() -> None:
    told = gate(LICENCE, NOW + DAY, NOW + DAY + timedelta(hours=23))
    assert (told.ask, told.clock_back) == (False, False)


@given(
    day=st.integers(0, 100),
    seen=st.none() | st.integers(0, 100),
    more=st.integers(0, 100),
    state=st.sampled_from(Subscription),
)
def test_time_that_passes_never_gives_more(
    day: int, seen: int | None, more: int, state: Subscription
) -> None:
    licence = other(LICENCE, state=state)
    known = None if seen is None else NOW + min(seen, day) * DAY
    told, later = (gate(licence, NOW + each * DAY, known) for each in (day, day + more))
    assert told.may_sync or not later.may_sync
    assert later.ask or not told.ask


def test_a_month_is_warned_about_at_four_fifths_and_at_its_end() -> None:
    assert [room(1_000, used).fill for used in (0, 799, 800, 999, 1_000, 1_001)] == [
        Fill.FREE,
        Fill.FREE,
        Fill.NEAR,
        Fill.NEAR,
        Fill.FULL,
        Fill.FULL,
    ]


@given(limit=st.integers(0, 10_000), used=st.integers(0, 20_000))
def test_what_is_left_is_never_less_than_nothing(limit: int, used: int) -> None:
    left = room(limit, used).left
    assert left is not None
    assert left == max(0, limit - used)
