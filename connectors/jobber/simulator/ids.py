"""Jobber's ids: opaque to a client, and here a kind and a number in base 64."""

import base64
import re

_GLOBAL = re.compile(r"gid://Jobber/(\w+)/(\d+)")


def encoded(kind: str, number: int) -> str:
    """Return an id.

    >>> encoded("Client", 71)
    'Z2lkOi8vSm9iYmVyL0NsaWVudC83MQ=='
    """
    return base64.b64encode(f"gid://Jobber/{kind}/{number}".encode()).decode()


def is_encoded(text: object) -> bool:
    """Return whether `text` is an id at all, of whatever kind."""
    return isinstance(text, str) and number_in(text) is not None


def number_in(text: str) -> int | None:
    """Return the number in an id; None if it is none."""
    try:
        found = _GLOBAL.fullmatch(base64.b64decode(text, validate=True).decode())
    except ValueError:
        return None
    return int(found[2]) if found is not None else None
