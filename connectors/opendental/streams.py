"""Open Dental's streams, as tables: what each field is called on screen, its type, and what an
office may write.
"""

from connectors.opendental.schema import (
    APPOINTMENT_STATUSES,
    PATIENT_STATUSES,
    Stream,
    columns,
    derived,
)
from core.schema import FieldType, Guard, RowRule, Withheld

ADULT = 18  # years
_OF_THE_OFFICE = Guard(scanned=False)

_CLINICS = Stream(
    name="clinics",
    label="Clinics",
    thing="clinic",
    guard=_OF_THE_OFFICE,
    path="/clinics",
    key="ClinicNum",
    fields=columns(
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
    guard=_OF_THE_OFFICE,
    path="/providers",
    key="ProvNum",
    stamp="DateTStamp",
    filters=True,
    fields=columns(
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
    guard=Guard(
        names=frozenset({"LName", "FName", "MName"}),
        addresses=frozenset({"Address", "Address2", "Zip", "BusinessName"}),
    ),
    path="/referrals",
    key="ReferralNum",
    stamp="DateTStamp",
    patient="PatNum",
    fields=columns(
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
    guard=Guard(
        rows=(
            RowRule(
                "PatStatus",
                Withheld.DECEASED,
                only=frozenset(PATIENT_STATUSES) - {"Deceased"},
                needed=True,
            ),
            RowRule("Birthdate", Withheld.MINOR, under=ADULT),
            # Not among what every version answers; where it is, only "None" asks for nothing.
            RowRule("PreferContactConfidential", Withheld.CONFIDENTIAL, only=frozenset({"None"})),
        ),
        names=frozenset({"LName", "FName", "MiddleI", "Preferred", "CallName"}),
        addresses=frozenset({"Address", "Address2", "Zip"}),
    ),
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
        [derived("patient", "CallName", "First name in use", FieldType.TEXT, "Preferred", "FName")]
    ),
    fields=columns(
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
    guard=Guard(
        rows=(
            RowRule("AptStatus", Withheld.KIND, only=frozenset(APPOINTMENT_STATUSES), needed=True),
        ),
        follows="patient",
    ),
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
            derived(
                "appointment",
                "EndDateTime",
                "Ends",
                FieldType.DATETIME,
                "AptDateTime",
                "Pattern",
            )
        ]
    ),
    fields=columns(
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
