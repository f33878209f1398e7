"""A vendor's token address: what it is asked, what it answers, and what its refusals mean."""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec

from connectors.kit.http import ApiClient, Json
from connectors.kit.limits import RateBudget
from connectors.kit.retry import retry_after
from core.errors import Code, SyncError, TransientError, UserActionError
from core.jobs import JobContext
from core.registry import Secrets

LIFETIME = 3600  # seconds; of a token whose answer, and whose inside, name none

LONGEST_LIFE = 10 * 366 * 86_400.0  # seconds; what claims to live longer is cut to it

ReadError = Callable[[int, Mapping[str, object]], SyncError | None]
"""A vendor's own reading of a refusal, from its status and body; None leaves it to us."""

STATUS_WORDS = {  # HubSpot's, beside the RFC's in the same body and finer than them
    "BAD_AUTH_CODE": Code.CODE_REJECTED,
    "EXPIRED_AUTH_CODE": Code.CODE_REJECTED,
    "MISMATCH_REDIRECT_URI_AUTH_CODE": Code.REDIRECT_REJECTED,
    "BAD_REDIRECT_URI": Code.REDIRECT_REJECTED,
    "BAD_REFRESH_TOKEN": Code.SIGN_IN_ENDED,
    "BAD_CLIENT_ID": Code.APP_REJECTED,
    "BAD_CLIENT_SECRET": Code.APP_REJECTED,
    "BAD_HUB": Code.ACCOUNT_GONE,
}
ERROR_WORDS = {  # RFC 6749, section 5.2; invalid_grant depends on what was granted
    "invalid_client": Code.APP_REJECTED,
    "unauthorized_client": Code.APP_REJECTED,
    "invalid_scope": Code.SCOPE_MISSING,
    "access_denied": Code.NOT_PERMITTED,
}


def ask(
    url: str,
    form: Mapping[str, str],
    *,
    job: JobContext,
    rejected: Code,
    transport: object | None = None,
    read_error: ReadError | None = None,
    attempts: int = 1,
) -> Mapping[str, object]:
    """Post `form` to a token address and return the answer.

    `rejected` is what invalid_grant means: that of a code, or of a sign-in. Safe to repeat: the
    worst that a second try meets is that same refusal.
    """

    def translate(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
        known = body if isinstance(body, dict) else {}
        error = read_error(status, known) if read_error else None
        return error or read_refusal(status, headers, known, rejected)

    api = ApiClient(
        url,
        translate=translate,
        budget=RateBudget({}),
        job=job,
        transport=transport,
        attempts=attempts,
    )
    try:
        answer = api.request("POST", url, form=form, repeatable=True)
    finally:
        api.close()
    return answer.body if isinstance(answer.body, dict) else {}


def read_refusal(
    status: int, headers: Mapping[str, str], body: Mapping[str, object], rejected: Code
) -> SyncError:
    """Return the error for an unwelcome answer of a token address.

    The words decide before the status: wrong clients get 400 or 401, depending on the vendor.
    """
    error, detail = str(body.get("error")), str(body.get("status"))
    if status == 429:
        return TransientError(Code.RATE_LIMITED, retry_after=retry_after(headers), status=status)
    if status >= 500:
        return TransientError(Code.UNAVAILABLE, status=status)
    if error == "invalid_grant":
        code = STATUS_WORDS.get(detail, rejected)
    else:
        code = STATUS_WORDS.get(detail) or ERROR_WORDS.get(error) or Code.UNEXPECTED
    if code is Code.UNEXPECTED and status == 401:
        code = rejected
    if code is Code.UNEXPECTED:
        return SyncError(code, status=status)
    return UserActionError(code, status=status)


def merged(old: Secrets, answer: Mapping[str, object], now: datetime) -> Secrets:
    """Return `old` with what a token address answered.

    Where the answer has no refresh token the old one stays: Clio and HubSpot may omit it.
    UNEXPECTED without an access token; ACCOUNT_MISMATCH where it is another account's.
    """
    token = answer.get("access_token")
    if not isinstance(token, str) or not token:
        raise SyncError(Code.UNEXPECTED)
    new = {**old, "access_token": token, "expires_at": _expiry(answer, token, now).isoformat()}
    refresh_token = answer.get("refresh_token")
    if isinstance(refresh_token, str) and refresh_token:
        new["refresh_token"] = refresh_token
    account = answer.get("hub_id")  # HubSpot's; the other vendors name none here
    if isinstance(account, int | str):
        new["account_id"] = str(account)
        if old.get("account_id", new["account_id"]) != new["account_id"]:
            raise UserActionError(Code.ACCOUNT_MISMATCH)
    return new


def _expiry(answer: Mapping[str, object], token: str, now: datetime) -> datetime:
    """Return when `token` ends: as answered, else as it says itself, else in an hour."""
    seconds = _seconds(answer.get("expires_in"))
    if seconds is not None:
        return now + timedelta(seconds=seconds)
    return _moment(answer.get("expires_at")) or _jwt_end(token) or now + timedelta(seconds=LIFETIME)


def _seconds(value: object) -> float | None:
    """Return a length of time from a number, or from its text as some vendors send it."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    if isinstance(value, str) and not value.isdecimal():
        return None
    return min(max(0.0, float(value)), LONGEST_LIFE)


def _moment(value: object) -> datetime | None:
    """Return an aware time from ISO text, or from Jobber's "2026-04-09 21:04:31 UTC"."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.replace(" UTC", "+00:00"))
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _jwt_end(token: str) -> datetime | None:
    """Return the `exp` of a token that is a JWT. Not verified: it only says when to ask anew."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = msgspec.json.decode(
            base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)), type=_Claims
        )
        return datetime.fromtimestamp(claims.exp, UTC)
    except (ValueError, OverflowError, OSError, msgspec.MsgspecError):
        return None


class _Claims(msgspec.Struct):
    """The one claim of a JWT that matters here."""

    exp: int
