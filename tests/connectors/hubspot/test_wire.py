"""HubSpot's texts to Python values and back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.hubspot.wire import Codec, millis
from core.records import FieldValue
from core.schema import Field, FieldType
from tests.connectors.hubspot.conftest import row

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KINDS = {kind.value: Field(kind.value, kind.value, kind) for kind in FieldType}
CODEC = Codec("contacts", KINDS)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: text == text.strip()
)
moments = st.integers(-2_000_000_000_000, 7_000_000_000_000).map(
    lambda millis: EPOCH + timedelta(milliseconds=millis)
)
options = st.text(st.characters(categories=["L", "Nd"]), min_size=1)
values = st.one_of(
    st.tuples(st.sampled_from(["text", "long_text", "email", "phone", "url", "choice"]), texts),
    st.tuples(
        st.sampled_from(["number", "money"]), st.decimals(allow_nan=False, allow_infinity=False)
    ),
    st.tuples(st.just("bool"), st.booleans()),
    st.tuples(st.just("date"), st.dates(date(1, 1, 1))),
    st.tuples(st.just("datetime"), moments),
    st.tuples(st.just("choices"), st.lists(options, min_size=1).map(tuple)),
    st.tuples(st.sampled_from(list(KINDS)), st.none()),
)


@given(values)
def test_what_is_spelt_is_read_back_the_same(case: tuple[str, FieldValue]) -> None:
    """(P4)"""
    name, value = case
    there = CODEC.spelt({name: value})
    assert all(isinstance(text, str) for text in there.values())
    assert CODEC.values(there, [name]) == {name: value}


@given(st.text(), st.sampled_from(list(KINDS)))
def test_no_text_of_hubspots_is_too_odd_to_be_read(text: str, name: str) -> None:
    """A value that is not what its type says comes as it is (P7)."""
    assert CODEC.values({name: text}, [name]).keys() == {name}


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("text", " Ana ", "Ana"),
        ("text", None, ""),
        ("date", date(2026, 3, 1), "2026-03-01"),
        ("date", datetime(2026, 3, 1, 23, 0, tzinfo=UTC), "2026-03-01"),
        ("datetime", datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "2026-03-01T09:30:00.000Z"),
        ("datetime", date(2026, 3, 1), "2026-03-01T00:00:00.000Z"),
        ("number", Decimal("1E+3"), "1000"),
        ("integer", 7, "7"),
        ("choices", ("b", "", "a"), "b;a"),
        ("choices", (), ""),
        ("a property that nobody described", True, "true"),
    ],
)
def test_values_are_spelt_as_hubspot_takes_them(name: str, value: FieldValue, text: str) -> None:
    assert CODEC.spelt({name: value}) == {name: text}


def test_a_cleared_property_is_empty_and_one_that_the_portal_lacks_is_unknown() -> None:
    there = {"text": "", "number": None}
    assert CODEC.values(there, ["text", "number", "date", "zip9"]) == {
        "text": None,
        "number": None,
        "date": None,
    }


def test_a_record_has_the_vendors_time_and_says_that_it_is_archived() -> None:
    record = CODEC.record(row("501", {"text": "Ana"}, archived=True), ["text"])
    assert (record.stream, record.id, record.archived) == ("contacts", "501", True)
    assert record.modified_at == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@given(moments)
def test_milliseconds_are_exact(moment: datetime) -> None:
    assert EPOCH + timedelta(milliseconds=millis(moment)) == moment
