"""Normal forms: when two values of a field are the same, whatever each system made of them.

Two forms with two uses. `normal` is strict: equal normal forms are one value, so a system's own
reformatting is no change. `match_text` is lenient: it finds the same person under another
spelling and never decides alone.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

import phonenumbers

from core.records import FieldValue
from core.schema import FieldType

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# What most American offices write; for it, the library's answer is known and its work is not cheap.
_NANP = re.compile(r"(?:\+?1[ .-]?)?\(?([2-9][0-9]{2})\)?[ .-]{0,2}([0-9]{3})[ .-]?([0-9]{4})")
_NANP_REGIONS = frozenset({"US", "CA"})
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w]+")


def normal(kind: FieldType, value: FieldValue, region: str = "US") -> str:
    """Return the text that stands for `value` in comparisons; "" stands for nothing.

    `region` is the office's two-letter country, for phone numbers written without one.

    >>> normal(FieldType.EMAIL, " Ana@Example.com "), normal(FieldType.NUMBER, Decimal("12.50"))
    ('ana@example.com', '12.5')
    >>> normal(FieldType.PHONE, "(303) 555-0118") == normal(FieldType.PHONE, "+13035550118")
    True
    >>> normal(FieldType.TEXT, None), normal(FieldType.CHOICES, ("b", "a"))
    ('', 'a;b')
    >>> normal(FieldType.CHOICE, True)  # as HubSpot tells it
    'true'
    """
    return "" if value is None else form(kind, region)(value)


def form(kind: FieldType, region: str = "US") -> Callable[[FieldValue], str]:
    """Return `normal` for one kind of field, for values that are not None."""
    if kind is FieldType.PHONE:
        return lambda value: _phone(value, region)
    return _FORMS.get(kind, _text)


def _phone(value: FieldValue, region: str) -> str:
    text = _text(value) if isinstance(value, tuple) else str(value)
    return e164(text, region) or _SPACES.sub(" ", text.strip())


@lru_cache(maxsize=4096)
def e164(text: str, region: str = "US") -> str | None:
    """Return `text` as +, country code and number, or None if it holds no possible number.

    An extension is left out. The cache holds what passed lately, in memory only.

    >>> e164("(415) 555-0132 ext. 4"), e164("+44 20 7946 0018"), e164("call me")
    ('+14155550132', '+442079460018', None)
    """
    if _E164.fullmatch(text):
        return text
    if region in _NANP_REGIONS and (parts := _NANP.fullmatch(text)):
        return f"+1{parts[1]}{parts[2]}{parts[3]}"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def match_text(value: FieldValue) -> str:
    """Return letters and digits only, without case, accents or order of separators.

    >>> match_text("  Renée  O'Brien-Lee ")
    'renee obrien lee'
    """
    if value is None:
        return ""
    text = str(value).replace("'", "").replace("’", "")
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def is_empty(value: FieldValue) -> bool:
    """Return whether `value` says nothing: None, blank text, no choice."""
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def _text(value: FieldValue) -> str:
    if isinstance(value, tuple):
        return ";".join(sorted(_text(item) for item in value))
    if isinstance(value, bool):
        return _bool(value)
    text = str(value)
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).strip()


def _long_text(value: FieldValue) -> str:
    return _text(str(value).replace("\r\n", "\n").replace("\r", "\n"))


def _email(value: FieldValue) -> str:
    return str(value).strip().lower()


def _number(value: FieldValue) -> str:
    text = _text(value) if isinstance(value, tuple) else str(value).strip()
    try:
        number = value if isinstance(value, Decimal) else Decimal(text)
        if not number.is_finite():
            return _text(value)
    except ArithmeticError:
        return _text(value)
    plain = format(number, "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def _bool(value: FieldValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip().lower()


def _date(value: FieldValue) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(UTC).date()
    return value.isoformat() if isinstance(value, date) else _text(value)


def _datetime(value: FieldValue) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    return _text(value)


def _url(value: FieldValue) -> str:
    text = str(value).strip()
    scheme, mark, rest = text.partition("://")
    host, slash, path = (rest if mark else scheme).partition("/")
    return (f"{scheme.lower()}://" if mark else "") + host.lower() + slash + path


_FORMS: dict[FieldType, Callable[[FieldValue], str]] = {
    FieldType.LONG_TEXT: _long_text,
    FieldType.EMAIL: _email,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.INTEGER: _number,
    FieldType.BOOL: _bool,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.URL: _url,
}
