"""A customer's one name is taken apart and put together without loss."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.servicetitan.names import compose, split

parts = st.none() | st.text(max_size=20)


def tidy(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


@given(parts, parts)
@example("Ana", "van Dyke")
@example(None, "Ruiz")
@example("Bea", None)
@example("Ana", "Ruiz, Jr.")
@example("Ana & Bo", "Ruiz")
def test_what_is_put_together_is_taken_apart_as_it_was(first: str | None, last: str | None) -> None:
    """(P3) Or it is not put together at all."""
    name = compose(first, last)
    if name is not None:
        assert split(name) == (tidy(first), tidy(last))


@given(st.text(max_size=40))
def test_no_word_of_a_name_is_lost(name: str) -> None:
    first, last = split(name)
    kept = " ".join(part for part in (first, last) if part)
    assert sorted(kept.replace(",", " ").split()) == sorted(name.replace(",", " ").split())


@pytest.mark.parametrize(
    "name", ["John & Mary Smith", "Ana and Bo Ruiz", "Rookwarble Inc.", "Smith/Jones", "Moss Trust"]
)
def test_what_is_not_one_persons_name_stays_whole(name: str) -> None:
    assert split(name) == (None, name)


@pytest.mark.parametrize("name", ["Ana Y. Ruiz", "Brandon Sandoval", "Andy Incham", "Lee Corpuz"])
def test_a_name_that_only_looks_so_is_split(name: str) -> None:
    assert None not in split(name)
