"""Clio's refusals in our words. Decides by status alone: the `type` texts are not documented."""

from collections.abc import Mapping

from connectors.kit.http import Json
from connectors.kit.retry import retry_after
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError

STALE_LINK = frozenset({400, 404, 422})  # what following an outdated "next" link may answer

_REFUSED = {
    400: Code.UNEXPECTED,  # of a reading: a field or filter that Clio does not know
    404: Code.NOT_FOUND,  # deleted, or not visible to the person who signed in
    409: Code.RECORD_REFUSED,
    412: Code.CHANGED_MEANWHILE,
    422: Code.RECORD_REFUSED,
}


def translate(status: int, headers: Mapping[str, str], _body: Json) -> SyncError:
    """Turn an unwelcome answer into a core error.

    A 401 comes here only after the token was renewed once. The message of the body is never
    read: it may quote the record.
    """
    reference = headers.get("x-request-id")
    if status in _REFUSED:
        return RefusedError(_REFUSED[status], status=status, reference=reference)
    if status == 401:
        return UserActionError(Code.TOKEN_REJECTED, status=status, reference=reference)
    if status == 403:
        # The role, the app's permissions, or a plan without API access: Clio does not say which.
        detail = "role, app permission or plan"
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
