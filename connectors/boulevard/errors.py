"""Boulevard's refusals in our words: by status, and in words with status 200.

Of few do we know the words, so what is told apart by them has a code to fall back on. A sentence
may quote a record: it is looked into and left behind.
"""

import re
from collections.abc import Mapping, Sequence

from connectors.kit.graphql import Row
from connectors.kit.http import Json
from connectors.kit.retry import retry_after
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError

_WAIT = re.compile(r"wait (\d+)\s*ms", re.IGNORECASE)
_BY_ID = re.compile(r"n\d+")  # what a record that is asked for by id is called in the answer
_LIMITED = "api limit exceeded"
_FORBIDDEN = ("not authorized", "unauthorized", "not permitted", "permission", "forbidden")
_SCHEMA = (  # words of a refusal that is about the question, not about a record
    *("cannot query field", "unknown argument", "unknown type", "unknown field"),
    *("must have a selection", "must not have a selection", "is not defined by type"),
    "argument has invalid value",
)
_TROUBLE = ("internal", "timeout", "timed out", "unavailable", "something went wrong")
_SAID = (  # of a record: words -> what it means; the first that fits
    ("not found", Code.NOT_FOUND),
    ("could not find", Code.NOT_FOUND),
    ("does not exist", Code.NOT_FOUND),
    ("already", Code.CONFLICTING_ID),
    ("has been taken", Code.CONFLICTING_ID),
    ("can't be blank", Code.REQUIRED_MISSING),
    ("is required", Code.REQUIRED_MISSING),
    ("invalid", Code.VALUE_INVALID),
    ("not a valid", Code.VALUE_INVALID),
)


def translate(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
    """Turn an unwelcome answer into a core error."""
    match status:
        case 401:
            return UserActionError(Code.TOKEN_REJECTED, status=status)
        case 402 | 403:  # such as a plan without the API
            return UserActionError(Code.NOT_PERMITTED, status=status)
        case 404 | 410:  # all goes to one address, in which the version is
            return SyncError(Code.VERSION_RETIRED, status=status)
        case 429:
            said = _wait(_sentences(body))
            wait = retry_after(headers) if said is None else said
            return TransientError(Code.RATE_LIMITED, retry_after=wait, status=status)
        case _ if status >= 500:
            return TransientError(Code.UNAVAILABLE, retry_after=retry_after(headers), status=status)
        case _:
            return SyncError(Code.UNEXPECTED, status=status)


def refusal(errors: Sequence[Row], body: Row) -> SyncError | None:
    """Read the errors of an answer with status 200; None where they are about parts of rows, and
    the rest of the answer is good.
    """
    said = [str(error.get("message") or "").lower() for error in errors]
    if any(_LIMITED in each for each in said):
        return TransientError(Code.RATE_LIMITED, retry_after=_wait(said))
    if any(word in each for each in said for word in _SCHEMA):
        return SyncError(Code.VERSION_RETIRED)
    if any(word in each for each in said for word in _FORBIDDEN):
        return UserActionError(Code.NOT_PERMITTED)
    if isinstance(body.get("data"), dict) and all(is_partial(error) for error in errors):
        return None
    if any(word in each for each in said for word in _TROUBLE):
        return TransientError(Code.UNAVAILABLE)
    for each in said:
        for words, code in _SAID:
            if words in each:
                return RefusedError(code)
    return RefusedError(Code.UNEXPECTED)


def is_partial(error: Row) -> bool:
    """Return whether an error says which part of an answer it is about, and that may be lacking:
    a row's field, or one of several records that were asked for by id.
    """
    path = error.get("path")
    if not isinstance(path, list):
        return False
    return row_depth(path) is not None or (len(path) == 1 and is_missing(error))


def row_depth(path: Sequence[object]) -> int | None:
    """Return how many steps of a path lead to a row; None if it does not go on inside of one.

    >>> row_depth(["clients", "edges", 3, "node", "dob"]), row_depth(["n2", "tz"])
    (4, 1)
    >>> row_depth(["clients", "edges", 3, "node"]) is None
    True
    """
    depth = None
    if "node" in path:
        depth = path.index("node") + 1
    elif list(path[:2]) == ["updateClient", "client"]:
        depth = 2
    elif path and _BY_ID.fullmatch(str(path[0])):
        depth = 1
    return depth if depth is not None and depth < len(path) else None


def is_missing(error: Row) -> bool:
    """Return whether an error says that a record is not there."""
    said = str(error.get("message") or "").lower()
    return any(words in said for words, code in _SAID if code is Code.NOT_FOUND)


def _wait(said: Sequence[str]) -> float | None:
    """Return the seconds that a sentence asks for.

    >>> _wait(["please wait 140ms and try again."]), _wait(["later"])
    (0.14, None)
    """
    found = [int(match[1]) / 1000 for each in said if (match := _WAIT.search(each))]
    return max(found, default=None)


def _sentences(body: Json) -> Sequence[str]:
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, list):
        return []
    return [str(one.get("message") or "") for one in errors if isinstance(one, dict)]
