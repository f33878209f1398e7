"""Every code has its words, and they are words for an office."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brake import Cause, Kind
from core.errors import Code
from core.records import Side
from core.store.settlement import tie_field
from core.summary import RunSummary
from desktop.text import CATALOGUE, NOBODY, explain, explain_brake, told_forecast

JARGON = re.compile(
    r"\b(HTTP\w*|API|JSON|HTML|URL|TLS|SSL|SQL\w*|OAuth|PKCE|UUID|HMAC|AES\w*|token|null|None|"
    r"cursor|checkpoint|scope|payload|endpoint|callback|redirect|stack|traceback|exception|"
    r"timeout|retry|schema|upsert|batch|egress|intent|hash|cache|localhost|loopback|[45]\d\d)\b",
    re.IGNORECASE,
)
BLAME = re.compile(
    r"\byou (forgot|failed|did not)\b|!|\bplease\b|\bsorry\b|\boops\b", re.IGNORECASE
)
every_code = pytest.mark.parametrize("code", Code, ids=lambda code: code.value)


def test_every_code_of_the_catalogue_has_words_and_no_words_are_left_over() -> None:
    assert set(CATALOGUE) == set(Code)


@every_code
def test_every_error_says_what_happened_what_it_means_and_what_to_do(code: Code) -> None:
    words = explain(code, system="HubSpot", detail="lifecycle stage")
    assert words.title
    assert not words.title.endswith(".")
    for sentence in (words.meaning, words.action):
        assert sentence.endswith("."), sentence
        assert sentence[0].isupper(), sentence


@every_code
@pytest.mark.parametrize("system", ["HubSpot", ""])
def test_no_error_speaks_jargon_or_lays_blame(code: Code, system: str) -> None:
    words = explain(code, system=system)
    for sentence in (words.title, words.meaning, words.action):
        assert not JARGON.search(sentence), sentence
        assert not BLAME.search(sentence), sentence


@every_code
@pytest.mark.parametrize("system", ["HubSpot", ""])
@pytest.mark.parametrize("detail", ["phone", None])
def test_no_place_for_a_name_is_left_open(code: Code, system: str, detail: str | None) -> None:
    words = explain(code, system=system, detail=detail)
    whole = f"{words.title} {words.meaning} {words.action}"
    assert "{" not in whole
    assert "  " not in whole
    assert not whole.startswith(" ")
    assert ": ." not in whole
    assert "no. ." not in whole


@every_code
def test_a_sentence_about_nobody_in_particular_begins_with_a_capital(code: Code) -> None:
    words = explain(code)
    for sentence in (words.title, words.meaning, words.action):
        for part in re.split(r"(?<=\.) ", sentence):
            assert not part.startswith(NOBODY), sentence


def test_the_vendors_number_for_an_event_is_told_for_its_support() -> None:
    words = explain(Code.RECORD_REFUSED, system="HubSpot", reference="4f1c-22")
    assert words.action.endswith("HubSpot's number for it is 4f1c-22.")


def test_an_issue_about_ties_names_what_could_not_be_linked() -> None:
    words = explain(Code.VALUE_INVALID, detail=tie_field("company"))
    assert words.title == "A value does not fit its field: the link to its company"


@given(st.text(max_size=40))
def test_a_name_is_shown_as_it_is_whatever_it_holds(name: str) -> None:
    words = explain(Code.FOLDER_READ_ONLY, detail=name or "x")
    assert (name or "x") in words.title


# -- the brake ----------------------------------------------------------------------------------

BRAKED = Cause(
    kind=Kind.UPDATES,
    number=2310,
    of=3654,
    version=7,
    side=Side.HUBSPOT,
    creates=5,
    updates=2301,
    archives=4,
)


def test_the_field_that_a_brake_is_about_comes_first() -> None:
    words = explain_brake(replace(BRAKED, field="phone", share=91, mapping_changed=True))
    assert words.title == "Phone in mapping version 7 accounts for 91 % of 2,310 changes"
    assert words.meaning == (
        "2,301 of 3,654 records would be changed in HubSpot. The mapping was changed since the "
        "last run. Nothing of it was written."
    )
    assert "typing 2,310" in words.action


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
@pytest.mark.parametrize("side", [*Side, None])
@pytest.mark.parametrize("system", ["Clio", ""])
def test_every_cause_of_a_brake_has_its_words(kind: Kind, side: Side | None, system: str) -> None:
    cause = replace(BRAKED, kind=kind, side=side, gone=("city", "hs_lead_status"))
    for let_through in (True, False):
        words = explain_brake(cause, system=system, let_through=let_through)
        for sentence in (words.title, words.meaning, words.action):
            assert "{" not in sentence
            assert sentence[0].isupper() or sentence[0].isdigit(), sentence
            assert not JARGON.search(sentence), sentence
            assert not BLAME.search(sentence), sentence
        assert "City, Lead status" in words.meaning


def test_a_cause_about_one_side_names_it() -> None:
    cause = replace(BRAKED, kind=Kind.EMPTY_LISTING, side=Side.SYSTEM, number=30, of=30)
    assert explain_brake(cause, system="Clio").title == (
        "The list of records from Clio is empty; 30 were there before"
    )


@pytest.mark.parametrize(
    ("waits", "told"),
    [
        (None, ""),
        (timedelta(seconds=59), ""),
        (
            timedelta(minutes=14),
            "A first sync takes about 14 min: Open Dental may be asked only so often.",
        ),
    ],
)
def test_how_long_a_first_sync_waits_is_told_where_it_is_worth_naming(
    waits: timedelta | None, told: str
) -> None:
    run = RunSummary("r1", datetime(2026, 11, 24, tzinfo=UTC), "hand", forecast=waits)
    assert told_forecast(run, "Open Dental") == told
