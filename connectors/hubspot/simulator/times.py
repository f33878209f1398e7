"""HubSpot's times: milliseconds since 1970 inside, ISO texts or milliseconds on the wire."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000  # milliseconds


def to_ms(moment: datetime) -> int:
    """Return whole milliseconds, cut and not rounded.

    >>> to_ms(datetime(1970, 1, 2, tzinfo=UTC))
    86400000
    """
    return (moment - EPOCH) // timedelta(milliseconds=1)


def iso(ms: int) -> str:
    """Return the text that HubSpot answers.

    >>> iso(86_400_123)
    '1970-01-02T00:00:00.123Z'
    """
    moment = EPOCH + timedelta(milliseconds=ms)
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"


def parsed(text: str) -> int | None:
    """Return the milliseconds of an ISO text with a zone, a date or a number; None is neither.

    >>> parsed("1970-01-02"), parsed("86400000"), parsed("1970-01-02T01:00:00+01:00")
    (86400000, 86400000, 86400000)
    >>> parsed("1970-01-02T00:00:00") is None, parsed("soon") is None
    (True, True)
    """
    text = text.strip()
    if text.lstrip("-").isdecimal():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        if len(text) != len("1970-01-02"):
            return None
        moment = moment.replace(tzinfo=UTC)
    return to_ms(moment)
