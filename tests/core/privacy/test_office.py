"""What an office attests and decides, and the chained audit of it (P10)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from connectors.memory import spec
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.office.privacy import Said
from core.records import Side
from core.registry import ConnectorSpec
from core.schema import Admission, DataClass
from core.store import privacy
from core.store.privacy import Kind
from core.store.tables import privacy_audit
from tests.core.engine.world import one
from tests.core.test_office import Desk

BAA = Said("Ana Ruiz", agreement=date(2026, 1, 2), agreement_by="Bea Moss")


class Practice(Desk):
    """An office whose system is one of healthcare."""

    may_be_none = False

    def books(self) -> ConnectorSpec:
        made = spec(self.firm, name="books", side=Side.SYSTEM)
        return replace(made, healthcare=True, may_be_no_healthcare=self.may_be_none)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Practice]:
    made = Practice(tmp_path)
    made.connect_both()
    yield made
    made.close()


def job() -> JobContext:
    return JobContext()


def person(desk: Desk) -> None:
    desk.firm.put("persons", {"first": "Ana", "mail": "ana@example.com"}, id="p1")


def test_p10_nothing_is_written_before_the_office_has_attested(desk: Practice) -> None:
    person(desk)
    run = desk.office.sync(job(), trigger="hand")
    assert (run.result, run.code) == ("failed", Code.PHI_GATE)
    assert desk.office.sync(job(), trigger="hand", preview=True).totals.created == 1
    assert desk.portal.count("contacts") == 0
    desk.office.privacy.attest(BAA, "ana")
    assert desk.office.sync(job(), trigger="hand").totals.created == 1
    kept = desk.office.privacy.standing(job())
    assert kept.may_write
    assert kept.decisions.attestation is not None
    assert kept.decisions.attestation.contact == "Ana Ruiz"


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (replace(BAA, contact=" "), "contact"),
        (replace(BAA, agreement=None), "agreement"),
        (replace(BAA, agreement=date(2999, 1, 1)), "agreement"),
        (replace(BAA, agreement_by=""), "who signed the agreement"),
        (Said("Ana", no_health_services=True), "health services"),
    ],
)
def test_p10_an_attestation_that_is_not_enough_is_not_kept(
    desk: Practice, said: Said, missing: str
) -> None:
    with pytest.raises(UserActionError) as caught:
        desk.office.privacy.attest(said, "ana")
    assert (caught.value.code, caught.value.detail) == (Code.ATTESTATION, missing)
    assert not desk.office.privacy.attested


def test_a_salon_may_attest_that_it_gives_no_health_services(tmp_path: Path) -> None:
    class Salon(Practice):
        may_be_none = True

    desk = Salon(tmp_path)
    desk.connect_both()
    desk.office.privacy.attest(Said("Ana", no_health_services=True), "ana")
    assert desk.office.privacy.attested
    desk.close()


def test_p10_a_field_is_switched_on_singly_with_a_reason(desk: Practice) -> None:
    room = desk.office.privacy
    room.allow("persons", "fee", "the owner wants it", "ana", job())
    assert room.standing(job()).decisions.opted_in("persons") == {"fee"}
    (entry,) = room.audit(10)
    assert entry.kind is Kind.SWITCHED_ON
    assert entry.told["reason"] == "the owner wants it"
    assert entry.told["who"] == "ana"
    assert room.withdraw("persons", "fee", "ana")
    assert not room.withdraw("persons", "fee", "ana")
    assert room.standing(job()).decisions.opted_in("persons") == frozenset()


def test_p10_what_never_leaves_cannot_be_switched_on(desk: Practice) -> None:
    for kind in (DataClass.CLINICAL, DataClass.FREE_TEXT, DataClass.RESTRICTED_ID):
        field = one("town", data_class=kind, admission=Admission.OPT_IN)
        desk.firm.set_field("persons", field)
        with pytest.raises(UserActionError) as caught:
            desk.office.privacy.allow("persons", "town", "please", "ana", job())
        assert caught.value.code is Code.NEVER_ALLOWED
    for name, reason, code in (
        ("note", "please", Code.NEVER_ALLOWED),
        ("unheard of", "please", Code.FIELD_UNKNOWN),
        ("fee", " ", Code.ATTESTATION),
    ):
        with pytest.raises(UserActionError) as caught:
            desk.office.privacy.allow("persons", name, reason, "ana", job())
        assert caught.value.code is code
    assert desk.office.privacy.audit(10) == []


def test_p10_only_a_field_of_the_offices_own_is_classified_by_the_office(desk: Practice) -> None:
    own = one("town", data_class=DataClass.UNCLASSIFIED, admission=Admission.BLOCK)
    desk.firm.set_field("persons", replace(own, custom=True))
    room = desk.office.privacy
    room.classify("persons", "town", DataClass.CONTACT, "a town", "ana", job())
    found = room.standing(job(), discover=True).report
    assert "town" in {each.field for each in found.leaving}
    with pytest.raises(UserActionError) as caught:
        room.classify("persons", "note", DataClass.CONTACT, "harmless", "ana", job())
    assert caught.value.code is Code.NEVER_ALLOWED


def test_the_rules_have_another_version_after_each_decision(desk: Practice) -> None:
    room = desk.office.privacy
    before = room.standing(job()).report.rules
    room.allow("persons", "fee", "the owner wants it", "ana", job())
    assert room.standing(job()).report.rules != before


def test_p10_a_run_is_in_the_audit_with_kinds_and_counts_and_no_value(desk: Practice) -> None:
    person(desk)
    desk.office.privacy.attest(BAA, "ana")
    desk.office.sync(job(), trigger="hand")
    entry = desk.office.privacy.audit(1)[0]
    assert entry.kind is Kind.RUN
    assert "email" in repr(entry.told)
    assert "ana@example.com" not in repr(entry.told)
    assert desk.office.privacy.verify() == 2


def test_p10_an_audit_that_was_changed_or_cut_is_seen(desk: Practice) -> None:
    room = desk.office.privacy
    for _ in range(3):
        room.attest(BAA, "ana")
    assert room.verify() == 3
    with desk.store.write() as connection:
        connection.execute(delete(privacy_audit).where(privacy_audit.c.number == 3))
    with pytest.raises(UserActionError) as caught:
        room.verify()
    assert (caught.value.code, caught.value.detail) == (Code.AUDIT_BROKEN, "entry 3")
    with desk.store.write() as connection:
        connection.execute(
            update(privacy_audit).where(privacy_audit.c.number == 2).values(document="{}")
        )
    with pytest.raises(UserActionError) as caught:
        room.verify()
    assert caught.value.detail == "entry 2"
    assert privacy.entries(desk.store, 1)[0].number == 2
