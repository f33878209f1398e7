"""What a practice's own mappings keep, beside what all do (tests/contract)."""

from connectors.opendental import SPEC
from desktop.app import starter

DOCUMENTS = starter(SPEC)
PAIRS = [document.pair for document in DOCUMENTS]


def test_clinics_come_before_patients_and_both_before_appointments() -> None:
    assert PAIRS == ["clinics-companies", "patients-contacts", "appointments-appointments"]


def test_the_dead_and_whose_status_nobody_knows_are_not_sent() -> None:
    """(P10, P12)"""
    (patients,) = (document for document in DOCUMENTS if document.system_stream == "patients")
    (condition,) = patients.filter.conditions
    assert condition.field == "PatStatus"
    assert "Deceased" not in condition.values


def test_an_appointment_has_a_name_that_tells_nothing() -> None:
    (visits,) = (document for document in DOCUMENTS if document.system_stream == "appointments")
    (line,) = (line for line in visits.fields if line.hubspot == "hs_appointment_name")
    assert line.system == ()
