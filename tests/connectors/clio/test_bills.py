"""What a matter was billed: summed from bills, and read again when one of them changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from connectors.clio.simulator import ClioSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Cursor, Page
from core.records import Record
from tests.connectors.clio.conftest import START, only

LONG_AGO = START - timedelta(days=9)
SUMS = ("outstanding_balance", "total_billed", "last_bill_date")


def test_a_matter_is_told_with_the_sums_of_its_issued_bills(
    office: Connector, clio: ClioSimulator
) -> None:
    case = clio.seed_matter(clio.seed_person("Ana", "Ruiz"), "Lease")
    clio.seed_bill(case, 100.25, issued_at="2026-10-01")
    clio.seed_bill(case, 50.5, state="paid", paid=50.5, issued_at="2026-11-01")
    clio.seed_bill(case, 999.0, state="draft", issued_at="2026-11-20")
    clio.seed_bill(case, 999.0, state="void", issued_at="2026-11-20")
    assert only(office, "matters", *SUMS).fields == {
        "outstanding_balance": Decimal("100.25"),
        "total_billed": Decimal("150.75"),
        "last_bill_date": date(2026, 11, 1),
    }


def test_a_bill_over_several_matters_leaves_their_sums_unknown(
    office: Connector, clio: ClioSimulator
) -> None:
    ana = clio.seed_person("Ana", "Ruiz")
    case, other = clio.seed_matter(ana, "Lease"), clio.seed_matter(ana, "Will")
    bill = clio.seed_bill(case, 100.0)
    clio.account.bills.rows[bill].matter_ids.append(other)
    fetched = office.fetch("matters", [str(case), str(other)], SUMS)
    assert {tuple(record.fields.values()) for record in fetched.values()} == {(None, None, None)}


def test_bills_are_asked_for_only_where_a_mapping_sums_them(
    office: Connector, clio: ClioSimulator
) -> None:
    clio.seed_bill(clio.seed_matter(clio.seed_person("Ana", "Ruiz"), "Lease"), 100.0)
    only(office, "matters", "status")
    assert not clio.requests(path="bills")


def test_many_matters_take_one_list_of_all_bills(office: Connector, clio: ClioSimulator) -> None:
    ana = clio.seed_person("Ana", "Ruiz")
    cases = [clio.seed_matter(ana, "Lease") for _ in range(201)]
    for case in cases:
        clio.seed_bill(case, 7.0)
    pages = list(office.read("matters", None, SUMS))
    assert len(clio.requests(path="bills")) == 2
    assert {r.fields["total_billed"] for page in pages for r in page.records} == {Decimal(7)}


# -- changes ------------------------------------------------------------------------------------


@pytest.fixture
def case(clio: ClioSimulator) -> int:
    """A matter, one of two, that was billed long ago."""
    ana = clio.seed_person("Ana", "Ruiz")
    cases = [clio.seed_matter(ana, "Lease", created=LONG_AGO, updated=LONG_AGO) for _ in range(2)]
    clio.seed_bill(cases[0], 100.0, issued_at="2026-11-01", at=LONG_AGO)
    return cases[0]


def change(clio: ClioSimulator, case: int, how: str) -> None:
    (bill,) = (row for row in clio.account.bills if row.matter_ids == [case])
    if how == "new":
        clio.seed_bill(case, 20.0)
        return
    bill.state, bill.paid = how, 100.0
    clio.account.touch(bill)


def read(office: Connector, cursor: Cursor | None, clock: SimulatorClock) -> list[Page]:
    clock.advance(3600)
    return list(office.read("matters", cursor, SUMS))


@pytest.mark.parametrize("how", ["new", "paid", "deleted"])
@pytest.mark.parametrize("runs_before", [0, 1, 2])
def test_a_bill_that_changed_brings_its_matter_again_in_one_of_two_runs(
    office: Connector,
    clio: ClioSimulator,
    clock: SimulatorClock,
    case: int,
    how: str,
    runs_before: int,
) -> None:
    """(P1, P3) The matter itself did not change."""
    cursor: Cursor | None = None
    for _ in range(1 + runs_before):
        cursor = read(office, cursor, clock)[-1].cursor
    change(clio, case, how)
    told: list[Record] = []
    for _ in range(2):
        pages = read(office, cursor, clock)
        assert pages[-1].cursor != cursor
        cursor = pages[-1].cursor
        told += [record for page in pages for record in page.records]
    assert {record.id for record in told} == {str(case)}
    owed = {"new": 120, "paid": 0, "deleted": 0}[how]
    assert told[-1].fields["outstanding_balance"] == owed


def test_a_run_with_nothing_changed_asks_one_request_more_for_the_sums(
    office: Connector, clio: ClioSimulator, clock: SimulatorClock, case: int
) -> None:
    """(P4)"""
    cursor = read(office, None, clock)[-1].cursor
    for _ in range(4):
        before = office.requests
        (page,) = read(office, cursor, clock)
        assert page.records == []
        assert office.requests - before == 2
        cursor = page.cursor
    states = [dict(entry.params).get("state") for entry in clio.requests(path="bills")[-4:]]
    assert states == [None, "deleted", None, "deleted"]


def test_a_run_that_is_cut_off_asks_for_the_same_bills_again(
    office: Connector, clio: ClioSimulator, clock: SimulatorClock, case: int
) -> None:
    """(P1) Only what was handed on is known."""
    cursor = read(office, None, clock)[-1].cursor
    change(clio, case, "paid")
    clock.advance(3600)
    first = next(iter(office.read("matters", cursor, SUMS)))
    again = next(iter(office.read("matters", cursor, SUMS)))
    assert [record.id for record in first.records] == [str(case)]
    assert [record.id for record in again.records] == [str(case)]
    (rest,) = office.read("matters", first.cursor, SUMS)
    assert rest.records == []


def test_bills_that_changed_while_a_mapping_did_without_sums_are_seen_once_it_has_them_again(
    office: Connector, clio: ClioSimulator, clock: SimulatorClock, case: int
) -> None:
    """(P1)"""
    cursor = read(office, read(office, None, clock)[-1].cursor, clock)[-1].cursor
    change(clio, case, "paid")
    clock.advance(3600)
    cursor = list(office.read("matters", cursor, ("status",)))[-1].cursor
    told: list[str] = []
    for _ in range(2):
        pages = read(office, cursor, clock)
        cursor = pages[-1].cursor
        told += [record.id for page in pages for record in page.records]
    assert told == [str(case)]
