"""Matching obeys a person's answers, whatever else it knows."""

from hypothesis import given
from hypothesis import strategies as st

from core.answers import UNASKED, Answers, decide_answered, may_ask
from core.errors import Code
from core.mapping import MatchKey, Strength
from core.matching import Found, Match, decide

EMAIL = MatchKey(name="email", fields=("email",), unique=True)
NAME = MatchKey(name="name", fields=("lastname", "phone"), strength=Strength.LIKELY)
IDS = ("901", "902", "903")

ids = st.sets(st.sampled_from(IDS))
founds = st.lists(
    st.builds(
        Found, st.sampled_from([EMAIL, NAME]), ids.map(lambda found: tuple(sorted(found))), ids
    ),
    max_size=3,
)
answers = st.builds(Answers, st.none() | st.sampled_from(IDS), ids.map(frozenset))


def nobody(_id: str) -> bool:
    return False


def test_an_answer_chooses_among_namesakes() -> None:
    found = [Found(NAME, ("901", "902"))]
    assert decide(found, nobody).question is Code.AMBIGUOUS_MATCH
    assert decide_answered(Answers(link="902"), (), found, nobody) == Match(hubspot_id="902")


def test_an_answer_stands_above_the_key_that_another_record_bears() -> None:
    assert decide_answered(Answers(link="902"), ("901",), (), nobody).hubspot_id == "902"


def test_a_record_that_is_kept_apart_is_not_linked_by_the_key_it_still_bears() -> None:
    apart = Answers(apart=frozenset({"901"}))
    assert decide_answered(UNASKED, ("901",), (), nobody).hubspot_id == "901"
    assert decide_answered(apart, ("901",), (), nobody) == Match()
    assert decide_answered(apart, ("901", "902"), (), nobody).hubspot_id == "902"


def test_p2_a_unique_value_of_a_record_that_is_kept_apart_is_left_out() -> None:
    """Else HubSpot would refuse it, and the same question would come back."""
    apart = Answers(apart=frozenset({"901"}))
    match = decide_answered(apart, (), [Found(EMAIL, ("901",))], nobody)
    assert match == Match(shared=("email",))
    assert not may_ask(apart, "901")
    assert may_ask(apart, "902")


def test_keeping_one_of_two_namesakes_apart_leaves_the_other() -> None:
    apart = Answers(apart=frozenset({"901"}))
    match = decide_answered(apart, (), [Found(NAME, ("901", "902"))], nobody)
    assert match == Match(hubspot_id="902")


def test_what_is_to_be_linked_and_is_anothers_by_now_is_a_question() -> None:
    match = decide_answered(Answers(link="901"), (), (), lambda each: each == "901")
    assert match == Match(question=Code.LIKELY_MATCH, candidates=("901",))


@given(found=founds, taken=ids)
def test_without_an_answer_nothing_is_different(found: list[Found], taken: set[str]) -> None:
    assert decide_answered(UNASKED, (), found, taken.__contains__) == decide(
        found, taken.__contains__
    )


@given(given=answers, own=ids, found=founds, taken=ids)
def test_p2_nobody_is_linked_with_whom_a_person_kept_apart(
    given: Answers, own: set[str], found: list[Found], taken: set[str]
) -> None:
    match = decide_answered(given, sorted(own), found, taken.__contains__)
    if match.hubspot_id != given.link:
        assert match.hubspot_id not in given.apart
    if match.question is not None and given.link is None:
        assert not given.apart.intersection(match.candidates)
