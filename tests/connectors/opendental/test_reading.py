"""What Open Dental answers, and what becomes of it."""

from datetime import UTC, date, datetime, timedelta

import httpx
import msgspec
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.opendental.simulator import OpenDentalSimulator, Profile
from core.connector import Connector, Cursor
from tests.connectors.opendental.conftest import START, Connect, connection, only, records

LONG_AGO = START - timedelta(days=30)
LATER = 3600.0


def crowd(practice: OpenDentalSimulator, count: int) -> list[str]:
    return [str(practice.seed_patient(f"Ana{n}", "Ruiz", updated=LONG_AGO)) for n in range(count)]


def ids(connector: Connector, cursor: Cursor | None = None) -> tuple[list[str], Cursor]:
    pages = list(connector.read("patients", cursor, ["FName"]))
    return [record.id for page in pages for record in page.records], pages[-1].cursor


# -- values ---------------------------------------------------------------------------------------


def test_a_patient_is_read_with_types(practice: OpenDentalSimulator, office: Connector) -> None:
    clinic = practice.seed("clinics", Description="East", Abbr="E")
    practice.seed_patient(
        " Ada ",
        "Moss",
        Preferred="Addie",
        Birthdate="1990-02-03",
        TxtMsgOk="Yes",
        ClinicNum=clinic,
        updated=datetime(2026, 11, 20, 14, 0, tzinfo=UTC),
    )
    names = ("CallName", "FName", "Birthdate", "TxtMsgOk", "clinicAbbr", "Email")
    ada = only(office, "patients", *names)
    assert ada.fields == {
        "CallName": "Addie",
        "FName": "Ada",
        "Birthdate": date(1990, 2, 3),
        "TxtMsgOk": "Yes",
        "clinicAbbr": "E",
        "Email": None,
    }
    assert ada.references == {"clinic": (str(clinic),)}
    assert ada.modified_at == datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


def test_no_date_is_nothing_and_no_clinic_is_no_reference(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    """Open Dental says 0001-01-01, and 0."""
    practice.seed_patient("Ada", "Moss")
    ada = only(office, "patients", "Birthdate", "DateFirstVisit")
    assert ada.fields == {"Birthdate": None, "DateFirstVisit": None}
    assert ada.references == {"clinic": ()}


def test_who_goes_by_no_other_name_is_called_by_the_first(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    practice.seed_patient("Ada", "Moss")
    assert only(office, "patients", "CallName").fields == {"CallName": "Ada"}


def test_an_appointment_has_its_times_in_utc_and_its_length(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    ada = practice.seed_patient("Ada", "Moss")
    start = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
    practice.seed_appointment(ada, start, minutes=45, IsNewPatient="true")
    names = ("AptDateTime", "EndDateTime", "Pattern", "AptStatus", "IsNewPatient")
    visit = only(office, "appointments", *names)
    assert visit.fields == {
        "AptDateTime": start,
        "EndDateTime": start + timedelta(minutes=45),
        "Pattern": 45,
        "AptStatus": "Scheduled",
        "IsNewPatient": True,
    }
    assert visit.references == {"patient": (str(ada),), "clinic": ()}


def test_of_the_hour_that_comes_twice_the_first_is_meant_and_none_is_shorter(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    """In New York the clock is put back on 1 November 2026 at two."""
    ada = practice.seed_patient("Ada", "Moss")
    practice.seed_appointment(ada, datetime(2026, 11, 1, 5, 30, tzinfo=UTC), minutes=60)
    visit = only(office, "appointments", "AptDateTime", "EndDateTime")
    assert visit.fields["AptDateTime"] == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert visit.fields["EndDateTime"] == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", ["Frozen", 7, None, ["Patient"], {"a": 1}])
def test_a_word_that_nobody_knows_is_nothing(connect: Connect, value: object) -> None:
    """(P10) Nobody has said what it tells of a patient."""
    row = {"PatNum": 1, "FName": "Ada", "PatStatus": value, "DateTStamp": "2026-11-20 08:00:00"}
    office = connect(lambda _request: httpx.Response(200, json=[row]))
    assert only(office, "patients", "FName", "PatStatus").fields.get("PatStatus") is None


def test_a_value_that_became_an_object_is_left_out_and_the_rest_is_read(connect: Connect) -> None:
    """(P7)"""
    row = {"PatNum": 1, "FName": {"first": "Ada"}, "LName": "Moss", "Email": 4.5}
    office = connect(lambda _request: httpx.Response(200, json=[row]))
    ada = only(office, "patients", "FName", "LName", "Email")
    assert ada.fields == {"LName": "Moss"}


# -- who is read ----------------------------------------------------------------------------------


def test_plans_and_notes_among_the_appointments_are_never_read(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    """(P10)"""
    ada = practice.seed_patient("Ada", "Moss")
    at = START + timedelta(days=1)
    kept = [
        str(practice.seed_appointment(ada, at, AptStatus=status))
        for status in ("Scheduled", "Complete", "ASAP", "Broken", "UnschedList")
    ]
    dropped = [
        str(practice.seed_appointment(ada, at, AptStatus=status))
        for status in ("Planned", "PtNote", "PtNoteCompleted")
    ]
    assert sorted(record.id for record in records(office, "appointments")) == sorted(kept)
    assert sorted(one for page in office.ids("appointments") for one in page) == sorted(kept)
    assert office.fetch("appointments", dropped, ["AptStatus"]) == {}


def test_an_appointment_that_became_a_plan_is_told_as_gone(
    practice: OpenDentalSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P6)"""
    ada = practice.seed_patient("Ada", "Moss", updated=LONG_AGO)
    visit = practice.seed_appointment(ada, START, updated=LONG_AGO)
    cursor = list(office.read("appointments", None, ["AptStatus"]))[-1].cursor
    clock.advance(LATER)
    practice.edit("appointments", visit, AptStatus="Planned")
    (page,) = office.read("appointments", cursor, ["AptStatus"])
    assert (page.records, page.gone) == ([], [str(visit)])


def test_a_patient_among_those_who_refer_patients_is_never_read(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    """(P10)"""
    ada = practice.seed_patient("Ada", "Moss")
    practice.seed("referrals", LName="Moss", FName="Ada", PatNum=ada)
    website = practice.seed("referrals", LName="Website", NotPerson="true")
    source = only(office, "referrals", "LName", "NotPerson")
    assert (source.id, source.fields) == (str(website), {"LName": "Website", "NotPerson": True})


@pytest.mark.parametrize("shows_deleted", [False, True])
def test_a_deleted_patient_is_no_record(clock: SimulatorClock, *, shows_deleted: bool) -> None:
    """(P6) Whether Open Dental lists them with that status or not at all, which nobody knows."""
    practice = OpenDentalSimulator(clock=clock, profile=Profile(shows_deleted=shows_deleted))
    office = connection(practice.handle, clock)
    here, gone = crowd(practice, 2)
    _, cursor = ids(office)
    clock.advance(LATER)
    practice.delete("patients", int(gone))
    (page,) = office.read("patients", cursor, ["FName"])
    assert list(page.gone) == ([gone] if shows_deleted else [])
    assert page.records == []
    assert office.fetch("patients", [here, gone], ["FName"]).keys() == {here}
    assert [one for page in office.ids("patients") for one in page] == [here]


def test_a_merged_patient_stays_as_an_archived_one_and_the_appointments_move(
    practice: OpenDentalSimulator, office: Connector, clock: SimulatorClock
) -> None:
    kept, other = crowd(practice, 2)
    visit = practice.seed_appointment(int(other), START, updated=LONG_AGO)
    _, people = ids(office)
    visits = list(office.read("appointments", None, ["AptStatus"]))[-1].cursor
    clock.advance(LATER)
    practice.merge(int(kept), int(other))
    ((loser,),) = (page.records for page in office.read("patients", people, ["PatStatus"]))
    assert (loser.id, loser.fields) == (other, {"PatStatus": "Archived"})
    ((moved,),) = (page.records for page in office.read("appointments", visits, ["AptStatus"]))
    assert (moved.id, moved.references["patient"]) == (str(visit), (kept,))


def test_a_clinic_feature_that_is_not_used_is_an_empty_stream(office: Connector) -> None:
    assert records(office, "clinics", "Description") == []


# -- pages and cursors ----------------------------------------------------------------------------


def test_a_list_that_moves_while_it_is_read_is_read_from_its_start(clock: SimulatorClock) -> None:
    """(P1) Rows that change go to the end, and those behind them would be passed over."""
    practice = OpenDentalSimulator(clock=clock, profile=Profile(moves=True))
    office = connection(practice.handle, clock)
    people = crowd(practice, 250)
    pages = office.read("patients", None, ["FName"])
    seen = [record.id for record in next(pages).records]
    for one in seen[:5]:
        practice.edit("patients", int(one), FName="Bea")
    found = {*seen, *(record.id for page in pages for record in page.records)}
    assert found == set(people)


def test_a_change_early_in_a_long_reading_comes_with_the_next_one(
    practice: OpenDentalSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P1) The next one looks from when this one began, not from when it ended."""
    crowd(practice, 250)
    pages = office.read("patients", None, ["FName"])
    seen = next(pages).records[0].id
    clock.advance(60)
    practice.edit("patients", int(seen), FName="Bea")
    clock.advance(1200)
    next(pages)
    clock.advance(1200)
    cursor = list(pages)[-1].cursor
    assert seen in ids(office, cursor)[0]


def test_a_list_that_never_stands_still_is_read_to_its_end_all_the_same(
    clock: SimulatorClock,
) -> None:
    practice = OpenDentalSimulator(clock=clock, profile=Profile(moves=True))
    people = crowd(practice, 250)

    def busy(simulator: OpenDentalSimulator, _count: int) -> None:
        first = min(
            simulator.practice.tables["patients"].values(), key=lambda row: row["DateTStamp"]
        )
        simulator.edit("patients", first["PatNum"], FName="Bea")
        clock.advance(1)

    practice.actors.append(busy)
    office = connection(practice.handle, clock)
    assert len({record.id for record in records(office, "patients", "FName")}) > 240
    assert office.requests < 20
    practice.actors.clear()
    assert sorted(one for page in office.ids("patients") for one in page) >= sorted(people)


def test_a_filter_that_is_passed_over_in_silence_is_noticed(clock: SimulatorClock) -> None:
    """(P4) Open Dental does so with some: what did not change is left out here."""
    practice = OpenDentalSimulator(clock=clock, profile=Profile(deaf=True))
    office = connection(practice.handle, clock)
    people = crowd(practice, 3)
    _, cursor = ids(office)
    clock.advance(LATER)
    practice.edit("patients", int(people[1]), FName="Bea")
    assert ids(office, cursor)[0] == [people[1]]


def test_without_a_filter_what_did_not_change_is_left_out(
    practice: OpenDentalSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P4) Of referral sources, for which Open Dental has none."""
    practice.seed("referrals", LName="Website", updated=LONG_AGO)
    page = list(office.read("referrals", None, ["LName"]))[-1]
    assert len(page.records) == 1
    assert Cursor("{}") == page.cursor  # no row told the time


def test_a_server_in_the_office_gives_a_thousand_rows(clock: SimulatorClock) -> None:
    practice = OpenDentalSimulator(clock=clock, profile=Profile(mode="local"))
    office = connection(practice.handle, clock, mode="local")
    people = crowd(practice, 1_001)
    assert sorted(ids(office)[0]) == sorted(people)
    assert office.requests == 2


def test_a_server_that_gives_fewer_rows_than_it_was_asked_for_is_read_to_its_end(
    clock: SimulatorClock,
) -> None:
    """(P1, P6) Else 901 of a thousand would seem to be deleted."""
    practice = OpenDentalSimulator(clock=clock, profile=Profile(mode="local", small_pages=True))
    office = connection(practice.handle, clock, mode="local")
    people = crowd(practice, 301)
    assert sorted(ids(office)[0]) == sorted(people)
    assert sorted(one for page in office.ids("patients") for one in page) == sorted(people)


def test_in_the_night_when_the_clock_is_put_back_nothing_is_lost(
    clock: SimulatorClock, practice: OpenDentalSimulator, office: Connector
) -> None:
    """(P1) A change in the second 1:05 is stamped as if it were before a reading in the first
    1:50.
    """
    clock.advance((datetime(2027, 11, 7, 5, 50, tzinfo=UTC) - START).total_seconds())
    people = crowd(practice, 2)
    _, cursor = ids(office)  # at 1:50, daylight time
    clock.advance(15 * 60)
    practice.edit("patients", int(people[0]), FName="Bea")  # at 1:05, an hour and more later
    assert practice.practice.tables["patients"][int(people[0])]["DateTStamp"].endswith("01:05:00")
    assert people[0] in ids(office, cursor)[0]


def test_many_are_found_in_the_list_and_who_is_not_is_asked_for_alone(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    people = crowd(practice, 60)
    found = office.fetch("patients", [*people[:30], "999999"], ["FName"])
    assert found.keys() == set(people[:30])
    assert office.requests == 2


def test_clinics_can_only_be_listed(practice: OpenDentalSimulator, office: Connector) -> None:
    clinic = practice.seed("clinics", Description="East")
    found = office.fetch("clinics", [str(clinic), "99"], ["Description"])
    assert {one: record.fields for one, record in found.items()} == {
        str(clinic): {"Description": "East"}
    }
    assert office.requests == 1


# -- fields ---------------------------------------------------------------------------------------


def test_a_column_of_a_newer_version_is_shown_blocked_and_not_read(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    """(P10)"""
    practice.upgrade("patients", SomeNewClinicalField="RCT #30", Extra={"inner": ["RCT"]})
    practice.seed_patient("Ada", "Moss")
    fields = office.schema("patients").fields
    assert {"SomeNewClinicalField", "Extra"} <= fields.keys()
    assert {fields[name].admission.value for name in ("SomeNewClinicalField", "Extra")} == {"block"}
    ada = only(office, "patients", "FName", "SomeNewClinicalField", "Extra")
    assert ada.fields == {"FName": "Ada"}


def test_what_is_blocked_is_not_read_even_if_asked_for(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    """(P10)"""
    practice.seed_patient("Ada", "Moss", SSN="900-00-0001", Premed="true", EstBalance=12.5)
    asked = ("FName", "SSN", "Premed", "EstBalance", "PatNum", "Guarantor", "DateTStamp")
    assert only(office, "patients", *asked).fields == {"FName": "Ada"}


def test_what_tells_whom_to_hold_back_can_be_read(connect: Connect) -> None:
    row = {
        "PatNum": 1,
        "PatStatus": "Deceased",
        "Birthdate": "2015-05-01",
        "PreferContactConfidential": "Email",
    }
    office = connect(lambda _request: httpx.Response(200, content=msgspec.json.encode([row])))
    asked = ("PatStatus", "Birthdate", "PreferContactConfidential")
    assert only(office, "patients", *asked).fields == {
        "PatStatus": "Deceased",
        "Birthdate": date(2015, 5, 1),
        "PreferContactConfidential": "Email",
    }
