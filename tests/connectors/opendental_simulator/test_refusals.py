"""Who is let in, how often, and what is not there."""

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.opendental.simulator import (
    CUSTOMER_KEY,
    DEVELOPER_KEY,
    OpenDentalSimulator,
    Profile,
)
from tests.connectors.opendental_simulator.conftest import START, client


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer x",
        f"ODFHIR {DEVELOPER_KEY}",
        f"ODFHIR {CUSTOMER_KEY}/{DEVELOPER_KEY}",
        f"ODFHIR {DEVELOPER_KEY}/other",
        f"odfhir {DEVELOPER_KEY}/{CUSTOMER_KEY}",
    ],
)
def test_without_both_keys_nothing_is_answered(
    practice: OpenDentalSimulator, authorization: str
) -> None:
    answer = client(practice, authorization).get("/patients/Simple")
    assert answer.status_code == 401
    assert not answer.text.startswith(("{", "["))


def test_a_key_without_a_permission_is_answered_as_a_bad_one(
    practice: OpenDentalSimulator, web: httpx.Client
) -> None:
    ada = practice.seed_patient("Ada", "Moss")
    practice.practice.permissions = {"ReadAll"}
    assert web.get(f"/patients/{ada}").status_code == 200
    assert web.put(f"/patients/{ada}", json={"Email": "a@example.com"}).status_code == 401


@pytest.mark.parametrize(("plan", "seconds"), [("free", 5), ("paid", 1)])
def test_one_request_in_so_many_seconds(clock: SimulatorClock, plan: str, seconds: int) -> None:
    practice = OpenDentalSimulator(clock=clock, plan=plan)
    web = client(practice)
    assert web.get("/clinics").status_code == 200
    answer = web.get("/clinics")
    assert (answer.status_code, answer.text) == (429, "Too many requests")
    assert answer.headers["retry-after"] == str(seconds)
    clock.advance(seconds - 0.1)
    assert web.get("/clinics").headers["retry-after"] == "1"
    clock.advance(0.2)
    assert web.get("/clinics").status_code == 200


def test_the_time_that_a_request_takes_counts(clock: SimulatorClock) -> None:
    practice = OpenDentalSimulator(clock=clock, plan="free")
    practice.actors.clear()
    web = client(practice)
    original = practice.api.route

    def slow(request: httpx.Request) -> httpx.Response:
        clock.advance(10)
        return original(request)

    practice.api.route = slow  # type: ignore[assignment]
    assert web.get("/clinics").status_code == 200
    clock.advance(4)
    assert web.get("/clinics").status_code == 429


@pytest.mark.parametrize("mode", ["local", "service"])
def test_in_the_office_there_is_no_limit_and_no_econnector(
    clock: SimulatorClock, mode: str
) -> None:
    practice = OpenDentalSimulator(clock=clock, plan="free", profile=Profile(mode=mode))
    practice.practice.econnector_down = True
    web = client(practice)
    assert [web.get("/clinics").status_code for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("json_sentences", [False, True])
def test_an_econnector_that_is_down_is_told_with_400_and_a_sentence(
    clock: SimulatorClock, *, json_sentences: bool
) -> None:
    practice = OpenDentalSimulator(
        clock=clock, plan=None, profile=Profile(json_sentences=json_sentences)
    )
    practice.practice.econnector_down = True
    answer = client(practice).get("/clinics")
    assert answer.status_code == 400
    assert "eConnector" in (answer.json() if json_sentences else answer.text)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/patient", "patient is not a valid resource."),
        ("/patient/1", "patient is not a valid resource."),
        ("/patients/Simple/1/2", "patients is not a valid resource."),
        ("/patients/999", "Patient not found."),
        ("/appointments/999", "Appointment not found."),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(
    web: httpx.Client, path: str, sentence: str
) -> None:
    answer = web.get(path)
    assert (answer.status_code, answer.text) == (404, sentence)


def test_a_method_that_there_is_not_is_refused(web: httpx.Client) -> None:
    answer = web.delete("/patients/1")
    assert (answer.status_code, answer.text) == (400, "patients DELETE  is not a valid method.")


def test_what_is_said_is_within_the_conversation(practice: OpenDentalSimulator) -> None:
    client(practice).get("/clinics")
    assert [entry.path for entry in practice.log] == ["/api/v1/clinics"]
    assert practice.clock.now() == START
