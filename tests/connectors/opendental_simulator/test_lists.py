"""Lists as Open Dental's pages describe them, and as others have seen them."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.opendental.simulator import OpenDentalSimulator, Profile
from tests.connectors.opendental_simulator.conftest import START, client

LONG_AGO = START - timedelta(days=30)


def crowd(practice: OpenDentalSimulator, count: int) -> list[int]:
    return [practice.seed_patient(f"Ana{n}", "Ruiz", updated=LONG_AGO) for n in range(count)]


def test_250_rows_are_pages_of_100_100_and_50_in_no_order_and_without_a_total(
    practice: OpenDentalSimulator, web: httpx.Client
) -> None:
    people = crowd(practice, 250)
    pages = [web.get("/patients/Simple", params={"Offset": offset}) for offset in (0, 100, 200)]
    found = [row["PatNum"] for page in pages for row in page.json()]
    assert [len(page.json()) for page in pages] == [100, 100, 50]
    assert sorted(found) == people != found
    assert not [name for name in pages[0].headers if "total" in name.lower()]


@pytest.mark.parametrize(("mode", "most"), [("remote", 100), ("local", 1000), ("service", 1000)])
def test_a_server_in_the_office_gives_more_rows(
    clock: SimulatorClock, mode: str, most: int
) -> None:
    practice = OpenDentalSimulator(clock=clock, plan=None, profile=Profile(mode=mode))
    crowd(practice, 1_100)
    answer = client(practice).get("/patients/Simple", params={"Limit": 5000})
    assert len(answer.json()) == most


def test_patients_can_be_asked_for_by_change_on_their_simple_list(
    practice: OpenDentalSimulator, web: httpx.Client, clock: SimulatorClock
) -> None:
    people = crowd(practice, 3)
    practice.edit("patients", people[1], FName="Bea")
    rows = web.get("/patients/Simple", params={"DateTStamp": "2026-11-24 00:00:00"}).json()
    assert [row["PatNum"] for row in rows] == [people[1]]
    assert rows[0]["DateTStamp"] == "2026-11-24 10:00:00"  # New York's time, without saying so
    assert rows[0]["serverDateTime"] == "2026-11-24 10:00:00"


@pytest.mark.parametrize("strict", [True, False])
def test_on_their_other_list_the_parameter_is_refused_or_passed_over(
    clock: SimulatorClock, *, strict: bool
) -> None:
    practice = OpenDentalSimulator(clock=clock, plan=None, profile=Profile(strict_stamp=strict))
    crowd(practice, 2)
    answer = client(practice).get("/patients", params={"DateTStamp": "2026-11-24 00:00:00"})
    if strict:
        assert (answer.status_code, answer.text) == (400, "'DateTStamp' is not a valid parameter")
    else:
        assert len(answer.json()) == 2


def test_an_unknown_parameter_is_refused_by_some_and_passed_over_by_others(
    practice: OpenDentalSimulator, web: httpx.Client
) -> None:
    practice.seed_confirmation("By text")
    refused = web.get("/appointments", params={"updatedSince": "x"})
    assert (refused.status_code, refused.text) == (400, "'updatedSince' is not a valid parameter")
    assert len(web.get("/definitions", params={"category": "x"}).json()) == 1


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"AptStatus": "Cancelled"}, "AptStatus is invalid"),
        ({"DateTStamp": "2026-11-24"}, "DateTStamp format must be yyyy-MM-dd HH:mm:ss."),
        ({"Limit": "many"}, "Limit is invalid"),
    ],
)
def test_a_bad_value_is_refused_in_a_sentence(
    web: httpx.Client, params: dict[str, str], sentence: str
) -> None:
    answer = web.get("/appointments", params=params)
    assert (answer.status_code, answer.text) == (400, sentence)


def test_appointments_are_found_by_status_and_patient(
    practice: OpenDentalSimulator, web: httpx.Client
) -> None:
    ada, bea = practice.seed_patient("Ada", "Moss"), practice.seed_patient("Bea", "Moss")
    visit = practice.seed_appointment(ada, START, minutes=40)
    practice.seed_appointment(ada, START, AptStatus="Planned")
    practice.seed_appointment(bea, START)
    params: dict[str, str | int] = {"AptStatus": "Scheduled", "PatNum": ada}
    (row,) = web.get("/appointments", params=params).json()
    assert (row["AptNum"], row["Pattern"]) == (visit, "/XXXXXX/")


def test_names_match_by_their_beginning(practice: OpenDentalSimulator, web: httpx.Client) -> None:
    practice.seed_patient("Ada", "Mossgrave")
    practice.seed_patient("Bea", "Ruiz")
    assert len(web.get("/patients/Simple", params={"LName": "moss"}).json()) == 1


def test_what_is_none_of_a_crms_business_comes_with_every_patient(
    practice: OpenDentalSimulator, web: httpx.Client
) -> None:
    practice.seed_patient("Ada", "Moss")
    (row,) = web.get("/patients/Simple").json()
    assert {"SSN", "Premed", "FamFinUrgNote", "MedicaidID", "Ward"} <= row.keys()
    assert row["AdmitDate"] == "0001-01-01"
    assert row["Premed"] == "false"


def test_a_new_column_is_in_every_row(practice: OpenDentalSimulator, web: httpx.Client) -> None:
    crowd(practice, 2)
    practice.upgrade("patients", SomeNewClinicalField="RCT")
    rows = web.get("/patients/Simple").json()
    assert [row["SomeNewClinicalField"] for row in rows] == ["RCT", "RCT"]


def test_hidden_clinics_are_not_listed_and_without_any_there_is_an_empty_list(
    practice: OpenDentalSimulator, web: httpx.Client
) -> None:
    assert web.get("/clinics").json() == []
    practice.seed("clinics", Description="East", IsHidden="true")
    practice.seed("clinics", Description="West")
    assert [row["Description"] for row in web.get("/clinics").json()] == ["West"]


def test_the_hour_that_comes_twice_is_told_twice(
    practice: OpenDentalSimulator, web: httpx.Client
) -> None:
    ada = practice.seed_patient("Ada", "Moss")
    for hour in (5, 6):
        practice.seed_appointment(ada, datetime(2026, 11, 1, hour, 30, tzinfo=UTC))
    times = [row["AptDateTime"] for row in web.get("/appointments").json()]
    assert times == ["2026-11-01 01:30:00"] * 2


def test_the_practice_says_its_name(web: httpx.Client) -> None:
    (row,) = web.get("/preferences", params={"PrefName": "PracticeTitle"}).json()
    assert row["ValueString"] == "Larkspur Dental"
