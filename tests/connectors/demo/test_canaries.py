"""The canaries are all that a record says: whichever of it leaks is found (P9)."""

from collections.abc import Sequence

import pytest

from connectors.demo import World
from connectors.demo.canaries import of_hubspot

SAID = {
    "first_name": "Zebulon",
    "last_name": "Quackenbush",
    "title": "Lamplighter",
    "date_of_birth": "1948-03-05",
    "clio_connect_email": "portal.zeb@example.org",
}
ADDRESS = {
    "street": "12 Nowhere Lane\nBack door",
    "city": "Whitcombe",
    "province": "Vermont",
    "postal_code": "05401-1234",
    "country": "Freedonia",
}


@pytest.fixture
def canaries() -> set[str]:
    """Those of one person with one matter, who says something in every field."""
    world = World(None, people=0)
    clio = world.simulator
    note = clio.seed_custom_field("Contact", "Good to know", "text_area")
    choice = clio.seed_custom_field("Matter", "Fee", "picklist", options=["Contingency fee"])
    person = clio.seed_person(
        SAID["first_name"],
        SAID["last_name"],
        middle_name="Barnabas",
        title=SAID["title"],
        date_of_birth=SAID["date_of_birth"],
        clio_connect_email=SAID["clio_connect_email"],
        emails=["Zeb@Example.com", ("second.zeb@example.net", "Home")],
        phones=["(212) 555-0123"],
        web_sites=["https://zeb.example.org"],
        addresses=[ADDRESS],
        custom={note: "Keys are with the neighbor"},
    )
    matter = clio.seed_matter(
        person,
        "Boundary dispute",
        client_reference="REF-77812",
        custom={choice: clio.option_ids(choice)["Contingency fee"]},
    )
    clio.seed_relationship(matter, person, "Lamplighter's uncle")
    clio.seed_calendar_entry(
        "Deposition, Quackenbush", world.started_at, world.started_at, location="Room above the inn"
    )
    return set(world.canaries())


@pytest.mark.parametrize(
    "text",
    [
        *SAID.values(),
        "Barnabas",
        "Zebulon Quackenbush",
        "Zebulon Barnabas Quackenbush",
        "Zeb@Example.com",
        "zeb@example.com",
        "second.zeb@example.net",
        "https://zeb.example.org",
        "(212) 555-0123",
        "+12125550123",
        "212-555-0123",
        "2125550123",
        *ADDRESS.values(),
        "12 Nowhere Lane",
        "12 Nowhere Lane Back door",
        "Keys are with the neighbor",
        "Boundary dispute",
        "00001-Quackenbush",
        "REF-77812",
        "Lamplighter's uncle",
        "Deposition, Quackenbush",
        "Room above the inn",
    ],
)
def test_what_a_record_says_is_looked_for(canaries: set[str], text: str) -> None:
    assert text in canaries


def test_ids_times_and_words_of_everybody_are_not(canaries: set[str]) -> None:
    ours = {"Contingency fee", "Good to know", "Person", "hourly", "Work", "2148000001", "unknown"}
    assert not canaries & ours
    assert not [text for text in canaries if text.startswith("2026-")]


def test_what_hubspot_made_of_it_is_looked_for_too() -> None:
    record = {
        "hs_object_id": "55501230001",
        "sync300_clio_key": "2147900101-person-2148000001",
        "createdate": "2026-11-24T15:00:00Z",
        "lifecyclestage": "customer",
        "firstname": "Zebulon",
        "lastname": "Ames",
        "mobilephone": "+12125550123",
        "address": "12 Nowhere Lane, Back door",
    }
    found = set(of_hubspot([record]))
    assert {"Zebulon", "Zebulon Ames", "(212) 555-0123", "12 Nowhere Lane, Back door"} <= found
    assert not [text for text in found if "2147900101" in text or "55501230001" in text]
    assert "customer" not in found


def texts_of(world: World) -> Sequence[str]:
    contacts = world.simulator.account.contacts
    return [
        text
        for row in contacts
        for text in (
            row.last_name or row.name,
            *(email.address for email in row.email_addresses),
            *(address.street or "" for address in row.addresses),
        )
        if len(text) >= 7
    ]


def test_a_whole_world_is_covered() -> None:
    world = World(None, people=200)
    texts = texts_of(world)
    assert len(texts) > 400
    assert not set(texts) - set(world.canaries())
