"""What stays in Buildium: tax ids, dates of birth, bank accounts, evictions, what people wrote."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.buildium.schema import STREAMS
from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from core.schema import Admission, DataClass
from tests.connectors.buildium.conftest import START, connection, records

BLOCKED = {  # as the vendor's page lists them
    "tenants": {"tax_id", "date_of_birth", "emergency_contact", "comment"},
    "owners": {"tax_information", "comment"},
    "vendors": {"tax_information", "account_number", "comments", "insurance_policy"},
    "properties": {"operating_bank_account_id", "reserve"},
    "associations": {"operating_bank_account", "reserve", "tax_information"},
    "association_owners": {"tax_id", "delinquency", "emergency_contact", "comment", "vehicles"},
    "leases": {"is_eviction_pending", "cosigners", "payment_due_day"},
    "applicants": {"answers"},
    "client_leads": {"comments", "credit_request"},
    "work_orders": {"work_details", "entry_notes", "vendor_notes", "entry_contacts"},
}
OPT_IN = {
    "leases": {"rent", "security_deposit"},
    "units": {"market_rent", "description"},
    "tasks": {"description"},
    "applicants": {"status"},  # fair housing: who was refused a home
    "client_leads": {"price_paid"},
    "work_orders": {"amount"},
}


@pytest.mark.parametrize("stream", STREAMS)
def test_p10_what_the_page_blocks_is_blocked_and_sums_are_opted_in(
    office: Connector, stream: str
) -> None:
    fields = office.schema(stream).fields
    blocked = {name for name, field in fields.items() if field.admission is Admission.BLOCK}
    assert BLOCKED.get(stream, set()) <= blocked
    for name in OPT_IN.get(stream, set()):
        assert fields[name].admission is Admission.OPT_IN, name
    for name, field in fields.items():
        if field.data_class in (DataClass.RESTRICTED_ID, DataClass.CLINICAL):
            assert field.admission is Admission.BLOCK, name
        if field.data_class is DataClass.MONEY:
            assert field.admission is not Admission.ALLOW, name
        if field.admission is Admission.BLOCK:
            assert STREAMS[stream].fields[name].pick is None, "there is a way to read it"


def canary(path: str) -> str:
    return f"CANARY-{path}"


def filled(buildium: BuildiumSimulator) -> None:
    """Put a word of its own wherever something is that must not be read."""
    wren = buildium.seed_property("Wren Court", Reserve=987654.25, OperatingBankAccountId=987654)
    unit = buildium.seed_unit(wren, "1")
    tax = {"TaxPayerId": canary("taxid"), "TaxPayerName1": canary("taxname")}
    buildium.seed_owner(wren, Comment=canary("owner"), TaxInformation=tax)
    buildium.seed("associations", Name="Oak", OperatingBankAccount=canary("bank"), Reserve=987654)
    buildium.seed(
        "associationowners",
        TaxId=canary("owner tax"),
        Comment=canary("comment"),
        Vehicles=[{"LicensePlate": canary("plate")}],
        DelinquencyStatus=canary("delinquent"),
        EmergencyContact={"Name": canary("contact of owner")},
    )
    buildium.seed_vendor(
        "Otterquay",
        AccountNumber=canary("account"),
        Comments=canary("vendor"),
        TaxInformation=tax,
        VendorInsurance={"Provider": canary("insurer"), "PolicyNumber": canary("policy")},
    )
    ana = buildium.seed_tenant(
        "Ana",
        "Ruiz",
        TaxId=canary("tenant tax"),
        DateOfBirth="1987-06-05",
        Comment=canary("tenant"),
        EmergencyContact={"Name": canary("contact"), "Phone": canary("contact phone")},
    )
    cosigner = {"FirstName": canary("cosigner"), "Email": canary("cosigner email")}
    buildium.seed_lease(
        unit, [ana], IsEvictionPending=True, Cosigners=[cosigner], PaymentDueDay=987654
    )
    answers = [{"Id": 1, "Answer": canary("answer")}]
    buildium.seed("applicants", FirstName="Dora", LastName="Quill", Applications=answers)
    buildium.seed(
        "clientleads",
        Name="Emil",
        DateReceived="2026-11-01T09:00:00Z",
        Comments=canary("lead"),
        CreditRequest={"Comments": canary("credit")},
    )
    task = buildium.seed_task("Drip")
    buildium.seed_work_order(
        task,
        1,
        WorkDetails=canary("work"),
        EntryNotes=canary("entry"),
        VendorNotes=canary("vendor notes"),
        EntryContact={"Name": canary("entry contact")},
        ChargeableTo=canary("chargeable"),
    )


@pytest.mark.parametrize("stream", STREAMS)
def test_p10_nothing_blocked_is_ever_made_a_value_whatever_is_asked_for(
    buildium: BuildiumSimulator, office: Connector, stream: str
) -> None:
    """Also where a mapping, or a mistake of ours, asks for it by name."""
    filled(buildium)
    fields = STREAMS[stream].fields
    found = records(office, stream, *fields, "Comment", "TaxId", "is_eviction_pending")
    assert found
    told = repr(found)
    for word in ("CANARY", "987654", "1987-06-05", "1987, 6, 5"):
        assert word not in told
    for record in found:
        assert not BLOCKED.get(stream, set()) & record.fields.keys()


values = st.recursive(
    st.none() | st.booleans() | st.integers(1, 9) | st.text(max_size=5) | st.just("CANARY"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(STREAMS)), st.dictionaries(st.text(min_size=1), values), st.data())
def test_p10_of_a_random_answer_only_what_is_named_in_the_schema_comes_out(
    stream: str, extra: dict[str, Any], data: st.DataObject
) -> None:
    asked = data.draw(st.sets(st.sampled_from([*STREAMS[stream].fields, "Extra"])))
    row = {**extra, "Id": 1, "DateReceived": "2026-11-01T09:00:00Z"}
    body = json.dumps([row])
    office = connection(
        lambda _request: httpx.Response(200, content=body), SimulatorClock(START, rate=0.0)
    )
    (page,) = office.read(stream, None, asked)
    (record,) = page.records
    allowed = {
        name
        for name, standard in STREAMS[stream].fields.items()
        if standard.field.admission is not Admission.BLOCK
    }
    assert record.fields.keys() <= asked & allowed
    assert set(record.references) == set(STREAMS[stream].references)


def test_p9_a_cursor_and_a_version_hold_no_content(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    filled(buildium)
    for stream in STREAMS:
        for page in office.read(stream, None, list(STREAMS[stream].fields)):
            versions = [record.version or "" for record in page.records]
            for word in ("CANARY", "Ana", "Ruiz", "Wren", "1987"):
                assert word not in f"{page.cursor}{versions}"


def test_p9_a_version_tells_nobody_anything_after_the_connection(
    buildium: BuildiumSimulator, clock: SimulatorClock
) -> None:
    """It is keyed anew: a tax id could be guessed from a plain digest."""
    filled(buildium)
    (first,), (second,) = (
        records(connection(buildium.handle, clock), "tenants", "email") for _ in range(2)
    )
    assert first.version != second.version
