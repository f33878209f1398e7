"""What Clio's refusals mean, each status of the manual; and nothing of a record in them (P9)."""

import httpx
import pytest

from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError
from tests.connectors.clio.conftest import Connect

SECRET = "Zebediah Quatermass"
STATUSES = {
    400: (RefusedError, Code.UNEXPECTED),
    401: (UserActionError, Code.TOKEN_REJECTED),
    403: (UserActionError, Code.NOT_PERMITTED),
    404: (RefusedError, Code.NOT_FOUND),
    409: (RefusedError, Code.RECORD_REFUSED),
    410: (SyncError, Code.VERSION_RETIRED),
    412: (RefusedError, Code.CHANGED_MEANWHILE),
    418: (SyncError, Code.UNEXPECTED),
    422: (RefusedError, Code.RECORD_REFUSED),
    429: (TransientError, Code.RATE_LIMITED),
    500: (TransientError, Code.UNAVAILABLE),
    503: (TransientError, Code.UNAVAILABLE),
}


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_its_code_and_takes_no_content_along(connect: Connect, status: int) -> None:
    """(P9)"""

    def refusing(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "new", "expires_in": 60})
        body = {"error": {"type": "ArgumentError", "message": f"{SECRET} is not valid"}}
        return httpx.Response(status, json=body, headers={"X-Request-Id": "req-7"})

    kind, code = STATUSES[status]
    with pytest.raises(SyncError) as refused:
        connect(refusing).account()
    error = refused.value
    assert (type(error), error.code, error.status, error.reference) == (
        kind,
        code,
        status,
        "req-7",
    )
    assert SECRET not in f"{error}{error!r}{error.__cause__}{error.__context__}"


@pytest.mark.parametrize(("said", "seconds"), [("90", 90.0), ("soon", None), ("", None)])
def test_a_wait_is_as_long_as_clio_says(connect: Connect, said: str, seconds: float | None) -> None:
    office = connect(lambda _request: httpx.Response(429, headers={"Retry-After": said}))
    with pytest.raises(TransientError) as refused:
        office.account()
    assert refused.value.retry_after == seconds
