"""Times in words."""

import doctest
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop import text, times

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
spans = st.floats(min_value=0, max_value=10_000_000)


def test_the_examples_in_the_docstrings_hold() -> None:
    for module in (times, text):
        assert doctest.testmod(module).failed == 0


def test_a_pc_with_a_24_hour_clock_is_written_so() -> None:
    german = times.Formats(time=lambda moment: f"{moment.hour}:{moment:%M}", zone=UTC)
    assert times.at(NOW - timedelta(days=1, minutes=5), NOW, german) == "yesterday 14:55"


def test_midnight_parts_today_from_yesterday_in_the_pcs_own_zone() -> None:
    from datetime import timezone

    here = times.Formats(zone=timezone(timedelta(hours=-7)))  # 8:00 AM there
    assert times.at(datetime(2026, 11, 18, 6, 59, tzinfo=UTC), NOW, here) == "yesterday 11:59 PM"
    assert times.at(datetime(2026, 11, 18, 7, 1, tzinfo=UTC), NOW, here) == "12:01 AM"


def test_what_lies_ahead_because_the_clock_was_set_back_is_named_and_not_counted() -> None:
    formats = times.Formats(zone=UTC)
    assert times.ago(NOW + timedelta(hours=2), NOW, formats) == "5:00 PM"


@given(spans)
def test_no_span_is_ever_just_now(seconds: float) -> None:
    assert "now" not in times.ago(NOW - timedelta(seconds=seconds), NOW)


@given(spans)
def test_time_left_is_rounded_and_never_nothing(seconds: float) -> None:
    said = times.left(seconds)
    assert said.startswith("about ")
    assert " 0 " not in said


@given(spans)
def test_a_wait_is_never_told_shorter_than_it_is(seconds: float) -> None:
    said = times.until(NOW + timedelta(seconds=seconds), NOW)
    if said.endswith("min"):
        assert int(said.split()[1]) * 60 >= seconds
