"""Buildium's refusals in our words. Decides by status; of the body only the names of fields are
read, and only names that we know: its messages may quote the record.
"""

from collections.abc import Mapping

from connectors.kit.http import Json
from connectors.kit.retry import retry_after
from core.errors import Code, Refusal, RefusedError, SyncError, TransientError, UserActionError

_FIELDS = {  # as a refused tenant's body names them, in lower case -> ours
    "firstname": "first_name",
    "lastname": "last_name",
    "email": "email",
    "alternateemail": "alternate_email",
    "phonenumbers.home": "phone_home",
    "phonenumbers.work": "phone_work",
    "phonenumbers.mobile": "phone_mobile",
    "phonenumbers.fax": "phone_fax",
    "address": "street",
    "address.addressline1": "street",
    "address.city": "city",
    "address.state": "state",
    "address.postalcode": "postal_code",
    "address.country": "country",
}


def translate(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
    """Turn an unwelcome answer into a core error."""
    match status:
        case 400 | 422:
            return _invalid(status, body)
        case 401:
            return UserActionError(Code.TOKEN_REJECTED, status=status)
        case 403:
            return UserActionError(Code.NOT_PERMITTED, status=status)
        case 404:
            return RefusedError(Code.NOT_FOUND, status=status)
        case 409:
            return RefusedError(Code.RECORD_REFUSED, status=status)
        case 410:
            return SyncError(Code.VERSION_RETIRED, status=status)
        case 429:
            wait = retry_after(headers)  # undocumented; kept if it ever comes
            return TransientError(Code.RATE_LIMITED, retry_after=wait, status=status)
        case _ if status >= 500:
            wait = retry_after(headers)
            return TransientError(Code.UNAVAILABLE, retry_after=wait, status=status)
        case _:
            return SyncError(Code.UNEXPECTED, status=status)


def _invalid(status: int, body: Json) -> RefusedError:
    """Which of the two a value that does not fit comes with is not documented."""
    told = body.get("Errors") if isinstance(body, dict) else None
    for item in told if isinstance(told, list) else ():
        key = item.get("Key") if isinstance(item, dict) else None
        field = _FIELDS.get(key.lower()) if isinstance(key, str) else None
        if field is not None:
            refusal = Refusal(Code.VALUE_INVALID, field=field)
            return RefusedError(Code.VALUE_INVALID, refusal=refusal, status=status, detail=field)
    return RefusedError(Code.RECORD_REFUSED, status=status)
