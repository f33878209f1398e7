"""What may be changed of a client, and how it is known what was kept."""

import pytest

from connectors.boulevard.simulator import BoulevardSimulator, Profile
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector, Outcome, Write, WriteKind
from core.errors import Code, Refusal, TransientError, UserActionError
from core.records import FieldValue
from tests.connectors.boulevard.conftest import connection

GONE = "urn:blvd:Client:00000000-0000-4000-8000-000000000000"


@pytest.fixture
def ada(spa: BoulevardSimulator) -> str:
    return spa.seed_client("Ada", "Moss", email="ada@example.com", mobilePhone="+12125550140")


def update(office: Connector, id: str, **values: FieldValue) -> Outcome:
    (outcome,) = office.write([Write(WriteKind.UPDATE, "clients", values, id=id)])
    return outcome


def refused(outcome: Outcome) -> tuple[Code, str | None]:
    assert outcome.refusal is not None
    assert outcome.record is None
    return outcome.refusal.code, outcome.refusal.field


def row(spa: BoulevardSimulator, id: str) -> dict[str, object]:
    return spa.business.tables["clients"][id]


def test_what_is_named_changes_and_nothing_else(
    spa: BoulevardSimulator, office: Connector, ada: str
) -> None:
    """(P4, P5) The answer has what was kept, as the next reading has it."""
    outcome = update(office, ada, firstName="Bea", mobilePhone="(212) 555-0150")
    assert outcome.record is not None
    assert outcome.record.fields == {"firstName": "Bea", "mobilePhone": "+12125550150"}
    assert row(spa, ada)["email"] == "ada@example.com"
    fetched = office.fetch("clients", [ada], ["firstName", "mobilePhone"])
    assert fetched[ada] == outcome.record
    (entry,) = [one for one in spa.log if "mutation" in str(one.body)]
    assert isinstance(entry.body, dict)
    assert entry.body["variables"]["input"].keys() == {"id", "firstName", "mobilePhone"}


def test_nothing_clears_a_field(spa: BoulevardSimulator, office: Connector, ada: str) -> None:
    outcome = update(office, ada, email=None)
    assert outcome.record is not None
    assert outcome.record.fields == {"email": None}
    assert row(spa, ada)["email"] is None


def test_what_was_not_kept_is_refused_by_name(clock: SimulatorClock) -> None:
    """Whether null clears a field, nobody has said; here it does not."""
    spa = BoulevardSimulator(clock=clock, profile=Profile(null_keeps=True))
    ada = spa.seed_client("Ada", "Moss", email="ada@example.com")
    office = connection(spa.handle, clock)
    assert refused(update(office, ada, email=None)) == (Code.READ_ONLY, "email")


def test_a_write_that_answers_and_changes_nothing_is_found_out(
    spa: BoulevardSimulator, office: Connector, ada: str
) -> None:
    (answered,) = [office.fetch("clients", [ada], ["firstName"])[ada]]
    client = {
        "id": ada,
        "active": True,
        "mergedIntoClientId": None,
        "updatedAt": "2026-11-24T15:00:00Z",
        "primaryLocation": None,
        "firstName": answered.fields["firstName"],
    }
    body = {"data": {"updateClient": {"client": client}}}
    spa.faults.append(Fault("status", status=200, body=body, says="mutation"))
    assert refused(update(office, ada, firstName="Bea")) == (Code.READ_ONLY, "firstName")


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"email": "ana at example"}, Code.VALUE_INVALID, None),
        ({"mobilePhone": "call the office"}, Code.VALUE_INVALID, "mobilePhone"),
        ({"active": False}, Code.READ_ONLY, "active"),
        ({"dob": None}, Code.READ_ONLY, "dob"),
        ({"externalId": "7"}, Code.READ_ONLY, "externalId"),
        ({"marketing.email": True}, Code.READ_ONLY, "marketing.email"),
        ({"notes": "latex allergy"}, Code.READ_ONLY, "notes"),
        ({"nickname": "A"}, Code.PROPERTY_MISSING, "nickname"),
        ({"custom.skin": "II"}, Code.PROPERTY_MISSING, "custom.skin"),
    ],
)
def test_what_may_not_be_written_is_refused_and_not_sent(
    spa: BoulevardSimulator,
    office: Connector,
    ada: str,
    values: dict[str, FieldValue],
    code: Code,
    field: str | None,
) -> None:
    """(P10, P12) Consent is not for a sync to give; notes are not for a CRM to write."""
    before = dict(row(spa, ada))
    assert refused(update(office, ada, **values)) == (code, field)
    assert row(spa, ada) == before


@pytest.mark.parametrize("kind", [WriteKind.CREATE, WriteKind.ARCHIVE])
def test_nobody_is_made_or_put_away(
    spa: BoulevardSimulator, office: Connector, ada: str, kind: WriteKind
) -> None:
    (outcome,) = office.write([Write(kind, "clients", {"firstName": "Bea"}, id=ada)])
    assert refused(outcome) == (Code.READ_ONLY, None)
    assert spa.log == []


@pytest.mark.parametrize("stream", ["locations", "staff", "appointments", "memberships", "orders"])
def test_nothing_else_is_written(spa: BoulevardSimulator, office: Connector, stream: str) -> None:
    (outcome,) = office.write([Write(WriteKind.UPDATE, stream, {}, id="urn:blvd:X:1")])
    assert refused(outcome) == (Code.READ_ONLY, None)
    assert spa.log == []


def test_references_are_not_written(office: Connector, ada: str) -> None:
    for name, code in (("location", Code.READ_ONLY), ("landlord", Code.PROPERTY_MISSING)):
        write = Write(WriteKind.UPDATE, "clients", {}, id=ada, references={name: None})
        (outcome,) = office.write([write])
        assert refused(outcome) == (code, name)


def test_one_that_is_gone_spoils_no_other(
    spa: BoulevardSimulator, office: Connector, ada: str
) -> None:
    """(P7)"""
    writes = [
        Write(WriteKind.UPDATE, "clients", {"firstName": "Bea"}, id=one)
        for one in (GONE, "71", ada)
    ]
    first, second, third = office.write(writes)
    assert refused(first) == refused(second) == (Code.NOT_FOUND, None)
    assert third.refusal is None


def test_who_was_merged_in_the_meantime_is_left_to_the_next_run(
    spa: BoulevardSimulator, office: Connector, ada: str
) -> None:
    spa.merge(spa.seed_client("Ada", "Mosse"), ada)
    assert refused(update(office, ada, firstName="Bea")) == (Code.CHANGED_MEANWHILE, None)


def test_a_change_that_was_cut_off_is_sent_again(
    spa: BoulevardSimulator, office: Connector, ada: str
) -> None:
    """(P1) What is set twice is set once."""
    spa.faults.append(Fault("drop_after", says="mutation"))
    assert update(office, ada, firstName="Bea").record is not None
    assert row(spa, ada)["firstName"] == "Bea"


def test_once_something_was_written_trouble_refuses_the_rest(
    spa: BoulevardSimulator, office: Connector, ada: str
) -> None:
    """(P7)"""
    other = spa.seed_client("Cleo", "Moss")
    spa.faults.append(Fault("status", status=503, says="mutation", after=1, times=99))
    writes = [
        Write(WriteKind.UPDATE, "clients", {"firstName": "Bea"}, id=one) for one in (ada, other)
    ]
    first, second = office.write(writes)
    assert first.refusal is None
    assert second == Outcome(refusal=Refusal(Code.UNAVAILABLE))
    with pytest.raises(TransientError):
        office.write(writes)


def test_a_key_that_may_not_write_ends_the_run(
    spa: BoulevardSimulator, office: Connector, ada: str
) -> None:
    spa.execution.forbidden.add("updateClient")
    with pytest.raises(UserActionError) as failed:
        update(office, ada, firstName="Bea")
    assert failed.value.code is Code.NOT_PERMITTED


def test_a_part_of_the_answer_that_is_lacking_does_not_undo_the_write(
    spa: BoulevardSimulator, office: Connector, ada: str
) -> None:
    spa.execution.broken.add("Client.primaryLocation")
    outcome = update(office, ada, firstName="Bea")
    assert outcome.record is not None
    assert outcome.record.fields == {"firstName": "Bea"}


def test_a_phone_number_is_read_as_the_connections_country_writes_it(
    spa: BoulevardSimulator, clock: SimulatorClock, ada: str
) -> None:
    office = connection(spa.handle, clock, country="GB")
    outcome = update(office, ada, mobilePhone="020 7946 0018")
    assert outcome.record is not None
    assert outcome.record.fields == {"mobilePhone": "+442079460018"}


def test_nobody_is_sent_a_message(spa: BoulevardSimulator, office: Connector, ada: str) -> None:
    update(office, ada, email="new@example.com", mobilePhone=None)
    assert spa.business.messages == []
