"""Behaviors 12 to 15 and 18: creating and changing."""

from typing import Any

import httpx
import pytest

from connectors.clio.simulator import ClioSimulator, Profile
from connectors.kit.simulator import SimulatorClock

EMAILS = {"fields": "email_addresses{id,address,name,primary}"}


def create(web: httpx.Client, kind: str, fields: str = "", **data: Any) -> httpx.Response:
    params = {"fields": fields} if fields else {}
    return web.post(f"/{kind}.json", params=params, json={"data": data})


def change(web: httpx.Client, kind: str, id: int, **data: Any) -> httpx.Response:
    return web.patch(f"/{kind}/{id}.json", json={"data": data})


def emails(web: httpx.Client, person: int) -> list[dict[str, Any]]:
    data = web.get(f"/contacts/{person}.json", params=EMAILS).json()["data"]
    found: list[dict[str, Any]] = data["email_addresses"]
    return found


@pytest.fixture
def person(clio: ClioSimulator) -> int:
    return clio.seed_person("Ana", "Ruiz", emails=[("a@example.com", "Home"), "b@example.com"])


def test_a_person_needs_a_name(web: httpx.Client) -> None:
    answer = create(web, "contacts", type="Person", middle_name="Q.", title="Owner")
    assert answer.status_code == 422
    assert answer.json()["error"]["message"] == (
        "At least one of first name or last name must be provided"
    )


@pytest.mark.parametrize("name", ["first_name", "last_name"])
def test_one_name_is_enough(web: httpx.Client, name: str) -> None:
    assert create(web, "contacts", type="Person", **{name: "Ana"}).status_code == 201


@pytest.mark.parametrize("data", [{"type": "Company"}, {"type": "Company", "name": " "}, {}])
def test_a_company_needs_its_name_and_all_need_a_type(
    web: httpx.Client, data: dict[str, str]
) -> None:
    assert create(web, "contacts", **data).status_code == 422


@pytest.mark.parametrize("body", [{"type": "Person"}, [], "x", {"data": []}])
def test_a_body_without_its_wrapper_is_refused(web: httpx.Client, body: Any) -> None:
    assert web.post("/contacts.json", json=body).status_code == 400


def test_a_create_answers_id_and_etag_or_what_was_asked(web: httpx.Client) -> None:
    answer = create(web, "contacts", type="Person", first_name="Ana")
    assert answer.status_code == 201
    assert answer.json()["data"].keys() == {"id", "etag"}
    asked = create(web, "contacts", "name,primary_email_address", type="Person", first_name="Bo")
    assert asked.json()["data"] == {"name": "Bo", "primary_email_address": None}


def test_a_refused_fields_list_creates_nothing(web: httpx.Client, clio: ClioSimulator) -> None:
    assert create(web, "contacts", "foo", type="Person", first_name="Ana").status_code == 400
    assert len(clio.account.contacts) == 0


def test_a_whole_person_is_kept(web: httpx.Client, clio: ClioSimulator) -> None:
    company = clio.seed_company("Rookwarble LLC")
    answer = create(
        web,
        "contacts",
        "first_name,date_of_birth,company{name},email_addresses{address,name,primary},"
        "phone_numbers{number,name,primary},addresses{street,name,primary},"
        "web_sites{address,name,default_web_site}",
        type="Person",
        first_name="Ana",
        date_of_birth="1980-02-29",
        company={"id": company},
        email_addresses=[
            {"name": "Home", "address": "a@example.com"},
            {"name": "Work", "address": "b@example.com", "default_email": True},
        ],
        phone_numbers=[{"name": "Mobile", "number": "+12125550147", "default_number": True}],
        addresses=[{"name": "Billing", "street": "1 Wren Lane"}],
        web_sites=[{"address": "https://ana.example.com"}],
    )
    assert answer.json()["data"] == {
        "first_name": "Ana",
        "date_of_birth": "1980-02-29",
        "company": {"name": "Rookwarble LLC"},
        "email_addresses": [
            {"address": "a@example.com", "name": "Home", "primary": False},
            {"address": "b@example.com", "name": "Work", "primary": True},
        ],
        "phone_numbers": [{"number": "+12125550147", "name": "Mobile", "primary": True}],
        "addresses": [{"street": "1 Wren Lane", "name": "Billing", "primary": True}],
        "web_sites": [
            {"address": "https://ana.example.com", "name": "Other", "default_web_site": True}
        ],
    }


def test_a_nested_row_without_id_is_added(web: httpx.Client, person: int) -> None:
    """The trap: a client that sends the address alone doubles it."""
    change(web, "contacts", person, email_addresses=[{"address": "c@example.com"}])
    assert [row["address"] for row in emails(web, person)] == [
        "a@example.com",
        "b@example.com",
        "c@example.com",
    ]


def test_a_nested_row_with_id_is_edited_and_others_stay(web: httpx.Client, person: int) -> None:
    first, second = emails(web, person)
    change(
        web, "contacts", person, email_addresses=[{"id": first["id"], "address": "x@example.com"}]
    )
    assert emails(web, person) == [{**first, "address": "x@example.com"}, second]


def test_a_nested_row_can_be_destroyed_and_the_next_leads(web: httpx.Client, person: int) -> None:
    first, second = emails(web, person)
    change(web, "contacts", person, email_addresses=[{"id": first["id"], "_destroy": True}])
    assert emails(web, person) == [{**second, "primary": True}]


def test_another_row_can_be_made_the_primary_one(web: httpx.Client, person: int) -> None:
    first, second = emails(web, person)
    change(web, "contacts", person, email_addresses=[{"id": second["id"], "default_email": True}])
    assert [row["primary"] for row in emails(web, person)] == [False, True]
    assert first["id"] != second["id"]


@pytest.mark.parametrize("status", [422, 404])
def test_another_contacts_row_is_not_found(clock: SimulatorClock, status: int) -> None:
    clio = ClioSimulator(clock=clock, profile=Profile(foreign_part_status=status))
    mine, theirs = (
        clio.seed_person("Ana", "Ruiz", emails=[f"{name}@example.com"]) for name in ("a", "b")
    )
    foreign = clio.account.contacts.rows[theirs].email_addresses[0].id
    before = clio.dump()
    with httpx.Client(
        transport=httpx.MockTransport(clio.handle),
        base_url="https://app.clio.com/api/v4",
        headers={"Authorization": "Bearer demo-clio-access"},
    ) as web:
        items = [{"id": foreign, "address": "c@example.com"}]
        answer = change(web, "contacts", mine, title="Owner", email_addresses=items)
    assert answer.status_code == status
    assert clio.dump() == before


@pytest.mark.parametrize(
    "data",
    [
        {"email_addresses": [{"address": ""}]},
        {"email_addresses": [{"address": "no address"}]},
        {"email_addresses": [{"address": "c@example.com", "name": "Mobile"}]},
        {"phone_numbers": [{"number": "1", "name": "Satellite"}]},
        {"phone_numbers": [{"name": "Work"}]},
        {"addresses": [{"name": "Work"}]},
        {"email_addresses": [{"_destroy": True}]},
        {"date_of_birth": "29.02.1980"},
        {"type": "Company"},
        {"company": {"id": 1}},
        {"first_name": "", "last_name": None},
    ],
)
def test_what_clio_would_not_keep_is_refused_whole(
    web: httpx.Client, clio: ClioSimulator, person: int, data: dict[str, Any]
) -> None:
    """P7: the client has to live with a no to one record."""
    before = clio.dump()["clio"]["account"]["contacts"]  # type: ignore[index]
    answer = change(web, "contacts", person, title="Owner", **data)
    assert answer.status_code == 422
    assert clio.dump()["clio"]["account"]["contacts"] == before  # type: ignore[index]


@pytest.mark.parametrize(
    "data",
    [
        {"email": "c@example.com"},
        {"email_addresses": {"address": "c@example.com"}},
        {"email_addresses": [{"address": "c@example.com", "primary": True}]},
        {"title": 7},
        {"company": {"id": "7"}},
    ],
)
def test_what_the_manual_does_not_know_is_a_bad_request(
    web: httpx.Client, person: int, data: dict[str, Any]
) -> None:
    assert change(web, "contacts", person, **data).status_code == 400


def test_a_nested_change_counts_as_a_change_of_the_contact(
    web: httpx.Client, clock: SimulatorClock, person: int
) -> None:
    clock.advance(60)
    change(web, "contacts", person, email_addresses=[{"address": "c@example.com"}])
    since = {"updated_since": "2026-11-24T15:01:00Z"}
    assert len(web.get("/contacts.json", params=since).json()["data"]) == 1


def test_unless_the_profile_says_otherwise(clock: SimulatorClock) -> None:
    """Unverified, so connectors are tested against a Clio that hides nested changes, too."""
    clio = ClioSimulator(clock=clock, profile=Profile(parts_bump=False))
    person = clio.seed_person("Ana", "Ruiz", emails=["a@example.com"])
    row = clio.account.contacts.rows[person]
    clock.advance(60)
    clio.edit("contacts", person, primary_email_address="b@example.com")
    hidden = clio.account.contacts.rows[person]
    assert (hidden.updated_at, hidden.etag != row.etag) == (row.updated_at, True)
    clio.edit("contacts", person, title="Owner")
    assert clio.account.contacts.rows[person].updated_at > row.updated_at


def test_a_change_of_the_client_does_not_touch_the_matter(
    clio: ClioSimulator, clock: SimulatorClock, person: int
) -> None:
    matter = clio.seed_matter(person, "Lease")
    before = clio.account.matters.rows[matter].updated_at
    clock.advance(60)
    clio.edit("contacts", person, last_name="Vega")
    assert clio.account.matters.rows[matter].updated_at == before


def test_a_matter_needs_client_and_description(web: httpx.Client, person: int) -> None:
    assert create(web, "matters", client={"id": person}).status_code == 422
    assert create(web, "matters", description="Lease").status_code == 422
    assert create(web, "matters", client={"id": 1}, description="Lease").status_code == 422


def test_status_is_capital_in_answers_and_small_in_writes(web: httpx.Client, person: int) -> None:
    fields = "id,status,display_number,open_date,client{name}"
    made = create(web, "matters", fields, client={"id": person}, description="Lease", status="open")
    data = made.json()["data"]
    assert data["status"] == "Open"
    assert data["display_number"] == "00001-Ruiz"
    assert data["open_date"] == "2026-11-24"
    assert data["client"] == {"name": "Ana Ruiz"}
    assert change(web, "matters", data["id"], status="Closed").status_code == 422
    assert change(web, "matters", data["id"], status="closed").status_code == 200
    shown = web.get(f"/matters/{data['id']}.json", params={"fields": "status,close_date"})
    assert shown.json()["data"] == {"status": "Closed", "close_date": "2026-11-24"}


def test_a_matter_is_numbered_by_the_account(web: httpx.Client, person: int) -> None:
    refused = create(web, "matters", client={"id": person}, description="Lease", display_number="7")
    assert refused.status_code == 422


def test_a_matter_takes_stage_attorney_and_others(
    web: httpx.Client, clio: ClioSimulator, person: int
) -> None:
    area = clio.seed_practice_area("Family", stages=["Intake", "Trial"])
    attorney = clio.seed_user("Bea", "Moss", "bea.moss@example.com")
    witness = clio.seed_person("Cy", "Vane")
    made = create(
        web,
        "matters",
        "id,matter_stage{name,practice_area_id},practice_area{name},responsible_attorney{email},"
        "relationships{description},matter_stage_updated_at",
        client={"id": person},
        description="Lease",
        practice_area={"id": area},
        matter_stage={"id": clio.stage_ids(area)["Trial"]},
        responsible_attorney={"id": attorney},
        relationships=[{"description": "Witness", "contact": {"id": witness}}],
    )
    data = made.json()["data"]
    assert data["matter_stage"] == {"name": "Trial", "practice_area_id": str(area)}
    assert data["practice_area"] == {"name": "Family"}
    assert data["responsible_attorney"] == {"email": "bea.moss@example.com"}
    assert data["relationships"] == [{"description": "Witness"}]
    assert data["matter_stage_updated_at"] == "2026-11-24T15:00:00Z"
    assert change(web, "matters", data["id"], matter_stage=None).status_code == 200
    assert change(web, "matters", data["id"], matter_stage={"id": 1}).status_code == 422


def test_the_first_matter_makes_a_client(
    web: httpx.Client, clock: SimulatorClock, person: int
) -> None:
    clock.advance(60)
    made = create(web, "matters", client={"id": person}, description="Lease").json()["data"]
    fields = {"fields": "is_client,updated_at"}
    shown = web.get(f"/contacts/{person}.json", params=fields).json()["data"]
    assert shown == {"is_client": True, "updated_at": "2026-11-24T15:01:00Z"}
    web.delete(f"/matters/{made['id']}.json")
    assert not web.get(f"/contacts/{person}.json", params=fields).json()["data"]["is_client"]


def test_a_relationship_is_made_renamed_and_removed(
    web: httpx.Client, clio: ClioSimulator, person: int
) -> None:
    matter = clio.seed_matter(clio.seed_person("Bea", "Stone"), "Lease")
    tie = create(
        web,
        "relationships",
        description="Witness",
        matter={"id": matter},
        contact={"id": person},
    ).json()["data"]["id"]
    change(web, "relationships", tie, description="Expert")
    fields = {"fields": "description,matter{id},contact{name}"}
    assert web.get(f"/relationships/{tie}.json", params=fields).json()["data"] == {
        "description": "Expert",
        "matter": {"id": matter},
        "contact": {"name": "Ana Ruiz"},
    }
    assert web.delete(f"/relationships/{tie}.json").status_code == 204
    assert clio.account.ties_of[matter] == {}


def test_a_calendar_entry_holds_five_notes_of_outside_programs(
    web: httpx.Client, clio: ClioSimulator
) -> None:
    owner = clio.account.users.order[0]
    whole: dict[str, Any] = {
        "summary": "Talk",
        "start_at": "2026-12-01T09:00:00Z",
        "end_at": "2026-12-01T10:00:00Z",
        "calendar_owner": {"id": owner},
    }
    for missing in whole:
        rest = {name: value for name, value in whole.items() if name != missing}
        assert create(web, "calendar_entries", **rest).status_code == 422
    notes = [{"name": f"n{number}", "value": "v"} for number in range(6)]
    refused = create(web, "calendar_entries", **whole, external_properties=notes)
    assert refused.status_code == 422
    made = create(web, "calendar_entries", **whole, external_properties=notes[:5])
    found = web.get(
        "/calendar_entries.json",
        params={"external_property_name": "n3", "external_property_value": "v"},
    )
    assert [item["id"] for item in found.json()["data"]] == [made.json()["data"]["id"]]


def test_what_the_app_may_not_write_is_forbidden(
    web: httpx.Client, clio: ClioSimulator, person: int
) -> None:
    clio.account.read_only.add("contacts")
    answer = change(web, "contacts", person, title="Owner")
    assert answer.status_code == 403
    assert answer.json()["error"] == {
        "type": "ForbiddenError",
        "message": "User is forbidden from taking that action",
    }
    assert web.get("/contacts.json").status_code == 200
    assert web.post("/users.json", json={"data": {}}).status_code == 404
