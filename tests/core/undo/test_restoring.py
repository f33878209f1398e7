"""Fields that a run changed get their old value back, where they are still ours (P4, P5, P7)."""

import pytest

from core.errors import Code
from core.store import changes
from tests.core.undo.conftest import KEY, PERSONS, Bench


def ana(bench: Bench, **more: str) -> str:
    return bench.simulator.seed("contacts", {"firstname": "Ana", "city": "Dover", **more})


def test_changed_filled_and_emptied_fields_are_what_they_were(bench: Bench) -> None:
    one = ana(bench)
    before = bench.contact(one)
    run = bench.run_update(one, firstname="Anna", phone="+13035550118", city=None)
    assert bench.contact(one) != before
    told = bench.undo(run)
    assert bench.contact(one) == before
    assert (told.restored, told.fields, told.archived, told.left) == (1, 3, 0, [])


def test_a_record_that_was_found_loses_our_key_again(bench: Bench) -> None:
    one = ana(bench)
    before = bench.contact(one)
    run = bench.run_update(one, firstname="Anna", **{KEY: "4482019.persons.7"})
    bench.undo(run)
    assert bench.contact(one) == before


def test_only_what_a_person_chose_since_is_left(bench: Bench) -> None:
    one = ana(bench)
    run = bench.run_update(one, firstname="Anna", city="Denver")
    bench.simulator.edit("contacts", one, city="Boulder")
    told = bench.undo(run)
    assert (bench.contact(one)["firstname"], bench.contact(one)["city"]) == ("Ana", "Boulder")
    assert bench.left(told) == {(one, "city", Code.EDITED_AFTER_RUN)}
    assert (told.restored, told.fields) == (1, 1)


def test_what_is_restored_counts_as_agreed_with_what_the_system_had(bench: Bench) -> None:
    """(P4) So that neither side is taken for changed."""
    one = ana(bench)
    run = bench.run_update(one, firstname="Anna", city="Denver")
    bench.simulator.edit("contacts", one, city="Boulder")
    bench.undo(run)
    base = bench.ledger.links(PERSONS, [f"p-{one}"])[f"p-{one}"].base
    anna, old = bench.fingerprint("firstname", "Anna"), bench.fingerprint("firstname", "Ana")
    assert (base.system("firstname"), base.hubspot("firstname")) == (anna, old)
    denver = bench.fingerprint("city", "Denver")
    assert (base.system("city"), base.hubspot("city")) == (denver, denver)


def test_a_later_run_is_to_be_undone_first_and_then_all_goes_back(bench: Bench) -> None:
    one = ana(bench)
    before = bench.contact(one)
    first = bench.run_update(one, firstname="Anna", city="Denver")
    second = bench.run_update(one, firstname="Annika")
    told = bench.undo(first)
    assert bench.left(told) == {(one, "firstname", Code.LATER_RUN)}
    assert (bench.contact(one)["firstname"], bench.contact(one)["city"]) == ("Annika", "Dover")
    assert bench.undo(second).left == []
    assert bench.contact(one)["firstname"] == "Anna"
    assert bench.undo(first).left == []
    assert bench.contact(one) == before


def test_a_later_run_that_came_back_to_the_same_value_is_no_licence(bench: Bench) -> None:
    """Undoing the first would bring back what a person had chosen after it."""
    one = ana(bench)
    first = bench.run_update(one, city="Denver")
    bench.simulator.edit("contacts", one, city="Boulder")
    bench.run_update(one, city="Denver")
    assert bench.left(bench.undo(first)) == {(one, "city", Code.LATER_RUN)}
    assert bench.contact(one)["city"] == "Denver"


def test_one_value_that_hubspot_refuses_does_not_keep_the_others(bench: Bench) -> None:
    """(P7) Its old address is somebody else's by now."""
    one = ana(bench, email="ana@example.com")
    run = bench.run_update(one, firstname="Anna", email="anna@example.com")
    bench.simulator.seed("contacts", {"firstname": "Other", "email": "ana@example.com"})
    told = bench.undo(run)
    assert bench.left(told) == {(one, "email", Code.CONFLICTING_ID)}
    assert (bench.contact(one)["firstname"], bench.contact(one)["email"]) == (
        "Ana",
        "anna@example.com",
    )


def test_a_field_that_only_moves_on_is_told_as_not_taken_back(bench: Bench) -> None:
    """HubSpot says nothing of it but the value that it kept."""
    one = ana(bench, lifecyclestage="lead")
    run = bench.run_update(one, firstname="Anna", lifecyclestage="customer")
    told = bench.undo(run)
    assert bench.left(told) == {(one, "lifecyclestage", Code.NOT_TAKEN_BACK)}
    assert bench.contact(one)["lifecyclestage"] == "customer"
    assert bench.contact(one)["firstname"] == "Ana"


def test_a_property_that_is_no_more_is_told_and_the_rest_goes_back(bench: Bench) -> None:
    bench.simulator.add_property("contacts", "hat_size")
    one = ana(bench)
    run = bench.run_update(one, firstname="Anna", hat_size="7")
    bench.simulator.delete_property("contacts", "hat_size")
    bench.clock.advance(3600)  # longer than the connector remembers definitions
    bench.hubspot = bench.open()
    assert bench.left(bench.undo(run)) == {(one, "", Code.PROPERTY_MISSING)}
    assert bench.contact(one)["firstname"] == "Ana"


def test_a_record_that_is_gone_is_told_and_the_others_go_back(bench: Bench) -> None:
    """(P7)"""
    gone, merged, kept = ana(bench), ana(bench), ana(bench)
    run = bench.start()
    for one in (gone, merged, kept):
        bench.run_into(run, one, firstname="Anna")
    bench.end(run)
    bench.simulator.archive("contacts", gone)
    bench.simulator.merge("contacts", bench.simulator.seed("contacts", {"city": "X"}), merged)
    told = bench.undo(run)
    assert bench.left(told) == {(one, "", Code.NOT_FOUND) for one in (gone, merged)}
    assert bench.contact(kept)["firstname"] == "Ana"


def test_more_than_a_batch_is_undone_in_few_requests(bench: Bench) -> None:
    ids = [ana(bench, lastname=f"No. {n}") for n in range(250)]
    run = bench.start()
    for one in ids:
        bench.run_into(run, one, firstname="Anna")
    bench.end(run)
    asked = len(bench.simulator.requests())
    assert bench.undo(run).restored == 250
    assert len(bench.simulator.requests()) - asked <= 3 * 2 + 2 + 1
    assert {bench.contact(one)["firstname"] for one in ids} == {"Ana"}


@pytest.mark.parametrize("preview", [True, False])
def test_a_preview_tells_the_same_and_does_nothing(bench: Bench, preview: bool) -> None:
    one = ana(bench)
    run = bench.run_update(one, firstname="Anna", city="Denver")
    bench.simulator.edit("contacts", one, city="Boulder")
    now, base = bench.contact(one), bench.ledger.links(PERSONS, [f"p-{one}"])
    told = bench.undo(run, preview=preview)
    assert (told.restored, told.fields) == (1, 1)
    assert bench.left(told) == {(one, "city", Code.EDITED_AFTER_RUN)}
    if preview:
        assert bench.contact(one) == now
        again = bench.ledger.links(PERSONS, [f"p-{one}"])[f"p-{one}"]
        assert again.base.packed == base[f"p-{one}"].base.packed
        assert changes.counts(bench.store, run) == {PERSONS: 1}


def test_what_is_left_can_be_undone_later_and_nothing_else(bench: Bench) -> None:
    one = ana(bench)
    run = bench.run_update(one, firstname="Anna", city="Denver")
    bench.simulator.edit("contacts", one, city="Boulder")
    bench.undo(run)
    (rest,) = changes.page(bench.store, run, PERSONS, created=False, after="", limit=9)
    assert len(rest.prints) == 1
    assert bench.undo(run).fields == 0
