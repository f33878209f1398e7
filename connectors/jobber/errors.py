"""Jobber's refusals in our words. Most come with status 200, and few of them have a code; so some
are told by the words of GraphQL's own library, which quote a record nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from connectors.kit.graphql import Row
from connectors.kit.http import Json
from connectors.kit.retry import retry_after
from core.errors import Code, Refusal, RefusedError, SyncError, TransientError, UserActionError

TOO_COSTLY = "query over the limit"  # waiting never helps: ask for less at once

_UNKNOWN = re.compile(
    r"^(?:Field|InputObject) '(\w+)' doesn't (exist on type|accept argument) '(\w+)'"
)
_INVALID = re.compile(r"was provided invalid value")
_HIDDEN = re.compile(r"^The field (\w+) on an object of type (\w+) was hidden due to permissions")
_GONE = re.compile(r"disconnected this app")
_INACTIVE = re.compile(r"account is not active")
_NAMES_VERSION = re.compile(r"X-JOBBER-GRAPHQL-VERSION", re.IGNORECASE)


def translate(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
    """Turn an unwelcome answer into a core error. A 401 comes here after one renewal."""
    said = _said(body)
    match status:
        case _ if _GONE.search(said):
            return UserActionError(Code.SIGN_IN_ENDED, status=status)
        case _ if _INACTIVE.search(said):
            return UserActionError(Code.ACCOUNT_GONE, status=status)
        case 400 if _NAMES_VERSION.search(said):
            return SyncError(Code.VERSION_RETIRED, status=status)
        case 401:
            return UserActionError(Code.TOKEN_REJECTED, status=status)
        case 403:
            detail = "role, app permission or plan"
            return UserActionError(Code.NOT_PERMITTED, status=status, detail=detail)
        case 409 | 422:
            return RefusedError(Code.RECORD_REFUSED, status=status)
        case 429:
            wait = retry_after(headers)
            return TransientError(Code.RATE_LIMITED, retry_after=wait, status=status)
        case _ if status >= 500:
            wait = retry_after(headers)
            return TransientError(Code.UNAVAILABLE, retry_after=wait, status=status)
    return SyncError(Code.UNEXPECTED, status=status)


def read_token_error(status: int, body: Mapping[str, object]) -> SyncError | None:
    """Read a refusal of the token address: an old refresh token has no word of the RFC's."""
    if status in (400, 401) and str(body.get("error")) not in (
        "invalid_client",
        "unauthorized_client",
    ):
        return UserActionError(Code.SIGN_IN_ENDED, status=status)
    return None


def read_errors(errors: Sequence[Row], body: Row) -> SyncError | None:
    """Turn the errors of an answer with status 200 into a core error.

    Also where there are data beside them: what is missing would read as empty.
    """
    for error in errors:
        if (error.get("extensions") or {}).get("code") == "THROTTLED":
            return _throttled(body)
    said = [str(error.get("message") or "") for error in errors]
    for message in said:
        if hidden := _HIDDEN.match(message):
            detail = f"{hidden[2]}.{hidden[1]}"
            return UserActionError(Code.SCOPE_MISSING, status=200, detail=detail)
        if _GONE.search(message):
            return UserActionError(Code.SIGN_IN_ENDED, status=200)
        if _INACTIVE.search(message):
            return UserActionError(Code.ACCOUNT_GONE, status=200)
        if unknown := _UNKNOWN.match(message):  # another version than the one that we know
            owner, part = (3, 1) if unknown[2].startswith("exist") else (1, 3)
            detail = f"{unknown[owner]}.{unknown[part]}"
            return SyncError(Code.VERSION_RETIRED, status=200, detail=detail)
    if any(_INVALID.search(message) for message in said):
        return RefusedError(Code.VALUE_INVALID, status=200)
    return SyncError(Code.UNEXPECTED, status=200)


def refusal(errors: Sequence[Row], fields: Mapping[str, str]) -> Refusal:
    """Read the userErrors of a mutation; `fields` names our field for a step of their paths.

    The message is never read: it may quote the record.
    """
    for error in errors:
        for step in reversed(error.get("path") or ()):
            if str(step) in fields:
                return Refusal(Code.VALUE_INVALID, field=fields[str(step)])
    return Refusal(Code.RECORD_REFUSED)


def _throttled(body: Row) -> SyncError:
    """Say how long the bucket takes to have what was asked for; too much is never there."""
    cost = (body.get("extensions") or {}).get("cost") or {}
    bucket = cost.get("throttleStatus") or {}
    asked, left = _number(cost.get("requestedQueryCost")), _number(bucket.get("currentlyAvailable"))
    most, rate = _number(bucket.get("maximumAvailable")), _number(bucket.get("restoreRate"))
    if most and asked > most:
        return RefusedError(Code.UNEXPECTED, status=200, detail=TOO_COSTLY)
    wait = max(0.0, asked - left) / rate if rate else None
    return TransientError(Code.RATE_LIMITED, retry_after=wait, status=200)


def _number(value: object) -> float:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return float(value) if is_number else 0.0  # type: ignore[arg-type]


def _said(body: Json) -> str:
    """Return the sentence of a refusal, in whichever of its three shapes."""
    if not isinstance(body, dict):
        return body if isinstance(body, str) else ""
    inner = body.get("error")
    listed = body.get("errors")
    first = listed[0] if isinstance(listed, list) and listed else None
    for one in (inner, first, body):
        if isinstance(one, dict) and isinstance(one.get("message"), str):
            return str(one["message"])
    return inner if isinstance(inner, str) else ""
