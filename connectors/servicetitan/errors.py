"""ServiceTitan's refusals in our words: by status, and by one title that is known."""

from collections.abc import Mapping

from connectors.kit.http import Json
from connectors.kit.retry import retry_after
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError

APP_KEY = "ST-App-Key"
"""The header that names the app. The title of a 401 names it too where it is what is wrong."""

_REFUSED = {
    400: Code.RECORD_REFUSED,
    404: Code.NOT_FOUND,
    405: Code.READ_ONLY,
    409: Code.CONFLICTING_ID,
    422: Code.RECORD_REFUSED,
}


def translate(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
    """Turn an unwelcome answer into a core error.

    A 401 comes here only after the token was renewed once. Of a body nothing is kept but the
    number of the event: its texts may quote the record, and a gateway's is no JSON at all.
    """
    known = body if isinstance(body, dict) else {}
    trace = known.get("traceId")
    reference = str(trace)[:100] if isinstance(trace, str) else headers.get("x-request-id")
    if status in _REFUSED:
        return RefusedError(_REFUSED[status], status=status, reference=reference)
    if status == 401:
        if APP_KEY.lower() in str(known.get("title", "")).lower():
            return UserActionError(
                Code.APP_REJECTED, status=status, reference=reference, detail="app key"
            )
        return UserActionError(Code.TOKEN_REJECTED, status=status, reference=reference)
    if status == 403:
        # A scope, or the app is not connected to this tenant: ServiceTitan does not say which.
        detail = "scope, or app not connected to this tenant"
        return UserActionError(
            Code.NOT_PERMITTED, status=status, reference=reference, detail=detail
        )
    if status == 410:
        return SyncError(Code.VERSION_RETIRED, status=status, reference=reference)
    if status == 429 or status >= 500:
        code = Code.RATE_LIMITED if status == 429 else Code.UNAVAILABLE
        return TransientError(
            code, retry_after=retry_after(headers), status=status, reference=reference
        )
    return SyncError(Code.UNEXPECTED, status=status, reference=reference)
