"""What a portal says of itself: fields, groups, pipelines, custom objects; and when it is asked."""

import httpx
import pytest

from connectors.hubspot.catalog import FRESH
from connectors.hubspot.connector import HubSpotConnector
from connectors.kit.simulator import SimulatorClock
from core.errors import Code, UserActionError
from core.schema import Admission, Choice, DataClass, FieldType
from tests.connectors.hubspot.conftest import (
    PROPERTIES,
    Script,
    definition,
    ok,
    refused,
)

SCHEMAS = "/crm-object-schemas/2026-09/schemas"


def described(portal: HubSpotConnector, script: Script, *rows: object) -> dict[str, FieldType]:
    script.on("GET", f"{PROPERTIES}/companies", ok({"results": rows}))
    return {name: field.type for name, field in portal.schema("companies").fields.items()}


def test_every_type_of_hubspots_is_one_of_ours(portal: HubSpotConnector, script: Script) -> None:
    kinds = described(
        portal,
        script,
        definition("a"),
        definition("b", "string", "textarea"),
        definition("c", "string", "html"),
        definition("d", "string", "phonenumber"),
        definition("e", "phone_number", "phonenumber"),
        definition("f", "number", "number"),
        definition("g", "number", "number", showCurrencySymbol=True),
        definition("h", "number", "number", numberDisplayHint="currency"),
        definition("i", "date", "date"),
        definition("j", "datetime", "date"),
        definition("k", "bool", "booleancheckbox"),
        definition("l", "enumeration", "booleancheckbox"),
        definition("m", "enumeration", "select"),
        definition("n", "enumeration", "radio"),
        definition("o", "enumeration", "checkbox"),
        definition("p", "a_type_of_next_year", "x"),
        definition("website"),
        definition("annualrevenue", "number", "number"),
    )
    text, long, phone, money = (
        FieldType.TEXT,
        FieldType.LONG_TEXT,
        FieldType.PHONE,
        FieldType.MONEY,
    )
    assert kinds == {
        **{"a": text, "b": long, "c": long, "d": phone, "e": phone, "f": FieldType.NUMBER},
        **{"g": money, "h": money, "i": FieldType.DATE, "j": FieldType.DATETIME},
        **{"k": FieldType.BOOL, "l": FieldType.BOOL, "m": FieldType.CHOICE, "n": FieldType.CHOICE},
        **{"o": FieldType.CHOICES, "p": text, "website": FieldType.URL, "annualrevenue": money},
    }


def test_options_groups_and_what_may_not_be_written_are_told(
    portal: HubSpotConnector, script: Script
) -> None:
    options = [{"label": "Customer", "value": "customer", "displayOrder": 1, "hidden": False}]
    rows = [
        definition("lifecyclestage", "enumeration", "radio", options=options),
        definition("createdate", modificationMetadata={"readOnlyValue": True}),
        definition("score", "number", "number", calculated=True),
        definition("court", hubspotDefined=False, groupName="matters"),
        definition("old", archived=True),
    ]
    script.on("GET", f"{PROPERTIES}/deals", ok({"results": rows}))
    script.on("GET", "/crm/pipelines/2026-09/deals", ok({"results": []}))
    groups = [{"name": "matters", "label": "Our matters"}]
    script.on("GET", f"{PROPERTIES}/deals/groups", ok({"results": groups}))
    fields = portal.schema("deals").fields
    assert fields.keys() == {"lifecyclestage", "createdate", "score", "court"}
    assert fields["lifecyclestage"].choices == (Choice("customer", "Customer"),)
    assert [name for name, field in fields.items() if field.read_only] == ["createdate", "score"]
    assert (fields["court"].group, fields["court"].custom) == ("Our matters", True)
    assert fields["createdate"].group == "Contact information"


def test_every_property_has_a_class_and_what_nobody_classified_stays(
    portal: HubSpotConnector, script: Script
) -> None:
    """(P10) Sensitive ones are never let out."""
    rows = [
        definition("email"),
        definition("diagnosis", dataSensitivity="highly_sensitive"),
        definition("court", hubspotDefined=False),
        definition("notes", "string", "textarea"),
        definition("sync300_clio_key", hubspotDefined=False),
    ]
    script.on("GET", f"{PROPERTIES}/tickets", ok({"results": rows}))
    script.on("GET", "/crm/pipelines/2026-09/tickets", ok({"results": []}))
    fields = portal.schema("tickets").fields
    assert {name: (field.data_class, field.admission) for name, field in fields.items()} == {
        "email": (DataClass.UNCLASSIFIED, Admission.OPT_IN),
        "diagnosis": (DataClass.CLINICAL, Admission.BLOCK),
        "court": (DataClass.UNCLASSIFIED, Admission.OPT_IN),
        "notes": (DataClass.FREE_TEXT, Admission.OPT_IN),
        "sync300_clio_key": (DataClass.PUBLIC, Admission.ALLOW),
    }
    contact = portal.schema("contacts").fields["email"]
    assert (contact.data_class, contact.admission) == (DataClass.CONTACT, Admission.ALLOW)
    assert contact.unique


@pytest.mark.parametrize("stream", ["companies", "contacts", "deals", "tickets", "appointments"])
def test_without_asking_the_standard_fields_are_known(
    portal: HubSpotConnector, stream: str
) -> None:
    schema = portal.schema(stream, discover=False)
    assert (schema.name, schema.writable, portal.requests) == (stream, True, 0)
    assert {"hs_object_id", "hubspot_owner_id"} <= schema.fields.keys()
    assert schema.fields["createdate"].read_only
    assert all(field.data_class is not DataClass.UNCLASSIFIED for field in schema.fields.values())


def test_what_was_discovered_is_known_without_asking(
    portal: HubSpotConnector, script: Script
) -> None:
    portal.schema("contacts")
    asked = portal.requests
    assert "born" in portal.schema("contacts", discover=False).fields
    assert portal.requests == asked


def test_now_means_within_a_minute(
    portal: HubSpotConnector, script: Script, clock: SimulatorClock
) -> None:
    """What was just asked is not asked again; a property that was added since is seen."""
    for expected in (1, 1):
        portal.schema("contacts")
        assert portal.requests == expected
    clock.advance(FRESH)
    portal.schema("contacts")
    assert portal.requests == 2


def test_stages_are_choices_in_the_group_of_their_pipeline(
    portal: HubSpotConnector, script: Script
) -> None:
    rows = [definition(name, "enumeration", "select") for name in ("hs_pipeline", "dealstage")]
    rows.append(definition("hs_pipeline_stage", "enumeration", "select"))
    pipelines = [
        {
            "id": "0",
            "label": "Support",
            "stages": [
                {"id": "2", "label": "Done", "displayOrder": 1},
                {"id": "1", "label": "New", "displayOrder": 0},
                {"id": "3", "label": "Gone", "displayOrder": 2, "archived": True},
            ],
        },
        {"id": "9", "label": "Old", "stages": [], "archived": True},
    ]
    script.on("GET", f"{PROPERTIES}/tickets", ok({"results": rows}))
    script.on("GET", "/crm/pipelines/2026-09/tickets", ok({"results": pipelines}))
    fields = portal.schema("tickets").fields
    assert fields["hs_pipeline"].choices == (Choice("0", "Support"),)
    assert fields["hs_pipeline_stage"].choices == (
        Choice("1", "New", "Support"),
        Choice("2", "Done", "Support"),
    )
    assert fields["dealstage"].choices == ()


def test_custom_objects_are_streams_after_the_standard_ones(
    portal: HubSpotConnector, script: Script
) -> None:
    rows = [{"objectTypeId": "2-77", "name": "cars", "labels": {"plural": "Cars"}}]
    script.on("GET", SCHEMAS, ok({"results": rows}))
    script.on("GET", f"{PROPERTIES}/2-77", ok({"results": [definition("plate")]}))
    assert list(portal.streams()) == [
        *("companies", "contacts", "deals", "tickets", "appointments", "2-77")
    ]
    assert portal.schema("2-77").label == "Cars"


def test_a_portal_without_custom_objects_has_the_standard_ones(
    portal: HubSpotConnector, script: Script
) -> None:
    script.on("GET", SCHEMAS, refused(403, "MISSING_SCOPES"))
    assert len(portal.streams()) == 5


def test_a_dead_sign_in_is_not_taken_for_a_lower_plan(
    portal: HubSpotConnector, script: Script
) -> None:
    script.on("GET", SCHEMAS, refused(401, "INVALID_AUTHENTICATION"))
    with pytest.raises(UserActionError) as error:
        portal.streams()
    assert error.value.code is Code.TOKEN_REJECTED


def test_a_stream_that_there_cannot_be_is_a_mistake_of_ours(portal: HubSpotConnector) -> None:
    with pytest.raises(KeyError):
        portal.schema("butterflies", discover=False)


def test_records_can_be_opened_in_hubspot(portal: HubSpotConnector, script: Script) -> None:
    details = {"portalId": 52016473, "accountType": "STANDARD"}
    script.on("GET", "/account-info/2026-09/details", httpx.Response(200, json=details))
    portal.account()
    address = "https://app.hubspot.com/contacts/52016473/record"
    assert portal.web_address("contacts", "501") == f"{address}/0-1/501"
    assert portal.web_address("2-77", "501") == f"{address}/2-77/501"
