"""A change of a tenant replaces the whole tenant: nothing of what was there may be lost by it."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.buildium import writing
from connectors.buildium.schema import STREAMS
from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector, Outcome, Write, WriteKind
from core.errors import Code, SyncError, TransientError, UserActionError
from core.records import FieldValue
from tests.connectors.buildium.conftest import (
    HOME,
    START,
    Connect,
    connection,
    only,
    simulated,
    tenant,
)

WHOLE: dict[str, Any] = {
    "phones": [("(555) 555-0134", "Cell"), ("(555) 555-0135", "Office")],
    "DateOfBirth": "1990-02-03",
    "Comment": "Mother is Cleo",
    "TaxId": "123-45-6789",
    "EmergencyContact": {
        "Name": "B. Ruiz",
        "RelationshipDescription": "Sibling",
        "Phone": "5555550136",
        "Email": None,
    },
    "AlternateEmail": "other@example.com",
    "AlternateAddress": {
        "AddressLine1": "2 Oak Row",
        "AddressLine2": "Rear",
        "AddressLine3": None,
        "City": "Dover",
        "State": "DE",
        "PostalCode": "19901",
        "Country": "UnitedStates",
    },
    "MailingPreference": "AlternateAddress",
    "SMSOptInStatus": "OptedOut",
}


def change(number: int | str, version: str | None = None, /, **values: FieldValue) -> Write:
    return Write(WriteKind.UPDATE, "tenants", values, id=str(number), version=version)


def body(buildium: BuildiumSimulator, number: int) -> Mapping[str, Any]:
    return buildium.account.tables["tenants"][number].body


def one(office: Connector, write: Write) -> Outcome:
    (outcome,) = office.write([write])
    return outcome


def refusal(outcome: Outcome) -> tuple[Code, str | None]:
    assert outcome.refusal is not None
    assert outcome.record is None
    return outcome.refusal.code, outcome.refusal.field


# -- nothing is lost ------------------------------------------------------------------------------


def test_what_is_written_is_changed_and_all_else_stays_as_it_was(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """(P5) Buildium erases whatever a change leaves out."""
    ana = tenant(buildium, **WHOLE)
    before = dict(body(buildium, ana))
    outcome = one(office, change(ana, email="new@example.com", phone_home="555-555-0140"))
    assert outcome.record is not None
    assert outcome.record.fields == {"email": "new@example.com", "phone_home": "555-555-0140"}
    after = dict(body(buildium, ana))
    numbers = {(item["Type"], item["Number"]) for item in after.pop("PhoneNumbers")}
    old = {(item["Type"], item["Number"]) for item in before.pop("PhoneNumbers")}
    assert numbers == old | {("Home", "555-555-0140")}
    assert after == {**before, "Email": "new@example.com"}


def test_a_value_is_cleared(buildium: BuildiumSimulator, office: Connector) -> None:
    ana = tenant(buildium, **WHOLE)
    outcome = one(office, change(ana, alternate_email=None, phone_mobile=None))
    assert outcome.record is not None
    assert outcome.record.fields == {"alternate_email": None, "phone_mobile": None}
    assert body(buildium, ana)["PhoneNumbers"] == [{"Number": "(555) 555-0135", "Type": "Office"}]


texts = st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=10)
lines = st.none() | texts
addresses = st.fixed_dictionaries(
    {
        "AddressLine1": texts,
        "AddressLine2": lines,
        "AddressLine3": lines,
        "City": lines,
        "State": st.none() | st.just("TX"),
        "PostalCode": texts,
        "Country": st.sampled_from(["UnitedStates", "Peru"]),
    }
)
rows = st.fixed_dictionaries(
    {
        "FirstName": texts,
        "LastName": texts,
        "Email": st.none() | st.just("ana@example.com"),
        "AlternateEmail": st.none() | st.just("o@example.com"),
        "DateOfBirth": st.none() | st.just("1990-02-03"),
        "Comment": lines,
        "TaxId": st.none() | st.just("12-3456789"),
        "Address": addresses,
        "AlternateAddress": st.none() | addresses,
        "EmergencyContact": st.none() | st.just(WHOLE["EmergencyContact"]),
        "MailingPreference": st.sampled_from(["PrimaryAddress", "AlternateAddress"]),
        "SMSOptInStatus": st.none() | st.just("OptedIn"),
    }
)
kinds = st.lists(st.sampled_from(["Cell", "Home", "Office", "Fax"]), unique=True)


@settings(max_examples=80, deadline=None)
@given(rows, kinds, st.dictionaries(st.sampled_from(["first_name", "email"]), st.just("x@y.zz")))
def test_any_tenant_that_is_changed_is_otherwise_the_same(
    row: dict[str, Any], phones: list[str], values: dict[str, FieldValue]
) -> None:
    """(P5)"""
    clock = SimulatorClock(START, rate=0.0)
    buildium = BuildiumSimulator(clock=clock, per_second=None)
    address = row.pop("Address")
    numbers = [("555-555-0140", kind) for kind in phones]
    ana = buildium.seed("tenants", address=address, phones=numbers, **row)
    before = dict(body(buildium, ana))
    outcome = one(connection(buildium.handle, clock), change(ana, None, **values))
    assert outcome.refusal is None
    names = {"first_name": "FirstName", "email": "Email"}
    expected = {**before, **{names[name]: value for name, value in values.items()}}
    after = dict(body(buildium, ana))
    for each in (expected, after):
        each["PhoneNumbers"] = sorted(item["Type"] for item in each["PhoneNumbers"])
    assert after == expected


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"phones": [("555-0101", "Other")]}, Code.RECORD_REFUSED, "phone_numbers"),
        ({"phones": [("5555550101", "Personal")]}, Code.RECORD_REFUSED, "phone_numbers"),
        ({"phones": [("1", "Cell"), ("2", "Cell")]}, Code.RECORD_REFUSED, "phone_numbers"),
        ({"TaxId": "XXX-XX-6789"}, Code.RECORD_REFUSED, "tax_id"),
        ({"TaxId": "******789"}, Code.RECORD_REFUSED, "tax_id"),
        ({"address": {}}, Code.REQUIRED_MISSING, "street"),
        ({"address": {**HOME, "PostalCode": " "}}, Code.REQUIRED_MISSING, "postal_code"),
        ({"address": {**HOME, "Country": None}}, Code.REQUIRED_MISSING, "country"),
        ({"FirstName": None}, Code.REQUIRED_MISSING, "first_name"),
        ({"AlternateAddress": {"City": "Dover"}}, Code.RECORD_REFUSED, "alternate_street"),
    ],
)
def test_where_something_could_not_be_said_again_nothing_is_sent(
    buildium: BuildiumSimulator,
    office: Connector,
    values: dict[str, Any],
    code: Code,
    field: str,
) -> None:
    """(P5, P7)"""
    ana = tenant(buildium, **values)
    before = dict(body(buildium, ana))
    assert refusal(one(office, change(ana, email="new@example.com"))) == (code, field)
    assert body(buildium, ana) == before
    assert buildium.requests("PUT") == []


def test_a_tax_id_that_is_only_shown_masked_is_never_written_back(clock: SimulatorClock) -> None:
    """(P5) Whether Buildium masks it is not documented."""
    buildium = simulated(clock, masks_tax_ids=True)
    ana = tenant(buildium, TaxId="123-45-6789")
    outcome = one(connection(buildium.handle, clock), change(ana, email="new@example.com"))
    assert refusal(outcome) == (Code.RECORD_REFUSED, "tax_id")
    assert body(buildium, ana)["TaxId"] == "123-45-6789"


def test_a_number_without_digits_that_nobody_reads_is_no_loss(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    ana = tenant(buildium, phones=[("", "Other"), (" ", "Cell"), ("555-555-0101", "Cell")])
    assert one(office, change(ana, email="new@example.com")).refusal is None


# -- what is refused ------------------------------------------------------------------------------


OTHERS = [(stream, kind) for stream in STREAMS for kind in WriteKind]
OTHERS.remove(("tenants", WriteKind.UPDATE))


@pytest.mark.parametrize(("stream", "kind"), OTHERS)
def test_nothing_but_a_change_of_a_tenant_is_ever_sent(
    buildium: BuildiumSimulator, office: Connector, stream: str, kind: WriteKind
) -> None:
    """Owners least of all: a change of one erases a date of birth that nobody can read."""
    outcome = one(office, Write(kind, stream, {"email": "x@example.com"}, id="3001"))
    assert refusal(outcome) == (Code.READ_ONLY, None)
    assert office.requests == 0


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"city": "Dover"}, Code.READ_ONLY),
        ({"resident_status": "Past"}, Code.READ_ONLY),
        ({"tax_id": "1"}, Code.READ_ONLY),
        ({"nickname": "Annie"}, Code.PROPERTY_MISSING),
        ({"last_name": None}, Code.REQUIRED_MISSING),
        ({"first_name": "  "}, Code.REQUIRED_MISSING),
        ({"email": 7}, Code.VALUE_INVALID),
    ],
)
def test_what_cannot_be_written_is_refused_by_its_name_before_anything_is_asked(
    office: Connector, values: dict[str, FieldValue], code: Code
) -> None:
    assert refusal(one(office, change(90001, None, **values))) == (code, next(iter(values)))
    assert office.requests == 0


def test_ties_are_the_leases_to_make(office: Connector) -> None:
    for name, code in (("unit", Code.READ_ONLY), ("landlord", Code.PROPERTY_MISSING)):
        write = Write(WriteKind.UPDATE, "tenants", {}, id="90001", references={name: "1"})
        assert refusal(one(office, write)) == (code, name)


def test_what_buildium_does_not_take_is_refused_by_its_field(clock: SimulatorClock) -> None:
    """(P7) With 422 or with 400: which is not documented."""
    for status in (400, 422):
        buildium = simulated(clock, invalid_status=status)
        bad, good = tenant(buildium), tenant(buildium)
        office = connection(buildium.handle, clock)
        first, second, third = office.write(
            [
                change(bad, email="ana at example"),
                change(good, email="new@example.com"),
                change(good, phone_home="1"),
            ]
        )
        assert refusal(first) == (Code.VALUE_INVALID, "email")
        assert second.refusal is None
        assert refusal(third) == (Code.VALUE_INVALID, "phone_home")


def test_a_key_that_may_only_view_is_refused_each_time(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    ana = tenant(buildium)
    buildium.account.read_only.add("Rentals > Tenants")
    assert refusal(one(office, change(ana, email="new@example.com"))) == (Code.NOT_PERMITTED, None)


def test_a_key_that_was_withdrawn_ends_the_writing(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    ana = tenant(buildium)
    buildium.keys.clear()
    with pytest.raises(UserActionError) as caught:
        office.write([change(ana, email="new@example.com")])
    assert caught.value.code is Code.TOKEN_REJECTED


# -- somebody else, and something else ------------------------------------------------------------


def test_a_tenant_that_was_changed_since_is_left_alone(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """(P5) Buildium has no version of its own to send along."""
    ana = tenant(buildium, **WHOLE)
    version = only(office, "tenants", "email").version
    buildium.edit("tenants", ana, Comment="Moved her mother in")
    outcome = one(office, change(ana, version, email="new@example.com"))
    assert refusal(outcome) == (Code.CHANGED_MEANWHILE, None)
    assert body(buildium, ana)["Email"] == "ana@example.com"
    fresh = only(office, "tenants", "email").version
    assert one(office, change(ana, fresh, email="new@example.com")).refusal is None


def test_a_lease_that_changes_is_no_change_of_the_tenant(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    ana = tenant(buildium)
    version = only(office, "tenants", "email").version
    unit = buildium.seed_unit(buildium.seed_property("Wren Court"), "1")
    buildium.seed_lease(unit, [ana])
    assert one(office, change(ana, version, email="new@example.com")).refusal is None


def test_a_tenant_deleted_between_reading_and_writing_is_not_found(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """(P7)"""
    ana, bea = tenant(buildium), tenant(buildium)
    buildium.delete("tenants", ana)
    first, second = office.write(
        [change(ana, email="new@example.com"), change(bea, email="new@example.com")]
    )
    assert refusal(first) == (Code.NOT_FOUND, None)
    assert second.refusal is None


def test_what_is_there_already_is_not_sent_again(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    ana = tenant(buildium)
    outcome = one(office, change(ana, email="ana@example.com"))
    assert outcome.record is not None
    assert buildium.requests("PUT") == []


@pytest.mark.parametrize("answer", [{"Email": "new@example.com"}, None, [], "saved"])
def test_an_answer_of_200_that_changed_nothing_is_found_out(
    buildium: BuildiumSimulator, connect: Connect, answer: object
) -> None:
    """(P1)"""
    ana = tenant(buildium)

    def polite(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            return httpx.Response(200, json=answer)
        return buildium.handle(request)

    outcome = one(connect(polite), change(ana, email="new@example.com"))
    assert refusal(outcome) == (Code.RECORD_REFUSED, "email")


def test_what_buildium_makes_of_a_value_is_what_it_is(
    buildium: BuildiumSimulator, connect: Connect
) -> None:
    """(P4) It may write a phone number its own way; that is no edit of a person's."""
    ana = tenant(buildium)

    def tidy(request: httpx.Request) -> httpx.Response:
        response = buildium.handle(request)
        if request.method == "PUT":
            numbers = [{"Number": "(555) 555-0140", "Type": "Home"}]
            buildium.edit("tenants", ana, PhoneNumbers=numbers)
        return response

    outcome = one(connect(tidy), change(ana, phone_home="+15555550140"))
    assert outcome.record is not None
    assert outcome.record.fields == {"phone_home": "(555) 555-0140"}


@pytest.mark.parametrize("kind", ["drop_after", "truncate", "html", "drop_before"])
def test_a_change_without_an_answer_is_looked_for_and_never_repeated(
    buildium: BuildiumSimulator, office: Connector, kind: str
) -> None:
    """(P2, P5) A repetition might put back what somebody has changed meanwhile."""
    ana = tenant(buildium, **WHOLE)
    buildium.faults.append(Fault(kind, method="PUT"))
    outcome = one(office, change(ana, email="new@example.com"))
    assert len(buildium.requests("PUT")) == 1
    if kind in ("drop_after", "truncate"):
        assert outcome.record is not None
        assert outcome.record.fields == {"email": "new@example.com"}
    else:
        assert refusal(outcome) == (Code.OUTCOME_UNKNOWN, None)
        assert body(buildium, ana)["Email"] == "ana@example.com"


def test_a_storm_in_the_middle_leaves_the_rest_for_another_day(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """(P7)"""
    tenants = [tenant(buildium) for _ in range(3)]
    buildium.faults.append(Fault("status", status=429, times=99, after=3))
    writes = [change(each, email="new@example.com") for each in tenants]
    first, *rest = office.write(writes)
    assert first.refusal is None
    assert [refusal(each) for each in rest] == [(Code.RATE_LIMITED, None)] * 2


def test_a_storm_at_the_start_is_said_to_have_done_nothing(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    ana = tenant(buildium)
    buildium.faults.append(Fault("status", status=503, body="<p>Down</p>", times=99))
    with pytest.raises(TransientError):
        office.write([change(ana, email="new@example.com")])
    assert body(buildium, ana)["Email"] == "ana@example.com"


def test_p9_a_failing_change_takes_nothing_of_the_tenant_along(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    ana = tenant(buildium, **WHOLE)
    for status in (400, 401, 409, 415, 418, 422):
        buildium.faults.append(Fault("status", method="PUT", status=status, body=WHOLE["Comment"]))
        try:
            told = repr(office.write([change(ana, email="new@example.com")]))
        except SyncError as error:
            told = f"{error}{error!r}{error.__dict__}{error.__context__}{error.__cause__}"
        for word in ("Cleo", "123-45", "1990", "Sibling", "new@example.com"):
            assert word not in told


def test_no_change_makes_buildium_send_an_email(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    one(office, change(tenant(buildium), email="new@example.com"))
    assert buildium.account.emails_sent == []


def test_each_change_costs_three_requests(buildium: BuildiumSimulator, office: Connector) -> None:
    """Read, replaced, read back."""
    tenants = [tenant(buildium) for _ in range(office.batch_size)]
    office.write([change(each, email="new@example.com") for each in tenants])
    assert office.requests == 3 * office.batch_size
    assert buildium.limit.refused == 0


def test_a_written_body_has_all_that_a_put_knows() -> None:
    """A new attribute of Buildium's would be erased by every change of ours: then this is red."""
    sent = writing.body({"FirstName": "Ana"}, {})
    assert sorted(sent) == [
        *("Address", "AlternateAddress", "AlternateEmail", "Comment", "DateOfBirth", "Email"),
        *("EmergencyContact", "FirstName", "LastName", "MailingPreference", "PhoneNumbers"),
        "TaxId",
    ]
