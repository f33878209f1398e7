"""Open Dental's refusals in our words. A refusal's body is a sentence, no object; of few do we
know the words, so what is told apart by them has a code to fall back on.
"""

from collections.abc import Mapping

from connectors.kit.http import Answer, Json
from connectors.kit.retry import retry_after
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError

_SAID = (  # of a 400: words in it -> what it means; the first that fits
    ("is required", Code.REQUIRED_MISSING),
    ("already exists", Code.CONFLICTING_ID),
    ("is invalid", Code.VALUE_INVALID),
    ("format must be", Code.VALUE_INVALID),
)
_AWAY = "econnector"  # the office's own program that the remote way goes through: down, or twice


def translate(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
    """Turn an unwelcome answer into a core error. The sentence is looked into and left behind."""
    said = body.lower() if isinstance(body, str) else ""
    match status:
        case 400 if _AWAY in said:
            return TransientError(Code.UNAVAILABLE, status=status)
        case 400:
            code = next((code for words, code in _SAID if words in said), Code.UNEXPECTED)
            return RefusedError(code, status=status)
        case 401:
            return UserActionError(Code.TOKEN_REJECTED, status=status)
        case 403:
            return UserActionError(Code.NOT_PERMITTED, status=status)
        case 404 if "is not a valid resource" not in said:
            return RefusedError(Code.NOT_FOUND, status=status)
        case 409 | 422:
            return RefusedError(Code.RECORD_REFUSED, status=status)
        case 410:
            return SyncError(Code.VERSION_RETIRED, status=status)
        case 429:
            return TransientError(
                Code.RATE_LIMITED, retry_after=retry_after(headers), status=status
            )
        case _ if status >= 500:
            return TransientError(Code.UNAVAILABLE, retry_after=retry_after(headers), status=status)
        case _:
            return SyncError(Code.UNEXPECTED, status=status)


def judge(answer: Answer) -> SyncError | None:
    """Find a refusal in a welcome answer: a sentence where rows should be."""
    if not isinstance(answer.body, str):
        return None
    return translate(400, answer.headers, answer.body)
