"""Boulevard's sentences and statuses in our words."""

import pytest

from connectors.boulevard.errors import refusal, translate
from connectors.boulevard.simulator import BoulevardSimulator, Profile
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError
from tests.connectors.boulevard.conftest import connection, only, records

LIMITED = (
    "API limit exceeded. Query cost is 16 and you have 9 points available. "
    "Please wait 140ms and try again."
)


def said(message: str, **more: object) -> dict[str, object]:
    return {"errors": [{"message": message, **more}]}


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, SyncError, Code.UNEXPECTED),
        (401, UserActionError, Code.TOKEN_REJECTED),
        (402, UserActionError, Code.NOT_PERMITTED),
        (403, UserActionError, Code.NOT_PERMITTED),
        (404, SyncError, Code.VERSION_RETIRED),
        (410, SyncError, Code.VERSION_RETIRED),
        (429, TransientError, Code.RATE_LIMITED),
        (500, TransientError, Code.UNAVAILABLE),
        (502, TransientError, Code.UNAVAILABLE),
        (504, TransientError, Code.UNAVAILABLE),
        (302, SyncError, Code.UNEXPECTED),
    ],
)
def test_each_status_has_its_code(status: int, kind: type[SyncError], code: Code) -> None:
    error = translate(status, {}, "<html></html>")
    assert (type(error), error.code, error.status) == (kind, code, status)


@pytest.mark.parametrize(
    ("headers", "body", "wait"),
    [
        ({}, said(LIMITED), 0.14),
        ({"retry-after": "7"}, said(LIMITED), 0.14),
        ({"retry-after": "7"}, said("Slow down"), 7.0),
        ({}, "Slow down", None),
        ({}, {"errors": "Slow down"}, None),
    ],
)
def test_how_long_to_wait_is_read_from_the_sentence(
    headers: dict[str, str], body: object, wait: float | None
) -> None:
    error = translate(429, headers, body)
    assert isinstance(error, TransientError)
    assert error.retry_after == wait


@pytest.mark.parametrize(
    ("message", "kind", "code"),
    [
        (LIMITED, TransientError, Code.RATE_LIMITED),
        ('Cannot query field "keys" on type "Business".', SyncError, Code.VERSION_RETIRED),
        ('Unknown argument "query" on field "clients".', SyncError, Code.VERSION_RETIRED),
        ("You are not authorized to do this.", UserActionError, Code.NOT_PERMITTED),
        ("Internal server error", TransientError, Code.UNAVAILABLE),
        ("Client not found", RefusedError, Code.NOT_FOUND),
        ("email is invalid", RefusedError, Code.VALUE_INVALID),
        ("email has already been taken", RefusedError, Code.CONFLICTING_ID),
        ("firstName can't be blank", RefusedError, Code.REQUIRED_MISSING),
        ("The moon is full", RefusedError, Code.UNEXPECTED),
        ("", RefusedError, Code.UNEXPECTED),
    ],
)
def test_each_sentence_with_status_200_has_its_code(
    message: str, kind: type[SyncError], code: Code
) -> None:
    for data in ({}, {"data": None}, {"data": {"clients": None}}):
        error = refusal([{"message": message, "path": ["clients"]}], data)
        if code is Code.NOT_FOUND and data.get("data"):
            continue  # one of several by id: it is not there, and the others are
        assert error is not None
        assert (type(error), error.code) == (kind, code)


def test_a_field_that_the_vendor_took_away_asks_for_an_update(
    spa: BoulevardSimulator, office: Connector
) -> None:
    spa.downgrade("Client", "mobilePhone")
    with pytest.raises(SyncError) as failed:
        records(office, "clients", "mobilePhone")
    assert failed.value.code is Code.VERSION_RETIRED
    assert records(office, "clients", "firstName") == []


def test_a_version_past_its_life_asks_for_an_update(
    spa: BoulevardSimulator, office: Connector
) -> None:
    spa.faults.append(Fault("status", status=410, times=9))
    with pytest.raises(SyncError) as failed:
        office.account()
    assert failed.value.code is Code.VERSION_RETIRED


def test_a_maintenance_page_is_waited_out(spa: BoulevardSimulator, office: Connector) -> None:
    spa.seed_client("Ada", "Moss")
    spa.faults.append(Fault("html", says="clients("))
    assert len(records(office, "clients", "firstName")) == 1


def test_a_list_that_is_not_told_is_not_taken_for_an_empty_one(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P6) "No clients" would seem to be that all were deleted."""
    lists: tuple[object, ...] = (None, {"edges": None}, [])
    for told in lists:
        body = {"data": {"clients": told}}
        spa.faults.append(Fault("status", status=200, body=body))
        with pytest.raises(SyncError) as failed:
            records(office, "clients", "firstName")
        assert failed.value.code is Code.UNEXPECTED


def test_a_field_that_an_error_is_about_is_unknown_and_not_empty(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P5)"""
    place = spa.seed("locations", name="Dover")
    spa.seed_client("Ada", "Moss", dob="1990-02-03", primaryLocationId=place)
    spa.execution.broken |= {"Client.dob", "Client.primaryLocation"}
    ada = only(office, "clients", "firstName", "dob", "primaryLocation.name")
    assert ada.fields == {"firstName": "Ada"}
    assert "location" not in ada.references


def test_so_it_is_in_what_is_fetched_by_id(spa: BoulevardSimulator, office: Connector) -> None:
    place = spa.seed("locations", name="Dover", website="example.com")
    spa.execution.broken.add("Location.website")
    found = office.fetch("locations", [place], ["name", "website"])
    assert found[place].fields == {"name": "Dover"}


def test_a_row_that_is_not_told_is_not_one_that_is_gone(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P1, P6) A field that may not be null takes its row along."""
    spa.seed_client("Ada", "Moss")
    spa.execution.broken.add("Client.active")
    with pytest.raises(TransientError) as failed:
        records(office, "clients", "active")
    assert failed.value.code is Code.UNAVAILABLE


@pytest.mark.parametrize("missing_is_error", [False, True])
def test_a_record_that_is_not_there_spoils_no_other(
    clock: SimulatorClock, *, missing_is_error: bool
) -> None:
    """(P7)"""
    spa = BoulevardSimulator(clock=clock, profile=Profile(missing_is_error=missing_is_error))
    dover = spa.seed("locations", name="Dover")
    office = connection(spa.handle, clock)
    gone = "urn:blvd:Location:00000000-0000-4000-8000-000000000000"
    assert office.fetch("locations", [gone, dover, "71"], ["name"]).keys() == {dover}
