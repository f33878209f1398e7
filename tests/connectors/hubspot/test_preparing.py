"""Making a portal ready, and what is said where that cannot be."""

from typing import Any

import httpx
import pytest

from connectors.hubspot.connector import HubSpotConnector
from core.connector import NeededField, Preparation, Prepared
from core.errors import Code, Refusal, TransientError, UserActionError
from core.schema import FieldType
from tests.connectors.hubspot.conftest import (
    PROPERTIES,
    Script,
    definition,
    ok,
    refused,
    sent,
)

KEY = "sync300_clio_key"
BASE = f"{PROPERTIES}/deals"
PIPELINES = "/crm/pipelines/2026-09/deals"
NAME = definition("dealname")
OUR_KEY = definition(KEY, hasUniqueValue=True, groupName="sync300")
PLAIN_KEY = definition(KEY, groupName="sync300")
NUMBER = NeededField("clio_matter_number", "Matter number (Clio)")
THERE = definition(NUMBER.name, groupName="sync300")
MADE = ok({"name": "as asked for"}, status=201)
KEY_ONLY = Preparation(KEY, "Clio key (300Sync)")


def has(script: Script, *states: list[Any]) -> None:
    """Let the portal have these properties, one state after the other."""
    script.on("GET", BASE, *(ok({"results": state}) for state in states))


def posts(script: Script) -> list[Any]:
    return [sent(request) for request in script.requests if request.method == "POST"]


def test_our_property_is_made_unique_and_read_back(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P2)"""
    has(script, [NAME], [NAME, OUR_KEY])
    script.on("POST", f"{BASE}/groups", MADE)
    script.on("POST", BASE, MADE)
    assert portal.prepare("deals", KEY_ONLY) == Prepared(keyed=True)
    group, key = posts(script)
    assert group == {"name": "sync300", "label": "300Sync"}
    assert (key["name"], key["hasUniqueValue"], key["groupName"]) == (KEY, True, "sync300")
    assert (key["type"], key["fieldType"], key["formField"]) == ("string", "text", False)


def test_what_is_there_already_is_not_made_again(portal: HubSpotConnector, script: Script) -> None:
    has(script, [NAME, OUR_KEY, THERE])
    needed = Preparation(KEY, "Clio key (300Sync)", (NUMBER,))
    for _ in range(2):
        assert portal.prepare("deals", needed) == Prepared(keyed=True)
    assert posts(script) == []
    assert portal.requests == 1


def test_an_archived_property_comes_back_as_it_was_and_is_seen_through(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P2) HubSpot answers 201, and the property is not unique."""
    has(script, [NAME], [NAME, PLAIN_KEY])
    script.on("POST", f"{BASE}/groups", MADE)
    script.on("POST", BASE, MADE)
    fallback = Refusal(Code.IDENTITY_FALLBACK, field=KEY)
    assert portal.prepare("deals", KEY_ONLY) == Prepared(False, (fallback,))


def test_one_that_exists_and_is_not_unique_is_said_loudly(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P2)"""
    has(script, [NAME, PLAIN_KEY])
    fallback = Refusal(Code.IDENTITY_FALLBACK, field=KEY)
    assert portal.prepare("deals", KEY_ONLY) == Prepared(False, (fallback,))
    assert posts(script) == []


@pytest.mark.parametrize(
    "answer",
    [refused(400, message="too many unique properties"), refused(403, "MISSING_SCOPES")],
)
def test_one_that_may_not_be_made_is_said_loudly_with_hubspots_number(
    portal: HubSpotConnector, script: Script, answer: httpx.Response
) -> None:
    """(P2) Ten unique properties are there, or the scope is missing."""
    has(script, [NAME])
    script.on("POST", f"{BASE}/groups", MADE)
    script.on("POST", BASE, answer)
    fallback = Refusal(Code.IDENTITY_FALLBACK, field=KEY, reference="corr-1")
    assert portal.prepare("deals", KEY_ONLY) == Prepared(False, (fallback,))


def test_another_pc_that_was_quicker_is_no_trouble(
    portal: HubSpotConnector, script: Script
) -> None:
    has(script, [NAME], [NAME, OUR_KEY])
    script.on("POST", f"{BASE}/groups", refused(409, "OBJECT_ALREADY_EXISTS"))
    script.on("POST", BASE, refused(409, "OBJECT_ALREADY_EXISTS"))
    assert portal.prepare("deals", KEY_ONLY) == Prepared(keyed=True)


OPENED = NeededField("clio_matter_opened", "Opened", FieldType.DATE)
TWO_MORE = Preparation(KEY, "Clio key (300Sync)", (NUMBER, OPENED))


def test_all_that_is_missing_is_made_in_one_request(
    portal: HubSpotConnector, script: Script
) -> None:
    has(script, [NAME], [NAME, OUR_KEY, THERE])
    script.on("POST", f"{BASE}/groups", MADE)
    script.on("POST", f"{BASE}/batch/create", ok({"results": []}, status=201))
    assert portal.prepare("deals", TWO_MORE) == Prepared(True)
    _group, batch = posts(script)
    assert [body["name"] for body in batch["inputs"]] == [KEY, NUMBER.name, OPENED.name]
    assert portal.requests == 4


@pytest.mark.parametrize(
    "together",
    [
        refused(400),
        refused(403, "MISSING_SCOPES"),
        refused(409, "OBJECT_ALREADY_EXISTS"),
        ok({"results": [], "errors": [{"category": "VALIDATION_ERROR"}]}, status=207),
    ],
)
def test_what_cannot_be_made_together_is_made_singly_and_one_refusal_stops_nothing(
    portal: HubSpotConnector, script: Script, together: httpx.Response
) -> None:
    """(P7)"""
    has(script, [NAME], [NAME, OUR_KEY])
    script.on("POST", f"{BASE}/groups", MADE)
    script.on("POST", f"{BASE}/batch/create", together)
    script.on("POST", BASE, MADE, refused(400), MADE)
    refusal = Refusal(Code.RECORD_REFUSED, field=NUMBER.name, reference="corr-1")
    assert portal.prepare("deals", TWO_MORE) == Prepared(True, (refusal,))
    assert [body["name"] for body in posts(script)[2:]] == [KEY, NUMBER.name, OPENED.name]


@pytest.mark.parametrize("kind", FieldType)
def test_a_property_of_every_type_can_be_made(
    portal: HubSpotConnector, script: Script, kind: FieldType
) -> None:
    has(script, [NAME, OUR_KEY])
    script.on("POST", BASE, MADE)
    field = NeededField("x", "X", kind, ("a", "b") if "choice" in kind.value else ())
    portal.prepare("deals", Preparation(KEY, "", (field,)))
    (body,) = posts(script)
    described = definition("x", body["type"], body["fieldType"], **{"options": []})
    assert isinstance(described, dict)
    needs_options = kind in (FieldType.BOOL, FieldType.CHOICE, FieldType.CHOICES)
    assert [option["value"] for option in body.get("options", [])] == (
        [] if not needs_options else ["true", "false"] if kind is FieldType.BOOL else ["a", "b"]
    )


def test_choices_that_a_property_lacks_are_added_to_those_it_has(
    portal: HubSpotConnector, script: Script
) -> None:
    """HubSpot replaces the whole list, so the office's own options are sent along."""
    option = {"label": "Family", "value": "family", "displayOrder": 0, "hidden": False}
    area = definition("area", "enumeration", "select", options=[option], groupName="sync300")
    has(script, [NAME, OUR_KEY, area])
    script.on("PATCH", f"{BASE}/area", ok())
    needed = NeededField("area", "Area", FieldType.CHOICE, ("family", "Tax"))
    assert portal.prepare("deals", Preparation(KEY, "", (needed,))) == Prepared(True)
    added = {"label": "Tax", "value": "Tax", "displayOrder": 1, "hidden": False}
    assert sent(script.requests[-1]) == {"options": [option, added]}


MATTERS = Preparation(
    KEY, "Clio key (300Sync)", pipeline="Matters", stages=("Intake", "Open", "Closed")
)


def pipeline(*stages: str) -> dict[str, Any]:
    return {
        "id": "501",
        "label": "Matters",
        "stages": [
            {"id": f"{n}", "label": label, "displayOrder": n} for n, label in enumerate(stages)
        ],
    }


def test_a_pipeline_with_its_stages_is_made(portal: HubSpotConnector, script: Script) -> None:
    stage = definition("dealstage", "enumeration", "select")
    has(script, [NAME, OUR_KEY, stage])
    script.on("GET", PIPELINES, ok({"results": []}))
    script.on("POST", PIPELINES, ok(pipeline("Intake", "Open", "Closed"), status=201))
    assert portal.prepare("deals", MATTERS) == Prepared(True)
    (body,) = posts(script)
    assert [each["label"] for each in body["stages"]] == ["Intake", "Open", "Closed"]
    chances = [each["metadata"]["probability"] for each in body["stages"]]
    assert chances == ["0.2", "0.5", "1.0"]
    asked = portal.requests
    choices = portal.schema("deals").fields["dealstage"].choices
    assert [(each.label, each.group) for each in choices] == [
        (label, "Matters") for label in ("Intake", "Open", "Closed")
    ]
    assert portal.requests == asked


def test_only_the_stages_that_are_missing_are_added(
    portal: HubSpotConnector, script: Script
) -> None:
    has(script, [NAME, OUR_KEY])
    script.on("GET", PIPELINES, ok({"results": [pipeline("Intake", "Closed", "Office's own")]}))
    script.on("POST", f"{PIPELINES}/501/stages", ok({"id": "9", "label": "Open"}, status=201))
    assert portal.prepare("deals", MATTERS) == Prepared(True)
    assert [body["label"] for body in posts(script)] == ["Open"]


def test_a_ticket_is_closed_by_its_last_stage(portal: HubSpotConnector, script: Script) -> None:
    script.on("GET", f"{PROPERTIES}/tickets", ok({"results": [OUR_KEY]}))
    script.on("GET", "/crm/pipelines/2026-09/tickets", ok({"results": []}))
    script.on("POST", "/crm/pipelines/2026-09/tickets", ok(pipeline("Intake"), status=201))
    portal.prepare("tickets", MATTERS)
    states = [each["metadata"] for each in posts(script)[0]["stages"]]
    assert states == [{"ticketState": "OPEN"}, {"ticketState": "OPEN"}, {"ticketState": "CLOSED"}]


def test_a_plan_without_room_for_a_pipeline_is_said(
    portal: HubSpotConnector, script: Script
) -> None:
    has(script, [NAME, OUR_KEY])
    script.on("GET", PIPELINES, ok({"results": []}))
    script.on("POST", PIPELINES, refused(403, "FORBIDDEN"))
    refusal = Refusal(Code.NOT_PERMITTED, field="dealstage", reference="corr-1")
    assert portal.prepare("deals", MATTERS) == Prepared(True, (refusal,))


def test_a_pipeline_that_another_pc_made_meanwhile_is_welcome(
    portal: HubSpotConnector, script: Script
) -> None:
    """Or we ourselves, by a request whose answer was lost."""
    has(script, [NAME, OUR_KEY])
    there = pipeline("Intake", "Open", "Closed")
    script.on("GET", PIPELINES, ok({"results": []}), ok({"results": [there]}))
    script.on("POST", PIPELINES, refused(400))
    assert portal.prepare("deals", MATTERS) == Prepared(True)


def test_contacts_have_no_pipeline(portal: HubSpotConnector) -> None:
    prepared = portal.prepare("contacts", MATTERS)
    assert prepared == Prepared(True, (Refusal(Code.PROPERTY_MISSING, field="pipeline"),))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(502), TransientError),
        (refused(401, "INVALID_AUTHENTICATION"), UserActionError),
    ],
)
def test_a_dead_line_or_sign_in_is_no_fallback(
    portal: HubSpotConnector, script: Script, answer: httpx.Response, kind: type[Exception]
) -> None:
    """(P2) Nothing is decided from an answer that did not come."""
    has(script, [NAME])
    script.on("POST", f"{BASE}/groups", MADE)
    script.on("POST", BASE, answer)
    with pytest.raises(kind):
        portal.prepare("deals", KEY_ONLY)
