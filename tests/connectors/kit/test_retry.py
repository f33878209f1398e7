"""What a vendor's wish to be left alone for a while means in seconds."""

import pytest

from connectors.kit.retry import retry_after

NOW = "Tue, 24 Nov 2026 15:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"retry-after": "Tue, 24 Nov 2026 15:02:00 GMT", "date": NOW}, 120.0),
        ({"retry-after": "Tue, 24 Nov 2026 14:59:00 GMT", "date": NOW}, 0.0),
        ({"retry-after": "Tue, 24 Nov 2026 15:02:00 GMT"}, None),  # by whose clock?
        ({"retry-after": "Tue, 24 Nov 2026 15:02:00", "date": NOW}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after": "٣"}, 3.0),
        ({}, None),
    ],
)
def test_a_wait_is_a_number_of_seconds_or_a_time_by_the_vendors_own_clock(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers) == seconds
