"""What a contractor's own mappings keep, beside what all do (tests/contract)."""

from connectors.servicetitan import SPEC
from core.connector import Connector
from core.schema import DataClass
from desktop.app import starter

DOCUMENTS = starter(SPEC)
PAIRS = [document.pair for document in DOCUMENTS]


def test_companies_come_before_people() -> None:
    assert PAIRS[:2] == ["companies-companies", "persons-contacts"]


def test_each_status_has_a_stage() -> None:
    for document in DOCUMENTS:
        for line in document.fields:
            if line.hubspot == "dealstage":
                (step,) = line.steps
                assert set(step.args["map"].values()) <= set(document.stages)


def test_what_must_not_be_done_to_a_customer_is_never_lifted_by_a_run() -> None:
    """(P12)"""
    consent = [
        line
        for document in DOCUMENTS
        for line in document.fields
        if line.hubspot.startswith("servicetitan_do_not_")
    ]
    assert len(consent) == 5
    assert {line.restrictive for line in consent} == {"true"}


def test_p10_payments_are_not_in_the_starter_mappings(office: Connector) -> None:
    for document in DOCUMENTS:
        fields = office.schema(document.system_stream, discover=False).fields
        for name in document.system_fields():
            assert fields[name].data_class is not DataClass.RESTRICTED_ID
        assert not document.system_fields() & {"balance", "paid_on", "payment_method"}
