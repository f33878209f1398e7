"""Open Dental's streams and their fields, as a table.

A field is called as its column is. Class and admission of each come from `classes.json`; here is
what it is called on screen, its type, and what an office may write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.opendental import wire
from connectors.opendental.classes import admission, classified, data_class
from connectors.opendental.wire import Decode
from core.schema import Admission, Choice, DataClass, Field, FieldType

PATIENT_STATUSES = ("Patient", "NonPatient", "Inactive", "Archived", "Deceased", "Prospective")
"""A deleted patient is no record any more."""
APPOINTMENT_STATUSES = ("Scheduled", "Complete", "UnschedList", "ASAP", "Broken")
"""Planned treatment and notes, which Open Dental keeps among them, are never read."""
_METHODS = ("None", "DoNotCall", "HmPhone", "WkPhone", "WirelessPh", "Email", "SeeNotes", "Mail")
_WAYS = (*_METHODS, "TextMessage")
_TEXT_OK = ("Unknown", "Yes", "No")

CHOICES: Mapping[tuple[str, str], Sequence[str]] = {
    ("patient", "PatStatus"): PATIENT_STATUSES,
    ("patient", "Gender"): ("Male", "Female", "Unknown", "Other"),
    ("patient", "Position"): ("Single", "Married", "Child", "Widowed", "Divorced"),
    ("patient", "PreferConfirmMethod"): _WAYS,
    ("patient", "PreferContactMethod"): _WAYS,
    ("patient", "PreferRecallMethod"): _WAYS,
    ("patient", "PreferContactConfidential"): _WAYS,
    ("patient", "TxtMsgOk"): _TEXT_OK,
    ("patient", "ShortCodeOptIn"): _TEXT_OK,
    ("appointment", "AptStatus"): APPOINTMENT_STATUSES,
    ("appointment", "Priority"): ("Normal", "ASAP"),
    ("provider", "ProvStatus"): ("Active", "Deleted"),
}

DECODE: Mapping[FieldType, Decode] = {
    FieldType.BOOL: wire.flag,
    FieldType.DATE: wire.day,
    FieldType.DATETIME: wire.moment,
    FieldType.INTEGER: wire.whole,
}

_TYPES = {
    "b": FieldType.BOOL,
    "c": FieldType.CHOICE,
    "d": FieldType.DATE,
    "e": FieldType.EMAIL,
    "i": FieldType.INTEGER,
    "m": FieldType.DATETIME,
    "p": FieldType.PHONE,
    "t": FieldType.TEXT,
}


@dataclass(frozen=True, slots=True)
class Derived:
    """A field of ours, made of several columns; as sensitive as the first of them."""

    field: Field
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: where Open Dental keeps it, and what it consists of."""

    name: str
    label: str
    thing: str  # its object in `classes.json`
    path: str  # of the list
    key: str  # column of the number
    fields: Mapping[str, Field]
    derived: Mapping[str, Derived] = field(default_factory=dict)
    single: str = ""  # path of one, before its number; "" where there is none
    stamp: str = ""  # column that says when a row was last changed; "" where none does
    filters: bool = False  # the list can be asked for what changed since
    references: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # name -> column, stream
    status: str = ""  # column of a row's status
    statuses: frozenset[str] = frozenset()  # the only ones that are records; none: all may be
    gone: frozenset[str] = frozenset()  # statuses that are none
    patient: str = ""  # column that must be 0: the row would be a patient
    writable: frozenset[str] = frozenset()  # fields

    @property
    def filterable(self) -> frozenset[str]:
        """Return blocked fields that may be read all the same, to hold a record back by them."""
        return frozenset(ROW_FILTERS.get(self.name, ()))


ROW_FILTERS: Mapping[str, Sequence[str]] = {
    "patients": ("PatStatus", "Birthdate", "PreferContactConfidential"),
}
"""What tells whom not to send at all: the deceased, minors, and who asked for confidential contact.
Read when asked for, whatever their admission."""


def _columns(thing: str, lines: str, writable: frozenset[str]) -> dict[str, Field]:
    """Describe every classified column of an object; `lines` has label and type of some."""
    told = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        name, label, kind = (part.strip() for part in line.split("|"))
        told[name] = (label, _TYPES[kind])
    return {
        name: _field(thing, name, *told.get(name, (name, FieldType.TEXT)), name in writable)
        for name in classified(thing)
    }


def _field(thing: str, name: str, label: str, type: FieldType, writable: bool) -> Field:
    options = tuple(Choice(value, value) for value in CHOICES.get((thing, name), ()))
    return Field(
        name,
        label,
        type,
        data_class(thing, name),
        admission(thing, name),
        options,
        read_only=not writable,
    )


def _derived(
    thing: str, name: str, label: str, type: FieldType, *columns: str
) -> tuple[str, Derived]:
    described = Field(
        name,
        label,
        type,
        data_class(thing, columns[0]),
        max((admission(thing, column) for column in columns), key=_STRICTNESS.index),
        read_only=True,
    )
    return name, Derived(described, columns)


_STRICTNESS = (Admission.ALLOW, Admission.OPT_IN, Admission.BLOCK)

_CLINICS = Stream(
    name="clinics",
    label="Clinics",
    thing="clinic",
    path="/clinics",
    key="ClinicNum",
    fields=_columns(
        "clinic",
        """
        ClinicNum     | Clinic number  | i
        Description   | Name           | t
        Abbr          | Abbreviation   | t
        Address       | Street         | t
        Address2      | Street, line 2 | t
        City          | City           | t
        State         | State          | t
        Zip           | ZIP code       | t
        Phone         | Phone          | p
        Fax           | Fax            | p
        IsHidden      | Hidden         | b
        IsMedicalOnly | Medical only   | b
        TimeZone      | Time zone      | t
        """,
        frozenset(),
    ),
)

_PROVIDERS = Stream(
    name="providers",
    label="Providers",
    thing="provider",
    path="/providers",
    key="ProvNum",
    stamp="DateTStamp",
    filters=True,
    fields=_columns(
        "provider",
        """
        ProvNum       | Provider number | i
        Abbr          | Abbreviation    | t
        LName         | Last name       | t
        FName         | First name      | t
        MI            | Middle initial  | t
        Suffix        | Suffix          | t
        PreferredName | Preferred name  | t
        IsHidden      | Hidden          | b
        IsNotPerson   | Not a person    | b
        IsSecondary   | Secondary       | b
        ProvStatus    | Status          | c
        """,
        frozenset(),
    ),
)

_REFERRALS = Stream(
    name="referrals",
    label="Referral sources",
    thing="referral",
    path="/referrals",
    key="ReferralNum",
    stamp="DateTStamp",
    patient="PatNum",
    fields=_columns(
        "referral",
        """
        ReferralNum  | Source number  | i
        LName        | Last name      | t
        FName        | First name     | t
        MName        | Middle name    | t
        Title        | Title          | t
        BusinessName | Business       | t
        EMail        | E-mail         | e
        Telephone    | Phone          | p
        Phone2       | Other phone    | p
        Address      | Street         | t
        Address2     | Street, line 2 | t
        City         | City           | t
        ST           | State          | t
        Zip          | ZIP code       | t
        IsHidden     | Hidden         | b
        NotPerson    | Not a person   | b
        IsDoctor     | Is a doctor    | b
        IsPreferred  | Preferred      | b
        """,
        frozenset(),
    ),
)

_CONTACT_FIELDS = frozenset(
    {"Email", "WirelessPhone", "HmPhone", "Address", "Address2", "City", "State", "Zip"}
)
"""What may be written of a patient. Never TxtMsgOk: consent is not for a sync to give."""

_PATIENTS = Stream(
    name="patients",
    label="Patients",
    thing="patient",
    path="/patients/Simple",
    single="/patients",
    key="PatNum",
    stamp="DateTStamp",
    filters=True,
    references={"clinic": ("ClinicNum", "clinics")},
    status="PatStatus",
    gone=frozenset({"Deleted"}),
    writable=_CONTACT_FIELDS,
    derived=dict(
        [_derived("patient", "CallName", "First name in use", FieldType.TEXT, "Preferred", "FName")]
    ),
    fields=_columns(
        "patient",
        """
        LName               | Last name                | t
        FName               | First name               | t
        MiddleI             | Middle initial           | t
        Preferred           | Preferred name           | t
        Title               | Title                    | t
        Salutation          | Salutation               | t
        PatStatus           | Status                   | c
        Gender              | Gender                   | c
        Position            | Marital status           | c
        Birthdate           | Date of birth            | d
        Email               | E-mail                   | e
        WirelessPhone       | Mobile phone             | p
        HmPhone             | Home phone               | p
        WkPhone             | Work phone               | p
        Address             | Street                   | t
        Address2            | Street, line 2           | t
        City                | City                     | t
        State               | State                    | t
        Zip                 | ZIP code                 | t
        Country             | Country                  | t
        Language            | Language                 | t
        TxtMsgOk            | May be sent texts        | c
        ShortCodeOptIn      | Texts from a short code  | c
        PreferConfirmMethod | To confirm, prefers      | c
        PreferContactMethod | To be reached, prefers   | c
        PreferRecallMethod  | For recalls, prefers     | c
        PreferContactConfidential | Confidential contact | c
        DateFirstVisit      | First visit              | d
        ClinicNum           | Clinic number            | i
        clinicAbbr          | Clinic                   | t
        PriProv             | Provider number          | i
        priProvAbbr         | Provider                 | t
        SecProv             | Second provider's number | i
        secProvAbbr         | Second provider          | t
        SecDateEntry        | Entered on               | d
        """,
        _CONTACT_FIELDS,
    ),
)

_APPOINTMENTS = Stream(
    name="appointments",
    label="Appointments",
    thing="appointment",
    path="/appointments",
    single="/appointments",
    key="AptNum",
    stamp="DateTStamp",
    filters=True,
    references={"patient": ("PatNum", "patients"), "clinic": ("ClinicNum", "clinics")},
    status="AptStatus",
    statuses=frozenset(APPOINTMENT_STATUSES),
    writable=frozenset({"Confirmed"}),
    derived=dict(
        [
            _derived(
                "appointment",
                "EndDateTime",
                "Ends",
                FieldType.DATETIME,
                "AptDateTime",
                "Pattern",
            )
        ]
    ),
    fields=_columns(
        "appointment",
        """
        AptStatus             | Status                | c
        AptDateTime           | Starts                | m
        Pattern               | Length in minutes     | i
        Confirmed             | Confirmation, by number | i
        IsNewPatient          | New patient           | b
        Priority              | Priority              | c
        ClinicNum             | Clinic number         | i
        ProvNum               | Provider number       | i
        provAbbr              | Provider              | t
        DateTimeArrived       | Arrived               | m
        DateTimeAskedToArrive | Asked to arrive       | m
        SecDateTEntry         | Entered at            | m
        eServiceLogType       | Booked on line by     | t
        """,
        frozenset({"Confirmed"}),
    ),
)

STREAMS = {
    stream.name: stream for stream in (_CLINICS, _PROVIDERS, _REFERRALS, _PATIENTS, _APPOINTMENTS)
}
"""Parents before children."""


def unknown(stream: Stream, columns: Sequence[str]) -> dict[str, Field]:
    """Describe columns that an answer had and nobody has classified: blocked, and shown so."""
    return {
        name: Field(
            name, name, FieldType.TEXT, DataClass.UNCLASSIFIED, Admission.BLOCK, read_only=True
        )
        for name in columns
        if name not in stream.fields
    }
