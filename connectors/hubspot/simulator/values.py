"""What HubSpot makes of a property's value: a text that it keeps, or a fault.

Codes are those that were seen somewhere; which of the number codes a bad number gets is unverified.
"""

import re
from collections.abc import Callable, Collection
from datetime import date

from connectors.hubspot.simulator.errors import PropertyFault
from connectors.hubspot.simulator.rows import Property
from connectors.hubspot.simulator.times import DAY, EPOCH, iso, parsed

LONGEST_TEXT = 65_536  # characters
ADDRESS = re.compile(r"[^\s@<>,;\"()]+@[^\s@<>,;\"()]+\.[^\s@<>,;\"().]{2,}")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"

Allowed = Callable[[Property], Collection[str]]
"""Returns the option values of an enumeration, wherever in the portal they come from."""


def as_text(raw: object) -> str:
    """Return a JSON value as HubSpot keeps it; "" clears, and so does null.

    >>> as_text(True), as_text(12), as_text(None), as_text("12.50")
    ('true', '12', '', '12.50')
    """
    if isinstance(raw, str):
        return raw
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return str(raw).lower()
    return str(raw)


def checked(definition: Property, text: str, allowed: Allowed, *, strict_spaces: bool) -> str:
    """Return the text that is kept for `text`; raises PropertyFault.

    Outer white space of a value that is no free text is kept, but does not count.
    """
    if not text:
        return text
    if definition.name == "email":
        return _email(text)
    if definition.type in ("string", "phone_number"):
        if len(text) > LONGEST_TEXT:
            raise PropertyFault(definition.name, "INVALID_LENGTH", "The value is too long")
        return text
    bare = text.strip().strip(INVISIBLE).strip()
    if strict_spaces and bare != text:
        message = f"{definition.name} has leading or trailing white space"
        raise PropertyFault(definition.name, "LEADING_TRAILING_WHITESPACE", message)
    if definition.type == "enumeration":
        return _options(definition, text, allowed)
    kept = CHECKS[definition.type](definition.name, bare)
    return kept if bare == text else text


def _email(text: str) -> str:
    bare = text.strip().lower()
    if not ADDRESS.fullmatch(bare) or ".." in bare:
        raise PropertyFault("email", "INVALID_EMAIL", f"Email address {text} is invalid")
    return bare


def _options(definition: Property, text: str, allowed: Allowed) -> str:
    known = allowed(definition)
    for part in text.split(";") if definition.field_type == "checkbox" else [text]:
        bare = part.strip().strip(INVISIBLE).strip()
        if bare and bare not in known:
            message = f"{bare} was not one of the allowed options: [{', '.join(known)}]"
            raise PropertyFault(definition.name, "INVALID_OPTION", message)
    return text


def _number(name: str, text: str) -> str:
    if not NUMBER.fullmatch(text):
        raise PropertyFault(name, "INVALID_INTEGER", f"{text} was not a valid number.")
    return text


def _bool(name: str, text: str) -> str:
    if text.lower() not in ("true", "false"):
        message = f"{text} was not one of the allowed options: [true, false]"
        raise PropertyFault(name, "INVALID_OPTION", message)
    return text.lower()


def _date(name: str, text: str) -> str:
    if DATE.fullmatch(text):
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            pass
    elif text.lstrip("-").isdecimal() and int(text) % DAY == 0:
        return date.fromordinal(EPOCH.toordinal() + int(text) // DAY).isoformat()
    raise PropertyFault(name, "INVALID_DATE", f"{text} is not a valid date at midnight UTC")


def _datetime(name: str, text: str) -> str:
    ms = parsed(text)
    if ms is None:
        raise PropertyFault(name, "INVALID_LONG", f"{text} was not a valid long.")
    return iso(ms)


CHECKS: dict[str, Callable[[str, str], str]] = {
    "number": _number,
    "bool": _bool,
    "date": _date,
    "datetime": _datetime,
}
