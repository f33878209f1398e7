"""What requests change, what people in the practice do, and what is kept of it."""

import json

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.opendental.simulator import OpenDentalSimulator, Profile
from tests.connectors.opendental_simulator.conftest import START, client

NEW = {"LName": "Moss", "FName": "Ada", "Birthdate": "1990-02-03", "Email": "ada@example.com"}


# -- requests -------------------------------------------------------------------------------------


def test_a_patient_is_changed_in_part(practice: OpenDentalSimulator, web: httpx.Client) -> None:
    ada = practice.seed_patient("Ada", "Moss", Email="ada@example.com", City="Dover")
    assert web.put(f"/patients/{ada}", json={"Email": "", "LName": ""}).status_code == 200
    row = web.get(f"/patients/{ada}").json()
    assert (row["Email"], row["LName"], row["City"]) == ("", "Moss", "Dover")


def test_a_column_that_may_not_be_changed_is_answered_200_and_stays(
    practice: OpenDentalSimulator, web: httpx.Client, clock: SimulatorClock
) -> None:
    ada = practice.seed_patient("Ada", "Moss", EstBalance=12.5)
    before = web.get(f"/patients/{ada}").json()
    clock.advance(60)
    assert web.put(f"/patients/{ada}", json={"EstBalance": 0.0, "Nonsense": 1}).status_code == 200
    after = web.get(f"/patients/{ada}").json()
    assert {**after, "serverDateTime": ""} == {**before, "serverDateTime": ""}


def test_line_breaks_become_spaces(practice: OpenDentalSimulator, web: httpx.Client) -> None:
    ada = practice.seed_patient("Ada", "Moss")
    web.put(f"/patients/{ada}", json={"Address": "1 Wren Lane\r\nRear"})
    assert web.get(f"/patients/{ada}").json()["Address"] == "1 Wren Lane Rear"


def test_a_new_patient_is_made_once(practice: OpenDentalSimulator, web: httpx.Client) -> None:
    made = web.post("/patients", json=NEW)
    assert made.status_code == 201
    assert made.headers["location"].endswith(f"/patients/{made.json()['PatNum']}")
    again = web.post("/patients", json=NEW)
    assert (again.status_code, again.text) == (400, "Patient already exists.")
    assert web.post("/patients", json={**NEW, "Birthdate": "1991-01-01"}).status_code == 201


def test_a_new_patient_needs_both_names(web: httpx.Client) -> None:
    answer = web.post("/patients", json={"LName": "Moss"})
    assert (answer.status_code, answer.text) == (400, "FName is required.")


def test_an_appointment_is_confirmed_by_number_or_label_and_not_by_both(
    practice: OpenDentalSimulator, web: httpx.Client
) -> None:
    by_text = practice.seed_confirmation("By text")
    visit = practice.seed_appointment(practice.seed_patient("Ada", "Moss"), START)
    for body in ({"defNum": by_text}, {"confirmVal": "By text"}):
        assert web.put(f"/appointments/{visit}/Confirm", json=body).status_code == 200
        row = web.get(f"/appointments/{visit}").json()
        assert (row["Confirmed"], row["confirmed"]) == (by_text, "By text")
    for bad in ({}, {"defNum": by_text, "confirmVal": "By text"}, {"defNum": 999}):
        assert web.put(f"/appointments/{visit}/Confirm", json=bad).status_code == 400


@pytest.mark.parametrize(
    ("status", "answer", "after"),
    [("Scheduled", 200, "Broken"), ("Complete", 400, "Complete")],
)
def test_only_what_is_scheduled_can_be_broken(
    practice: OpenDentalSimulator, web: httpx.Client, status: str, answer: int, after: str
) -> None:
    visit = practice.seed_appointment(practice.seed_patient("Ada", "M"), START, AptStatus=status)
    body = {"sendToUnscheduledList": "false", "breakType": "Missed"}
    assert web.put(f"/appointments/{visit}/Break", json=body).status_code == answer
    assert web.get(f"/appointments/{visit}").json()["AptStatus"] == after


def test_a_put_answers_the_row_where_it_does(clock: SimulatorClock) -> None:
    practice = OpenDentalSimulator(clock=clock, plan=None, profile=Profile(answers_puts=True))
    ada = practice.seed_patient("Ada", "Moss")
    answer = client(practice).put(f"/patients/{ada}", json={"City": "Dover"})
    assert answer.json()["City"] == "Dover"


# -- people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shows_deleted", [False, True])
def test_a_deleted_patient_is_out_of_sight_or_said_to_be_deleted_and_can_come_back(
    clock: SimulatorClock, *, shows_deleted: bool
) -> None:
    profile = Profile(shows_deleted=shows_deleted)
    practice = OpenDentalSimulator(clock=clock, plan=None, profile=profile)
    web = client(practice)
    ada = practice.seed_patient("Ada", "Moss")
    practice.delete("patients", ada)
    statuses = [row["PatStatus"] for row in web.get("/patients/Simple").json()]
    assert statuses == (["Deleted"] if shows_deleted else [])
    assert web.get(f"/patients/{ada}").status_code == (200 if shows_deleted else 404)
    practice.restore_patient(ada)
    assert web.get(f"/patients/{ada}").json()["PatStatus"] == "Patient"


def test_a_deleted_appointment_is_gone(practice: OpenDentalSimulator, web: httpx.Client) -> None:
    visit = practice.seed_appointment(practice.seed_patient("Ada", "Moss"), START)
    practice.delete("appointments", visit)
    assert web.get("/appointments").json() == []
    answer = web.get(f"/appointments/{visit}")
    assert (answer.status_code, answer.text) == (404, "Appointment not found.")


def test_a_merge_archives_one_and_moves_what_he_had(
    practice: OpenDentalSimulator, web: httpx.Client, clock: SimulatorClock
) -> None:
    kept, other = practice.seed_patient("Ada", "Moss"), practice.seed_patient("Adah", "Moss")
    visit = practice.seed_appointment(other, START)
    value = practice.seed_custom_value(other, "Ortho", "Done")
    clock.advance(60)
    practice.merge(kept, other)
    assert web.get(f"/patients/{other}").json()["PatStatus"] == "Archived"
    for path in (f"/appointments/{visit}", f"/patfields/{value}"):
        row = web.get(path).json()
        assert row["PatNum"] == kept
        assert "2026-11-24 10:01:00" in (row.get("DateTStamp"), row.get("SecDateTEdit"))


def test_look_ups_follow_the_numbers(practice: OpenDentalSimulator, web: httpx.Client) -> None:
    clinic = practice.seed("clinics", Description="East", Abbr="E")
    dentist = practice.seed("providers", Abbr="MOSS")
    ada = practice.seed_patient("Ada", "Moss", ClinicNum=clinic)
    practice.edit("patients", ada, PriProv=dentist)
    row = web.get(f"/patients/{ada}").json()
    assert (row["clinicAbbr"], row["priProvAbbr"]) == ("E", "MOSS")


# -- what is kept ---------------------------------------------------------------------------------


def test_a_practice_comes_back_as_it_was(
    practice: OpenDentalSimulator, clock: SimulatorClock
) -> None:
    ada = practice.seed_patient("Ada", "Moss")
    practice.seed_appointment(ada, START)
    practice.delete("patients", practice.seed_patient("Bea", "Moss"))
    practice.upgrade("patients", Fresh="x")
    kept = json.loads(json.dumps(practice.dump()))
    other = OpenDentalSimulator(clock=clock, plan=None)
    other.restore(kept)
    assert other.dump() == practice.dump()
    assert other.seed_patient("Cara", "Moss") == practice.seed_patient("Cara", "Moss")


def test_a_dump_does_not_change_with_the_practice(practice: OpenDentalSimulator) -> None:
    ada = practice.seed_patient("Ada", "Moss")
    before = practice.dump()
    practice.edit("patients", ada, FName="Bea")
    assert practice.dump() != before


def test_a_column_that_there_is_not_cannot_be_seeded(practice: OpenDentalSimulator) -> None:
    with pytest.raises(AssertionError):
        practice.seed_patient("Ada", "Moss", Nickname="Addie")
