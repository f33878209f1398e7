"""What a property manager's own mappings keep, beside what all do (tests/contract)."""

from connectors.buildium import SPEC
from desktop.app import starter

DOCUMENTS = starter(SPEC)
PAIRS = [document.pair for document in DOCUMENTS]


def test_properties_and_owners_come_before_tenants_and_all_before_leases() -> None:
    assert PAIRS == [
        "properties-companies",
        "owners-companies",
        "vendors-companies",
        "owners-contacts",
        "tenants-contacts",
        "leases-deals",
        "applicants-deals",
        "client_leads-deals",
        "tasks-tickets",
    ]


def test_who_is_an_owner_is_either_a_company_or_a_person() -> None:
    """No owner is in both mappings, and none is in neither."""
    filters = [each.filter for each in DOCUMENTS if each.system_stream == "owners"]
    asked = [
        (condition.field, condition.values) for each in filters for condition in each.conditions
    ]
    assert sorted(asked) == [("is_company", ("false",)), ("is_company", ("true",))]
