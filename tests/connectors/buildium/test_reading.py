"""What each stream tells, and how it is read since a time."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from connectors.buildium.schema import STREAMS, Since
from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Cursor
from core.errors import Code, SyncError
from tests.connectors.buildium.conftest import HOME, Connect, connection, only, records, simulated

KINDS = {  # stream -> kind, as the simulator's tables call it
    "properties": "rentals",
    "units": "units",
    "owners": "owners",
    "associations": "associations",
    "association_owners": "associationowners",
    "vendors": "vendors",
    "tenants": "tenants",
    "leases": "leases",
    "applicants": "applicants",
    "client_leads": "clientleads",
    "tasks": "tasks",
    "work_orders": "workorders",
}
HOUR = 3600.0


def last_cursor(office: Connector, stream: str, *fields: str) -> Cursor:
    return list(office.read(stream, None, fields))[-1].cursor


def since(office: Connector, stream: str, cursor: Cursor, *fields: str) -> list[str]:
    found = [record for page in office.read(stream, cursor, fields) for record in page.records]
    return [record.id for record in found]


# -- what a record says ---------------------------------------------------------------------------


def test_a_property_says_where_it_is_and_who_looks_after_it(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    buildium.seed_property(
        " Wren Court ",
        address={**HOME, "AddressLine2": "Rear", "Country": "TrinidadandTobago"},
        YearBuilt=1987,
        RentalSubType="SingleFamily",
        RentalManager={
            "Id": 3,
            "FirstName": "Ingrid",
            "LastName": "Vale",
            "CompanyName": None,
            "IsCompany": False,
            "ProfilePhotoUrl": None,
            "Email": "ingrid.vale@example.com",
            "PhoneNumbers": [],
        },
    )
    found = only(office, "properties", *STREAMS["properties"].fields)
    assert found.fields == {
        "name": "Wren Court",
        "street": "1 Wren Lane\nRear",
        "city": "Austin",
        "state": "TX",
        "postal_code": "78701",
        "country": "Trinidad and Tobago",
        "number_units": 0,
        "year_built": 1987,
        "rental_type": "Residential",
        "rental_sub_type": "SingleFamily",
        "is_active": True,
        "manager": "Ingrid Vale",
        "manager_email": "ingrid.vale@example.com",
        "structure_description": None,
    }


@pytest.mark.parametrize(
    ("beds", "baths", "bedrooms", "bathrooms", "is_studio"),
    [
        ("TwoBed", "TwoPointFiveBath", 2, "2.5", False),
        ("Studio", "OneBath", 0, "1", True),
        ("NineBedPlus", "FivePlusBath", 9, "5", False),
        ("NotSet", "NotSet", None, None, None),
        ("TenBed", "SixBath", None, None, None),
        (None, None, None, None, None),
    ],
)
def test_rooms_are_numbers(
    buildium: BuildiumSimulator,
    office: Connector,
    beds: str | None,
    baths: str | None,
    bedrooms: int | None,
    bathrooms: str | None,
    is_studio: bool | None,
) -> None:
    wren = buildium.seed_property("Wren Court", address=HOME)
    buildium.seed_unit(wren, "2B", UnitBedrooms=beds, UnitBathrooms=baths)
    found = only(office, "units", "bedrooms", "bathrooms", "is_studio", "city", "unit_number")
    assert found.fields == {
        "unit_number": "2B",
        "city": "Austin",
        "bedrooms": bedrooms,
        "bathrooms": Decimal(bathrooms) if bathrooms else None,
        "is_studio": is_studio,
    }
    assert found.references == {"property": (str(wren),)}


def test_an_owner_is_a_person_or_a_company_and_is_called_as_one(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    wren, oak = buildium.seed_property("Wren Court"), buildium.seed_property("Oak Row")
    buildium.seed_owner(wren, oak, FirstName="Cleo", LastName=" Marsh", CompanyName="Ignored Inc")
    buildium.seed_owner(
        oak, IsCompany=True, CompanyName="Rookwarble LLC", ManagementAgreementEndDate="2027-01-31"
    )
    person, company = records(office, "owners", "name", "is_company", "agreement_ends")
    assert person.fields == {"name": "Cleo Marsh", "is_company": False, "agreement_ends": None}
    assert person.references == {"properties": (str(wren), str(oak))}
    assert company.fields["name"] == "Rookwarble LLC"
    assert company.fields["agreement_ends"] == date(2027, 1, 31)


def test_a_vendor_says_what_it_is_good_for(buildium: BuildiumSimulator, office: Connector) -> None:
    buildium.seed_vendor("Otterquay", "Roofing", PrimaryEmail="o@example.com", Website="o.example")
    found = only(office, "vendors", "name", "category", "email", "website")
    assert found.fields == {
        "name": "Otterquay",
        "category": "Roofing",
        "email": "o@example.com",
        "website": "o.example",
    }


def test_who_owns_in_an_association_is_tied_to_it_and_to_those_of_old(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    oak = buildium.seed("associations", Name="Oak Row HOA", address=HOME)
    accounts = [
        {"AssociationId": oak, "Status": "Active"},
        {"AssociationId": oak, "Status": "Past"},
        {"AssociationId": 9, "Status": "Past"},
        {"AssociationId": 8, "Status": "Future"},
    ]
    buildium.seed("associationowners", LastName="Moss", OwnershipAccounts=accounts, address=HOME)
    assert only(office, "associations", "name", "city").fields == {
        "name": "Oak Row HOA",
        "city": "Austin",
    }
    found = only(office, "association_owners", "last_name", "postal_code")
    assert found.fields == {"last_name": "Moss", "postal_code": "78701"}
    assert found.references == {"association": (str(oak),), "past_association": ("9",)}


def test_a_tenants_numbers_are_told_apart_by_kind(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    numbers = [("a 555-0101", "Cell"), ("b", "Office"), ("c", "Cell"), (" ", "Home"), ("d", "Fax")]
    buildium.seed_tenant("Ana", "Ruiz", phones=numbers)
    names = ("phone_mobile", "phone_work", "phone_home", "phone_fax")
    found = only(office, "tenants", *names)
    assert [found.fields[name] for name in names] == ["a 555-0101", "b", None, "d"]


def test_a_lease_is_called_after_its_property_which_is_asked_for_once(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    wren = buildium.seed_property("Wren Court")
    unit = buildium.seed_unit(wren, "2B")
    here, gone, soon = (buildium.seed_tenant(name, "Ruiz") for name in ("Ana", "Bea", "Cleo"))
    made = buildium.seed_lease(unit, [here], begins="2026-01-01", ends="2026-12-31", rent=900.0)
    tenants = [
        {"Id": here, "Status": "Current", "MoveInDate": "2026-01-01"},
        {"Id": gone, "Status": "MovedOut", "MoveInDate": "2025-01-01"},
        {"Id": soon, "Status": "Future", "MoveInDate": None},
    ]
    buildium.edit("leases", made, Tenants=tenants)
    for number in range(3):
        buildium.seed_lease(unit, [here], status="Past", begins=f"202{number}-01-01")
    first, *_ = records(office, "leases", "property_name", "unit_number", "ends", "rent", "status")
    assert first.fields == {
        "property_name": "Wren Court",
        "unit_number": "2B",
        "ends": date(2026, 12, 31),
        "rent": Decimal("900"),
        "status": "Active",
    }
    assert first.references == {
        "property": (str(wren),),
        "unit": (str(unit),),
        "current_tenants": (str(here),),
        "future_tenants": (str(soon),),
        "past_tenants": (str(gone),),
    }
    assert len(buildium.requests("GET", "/rentals")) == 1


def test_a_lease_without_its_name_asks_for_no_property(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    unit = buildium.seed_unit(buildium.seed_property("Wren Court"), "2B")
    buildium.seed_lease(unit, [])
    only(office, "leases", "status")
    assert buildium.requests("GET", "/rentals") == []


def test_a_lease_ends_for_all_or_not_at_all(buildium: BuildiumSimulator, office: Connector) -> None:
    """Who stays, stays: one roommate's leaving is not the lease's end."""
    unit = buildium.seed_unit(buildium.seed_property("Wren Court"), "2B")
    ana, bea = buildium.seed_tenant("Ana", "Ruiz"), buildium.seed_tenant("Bea", "Moss")
    moves = {"MoveOutDate": "2026-12-31", "NoticeGivenDate": "2026-11-01"}
    made = buildium.seed_lease(unit, [ana, bea], MoveOutData=[{"TenantId": ana, **moves}])
    assert only(office, "leases", "moves_out").fields == {"moves_out": None}
    both = [{"TenantId": one, **moves} for one in (ana, bea)]
    buildium.edit("leases", made, MoveOutData=both)
    found = only(office, "leases", "moves_out", "notice_given")
    assert found.fields == {"moves_out": date(2026, 12, 31), "notice_given": date(2026, 11, 1)}


@pytest.mark.parametrize(
    ("status", "progress"),
    [
        ("New", "New"),
        ("Undecided", "In review"),
        ("Approved", "Approved"),
        ("AddedToLease", "Leased"),
        ("Rejected", "Closed"),
        ("Cancelled", "Closed"),
        ("Vanished", None),
    ],
)
def test_an_applicant_who_was_refused_looks_like_one_who_left(
    buildium: BuildiumSimulator, office: Connector, status: str, progress: str | None
) -> None:
    buildium.seed("applicants", FirstName="Dora", LastName="Quill", Status=status)
    assert only(office, "applicants", "progress").fields == {"progress": progress}


def test_a_credited_lead_is_still_there(buildium: BuildiumSimulator, office: Connector) -> None:
    """Buildium leaves it out unless it is asked for; that would look like a delete (P6)."""
    credit = {"CreditStatus": "Approved", "CreditReason": "DuplicateLead"}
    buildium.seed(
        "clientleads", Name="E", DateReceived="2026-11-01T09:00:00Z", CreditRequest=credit
    )
    assert only(office, "client_leads", "name").fields == {"name": "E"}
    assert [list(page) for page in office.ids("client_leads")] == [["401"]]


def test_a_task_names_who_asked_and_for_which_home(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    who = {"Type": "RentalOwner", "Id": 3001, "FirstName": "C", "LastName": "M"}
    buildium.seed_task(
        "Drip",
        Property={"Id": 5, "Type": "Association", "Href": None},
        UnitAgreement={"Id": 9, "Type": "Lease", "Href": None},
        RequestedByUserEntity={**who, "IsCompany": False, "Href": None},
    )
    assert only(office, "tasks", "title").references == {
        "property": (),  # an association is no property that is let
        "unit": (),
        "lease": ("9",),
        "tenant": (),
        "owner": ("3001",),
    }


@pytest.mark.parametrize("stream", STREAMS)
def test_what_nobody_has_heard_of_is_empty_and_stops_nothing(connect: Connect, stream: str) -> None:
    """(P7) New options, fields of another type, an empty date, nothing at all."""
    order = {"Id": 1, "DateReceived": "2026-11-01T09:00:00Z"}
    wild: list[object] = [
        *(None, "Unheard", ["Unheard"], 12.5, "0001-01-01T00:00:00"),
        [{"Id": "x", "Type": 7, "Number": 7}],
        {"Id": "x", "Type": 7, "Unheard": 1},
    ]
    rows = [order, *({**order, **dict.fromkeys(_keys(stream), each), "Id": 1} for each in wild)]
    for row in rows:
        office = connect(
            lambda request, row=row: httpx.Response(
                200, json=[row] if request.url.path.endswith(STREAMS[stream].path) else []
            )
        )
        found = only(office, stream, *STREAMS[stream].fields)
        schema = office.schema(stream).fields
        for name, value in found.fields.items():
            options = {choice.value for choice in schema[name].choices}
            assert not options or value is None or value in options
            assert not isinstance(value, date) or value.year > 1


def _keys(stream: str) -> list[str]:
    from connectors.buildium.simulator.shapes import BLANK

    known = [*BLANK[KINDS[stream]], "LastUpdatedDateTime", "Leases", "CreatedDateTime"]
    return [key for key in known if key != "DateReceived"]


@pytest.mark.parametrize("body", [{}, {"Id": 1}, None, "x", [1], [{"Name": "x"}], [{"Id": "1"}]])
def test_an_answer_of_another_shape_ends_the_reading(connect: Connect, body: object) -> None:
    office = connect(lambda _request: httpx.Response(200, json=body))
    with pytest.raises(SyncError) as caught:
        records(office, "tenants", "email")
    assert caught.value.code is Code.UNEXPECTED


# -- where tenants live ---------------------------------------------------------------------------


def test_who_lives_somewhere_now_is_current_whatever_else_is_planned_or_past(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    wren, oak = buildium.seed_property("Wren Court"), buildium.seed_property("Oak Row")
    here, there = buildium.seed_unit(wren, "1"), buildium.seed_unit(oak, "2")
    ana = buildium.seed_tenant("Ana", "Ruiz")
    names = ("resident_status", "is_resident", "move_in_date", "lease_ends", "unit_number")
    assert set(only(office, "tenants", *names).fields.values()) == {None}
    buildium.seed_lease(there, [ana], status="Past", begins="2020-01-01", ends="2020-12-31")
    found = only(office, "tenants", *names)
    assert (found.fields["resident_status"], found.fields["is_resident"]) == ("Past", False)
    assert found.references["past_property"] == (str(oak),)
    buildium.seed_lease(there, [ana], status="Future", begins="2027-01-01", ends=None)
    assert only(office, "tenants", *names).fields["resident_status"] == "Future"
    buildium.seed_lease(here, [ana], begins="2026-01-01", ends="2026-12-31")
    found = only(office, "tenants", *names)
    assert found.fields == {
        "resident_status": "Current",
        "is_resident": True,
        "move_in_date": date(2026, 1, 1),
        "lease_ends": date(2026, 12, 31),
        "unit_number": "1",
    }
    assert found.references == {
        "current_property": (str(wren),),
        "future_property": (str(oak),),
        "past_property": (),  # is going to live there again
        "unit": (str(here),),
    }


def test_moving_out_is_seen_though_the_tenant_does_not_change(
    buildium: BuildiumSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P1)"""
    unit = buildium.seed_unit(buildium.seed_property("Wren Court"), "1")
    ana, bea = buildium.seed_tenant("Ana", "Ruiz"), buildium.seed_tenant("Bea", "Moss")
    lease = buildium.seed_lease(unit, [ana, bea])
    clock.advance(HOUR)
    cursor = last_cursor(office, "tenants", "resident_status")
    clock.advance(HOUR)
    tenants = buildium.account.tables["leases"][lease].body["Tenants"]
    buildium.edit("leases", lease, Tenants=[{**tenants[0], "Status": "MovedOut"}, tenants[1]])
    clock.advance(HOUR)
    pages = list(office.read("tenants", cursor, ["resident_status"]))
    found = {record.id: record for page in pages for record in page.records}
    assert found[str(ana)].fields == {"resident_status": "Past"}
    assert found[str(bea)].fields == {"resident_status": "Current"}
    clock.advance(HOUR)
    assert since(office, "tenants", pages[-1].cursor, "resident_status") == []


def test_who_asks_for_nothing_of_leases_pays_for_none(
    buildium: BuildiumSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P4)"""
    cursor = last_cursor(office, "tenants", "email")
    clock.advance(HOUR)
    for fields, requests in (("email",), 1), (("email", "is_resident"), 2):
        before = office.requests
        assert since(office, "tenants", cursor, *fields) == []
        assert office.requests - before == requests


def test_tenants_whose_rows_tell_no_lease_have_no_status_rather_than_a_wrong_one(
    clock: SimulatorClock,
) -> None:
    buildium = simulated(clock, tenants_have_leases=False)
    unit = buildium.seed_unit(buildium.seed_property("Wren Court"), "1")
    buildium.seed_lease(unit, [buildium.seed_tenant("Ana", "Ruiz")])
    office = connection(buildium.handle, clock)
    assert only(office, "tenants", "resident_status").fields == {"resident_status": None}


# -- since a time ---------------------------------------------------------------------------------


def seed_one(buildium: BuildiumSimulator, stream: str, at: datetime) -> int:
    more: dict[str, Any] = {"created": at, "updated": at}
    match stream:
        case "client_leads":
            more["DateReceived"] = "2026-11-01T09:00:00Z"
        case "leases":
            more["PropertyId"] = buildium.seed_property("Wren Court")
        case _:
            pass
    return buildium.seed(KINDS[stream], **more)


@pytest.mark.parametrize("stream", [name for name in STREAMS if name != "client_leads"])
def test_each_stream_is_read_since_a_time(
    buildium: BuildiumSimulator, office: Connector, clock: SimulatorClock, stream: str
) -> None:
    """(P1, P4) One request where nothing changed."""
    long_ago = clock.now() - timedelta(days=30)
    old, one = (seed_one(buildium, stream, long_ago) for _ in range(2))
    cursor = last_cursor(office, stream, "status")
    clock.advance(3 * 86_400)
    before = office.requests
    assert since(office, stream, cursor, "status") == []
    assert office.requests - before == 1
    buildium.edit(KINDS[stream], one)
    new = seed_one(buildium, stream, clock.now())
    assert since(office, stream, cursor, "status") == [str(one), str(new)]
    assert str(old) not in since(office, stream, cursor, "status")


def test_leads_are_read_whole_each_time_for_they_tell_no_change(
    buildium: BuildiumSimulator, office: Connector, clock: SimulatorClock
) -> None:
    one = seed_one(buildium, "client_leads", clock.now())
    cursor = last_cursor(office, "client_leads", "status")
    clock.advance(HOUR)
    buildium.edit("clientleads", one, LeadStatus="ClosedWon")
    assert STREAMS["client_leads"].since is Since.NEVER
    (page,) = office.read("client_leads", cursor, ["status"])
    assert [record.fields["status"] for record in page.records] == ["ClosedWon"]


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize("stream", ["tasks", "work_orders"])
def test_a_filter_by_date_loses_no_change_in_any_zone(
    clock: SimulatorClock, zone: str, hour: int, stream: str
) -> None:
    """(P1) Which day it is depends on where; the day is asked for as a day, or it is refused."""
    buildium = simulated(clock, zone=zone)
    office = connection(buildium.handle, clock)
    one = seed_one(buildium, stream, clock.now() - timedelta(days=9))
    clock.advance(hour * HOUR)
    cursor = last_cursor(office, stream, "status")
    clock.advance(60)
    buildium.edit(KINDS[stream], one)
    clock.advance(1800)
    assert since(office, stream, cursor, "status") == [str(one)]


def test_what_a_filter_by_date_lets_through_needlessly_is_dropped_where_rows_tell_their_time(
    buildium: BuildiumSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P4)"""
    seed_one(buildium, "tasks", clock.now())
    cursor = last_cursor(office, "tasks", "status")
    for _ in range(3):
        clock.advance(HOUR)
        (page,) = office.read("tasks", cursor, ["status"])
        cursor = page.cursor
    assert page.records == []


def test_the_night_in_which_clocks_are_put_back_hides_nothing(clock: SimulatorClock) -> None:
    """(P1) All times but those of filters by date are UTC."""
    clock.advance((datetime(2027, 11, 7, 5, 30, tzinfo=UTC) - clock.now()).total_seconds())
    buildium = simulated(clock, zone="America/Chicago")
    office = connection(buildium.handle, clock)
    for stream in ("tasks", "tenants", "leases"):
        one = seed_one(buildium, stream, clock.now() - timedelta(days=9))
        cursor = last_cursor(office, stream, "status")
        for _ in range(4):  # across 06:00 and 07:00 UTC, when 01:30 comes twice
            clock.advance(HOUR)
            buildium.edit(KINDS[stream], one)
            pages = list(office.read(stream, cursor, ["status"]))
            assert [record.id for page in pages for record in page.records] == [str(one)]
            cursor = pages[-1].cursor


def test_a_vacancy_that_is_computed_moves_no_unit(
    buildium: BuildiumSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """Known and said: whether a unit is occupied is told by its lease."""
    unit = buildium.seed_unit(buildium.seed_property("Wren Court"), "1")
    clock.advance(HOUR)
    cursor = last_cursor(office, "units", "is_occupied")
    clock.advance(HOUR)
    buildium.edit("units", unit, touch=False, IsUnitOccupied=True)
    assert since(office, "units", cursor, "is_occupied") == []
    assert office.fetch("units", [str(unit)], ["is_occupied"])[str(unit)].fields == {
        "is_occupied": True
    }


def test_a_mapping_that_changed_starts_an_interrupted_reading_anew(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """(P1) What was read of it before lacks the new field."""
    ids = [str(buildium.seed_owner(FirstName="Ana")) for _ in range(1001)]
    first = next(iter(office.read("owners", None, ["first_name"])))
    again = [page.records for page in office.read("owners", first.cursor, ["last_name"])]
    assert [record.id for page in again for record in page] == ids


def test_what_is_deleted_in_buildium_is_simply_not_there(
    buildium: BuildiumSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P6) No list tells; the sweep finds out, and only an id that is gone is."""
    here, gone = buildium.seed_tenant("Ana", "Ruiz"), buildium.seed_tenant("Bea", "Moss")
    clock.advance(HOUR)
    cursor = last_cursor(office, "tenants", "email")
    clock.advance(HOUR)
    buildium.delete("tenants", gone)
    (page,) = office.read("tenants", cursor, ["email"])
    assert (page.records, page.gone) == ([], ())
    assert [list(some) for some in office.ids("tenants")] == [[str(here)]]
    assert office.fetch("tenants", [str(gone)], ["email"]) == {}


# -- by id ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "there", "requests"), [(3, 9000, 3), (30, 900, 1), (6, 9000, 7)]
)
def test_a_few_are_asked_for_one_by_one_and_many_by_the_list(
    buildium: BuildiumSimulator, office: Connector, wanted: int, there: int, requests: int
) -> None:
    ids = [str(buildium.seed_owner()) for _ in range(there)]
    some = ids[-wanted:]
    assert sorted(office.fetch("owners", some, ["name"])) == some
    assert office.requests == requests


def test_properties_are_asked_for_by_their_ids_in_addresses_that_are_not_too_long(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """Buildium answers 500 to more than 4,096 characters."""
    ids = [str(buildium.seed_property("Wren Court")) for _ in range(400)]
    assert sorted(office.fetch("properties", [*ids, "1", "no id"], ["name"])) == sorted(ids)
    assert office.requests == 3


def test_a_record_that_the_key_may_not_see_is_absent_and_stops_nothing(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """(P7) A key may be good for some properties only: 403 to one record is not a missing right."""
    wren, oak = buildium.seed_property("Wren Court"), buildium.seed_property("Oak Row")
    seen, unseen = buildium.seed_owner(wren), buildium.seed_owner(oak)
    buildium.account.hidden.add(oak)
    ids = [str(unseen), str(seen)]
    assert list(office.fetch("owners", ids, ["name"])) == [str(seen)]
    buildium.account.forbidden.add("Rentals > Property Rental Owners")
    with pytest.raises(SyncError) as caught:
        office.fetch("owners", ids, ["name"])
    assert caught.value.code is Code.SCOPE_MISSING


def test_another_record_than_was_asked_for_is_not_taken_for_it(connect: Connect) -> None:
    office = connect(lambda _request: httpx.Response(200, json={"Id": 2}))
    with pytest.raises(SyncError) as caught:
        office.fetch("owners", ["1"], ["name"])
    assert caught.value.code is Code.UNEXPECTED
