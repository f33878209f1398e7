"""The steps of a transform: named, pure value functions, each with its settings.

None in means "nothing there" and stays None unless a step says otherwise; a value that a step can
make nothing of becomes None or stays as it is, never an exception: the plan's checks then tell
what does not fit.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email

from core.normal import e164, is_empty
from core.records import FieldValue

Values = tuple[FieldValue, ...]
Plain = Callable[[FieldValue], FieldValue]

_SPACES = re.compile(r"\s+")
_SIMPLE_EMAIL = re.compile(r"[a-z0-9]+([._+-][a-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,24}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What some steps need to know of the office and the field they write."""

    region: str = "US"  # two-letter country
    labels: Mapping[str, str] = field(default_factory=dict)  # option label, casefold -> value
    owners: Callable[[], Mapping[str, str]] | None = None  # lower-case e-mail -> owner id


@dataclass(frozen=True, slots=True)
class Made:
    """One step, compiled. `gathers` steps take all values; others take the first."""

    forward: Callable[[Any], FieldValue]
    backward: Callable[[FieldValue], Any] | None = None
    gathers: bool = False
    fills: bool = False  # makes something of nothing, as a default does


# -- text ----------------------------------------------------------------------------------------


def clean(value: FieldValue) -> FieldValue:
    r"""Trim, and make every run of white space one space.

    >>> clean("  Ana \t Ruiz ")
    'Ana Ruiz'
    """
    return _SPACES.sub(" ", value.strip()) or None if isinstance(value, str) else value


def email(value: FieldValue) -> FieldValue:
    """Return a valid address in lower case, else None.

    >>> email(" Ana@Example.COM "), email("none"), email("a@b")
    ('ana@example.com', None, None)
    """
    if not isinstance(value, str):
        return None
    text = value.strip().lower()
    if _SIMPLE_EMAIL.fullmatch(text):
        return text
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return text


def _phone(args: dict[str, Any], around: Surroundings) -> Made:
    region = str(args.get("region", around.region))

    def forward(value: FieldValue) -> FieldValue:
        if not isinstance(value, str) or not value.strip():
            return None
        return e164(value, region) or _SPACES.sub(" ", value.strip())

    return Made(forward, same)


def name_case(value: FieldValue) -> FieldValue:
    """Give a name that is all capitals or all small its capitals; leave any other alone.

    >>> name_case("RUIZ"), name_case("maria lopez"), name_case("McDonald"), name_case("de la Cruz")
    ('Ruiz', 'Maria Lopez', 'McDonald', 'de la Cruz')
    """
    text = clean(value)
    if isinstance(text, str) and len(text) > 1 and (text.isupper() or text.islower()):
        return re.sub(r"[^\W\d_]+(['’][^\W\d_]+)?", lambda word: word[0].capitalize(), text)
    return text


def _truncate(args: dict[str, Any], _around: Surroundings) -> Made:
    most = int(args["length"])

    def forward(value: FieldValue) -> FieldValue:
        if isinstance(value, str) and len(value) > most:
            return value[: most - 1].rstrip() + "…"
        return value

    return Made(forward)


def _lines(args: dict[str, Any], _around: Surroundings) -> Made:
    """Several lines become one, as in a street address."""
    separator = str(args.get("separator", ", "))

    def forward(value: FieldValue) -> FieldValue:
        if not isinstance(value, str):
            return value
        return separator.join(part.strip() for part in value.splitlines() if part.strip()) or None

    return Made(forward, same)


# -- dates, numbers, truth -----------------------------------------------------------------------


def _date(args: dict[str, Any], _around: Surroundings) -> Made:
    zone = ZoneInfo(str(args["zone"])) if "zone" in args else UTC
    form = args.get("format")

    def forward(value: FieldValue) -> FieldValue:
        if isinstance(value, datetime):
            return value.astimezone(zone).date()
        if isinstance(value, str):
            try:
                if form:
                    return datetime.strptime(value.strip(), str(form)).replace(tzinfo=zone).date()
                return date.fromisoformat(value.strip()[:10])
            except ValueError:
                return None
        return value if isinstance(value, date) else None

    return Made(forward, same)


def _datetime(args: dict[str, Any], _around: Surroundings) -> Made:
    zone = ZoneInfo(str(args["zone"])) if "zone" in args else UTC

    def forward(value: FieldValue) -> FieldValue:
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=zone).astimezone(UTC)
        if isinstance(value, str):
            try:
                moment = datetime.fromisoformat(value.strip())
            except ValueError:
                return None
            return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
        return None

    return Made(forward, same)


def _number(args: dict[str, Any], _around: Surroundings) -> Made:
    places = args.get("places")

    def forward(value: FieldValue) -> FieldValue:
        number = to_decimal(value)
        if number is None or places is None:
            return number
        return number.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_EVEN)

    return Made(forward, same)


def to_decimal(value: FieldValue) -> Decimal | None:
    """Return a number, read as US offices write it, or None.

    >>> to_decimal("$1,234.50"), to_decimal("(12)"), to_decimal("n/a")
    (Decimal('1234.50'), Decimal('-12'), None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if not isinstance(value, str):
        return None
    text = value.strip().replace(",", "").replace("$", "")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


# -- choices -------------------------------------------------------------------------------------


def _choice(args: dict[str, Any], around: Surroundings) -> Made:
    """Translate by a table; targets may be option values or their labels as HubSpot shows them.

    Settings: map {from: to}, default (for what is not in the map; absent: passed on as it is).
    """
    table = {str(key).casefold(): str(to) for key, to in args.get("map", {}).items()}
    back = {str(to).casefold(): str(key) for key, to in reversed(args.get("map", {}).items())}
    values_to_labels = {value: label for label, value in around.labels.items()}
    default = args.get("default")

    def forward(value: FieldValue) -> FieldValue:
        if is_empty(value):
            return None
        text = str(value).strip()
        text = table.get(text.casefold(), text if default is None else str(default))
        return around.labels.get(text.casefold(), text)

    def backward(value: FieldValue) -> FieldValue:
        if is_empty(value):
            return None
        text = str(value)
        return back.get(values_to_labels.get(text, text).casefold()) or back.get(text.casefold())

    return Made(forward, backward if len(back) == len(table) and default is None else None)


def _owner(_args: dict[str, Any], around: Surroundings) -> Made:
    """Turn a colleague's e-mail into HubSpot's owner id; nobody known is nothing."""

    def forward(value: FieldValue) -> FieldValue:
        if is_empty(value) or around.owners is None:
            return None
        return around.owners().get(str(value).strip().lower())

    def backward(value: FieldValue) -> FieldValue:
        if is_empty(value) or around.owners is None:
            return None
        return next((mail for mail, owner in around.owners().items() if owner == str(value)), None)

    return Made(forward, backward)


# -- several fields, and none --------------------------------------------------------------------


def _join(args: dict[str, Any], _around: Surroundings) -> Made:
    """Put several values into one text, leaving out the empty ones."""
    separator = str(args.get("separator", " "))
    parts = int(args["parts"]) if "parts" in args else None

    def forward(values: Values) -> FieldValue:
        texts: list[str] = []
        for value in values:
            items = value if isinstance(value, tuple) else (value,)
            texts.extend(str(item).strip() for item in items if not is_empty(item))
        return separator.join(texts) or None

    def backward(value: FieldValue) -> Values:
        assert parts is not None
        found = [] if is_empty(value) else str(value).split(separator, parts - 1)
        return tuple(found[i].strip() if i < len(found) else None for i in range(parts))

    return Made(forward, backward if parts is not None and separator.strip() else None, True)


def _split(args: dict[str, Any], _around: Surroundings) -> Made:
    separator, index = str(args.get("separator", " ")), int(args.get("index", 0))

    def forward(value: FieldValue) -> FieldValue:
        if not isinstance(value, str):
            return None
        found = value.split(separator)
        return found[index].strip() or None if -len(found) <= index < len(found) else None

    return Made(forward)


def _constant(args: dict[str, Any], around: Surroundings) -> Made:
    value = around.labels.get(str(args["value"]).casefold(), args["value"])
    return Made(lambda _values: value, gathers=True, fills=True)


def _default(args: dict[str, Any], around: Surroundings) -> Made:
    fallback = around.labels.get(str(args["value"]).casefold(), args["value"])
    return Made(lambda value: fallback if is_empty(value) else value, same, fills=True)


def _when(args: dict[str, Any], around: Surroundings) -> Made:
    """Give one value when the field is true, else nothing: a client's lifecycle stage."""
    value = around.labels.get(str(args["value"]).casefold(), args["value"])
    return Made(lambda flag: value if flag is True or flag == "true" else None)


def same(value: FieldValue) -> FieldValue:
    return value


def _plain(function: Plain, backward: Plain | None = same) -> Callable[..., Made]:
    return lambda _args, _around: Made(function, backward)


STEPS: Mapping[str, Callable[[dict[str, Any], Surroundings], Made]] = {
    "clean": _plain(clean),
    "email": _plain(email),
    "phone": _phone,
    "name": _plain(name_case),
    "truncate": _truncate,
    "lines": _lines,
    "date": _date,
    "datetime": _datetime,
    "number": _number,
    "choice": _choice,
    "owner": _owner,
    "join": _join,
    "split": _split,
    "constant": _constant,
    "default": _default,
    "when": _when,
}
