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


@dataclass(frozen=True, slots=True)
class StreamSchema:
    """The fields of one stream, and which other streams its records refer to."""

    name: str
    label: str  # plural, as the vendor's users call it: "Matters"
    fields: Mapping[str, Field]
    references: Mapping[str, str] = field(default_factory=dict)  # reference name -> stream
    writable: bool = False
    notes: tuple[str, ...] = ()  # codes of what was left out, such as a missing permission
