"""The fictional people, companies and matters are as untidy as an office's own."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.demo.law_firm import Firm, Matter
from connectors.demo.people import (
    FAMILY_SHARE,
    NAMESAKE_SHARE,
    NO_EMAIL_SHARE,
    PHONE_FORMS,
    WORLD_SHARE,
    Company,
    Person,
)

sizes = st.integers(0, 400)


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm(5000, 300)


@pytest.fixture(scope="module")
def people(firm: Firm) -> Sequence[Person]:
    return list(firm.persons())


@pytest.fixture(scope="module")
def companies(firm: Firm) -> Sequence[Company]:
    return list(firm.companies())


@pytest.fixture(scope="module")
def matters(firm: Firm) -> Sequence[Matter]:
    return list(firm.matters())


def shape(pattern: str) -> re.Pattern[str]:
    """Return what fits a phone format, extension or not."""
    filled = re.escape(pattern.format("AAA", "0100"))
    return re.compile(filled.replace("AAA", r"\d{3}").replace("0100", r"01\d\d") + r"( x\d+)?")


def test_the_demo_has_5000_people_600_companies_and_1200_matters(
    people: Sequence[Person], companies: Sequence[Company], matters: Sequence[Matter]
) -> None:
    assert (len(people), len(companies), len(matters)) == (5000, 600, 1200)


@given(size=sizes, more=sizes, seed=st.integers(0, 3))
def test_a_greater_firm_begins_with_the_smaller_one(size: int, more: int, seed: int) -> None:
    small, great = Firm(size, seed), Firm(size + more, seed)
    for of in (Firm.persons, Firm.companies, Firm.matters):
        some = list(of(small))
        assert list(of(great))[: len(some)] == some


@given(size=sizes, seed=st.integers(0, 3))
def test_nobody_refers_to_what_the_firm_does_not_have(size: int, seed: int) -> None:
    firm = Firm(size, seed)
    assert all(p.company is None or p.company < firm.company_count for p in firm.persons())
    for matter in firm.matters():
        assert (matter.person is None) != (matter.company is None)
        assert matter.person is None or matter.person < size
        assert matter.company is None or matter.company < firm.company_count
        assert all(person < size for person, _ in matter.others)


def test_another_seed_is_another_firm(people: Sequence[Person]) -> None:
    others = list(Firm(5000, 301).persons())
    same = sum(a.first_name == b.first_name for a, b in zip(people, others, strict=True))
    assert same < 100


def test_some_have_no_email(people: Sequence[Person]) -> None:
    missing = sum(not person.emails for person in people)
    assert missing == pytest.approx(NO_EMAIL_SHARE * len(people), rel=0.15)


def test_some_families_share_one_email(people: Sequence[Person]) -> None:
    first_of = {person.emails[0][0]: person for person in reversed(people) if person.emails}
    sharing = [
        person
        for person in people
        if person.emails and first_of[person.emails[0][0]].index != person.index
    ]
    assert len(sharing) == pytest.approx(
        FAMILY_SHARE * (1 - NO_EMAIL_SHARE) * len(people), rel=0.25
    )
    assert all(p.last_name == first_of[p.emails[0][0]].last_name for p in sharing)


def test_some_have_several_emails_and_some_capital_letters_in_them(
    people: Sequence[Person],
) -> None:
    assert sum(len(person.emails) > 1 for person in people) > 0.05 * len(people)
    capitals = [p for p in people if p.emails and p.emails[0][0] != p.emails[0][0].lower()]
    assert len(capitals) > 0.04 * len(people)


def test_different_people_have_one_name(people: Sequence[Person]) -> None:
    names = Counter((person.first_name, person.last_name) for person in people)
    assert sum(count - 1 for count in names.values()) > NAMESAKE_SHARE * len(people)
    lately = [(p.first_name, p.last_name) for p in people]
    near = sum(name in lately[max(0, i - 40) : i] for i, name in enumerate(lately))
    assert near >= 0.7 * NAMESAKE_SHARE * len(people)


def test_phone_numbers_come_in_at_least_five_formats(people: Sequence[Person]) -> None:
    numbers = [number for person in people for number, _ in person.phones]
    assert len(PHONE_FORMS) >= 5
    for form in PHONE_FORMS:
        fits = sum(bool(shape(form).fullmatch(number)) for number in numbers)
        assert fits > 0.1 * len(numbers), form


def test_some_phone_fields_hold_no_phone_number(people: Sequence[Person]) -> None:
    numbers = [number for person in people for number, _ in person.phones]
    assert 0.01 < sum(len(re.sub(r"\D", "", n)) < 10 for n in numbers) / len(numbers) < 0.03


def test_some_names_are_in_other_scripts_and_some_of_them_run_from_right_to_left(
    people: Sequence[Person],
) -> None:
    foreign = [p for p in people if not f"{p.first_name}{p.last_name}".isascii()]
    assert len(foreign) > 0.8 * WORLD_SHARE * len(people)
    to_left = [p for p in foreign if unicodedata.bidirectional(p.last_name.strip()[0]) in "R AL"]
    assert len(to_left) > 20
    decomposed = [p for p in foreign if not unicodedata.is_normalized("NFC", p.last_name)]
    assert decomposed


def test_some_names_have_spaces_where_none_belong(people: Sequence[Person]) -> None:
    assert sum(person.last_name != " ".join(person.last_name.split()) for person in people) > 50


def test_many_matters_are_closed_and_some_only_pending(matters: Sequence[Matter]) -> None:
    status = Counter(matter.status for matter in matters)
    assert 0.3 < status["Closed"] / len(matters) < 0.45
    assert status["Pending"] > 0.04 * len(matters)
    assert all((m.closed is not None) == (m.status == "Closed") for m in matters)


def test_a_few_clients_have_most_of_the_matters(matters: Sequence[Matter]) -> None:
    by_client = Counter(matter.person for matter in matters if matter.person is not None)
    busiest = sum(count for _, count in by_client.most_common(len(by_client) // 3))
    assert busiest > 0.5 * sum(by_client.values())


def test_nothing_was_changed_within_the_last_day(
    people: Sequence[Person], companies: Sequence[Company], matters: Sequence[Matter]
) -> None:
    for some in (people, companies, matters):
        assert min(each.updated for each in some) > 1.0
