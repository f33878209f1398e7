"""The dental practice of the demo, in Open Dental."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from connectors.demo import canaries
from connectors.demo.dental_practice import METHODS, Patient, Practice, Visit, dental_words
from connectors.demo.journal import Traffic
from connectors.demo.office import DemoOffice
from connectors.demo.people import phone, place
from connectors.opendental import simulator as names
from connectors.opendental.simulator import OpenDentalSimulator, Profile
from connectors.opendental.simulator.tables import NO_DATE, NO_TIME

KINDS = ("patients", "appointments", "patfields", "recalls", "refattaches")
SPOKEN_FOR = frozenset(  # columns that hold words of everybody, or nothing distinctive
    {"PatStatus", "Gender", "Position", "TxtMsgOk", "Language", "BillingType", "Premed"}
    | {"PreferConfirmMethod", "PreferContactMethod", "PreferRecallMethod", "siteDesc"}
    | {"AptStatus", "Pattern", "Priority", "eServiceLogType", "confirmed", "FieldName"}
    | {"RecallInterval", "ReferralType", "RefToStatus"}
    | {"provAbbr", "priProvAbbr", "secProvAbbr", "clinicAbbr"}
)
OLDEST_SETTING = timedelta(days=2400)  # before the start: when the practice set itself up


class PracticeFiller:
    """Fills an Open Dental; numbers of what it makes are in the order in which it is made."""

    def __init__(self, vendor: OpenDentalSimulator, start: datetime) -> None:
        self._vendor = vendor
        self._start = start
        self._is_past = True  # records were made and changed before the start, not just now

    def fill(self, practice: Practice) -> None:
        """Put the whole practice into an empty Open Dental."""
        self._set_up()
        for patient in practice.patients():
            self._patient(patient)

    def grow(self, practice: Practice, people: int) -> None:
        """Add what the practice has more than it had with so many people; all of it is new now."""
        self._is_past = False
        for patient in practice.patients(since=people):
            self._patient(patient)

    def _set_up(self) -> None:
        vendor, words, at = self._vendor, dental_words(), self._start - OLDEST_SETTING
        random = Random("practice")
        for name, short in words.clinics:
            there = place(random)
            vendor.seed(
                "clinics",
                Description=name,
                Abbr=short,
                Address=there.street.replace("\n", " "),
                City=there.city,
                State=there.province,
                Zip=there.postal_code,
                Phone=phone(random),
                updated=at,
            )
        for given, family, short in words.providers:
            vendor.seed("providers", FName=given, LName=family, Abbr=short, updated=at)
        for label in words.confirmations:
            vendor.seed_confirmation(label)
        for source in words.sources:
            vendor.seed("referrals", LName=source, NotPerson="true", updated=at)
        for given, family in words.doctors:
            vendor.seed("referrals", LName=family, FName=given, IsDoctor="true", updated=at)
        for name, kind, options in words.fields:
            vendor.seed_custom_field(name, kind, options)

    def _patient(self, patient: Patient) -> None:
        vendor = self._vendor
        columns = dict(patient.columns)
        updated = self._ago(patient.updated)
        number = vendor.seed_patient(
            columns.pop("FName"),
            columns.pop("LName"),
            Guarantor=0 if patient.guarantor is None else patient.guarantor + 1,
            ClinicNum=patient.clinic + 1,
            PriProv=patient.provider + 1,
            updated=updated,
            **columns,
        )
        for name, value in patient.values.items():
            vendor.seed_custom_value(number, name, value, updated=updated)
        for visit in patient.visits:
            self._visit(number, patient, visit)
        if patient.due is not None:
            day = (self._start + timedelta(days=patient.due)).date().isoformat()
            vendor.seed("recalls", PatNum=number, DateDue=day, updated=updated)
        if patient.source is not None:
            vendor.seed(
                "refattaches",
                PatNum=number,
                ReferralNum=patient.source + 1,
                Note=patient.source_note,
                updated=updated,
            )

    def _visit(self, number: int, patient: Patient, visit: Visit) -> None:
        zone = self._vendor.practice.zone
        day = (self._start + timedelta(days=visit.days)).astimezone(zone)
        begin = day.replace(hour=visit.hour, minute=visit.minute, second=0, microsecond=0)
        self._vendor.seed_appointment(
            number,
            begin,
            minutes=visit.minutes,
            ProvNum=visit.provider + 1,
            ClinicNum=patient.clinic + 1,
            Confirmed=visit.confirmation + 1,
            updated=self._ago(visit.updated),
            **visit.columns,
        )

    def _ago(self, days: float) -> datetime:
        return self._start - timedelta(days=days) if self._is_past else self._start


def _fill(vendor: OpenDentalSimulator, people: int, seed: int, at: datetime) -> None:
    PracticeFiller(vendor, at).fill(Practice(people, seed))


def _grow(vendor: OpenDentalSimulator, people: int, seed: int, already: int, now: datetime) -> None:
    PracticeFiller(vendor, now).grow(Practice(people, seed), already)


def _touch(vendor: OpenDentalSimulator, count: int, random: Random) -> Sequence[str]:
    """Let patients have new phone numbers, and be reached in another way."""
    numbers = sorted(vendor.practice.tables["patients"])
    chosen = random.sample(numbers, min(count, len(numbers)))
    for number in chosen:
        vendor.edit(
            "patients",
            number,
            WirelessPhone=phone(random),
            PreferContactMethod=random.choice(METHODS),
            State=place(random).province,
        )
    return [str(number) for number in chosen]


def _said(vendor: OpenDentalSimulator) -> Iterator[Mapping[str, object]]:
    """Yield all records, without what is no date."""
    for kind in KINDS:
        for row in vendor.practice.tables[kind].values():
            yield {name: value for name, value in row.items() if value not in (NO_DATE, NO_TIME)}


OFFICE = DemoOffice(
    system="opendental",
    trade="dental practice",
    # On this computer there is no limit; over the internet there is, and the free plan's.
    make=lambda clock, limits: OpenDentalSimulator(
        clock=clock, profile=Profile(mode="remote" if limits else "local")
    ),
    fill=_fill,
    grow=_grow,
    touch=_touch,
    credentials=lambda _now: {
        "developer_key": names.DEVELOPER_KEY,
        "customer_key": names.CUSTOMER_KEY,
    },
    settings={"mode": "local", "time_zone": "America/New_York"},
    limited={"mode": "remote", "plan": "free"},
    sign_in_help={
        "developer key": names.DEVELOPER_KEY,
        "customer key": names.CUSTOMER_KEY,
    },
    headers=lambda _vendor: {"authorization": f"ODFHIR {names.DEVELOPER_KEY}/{names.CUSTOMER_KEY}"},
    canaries=lambda vendor: canaries.of_records(
        _said(vendor), names=("FName", "LName"), beside=SPOKEN_FOR
    ),
    traffic=Traffic(),
    clientele=Practice,
)
