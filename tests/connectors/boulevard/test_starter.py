"""What a spa's own mappings keep, beside what all do (tests/contract)."""

from connectors.boulevard import SPEC
from desktop.app import starter

DOCUMENTS = starter(SPEC)
PAIRS = [document.pair for document in DOCUMENTS]


def test_locations_come_before_clients_and_both_before_appointments() -> None:
    assert PAIRS == ["locations-companies", "clients-contacts", "appointments-appointments"]


def test_an_appointment_has_a_name_that_tells_nothing() -> None:
    (visits,) = (document for document in DOCUMENTS if document.system_stream == "appointments")
    (line,) = (line for line in visits.fields if line.hubspot == "hs_appointment_name")
    assert line.system == ()
