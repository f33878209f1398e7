"""HubSpot holds half of the firm's people already, as somebody else once typed them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.demo import portal
from connectors.demo.law_firm import Firm
from connectors.demo.people import Person
from connectors.demo.portal import ARCHIVED_SHARE, KNOWN_SHARE, MERGED_SHARE, PortalRecord


@pytest.fixture(scope="module")
def people() -> Sequence[Person]:
    return list(Firm(5000, 300).persons())


@pytest.fixture(scope="module")
def contacts() -> Sequence[PortalRecord]:
    return list(portal.contacts(Firm(5000, 300)))


def digits(phone: str) -> str:
    return re.sub(r"\D", "", phone.partition("x")[0])[-10:]


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def test_half_of_the_people_are_in_hubspot_already(contacts: Sequence[PortalRecord]) -> None:
    assert len(contacts) == pytest.approx(KNOWN_SHARE * 5000, rel=0.05)
    assert len({record.of for record in contacts}) == len(contacts)


def test_each_of_them_is_spelled_a_little_differently(
    people: Sequence[Person], contacts: Sequence[PortalRecord]
) -> None:
    for record in contacts:
        person, there = people[record.of], record.properties
        first_phone = person.phones[0][0] if person.phones else None
        assert (there["firstname"], there["lastname"]) != (
            person.first_name,
            person.last_name,
        ) or there["phone"] != first_phone


def test_and_still_is_the_same_person(
    people: Sequence[Person], contacts: Sequence[PortalRecord]
) -> None:
    family_names = 0
    for record in contacts:
        person, there = people[record.of], record.properties
        if "email" in there:
            assert there["email"] == person.emails[0][0].lower()
        if "phone" in there:
            assert digits(there["phone"]) == digits(person.phones[0][0])
        family_names += folded(there["lastname"]) == folded(person.last_name)
    assert family_names > 0.97 * len(contacts)  # the others are written in Latin letters


def test_some_are_archived_and_some_were_merged(contacts: Sequence[PortalRecord]) -> None:
    archived = sum(record.archived for record in contacts)
    assert archived == pytest.approx(ARCHIVED_SHARE * len(contacts), rel=0.4)
    merged = [record for record in contacts if record.merged]
    assert len(merged) == pytest.approx(MERGED_SHARE * len(contacts), rel=0.5)
    assert all(twin["email"] != m.properties["email"] for m in merged for twin in m.merged)


@given(size=st.integers(0, 400), seed=st.integers(0, 3))
def test_no_two_contacts_have_the_same_email(size: int, seed: int) -> None:
    firm = Firm(size, seed)
    emails = Counter(
        each["email"]
        for record in (*portal.contacts(firm), *portal.strangers(firm))
        for each in (record.properties, *record.merged)
        if "email" in each
    )
    assert not emails or max(emails.values()) == 1


@given(size=st.integers(0, 300), more=st.integers(0, 300))
def test_a_greater_portal_begins_with_the_smaller_one(size: int, more: int) -> None:
    small, great = Firm(size, 1), Firm(size + more, 1)
    for of in (portal.contacts, portal.strangers, portal.companies, portal.prospects):
        some = list(of(small))
        assert list(of(great))[: len(some)] == some


def test_some_people_only_hubspot_knows(people: Sequence[Person]) -> None:
    strangers = list(portal.strangers(Firm(5000, 300)))
    assert len(strangers) == 300
    ours = {email.lower() for person in people for email, _ in person.emails}
    assert not ours & {record.properties.get("email", "") for record in strangers}


def test_companies_lost_the_ends_of_their_names_on_the_way() -> None:
    firm = Firm(5000, 300)
    files = {company.index: company.name for company in firm.companies()}
    known = list(portal.companies(firm))
    assert 200 < len(known) < 280
    assert sum(r.properties["name"] != files[r.of].strip() for r in known) > 40
