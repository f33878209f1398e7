"""The never-sync list, and links that are stopped."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from core.connector import Cursor
from core.errors import Code, Refusal
from core.records import Side
from core.store.database import Store
from core.store.issues import dismiss, open_issues
from core.store.ledger import Ledger, OpenTie, Problem, Settlement
from core.store.never import Entry, NeverList
from core.store.stopped import stopped_among
from core.store.tables import issues
from core.vault import Vault
from tests.core.store.conftest import NOW, SetClock

PAIR = "persons-contacts"
PRINT = b"12345678"
SYSTEM, HUBSPOT = Side.SYSTEM, Side.HUBSPOT


@pytest.fixture
def never(ledger: Ledger, vault: Vault) -> NeverList:
    return ledger.never(vault.fingerprinter().of_field)


@contextmanager
def queries(store: Store) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def link(ledger: Ledger, **ids: str) -> None:
    done = Settlement()
    for system_id, hubspot_id in ids.items():
        done.link(system_id, hubspot_id, {"email": PRINT}, {})
    ledger.settle(PAIR, done, Cursor("9"), whole=True)


def test_what_was_added_is_on_the_list_of_its_pair_and_side_only(never: NeverList) -> None:
    assert never.add(PAIR, SYSTEM, "p1")
    asked = [(SYSTEM, "p1"), (SYSTEM, "p2"), (HUBSPOT, "p1")]
    assert never.among(PAIR, asked) == {(SYSTEM, "p1")}
    assert never.among("others", asked) == frozenset()
    assert never.among(PAIR, ()) == frozenset()
    assert not never.add(PAIR, SYSTEM, "p1")
    assert never.entries(PAIR) == [Entry(SYSTEM, NOW)]


def test_what_was_removed_is_not_on_it_any_more(never: NeverList) -> None:
    never.add(PAIR, SYSTEM, "p1")
    never.add(PAIR, HUBSPOT, "p1")
    assert never.remove(PAIR, SYSTEM, "p1")
    assert not never.remove(PAIR, SYSTEM, "p1")
    assert never.among(PAIR, [(SYSTEM, "p1"), (HUBSPOT, "p1")]) == {(HUBSPOT, "p1")}


def test_a_whole_page_is_one_question(never: NeverList, store: Store) -> None:
    never.add(PAIR, SYSTEM, "p7")
    page = [(side, f"p{n}") for side in Side for n in range(500)]
    with queries(store) as sent:
        assert never.among(PAIR, page) == {(SYSTEM, "p7")}
    assert len(sent) == 1


def test_p9_nobody_can_read_from_the_list_who_is_on_it(
    never: NeverList, store: Store, vault: Vault
) -> None:
    never.add(PAIR, SYSTEM, "secret-id-4711")
    store.checkpoint()
    with sqlite3.connect(store.file) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    assert "4711" not in dump
    other = NeverList(store, Vault(bytes(32)).fingerprinter().of_field)
    assert other.among(PAIR, [(SYSTEM, "secret-id-4711")]) == frozenset()


# -- what becomes of a record that is put on the list, and taken off it ---------------------------


@pytest.mark.parametrize(("side", "id"), [(SYSTEM, "p1"), (HUBSPOT, "71")])
def test_a_link_is_kept_and_stopped_at_once_from_either_side(
    never: NeverList, ledger: Ledger, store: Store, side: Side, id: str
) -> None:
    link(ledger, p1="71", p2="72")
    done = Settlement()
    for system_id in ("p1", "p2"):
        done.problem(Problem(system_id, "71", Refusal(Code.CONFLICT, field="phone")))
        done.retry(system_id, Code.CONFLICT)
    ledger.settle(PAIR, done, None)
    never.add(PAIR, side, id)
    assert ledger.links(PAIR, ["p1"])["p1"].base.system("email") == PRINT
    assert stopped_among(store, PAIR, ["p1", "p2"]) == ledger.stopped(PAIR, ["p1"]) == {"p1"}
    assert [issue.system_id for issue in open_issues(store)] == ["p2"]
    assert ledger.due_retries(PAIR, NOW, everything=True) == ["p2"]


def test_what_waits_for_a_record_without_a_link_is_dropped_too(
    never: NeverList, ledger: Ledger, store: Store
) -> None:
    done = Settlement()
    done.problem(Problem("p1", None, Refusal(Code.LIKELY_MATCH), ("71",)))
    done.retry("p1", Code.LIKELY_MATCH)
    ledger.settle(PAIR, done, None)
    never.add(PAIR, SYSTEM, "p1")
    assert open_issues(store) == []
    assert ledger.due_retries(PAIR, NOW, everything=True) == []
    assert ledger.stopped(PAIR, ["p1"]) == frozenset()


def test_what_a_person_dismissed_stays_dismissed(
    never: NeverList, ledger: Ledger, store: Store
) -> None:
    done = Settlement()
    done.problem(Problem("p1", None, Refusal(Code.CONFLICT, field="phone")))
    ledger.settle(PAIR, done, None)
    dismiss(store, open_issues(store)[0], NOW)
    never.add(PAIR, SYSTEM, "p1")
    with store.read() as connection:
        assert connection.execute(select(issues.c.state)).scalars().all() == ["dismissed"]


@pytest.mark.parametrize(("side", "id"), [(SYSTEM, "p1"), (HUBSPOT, "71")])
def test_a_record_that_is_taken_off_the_list_is_looked_at_in_the_next_run(
    never: NeverList, ledger: Ledger, side: Side, id: str
) -> None:
    """Nobody changed it meanwhile, so that no feed would name it."""
    link(ledger, p1="71")
    never.add(PAIR, side, id)
    never.remove(PAIR, side, id)
    assert ledger.due_retries(PAIR, NOW) == ["p1"]
    assert ledger.stopped(PAIR, ["p1"]) == {"p1"}  # until the run has seen that it may go on
    assert ledger.checkpoint(PAIR) == "9"


def test_a_record_without_a_link_is_looked_at_again_as_well(
    never: NeverList, ledger: Ledger
) -> None:
    link(ledger, p1="71")
    never.add(PAIR, SYSTEM, "p2")
    never.remove(PAIR, SYSTEM, "p2")
    assert ledger.due_retries(PAIR, NOW) == ["p2"]
    never.add(PAIR, HUBSPOT, "99")
    never.remove(PAIR, HUBSPOT, "99")
    assert ledger.checkpoint(PAIR) is None


def test_the_list_tells_the_newest_first(never: NeverList, clock: SetClock) -> None:
    never.add(PAIR, SYSTEM, "p1")
    clock.forward(days=1)
    never.add(PAIR, HUBSPOT, "71")
    assert [entry.side for entry in never.entries(PAIR)] == [HUBSPOT, SYSTEM]


# -- stopped links --------------------------------------------------------------------------------


def test_a_run_stops_and_resumes_links_with_all_else_that_it_settles(ledger: Ledger) -> None:
    link(ledger, p1="71", p2="72", p3="73")
    done = Settlement()
    for each in ("p1", "p2", "p1"):
        done.stop(each)
    assert done
    ledger.settle(PAIR, done, None)
    ledger.settle(PAIR, done, None)
    assert ledger.stopped(PAIR, ["p1", "p2", "p3"]) == {"p1", "p2"}
    assert ledger.stopped("others", ["p1"]) == frozenset()
    assert ledger.stopped(PAIR, []) == frozenset()
    again = Settlement()
    again.resume("p1")
    assert again
    ledger.settle(PAIR, again, None)
    assert ledger.stopped(PAIR, ["p1", "p2", "p3"]) == {"p2"}


def test_the_last_word_on_a_link_counts(ledger: Ledger) -> None:
    link(ledger, p1="71", p2="72")
    done = Settlement()
    done.stop("p1")
    done.resume("p1")
    done.resume("p2")
    done.stop("p2")
    ledger.settle(PAIR, done, None)
    assert ledger.stopped(PAIR, ["p1", "p2"]) == {"p2"}


def test_a_link_that_is_no_more_is_not_stopped_either(ledger: Ledger) -> None:
    link(ledger, p1="71")
    done = Settlement()
    done.stop("p1")
    ledger.settle(PAIR, done, None)
    gone = Settlement()
    gone.unlink("p1")
    ledger.settle(PAIR, gone, None)
    assert ledger.stopped(PAIR, ["p1"]) == frozenset()


def test_the_ties_of_a_stopped_link_stay_as_they_are(ledger: Ledger) -> None:
    link(ledger, p1="71", p2="72")
    done = Settlement()
    for each in ("p1", "p2"):
        done.ties(each, {"company": ("c1",)})
    done.stop("p1")
    ledger.settle(PAIR, done, None)
    assert ledger.open_ties(PAIR, 10, None) == [OpenTie("company", "p2", "c1", remove=False)]
    done = Settlement()
    done.resume("p1")
    ledger.settle(PAIR, done, None)
    assert len(ledger.open_ties(PAIR, 10, None)) == 2
