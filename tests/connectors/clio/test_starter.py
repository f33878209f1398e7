"""What a firm's own mappings keep, beside what all do (tests/contract)."""

from connectors.clio import SPEC
from desktop.app import starter

DOCUMENTS = starter(SPEC)


def test_companies_come_before_people_and_both_before_their_matters() -> None:
    assert [document.pair for document in DOCUMENTS] == [
        "companies-companies",
        "persons-contacts",
        "matters-deals",
    ]


def test_p10_what_is_privileged_is_not_in_the_starter_mappings() -> None:
    mapped = {name for document in DOCUMENTS for name in document.system_fields()}
    assert not mapped & {"date_of_birth", "outstanding_balance", "total_billed", "summary"}
