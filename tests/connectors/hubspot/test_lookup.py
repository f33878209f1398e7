"""Reading records by id or by a unique property."""

from collections.abc import Callable
from datetime import date

import httpx

from connectors.hubspot.connector import HubSpotConnector
from tests.connectors.hubspot.conftest import OBJECTS, PROPERTIES, Script, ok, refused, row, sent

READ = f"{OBJECTS}/contacts/batch/read"


def shelf(
    *rows: dict[str, object], archived: tuple[str, ...] = ()
) -> Callable[[httpx.Request], httpx.Response]:
    """Answer a batch read from some rows, by id or unique property, the last asked for first."""

    def read(request: httpx.Request) -> httpx.Response:
        body = sent(request)
        by, found, missing = body.get("idProperty"), [], []
        for item in reversed(body["inputs"]):
            for each in rows:
                properties = each["properties"]
                assert isinstance(properties, dict)
                name = each["id"] if by is None else str(properties.get(by)).lower()
                wants_archived = request.url.params.get("archived") == "true"
                if name == item["id"] and (each["id"] in archived) is wants_archived:
                    found.append(each | {"archived": wants_archived})
                    break
            else:
                missing.append(item["id"])
        error = {"category": "OBJECT_NOT_FOUND", "context": {"ids": missing}}
        answer = {"status": "COMPLETE", "results": found, "errors": [error] if missing else []}
        return ok(answer, status=207 if missing else 200)

    return read


def test_a_hundred_are_read_in_one_request_and_each_once(
    portal: HubSpotConnector, script: Script
) -> None:
    rows = [row(str(n), {"firstname": f"Ana {n}"}) for n in range(150)]
    script.on("POST", READ, shelf(*rows))
    ids = [str(n) for n in range(150)]
    found = portal.fetch("contacts", [*ids, "7"], ["firstname", "born"])
    assert [found[each].fields for each in ids] == [
        {"firstname": f"Ana {n}", "born": None} for n in range(150)
    ]
    assert [len(sent(request)["inputs"]) for request in script.requests[1:]] == [100, 50]


def test_a_date_is_a_date(portal: HubSpotConnector, script: Script) -> None:
    script.on("POST", READ, shelf(row("1", {"born": "1980-02-29"})))
    assert portal.fetch("contacts", ["1"], ["born"])["1"].fields == {"born": date(1980, 2, 29)}


def test_one_that_is_gone_is_absent(portal: HubSpotConnector, script: Script) -> None:
    script.on("POST", READ, shelf(row("1")))
    assert portal.fetch("contacts", ["1", "2"], []).keys() == {"1"}


def test_one_that_was_archived_is_found_and_says_so(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P6)"""
    script.on("POST", READ, shelf(row("1"), row("2"), archived=("2",)))
    found = portal.fetch("contacts", ["1", "2"], [])
    assert (found["1"].archived, found["2"].archived) == (False, True)
    assert len(script.asked) == 2


def merged(list_name: str, text: str) -> Callable[[httpx.Request], httpx.Response]:
    """Answer every batch read with one record, into which others were merged."""
    return lambda _request: ok({"results": [row("900", {list_name: text}), row("3")]})


def test_merged_ids_are_followed_by_either_list(portal: HubSpotConnector, script: Script) -> None:
    """(P1) Both old ids lead to the new record."""
    script.on(
        "POST",
        READ,
        merged("hs_merged_object_ids", "101;102"),
        merged("hs_calculated_merged_vids", "101:1772323200000;102:1772323200000"),
    )
    for _ in range(2):
        found = portal.fetch("contacts", ["101", "3", "102"], ["firstname"])
        assert {asked: record.id for asked, record in found.items()} == {
            "101": "900",
            "102": "900",
            "3": "3",
        }
    assert len(script.asked) == 2


def test_a_merged_id_that_hubspot_does_not_list_is_asked_for_by_itself(
    portal: HubSpotConnector, script: Script
) -> None:
    script.on("POST", READ, merged("hs_merged_object_ids", "102"), ok({"results": []}, status=207))
    script.on("GET", f"{OBJECTS}/contacts/101", ok(row("900", {"firstname": "Ana"})))
    script.on("GET", f"{OBJECTS}/contacts/104", refused(404, "OBJECT_NOT_FOUND"))
    found = portal.fetch("contacts", ["101", "102", "3", "104"], ["firstname"])
    assert {asked: record.id for asked, record in found.items()} == {
        "101": "900",
        "102": "900",
        "3": "3",
    }


def test_records_are_found_by_our_key_whatever_its_case(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P2)"""
    script.on("POST", READ, shelf(row("1", {"sync300_clio_key": "4482019.persons.71"})))
    values = ["4482019.Persons.71", "4482019.persons.72"]
    found = portal.find("contacts", "sync300_clio_key", values, ["firstname"])
    assert {value: record.id for value, record in found.items()} == {"4482019.Persons.71": "1"}
    assert sent(script.requests[-1])["idProperty"] == "sync300_clio_key"


def test_a_second_address_finds_its_contact_too(portal: HubSpotConnector, script: Script) -> None:
    """(P2)"""
    found_row = row("1", {"email": "ana@example.com", "hs_additional_emails": "a.ruiz@example.com"})
    script.on("POST", READ, ok({"results": [found_row]}))
    found = portal.find("contacts", "email", ["A.Ruiz@example.com", "b@example.com"], ["firstname"])
    assert {value: record.id for value, record in found.items()} == {"A.Ruiz@example.com": "1"}
    assert sent(script.requests[-1])["inputs"] == [
        {"id": "a.ruiz@example.com"},
        {"id": "b@example.com"},
    ]


def test_nothing_is_asked_for_by_a_property_that_is_not_unique_or_not_there(
    portal: HubSpotConnector, script: Script
) -> None:
    assert portal.find("contacts", "firstname", ["Ana"], []) == {}
    assert portal.find("contacts", "sync300_other_key", ["x"], []) == {}
    assert portal.find("contacts", "email", [" ", ""], []) == {}
    assert script.asked == []


def test_definitions_are_asked_for_once(portal: HubSpotConnector, script: Script) -> None:
    script.on("POST", READ, shelf(row("1")))
    for _ in range(3):
        portal.fetch("contacts", ["1"], ["firstname"])
    paths = [request.url.path for request in script.requests]
    assert paths.count(f"{PROPERTIES}/contacts") == 1
