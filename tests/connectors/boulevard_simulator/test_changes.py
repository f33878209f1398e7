"""What people do in Boulevard, what a mutation does, and what is kept."""

from datetime import timedelta
from typing import Any

import pytest

from connectors.boulevard.simulator import BoulevardSimulator, Profile
from connectors.kit.simulator import SimulatorClock
from tests.connectors.boulevard_simulator.conftest import START, ask, data, refused

UPDATE = """mutation U($input: UpdateClientInput!) { updateClient(input: $input) {
  client { firstName email mobilePhone updatedAt } } }"""
CANCEL = """mutation C($input: CancelAppointmentInput!) { cancelAppointment(input: $input) {
  appointment { state cancelled cancellation { reason notes } } } }"""
CLIENT = "query C($id: ID!) { client(id: $id) { active mergedIntoClientId updatedAt } }"
VISIT = "query V($id: ID!) { appointment(id: $id) { startAt state cancelled client { id } } }"
LATER = "2026-11-24T16:00:00.000000Z"


def client(spa: BoulevardSimulator, id: str) -> Any:
    return data(spa, CLIENT, id=id)["client"]


def visit(spa: BoulevardSimulator, id: str) -> Any:
    return data(spa, VISIT, id=id)["appointment"]


def test_a_merge_moves_both_and_takes_the_others_visits_along(
    spa: BoulevardSimulator, clock: SimulatorClock, place: str
) -> None:
    kept, other = spa.seed_client("Ada", "Moss"), spa.seed_client("Ada", "Mos")
    booked = spa.seed_appointment(other, place, START)
    clock.advance(3600)
    spa.merge(kept, other)
    assert client(spa, other) == {"active": False, "mergedIntoClientId": kept, "updatedAt": LATER}
    assert client(spa, kept) == {"active": True, "mergedIntoClientId": None, "updatedAt": LATER}
    assert visit(spa, booked)["client"] == {"id": kept}


def test_a_cancelled_appointment_stays_where_it_was(spa: BoulevardSimulator, place: str) -> None:
    booked = spa.seed_appointment(spa.seed_client("Ada", None), place, START)
    before = visit(spa, booked)["startAt"]
    spa.cancel(booked, "NO_SHOW")
    found = visit(spa, booked)
    assert (found["state"], found["cancelled"], found["startAt"]) == ("CANCELLED", True, before)


def test_a_rescheduled_appointment_is_the_same_one_elsewhere(
    spa: BoulevardSimulator, place: str
) -> None:
    booked = spa.seed_appointment(spa.seed_client("Ada", None), place, START)
    spa.reschedule(booked, START + timedelta(days=1))
    assert visit(spa, booked)["startAt"] == "2026-11-25T15:00:00.000000Z"
    assert "updatedAt" in refused(
        spa, "query V($id: ID!) { appointment(id: $id) { updatedAt } }", id=booked
    )


@pytest.mark.parametrize("null_keeps", [False, True])
def test_an_update_changes_what_it_names(clock: SimulatorClock, *, null_keeps: bool) -> None:
    """Whether null clears, nobody knows."""
    spa = BoulevardSimulator(clock=clock, profile=Profile(null_keeps=null_keeps))
    ada = spa.seed_client("Ada", None, email="a@example.com", mobilePhone="+12125550140")
    clock.advance(3600)
    values = {"id": ada, "firstName": "Bea", "email": None}
    found = data(spa, UPDATE, input=values)["updateClient"]["client"]
    assert found == {
        "firstName": "Bea",
        "email": "a@example.com" if null_keeps else None,
        "mobilePhone": "+12125550140",
        "updatedAt": LATER,
    }


@pytest.mark.parametrize(
    "values", [{"email": "ana at example"}, {"mobilePhone": "212-555-0140"}, {"dob": "soon"}]
)
def test_a_value_that_is_none_is_refused_and_nothing_changes(
    spa: BoulevardSimulator, values: dict[str, str]
) -> None:
    ada = spa.seed_client("Ada", None)
    before = spa.dump()
    body = ask(spa, UPDATE, input={"id": ada, "firstName": "Bea", **values})
    assert body["data"] == {"updateClient": None}
    assert body["errors"][0]["message"] == f"{next(iter(values))} is invalid"
    assert spa.dump() == before


def test_who_is_not_there_is_not_found(spa: BoulevardSimulator) -> None:
    assert refused(spa, UPDATE, input={"id": "urn:blvd:Client:0"}) == "Client not found"


def test_a_client_can_be_made(spa: BoulevardSimulator) -> None:
    text = "mutation C($i: CreateClientInput!) { createClient(input: $i) { client { id name } } }"
    found = data(spa, text, i={"firstName": "Ada", "lastName": "Moss"})["createClient"]["client"]
    assert found["name"] == "Ada Moss"
    assert found["id"].startswith("urn:blvd:Client:")


@pytest.mark.parametrize(("says", "sent"), [({}, 1), ({"notifyClient": False}, 0)])
def test_cancelling_tells_the_client_unless_somebody_says_not_to(
    spa: BoulevardSimulator, place: str, says: dict[str, bool], sent: int
) -> None:
    booked = spa.seed_appointment(spa.seed_client("Ada", None), place, START)
    values = {"id": booked, "reason": "STAFF_CANCEL", "notes": "Ill", **says}
    found = data(spa, CANCEL, input=values)["cancelAppointment"]["appointment"]
    assert found == {
        "state": "CANCELLED",
        "cancelled": True,
        "cancellation": {"reason": "STAFF_CANCEL", "notes": "Ill"},
    }
    assert len(spa.business.messages) == sent


@pytest.mark.parametrize("bumps", [False, True])
def test_what_she_agreed_to_may_or_may_not_move_her(clock: SimulatorClock, *, bumps: bool) -> None:
    spa = BoulevardSimulator(clock=clock, profile=Profile(consent_bumps=bumps))
    ada = spa.seed_client("Ada", None)
    clock.advance(3600)
    spa.agree(ada, email=True)
    assert (client(spa, ada)["updatedAt"] == LATER) is bumps


def test_a_delete_leaves_no_trace(spa: BoulevardSimulator, place: str) -> None:
    ada = spa.seed_client("Ada", None)
    booked = spa.seed_appointment(ada, place, START)
    row = dict(spa.business.tables["clients"][ada])
    spa.delete("clients", ada)
    assert (client(spa, ada), visit(spa, booked)) == (None, None)
    spa.restore_row("clients", row)
    assert client(spa, ada)["active"] is True


def test_a_state_that_was_dumped_comes_back(spa: BoulevardSimulator, place: str) -> None:
    ada = spa.seed_client("Ada", "Moss", primaryLocationId=place)
    spa.seed_note(ada, "latex allergy")
    spa.seed_appointment(ada, place, START)
    state = spa.dump()
    again = BoulevardSimulator(clock=spa.clock)
    again.restore(state)
    assert again.dump() == state
    assert again.seed_client("Bea", None) == spa.seed_client("Bea", None)
    spa.seed_note(ada, "and lidocaine")
    assert spa.dump() != state
    assert again.dump() != spa.dump()
