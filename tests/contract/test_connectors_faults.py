"""What holds for every connector when something goes wrong: the vendor, the line, the sign-in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector
from core.errors import Code, SyncError, TransientError, UserActionError
from tests.contract.end import (
    Box,
    End,
    fill,
    ids,
    read,
    spoil,
)

SECRET = "Zebediah Quatermass"
THREADS = 8


def test_an_access_that_the_office_ended_asks_for_a_new_sign_in(
    end: End, vendor: Any, connector: Connector
) -> None:
    end.throw_out(vendor)
    with pytest.raises(UserActionError) as refused:
        read(connector, end)
    assert refused.value.code is end.thrown_out
    assert refused.value.connector == end.name


def test_a_missing_permission_is_called_one(end: End, vendor: Any, connector: Connector) -> None:
    code = end.forbid(vendor)
    with pytest.raises(UserActionError) as refused:
        read(connector, end)
    assert refused.value.code is code


FAULTS = {
    "status 500": (Fault("status", status=500, body={"message": SECRET}), Code.UNAVAILABLE),
    "status 503": (Fault("status", status=503, body=f"<p>{SECRET}</p>"), Code.UNAVAILABLE),
    "html": (Fault("html"), Code.UNAVAILABLE),
    "html as success": (Fault("status", status=200, body=f"<p>{SECRET}</p>"), Code.NOT_JSON),
    "truncated": (Fault("truncate"), Code.TRUNCATED),
    "cut before": (Fault("drop_before"), Code.UNAVAILABLE),
    "cut after": (Fault("drop_after"), Code.UNAVAILABLE),
    "status 429": (Fault("status", status=429, body={"message": SECRET}), Code.RATE_LIMITED),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_that_passes_is_waited_out(
    end: End, vendor: Any, connector: Connector, kind: str
) -> None:
    """(P1)"""
    people = fill(end, vendor, 2)
    spoil(end, vendor, FAULTS[kind][0], 2)
    assert sorted(ids(read(connector, end))) == sorted(people)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_that_stays_has_its_code_and_no_content(
    end: End, vendor: Any, connector: Connector, kind: str
) -> None:
    """(P9)"""
    fill(end, vendor, 2)
    fault, code = FAULTS[kind]
    spoil(end, vendor, fault, 999)
    with pytest.raises(TransientError) as failed:
        read(connector, end)
    error = failed.value
    assert (error.code, error.connector) == (code, end.name)
    told = f"{error}{error!r}{error.__cause__}{error.__context__}{error.args}"
    assert not any(word in told for word in (SECRET, "Ana", "Ruiz", "example.com"))


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
def test_a_refusal_takes_no_content_along(
    end: End, vendor: Any, connector: Connector, status: int
) -> None:
    """(P9) The vendor quotes the record in its message."""
    body = {
        "status": "error",
        "category": SECRET,
        "message": SECRET,
        "error": {"type": SECRET, "message": SECRET},
    }
    spoil(end, vendor, Fault("status", status=status, body=body), 99)
    with pytest.raises(SyncError) as refused:
        read(connector, end)
    assert SECRET not in f"{refused.value}{refused.value!r}{refused.value.__dict__}"


def test_a_wait_that_is_asked_for_is_kept(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock
) -> None:
    fill(end, vendor, 2)
    connector.account()
    began = clock.monotonic()
    spoil(end, vendor, end.limited(3), 1)
    read(connector, end)
    assert clock.monotonic() - began >= 3
    assert connector.refused == 1


def test_a_long_wait_is_left_to_the_engine(
    end: End, vendor: Any, connector: Connector, clock: SimulatorClock
) -> None:
    spoil(end, vendor, end.limited(900), 1)
    with pytest.raises(TransientError) as refused:
        read(connector, end)
    assert refused.value.retry_after == 900
    assert clock.monotonic() < 90


# -- signing in -----------------------------------------------------------------------------------


def refreshes(vendor: Any) -> int:
    forms = [entry.body for entry in vendor.requests("POST", "oauth")]
    return sum(form.get("grant_type") == "refresh_token" for form in forms)


@pytest.mark.parametrize("reason", ["stale", "ends soon"])
def test_a_token_is_renewed_once_for_all_threads_and_saved_before_it_is_used(
    end: End, vendor: Any, clock: SimulatorClock, reason: str
) -> None:
    if end.sign_in != "oauth":
        pytest.skip(f"{end.spec.label}'s keys are never renewed")
    ends_at = clock.now() + (timedelta(seconds=30) if reason == "ends soon" else timedelta(days=9))
    token = end.secrets["access_token"] if reason == "ends soon" else "stale"
    box = Box({**end.secrets, "access_token": token, "expires_at": ends_at.isoformat()})
    early: list[str] = []

    def watching(request: httpx.Request) -> httpx.Response:
        used = request.headers.get("authorization", "").removeprefix("Bearer ")
        if used and used not in box.saved:
            early.append(used)
        return vendor.handle(request)  # type: ignore[no-any-return]

    office = end.open(watching, clock, box)
    with ThreadPoolExecutor(THREADS) as pool:
        found = pool.map(lambda _: office.fetch(end.people, ["1"], [end.given]), range(THREADS))
        assert list(found) == [{}] * THREADS
    assert refreshes(vendor) == 1
    assert early == []
    assert (box.load()["refresh_token"] != end.secrets["refresh_token"]) is end.rotates
    assert len(box.saved) == 2
    office.close()


def test_a_revoked_sign_in_opens_nothing_any_more(
    end: End, vendor: Any, connector: Connector
) -> None:
    if end.sign_in != "oauth":
        pytest.skip(f"{end.spec.label}'s keys are ended at the vendor, by whoever made them")
    connector.account()
    connector.revoke()
    clock = vendor.clock
    clock.advance(40 * 86_400)  # access tokens may live on until they end
    with pytest.raises(UserActionError) as refused:
        connector.account()
    assert refused.value.code in (Code.SIGN_IN_ENDED, Code.TOKEN_REJECTED)


@pytest.mark.parametrize("address", ["https://evil.example.com", "http://192.0.2.7"])
def test_a_base_url_elsewhere_is_refused_by_the_list_of_hosts(end: End, address: str) -> None:
    from connectors.kit.http import check_base_url

    with pytest.raises(UserActionError) as refused:
        check_base_url(address, end.spec.hosts)
    assert refused.value.code is Code.ADDRESS_REFUSED
