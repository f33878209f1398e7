"""Documents, lists, conditions and what goes wrong inside of an answer."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from connectors.boulevard.simulator import BoulevardSimulator, Profile
from connectors.kit.simulator import SimulatorClock
from tests.connectors.boulevard_simulator.conftest import START, answer, ask, data, refused

PAGE = "query P($after: String) { clients(first: 2, after: $after) { %s edges { node { id } } } }"


def page(spa: BoulevardSimulator, after: str | None = None) -> tuple[list[str], dict[str, Any]]:
    found = data(spa, PAGE % "pageInfo { hasNextPage endCursor }", after=after)["clients"]
    return [edge["node"]["id"] for edge in found["edges"]], found["pageInfo"]


def chosen(spa: BoulevardSimulator, query: str) -> set[str]:
    """Return the first names of the clients that a condition holds for."""
    text = "query C($q: QueryString) { clients(first: 99, query: $q) { edges { node { name } } } }"
    found = data(spa, text, q=query)["clients"]["edges"]
    return {edge["node"]["name"] for edge in found}


# -- documents ------------------------------------------------------------------------------------


def test_a_field_that_is_not_there_is_refused_by_name(spa: BoulevardSimulator) -> None:
    message = refused(spa, '{ business { keys(schema: "CLIENT") { name } } }')
    assert message == 'Cannot query field "keys" on type "Business".'


@pytest.mark.parametrize(
    "query",
    [
        "{ clients(limit: 3) { edges { node { id } } } }",
        "{ clients(first: 1001) { edges { node { id } } } }",
        "{ appointments(first: 3) { edges { node { id } } } }",
        "{ business { name { first } } }",
        "{ business }",
        "{ clients(first: $n) { edges { node { id } } } }",
        "query Q($id: ID!) { client(id: $id) { id } }",
        '{ clients(after: "nowhere") { edges { node { id } } } }',
        "mutation M($input: UpdateClientInput!) { updateClient(input: $input) { client { id } } }",
        "mutation { deleteClient { id } }",
    ],
)
def test_what_is_not_in_the_schema_is_refused(spa: BoulevardSimulator, query: str) -> None:
    body = ask(spa, query)
    assert body["errors"][0]["message"]
    assert not body.get("data")


@pytest.mark.parametrize(
    "text", ["", "{", "{ business { name ", "query", "{ a } { b }", "{ a(b: )}"]
)
def test_what_is_no_document_is_refused_with_400(spa: BoulevardSimulator, text: str) -> None:
    assert answer(spa, text).status_code == 400


def test_an_unknown_field_of_an_input_is_refused(spa: BoulevardSimulator) -> None:
    query = "mutation M($i: UpdateClientInput!) { updateClient(input: $i) { client { id } } }"
    assert "nickname" in refused(spa, query, i={"id": "x", "nickname": "A"})


@pytest.mark.parametrize(("levels", "is_refused"), [(10, False), (11, True)])
def test_ten_levels_are_deep_enough(
    spa: BoulevardSimulator, levels: int, *, is_refused: bool
) -> None:
    text = "{ business " * (levels - 1) + "{ name }" + " }" * (levels - 1)
    assert ("depth" in refused(spa, text)) is is_refused


def test_aliases_fragments_variables_and_words_are_understood(spa: BoulevardSimulator) -> None:
    ada, bea = spa.seed_client("Ada", "Moss"), spa.seed_client("Bea", None)
    found = data(
        spa,
        """query Two($a: ID!, $b: ID!) {
             n0: client(id: $a) { ... on Client { firstName } __typename } # the first
             n1: client(id: $b) { name, active }
           }""",
        a=ada,
        b=bea,
    )
    assert found == {
        "n0": {"firstName": "Ada", "__typename": "Client"},
        "n1": {"name": "Bea", "active": True},
    }


# -- lists ----------------------------------------------------------------------------------------


def test_a_cursor_is_an_offset(spa: BoulevardSimulator) -> None:
    people = [spa.seed_client(name, "Moss") for name in "abcde"]
    first, info = page(spa)
    assert (first, info["hasNextPage"]) == (people[:2], True)
    assert base64.b64decode(info["endCursor"]) == b"arrayconnection:1"
    last, info = page(spa, base64.b64encode(b"arrayconnection:3").decode())
    assert (last, info["hasNextPage"]) == (people[4:], False)
    assert page(spa, info["endCursor"])[0] == []


def test_a_row_that_comes_in_before_makes_one_come_twice(spa: BoulevardSimulator) -> None:
    for name in "abcd":
        spa.seed_client(name, "Moss")
    first, info = page(spa)
    spa.seed_client("new", "Moss", first=True)
    second, _info = page(spa, info["endCursor"])
    assert first[-1] == second[0]


def test_a_list_has_twenty_rows_where_nobody_says_how_many(spa: BoulevardSimulator) -> None:
    for number in range(30):
        spa.seed_client(f"Ada{number}", None)
    assert len(data(spa, "{ clients { edges { node { id } } } }")["clients"]["edges"]) == 20


def test_conditions_choose_rows(spa: BoulevardSimulator, clock: SimulatorClock) -> None:
    spa.seed_client("Ada", None, email="ada@example.com", updated=START - timedelta(days=2))
    spa.seed_client("Bea", None, active=False, created=START - timedelta(days=9))
    spa.seed_client("O'Brien", None, email="o'b@example.com")
    assert chosen(spa, "active = true") == {"Ada", "O'Brien"}
    assert chosen(spa, "active != true OR email = 'ada@example.com'") == {"Ada", "Bea"}
    assert chosen(spa, "updatedAt >= '2026-11-24T15:00:00Z'") == {"Bea", "O'Brien"}
    assert chosen(spa, "updatedAt > '2026-11-24T10:00:00-05:00'") == set()
    assert chosen(spa, "createdAt < '2026-11-20T00:00:00Z' AND active = false") == {"Bea"}
    assert chosen(spa, "email IS NULL") == {"Bea"}
    assert chosen(spa, "email IS NOT NULL AND (active = false OR active = true)") == {
        "Ada",
        "O'Brien",
    }
    assert chosen(spa, r"email = 'o\'b@example.com'") == {"O'Brien"}
    assert chosen(spa, "email = 'ADA@example.com'") == set()


@pytest.mark.parametrize(
    "query", ["active", "active =", "active = = true", "(active = true", "x y z", "updatedAt > 'x'"]
)
def test_a_condition_that_is_none_is_refused(spa: BoulevardSimulator, query: str) -> None:
    text = "query C($q: QueryString) { clients(query: $q) { edges { node { id } } } }"
    assert refused(spa, text, q=query) == "Invalid query."


@pytest.mark.parametrize("strict", [True, False])
def test_appointments_cannot_be_asked_for_changes(clock: SimulatorClock, *, strict: bool) -> None:
    """Refused or passed over: nobody knows which."""
    spa = BoulevardSimulator(clock=clock, profile=Profile(strict_query=strict))
    place = spa.seed("locations", name="Dover")
    spa.seed_appointment(spa.seed_client("Ada", None), place, START)
    text = """query A($p: ID!) { appointments(locationId: $p, query: "updatedAt > '2027-01-01'") {
                edges { node { id } } } }"""
    body = ask(spa, text, p=place)
    assert ("errors" in body) is strict
    assert strict or len(body["data"]["appointments"]["edges"]) == 1


def test_a_list_is_one_locations_and_may_be_some_clients(
    spa: BoulevardSimulator, place: str
) -> None:
    other = spa.seed("locations", name="Wren")
    ada, bea = spa.seed_client("Ada", None), spa.seed_client("Bea", None)
    spa.seed_appointment(ada, place, START)
    spa.seed_appointment(ada, other, START)
    text = "query A($p: ID!) { appointments(locationId: $p) { edges { node { locationId } } } }"
    assert len(data(spa, text, p=place)["appointments"]["edges"]) == 1
    text = "query C($ids: [ID!]) { clients(clientIds: $ids) { edges { node { id } } } }"
    (edge,) = data(spa, text, ids=[bea, "urn:blvd:Client:0"])["clients"]["edges"]
    assert edge["node"]["id"] == bea


# -- parts that cannot be had ---------------------------------------------------------------------


def test_an_unknown_key_is_null_and_an_error_beside_the_rest(spa: BoulevardSimulator) -> None:
    ada = spa.seed_client("Ada", None, custom={"skin": "II"})
    spa.seed_custom_field("skin", "Skin type")
    text = """query C($id: ID!) { client(id: $id) { firstName
                custom { a: textValue(key: "skin") b: textValue(key: "hair") } } }"""
    body = ask(spa, text, id=ada)
    assert body["data"]["client"] == {"firstName": "Ada", "custom": {"a": "II", "b": None}}
    assert body["errors"][0]["path"] == ["client", "custom", "b"]


def test_what_may_not_be_null_takes_its_holder_along(spa: BoulevardSimulator) -> None:
    spa.seed_client("Ada", None)
    spa.execution.broken.add("Client.active")
    body = ask(spa, "{ clients { edges { cursor node { active } } } }")
    assert body["data"]["clients"]["edges"][0]["node"] is None
    assert body["errors"][0]["path"] == ["clients", "edges", 0, "node", "active"]


def test_a_field_of_a_newer_version_is_answered_once_it_is_asked_for(
    spa: BoulevardSimulator,
) -> None:
    spa.seed_client("Ada", None)
    spa.upgrade("Client", "skinTone", "II")
    found = data(
        spa,
        '{ __type(name: "Client") { fields { name } } clients { edges { node { skinTone } } } }',
    )
    assert {"name": "skinTone"} in found["__type"]["fields"]
    assert found["clients"]["edges"][0]["node"] == {"skinTone": "II"}
