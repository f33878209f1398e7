"""Records that a run created are archived, where nobody has touched them since (P4, P5, P6)."""

from sqlalchemy import select

from core.errors import Code, Refusal
from core.store import undone
from core.store.ledger import OpenTie, Problem, Settlement
from core.store.tables import issues, ties
from tests.core.undo.conftest import MATTERS, PERSONS, Bench


def test_what_nobody_touched_is_archived(bench: Bench) -> None:
    before = bench.contacts()
    run, one = bench.run_create("p7", firstname="Ana", email="ana@example.com")
    told = bench.undo(run)
    assert bench.contacts() == before
    assert (told.archived, told.restored, told.left) == (1, 0, [])
    assert bench.hubspot.fetch("contacts", [one], ())[one].archived


def test_what_a_person_worked_on_stays_and_is_told(bench: Bench) -> None:
    """Whichever property it was, and also if they took it back."""
    run, one = bench.run_create("p7", firstname="Ana", email="ana@example.com")
    bench.simulator.edit("contacts", one, hs_lead_status="OPEN")
    bench.simulator.edit("contacts", one, hs_lead_status="", lastname="Ruiz")
    told = bench.undo(run)
    assert bench.left(told) == {
        (one, "hs_lead_status", Code.EDITED_AFTER_RUN),
        (one, "lastname", Code.EDITED_AFTER_RUN),
    }
    assert bench.contacts() == [one]
    assert bench.ledger.hubspot_ids(PERSONS, ["p7"]) == {"p7": one}
    assert bench.issues() == set()


def test_what_another_program_changed_stays_and_is_told(bench: Bench) -> None:
    run, one = bench.run_create("p7", firstname="Ana", email="ana@example.com")
    other = bench.start()
    bench.run_into(other, one, firstname="Anna")
    with bench.store.write() as connection:  # a program of which we know nothing
        connection.exec_driver_sql("DELETE FROM changes WHERE run = ?", (other,))
    bench.end(other)
    assert bench.left(bench.undo(run)) == {(one, "firstname", Code.EDITED_AFTER_RUN)}


def test_what_a_later_run_changed_waits_until_that_is_undone(bench: Bench) -> None:
    run, one = bench.run_create("p7", firstname="Ana", email="ana@example.com")
    later = bench.run_update(one, firstname="Anna")
    assert bench.left(bench.undo(run)) == {(one, "", Code.LATER_RUN)}
    bench.undo(later)
    assert bench.undo(run).archived == 1
    assert bench.contacts() == []


def test_one_that_a_person_archived_is_away_as_well(bench: Bench) -> None:
    run, one = bench.run_create("p7", firstname="Ana")
    bench.simulator.archive("contacts", one)
    assert bench.undo(run).archived == 1
    assert bench.ledger.hubspot_ids(PERSONS, ["p7"]) == {}


def test_one_that_was_merged_into_another_is_left(bench: Bench) -> None:
    run, one = bench.run_create("p7", firstname="Ana")
    other = bench.simulator.seed("contacts", {"firstname": "Ana", "city": "Dover"})
    bench.simulator.merge("contacts", other, one)
    assert bench.left(bench.undo(run)) == {(one, "", Code.MERGED)}


def test_one_that_is_archived_is_unlinked_and_held(bench: Bench) -> None:
    """(P4) So that the next run does not make it again."""
    run, _ = bench.run_create("p7", firstname="Ana")
    bench.ledger.retry_now(PERSONS, "p7", Code.VALUE_INVALID)
    bench.undo(run)
    assert bench.ledger.links(PERSONS, ["p7"]) == {}
    assert bench.issues() == {("p7", Code.UNDONE)}
    assert undone.held(bench.store, PERSONS, ["p7", "p8"]) == {"p7"}
    assert bench.ledger.due_retries(PERSONS, bench.clock.now()) == []


def test_it_is_held_as_long_as_the_issue_is_not_resolved(bench: Bench) -> None:
    run, _ = bench.run_create("p7", firstname="Ana")
    bench.undo(run)
    for state, held in (("dismissed", {"p7"}), ("resolved", set[str]())):
        with bench.store.write() as connection:
            connection.execute(issues.update().values(state=state))
        assert undone.held(bench.store, PERSONS, ["p7"]) == held
    assert undone.held(bench.store, MATTERS, ["p7"]) == frozenset()


def test_whoever_has_it_tried_again_lets_it_go(bench: Bench) -> None:
    run, _ = bench.run_create("p7", firstname="Ana")
    bench.undo(run)
    held_again = Settlement()  # as a run does that looks at it and holds it
    held_again.problem(Problem("p7", None, Refusal(Code.UNDONE)))
    held_again.retry("p7", Code.UNDONE)
    bench.ledger.settle(PERSONS, held_again, None)
    assert undone.held(bench.store, PERSONS, ["p7"]) == {"p7"}
    bench.ledger.retry_now(PERSONS, "p7", Code.UNDONE)
    assert undone.held(bench.store, PERSONS, ["p7"]) == frozenset()


def test_other_issues_of_what_is_archived_are_over(bench: Bench) -> None:
    run, one = bench.run_create("p7", firstname="Ana")
    done = Settlement()
    done.problem(Problem("p7", one, Refusal(Code.SHARED_EMAIL)))
    bench.ledger.settle(PERSONS, done, None)
    bench.undo(run)
    assert bench.issues() == {("p7", Code.UNDONE)}


def test_ties_of_what_is_archived_are_wanted_again(bench: Bench) -> None:
    """HubSpot drops them with the record; a new record would be made without them."""
    run, _ = bench.run_create("p7", firstname="Ana")
    for pair, tie in (
        (PERSONS, OpenTie("company", "p7", "c1", remove=False)),
        (PERSONS, OpenTie("company", "p8", "c1", remove=False)),
        (MATTERS, OpenTie("client", "m1", "p7", remove=False)),
        (MATTERS, OpenTie("judge", "m1", "p7", remove=False)),
    ):
        done = Settlement()
        done.ties(tie.system_id, {tie.reference: (tie.other_id,)})
        bench.ledger.settle(pair, done, None)
        done = Settlement()
        done.tie_done(tie)
        bench.ledger.settle(pair, done, None)
    bench.undo(run)
    with bench.store.read() as connection:
        found = connection.execute(select(ties.c.system_id, ties.c.reference, ties.c.state)).all()
    assert {(row[0], row[1]): row[2] for row in found} == {
        ("p7", "company"): "wanted",
        ("p8", "company"): "made",
        ("m1", "client"): "wanted",
        ("m1", "judge"): "made",  # a reference to people of no pair of ours
    }


def test_a_preview_archives_nothing(bench: Bench) -> None:
    run, one = bench.run_create("p7", firstname="Ana")
    assert bench.undo(run, preview=True).archived == 1
    assert bench.contacts() == [one]
    assert bench.issues() == set()
    assert bench.ledger.hubspot_ids(PERSONS, ["p7"]) == {"p7": one}
    assert bench.undo(run).archived == 1
