"""What may be written to Open Dental, and how it is known that it was."""

from typing import Any

import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from connectors.opendental.simulator import OpenDentalSimulator, Profile
from core.connector import Connector, Outcome, Write, WriteKind
from core.errors import Code, SyncError, TransientError, UserActionError
from core.records import FieldValue
from tests.connectors.opendental.conftest import START, connection
from tests.contract.opendental_judge import SPEC, OpenDentalJudge


def update(one: int, stream: str = "patients", /, **values: FieldValue) -> Write:
    return Write(WriteKind.UPDATE, stream, values, id=str(one))


def code_of(outcome: Outcome) -> tuple[Code, str | None]:
    assert outcome.refusal is not None
    assert outcome.record is None
    return outcome.refusal.code, outcome.refusal.field


@pytest.fixture
def ada(practice: OpenDentalSimulator) -> int:
    return practice.seed_patient("Ada", "Moss", Email="ada@example.com", City="Dover")


def row(practice: OpenDentalSimulator, one: int) -> dict[str, Any]:
    return practice.practice.tables["patients"][one]


@pytest.mark.parametrize("answers_puts", [False, True])
def test_contact_details_are_changed_and_cleared_and_all_else_stays(
    clock: SimulatorClock, *, answers_puts: bool
) -> None:
    practice = OpenDentalSimulator(clock=clock, profile=Profile(answers_puts=answers_puts))
    ada = practice.seed_patient("Ada", "Moss", Email="ada@example.com", City="Dover")
    office = connection(practice.handle, clock)
    (outcome,) = office.write([update(ada, WirelessPhone="(212)555-0140", Email=None)])
    assert outcome.record is not None
    assert outcome.record.fields == {"WirelessPhone": "(212)555-0140", "Email": None}
    kept = row(practice, ada)
    assert (kept["WirelessPhone"], kept["Email"], kept["City"], kept["FName"]) == (
        "(212)555-0140",
        "",
        "Dover",
        "Ada",
    )
    (request,) = practice.requests("PUT")
    assert request.body == {"WirelessPhone": "(212)555-0140", "Email": ""}


def test_an_appointment_is_confirmed_by_number(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    confirmed = practice.seed_confirmation("By text")
    visit = practice.seed_appointment(ada, START)
    (outcome,) = office.write([update(visit, "appointments", Confirmed=confirmed)])
    assert outcome.record is not None
    assert outcome.record.fields == {"Confirmed": confirmed}
    (request,) = practice.requests("PUT")
    assert (request.path, request.body) == (
        f"/api/v1/appointments/{visit}/Confirm",
        {"defNum": confirmed},
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"TxtMsgOk": "Yes"}, (Code.READ_ONLY, "TxtMsgOk")),  # consent is not ours to give
        ({"LName": "Ruiz"}, (Code.READ_ONLY, "LName")),
        ({"SSN": "900-00-0001"}, (Code.READ_ONLY, "SSN")),
        ({"CallName": "Addie"}, (Code.READ_ONLY, "CallName")),
        ({"Nickname": "Addie"}, (Code.PROPERTY_MISSING, "Nickname")),
    ],
)
def test_nothing_but_contact_details_is_written(
    practice: OpenDentalSimulator,
    office: Connector,
    ada: int,
    values: dict[str, FieldValue],
    expected: tuple[Code, str],
) -> None:
    """(P10, P12)"""
    (outcome,) = office.write([update(ada, **values)])
    assert code_of(outcome) == expected
    assert practice.requests("PUT") == []


@pytest.mark.parametrize("stream", ["patients", "appointments", "clinics"])
@pytest.mark.parametrize("kind", [WriteKind.CREATE, WriteKind.ARCHIVE])
def test_nobody_is_made_and_nothing_deleted(
    practice: OpenDentalSimulator, office: Connector, ada: int, stream: str, kind: WriteKind
) -> None:
    write = Write(kind, stream, {"Email": "x@example.com"}, id=str(ada))
    (outcome,) = office.write([write])
    assert code_of(outcome) == (Code.READ_ONLY, None)
    assert practice.log == []


def test_a_reference_is_not_written(office: Connector, ada: int) -> None:
    for name, code in (("clinic", Code.READ_ONLY), ("landlord", Code.PROPERTY_MISSING)):
        write = Write(WriteKind.UPDATE, "patients", {}, id=str(ada), references={name: "1"})
        assert code_of(office.write([write])[0]) == (code, name)


def test_a_write_that_is_answered_200_and_changes_nothing_is_found_out(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    practice.faults.append(Fault("status", "PUT", status=200))
    (outcome,) = office.write([update(ada, Email="new@example.com")])
    assert code_of(outcome) == (Code.READ_ONLY, "Email")


def test_what_open_dental_writes_in_its_own_way_is_no_refusal(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    """Line breaks become spaces; the answer says what was kept (P4)."""
    (outcome,) = office.write([update(ada, Address="1 Wren Lane\nRear")])
    assert outcome.record is not None
    assert outcome.record.fields == {"Address": "1 Wren Lane Rear"}


def test_one_that_was_deleted_between_page_and_write_is_told_and_spoils_no_other(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    """(P7)"""
    gone = practice.seed_patient("Bea", "Moss")
    practice.delete("patients", gone)
    bad, never, good = office.write(
        [
            update(gone, Email="bea@example.com"),
            update(999_999, Email="x@example.com"),
            update(ada, Email="new@example.com"),
        ]
    )
    assert code_of(bad)[0] is Code.NOT_FOUND
    assert code_of(never)[0] is Code.NOT_FOUND
    assert good.refusal is None


def test_one_that_was_merged_meanwhile_is_still_written_as_the_archived_one(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    other = practice.seed_patient("Adah", "Moss")
    practice.merge(ada, other)
    (outcome,) = office.write([update(other, Email="new@example.com")])
    assert outcome.refusal is None
    assert row(practice, ada)["Email"] == "ada@example.com"


@pytest.mark.parametrize("value", [True, "By text", None, 999])
def test_a_confirmation_that_is_none_is_refused(
    practice: OpenDentalSimulator, office: Connector, ada: int, value: FieldValue
) -> None:
    visit = practice.seed_appointment(ada, START)
    (outcome,) = office.write([update(visit, "appointments", Confirmed=value)])
    assert code_of(outcome)[0] is Code.VALUE_INVALID


def test_a_key_that_may_only_read_is_told_as_that(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    """The free plan has no other; Open Dental answers 401."""
    practice.practice.permissions = {"ReadAll"}
    (outcome,) = office.write([update(ada, Email="new@example.com")])
    assert code_of(outcome)[0] is Code.NOT_PERMITTED


def test_a_key_that_was_switched_off_ends_the_writing(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    practice.keys.clear()
    with pytest.raises(UserActionError) as failed:
        office.write([update(ada, Email="new@example.com")])
    assert failed.value.code is Code.TOKEN_REJECTED


def test_a_sentence_about_the_record_is_a_refusal_without_it(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    """(P9)"""
    practice.faults.append(Fault("status", "PUT", status=400, body="Ada Moss is odd"))
    (outcome,) = office.write([update(ada, Email="new@example.com")])
    assert code_of(outcome)[0] is Code.RECORD_REFUSED
    assert "Ada" not in str(outcome)


def test_a_write_that_was_cut_off_is_done_again_and_found_done(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    """(P2) Saying the same twice does no harm."""
    practice.faults.append(Fault("drop_after", "PUT"))
    (outcome,) = office.write([update(ada, Email="new@example.com")])
    assert outcome.refusal is None
    assert row(practice, ada)["Email"] == "new@example.com"


def test_a_storm_before_anything_happened_ends_it_and_later_the_rest_is_put_off(
    practice: OpenDentalSimulator, office: Connector, ada: int
) -> None:
    other = practice.seed_patient("Bea", "Moss")
    writes = [update(ada, Email="a@example.com"), update(other, Email="b@example.com")]
    practice.faults.append(Fault("status", "PUT", status=500, times=99))
    with pytest.raises(TransientError):
        office.write(writes)
    practice.faults.clear()
    practice.faults.append(Fault("status", "PUT", status=500, times=99, after=1))
    done, put_off = office.write(writes)
    assert done.refusal is None
    assert code_of(put_off)[0] is Code.UNAVAILABLE


@pytest.mark.skipif(not SPEC.exists(), reason=f"Open Dental's documentation is not at {SPEC}")
def test_what_is_written_keeps_to_the_documentation(
    practice: OpenDentalSimulator, clock: SimulatorClock, ada: int
) -> None:
    judge = OpenDentalJudge(practice.handle)
    office = connection(judge.handle, clock)
    visit = practice.seed_appointment(ada, START)
    confirmed = practice.seed_confirmation("By text")
    writes = [
        update(ada, Email="new@example.com", Address="1 Wren Lane", HmPhone=None),
        update(999_999, Email="x@example.com"),
    ]
    office.write(writes)
    office.write([update(visit, "appointments", Confirmed=confirmed)])
    assert judge.judged == 6 - 1
    assert judge.operations.keys() == {"patients", "appointments"}


def test_nothing_to_write_asks_nothing(office: Connector) -> None:
    assert office.write([]) == []
    assert office.requests == 0


def test_an_unheard_of_answer_is_an_error(practice: OpenDentalSimulator, ada: int) -> None:
    clock = SimulatorClock(START, rate=0.0)
    practice.faults.append(Fault("status", "PUT", status=418, times=9))
    with pytest.raises(SyncError) as failed:
        connection(practice.handle, clock).write([update(ada, Email="x@example.com")])
    assert failed.value.code is Code.UNEXPECTED
