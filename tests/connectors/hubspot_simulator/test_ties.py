"""T1 to T5: what is tied to what."""

from typing import Any

import pytest

from connectors.hubspot.simulator import HubSpotSimulator
from tests.connectors.hubspot_simulator.asking import OBJECTS, TIES, Web, refusal

INVALID = (400, "VALIDATION_ERROR")
PAIR = f"{TIES}/contacts/companies"


@pytest.fixture
def ana(hubspot: HubSpotSimulator) -> str:
    return hubspot.seed("contacts", {"firstname": "Ana"})


@pytest.fixture
def rook(hubspot: HubSpotSimulator) -> str:
    return hubspot.seed("companies", {"name": "Rook"})


def types(*ids: int, category: str = "HUBSPOT_DEFINED") -> list[dict[str, object]]:
    return [{"associationCategory": category, "associationTypeId": one} for one in ids]


def ends(from_id: str, to_id: str, **more: object) -> dict[str, object]:
    return {"from": {"id": from_id}, "to": {"id": to_id}, **more}


def far_ends(web: Web, from_id: str, pair: str = PAIR) -> Any:
    answer = web.post(f"{pair}/batch/read", json={"inputs": [{"id": from_id}]})
    return answer.json()["results"][0]["to"]


def test_a_plain_tie_goes_both_ways(
    web: Web, hubspot: HubSpotSimulator, ana: str, rook: str
) -> None:
    """T1: and may be made again."""
    at = f"{OBJECTS}/contacts/{ana}/associations/default/companies/{rook}"
    for _ in range(2):
        answer = web.put(at)
        assert (answer.status_code, answer.json()["status"]) == (200, "COMPLETE")
        specs = [one["associationSpec"]["associationTypeId"] for one in answer.json()["results"]]
        assert specs == [279, 280]
    assert answer.json()["results"][0]["from"] == {"id": ana}
    assert hubspot.associations("contacts", "companies") == {(ana, rook, "")}
    assert hubspot.associations("companies", "contacts") == {(rook, ana, "")}


def test_plain_ties_go_in_batches(web: Web, hubspot: HubSpotSimulator, ana: str, rook: str) -> None:
    at = f"{PAIR}/batch/associate/default"
    answer = web.post(at, json={"inputs": [ends(ana, rook), ends("1", rook)]})
    assert answer.status_code == 207
    (error,) = answer.json()["errors"]
    assert error["subCategory"] == "crm.associations.INVALID_IDENTIFIER"
    assert error["context"] == {"id": ["1"]}
    assert hubspot.associations("contacts", "companies") == {(ana, rook, "")}


def test_the_main_company_takes_the_place_of_the_former(
    web: Web, hubspot: HubSpotSimulator, ana: str, rook: str
) -> None:
    """T2: whichever end it was made from."""
    quay = hubspot.seed("companies", {"name": "Quay"})
    for company in (rook, quay):
        at = f"{OBJECTS}/contacts/{ana}/associations/companies/{company}"
        answer = web.put(at, json=types(1))
        assert (answer.status_code, answer.json()["labels"]) == (201, ["Primary"])
    plain = {(ana, rook, ""), (ana, quay, "")}
    assert hubspot.associations("contacts", "companies") == plain | {(ana, quay, "Primary")}
    web.put(f"{OBJECTS}/companies/{rook}/associations/contacts/{ana}", json=types(2))
    assert hubspot.associations("contacts", "companies") == plain | {(ana, rook, "Primary")}
    assert (quay, ana, "Primary") not in hubspot.associations("companies", "contacts")


def test_no_ties_is_an_error_and_ids_are_numbers(
    web: Web, hubspot: HubSpotSimulator, ana: str, rook: str
) -> None:
    """T3."""
    bea = hubspot.seed("contacts", {"firstname": "Bea"})
    web.put(f"{OBJECTS}/contacts/{ana}/associations/companies/{rook}", json=types(1))
    answer = web.post(f"{PAIR}/batch/read", json={"inputs": [{"id": ana}, {"id": bea}]})
    body = answer.json()
    assert (answer.status_code, body["numErrors"]) == (207, 1)
    (result,) = body["results"]
    assert result["from"] == {"id": ana}
    (to,) = result["to"]
    assert to["toObjectId"] == int(rook)
    assert to["associationTypes"] == [
        {"category": "HUBSPOT_DEFINED", "typeId": 1, "label": "Primary"},
        {"category": "HUBSPOT_DEFINED", "typeId": 279, "label": None},
    ]
    (error,) = body["errors"]
    assert error["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert error["message"] == f"No company is associated with contact {bea}."
    assert error["context"] == {
        "fromObjectId": [bea],
        "fromObjectType": ["contact"],
        "toObjectType": ["company"],
    }


def test_ties_come_in_no_order(web: Web, hubspot: HubSpotSimulator, ana: str) -> None:
    """T3."""
    made = [hubspot.seed("companies", {"name": str(number)}) for number in range(20)]
    for company in made:
        hubspot.associate("contacts", ana, "companies", company)
    found = [str(end["toObjectId"]) for end in far_ends(web, ana)]
    assert sorted(found) == sorted(made)
    assert found != made


def test_a_bad_id_is_told_beside_the_good_ties(
    web: Web, hubspot: HubSpotSimulator, ana: str, rook: str
) -> None:
    """T4: objects first, ties second."""
    inputs = [ends(ana, rook, types=types(279)), ends("unknown", rook, types=types(279))]
    answer = web.post(f"{PAIR}/batch/create", json={"inputs": inputs})
    assert answer.status_code == 207
    (made,) = answer.json()["results"]
    assert (made["fromObjectId"], made["toObjectId"]) == (int(ana), int(rook))
    (error,) = answer.json()["errors"]
    assert (error["category"], error["context"]) == ("VALIDATION_ERROR", {"id": ["unknown"]})
    assert error["message"] == "unknown is not a valid ID"


@pytest.mark.parametrize(
    ("action", "most"),
    [
        ("create", 2000),
        ("associate/default", 2000),
        ("read", 1000),
        ("archive", 100),
        ("labels/archive", 100),
    ],
)
def test_ties_have_limits_of_their_own(web: Web, action: str, most: int) -> None:
    """T5."""
    inputs = [{"id": "1", **ends("1", "2")}] * (most + 1)
    answer = web.post(f"{PAIR}/batch/{action}", json={"inputs": inputs})
    assert refusal(answer) == INVALID
    assert str(most) in answer.json()["message"]


@pytest.mark.parametrize(
    "wrong", [types(4), types(280), types(279, category="USER_DEFINED"), [], [7], None]
)
def test_a_label_belongs_to_its_objects_and_direction(
    web: Web, hubspot: HubSpotSimulator, ana: str, rook: str, wrong: object
) -> None:
    at = f"{OBJECTS}/contacts/{ana}/associations/companies/{rook}"
    answer = web.put(at, json=wrong)
    assert refusal(answer) == INVALID
    assert answer.json()["message"] == "One or more associations are invalid"
    assert hubspot.associations("contacts", "companies") == set()


def test_an_office_has_labels_of_its_own(
    web: Web, hubspot: HubSpotSimulator, ana: str, rook: str
) -> None:
    """Their numbers may be those of HubSpot's own: only the category tells them apart."""
    body = {"name": "opposing", "label": "Opposing party", "inverseLabel": "Opposes"}
    made = web.post(f"{PAIR}/labels", json=body).json()["results"]
    assert made[0] == {"category": "USER_DEFINED", "typeId": 1, "label": "Opposing party"}
    labels = web.get(f"{PAIR}/labels").json()["results"]
    assert [one["label"] for one in labels] == [None, "Primary", "Opposing party"]
    own = types(1, category="USER_DEFINED")
    web.put(f"{OBJECTS}/contacts/{ana}/associations/companies/{rook}", json=own)
    assert hubspot.associations("companies", "contacts") == {
        (rook, ana, ""),
        (rook, ana, "Opposes"),
    }
    inputs = {"inputs": [ends(ana, rook, types=own)]}
    assert web.post(f"{PAIR}/batch/labels/archive", json=inputs).status_code == 204
    assert hubspot.associations("companies", "contacts") == {(rook, ana, "")}
    assert refusal(web.post(f"{PAIR}/labels", json=body)) == INVALID


def test_no_label_stays_without_the_plain_tie(
    web: Web, hubspot: HubSpotSimulator, ana: str, rook: str
) -> None:
    web.put(f"{OBJECTS}/contacts/{ana}/associations/companies/{rook}", json=types(1))
    inputs = {"inputs": [ends(ana, rook, types=types(279))]}
    assert web.post(f"{PAIR}/batch/labels/archive", json=inputs).status_code == 204
    assert hubspot.associations("contacts", "companies") == set()


def test_ties_are_undone_with_all_their_labels(
    web: Web, hubspot: HubSpotSimulator, ana: str, rook: str
) -> None:
    quay = hubspot.seed("companies", {"name": "Quay"})
    for company in (rook, quay):
        web.put(f"{OBJECTS}/contacts/{ana}/associations/companies/{company}", json=types(1))
    for _ in range(2):
        gone = web.delete(f"{OBJECTS}/contacts/{ana}/associations/companies/{rook}")
        assert gone.status_code == 204
        inputs = {"inputs": [{"from": {"id": ana}, "to": [{"id": quay}]}]}
        assert web.post(f"{PAIR}/batch/archive", json=inputs).status_code == 204
    assert hubspot.associations("contacts", "companies") == set()
    assert hubspot.associations("companies", "contacts") == set()


def test_the_ties_of_one_record_come_in_pages(web: Web, hubspot: HubSpotSimulator) -> None:
    rook = hubspot.seed("companies", {"name": "Rook"})
    people = [hubspot.seed("contacts", {"firstname": str(number)}) for number in range(5)]
    for person in people:
        hubspot.associate("contacts", person, "companies", rook)
    hubspot.archive("contacts", people[0])
    at = f"{OBJECTS}/companies/{rook}/associations/contacts"
    first = web.get(at, params={"limit": "3"}).json()
    rest = web.get(at, params={"after": first["paging"]["next"]["after"]}).json()
    found = [str(one["toObjectId"]) for one in first["results"] + rest["results"]]
    assert found == people[1:]
    assert "paging" not in rest
    nobody = web.get(f"{OBJECTS}/companies/1/associations/contacts")
    assert refusal(nobody) == (404, "OBJECT_NOT_FOUND")


def test_a_list_of_records_may_bring_their_ties(web: Web, ana: str, rook: str) -> None:
    web.put(f"{OBJECTS}/contacts/{ana}/associations/companies/{rook}", json=types(1))
    for body in (
        web.get(f"{OBJECTS}/contacts?associations=companies").json()["results"][0],
        web.read("contacts", ana, associations="companies").json(),
    ):
        assert body["associations"]["companies"]["results"] == [
            {"id": rook, "type": "contacts_to_companies"},
            {"id": rook, "type": "contacts_to_companies_unlabeled"},
        ]


def test_a_record_may_be_made_with_its_ties(web: Web, hubspot: HubSpotSimulator, rook: str) -> None:
    def sent(to: str, type_id: int) -> dict[str, object]:
        ties = [{"to": {"id": to}, "types": types(type_id)}]
        return {"properties": {"firstname": "Bea"}, "associations": ties}

    made = web.post(f"{OBJECTS}/contacts", json=sent(rook, 279))
    assert hubspot.associations("contacts", "companies") == {(made.json()["id"], rook, "")}
    mixed = sent(rook, 279)
    mixed["associations"] = [{"to": {"id": rook}, "types": types(279, 4)}]
    for wrong in (sent("1", 279), sent(rook, 3), mixed):
        assert refusal(web.post(f"{OBJECTS}/contacts", json=wrong)) == INVALID
    assert len(list(hubspot.records("contacts"))) == 1


def test_any_two_objects_can_be_tied(web: Web, hubspot: HubSpotSimulator, ana: str) -> None:
    """Appointments' numbers are in no page: they have to be asked for."""
    talk = hubspot.seed("appointments", {"hs_appointment_name": "Talk"})
    (plain,) = web.get(f"{TIES}/appointments/contacts/labels").json()["results"]
    at = f"{OBJECTS}/appointments/{talk}/associations/contacts/{ana}"
    assert web.put(at, json=types(plain["typeId"])).status_code == 201
    assert far_ends(web, talk, f"{TIES}/appointments/contacts")[0]["toObjectId"] == int(ana)


def test_ties_need_the_scopes_of_both_ends(
    web: Web, hubspot: HubSpotSimulator, ana: str, rook: str
) -> None:
    hubspot.forbid("crm.objects.companies.write")
    at = f"{OBJECTS}/contacts/{ana}/associations/default/companies/{rook}"
    assert refusal(web.put(at)) == (403, "MISSING_SCOPES")
    assert web.get(f"{PAIR}/labels").status_code == 200
