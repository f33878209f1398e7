"""What is asked of Clio, and how its answers become records."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from connectors.clio.simulator import ClioSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Cursor
from core.errors import Code, SyncError, UserActionError
from tests.connectors.clio.conftest import START, Connect, only


def asked(clio: ClioSimulator, name: str) -> list[str]:
    """Return a parameter of the last request."""
    return [value for key, value in clio.log[-1].params if key == name]


def last(connector: Connector, stream: str, cursor: Cursor | None = None) -> Cursor:
    return [page.cursor for page in connector.read(stream, cursor, ["email"])][-1]


def test_a_person_is_read_as_mapped(office: Connector, clio: ClioSimulator) -> None:
    firm = clio.seed_company("Rookwarble LLC")
    person = clio.seed_person(
        " Ana ",
        "Ruiz",
        prefix="Ms",
        title="",
        date_of_birth="1980-02-29",
        emails=["ana@example.com", ("home@example.com", "Home"), ("old@example.com", "Other")],
        phones=[("212-555-0140", "Mobile"), "212-555-0150", ("212-555-0151", "Work")],
        addresses=[{"street": "1 Wren Lane\nFloor 2", "city": "Dover", "country": "US"}],
        web_sites=["https://ruiz.example.com"],
        company=firm,
        updated=START - timedelta(days=3),
    )
    fields = (
        *("first_name", "last_name", "prefix", "title", "date_of_birth", "email", "other_emails"),
        *("phone_work", "phone_mobile", "phone_fax", "street", "city", "province", "website"),
        "is_client",
    )
    record = only(office, "persons", *fields)
    assert record.id == str(person)
    assert record.fields == {
        "first_name": "Ana",
        "last_name": "Ruiz",
        "prefix": "Ms",
        "title": None,
        "date_of_birth": date(1980, 2, 29),
        "email": "ana@example.com",
        "other_emails": ("home@example.com", "old@example.com"),
        "phone_work": "212-555-0150",
        "phone_mobile": "212-555-0140",
        "phone_fax": None,
        "street": "1 Wren Lane\nFloor 2",
        "city": "Dover",
        "province": None,
        "website": "https://ruiz.example.com",
        "is_client": False,
    }
    assert record.references == {"company": (str(firm),)}
    assert record.modified_at == START - timedelta(days=3)


def test_other_emails_written_in_another_case_are_no_change(
    office: Connector, clio: ClioSimulator
) -> None:
    """(P4) They travel as one text, so that nothing later knows that they are addresses."""
    emails = ["ana@example.com", "home@example.com", ("old@example.com", "Other")]
    person = clio.seed_person("Ana", "Ruiz", emails=emails)
    before = only(office, "persons", "other_emails")
    home = clio.account.contacts.rows[person].email_addresses[1]
    clio.edit("contacts", person, email_addresses=[{"id": home.id, "address": "HOME@Example.com"}])
    clio.edit("contacts", person, email_addresses=[{"address": "Old@example.com", "name": "Work"}])
    after = only(office, "persons", "other_emails")
    assert (
        after.fields == before.fields == {"other_emails": ("home@example.com", "old@example.com")}
    )
    assert after.version != before.version


def test_a_matter_is_read_with_its_client_by_kind(office: Connector, clio: ClioSimulator) -> None:
    firm = clio.seed_company("Rookwarble LLC")
    area = clio.seed_practice_area("Family", stages=["Trial"])
    clio.seed_matter(
        firm,
        "Lease",
        status="Closed",
        practice_area_id=area,
        responsible_attorney_id=clio.account.users.order[0],
        close_date="2026-11-02",
    )
    record = only(
        office, "matters", "status", "practice_area", "responsible_attorney_email", "close_date"
    )
    assert record.fields == {
        "status": "Closed",
        "practice_area": "Family",
        "responsible_attorney_email": "ada.quillfeather@example.com",
        "close_date": date(2026, 11, 2),
    }
    assert record.references == {"client_person": (), "client_company": (str(firm),)}


def test_a_calendar_entry_names_its_matter_and_the_contacts_who_attend(
    office: Connector, clio: ClioSimulator
) -> None:
    ana = clio.seed_person("Ana", "Ruiz")
    case = clio.seed_matter(ana, "Lease")
    begin = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    clio.seed_calendar_entry(
        "Talk", begin, begin + timedelta(hours=1), matter_id=case, attendee_ids=[ana]
    )
    record = only(office, "calendar_entries", "start_at", "all_day")
    assert record.fields == {"start_at": begin, "all_day": False}
    assert record.references == {"matter": (str(case),), "attendees": (str(ana),)}


def test_a_colleague_who_attends_is_no_contact(connect: Connect) -> None:
    row = {
        "id": "880001",
        "attendees": [{"id": 7, "type": "Calendar"}, {"id": 9, "type": "Contact"}],
        "matter": None,
    }
    office = connect(lambda _request: httpx.Response(200, json={"data": [row]}))
    assert only(office, "calendar_entries").references == {"matter": (), "attendees": ("9",)}


@pytest.mark.parametrize(
    ("details", "domain"),
    [
        ({"web_sites": ["www.Rook.example/about"], "emails": ["a@other.example"]}, "rook.example"),
        ({"emails": ["info@rook.example", ("rook@gmail.com", "Other")]}, "rook.example"),
        ({"emails": ["info@rook.example", ("ana@wren.example", "Other")]}, None),
        ({"emails": ["rook@gmail.com"]}, None),
        ({}, None),
    ],
)
def test_a_company_is_known_by_its_domain_only_where_that_is_certain(
    office: Connector, clio: ClioSimulator, details: dict[str, Any], domain: str | None
) -> None:
    clio.seed_company("Rookwarble LLC", **details)
    assert only(office, "companies", "domain_hint").fields == {"domain_hint": domain}


def test_fields_are_asked_for_as_mapped_with_one_level_of_braces(
    office: Connector, clio: ClioSimulator
) -> None:
    list(office.read("matters", None, ["status", "practice_area", "no_such_field"]))
    assert asked(clio, "fields") == [
        "id,etag,updated_at,client{id,type},status,practice_area{name}"
    ]
    assert asked(clio, "order") == ["id(asc)"]
    assert asked(clio, "limit") == ["200"]


def test_the_version_of_the_api_is_pinned(connect: Connect, clio: ClioSimulator) -> None:
    seen: list[str] = []

    def listening(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["x-api-version"])
        return clio.handle(request)

    connect(listening).account()
    assert seen == ["4.0.10"]


def test_each_region_is_asked_at_its_own_host(connect: Connect) -> None:
    seen: list[str] = []

    def listening(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        data = {"id": 1, "name": "Ada", "account": {"id": 7, "name": "Quillfeather Moss"}}
        return httpx.Response(200, json={"data": data})

    for region in ("us", "eu", "ca", "au"):
        connection = connect(listening, region=region)
        connection.account()
        assert connection.web_address("matters", "5") == f"https://{seen[-1]}/nc/#/matters/5"
    assert seen == ["app.clio.com", "eu.app.clio.com", "ca.app.clio.com", "au.app.clio.com"]


# -- cursors -----------------------------------------------------------------------------------


def test_the_next_reading_looks_back_five_minutes_before_this_one_began(
    office: Connector, clio: ClioSimulator, clock: SimulatorClock
) -> None:
    cursor = last(office, "persons")
    clock.advance(3600)
    again = last(office, "persons", cursor)
    assert asked(clio, "updated_since") == ["2026-11-24T14:55:00+00:00"]
    last(office, "persons", again)
    assert asked(clio, "updated_since") == ["2026-11-24T15:55:00+00:00"]


@pytest.mark.parametrize(
    ("at_clio", "since"),
    [
        ("Tue, 24 Nov 2026 13:00:00 GMT", "2026-11-24T12:55:00+00:00"),  # our clock is fast
        ("Tue, 24 Nov 2026 17:00:00 GMT", "2026-11-24T14:55:00+00:00"),  # our clock is slow
        ("soon", "2026-11-24T14:55:00+00:00"),
    ],
)
def test_a_wrong_clock_on_the_pc_hides_no_change(
    connect: Connect, clio: ClioSimulator, at_clio: str, since: str
) -> None:
    """(P1)"""

    def dated(request: httpx.Request) -> httpx.Response:
        response = clio.handle(request)
        response.headers["date"] = at_clio
        return response

    office = connect(dated)
    last(office, "persons", last(office, "persons"))
    assert asked(clio, "updated_since") == [since]


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_link_that_has_lapsed_begins_the_reading_again(
    connect: Connect, clio: ClioSimulator, status: int
) -> None:
    """(P1)"""
    people = [str(clio.seed_person("Ana", f"Ruiz {number}")) for number in range(201)]
    middle = next(iter(connect().read("persons", None, ["email"]))).cursor

    def forgetful(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("page_token") and not restarted:
            restarted.append(True)
            return httpx.Response(status, json={"error": {"type": "x", "message": "x"}})
        return clio.handle(request)

    restarted: list[bool] = []
    pages = connect(forgetful).read("persons", middle, ["email"])
    assert [r.id for page in pages for r in page.records] == people


def test_a_reading_of_changes_that_begins_again_is_still_one_of_changes(
    connect: Connect, clio: ClioSimulator, clock: SimulatorClock
) -> None:
    """(P4)"""
    cursor = last(connect(), "persons")
    clock.advance(3600)
    people = [str(clio.seed_person("Ana", f"Ruiz {number}")) for number in range(201)]
    middle = next(iter(connect().read("persons", cursor, ["email"]))).cursor

    def forgetful(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("page_token") and not refused:
            refused.append(True)
            return httpx.Response(404, json={"error": {"type": "x", "message": "x"}})
        return clio.handle(request)

    refused: list[bool] = []
    pages = connect(forgetful).read("persons", middle, ["email"])
    assert [r.id for page in pages for r in page.records] == people
    assert asked(clio, "updated_since") == ["2026-11-24T14:55:00+00:00"]


def test_a_link_that_never_works_ends_the_reading(connect: Connect, clio: ClioSimulator) -> None:
    for number in range(201):
        clio.seed_person("Ana", f"Ruiz {number}")

    def refusing(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("page_token"):
            return httpx.Response(400, json={"error": {"type": "x", "message": "x"}})
        return clio.handle(request)

    with pytest.raises(SyncError) as refused:
        list(connect(refusing).read("persons", None, ["email"]))
    assert refused.value.code is Code.UNEXPECTED
    assert len(clio.log) == 2


@pytest.mark.parametrize("fields", [["email", "title"], ["email", "custom.{motto}"]])
def test_a_reading_begins_again_when_the_mapping_changed_in_its_middle(
    office: Connector, clio: ClioSimulator, fields: list[str]
) -> None:
    """Else the first pages would lack the new field, and say that it is empty (P3)."""
    motto = clio.seed_custom_field("Contact", "Motto", "text_line")
    other = clio.seed_custom_field("Contact", "Other", "text_line")
    people = [
        str(clio.seed_person("Ana", f"Ruiz {number}", title="Ms", custom={motto: "Onward"}))
        for number in range(201)
    ]
    before = ["email", f"custom.{other}"] if "custom" in fields[1] else ["email"]
    middle = next(iter(office.read("persons", None, before))).cursor
    after = [name.format(motto=motto) for name in fields]
    pages = list(office.read("persons", middle, after))
    assert [r.id for page in pages for r in page.records] == people
    assert all(r.fields[after[1]] in ("Ms", "Onward") for page in pages for r in page.records)


def test_a_cursor_of_the_middle_outlives_another_port(
    connect: Connect, clio: ClioSimulator
) -> None:
    """The demo's simulators get new ports at each start."""
    people = [str(clio.seed_person("Ana", f"Ruiz {number}")) for number in range(201)]
    first = connect(base_url="http://127.0.0.1:4001")
    page = next(iter(first.read("persons", None, ["email"])))
    second = connect(base_url="http://127.0.0.1:4002")
    rest = [r.id for page in second.read("persons", page.cursor, ["email"]) for r in page.records]
    assert [r.id for r in page.records] + rest == people


@pytest.mark.parametrize("host", ["evil.example.com", "eu.app.clio.com", "app.clio.com:8443"])
def test_a_link_to_another_host_is_not_followed(connect: Connect, host: str) -> None:
    asked_of: list[str] = []

    def elsewhere(request: httpx.Request) -> httpx.Response:
        asked_of.append(request.url.host)
        link = f"https://{host}/api/v4/contacts.json?page_token=x"
        return httpx.Response(200, json={"data": [], "meta": {"paging": {"next": link}}})

    with pytest.raises(UserActionError) as refused:
        list(connect(elsewhere).read("persons", None, ["email"]))
    assert refused.value.code is Code.ADDRESS_REFUSED
    assert asked_of == ["app.clio.com"]


def test_a_link_to_itself_is_no_reading_without_end(connect: Connect) -> None:
    def circling(request: httpx.Request) -> httpx.Response:
        link = "https://app.clio.com/api/v4/contacts.json?page_token=x"
        return httpx.Response(200, json={"data": [], "meta": {"paging": {"next": link}}})

    with pytest.raises(SyncError) as caught:
        list(connect(circling).read("persons", None, ["email"]))
    assert caught.value.code is Code.UNEXPECTED


@pytest.mark.parametrize("cursor", ["", "{}x", '{"since": 3}', "[]"])
def test_a_cursor_that_is_none_of_ours_is_refused(office: Connector, cursor: str) -> None:
    with pytest.raises(SyncError) as refused:
        list(office.read("persons", Cursor(cursor), ["email"]))
    assert refused.value.code is Code.CURSOR_EXPIRED


@pytest.mark.parametrize("body", [{"data": None}, {"contacts": []}, [], None])
def test_an_answer_without_a_list_is_not_taken_for_an_empty_one(
    connect: Connect, body: object
) -> None:
    """(P6)"""
    office = connect(lambda _request: httpx.Response(200, json=body))
    with pytest.raises(SyncError) as caught:
        list(office.read("persons", None, ["email"]))
    assert caught.value.code is Code.UNEXPECTED


# -- by id -------------------------------------------------------------------------------------


def test_ids_are_fetched_two_hundred_in_a_request(office: Connector, clio: ClioSimulator) -> None:
    people = [str(clio.seed_person("Ana", f"Ruiz {number}")) for number in range(201)]
    assert list(office.fetch("persons", people, ["email"])) == people
    assert office.requests == 2


def test_a_hidden_person_is_absent_like_a_deleted_one(
    office: Connector, clio: ClioSimulator
) -> None:
    ana, bea = clio.seed_person("Ana", "Ruiz"), clio.seed_person("Bea", "Ruiz")
    firm = clio.seed_company("Rookwarble LLC")
    clio.hide(ana)
    assert list(office.fetch("persons", [str(ana), str(bea), str(firm)], [])) == [str(bea)]
