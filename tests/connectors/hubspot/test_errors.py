"""HubSpot's refusals in our words, each with its number and none with a record's value (P9)."""

import pytest

from connectors.hubspot.errors import named_in, refusal_in, translate
from core.errors import Code, Refusal, RefusedError, SyncError, TransientError, UserActionError

SECRET = "Zebediah Quatermass"
CORRELATION = "corr-1"
SCOPES = "crm.schemas.deals.write"
MIDNIGHT = 5400.0  # seconds until the daily limit starts anew


def body(category: str | None = None, **more: object) -> dict[str, object]:
    known: dict[str, object] = {
        "status": "error",
        "message": f"{SECRET} is not right",
        "correlationId": CORRELATION,
        **more,
    }
    return known if category is None else known | {"category": category}


def policy(name: str) -> dict[str, object]:
    return body(errorType="RATE_LIMIT", policyName=name)


ANSWERS = [
    (400, body("VALIDATION_ERROR"), RefusedError, Code.RECORD_REFUSED),
    (400, body(), RefusedError, Code.RECORD_REFUSED),
    (400, None, SyncError, Code.NOT_JSON),
    (401, body("INVALID_AUTHENTICATION"), UserActionError, Code.TOKEN_REJECTED),
    (401, body("EXPIRED_AUTHENTICATION"), UserActionError, Code.TOKEN_REJECTED),
    (401, None, UserActionError, Code.TOKEN_REJECTED),
    (403, body("MISSING_SCOPES"), UserActionError, Code.SCOPE_MISSING),
    (403, body("FORBIDDEN"), UserActionError, Code.NOT_PERMITTED),
    (403, None, SyncError, Code.NOT_JSON),
    (404, body("OBJECT_NOT_FOUND"), RefusedError, Code.NOT_FOUND),
    (404, body(), SyncError, Code.VERSION_RETIRED),
    (404, None, SyncError, Code.VERSION_RETIRED),
    (405, None, SyncError, Code.NOT_JSON),
    (409, body("CONFLICT"), RefusedError, Code.CONFLICTING_ID),
    (409, body("OBJECT_ALREADY_EXISTS"), RefusedError, Code.CONFLICTING_ID),
    (410, body(), SyncError, Code.VERSION_RETIRED),
    (413, None, RefusedError, Code.RECORD_REFUSED),
    (414, None, RefusedError, Code.RECORD_REFUSED),
    (418, body(), SyncError, Code.UNEXPECTED),
    (423, body(), TransientError, Code.LOCKED),
    (429, policy("TEN_SECONDLY_ROLLING"), TransientError, Code.RATE_LIMITED),
    (429, policy("SECONDLY"), TransientError, Code.RATE_LIMITED),
    (429, policy("DAILY"), TransientError, Code.DAILY_LIMIT),
    (429, body("RATE_LIMITS"), TransientError, Code.RATE_LIMITED),
    (429, None, TransientError, Code.RATE_LIMITED),
    (477, body(), TransientError, Code.MIGRATING),
    (500, body(), TransientError, Code.UNAVAILABLE),
    (502, None, TransientError, Code.UNAVAILABLE),
    (524, None, TransientError, Code.UNAVAILABLE),
]


@pytest.mark.parametrize(("status", "answer", "kind", "code"), ANSWERS)
def test_each_answer_has_its_code_its_number_and_no_content(
    status: int, answer: dict[str, object] | None, kind: type[SyncError], code: Code
) -> None:
    """(P9)"""
    error = translate(status, {}, answer, lambda: MIDNIGHT)
    assert (type(error), error.code, error.status) == (kind, code, status)
    assert error.reference == (CORRELATION if answer else None)
    refusal = error.refusal if isinstance(error, RefusedError) else None
    assert SECRET not in f"{error!r}{error}{refusal}"


@pytest.mark.parametrize(
    ("status", "answer", "headers", "seconds"),
    [
        (429, policy("TEN_SECONDLY_ROLLING"), {}, 10.0),
        (429, policy("SECONDLY"), {}, 1.0),
        (429, policy("SECONDLY"), {"retry-after": "4"}, 4.0),
        (429, policy("DAILY"), {}, MIDNIGHT),
        (429, None, {}, 10.0),
        (423, body(), {}, 2.0),
        (423, body(), {"retry-after": "1"}, 2.0),
        (477, body(), {"retry-after": "86400"}, 86_400.0),
        (477, body(), {}, 3600.0),
        (503, None, {"retry-after": "7"}, 7.0),
        (503, None, {"retry-after": "soon"}, None),
    ],
)
def test_each_wait_is_as_long_as_hubspot_says_or_its_manual(
    status: int, answer: dict[str, object] | None, headers: dict[str, str], seconds: float | None
) -> None:
    error = translate(status, headers, answer, lambda: MIDNIGHT)
    assert isinstance(error, TransientError)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    "answer",
    [
        body("MISSING_SCOPES", errors=[{"context": {"requiredGranularScopes": [SCOPES]}}]),
        body("MISSING_SCOPES", context={"requiredGranularScopes": [SCOPES, SECRET]}),
    ],
)
def test_a_missing_scope_is_named_in_both_shapes(answer: dict[str, object]) -> None:
    error = translate(403, {}, answer, lambda: MIDNIGHT)
    assert (error.code, error.detail) == (Code.SCOPE_MISSING, SCOPES)


WORDS = {
    "PROPERTY_DOESNT_EXIST": Code.PROPERTY_MISSING,
    "READ_ONLY_VALUE": Code.READ_ONLY,
    "INVALID_OPTION": Code.OPTION_UNKNOWN,
    "INVALID_EMAIL": Code.VALUE_INVALID,
    "INVALID_DATE": Code.VALUE_INVALID,
    "INVALID_LONG": Code.VALUE_INVALID,
    "INVALID_INTEGER": Code.VALUE_INVALID,
    "INVALID_ALPHA": Code.VALUE_INVALID,
    "LEADING_TRAILING_WHITESPACE": Code.VALUE_INVALID,
    "REQUIRED_FIELD": Code.REQUIRED_MISSING,
    "MISSING_REQUIRED_PROPERTY": Code.REQUIRED_MISSING,
    "MISSING_CONDITIONAL_REQUIRED_PROPERTY": Code.REQUIRED_MISSING,
    "A_WORD_OF_NEXT_YEAR": Code.RECORD_REFUSED,
}


@pytest.mark.parametrize(("word", "code"), WORDS.items())
def test_a_refused_value_names_its_property_from_the_list_of_errors(word: str, code: Code) -> None:
    error = body(
        "VALIDATION_ERROR",
        errors=[{"message": SECRET, "code": word, "context": {"propertyName": ["zip9"]}}],
    )
    assert refusal_in(error) == Refusal(code, field="zip9", reference=CORRELATION)


@pytest.mark.parametrize(("word", "code"), WORDS.items())
def test_or_from_the_list_in_the_message(word: str, code: Code) -> None:
    """A 207 tells it nowhere else."""
    told = f'[{{"isValid":false,"message":"{SECRET}","error":"{word}","name":"zip9"}}]'
    error = {
        "category": "VALIDATION_ERROR",
        "message": f"Property values were not valid: {told}",
        "context": {"objectWriteTraceId": ["3"]},
    }
    assert refusal_in(error, CORRELATION) == Refusal(code, field="zip9", reference=CORRELATION)
    assert named_in(error).traces == {"3"}


@pytest.mark.parametrize(
    "message",
    ["Property values were not valid: [{", 'not valid: [{"name": 3}]', "[{]", "", 7, None],
)
def test_a_message_that_cannot_be_read_is_a_refusal_all_the_same(message: object) -> None:
    error = {"category": "VALIDATION_ERROR", "message": message}
    assert refusal_in(error) == Refusal(Code.RECORD_REFUSED)


def test_a_name_that_no_property_can_have_is_left_out() -> None:
    """(P9)"""
    error = body(errors=[{"code": "INVALID_EMAIL", "context": {"propertyName": [SECRET]}}])
    assert refusal_in(error) == Refusal(Code.VALUE_INVALID, reference=CORRELATION)


def test_the_property_is_preferred_to_an_error_without_one() -> None:
    error = body(
        errors=[
            {"code": "INVALID_EMAIL"},
            {"code": "INVALID_OPTION", "context": {"propertyName": ["state"]}},
        ]
    )
    assert refusal_in(error).field == "state"


@pytest.mark.parametrize(
    ("error", "existing"),
    [
        (body("CONFLICT", context={"existingId": ["171591000198"]}), "171591000198"),
        (body("CONFLICT", message="Contact already exists. Existing ID: 6001"), "6001"),
        (body("CONFLICT", message="Contact already exists"), None),
        (body("CONFLICT", context={"existingId": [SECRET]}, message="x"), None),
    ],
)
def test_a_conflict_names_the_record_in_the_way(
    error: dict[str, object], existing: str | None
) -> None:
    assert refusal_in(error) == Refusal(
        Code.CONFLICTING_ID, reference=CORRELATION, existing_id=existing
    )


def test_several_missing_records_are_all_named() -> None:
    error = {"category": "OBJECT_NOT_FOUND", "context": {"ids": ["12", "13"]}}
    assert named_in(error).ids == {"12", "13"}
    assert refusal_in(error).code is Code.NOT_FOUND


def test_an_object_that_the_portal_does_not_have_is_named() -> None:
    answer = {"status": "error", "message": "Unable to infer object type from: goats"}
    error = translate(400, {}, answer, lambda: MIDNIGHT)
    assert (error.code, error.detail) == (Code.OBJECT_MISSING, "goats")
