"""Open Dental's sentences and statuses in our words."""

import httpx
import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from connectors.opendental.errors import translate
from connectors.opendental.simulator import OpenDentalSimulator, Profile
from core.connector import Connector
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError
from tests.connectors.opendental.conftest import Connect, connection, records


@pytest.mark.parametrize(
    ("status", "sentence", "kind", "code"),
    [
        (400, "'updatedSince' is not a valid parameter", RefusedError, Code.UNEXPECTED),
        (400, "AptStatus is invalid", RefusedError, Code.VALUE_INVALID),
        (400, "PatNum is required.", RefusedError, Code.REQUIRED_MISSING),
        (400, "DateTStamp format must be yyyy-MM-dd HH:mm:ss.", RefusedError, Code.VALUE_INVALID),
        (400, "Patient already exists.", RefusedError, Code.CONFLICTING_ID),
        (400, "The eConnector is not running.", TransientError, Code.UNAVAILABLE),
        (400, {"unheard": "of"}, RefusedError, Code.UNEXPECTED),
        (401, "", UserActionError, Code.TOKEN_REJECTED),
        (403, "", UserActionError, Code.NOT_PERMITTED),
        (404, "Patient not found.", RefusedError, Code.NOT_FOUND),
        (404, "patient is not a valid resource.", SyncError, Code.UNEXPECTED),
        (409, "", RefusedError, Code.RECORD_REFUSED),
        (410, "", SyncError, Code.VERSION_RETIRED),
        (429, "Too many requests", TransientError, Code.RATE_LIMITED),
        (500, "", TransientError, Code.UNAVAILABLE),
        (504, "", TransientError, Code.UNAVAILABLE),
        (302, "", SyncError, Code.UNEXPECTED),
    ],
)
def test_each_refusal_has_its_code(
    status: int, sentence: object, kind: type[SyncError], code: Code
) -> None:
    error = translate(status, {"retry-after": "5"}, sentence)
    assert (type(error), error.code, error.status) == (kind, code, status)
    if code is Code.RATE_LIMITED:
        assert isinstance(error, TransientError)
        assert error.retry_after == 5


@pytest.mark.parametrize("json_sentences", [False, True])
def test_an_econnector_that_is_down_is_waited_for(
    clock: SimulatorClock, *, json_sentences: bool
) -> None:
    """It is told with status 400, as text or as JSON: nobody knows which."""
    practice = OpenDentalSimulator(clock=clock, profile=Profile(json_sentences=json_sentences))
    practice.practice.econnector_down = True
    with pytest.raises(TransientError) as failed:
        records(connection(practice.handle, clock), "patients", "FName")
    assert failed.value.code is Code.UNAVAILABLE
    practice.practice.econnector_down = False
    assert records(connection(practice.handle, clock), "patients", "FName") == []


def test_a_sentence_where_rows_should_be_is_a_refusal(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    body = '"The eConnector is not running."'
    practice.faults.append(
        Fault("status", status=200, body=body, times=99, headers={"content-type": "text/json"})
    )
    with pytest.raises(TransientError) as failed:
        records(office, "patients", "FName")
    assert failed.value.code is Code.UNAVAILABLE


def test_an_object_where_rows_should_be_is_not_taken_for_none(connect: Connect) -> None:
    """(P6) "No patients" would seem to be that all were deleted."""
    office = connect(lambda _request: httpx.Response(200, json={"message": "soon"}))
    with pytest.raises(SyncError) as failed:
        records(office, "patients", "FName")
    assert failed.value.code is Code.UNEXPECTED


def test_a_slow_query_that_timed_out_is_asked_again(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    practice.seed_patient("Ada", "Moss")
    practice.faults.append(Fault("status", status=504, path="patients"))
    assert len(records(office, "patients", "FName")) == 1


def test_a_maintenance_page_is_waited_out(practice: OpenDentalSimulator, office: Connector) -> None:
    practice.seed_patient("Ada", "Moss")
    practice.faults.append(Fault("html", path="patients"))
    assert len(records(office, "patients", "FName")) == 1


def test_a_method_past_its_life_asks_for_an_update(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    practice.faults.append(Fault("status", status=410, times=9))
    with pytest.raises(SyncError) as failed:
        office.account()
    assert failed.value.code is Code.VERSION_RETIRED
