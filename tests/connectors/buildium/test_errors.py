"""Buildium's refusals in our words."""

from collections.abc import Mapping

import pytest

from connectors.buildium.errors import translate
from core.errors import Code, RefusedError, SyncError, TransientError, UserActionError

NOTHING: Mapping[str, str] = {}
SECRET = "Zebediah Quatermass"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, Code.RECORD_REFUSED, RefusedError),
        (401, Code.TOKEN_REJECTED, UserActionError),
        (403, Code.NOT_PERMITTED, UserActionError),
        (404, Code.NOT_FOUND, RefusedError),
        (409, Code.RECORD_REFUSED, RefusedError),
        (410, Code.VERSION_RETIRED, SyncError),
        (415, Code.UNEXPECTED, SyncError),
        (418, Code.UNEXPECTED, SyncError),
        (422, Code.RECORD_REFUSED, RefusedError),
        (429, Code.RATE_LIMITED, TransientError),
        (500, Code.UNAVAILABLE, TransientError),
        (503, Code.UNAVAILABLE, TransientError),
    ],
)
@pytest.mark.parametrize("body", [None, "<html>", {"UserMessage": SECRET}, [SECRET], 7])
def test_a_status_has_its_code_whatever_the_body(
    status: int, code: Code, kind: type[SyncError], body: object
) -> None:
    error = translate(status, NOTHING, body)
    assert (error.code, type(error), error.status) == (code, kind, status)
    assert SECRET not in f"{error}{error.__dict__}"


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("Email", "email"),
        ("email", "email"),
        ("PhoneNumbers.Mobile", "phone_mobile"),
        ("Address.PostalCode", "postal_code"),
        ("Address", "street"),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_a_field_that_does_not_fit_is_named_in_our_words(status: int, key: str, field: str) -> None:
    body = {"Errors": [{"Key": SECRET, "Value": SECRET}, {"Key": key, "Value": SECRET}]}
    error = translate(status, NOTHING, body)
    assert isinstance(error, RefusedError)
    assert (error.refusal.code, error.refusal.field) == (Code.VALUE_INVALID, field)
    assert SECRET not in f"{error}{error.__dict__}"


@pytest.mark.parametrize("errors", [None, "x", [None], [{"Key": None}], [{"Key": SECRET}], [7]])
def test_a_name_that_we_do_not_know_is_not_repeated(errors: object) -> None:
    error = translate(422, NOTHING, {"Errors": errors})
    assert error.code is Code.RECORD_REFUSED
    assert SECRET not in f"{error}{error.__dict__}"


def test_a_time_to_come_again_is_kept_though_none_is_documented() -> None:
    error = translate(429, {"retry-after": "3"}, None)
    assert isinstance(error, TransientError)
    assert error.retry_after == 3
