"""O1 to O3, O15 to O21, X4, X5: single records, and what a portal does to them."""

import pytest

from connectors.hubspot.simulator import HubSpotSimulator
from connectors.kit.simulator import SimulatorClock
from tests.connectors.hubspot_simulator.asking import (
    OBJECTS,
    PROPERTIES,
    Web,
    codes,
    ids,
    refusal,
    values,
)

NOW = "2026-11-24T15:00:00.000Z"
INVALID = (400, "VALIDATION_ERROR")


def test_a_new_record_answers_its_texts(web: Web, hubspot: HubSpotSimulator) -> None:
    """O1."""
    answer = web.create("contacts", email="Ana.Ruiz@Example.com", firstname="Ana")
    body = answer.json()
    assert answer.status_code == 201
    assert (body["createdAt"], body["updatedAt"], body["archived"]) == (NOW, NOW, False)
    assert body["id"].isdecimal()
    assert body["url"].endswith(f"/contacts/{hubspot.portal.id}/record/0-1/{body['id']}")
    assert values(answer) == {
        "email": "ana.ruiz@example.com",
        "firstname": "Ana",
        "createdate": NOW,
        "lastmodifieddate": NOW,
        "hs_object_id": body["id"],
        "hs_object_source": "INTEGRATION",
        "hs_object_source_label": "INTEGRATION",
    }


@pytest.mark.parametrize("email", ["ana@example.com", "ANA@Example.com", "other@example.com"])
def test_an_address_is_one_contacts_only(web: Web, hubspot: HubSpotSimulator, email: str) -> None:
    """O2: whether as the main or as a further address, in any case."""
    ana = hubspot.seed("contacts", {"email": "ana@example.com"})
    hubspot.add_email(ana, "Other@example.com")
    answer = web.create("contacts", email=email)
    assert refusal(answer) == (409, "CONFLICT")
    assert answer.json()["message"] == f"Contact already exists. Existing ID: {ana}"
    bea = web.create("contacts", firstname="Bea").json()["id"]
    assert refusal(web.change("contacts", bea, email=email)) == (409, "CONFLICT")


@pytest.mark.parametrize(
    ("kind", "properties", "missing"),
    [
        ("contacts", {"phone": "1"}, "email"),
        ("contacts", {"email": "", "firstname": ""}, "email"),
        ("companies", {"phone": "1"}, "name"),
        ("deals", {"dealname": "Lease"}, "dealstage"),
        ("deals", {"dealstage": "closedwon"}, "dealname"),
        ("tickets", {"subject": "Help"}, "hs_pipeline_stage"),
    ],
)
def test_what_a_record_must_have(
    web: Web, kind: str, properties: dict[str, str], missing: str
) -> None:
    """O3."""
    answer = web.create(kind, **properties)
    assert refusal(answer) == INVALID
    assert codes(answer) == [(missing, "REQUIRED_FIELD")]


def test_a_second_pipeline_makes_the_pipeline_required(web: Web, hubspot: HubSpotSimulator) -> None:
    """O3."""
    stage = {"dealname": "Lease", "dealstage": "closedwon"}
    first = web.create("deals", **stage).json()["id"]
    assert hubspot.record("deals", first)["pipeline"] == "default"
    matters = hubspot.seed_pipeline("deals", "Matters", ["Intake", "Open"])
    assert codes(web.create("deals", **stage)) == [("pipeline", "REQUIRED_FIELD")]
    assert codes(web.create("deals", **stage, pipeline=matters)) == [
        ("dealstage", "INVALID_OPTION")
    ]
    assert web.create("deals", **stage, pipeline="default").status_code == 201


def test_unknown_names_in_a_read_are_passed_over(web: Web, hubspot: HubSpotSimulator) -> None:
    """O5: and what is empty is null, or absent on a list."""
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    read = values(web.read("contacts", ana, properties="firstname,zip9,city"))
    assert (read["firstname"], read["city"], "zip9" in read) == ("Ana", None, False)
    listed = web.get(f"{OBJECTS}/contacts?properties=firstname&properties=city").json()
    assert "city" not in listed["results"][0]["properties"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("id", ["1", "none", "1" * 40])
def test_an_unknown_id_is_not_found(web: Web, method: str, id: str) -> None:
    """O15."""
    body = {"properties": {"firstname": "Ana"}} if method == "PATCH" else None
    answer = web.request(method, f"{OBJECTS}/contacts/{id}", json=body)
    assert refusal(answer) == (404, "OBJECT_NOT_FOUND")
    assert answer.json()["message"] == "resource not found"


def test_an_archived_record_is_found_by_whoever_asks_for_it(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """O15, O16: for 90 days."""
    ana = web.create("contacts", email="ana@example.com").json()["id"]
    assert web.remove("contacts", ana).status_code == 204
    assert web.remove("contacts", ana).status_code == 204
    assert web.read("contacts", ana).status_code == 404
    assert web.change("contacts", ana, firstname="Ana").status_code == 404
    body = web.read("contacts", ana, archived="true").json()
    assert (body["archived"], body["archivedAt"]) == (True, NOW)
    assert ids(web.get(f"{OBJECTS}/contacts")) == []
    assert ids(web.get(f"{OBJECTS}/contacts?archived=true")) == [ana]
    assert web.create("contacts", email="ana@example.com").status_code == 201
    clock.advance(90 * 86_400)
    assert web.read("contacts", ana, archived="true").status_code == 404
    assert ids(web.get(f"{OBJECTS}/contacts?archived=true")) == []


def test_a_person_can_take_a_record_back_from_the_archive(
    web: Web, hubspot: HubSpotSimulator
) -> None:
    ana = hubspot.seed("contacts", {"email": "ana@example.com"})
    hubspot.archive("contacts", ana)
    hubspot.restore_record("contacts", ana)
    assert web.read("contacts", ana).json()["archived"] is False
    assert refusal(web.create("contacts", email="ana@example.com")) == (409, "CONFLICT")


def test_an_unknown_object_has_a_body_of_its_own(web: Web) -> None:
    """O17: without a category."""
    answer = web.get(f"{OBJECTS}/butterflies")
    assert refusal(answer) == (400, None)
    assert answer.json()["message"] == "Unable to infer object type from: butterflies"


@pytest.mark.parametrize("name", ["contact", "0-1", "Contacts"])
def test_an_object_has_several_names(web: Web, name: str) -> None:
    assert web.create(name, firstname="Ana").status_code == 201


@pytest.mark.parametrize("query", ["limit=101", "limit=0", "limit=x", "after=x"])
def test_a_page_has_its_limits(web: Web, query: str) -> None:
    """O18."""
    assert refusal(web.get(f"{OBJECTS}/contacts?{query}")) == INVALID


def test_pages_follow_each_other(web: Web, hubspot: HubSpotSimulator) -> None:
    """O18: ten at a time unless asked otherwise; the last names no next."""
    made = [hubspot.seed("contacts", {"firstname": str(number)}) for number in range(25)]
    url: str | None = f"{OBJECTS}/contacts"
    pages = []
    while url:
        answer = web.get(url)
        pages.append(ids(answer))
        url = answer.json().get("paging", {}).get("next", {}).get("link")
    assert [len(page) for page in pages] == [10, 10, 5]
    assert [one for page in pages for one in page] == made


def test_our_own_write_moves_the_time_of_change(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """O19: even where it changes nothing."""
    deal = hubspot.seed("deals", {"dealname": "Lease"})
    clock.advance(5)
    answer = web.change("deals", deal, dealname="Lease")
    assert values(answer)["hs_lastmodifieddate"] == "2026-11-24T15:00:05.000Z"
    assert values(answer)["createdate"] == NOW


def test_a_portal_may_make_companies_by_itself(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    """O20: some seconds later, and beside the one that we make."""
    hubspot.profile.auto_companies = True
    ana = web.create("contacts", email="ana@rook.example.com").json()["id"]
    web.create("contacts", email="bea@gmail.com")
    assert list(hubspot.records("companies")) == []
    clock.advance(2)
    web.get(f"{OBJECTS}/contacts")
    (made,) = hubspot.records("companies")
    assert made["domain"] == "rook.example.com"
    company = made["hs_object_id"]
    assert hubspot.associations("contacts", "companies") == {
        (ana, company, ""),
        (ana, company, "Primary"),
    }
    web.create("companies", domain="rook.example.com")
    assert len(hubspot.duplicates("companies", "domain")) == 1


@pytest.mark.parametrize("by_email", [True, False])
def test_a_person_may_be_forgotten_for_good(
    web: Web, hubspot: HubSpotSimulator, by_email: bool
) -> None:
    """O21."""
    ana = hubspot.seed("contacts", {"email": "ana@example.com"})
    hubspot.associate("contacts", ana, "companies", hubspot.seed("companies", {"name": "Rook"}))
    body = {"objectId": "Ana@example.com", "idProperty": "email"} if by_email else {"objectId": ana}
    assert web.post(f"{OBJECTS}/contacts/gdpr-delete", json=body).status_code == 204
    assert web.read("contacts", ana, archived="true").status_code == 404
    assert list(hubspot.ties.all()) == []


def test_a_plus_in_an_address_has_to_be_escaped(web: Web, hubspot: HubSpotSimulator) -> None:
    """X4."""
    ana = hubspot.seed("contacts", {"email": "ana+home@example.com"})
    at = f"{OBJECTS}/contacts"
    assert web.get(f"{at}/ana+home@example.com?idProperty=email").status_code == 404
    assert web.get(f"{at}/ana%2Bhome@example.com?idProperty=email").json()["id"] == ana


def test_a_further_address_finds_its_contact(web: Web, hubspot: HubSpotSimulator) -> None:
    ana = hubspot.seed("contacts", {"email": "ana@example.com"})
    hubspot.add_email(ana, "old@example.com")
    found = web.read("contacts", "OLD@example.com", idProperty="email", properties="email")
    assert (found.json()["id"], values(found)["email"]) == (ana, "ana@example.com")
    web.change("contacts", ana, email="old@example.com")
    assert hubspot.record("contacts", ana)["email"] == "old@example.com"
    assert "hs_additional_emails" not in hubspot.record("contacts", ana)


def test_companies_and_deals_have_no_natural_key(web: Web, hubspot: HubSpotSimulator) -> None:
    """X5: a domain or a name may be there twice."""
    for _ in range(2):
        assert web.create("companies", domain="rook.example.com").status_code == 201
        deal = web.create("deals", dealname="Lease", dealstage="closedwon")
        assert deal.status_code == 201
    assert len(hubspot.duplicates("companies", "domain")["rook.example.com"]) == 2
    assert len(hubspot.duplicates("deals", "dealname")["lease"]) == 2


def test_history_tells_what_a_property_was(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana", "city": "Dover"})
    clock.advance(60)
    web.change("contacts", ana, firstname="Anna", city="Dover")
    clock.advance(60)
    hubspot.edit("contacts", ana, firstname="", phone="1")
    body = web.read("contacts", ana, propertiesWithHistory="firstname,city,phone,fax").json()
    history = body["propertiesWithHistory"]
    told = [
        (one["value"], one["timestamp"][14:19], one["sourceType"]) for one in history["firstname"]
    ]
    assert told == [
        ("", "02:00", "CRM_UI"),
        ("Anna", "01:00", "INTEGRATION"),
        ("Ana", "00:00", "CRM_UI"),
    ]
    assert [len(history[name]) for name in ("city", "phone", "fax")] == [1, 1, 0]


def test_history_needs_shorter_pages(web: Web) -> None:
    assert refusal(web.get(f"{OBJECTS}/contacts?limit=51&propertiesWithHistory=email")) == INVALID


def test_custom_objects_are_like_all_others(web: Web, hubspot: HubSpotSimulator) -> None:
    pets = hubspot.seed_schema("pets", "Pet", ["pet_name", "breed"])
    made = web.create(pets, pet_name="Rex", breed="Terrier")
    assert made.status_code == 201
    assert codes(web.create(pets, breed="Terrier")) == [("pet_name", "REQUIRED_FIELD")]
    named = f"p{hubspot.portal.id}_pets"
    assert ids(web.get(f"{OBJECTS}/{named}")) == [made.json()["id"]]
    assert "hs_createdate" in values(made)
    assert refusal(web.get(f"{OBJECTS}/pets")) == (400, None)
    schemas = web.get("/crm-object-schemas/2026-09/schemas").json()["results"]
    assert [one["objectTypeId"] for one in schemas] == [pets]
    hubspot.forbid("crm.objects.custom.write")
    assert refusal(web.create(pets, pet_name="Ada")) == (403, "MISSING_SCOPES")


def test_appointments_are_like_all_others(web: Web) -> None:
    made = web.create(
        "appointments", hs_appointment_name="Talk", hs_appointment_start="2026-12-01T09:00:00Z"
    )
    assert values(made)["hs_appointment_start"] == "2026-12-01T09:00:00.000Z"
    assert made.json()["id"] == ids(web.get(f"{OBJECTS}/0-421"))[0]


def test_appointments_may_be_off(web: Web, hubspot: HubSpotSimulator) -> None:
    hubspot.profile.appointments = False
    assert refusal(web.get(f"{OBJECTS}/appointments")) == (400, None)


@pytest.mark.parametrize("body", [b"[]", b"{", b"", b'{"properties": 3}'])
def test_what_is_no_json_object_is_refused(web: Web, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    assert refusal(web.post(f"{OBJECTS}/contacts", content=body, headers=headers)) == INVALID


def test_a_deleted_property_is_unknown(web: Web, hubspot: HubSpotSimulator) -> None:
    hubspot.add_property("contacts", "motto")
    ana = hubspot.seed("contacts", {"firstname": "Ana", "motto": "Onward"})
    hubspot.delete_property("contacts", "motto")
    assert codes(web.change("contacts", ana, motto="Up")) == [("motto", "PROPERTY_DOESNT_EXIST")]
    assert "motto" not in values(web.read("contacts", ana, properties="motto"))
    assert web.get(f"{PROPERTIES}/contacts/motto").status_code == 404
