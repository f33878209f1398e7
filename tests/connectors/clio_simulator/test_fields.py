"""Behaviors 2, 3 and 4: what `fields=` may ask for."""

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.clio.simulator import ClioSimulator
from connectors.clio.simulator.errors import RefusalError
from connectors.clio.simulator.fields import Nested, Shape, attributes, compiled

PART = Shape(attributes("id etag name"))
SHAPE = Shape(
    attributes("id etag name order"),
    {"one": Nested(lambda _row: None, PART), "many": Nested(lambda _row: (), PART, many=True)},
)


def test_without_fields_there_are_exactly_id_and_etag(
    web: httpx.Client, clio: ClioSimulator
) -> None:
    person = clio.seed_person("Ana", "Ruiz", emails=["ana@example.com"])
    (item,) = web.get("/contacts.json").json()["data"]
    assert item.keys() == {"id", "etag"}
    assert item["id"] == person
    assert item["etag"].startswith('"')
    assert item["etag"].endswith('"')


def test_an_unknown_field_is_named_in_the_refusal(web: httpx.Client) -> None:
    response = web.get("/contacts.json", params={"fields": "id,foo"})
    assert response.status_code == 400
    assert response.json()["error"]["message"] == "foo is not a valid field"


@pytest.mark.parametrize(
    "fields",
    [
        "client{company{name}}",
        "client{name",
        "client{name}}",
        "client{name}id",
        "client{foo}",
        "client{}",
        "status{id}",
        "id,,status",
        "id, status",
    ],
)
def test_what_is_not_one_level_of_known_names_is_refused(web: httpx.Client, fields: str) -> None:
    response = web.get("/matters.json", params={"fields": fields})
    assert response.status_code == 400
    assert response.json()["error"]["type"] == "InvalidFields"


def test_a_nested_name_without_braces_answers_its_id_and_etag(
    web: httpx.Client, clio: ClioSimulator
) -> None:
    company = clio.seed_company("Otterquay Press")
    person = clio.seed_person("Ana", "Ruiz", company=company, emails=["ana@example.com"])
    fields = "company,email_addresses,primary_address,web_sites"
    data = web.get(f"/contacts/{person}.json", params={"fields": fields}).json()["data"]
    assert data["company"].keys() == {"id", "etag"}
    assert data["company"]["id"] == company
    assert [email.keys() for email in data["email_addresses"]] == [{"id", "etag"}]
    assert data["primary_address"] is None
    assert data["web_sites"] == []


def test_a_contact_shows_what_the_manual_lists(web: httpx.Client, clio: ClioSimulator) -> None:
    company = clio.seed_company("Otterquay Press", web_sites=["https://otterquay.example.com"])
    person = clio.seed_person(
        "Ana",
        "Ruiz",
        middle_name="Q.",
        emails=[("ana@example.com", "Home"), "ruiz@example.com"],
        phones=[("(212) 555-0147", "Mobile")],
        addresses=[{"street": "1 Wren Lane", "city": "Dover", "province": "DE"}],
        company=company,
    )
    fields = (
        "name,initials,type,is_client,primary_email_address,secondary_email_address,"
        "primary_phone_number,email_addresses{address,name,primary},company{name,type},"
        "primary_address{street,city,postal_code}"
    )
    data = web.get(f"/contacts/{person}.json", params={"fields": fields}).json()["data"]
    assert data == {
        "name": "Ana Q. Ruiz",
        "initials": "AR",
        "type": "Person",
        "is_client": False,
        "primary_email_address": "ana@example.com",
        "secondary_email_address": "ruiz@example.com",
        "primary_phone_number": "(212) 555-0147",
        "email_addresses": [
            {"address": "ana@example.com", "name": "Home", "primary": True},
            {"address": "ruiz@example.com", "name": "Work", "primary": False},
        ],
        "company": {"name": "Otterquay Press", "type": "Company"},
        "primary_address": {"street": "1 Wren Lane", "city": "Dover", "postal_code": None},
    }


def test_who_am_i_tells_user_and_account(web: httpx.Client) -> None:
    fields = "id,name,email,account{id,name}"
    data = web.get("/users/who_am_i.json", params={"fields": fields}).json()["data"]
    assert data["email"] == "ada.quillfeather@example.com"
    assert data["account"]["name"] == "Quillfeather Moss LLP"


@given(st.lists(st.sampled_from(["id", "etag", "name", "order", "one", "many"]), min_size=1))
def test_known_names_answer_exactly_themselves(names: list[str]) -> None:
    class Row:
        id, etag, name, order = 1, '"1"', "n", 2

    assert compiled(",".join(names), SHAPE)(Row()).keys() == set(names)


@given(st.text(alphabet="id,{}manyone ", max_size=30))
def test_any_text_is_either_compiled_or_refused(text: str) -> None:
    with suppress(RefusalError):
        compiled(text, SHAPE)
