"""What a system says of its streams and their fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class FieldType(Enum):
    """The type of a field after decoding; it fixes how values are normalised and compared."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    BOOL = "bool"
    CHOICE = "choice"
    CHOICES = "choices"


class DataClass(Enum):
    """How sensitive a field is. UNCLASSIFIED never leaves a healthcare system."""

    PUBLIC = "public"  # practice metadata, ids, statuses
    CONTACT = "contact"  # names, addresses, phones, e-mails
    SCHEDULE = "schedule"  # when, how long, which status, with whom, where
    MONEY = "money"
    FREE_TEXT = "free_text"
    RESTRICTED_ID = "restricted_id"
    CLINICAL = "clinical"
    UNCLASSIFIED = "unclassified"


class Admission(Enum):
    """Whether the allow-list lets a field travel."""

    ALLOW = "allow"
    OPT_IN = "opt_in"  # only after a manager switched this one field on
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice field."""

    value: str  # what is sent
    label: str  # what is shown
    group: str = ""  # such as the pipeline of a deal stage


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a stream, as the vendor or our classification describes it."""

    name: str
    label: str
    type: FieldType = FieldType.TEXT
    data_class: DataClass = DataClass.UNCLASSIFIED
    admission: Admission = Admission.BLOCK
    choices: tuple[Choice, ...] = ()
    read_only: bool = False
    required: bool = False
    unique: bool = False  # the vendor refuses a second record with the same value
    group: str = ""  # a heading to show it under
    custom: bool = False  # made by the office, not by the vendor
    reason: str = ""  # why privacy holds it back, in a sentence; "" where its class says enough


class Withheld(Enum):
    """Why a record is held back as a whole."""

    DECEASED = "deceased"
    MINOR = "minor"
    CONFIDENTIAL = "confidential"  # asked not to be contacted where others may see it
    KIND = "kind"  # of a kind that is never sent, such as a planned treatment or a note
    WHOSE = "whose"  # of somebody who is not sent


@dataclass(frozen=True, slots=True)
class RowRule:
    """Whom a healthcare system's stream never sends, told by one field, which is looked at even
    where it may not travel.

    A field without a value passes, unless `only` says which values do.
    """

    field: str
    withheld: Withheld
    only: frozenset[str] = frozenset()  # the values that pass; with none, all do
    under: int = 0  # years of age: who is younger, by a date of birth, does not pass
    needed: bool = False  # a record that does not even have the field does not pass


@dataclass(frozen=True, slots=True)
class Guard:
    """What a stream of a healthcare system needs beyond the classes of its fields."""

    rows: tuple[RowRule, ...] = ()
    follows: str = ""  # a reference: only where who it leads to is sent, this is
    names: frozenset[str] = frozenset()  # fields that hold a name: no digits, no brackets
    addresses: frozenset[str] = frozenset()  # fields in which numbers and many words are usual
    scanned: bool = True  # False: it is about the office itself, not about the people who come


NO_GUARD = Guard()


@dataclass(frozen=True, slots=True)
class StreamSchema:
    """The fields of one stream, and which other streams its records refer to."""

    name: str
    label: str  # plural, as the vendor's users call it: "Matters"
    fields: Mapping[str, Field]
    references: Mapping[str, str] = field(default_factory=dict)  # reference name -> stream
    writable: bool = False
    notes: tuple[str, ...] = ()  # codes of what was left out, such as a missing permission
    guard: Guard = NO_GUARD
