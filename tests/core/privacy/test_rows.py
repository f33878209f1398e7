"""Whom a healthcare system never sends (P10)."""

from datetime import UTC, date, datetime

import pytest

from core.privacy import Rows
from core.records import FieldValue, Record
from core.schema import Guard, RowRule, Withheld

NOW = datetime(2026, 11, 25, tzinfo=UTC)
GUARD = Guard(
    rows=(
        RowRule("status", Withheld.DECEASED, only=frozenset({"Patient"}), needed=True),
        RowRule("secret", Withheld.CONFIDENTIAL, only=frozenset({"None"})),
        RowRule("born", Withheld.MINOR, under=18),
    )
)
WELL: dict[str, FieldValue] = {"status": "Patient", "secret": "None", "born": date(1990, 2, 3)}


def admits(**fields: FieldValue) -> bool:
    return Rows(GUARD).admits(Record("patients", "1", {**WELL, **fields}), NOW)


def test_who_is_nothing_special_is_sent() -> None:
    assert admits()
    assert admits(born=None), "whose age is not known is nobody's minor"
    assert Rows(GUARD).admits(Record("patients", "1", {"status": "Patient"}), NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "Deceased"},
        {"status": "a word that nobody knows"},
        {"status": None},
        {"secret": "Email"},
        {"secret": None},
        {"born": date(2008, 11, 26)},
    ],
)
def test_p10_the_deceased_minors_and_the_confidential_are_not(
    fields: dict[str, FieldValue],
) -> None:
    assert not admits(**fields)


def test_p10_a_record_without_its_status_is_not_sent() -> None:
    rows = Rows(GUARD)
    assert not rows.admits(Record("patients", "1", {"born": date(1990, 2, 3)}), NOW)
    assert rows.counts == {Withheld.DECEASED: 1}


def test_who_is_18_today_is_sent() -> None:
    assert admits(born=date(2008, 11, 25))


def test_minors_are_sent_once_a_manager_switched_that_on() -> None:
    rows = Rows(GUARD, {"minors"})
    assert rows.admits(Record("patients", "1", {**WELL, "born": date(2020, 1, 1)}), NOW)
    assert rows.fields == {"status", "secret"}
