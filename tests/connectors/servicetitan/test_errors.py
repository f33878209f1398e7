"""What ServiceTitan's refusals are called, whatever shape they come in."""

import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from connectors.servicetitan.errors import translate
from connectors.servicetitan.simulator import Profile, ServiceTitanSimulator
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError
from tests.connectors.servicetitan.conftest import Connect, records

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, RefusedError, Code.RECORD_REFUSED),
        (401, UserActionError, Code.TOKEN_REJECTED),
        (403, UserActionError, Code.NOT_PERMITTED),
        (404, RefusedError, Code.NOT_FOUND),
        (409, RefusedError, Code.CONFLICTING_ID),
        (410, SyncError, Code.VERSION_RETIRED),
        (429, TransientError, Code.RATE_LIMITED),
        (502, TransientError, Code.UNAVAILABLE),
        (418, SyncError, Code.UNEXPECTED),
    ],
)
def test_a_status_has_one_meaning(status: int, kind: type[SyncError], code: Code) -> None:
    error = translate(status, {}, {"title": "Ana Ruiz", "traceId": TRACE})
    assert type(error) is kind
    assert (error.code, error.status, error.reference) == (code, status, TRACE)
    assert "Ana" not in f"{error}{error.__dict__}"


@pytest.mark.parametrize("body", ["<html>Ana</html>", None, [], {"traceId": 7}, "Not Found"])
def test_a_body_of_any_shape_is_read_without_trouble(body: object) -> None:
    error = translate(400, {"x-request-id": "r-1"}, body)
    assert (error.code, error.reference) == (Code.RECORD_REFUSED, "r-1")


@pytest.mark.parametrize("shape", ["problem", "gateway"])
def test_a_limit_is_waited_out_in_either_shape(
    clock: SimulatorClock, connect: Connect, shape: str
) -> None:
    tenant = ServiceTitanSimulator(clock=clock, per_second=1, profile=Profile(limit_body=shape))
    tenant.seed_customer("Ana Ruiz", emails=["ana@example.com"])
    office = connect(tenant.handle)
    assert len(records(office, "persons", "email")) == 1
    assert office.refused > 0


def test_a_list_without_its_rows_is_unexpected(
    tenant: ServiceTitanSimulator, connect: Connect
) -> None:
    """An error with status 200."""
    body = {"title": "Something went wrong", "status": 500}
    tenant.faults.append(Fault("status", path="export", status=200, body=body, times=9))
    with pytest.raises(SyncError) as caught:
        records(connect(), "persons", "email")
    assert caught.value.code is Code.UNEXPECTED
