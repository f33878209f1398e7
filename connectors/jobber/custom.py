"""The office's own fields: "custom.<type>.<id of the configuration>"."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from connectors.jobber.wire import Pick, Row, to_number, to_text
from core.records import FieldValue
from core.schema import Admission, Choice, DataClass, Field, FieldType

PREFIX = "custom."


@dataclass(frozen=True, slots=True)
class Kind:
    """One of Jobber's types of custom fields."""

    word: str  # of its types and values: "TrueFalse"
    type: FieldType
    data_class: DataClass
    read: Callable[[object], FieldValue]
    parts: tuple[str, ...] = ()  # of a value that is an object
    writable: bool = True


def _bool(value: object) -> FieldValue:
    return value if isinstance(value, bool) else None


def _area(value: object) -> FieldValue:
    """Return length and width as one text, "12 x 8"."""
    match value:
        case {"length": length, "width": width}:
            sides = [to_number(side) for side in (length, width)]
            return " x ".join(f"{side.normalize():f}" for side in sides if side) or None
        case _:
            return None


def _url(value: object) -> FieldValue:
    match value:
        case {"url": url}:
            return to_text(url)
        case _:
            return None


KINDS: Mapping[str, Kind] = {
    "area": Kind(
        "Area", FieldType.TEXT, DataClass.UNCLASSIFIED, _area, ("length", "width"), writable=False
    ),
    "dropdown": Kind("Dropdown", FieldType.CHOICE, DataClass.UNCLASSIFIED, to_text),
    "link": Kind(
        "Link", FieldType.URL, DataClass.UNCLASSIFIED, _url, ("text", "url"), writable=False
    ),
    "numeric": Kind("Numeric", FieldType.NUMBER, DataClass.UNCLASSIFIED, to_number),
    "text": Kind("Text", FieldType.TEXT, DataClass.FREE_TEXT, to_text),
    "truefalse": Kind("TrueFalse", FieldType.BOOL, DataClass.UNCLASSIFIED, _bool),
}

DEFINITION = (
    "__typename",
    *(
        f"... on CustomFieldConfiguration{kind.word}/{part}"
        for kind in KINDS.values()
        for part in ("id", "name", "appliesTo", "archived")
    ),
    "... on CustomFieldConfigurationDropdown/dropdownOptions",
)


def kind_of(name: str) -> Kind | None:
    """Return the kind of the custom field called `name`; None if it names none.

    >>> kind_of("custom.text.Z2lk").word, kind_of("custom.text."), kind_of("city")
    ('Text', None, None)
    """
    key, _, number = name.removeprefix(PREFIX).partition(".")
    return KINDS.get(key) if name.startswith(PREFIX) and number else None


def custom_id(name: str) -> str:
    """Return Jobber's id of a custom field's configuration."""
    return name.split(".", 2)[2]


def asks(name: str) -> tuple[str, ...]:
    """Return the paths of a custom field in its record. Jobber answers all of its kind."""
    kind = kind_of(name)
    assert kind is not None, "asked for custom fields only"
    on = f"customFields/... on CustomField{kind.word}"
    value = f"{on}/value{kind.word}"
    values = tuple(f"{value}/{part}" for part in kind.parts) or (value,)
    return ("customFields/__typename", f"{on}/customFieldConfiguration/id", *values)


def pick(name: str) -> Pick:
    """Return what picks a custom field; None where the record lacks it."""
    kind, configuration = kind_of(name), custom_id(name)
    assert kind is not None, "asked for custom fields only"

    def picked(row: Row) -> FieldValue:
        for value in row.get("customFields") or ():
            if (value.get("customFieldConfiguration") or {}).get("id") == configuration:
                return kind.read(value.get(f"value{kind.word}"))
        return None

    return picked


def encode(name: str, value: FieldValue) -> dict[str, object]:
    """Return a value as the input of a write."""
    kind = kind_of(name)
    assert kind is not None, "asked for custom fields only"
    plain = float(value) if isinstance(value, Decimal) else value
    return {"customFieldConfigurationId": custom_id(name), f"value{kind.word}": plain}


def described(rows: Iterable[Row], applies_to: str) -> dict[str, Field]:
    """Describe the fields of one kind of record that are not archived."""
    found: dict[str, Field] = {}
    words = {f"CustomFieldConfiguration{kind.word}": key for key, kind in KINDS.items()}
    for row in rows:
        key = words.get(str(row.get("__typename")))
        if key is None or row.get("appliesTo") != applies_to or row.get("archived") is True:
            continue
        kind, name = KINDS[key], f"{PREFIX}{key}.{row['id']}"
        options = row.get("dropdownOptions") or ()
        found[name] = Field(
            name,
            to_text(row.get("name")) or "Custom field",
            kind.type,
            kind.data_class,
            Admission.OPT_IN,
            choices=tuple(Choice(str(option), str(option)) for option in options),
            read_only=not kind.writable,
            group="Custom fields",
            custom=True,
        )
    return found
