"""Transforms: pure value functions, each with a backward where one exists."""

from datetime import UTC, date, datetime
from decimal import Decimal

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.normal import e164, match_text, normal
from core.records import FieldValue
from core.schema import FieldType
from core.steps import STEPS
from core.transforms import Step, chain

values = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.decimals(
        allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9
    ),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.lists(st.text(max_size=5), max_size=3).map(tuple),
)
SETTINGS: dict[str, dict[str, object]] = {
    "truncate": {"length": 10},
    "constant": {"value": "x"},
    "default": {"value": "x"},
    "when": {"value": "x"},
    "choice": {"map": {"Open": "1", "Closed": "2"}},
    "join": {"separator": ";", "parts": 2},
    "split": {"separator": " ", "index": 0},
}


def test_settings_name_only_steps_that_exist() -> None:
    assert SETTINGS.keys() <= STEPS.keys()


@pytest.mark.parametrize("name", sorted(STEPS))
@given(value=values)
def test_no_step_ever_raises_on_a_value(name: str, value: FieldValue) -> None:
    chain((Step(name, SETTINGS.get(name, {})),)).forward((value,))


@pytest.mark.parametrize("name", ["clean", "email", "phone", "name", "lines", "date", "number"])
@given(value=values)
def test_a_cleaning_step_done_twice_is_done_once(name: str, value: FieldValue) -> None:
    step = chain((Step(name),))
    once = step.forward((value,))
    assert step.forward((once,)) == once


@given(text=st.text(max_size=20))
def test_what_a_phone_step_makes_has_the_same_normal_form(text: str) -> None:
    made = chain((Step("phone"),)).forward((text,))
    assert normal(FieldType.PHONE, made) == normal(FieldType.PHONE, text)


@given(st.sampled_from(["Open", "Closed"]))
def test_a_choice_comes_back_as_it_went(word: str) -> None:
    step = chain((Step("choice", {"map": {"Open": "o", "Closed": "c"}}),))
    assert step.backward is not None
    assert step.backward(step.forward((word,))) == (word,)


def test_a_choice_finds_options_by_their_label() -> None:
    step = chain(
        (Step("choice", {"map": {"Pending": "Intake"}}),), labels={"intake": "98", "open": "99"}
    )
    assert step.forward(("Pending",)) == "98"
    assert step.forward(("open",)) == "99"
    assert step.forward(("Odd",)) == "Odd"


def test_join_leaves_out_what_is_empty_and_splits_back() -> None:
    step = chain((Step("join", {"separator": " – ", "parts": 2}),))
    assert step.forward(("0001", None)) == "0001"
    assert step.forward(("0001", "Smith")) == "0001 – Smith"
    assert step.backward is not None
    assert step.backward("0001 – Smith") == ("0001", "Smith")


def test_a_chain_with_a_one_way_step_has_no_way_back() -> None:
    assert chain((Step("clean"), Step("truncate", {"length": 3}))).backward is None


def test_owner_is_found_by_email_whatever_its_case() -> None:
    step = chain((Step("owner"),), owners=lambda: {"ana@example.com": "7"})
    assert step.forward(("Ana@Example.com",)) == "7"
    assert step.forward(("who@example.com",)) is None


def test_dates_know_their_zone() -> None:
    late = datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert chain((Step("date", {"zone": "America/Denver"}),)).forward((late,)) == date(2025, 12, 31)
    midnight = chain((Step("datetime", {"zone": "America/Denver"}),)).forward((date(2026, 1, 1),))
    assert midnight == datetime(2026, 1, 1, 7, tzinfo=UTC)


def test_money_is_rounded_to_even_cents() -> None:
    cents = chain((Step("number", {"places": 2}),))
    assert cents.forward(("1,234.565",)) == Decimal("1234.56")


@given(kind=st.sampled_from(list(FieldType)), value=values)
@example(FieldType.CHOICES, ("e\u0308",))
def test_a_normal_form_is_its_own_normal_form(kind: FieldType, value: FieldValue) -> None:
    once = normal(kind, value)
    assert normal(kind, once) == once


gaps = st.text(" .-", max_size=2)


prefixes = st.sampled_from(["", "1", "+1", "1-", "+1 ", "1.", "+1-"])


@given(
    prefixes,
    st.text("0123456789", min_size=10, max_size=10),
    gaps,
    gaps,
    st.sampled_from(["US", "CA"]),
)
@example("1-", "2125550123", "-", "-", "US")
@example("+1 ", "2125550123", " ", " ", "US")
def test_an_american_number_is_read_as_the_library_reads_it(
    prefix: str, digits: str, first: str, second: str, region: str
) -> None:
    for form in ("({}){}{}{}{}", "{}{}{}{}{}"):
        text = prefix + form.format(digits[:3], first, digits[3:6], second, digits[6:])
        number = phonenumbers.parse(text, region)
        possible = phonenumbers.is_possible_number(number)
        theirs = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert e164(text, region) == (theirs if possible else None)


@pytest.mark.parametrize(
    "text", ["(303) 555-0118", "303.555.0118", "303-555-0118", "+1 303 555 0118", "13035550118"]
)
def test_five_ways_to_write_a_phone_are_one_number(text: str) -> None:
    assert e164(text) == "+13035550118"


def test_equal_numbers_and_times_have_equal_normal_forms() -> None:
    assert normal(FieldType.NUMBER, "12.50") == normal(FieldType.MONEY, Decimal("12.5"))
    assert normal(FieldType.NUMBER, "0.00") == normal(FieldType.INTEGER, 0) == "0"
    assert normal(FieldType.TEXT, "Zoe\u0308") == normal(FieldType.TEXT, "Zoë ")


def test_match_text_sees_through_accents_case_and_marks() -> None:
    assert match_text("José  GARCÍA-López") == match_text("jose garcia lopez")
