"""Times as they are stored: whole milliseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(milliseconds=1)


def stored(moment: datetime) -> int:
    return (moment - _START) // _STEP


def loaded(milliseconds: int) -> datetime:
    return _START + milliseconds * _STEP


def loaded_or_none(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else loaded(milliseconds)
