"""Ties between records: made, labelled, undone, refused."""

import httpx

from connectors.hubspot.associations import MOST
from connectors.hubspot.connector import HubSpotConnector
from core.connector import Association
from core.errors import Code
from tests.connectors.hubspot.conftest import Script, ok, refused, sent

BASE = "/crm/associations/2026-09/contacts/companies"
LABELS = [
    {"category": "HUBSPOT_DEFINED", "typeId": 1, "label": "Primary"},
    {"category": "HUBSPOT_DEFINED", "typeId": 279, "label": None},
    {"category": "USER_DEFINED", "typeId": 36, "label": "Opposing party"},
]


def tie(from_id: str, to_id: str, label: str = "", *, remove: bool = False) -> Association:
    return Association("contacts", from_id, "companies", to_id, label, remove)


def test_thousands_of_plain_ties_are_made_in_one_request(
    portal: HubSpotConnector, script: Script
) -> None:
    script.on("POST", f"{BASE}/batch/associate/default", ok({"results": []}))
    ties = [tie(str(n), "7") for n in range(MOST)]
    assert list(portal.associate(ties)) == [None] * MOST
    assert len(script.requests) == 1
    first = sent(script.requests[0])["inputs"][0]
    assert first == {"from": {"id": "0"}, "to": {"id": "7"}}


def test_a_label_of_the_portal_goes_by_its_number(portal: HubSpotConnector, script: Script) -> None:
    script.on("GET", f"{BASE}/labels", ok({"results": LABELS}))
    script.on("POST", f"{BASE}/batch/create", ok({"results": []}, status=201))
    assert list(portal.associate([tie("1", "7", "opposing Party")])) == [None]
    types = [{"associationCategory": "USER_DEFINED", "associationTypeId": 36}]
    assert sent(script.requests[-1])["inputs"][0]["types"] == types


def test_a_label_that_the_portal_lacks_leaves_the_tie_plain(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P1) Not every plan has labels; a tie without one is better than none."""
    script.on("GET", f"{BASE}/labels", ok({"results": LABELS}))
    script.on("POST", f"{BASE}/batch/associate/default", ok({"results": []}))
    ties = [tie("1", "7", "Cousin"), tie("2", "7", "Cousin")]
    assert list(portal.associate(ties)) == [None, None]
    assert len(sent(script.requests[-1])["inputs"]) == 2


def test_labels_are_asked_for_once(portal: HubSpotConnector, script: Script) -> None:
    """(P4)"""
    script.on("GET", f"{BASE}/labels", ok({"results": LABELS}))
    script.on("POST", f"{BASE}/batch/create", ok({"results": []}, status=201))
    for number in range(3):
        portal.associate([tie(str(number), "7", "Opposing party")])
    assert [request.method for request in script.requests] == ["GET", "POST", "POST", "POST"]


def test_ties_are_undone_a_hundred_in_a_request(portal: HubSpotConnector, script: Script) -> None:
    script.on("POST", f"{BASE}/batch/archive", httpx.Response(204))
    ties = [tie(str(n), "7", remove=True) for n in range(150)]
    assert list(portal.associate(ties)) == [None] * 150
    assert [len(sent(request)["inputs"]) for request in script.requests] == [100, 50]
    assert sent(script.requests[0])["inputs"][0] == {"from": {"id": "0"}, "to": [{"id": "7"}]}


def read_back(*ends: dict[str, object]) -> httpx.Response:
    return ok({"results": list(ends)}, status=207)


def ended(from_id: str, to_id: int, *labels: int, after: str = "") -> dict[str, object]:
    types = [label for label in LABELS if label["typeId"] in (279, *labels)]
    paging = {"paging": {"next": {"after": after}}} if after else {}
    to = [{"toObjectId": to_id, "associationTypes": types}]
    return {"from": {"id": from_id}, "to": to, **paging}


def test_a_label_is_undone_and_then_the_plain_tie_that_it_lay_on(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P3)"""
    script.on("GET", f"{BASE}/labels", ok({"results": LABELS}))
    script.on("POST", f"{BASE}/batch/labels/archive", httpx.Response(204))
    script.on("POST", f"{BASE}/batch/read", read_back(ended("1", 7, 1)))
    script.on("POST", f"{BASE}/batch/archive", httpx.Response(204))
    assert list(portal.associate([tie("1", "7", "Opposing party", remove=True)])) == [None]
    label, _read, plain = (sent(request)["inputs"] for request in script.requests[1:])
    assert label[0]["types"] == [{"associationCategory": "USER_DEFINED", "associationTypeId": 36}]
    assert plain == [{"from": {"id": "1"}, "to": [{"id": "7"}]}]


def test_what_the_office_has_labelled_itself_stays_tied(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P5) HubSpot undoes all labels with the plain tie. Its list has pages of its own."""
    script.on("GET", f"{BASE}/labels", ok({"results": LABELS}))
    script.on("POST", f"{BASE}/batch/labels/archive", httpx.Response(204))
    script.on(
        "POST",
        f"{BASE}/batch/read",
        read_back(ended("1", 8, after="8"), ended("2", 7)),
        read_back(ended("1", 7, 36)),
    )
    script.on("POST", f"{BASE}/batch/archive", httpx.Response(204))
    ties = [tie(one, "7", "Opposing party", remove=True) for one in ("1", "2")]
    assert list(portal.associate(ties)) == [None, None]
    inputs = [sent(request)["inputs"] for request in script.requests[1:]]
    assert inputs[-2] == [{"id": "1", "after": "8"}]
    assert inputs[-1] == [{"from": {"id": "2"}, "to": [{"id": "7"}]}]


def test_a_tie_to_a_record_that_is_not_there_is_refused_and_no_other(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P7)"""
    errors = [
        {
            "category": "VALIDATION_ERROR",
            "subCategory": "crm.associations.INVALID_IDENTIFIER",
            "context": {"id": ["88"]},
        },
        {"category": "OBJECT_NOT_FOUND", "context": {"fromObjectId": ["3"]}},
    ]
    answer = ok({"results": [], "errors": errors}, status=207)
    script.on("POST", f"{BASE}/batch/associate/default", answer)
    answers = portal.associate([tie("1", "7"), tie("2", "88"), tie("3", "7"), tie("4", "7")])
    codes = [refusal.code if refusal else None for refusal in answers]
    assert codes == [None, Code.NOT_FOUND, Code.NOT_FOUND, None]


def test_an_error_that_names_nobody_is_everybodys(portal: HubSpotConnector, script: Script) -> None:
    """(P1) A tie that may not have been made is not forgotten."""
    answer = ok({"results": [], "errors": [{"category": "VALIDATION_ERROR"}]}, status=207)
    script.on("POST", f"{BASE}/batch/associate/default", answer)
    answers = portal.associate([tie("1", "7"), tie("2", "7")])
    assert [refusal.code if refusal else None for refusal in answers] == [Code.RECORD_REFUSED] * 2


def test_one_bad_tie_does_not_spoil_a_batch_that_is_refused_as_a_whole(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P7)"""

    def judge(request: httpx.Request) -> httpx.Response:
        inputs = sent(request)["inputs"]
        bad = any(one["from"]["id"] == "13" for one in inputs)
        return refused(400, "INVALID_OBJECT_IDS") if bad else ok({"results": []})

    script.on("POST", f"{BASE}/batch/associate/default", judge)
    answers = portal.associate([tie(str(n), "7") for n in range(40)])
    assert [n for n, refusal in enumerate(answers) if refusal] == [13]


def test_a_tie_that_is_asked_for_twice_is_sent_once(
    portal: HubSpotConnector, script: Script
) -> None:
    script.on("POST", f"{BASE}/batch/associate/default", ok({"results": []}))
    assert list(portal.associate([tie("1", "7"), tie("1", "7")])) == [None, None]
    assert len(sent(script.requests[0])["inputs"]) == 1


def test_no_ties_ask_nothing(portal: HubSpotConnector) -> None:
    assert list(portal.associate([])) == []
    assert portal.requests == 0
