"""Who wins: the rules of P5 and P12 as examples and properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conflicts import ConflictPolicy, restrictive, winner
from core.records import Side

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
times = st.none() | st.datetimes(timezones=st.just(UTC))


def test_newest_wins_by_the_later_clock() -> None:
    later = NOON + timedelta(seconds=1)
    assert winner(ConflictPolicy.NEWEST_WINS, later, NOON) is Side.SYSTEM
    assert winner(ConflictPolicy.NEWEST_WINS, NOON, later) is Side.HUBSPOT


@pytest.mark.parametrize(
    ("system", "hubspot"),
    [(None, NOON), (NOON, None), (NOON, NOON), (NOON, NOON + timedelta(seconds=0.999))],
)
def test_newest_wins_asks_without_evidence(
    system: datetime | None, hubspot: datetime | None
) -> None:
    assert winner(ConflictPolicy.NEWEST_WINS, system, hubspot) is None


@given(system=times, hubspot=times)
def test_a_fixed_rule_never_looks_at_the_clock(
    system: datetime | None, hubspot: datetime | None
) -> None:
    assert winner(ConflictPolicy.SYSTEM_WINS, system, hubspot) is Side.SYSTEM
    assert winner(ConflictPolicy.HUBSPOT_WINS, system, hubspot) is Side.HUBSPOT
    assert winner(ConflictPolicy.ASK, system, hubspot) is None


@given(st.sampled_from(["", "true", "false"]), st.sampled_from(["", "true", "false"]))
def test_p12_the_restrictive_value_wins_from_either_side(system: str, hubspot: str) -> None:
    side = restrictive(system, hubspot, "true")
    if "true" in (system, hubspot) and system != hubspot:
        assert (system if side is Side.SYSTEM else hubspot) == "true"
    else:
        assert side is None


def test_p12_only_the_restrictive_value_is_restrictive() -> None:
    assert restrictive("yes", "", "no") is restrictive("", "yes", "no") is None
    assert restrictive("no", "".join(("n", "o")), "no") is None
