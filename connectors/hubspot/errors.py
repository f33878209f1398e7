"""HubSpot's refusals in our words. Decides by status, category and codes; a message is read only
for the list of properties that some answers put nowhere else, and never for its words.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from connectors.kit.http import Json
from connectors.kit.retry import retry_after
from core.errors import Code, Refusal, RefusedError, SyncError, TransientError, UserActionError

CORRELATION = "x-hubspot-correlation-id"  # a header with the number of the event
LOCKED_WAIT = 2.0  # seconds, at the least, that HubSpot asks for after a 423
MIGRATING_WAIT = 3600.0  # seconds, where a 477 does not say
POLICY_WAITS = {"TEN_SECONDLY_ROLLING": 10.0, "SECONDLY": 1.0}  # seconds after a 429
UNKNOWN_POLICY_WAIT = 10.0

_VALIDATION = {
    "PROPERTY_DOESNT_EXIST": Code.PROPERTY_MISSING,
    "READ_ONLY_VALUE": Code.READ_ONLY,
    "INVALID_OPTION": Code.OPTION_UNKNOWN,
    "LEADING_TRAILING_WHITESPACE": Code.VALUE_INVALID,
    "REQUIRED_FIELD": Code.REQUIRED_MISSING,
    "MISSING_REQUIRED_PROPERTY": Code.REQUIRED_MISSING,
    "MISSING_CONDITIONAL_REQUIRED_PROPERTY": Code.REQUIRED_MISSING,
}
_CATEGORIES = {
    "CONFLICT": Code.CONFLICTING_ID,
    "OBJECT_ALREADY_EXISTS": Code.CONFLICTING_ID,
    "OBJECT_NOT_FOUND": Code.NOT_FOUND,
}
_WITHOUT_BODY = frozenset({401, 404, 413, 414, 423, 429, 477})  # whose status says enough
_NO_SUCH_OBJECT = re.compile(r"Unable to infer object type from: ([\w-]{1,100})")
_NAME = re.compile(r"[A-Za-z0-9_]{1,250}")
_SCOPE = re.compile(r"[a-z0-9_.-]{1,100}")
_ID = re.compile(r"\d{1,30}")
_decode_list = msgspec.json.Decoder(list[dict[str, Any]]).decode
_EXISTING = re.compile(r"Existing ID: (\d{1,30})")  # a hint: nothing rests on it


def translate(
    status: int, headers: Mapping[str, str], body: Json, until_reset: Callable[[], float]
) -> SyncError:
    """Turn an unwelcome answer into a core error.

    `until_reset` tells the seconds until the portal's daily limit starts anew. A 401 comes here
    only after an OAuth token was renewed once.
    """
    known: Mapping[str, Any] = body if isinstance(body, dict) else {}
    reference = _reference(known) or headers.get(CORRELATION)
    if status >= 500:
        wait = retry_after(headers)
        return TransientError(
            Code.UNAVAILABLE, retry_after=wait, status=status, reference=reference
        )
    if not known and status not in _WITHOUT_BODY and status >= 400:
        return SyncError(Code.NOT_JSON, status=status, reference=reference)
    match status:
        case 400 | 409:
            return _unknown_object(known, reference) or _refused(
                status, refusal_in(known, reference)
            )
        case 401:
            return UserActionError(Code.TOKEN_REJECTED, status=status, reference=reference)
        case 403:
            return _forbidden(known, reference)
        case 404 if known.get("category") == "OBJECT_NOT_FOUND":
            return RefusedError(Code.NOT_FOUND, status=status, reference=reference)
        case 404 | 410:  # a path that HubSpot knows no more: the program is too old
            return SyncError(Code.VERSION_RETIRED, status=status, reference=reference)
        case 413 | 414:
            return RefusedError(
                Code.RECORD_REFUSED, status=status, reference=reference, detail="too large"
            )
        case 423 | 429 | 477:
            return _later(status, headers, known, until_reset, reference)
        case _:
            return SyncError(Code.UNEXPECTED, status=status, reference=reference)


def _unknown_object(body: Mapping[str, Any], reference: str | None) -> SyncError | None:
    """Return what it is to ask for a kind of record that the portal does not have."""
    found = _NO_SUCH_OBJECT.fullmatch(str(body.get("message")))
    if found is None:
        return None
    return UserActionError(Code.OBJECT_MISSING, status=400, reference=reference, detail=found[1])


def _refused(status: int, refusal: Refusal) -> RefusedError:
    return RefusedError(
        refusal.code,
        refusal=refusal,
        status=status,
        reference=refusal.reference,
        detail=refusal.field,
    )


def refusal_in(error: Mapping[str, Any], reference: str | None = None) -> Refusal:
    """Return what one error body says, be it an answer's own or one of a 207's.

    `reference` is the answer's number, for errors that have none of their own.
    """
    reference = _reference(error) or reference
    code = _CATEGORIES.get(str(error.get("category")))
    if code is not None:
        existing = _existing(error) if code is Code.CONFLICTING_ID else None
        return Refusal(code, reference=reference, existing_id=existing)
    found = _details(error)
    if not found:
        return Refusal(Code.RECORD_REFUSED, reference=reference)
    # One refusal names one property; the next one shows itself when this one is left out.
    code, field = next((each for each in found if each[1] is not None), found[0])
    return Refusal(code, field=field, reference=reference)


@dataclass(frozen=True, slots=True)
class Named:
    """What a refusal of several inputs names: who or what was at fault."""

    traces: frozenset[str]
    ids: frozenset[str]
    fields: frozenset[str]


def named_in(error: Mapping[str, Any]) -> Named:
    """Return the inputs and properties that an error names."""
    context = _context(error)
    ids = (*_texts(context, "ids"), *_texts(context, "id"))
    return Named(
        traces=frozenset(_texts(context, "objectWriteTraceId")),
        ids=frozenset(ids),
        fields=frozenset(field for _code, field in _details(error) if field is not None),
    )


def _details(error: Mapping[str, Any]) -> list[tuple[Code, str | None]]:
    """Return why which property was refused: from the list of errors, else from the message."""
    listed = error.get("errors")
    found = [
        (_validation(detail.get("code")), _property(_texts(_context(detail), "propertyName")))
        for detail in (listed if isinstance(listed, list) else ())
        if isinstance(detail, dict)
    ]
    if any(field is not None for _code, field in found):
        return found
    told = [
        (_validation(each.get("error")), _property([each.get("name")]))
        for each in _in_message(error.get("message"))
    ]
    return told or found


def _in_message(message: object) -> list[dict[str, Any]]:
    """Return the list that HubSpot writes into "Property values were not valid: [...]"."""
    if not isinstance(message, str) or "[{" not in message:
        return []
    try:
        return _decode_list(message[message.index("[{") :])
    except (msgspec.MsgspecError, RecursionError):
        return []


def _validation(word: object) -> Code:
    code = _VALIDATION.get(str(word))
    if code is None:
        code = Code.VALUE_INVALID if str(word).startswith("INVALID_") else Code.RECORD_REFUSED
    return code


def _forbidden(body: Mapping[str, Any], reference: str | None) -> SyncError:
    if body.get("category") != "MISSING_SCOPES":
        return UserActionError(Code.NOT_PERMITTED, status=403, reference=reference)
    places = [body]
    listed = body.get("errors")
    places += [each for each in listed if isinstance(each, dict)] if listed else []
    scopes = {
        scope
        for place in places
        for scope in _texts(_context(place), "requiredGranularScopes")
        if _SCOPE.fullmatch(scope)
    }
    return UserActionError(
        Code.SCOPE_MISSING,
        status=403,
        reference=reference,
        detail=" ".join(sorted(scopes)) or None,
    )


def _later(
    status: int,
    headers: Mapping[str, str],
    body: Mapping[str, Any],
    until_reset: Callable[[], float],
    reference: str | None,
) -> SyncError:
    said = retry_after(headers)
    if status == 423:
        code, wait = Code.LOCKED, max(LOCKED_WAIT, said or 0.0)
    elif status == 477:
        code, wait = Code.MIGRATING, MIGRATING_WAIT if said is None else said
    elif body.get("policyName") == "DAILY":
        code, wait = Code.DAILY_LIMIT, max(until_reset(), said or 0.0)
    else:
        code = Code.RATE_LIMITED
        usual = POLICY_WAITS.get(str(body.get("policyName")), UNKNOWN_POLICY_WAIT)
        wait = usual if said is None else said
    return TransientError(code, retry_after=wait, status=status, reference=reference)


def _existing(error: Mapping[str, Any]) -> str | None:
    for existing in _texts(_context(error), "existingId"):
        if _ID.fullmatch(existing):
            return existing
    hint = _EXISTING.search(str(error.get("message")))
    return hint[1] if hint else None


def _reference(body: Mapping[str, Any]) -> str | None:
    reference = body.get("correlationId")
    return reference if isinstance(reference, str) and len(reference) <= 100 else None


def _context(error: Mapping[str, Any]) -> Mapping[str, Any]:
    context = error.get("context")
    return context if isinstance(context, dict) else {}


def _texts(context: Mapping[str, Any], name: str) -> list[str]:
    """Return the texts under a name; HubSpot puts even single ones into a list."""
    found = context.get(name)
    return [str(each) for each in found] if isinstance(found, list) else []


def _property(names: Sequence[object]) -> str | None:
    name = names[0] if names else None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None
