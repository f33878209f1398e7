"""What Auto-map suggests: words of the trade first, nothing that does not fit, each once."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.fitting import Fit
from core.schema import Field, FieldType
from core.suggesting import ALIKE, Why, suggest

names = st.text(st.characters(codec="ascii", categories=("L", "N", "Zs")), min_size=1, max_size=20)
fields = st.lists(
    st.builds(Field, names, names, st.sampled_from(FieldType)),
    max_size=8,
    unique_by=lambda f: f.name,
)


def field(label: str, kind: FieldType = FieldType.TEXT, name: str = "") -> Field:
    return Field(name or label, label, kind)


def told(here: Sequence[Field], there: Sequence[Field]) -> list[tuple[str, str, Why]]:
    return [(each.system, each.hubspot, each.why) for each in suggest(here, there)]


@pytest.mark.parametrize(
    ("here", "there"),
    [("DOB", "Date of birth"), ("FName", "First name"), ("Cell", "Mobile phone number")],
)
def test_the_words_of_the_trade_are_known_however_little_they_are_alike(
    here: str, there: str
) -> None:
    mobile = field("Mobile phone", name="mobilephone")
    assert told([field(here)], [mobile, field(there)]) in (
        [(here, there, Why.SYNONYM)],
        [(here, "mobilephone", Why.SYNONYM)],
    )


def test_a_date_of_birth_is_not_taken_for_a_phone() -> None:
    """By letters alone DOB is more like a mobile phone."""
    there = [field("Mobile phone", name="mobilephone"), field("Birth date", FieldType.DATE)]
    assert told([field("DOB", FieldType.DATE)], there) == [("DOB", "Birth date", Why.SYNONYM)]


def test_the_same_name_comes_before_another_word_for_it() -> None:
    found = told([field("Surname"), field("Last name")], [field("Last Name", name="lastname")])
    assert found == [("Last name", "lastname", Why.SAME)]


def test_names_that_are_alike_are_suggested_and_strangers_are_not() -> None:
    there = [field("Customer numbers"), field("Favourite colour")]
    assert told([field("Customer number")], there) == [
        ("Customer number", "Customer numbers", Why.ALIKE)
    ]


def test_what_is_linked_is_left_alone() -> None:
    here, there = [field("City")], [field("City", name="city")]
    assert suggest(here, there, linked={"City"}) == []
    assert suggest(here, there, taken={"city"}) == []


@given(fields, fields)
def test_each_field_and_property_is_suggested_once_and_fits(
    here: list[Field], there: list[Field]
) -> None:
    found = suggest(here, there)
    assert len({each.system for each in found}) == len(found)
    assert len({each.hubspot for each in found}) == len(found)
    assert all(each.fitting.fit is not Fit.NOT and each.share >= ALIKE for each in found)
