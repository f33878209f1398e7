"""Writing people and companies: what is inside a contact is changed, added or removed by id."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from connectors.clio.simulator import ClioSimulator
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector, Outcome, Write, WriteKind
from core.errors import Code, TransientError, UserActionError
from core.records import FieldValue
from tests.connectors.clio.conftest import Connect

PHONES = {"phone_work": "212-555-0150", "phone_mobile": "212-555-0140"}


def update(
    office: Connector,
    id: int,
    values: Mapping[str, FieldValue],
    *,
    stream: str = "persons",
    version: str | None = None,
) -> Outcome:
    (outcome,) = office.write(
        [Write(WriteKind.UPDATE, stream, values, id=str(id), version=version)]
    )
    return outcome


def inside(clio: ClioSimulator, id: int, what: str, *names: str) -> list[tuple[Any, ...]]:
    parts = getattr(clio.account.contacts.rows[id], what)
    return [tuple(getattr(part, name) for name in names) for part in parts]


@pytest.fixture
def ana(clio: ClioSimulator) -> int:
    return clio.seed_person(
        "Ana",
        "Ruiz",
        emails=["ana@example.com", ("home@example.com", "Home")],
        phones=[("212-555-0150", "Work"), ("212-555-0140", "Mobile")],
        addresses=[{"name": "Work", "street": "1 Wren Lane", "city": "Dover"}],
        web_sites=["https://ruiz.example.com"],
    )


def test_a_new_primary_email_takes_the_place_of_the_old_one(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    outcome = update(office, ana, {"email": "new@example.com"})
    assert outcome.record is not None
    assert outcome.record.fields == {"email": "new@example.com"}
    assert inside(clio, ana, "email_addresses", "address", "primary") == [
        ("new@example.com", True),
        ("home@example.com", False),
    ]


def test_an_address_that_is_there_already_becomes_the_primary_one(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    update(office, ana, {"email": "Home@example.com"})
    assert sorted(inside(clio, ana, "email_addresses", "address", "primary")) == [
        ("ana@example.com", False),
        ("home@example.com", True),
    ]


def test_a_first_email_is_added_as_the_primary_one(office: Connector, clio: ClioSimulator) -> None:
    bea = clio.seed_person("Bea", "Ruiz")
    update(office, bea, {"email": "bea@example.com"})
    assert inside(clio, bea, "email_addresses", "name", "address", "primary") == [
        ("Work", "bea@example.com", True)
    ]


def test_phones_are_told_apart_by_their_names(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    update(office, ana, {"phone_mobile": "212-555-0199", "phone_fax": "212-555-0198"})
    assert inside(clio, ana, "phone_numbers", "name", "number") == [
        ("Work", "212-555-0150"),
        ("Mobile", "212-555-0199"),
        ("Fax", "212-555-0198"),
    ]


def test_what_is_cleared_is_removed_and_the_rest_stays(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    outcome = update(
        office, ana, {"phone_work": None, "phone_home": None, "website": None, "email": None}
    )
    assert inside(clio, ana, "phone_numbers", "name") == [("Mobile",)]
    assert inside(clio, ana, "email_addresses", "address") == [("home@example.com",)]
    assert inside(clio, ana, "web_sites", "address") == []
    assert outcome.record is not None
    assert outcome.record.fields["phone_work"] is None


def test_parts_of_an_address_change_in_one_piece(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    update(office, ana, {"city": "Boise", "postal_code": "83702"})
    assert inside(clio, ana, "addresses", "street", "city", "postal_code") == [
        ("1 Wren Lane", "Boise", "83702")
    ]


def test_an_address_of_which_nothing_is_left_is_removed(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    update(office, ana, {"street": None})
    assert inside(clio, ana, "addresses", "street", "city") == [(None, "Dover")]
    update(office, ana, {"city": None, "country": None})
    assert inside(clio, ana, "addresses", "street") == []


def test_a_company_has_one_phone_and_it_is_the_primary_one(
    office: Connector, clio: ClioSimulator
) -> None:
    firm = clio.seed_company("Rookwarble LLC", phones=[("212-555-0100", "Other")])
    update(office, firm, {"phone": "212-555-0101", "name": "Rook LLC"}, stream="companies")
    assert inside(clio, firm, "phone_numbers", "name", "number") == [("Other", "212-555-0101")]
    assert clio.account.contacts.rows[firm].name == "Rook LLC"


def test_custom_values_are_added_changed_and_removed(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    source = clio.seed_custom_field("Contact", "Source", "picklist", options=["Web", "Walk-in"])
    motto = clio.seed_custom_field("Contact", "Motto", "text_line")
    option = str(clio.option_ids(source)["Web"])
    names = (f"custom.{source}", f"custom.{motto}")
    for values in (
        dict(zip(names, (option, "Onward"), strict=True)),
        dict(zip(names, (option, "Upward"), strict=True)),
        dict(zip(names, (None, None), strict=True)),
    ):
        outcome = update(office, ana, values)
        assert outcome.record is not None
        assert outcome.record.fields == values
        assert {number for name, number in clio.log[-1].params if name == "custom_field_ids[]"} == {
            str(source),
            str(motto),
        }
    assert inside(clio, ana, "custom_field_values", "value") == []


def test_a_batch_looks_once_at_what_is_there(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    bea = clio.seed_person("Bea", "Ruiz")
    writes = [Write(WriteKind.UPDATE, "persons", PHONES, id=str(person)) for person in (ana, bea)]
    office.write(writes)
    assert [entry.method for entry in clio.log] == ["GET", "PATCH", "PATCH"]


def test_names_alone_need_no_look(office: Connector, clio: ClioSimulator, ana: int) -> None:
    update(office, ana, {"first_name": "Anna"})
    assert [entry.method for entry in clio.log] == ["PATCH"]


def test_an_edit_since_the_version_is_not_overwritten(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    """(P5)"""
    version = office.fetch("persons", [str(ana)], ["title"])[str(ana)].version
    clio.edit("contacts", ana, title="Partner")
    outcome = update(office, ana, {"title": "Clerk"}, version=version)
    assert outcome.refusal is not None
    assert outcome.refusal.code is Code.CHANGED_MEANWHILE
    assert clio.account.contacts.rows[ana].title == "Partner"


def test_an_edit_between_look_and_write_is_not_overwritten(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    """(P5) Even where no version was given: what is inside was read just now."""

    def meddle(clio: Any, answered: int) -> None:
        if answered == 1:
            clio.edit("contacts", ana, primary_email_address="theirs@example.com")

    clio.actors.append(meddle)
    outcome = update(office, ana, {"email": "ours@example.com"})
    assert outcome.refusal is not None
    assert outcome.refusal.code is Code.CHANGED_MEANWHILE
    assert inside(clio, ana, "email_addresses", "address")[0] == ("theirs@example.com",)


def test_a_contact_that_was_edited_is_not_deleted(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    """(P6) Clio's DELETE takes no If-Match."""
    version = office.fetch("persons", [str(ana)], [])[str(ana)].version
    clio.edit("contacts", ana, title="Partner")
    write = Write(WriteKind.ARCHIVE, "persons", {}, id=str(ana), version=version)
    (refused,) = office.write([write])
    assert refused.refusal is not None
    assert refused.refusal.code is Code.CHANGED_MEANWHILE
    version = office.fetch("persons", [str(ana)], [])[str(ana)].version
    office.write([Write(WriteKind.ARCHIVE, "persons", {}, id=str(ana), version=version)])
    assert ana not in clio.account.contacts.rows


def test_deleting_what_is_gone_is_done_already(office: Connector) -> None:
    (outcome,) = office.write([Write(WriteKind.ARCHIVE, "persons", {}, id="2148999999")])
    assert outcome == Outcome()


def test_a_client_with_matters_is_not_deleted_and_the_others_are(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    """(P7)"""
    bea = clio.seed_person("Bea", "Ruiz")
    clio.seed_matter(ana, "Lease")
    writes = [Write(WriteKind.ARCHIVE, "persons", {}, id=str(person)) for person in (ana, bea)]
    refused, done = office.write(writes)
    assert refused.refusal is not None
    assert refused.refusal.code is Code.NOT_PERMITTED
    assert done == Outcome()
    assert list(clio.account.contacts.rows) == [ana]


@pytest.mark.parametrize(
    ("kind", "stream", "values", "code", "field"),
    [
        (WriteKind.CREATE, "persons", {"title": "Ms"}, Code.REQUIRED_MISSING, "last_name"),
        (WriteKind.CREATE, "companies", {"phone": "1"}, Code.REQUIRED_MISSING, "name"),
        (WriteKind.CREATE, "persons", {"shoe": "9"}, Code.PROPERTY_MISSING, "shoe"),
        (WriteKind.CREATE, "matters", {"description": "x"}, Code.READ_ONLY, None),
        (WriteKind.UPDATE, "persons", {"is_client": True}, Code.READ_ONLY, "is_client"),
        (WriteKind.UPDATE, "persons", {"email": "x@example.com"}, Code.NOT_FOUND, None),
    ],
)
def test_what_cannot_be_right_is_not_sent(
    office: Connector,
    clio: ClioSimulator,
    kind: WriteKind,
    stream: str,
    values: dict[str, FieldValue],
    code: Code,
    field: str | None,
) -> None:
    (outcome,) = office.write([Write(kind, stream, values, id="2148999999")])
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.field) == (code, field)
    assert {entry.method for entry in clio.log} <= {"GET"}


def creates(*names: str) -> list[Write]:
    return [Write(WriteKind.CREATE, "persons", {"first_name": name}) for name in names]


def codes(outcomes: Any) -> list[Code | None]:
    return [outcome.refusal.code if outcome.refusal else None for outcome in outcomes]


def test_a_create_of_which_no_answer_came_is_not_repeated(
    office: Connector, clio: ClioSimulator
) -> None:
    """(P2)"""
    clio.faults.append(Fault("drop_after", method="POST"))
    outcomes = office.write(creates("Ana", "Bea"))
    assert codes(outcomes) == [Code.OUTCOME_UNKNOWN, None]
    assert [row.first_name for row in clio.account.contacts] == ["Ana", "Bea"]


def test_a_storm_before_anything_was_done_raises(
    office: Connector, clio: ClioSimulator, ana: int
) -> None:
    clio.faults.append(Fault("status", status=503, times=99))
    with pytest.raises(TransientError) as failed:
        update(office, ana, PHONES)
    assert failed.value.code is Code.UNAVAILABLE


def test_a_storm_in_the_middle_answers_for_what_was_done(
    office: Connector, clio: ClioSimulator
) -> None:
    """(P2)"""
    clio.faults.append(Fault("status", status=429, times=99, after=1))
    outcomes = office.write(creates("Ana", "Bea", "Cara"))
    assert codes(outcomes) == [None, Code.RATE_LIMITED, Code.RATE_LIMITED]
    assert [row.first_name for row in clio.account.contacts] == ["Ana"]


def test_a_storm_after_an_unknown_outcome_does_not_hide_it(
    office: Connector, clio: ClioSimulator
) -> None:
    """(P2) Raising would say that nothing happened, and the creates would be repeated."""
    clio.faults.append(Fault("drop_after", method="POST"))
    clio.faults.append(Fault("status", status=429, times=99))
    outcomes = office.write(creates("Ana", "Bea"))
    assert codes(outcomes) == [Code.OUTCOME_UNKNOWN, Code.RATE_LIMITED]


def test_a_sign_in_that_may_not_write_ends_the_batch(connect: Connect, clio: ClioSimulator) -> None:
    def read_only(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return clio.handle(request)
        return httpx.Response(403, json={"error": {"type": "ForbiddenError", "message": "no"}})

    with pytest.raises(UserActionError) as refused:
        connect(read_only).write(creates("Ana", "Bea"))
    assert refused.value.code is Code.NOT_PERMITTED


def test_an_answer_without_the_record_is_not_taken_for_success(connect: Connect) -> None:
    office = connect(lambda _request: httpx.Response(201, json={"contact": {}}))
    assert codes(office.write(creates("Ana"))) == [Code.OUTCOME_UNKNOWN]


def test_a_batch_fits_in_a_minute(office: Connector, clock: SimulatorClock) -> None:
    assert office.batch_size + 1 <= 50
    began = clock.monotonic()
    office.write(creates(*(f"Ana {number}" for number in range(office.batch_size))))
    assert clock.monotonic() == began


def test_nothing_to_write_asks_nothing(office: Connector) -> None:
    assert office.write([]) == []
    assert office.requests == 0
