"""What a property has been, by HubSpot's own history."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from connectors.hubspot.connector import HubSpotConnector
from core.errors import Code, SyncError
from core.history import Historian, History, Version
from tests.connectors.hubspot.conftest import OBJECTS, Script, ok, row, sent

READ = f"{OBJECTS}/contacts/batch/read"
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def told(value: str, at: datetime, source: str = "INTEGRATION") -> dict[str, object]:
    return {"value": value, "timestamp": at.isoformat(), "sourceType": source}


def past(id: str, **fields: list[dict[str, object]]) -> dict[str, Any]:
    return row(id, propertiesWithHistory=fields)


def test_hubspot_is_a_destination_that_remembers(portal: HubSpotConnector) -> None:
    assert isinstance(portal, Historian)


def test_fifty_records_are_asked_for_in_one_request_and_each_once(
    portal: HubSpotConnector, script: Script
) -> None:
    script.on(
        "POST",
        READ,
        lambda asked: ok({"results": [past(one["id"]) for one in sent(asked)["inputs"]]}),
    )
    ids = [str(n) for n in range(120)]
    assert portal.history("contacts", [*ids, "7"], ["email"]).keys() == set(ids)
    bodies = [sent(request) for request in script.requests[1:]]
    assert [len(body["inputs"]) for body in bodies] == [50, 50, 20]
    assert all(body["propertiesWithHistory"] == ["email"] for body in bodies)


def test_the_newest_comes_first_and_values_are_of_their_kind(
    portal: HubSpotConnector, script: Script
) -> None:
    born = [told("1980-02-29", MAY), told("", JUNE, "CRM_UI")]
    script.on("POST", READ, ok({"results": [past("1", born=born)]}))
    assert portal.history("contacts", ["1"], ["born"])["1"] == {
        "born": History((Version(None, JUNE, True), Version(date(1980, 2, 29), MAY, False)))
    }


@pytest.mark.parametrize("source", ["CRM_UI", "MOBILE_IOS", "IMPORT", "FORM", "OF_NEXT_YEAR", None])
def test_whatever_is_not_known_as_a_machine_is_a_person(
    portal: HubSpotConnector, script: Script, source: str
) -> None:
    """(P5) Rather leave something alone than take a person's work away."""
    script.on("POST", READ, ok({"results": [past("1", email=[told("a@b.org", MAY, source)])]}))
    found = portal.history("contacts", ["1"], ["email"])["1"]["email"]
    assert [version.by_person for version in found.versions] == [True]


def test_a_long_history_may_have_lost_its_beginning(
    portal: HubSpotConnector, script: Script
) -> None:
    long = [told(str(n), datetime(2026, 5, n, tzinfo=UTC)) for n in range(1, 21)]
    script.on("POST", READ, ok({"results": [past("1", firstname=long, lastname=long[1:])]}))
    found = portal.history("contacts", ["1"], ["firstname", "lastname"])["1"]
    assert (found["firstname"].whole, found["lastname"].whole) == (False, True)


def test_one_that_was_never_filled_has_no_versions(
    portal: HubSpotConnector, script: Script
) -> None:
    script.on("POST", READ, ok({"results": [past("1", email=[])]}))
    found = portal.history("contacts", ["1"], ["email", "lastname"])["1"]
    assert found == {"email": History(), "lastname": History()}


def test_what_the_portal_does_not_have_is_neither_asked_for_nor_told(
    portal: HubSpotConnector, script: Script
) -> None:
    script.on("POST", READ, ok({"results": [past("1")]}))
    assert portal.history("contacts", ["1"], ["email", "gone"])["1"].keys() == {"email"}
    assert sent(script.requests[-1])["propertiesWithHistory"] == ["email"]


def test_a_merged_or_missing_id_is_absent(portal: HubSpotConnector, script: Script) -> None:
    """Its record is another one now, of which nothing was asked."""
    error = {"category": "OBJECT_NOT_FOUND", "context": {"ids": ["2"]}}
    script.on("POST", READ, ok({"results": [past("900")], "errors": [error]}, status=207))
    assert portal.history("contacts", ["1", "2"], ["email"]) == {}


def test_a_version_without_its_time_is_no_answer_to_build_on(
    portal: HubSpotConnector, script: Script
) -> None:
    script.on("POST", READ, ok({"results": [past("1", email=[{"value": "a@b.org"}])]}))
    with pytest.raises(SyncError) as caught:
        portal.history("contacts", ["1"], ["email"])
    assert caught.value.code is Code.UNEXPECTED
