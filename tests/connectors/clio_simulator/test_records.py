"""Behaviors 9, 10, 11, 16 and 23: single records, versions, etags and deletes."""

import httpx
import pytest

from connectors.clio.simulator import ClioSimulator
from connectors.kit.simulator import SimulatorClock


@pytest.fixture
def person(clio: ClioSimulator) -> int:
    return clio.seed_person("Ana", "Ruiz", emails=["ana@example.com"])


def change(web: httpx.Client, person: int, **headers: str) -> httpx.Response:
    body = {"data": {"title": "Owner"}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.patch(f"/contacts/{person}.json", json=body, headers=named)


def test_ids_of_contacts_need_more_than_32_bits(person: int) -> None:
    assert person > 2**31


@pytest.mark.parametrize("version", ["9.9.9", "4.0.3", "4", ""])
def test_an_unknown_version_is_gone(web: httpx.Client, version: str) -> None:
    assert web.get("/contacts.json", headers={"X-API-VERSION": version}).status_code == 410


def test_the_version_comes_back(web: httpx.Client) -> None:
    answer = web.get("/contacts.json", headers={"X-API-VERSION": "4.0.10"})
    assert answer.headers["x-api-version"] == "4.0.10"
    assert web.get("/contacts.json").headers["x-api-version"] == "4.0.9"


def test_a_record_has_an_etag_and_a_time(web: httpx.Client, person: int) -> None:
    answer = web.get(f"/contacts/{person}.json")
    assert answer.headers["etag"] == answer.json()["data"]["etag"]
    assert answer.headers["last-modified"] == "Tue, 24 Nov 2026 15:00:00 GMT"


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_a_known_record_is_not_sent_again(web: httpx.Client, person: int, header: str) -> None:
    first = web.get(f"/contacts/{person}.json")
    value = first.headers["etag" if header == "If-None-Match" else "last-modified"]
    again = web.get(f"/contacts/{person}.json", headers={header: value})
    assert (again.status_code, again.content) == (304, b"")


def test_a_changed_record_is_sent_again(
    web: httpx.Client, clio: ClioSimulator, clock: SimulatorClock, person: int
) -> None:
    first = web.get(f"/contacts/{person}.json")
    clock.advance(1)
    clio.edit("contacts", person, title="Owner")
    for header, name in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
        again = web.get(f"/contacts/{person}.json", headers={header: first.headers[name]})
        assert again.status_code == 200


def test_a_stale_etag_changes_nothing(web: httpx.Client, clio: ClioSimulator, person: int) -> None:
    """P5: somebody was faster, even within one second."""
    etag = web.get(f"/contacts/{person}.json").headers["etag"]
    clio.edit("contacts", person, last_name="Ruiz-Vega")
    before = clio.dump()
    refused = change(web, person, If_Match=etag)
    assert refused.status_code == 412
    assert clio.dump() == before


def test_a_fresh_etag_lets_a_change_through(web: httpx.Client, person: int) -> None:
    etag = web.get(f"/contacts/{person}.json").headers["etag"]
    answer = change(web, person, If_Match=etag)
    assert answer.status_code == 200
    assert answer.json()["data"]["etag"] != etag
    assert change(web, person, If_Match=etag).status_code == 412


def test_a_deleted_record_is_not_found(web: httpx.Client, person: int) -> None:
    assert web.delete(f"/contacts/{person}.json").status_code == 204
    answer = web.get(f"/contacts/{person}.json")
    assert answer.status_code == 404
    assert answer.json()["error"]["type"] == "RecordNotFound"
    assert web.delete(f"/contacts/{person}.json").status_code == 404


def test_a_client_cannot_be_deleted_before_its_matters(
    web: httpx.Client, clio: ClioSimulator, person: int
) -> None:
    matter = clio.seed_matter(person, "Lease")
    assert web.delete(f"/contacts/{person}.json").status_code == 403
    assert web.delete(f"/matters/{matter}.json").status_code == 204
    assert web.delete(f"/contacts/{person}.json").status_code == 204


def test_deleting_takes_the_relationships_along(
    web: httpx.Client, clio: ClioSimulator, person: int
) -> None:
    matter = clio.seed_matter(clio.seed_person("Bea", "Stone"), "Lease")
    clio.seed_relationship(matter, person, "Witness")
    clio.delete("contacts", person)
    fields = {"fields": "relationships{description}"}
    assert web.get("/relationships.json").json()["data"] == []
    assert web.get(f"/matters/{matter}.json", params=fields).json()["data"] == {"relationships": []}


def test_employees_of_a_deleted_company_have_none(web: httpx.Client, clio: ClioSimulator) -> None:
    company = clio.seed_company("Rookwarble LLC")
    employee = clio.seed_person("Bea", "Stone", company=company)
    clio.delete("contacts", company)
    answer = web.get(f"/contacts/{employee}.json", params={"fields": "company{name}"})
    assert answer.json()["data"] == {"company": None}


@pytest.mark.parametrize(
    "path",
    ["/contacts/12.json", "/contacts", "/contacts/x.json", "/dogs.json", "/dogs/1.json", "/"],
)
def test_what_is_not_there_is_not_found(web: httpx.Client, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"].keys() == {"type", "message"}


def test_calendar_ids_are_texts(web: httpx.Client, clio: ClioSimulator) -> None:
    at = clio.clock.now()
    entry = clio.seed_calendar_entry("Talk", at, at)
    (item,) = web.get("/calendar_entries.json").json()["data"]
    assert item["id"] == str(entry)
    assert web.get(f"/calendar_entries/{item['id']}.json").json()["data"]["id"] == str(entry)
