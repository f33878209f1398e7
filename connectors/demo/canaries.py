"""Every distinctive value of the fictional records, to look for where none may be (P9).

All texts of all records are walked, not a list of fields that somebody would have to keep up:
what is passed over are ids, times, and words that belong to everybody.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

SHORTEST = 7  # characters; shorter texts turn up by chance
NO_CONTENT = frozenset(
    {
        "id",
        "rev",
        "created_at",
        "updated_at",
        "type",
        "status",
        "state",
        "billing_method",
        "start_at",
        "end_at",
        "matter_stage_updated_at",
        "paid_at",
        # HubSpot's
        "createdate",
        "lastmodifieddate",
        "lifecyclestage",
        "pipeline",
        "dealstage",
        "hubspot_owner_id",
    }
)
STATES = ("status", "Status")  # ends of keys: words of everybody
PHONES = ("number", "phone", "mobile", "fax")  # parts of keys
RECENT = re.compile(r"20[12]\d-\d\d-\d\d")  # a run's own times begin like that


def of_records(
    records: Iterable[Mapping[str, object]],
    *,
    names: tuple[str, str] = ("first_name", "last_name"),
    beside: frozenset[str] = frozenset(),
) -> Iterator[str]:
    """Yield what could give away a person, a company or a case, of records as plain dicts.

    `names` are the keys of given and family name; keys in `beside` hold nothing distinctive, as
    those in NO_CONTENT.
    """
    for record in records:
        yield from _of_record(record, beside)
        yield from _spoken(*(record.get(name) for name in names))


def of_hubspot(
    records: Iterable[Mapping[str, str | None]], *, beside: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield the same of HubSpot's records, given as their properties."""
    spoken = (
        {k: v for k, v in record.items() if not k.startswith(("hs_", "sync300_"))}
        for record in records
    )
    yield from of_records(spoken, names=("firstname", "lastname"), beside=beside)


def _of_record(record: Mapping[str, object], beside: frozenset[str]) -> Iterator[str]:
    for key, text in _texts("", record, is_part=False):
        if key in beside:
            continue
        if any(word in key.lower() for word in PHONES):
            yield from phone_forms(text)
        for form in (text, " ".join(text.split()), *text.splitlines()):
            if is_distinctive(form):
                yield form
        if "@" in text:
            yield text.lower()


def _texts(key: str, value: object, *, is_part: bool) -> Iterator[tuple[str, str]]:
    """Yield every text in `value` with its key. A part's name is a label such as "Work"."""
    match value:
        case str() if key in NO_CONTENT or key.endswith(STATES) or (is_part and key == "name"):
            return
        case str():
            yield key, value
        case dict():
            for name, inner in value.items():
                yield from _texts(name, inner, is_part=is_part)
        case list():
            for inner in value:
                yield from _texts(key, inner, is_part=True)
        case _:
            return  # ids, sums and flags


def _spoken(*parts: object) -> Iterator[str]:
    both = " ".join(part.strip() for part in parts if isinstance(part, str) and part)
    if is_distinctive(both):
        yield both


def is_distinctive(text: str) -> bool:
    """Say whether finding `text` would prove that a record was written down.

    >>> is_distinctive("Rosenthal"), is_distinctive("1948-03-05"), is_distinctive("2026-03-05")
    (True, True, False)
    >>> is_distinctive("Ames"), is_distinctive("500000.00"), is_distinctive("unknown")
    (False, False, False)
    """
    if len(text) < SHORTEST or text.isspace() or text == "unknown" or RECENT.match(text):
        return False
    return len(text) >= 10 or any(letter.isalpha() for letter in text) or "555-" in text


def phone_forms(phone: str) -> Iterator[str]:
    """Yield a number as typed, as bare digits, in E.164 and in the national forms.

    >>> list(phone_forms("(212) 555-0123"))[1:4]
    ['2125550123', '+12125550123', '212-555-0123']
    >>> list(phone_forms("call the office"))
    []
    """
    digits = re.sub(r"\D", "", phone.partition("x")[0])
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) != 10:
        return
    area, office, line = digits[:3], digits[3:6], digits[6:]
    yield phone
    yield digits
    yield f"+1{digits}"
    yield f"{area}-{office}-{line}"
    yield f"({area}) {office}-{line}"
    yield f"{area}.{office}.{line}"
    yield f"+1 {area} {office} {line}"
    yield f"+1 {area}-{office}-{line}"
