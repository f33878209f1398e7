"""Finding who is already there, without guessing (P2)."""

from core.errors import Code
from core.mapping import MatchKey, Strength
from core.matching import Found, Match, decide, first_name, key_texts
from core.normal import form
from core.schema import FieldType

EMAIL = MatchKey(name="email", fields=("email",), confirm="firstname", unique=True)
NAME = MatchKey(name="name and phone", fields=("lastname", "phone"), strength=Strength.LIKELY)


def nobody(_id: str) -> bool:
    return False


def test_one_free_candidate_of_an_exact_key_is_the_match() -> None:
    assert decide([Found(EMAIL, ("7",))], nobody) == Match(hubspot_id="7")


def test_p2_two_candidates_are_a_question_and_never_a_guess() -> None:
    match = decide([Found(EMAIL, ("7", "8"))], nobody)
    assert match == Match(question=Code.AMBIGUOUS_MATCH, candidates=("7", "8"))


def test_same_email_with_another_first_name_is_a_question() -> None:
    match = decide([Found(EMAIL, ("7",), frozenset({"7"}))], nobody)
    assert match == Match(question=Code.LIKELY_MATCH, candidates=("7",))


def test_an_email_that_another_record_of_ours_holds_is_shared_not_matched() -> None:
    match = decide([Found(EMAIL, ("7",))], lambda found: found == "7")
    assert match == Match(shared=("email",))


def test_who_is_found_by_name_may_share_an_email_with_another_record_of_ours() -> None:
    match = decide([Found(EMAIL, ("7",)), Found(NAME, ("9",))], lambda found: found == "7")
    assert match == Match(hubspot_id="9", shared=("email",))


def test_a_likely_key_counts_only_when_no_exact_key_knew_anybody() -> None:
    assert decide([Found(EMAIL, ()), Found(NAME, ("9",))], nobody) == Match(hubspot_id="9")
    both = decide([Found(NAME, ("9",)), Found(EMAIL, ("7",))], nobody)
    assert both == Match(hubspot_id="7")


def test_a_likely_key_passes_over_who_is_taken() -> None:
    match = decide([Found(NAME, ("8", "9"))], lambda found: found == "8")
    assert match == Match(hubspot_id="9")


def test_a_key_with_an_empty_part_says_nothing() -> None:
    assert key_texts([NAME], {"lastname": "Ruiz", "phone": None}, {}) == []


def test_keys_see_through_spelling() -> None:
    forms = {"phone": form(FieldType.PHONE, "US")}
    one = key_texts([NAME], {"lastname": "O'Neil", "phone": "(303) 555-0118"}, forms)
    two = key_texts([NAME], {"lastname": "ONEIL ", "phone": "+13035550118"}, forms)
    assert one == two != []


def test_a_nickname_does_not_contradict() -> None:
    assert first_name("Bob") == first_name("Robert J.")
    assert first_name("B.") == ""
