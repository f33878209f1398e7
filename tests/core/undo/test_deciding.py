"""What may be undone of one field or record, from its history alone (P5)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code
from core.history import History, Version
from core.records import FieldValue
from core.undo.deciding import Back, Span, before_run, edited

RUN = Span(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), datetime(2026, 11, 24, 9, 5, tzinfo=UTC))
IN_RUN = 3  # minutes after the run's start
NOTHING_LEFT = History()


def print_of(value: FieldValue) -> bytes:
    return str(value or "").encode()


def history(*versions: tuple[FieldValue, float, str], whole: bool = True) -> History:
    """Make a history of values, minutes after the run's start, and who; the newest first."""
    made = [
        Version(value, RUN.start + timedelta(minutes=at), who == "person")
        for value, at, who in versions
    ]
    return History(tuple(made), whole)


def decided(past: History, ours: str = "X") -> Back | Code:
    return before_run(past, ours.encode(), print_of, RUN)


W = ("W", -900, "person")
X = ("X", IN_RUN, "us")


def test_what_is_still_ours_gets_the_value_before_ours_back() -> None:
    assert decided(history(X, W)) == Back("W")


def test_what_had_never_been_filled_is_emptied_again() -> None:
    assert decided(history(X)) == Back(None)


def test_what_a_person_chose_since_is_left() -> None:
    assert decided(history(("Y", 60, "person"), X, W)) is Code.EDITED_AFTER_RUN


def test_a_person_who_came_back_to_our_value_has_still_chosen_it() -> None:
    past = history(("X", 90, "person"), ("Y", 60, "person"), X, W)
    assert decided(past) is Code.EDITED_AFTER_RUN


def test_a_person_between_two_machines_is_not_passed_over() -> None:
    past = history(("X", 90, "us"), ("Y", 60, "person"), X, W)
    assert decided(past) is Code.EDITED_AFTER_RUN


def test_what_another_program_wrote_since_is_left() -> None:
    assert decided(history(("Y", 60, "us"), X, W)) is Code.EDITED_AFTER_RUN


def test_our_value_typed_by_a_person_just_before_we_would_have_written_it_is_theirs() -> None:
    assert decided(history(("X", IN_RUN, "person"), W)) is Code.EDITED_AFTER_RUN


def test_an_undoing_that_was_broken_off_goes_back_to_the_same() -> None:
    assert decided(history(("W", 60, "us"), X, W)) == Back("W")
    assert decided(history((None, 60, "us"), X)) == Back(None)


def test_of_several_times_that_it_was_ours_the_runs_own_counts() -> None:
    """A later run and its undoing, and an earlier run, do not mislead."""
    past = history(("X", 120, "us"), ("Z", 60, "us"), X, ("V", -30, "us"), ("X", -60, "us"), W)
    assert decided(past) == Back("V")


@pytest.mark.parametrize("hours", [-7, 7])
def test_a_clock_that_is_hours_off_picks_the_same_version(hours: int) -> None:
    """Ours tells when the run was, HubSpot's when the versions were."""
    off = hours * 60
    assert decided(history(("X", IN_RUN + off, "us"), ("W", off - 900, "us"))) == Back("W")


def test_what_hubspot_forgot_is_not_guessed() -> None:
    assert decided(history(X, whole=False)) is Code.NO_HISTORY
    assert decided(NOTHING_LEFT) is Code.NO_HISTORY
    assert decided(history(X, W, whole=False)) == Back("W")


def test_a_record_that_nobody_touched_may_go() -> None:
    past = {"email": history(X), "city": History(), "stage": history(("lead", IN_RUN, "us"))}
    assert edited(past, {"email": b"X"}, lambda _name, value: print_of(value)) == []


def test_a_persons_hand_on_any_property_keeps_a_record() -> None:
    """Also on one that no mapping knows, and also if it was cleared again."""
    filled = history(("call her", 60, "person"))
    cleared = history((None, 90, "person"), ("call her", 60, "person"))
    past = {"email": history(X), "notes": filled, "hints": cleared, "phone": History()}
    kept_by = edited(past, {"email": b"X"}, lambda _name, value: print_of(value))
    assert kept_by == ["hints", "notes"]


def test_what_differs_from_what_we_wrote_keeps_a_record() -> None:
    past = {"email": history(("Y", 60, "us"), X), "phone": History()}
    ours = {"email": b"X", "phone": b"X"}
    assert edited(past, ours, lambda _name, value: print_of(value)) == ["email", "phone"]


values = st.sampled_from([None, "W", "X", "Y"])
pasts = st.lists(st.tuples(values, st.integers(0, 500), st.sampled_from(["us", "person"])))


@given(pasts, st.booleans())
def test_nothing_that_a_person_chose_after_the_run_is_ever_taken_away(
    later: list[tuple[FieldValue, int, str]], whole: bool
) -> None:
    """(P5) Whatever happened since: with a person's hand in it, the field is left."""
    newest_first = sorted(later, key=lambda each: -each[1])
    past = history(*((v, IN_RUN + 10 + at, who) for v, at, who in newest_first), X, W, whole=whole)
    found = decided(past)
    by_person = any(who == "person" for _, _, who in later)
    now = past.versions[0].value
    if by_person or now not in ("X", "W"):
        assert found is Code.EDITED_AFTER_RUN
    else:
        assert found == Back("W")
