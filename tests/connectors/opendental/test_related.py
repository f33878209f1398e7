"""When a patient is due again, and what sent them: opt-in, and nothing else of either."""

from datetime import date, timedelta

import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.opendental.simulator import OpenDentalSimulator, Profile
from core.connector import Connector, Cursor
from core.records import FieldValue
from core.schema import Admission, DataClass
from tests.connectors.opendental.conftest import START, connection

LONG_AGO = START - timedelta(days=30)
LATER = 3600.0
DUE, SOURCE = "RecallDue", "ReferralSource"


def told(
    office: Connector, field: str, cursor: Cursor | None = None
) -> tuple[dict[str, FieldValue], Cursor]:
    pages = list(office.read("patients", cursor, ["FName", field]))
    found = {record.id: record.fields[field] for page in pages for record in page.records}
    return found, pages[-1].cursor


@pytest.fixture
def ada(practice: OpenDentalSimulator) -> int:
    return practice.seed_patient("Ada", "Moss", updated=LONG_AGO)


def test_both_are_opt_in(office: Connector) -> None:
    """(P10)"""
    fields = office.schema("patients", discover=False).fields
    assert {fields[name].admission for name in (DUE, SOURCE)} == {Admission.OPT_IN}
    assert fields[DUE].data_class is DataClass.SCHEDULE
    assert fields[SOURCE].data_class is DataClass.CONTACT


def test_a_patient_is_due_on_the_first_day_that_is_not_switched_off(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    bea = practice.seed_patient("Bea", "Moss")
    practice.seed("recalls", PatNum=ada, DateDue="2027-06-01")
    practice.seed("recalls", PatNum=ada, DateDue="2027-05-01")
    practice.seed("recalls", PatNum=ada, DateDue="2027-04-01", IsDisabled="true")
    practice.seed("recalls", PatNum=ada)
    assert told(office, DUE)[0] == {str(ada): date(2027, 5, 1), str(bea): None}


def test_a_recall_that_changed_brings_its_patient(
    practice: OpenDentalSimulator, office: Connector, ada: int, clock: SimulatorClock
) -> None:
    """(P1)"""
    recall = practice.seed("recalls", PatNum=ada, DateDue="2027-06-01", updated=LONG_AGO)
    _, cursor = told(office, DUE)
    clock.advance(LATER)
    practice.edit("recalls", recall, DateDue="2027-07-01")
    found, cursor = told(office, DUE, cursor)
    assert found == {str(ada): date(2027, 7, 1)}


def test_what_sent_a_patient_is_told_and_no_person(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    """(P10) Nor whom a patient was sent to: that is treatment."""
    website = practice.seed("referrals", LName="Website", NotPerson="true")
    doctor = practice.seed("referrals", LName="Quillfeather", FName="Hester", IsDoctor="true")
    patient = practice.seed("referrals", LName="Website", NotPerson="true", PatNum=ada)
    people = [practice.seed_patient(f"Ana{n}", "Ruiz") for n in range(3)]
    for one, source, kind in (
        (ada, website, "RefFrom"),
        (people[0], doctor, "RefFrom"),
        (people[1], patient, "RefFrom"),
        (people[2], website, "RefTo"),
    ):
        practice.seed("refattaches", PatNum=one, ReferralNum=source, ReferralType=kind)
    found, _ = told(office, SOURCE)
    assert {one for one, source in found.items() if source} == {str(ada)}
    assert found[str(ada)] == "Website"


@pytest.mark.parametrize("before_25_2", [False, True])
def test_a_new_source_brings_its_patient_in_every_version(
    clock: SimulatorClock, *, before_25_2: bool
) -> None:
    """(P1) Older ones cannot be asked for what changed."""
    practice = OpenDentalSimulator(clock=clock, profile=Profile(before_25_2=before_25_2))
    office = connection(practice.handle, clock)
    ada = practice.seed_patient("Ada", "Moss", updated=LONG_AGO)
    practice.seed_patient("Bea", "Moss", updated=LONG_AGO)
    website = practice.seed("referrals", LName="Website", NotPerson="true")
    _, cursor = told(office, SOURCE)
    clock.advance(LATER)
    practice.seed("refattaches", PatNum=ada, ReferralNum=website)
    assert told(office, SOURCE, cursor)[0] == {str(ada): "Website"}


def test_who_does_not_want_them_does_not_ask_for_them(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    """(P4, P10)"""
    practice.seed("recalls", PatNum=ada, DateDue="2027-06-01")
    list(office.read("patients", None, ["FName"]))
    assert [entry.path for entry in practice.log] == ["/api/v1/patients/Simple"]
