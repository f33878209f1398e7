"""Telling the bad from the good where a batch is refused as a whole."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.hubspot.culprits import Culprits, Turned, turned
from connectors.hubspot.errors import Named
from connectors.kit.http import Answer
from core.errors import Code, Refusal

NOBODY = Named(frozenset(), frozenset(), frozenset())
NO = Refusal(Code.VALUE_INVALID)


class Judge:
    """Refuses a batch as a whole if a bad item is in it; names what it is told to name."""

    def __init__(self, bad: set[int], named: Named = NOBODY) -> None:
        self.bad = bad
        self.named = named
        self.taken: list[int] = []
        self.requests = 0

    def send(self, items: Sequence[int]) -> Sequence[str] | Turned:
        self.requests += 1
        if self.bad & set(items):
            return Turned(NO, self.named)
        self.taken += items
        return ["done"] * len(items)

    def answer(self, count: int, suspects: frozenset[int] = frozenset()) -> list[str]:
        culprits = Culprits(
            self.send,
            lambda item, named: item in suspects or str(item) in named.ids,
            lambda refusal: refusal.code.value,
        )
        return culprits.answer(range(count))


def right(count: int, bad: set[int]) -> list[str]:
    return [NO.code.value if item in bad else "done" for item in range(count)]


@given(st.integers(1, 100), st.data())
def test_whoever_is_bad_nobody_else_is_refused_and_nobody_is_sent_twice(
    count: int, data: st.DataObject
) -> None:
    """(P7) As long as there is something good to be found at all."""
    bad = data.draw(st.sets(st.integers(0, count - 1), max_size=8))
    judge = Judge(bad)
    assert judge.answer(count) == right(count, bad)
    assert sorted(judge.taken) == [item for item in range(count) if item not in bad]


@pytest.mark.parametrize("bad", range(0, 100, 9))
def test_one_unnamed_among_a_hundred_costs_two_requests_a_halving_at_most(bad: int) -> None:
    """(P7)"""
    judge = Judge({bad})
    assert judge.answer(100) == right(100, {bad})
    assert judge.requests <= 1 + 2 * 7


def test_one_that_is_named_costs_one_request_more() -> None:
    """(P7)"""
    judge = Judge({7}, NOBODY)
    judge.named = Named(frozenset(), frozenset({"7"}), frozenset())
    assert judge.answer(100) == right(100, {7})
    assert judge.requests == 2


def test_only_those_that_hold_the_named_property_are_suspects() -> None:
    """(P7) Which of them is bad is found by halving; the others go at once."""
    judge = Judge({7})
    assert judge.answer(100, suspects=frozenset({7, 50, 60, 70})) == right(100, {7})
    assert judge.requests == 1 + 1 + 4


def test_a_single_suspect_is_the_culprit() -> None:
    judge = Judge({7})
    assert judge.answer(100, suspects=frozenset({7})) == right(100, {7})
    assert judge.requests == 2


def test_what_is_not_the_records_fault_is_given_up_soon() -> None:
    """Such as a property that is gone: they are all tried again on the next run."""
    judge = Judge(set(range(100)))
    assert set(judge.answer(100)) == {NO.code.value}
    assert judge.requests < 24


def test_a_property_that_is_not_there_blames_all_who_write_it_and_nobody_else() -> None:
    """(P7) Though the same answer complains of an e-mail, which most of them write."""
    body = {
        "category": "VALIDATION_ERROR",
        "errors": [
            {"code": "PROPERTY_DOESNT_EXIST", "context": {"propertyName": ["zip9"]}},
            {"code": "INVALID_EMAIL", "context": {"propertyName": ["email"]}},
        ],
    }
    told = turned(Answer(400, {}, body))
    assert told.is_sure
    assert told.named.fields == {"zip9"}
