"""What is written to Jobber, and that it was kept."""

import pytest

from connectors.jobber.simulator import JobberSimulator
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector, Outcome, Write, WriteKind
from core.errors import Code, SyncError, UserActionError
from core.records import FieldValue
from tests.connectors.jobber.conftest import change, only

PLACE = {"street1": "1 Wren Lane", "city": "Dover", "postalCode": "19901"}


def write(office: Connector, one: Write) -> Outcome:
    (outcome,) = office.write([one])
    return outcome


def refused(office: Connector, one: Write) -> tuple[Code, str | None]:
    refusal = write(office, one).refusal
    assert refusal is not None
    return refusal.code, refusal.field


def make(values: dict[str, FieldValue], stream: str = "persons", **references: str) -> Write:
    return Write(WriteKind.CREATE, stream, values, references=references)


def test_a_company_is_made_as_one(office: Connector, jobber: JobberSimulator) -> None:
    made = write(office, make({"companyName": "Rookwarble LLC", "city": "Dover"}, "companies"))
    assert made.created
    assert made.record is not None
    row = jobber.account.tables["clients"][made.record.id]
    assert (row["isCompany"], row["companyName"]) == (True, "Rookwarble LLC")
    assert row["billingAddress"]["city"] == "Dover"


def test_a_changed_part_of_an_address_leaves_the_rest(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P5) Jobber takes an address as a whole."""
    bea = jobber.seed_client("Bea", "Moss", place=PLACE)
    write(office, change(bea, {"city": "Lewes"}))
    found = only(office, "persons", "street1", "city", "postalCode").fields
    assert found == {"street1": "1 Wren Lane", "city": "Lewes", "postalCode": "19901"}


def test_a_changed_email_is_the_primary_one_and_leaves_the_others(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P5)"""
    bea = jobber.seed_client("Bea", "Moss", emails=["bea@example.com", "home@example.com"])
    write(office, change(bea, {"email": "bea@example.org"}))
    assert only(office, "persons", "email", "otherEmails").fields == {
        "email": "bea@example.org",
        "otherEmails": ("home@example.com",),
    }


def test_an_email_that_is_there_already_becomes_the_primary_one(
    office: Connector, jobber: JobberSimulator
) -> None:
    bea = jobber.seed_client("Bea", "Moss", emails=["bea@example.com", "home@example.com"])
    write(office, change(bea, {"email": "home@example.com"}))
    assert only(office, "persons", "email", "otherEmails").fields == {
        "email": "home@example.com",
        "otherEmails": ("bea@example.com",),
    }


@pytest.mark.parametrize("name", ["phone", "mobilePhone"])
def test_a_number_is_added_changed_and_taken_away_beside_the_other(
    office: Connector, jobber: JobberSimulator, name: str
) -> None:
    """(P5)"""
    other, word = ("mobilePhone", "MOBILE") if name == "phone" else ("phone", "WORK")
    bea = jobber.seed_client("Bea", "Moss", phones=[("212-555-0100", word)])
    for value in ("212-555-0140", "212-555-0150"):
        outcome = write(office, change(bea, {name: value}))
        assert outcome.record is not None
        assert outcome.record.fields == {name: value}
        found = only(office, "persons", name, other).fields
        assert found == {name: value, other: "212-555-0100"}
    write(office, change(bea, {name: None}))
    assert only(office, "persons", other).fields == {other: "212-555-0100"}
    assert len(jobber.account.tables["clients"][bea]["phones"]) == 1


def test_a_write_that_is_answered_and_not_kept_says_what_there_is(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P5) 200, and nothing has changed: the answer is read back."""
    bea = jobber.seed_client("Bea", "Moss")
    jobber.mutations.deaf = True
    outcome = write(office, change(bea, {"firstName": "Cara"}))
    assert outcome.record is not None
    assert outcome.record.fields == {"firstName": "Bea"}


def test_a_client_that_changed_since_is_not_written_to(
    office: Connector, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    """(P5) Also where it was archived between page and write."""
    bea = jobber.seed_client("Bea", "Moss")
    version = only(office, "persons").version
    clock.advance(60)
    jobber.archive(bea)
    late = Write(WriteKind.UPDATE, "persons", {"firstName": "Cara"}, id=bea, version=version)
    assert refused(office, late) == (Code.CHANGED_MEANWHILE, None)


def test_what_is_gone_is_called_so_and_is_archived_already(
    office: Connector, jobber: JobberSimulator
) -> None:
    bea = jobber.seed_client("Bea", "Moss")
    jobber.destroy(bea)
    assert refused(office, change(bea, {"firstName": "Cara"})) == (Code.NOT_FOUND, None)
    assert write(office, Write(WriteKind.ARCHIVE, "persons", {}, id=bea)) == Outcome()


def test_a_refused_value_names_its_field(office: Connector, jobber: JobberSimulator) -> None:
    """(P7) userErrors come with status 200."""
    bea = jobber.seed_client("Bea", "Moss", emails=["bea@example.com"])
    assert refused(office, change(bea, {"email": "nobody at home"})) == (
        Code.VALUE_INVALID,
        "email",
    )
    assert only(office, "persons", "email").fields == {"email": "bea@example.com"}


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (make({"email": "x@example.com"}), (Code.REQUIRED_MISSING, "lastName")),
        (make({"city": "Dover"}, "companies"), (Code.REQUIRED_MISSING, "companyName")),
        (make({"firstName": "Bea", "balance": 1}), (Code.READ_ONLY, "balance")),
        (make({"firstName": "Bea", "shoeSize": 1}), (Code.PROPERTY_MISSING, "shoeSize")),
        (make({"firstName": "Bea", "custom.area.x": "1"}), (Code.READ_ONLY, "custom.area.x")),
        (make({"firstName": "Bea"}, company="x"), (Code.READ_ONLY, "company")),
        (make({"title": "Roof"}, "requests"), (Code.PARENT_MISSING, "client_person")),
        (make({"title": "Roof"}, "quotes"), (Code.READ_ONLY, None)),
    ],
)
def test_what_can_be_known_to_be_wrong_is_not_sent(
    office: Connector, one: Write, said: tuple[Code, str | None]
) -> None:
    """(P7)"""
    assert refused(office, one) == said
    assert office.requests == 0


def test_a_request_is_made_for_a_client_and_its_title_changed(
    office: Connector, jobber: JobberSimulator
) -> None:
    bea = jobber.seed_client("Bea", "Moss")
    place = jobber.seed_property(bea, PLACE)
    made = write(office, make({"title": "Roof"}, "requests", client_person=bea, property=place))
    assert made.record is not None
    assert made.record.references["client_person"] == (bea,)
    assert made.record.references["property"] == (place,)
    changed = write(office, change(made.record.id, {"title": "New roof"}, "requests"))
    assert changed.record is not None
    assert changed.record.fields == {"title": "New roof"}
    assert refused(office, Write(WriteKind.ARCHIVE, "requests", {}, id=made.record.id)) == (
        Code.READ_ONLY,
        None,
    )


def test_a_write_without_the_scope_for_it_needs_a_person(
    office: Connector, jobber: JobberSimulator
) -> None:
    jobber.graph.hidden.add("Mutation.clientCreate")
    with pytest.raises(UserActionError) as failed:
        write(office, make({"firstName": "Bea"}))
    assert failed.value.code is Code.SCOPE_MISSING
    assert jobber.account.tables["clients"] == {}


def test_trouble_after_some_were_written_refuses_the_rest_and_keeps_those(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P7)"""
    jobber.faults.append(Fault("status", status=403, path="graphql", after=1, times=99))
    first, second, third = office.write([make({"firstName": name}) for name in ("A", "B", "C")])
    assert first.created
    assert [one.refusal and one.refusal.code for one in (second, third)] == [
        Code.NOT_PERMITTED,
        Code.NOT_PERMITTED,
    ]


def test_an_answer_without_the_record_leaves_the_outcome_unknown(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P2)"""
    body: object = {"data": {"clientCreate": {"client": None, "userErrors": []}}}
    jobber.faults.append(Fault("status", status=200, body=body, path="graphql"))
    assert refused(office, make({"firstName": "Bea"})) == (Code.OUTCOME_UNKNOWN, None)


def test_an_error_that_nobody_knows_leaves_the_outcome_of_a_write_unknown(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P2) It may have been done all the same."""
    body = {"errors": [{"message": "Something went wrong"}]}
    jobber.faults.append(Fault("status", status=200, body=body, path="graphql"))
    assert refused(office, make({"firstName": "Bea"})) == (Code.OUTCOME_UNKNOWN, None)


def test_writing_nothing_asks_nothing(office: Connector) -> None:
    assert office.write([]) == []
    assert office.requests == 0


def test_a_storm_in_the_look_before_a_write_has_done_nothing(
    office: Connector, jobber: JobberSimulator
) -> None:
    bea = jobber.seed_client("Bea", "Moss")
    jobber.faults.append(Fault("html", path="graphql", times=99))
    with pytest.raises(SyncError) as failed:
        write(office, change(bea, {"firstName": "Cara"}))
    assert failed.value.code is Code.UNAVAILABLE
