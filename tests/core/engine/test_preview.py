"""A preview is the same walk, which stops before the write and counts the same."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.connector import NeededField, Preparation
from core.errors import Code, Refusal
from core.schema import Choice, FieldType
from core.store.erasing import erase_all
from core.store.kept import counts
from tests.core.engine.world import KEY, MATTER_RULES, World, line, one, totals


def test_a_preview_writes_nothing_there_and_nothing_here(world: World) -> None:
    world.people(5)
    world.contact(email="person2@example.com", firstname="First2")
    world.person("p9", town="Denver")
    there = world.portal.records("contacts")
    here = counts(world.store)
    result = world.run(preview=True)
    assert result.totals == totals(created=4, updated=1, skipped=1)
    assert world.portal.records("contacts") == there
    assert counts(world.store) == here
    assert KEY not in world.portal.schema("contacts").fields
    assert {"portal prepare", "portal write"}.isdisjoint(world.asked())


def test_a_preview_of_a_later_run_moves_no_checkpoint_and_closes_no_issue(world: World) -> None:
    world.people(3)
    world.person("p2", kind="expert")
    world.run()
    world.clock.forward(hours=1)
    world.person("p1", town="Boulder")
    here = counts(world.store)
    first = world.run(preview=True)
    assert counts(world.store) == here
    assert world.run(preview=True).totals == first.totals
    assert world.run().totals == first.totals
    assert world.contacts()["p1"].fields["city"] == "Boulder"


def test_a_preview_of_a_full_run_looks_at_everything(world: World) -> None:
    world.people(3)
    world.run()
    assert world.run(preview=True, full=True).totals == totals(unchanged=3)
    assert world.run(preview=True).totals == totals(unchanged=1)


def test_a_preview_counts_a_retried_record_once_that_the_feed_repeats(world: World) -> None:
    world.people(2)
    world.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    world.run()
    world.portal.refuse = lambda _write: None
    world.clock.forward(hours=1)
    assert world.run(preview=True).totals == totals(created=2)
    assert world.run().totals == totals(created=2)


def test_a_preview_assumes_the_properties_and_stages_that_a_run_makes(world: World) -> None:
    pipeline = Choice("p-1", "Cases")
    world.portal.set_field("deals", one("pipeline", FieldType.CHOICE, choices=(pipeline,)))
    stage = one("dealstage", FieldType.CHOICE, choices=(Choice("s-0", "Old", "Sales"),))
    world.portal.set_field("deals", stage)
    rules = replace(
        MATTER_RULES,
        ties=(),
        pipeline="Cases",
        stages=("Open", "Closed"),
        needed=(NeededField("matter_no", "Matter no."),),
        fields=(
            *MATTER_RULES.fields,
            line("no", "matter_no"),
            line("state", "dealstage", "choice"),
        ),
    )
    for name in ("no", "state"):
        world.firm.set_field("matters", one(name))

    def make_stages(needed: Preparation) -> None:
        made = tuple(Choice(f"s-{n}", label, "Cases") for n, label in enumerate(needed.stages, 1))
        world.portal.set_field("deals", replace(stage, choices=(*stage.choices, *made)))

    world.portal.prepared = make_stages
    world.rules = [rules]
    world.firm.put("matters", {"title": "Estate", "no": "7", "state": "Open"})
    world.firm.put("matters", {"title": "Lease", "no": "8", "state": "Unheard of"})
    seen = world.run(preview=True)
    assert "matter_no" not in world.portal.schema("deals").fields
    done = world.run()
    assert (seen.totals, seen.reasons) == (done.totals, done.reasons)
    assert {r.fields["dealstage"] for r in world.portal.records("deals").values()} >= {"s-1"}


def test_a_preview_matches_a_contact_once_though_nothing_is_linked(world: World) -> None:
    world.firm.page_size = 1
    world.contact(firstname="Ana", lastname="Ruiz", phone="+13035550118")
    for name in ("p1", "p2"):
        world.person(name, first="Ana", last="Ruiz", tel="(303) 555-0118")
    assert world.run(preview=True).totals == totals(updated=1, created=1)


@pytest.mark.parametrize("unique", [0, 10])
def test_a_preview_knows_whether_our_property_is_there_to_search_by(
    world: World, unique: int
) -> None:
    world.portal.unique_limit = unique
    world.people(1)
    world.run()
    world.people(2)
    if unique:
        world.portal.drop_field("contacts", KEY)
    world.run(preview=True)
    world.run(preview=True, full=True)


first_names = st.sampled_from(["Ana", "José", "Bob", "Robert", None])
last_names = st.sampled_from(["Ruiz", "Lee", None])
mails = st.sampled_from(["a@example.com", "b@example.com", "c@example.com", None])
phones = st.sampled_from(["(303) 555-0101", "303-555-0102", None])
kinds = st.sampled_from(["client", "expert", None])
persons = st.fixed_dictionaries(
    {"first": first_names, "last": last_names, "mail": mails, "tel": phones, "kind": kinds}
)
contacts = st.lists(
    st.fixed_dictionaries(
        {"firstname": first_names, "lastname": last_names, "email": mails, "phone": phones}
    ),
    max_size=4,
    unique_by=lambda contact: contact["email"] or id(contact),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(persons, max_size=10),
    contacts,
    st.dictionaries(st.integers(0, 9), persons, max_size=4),
    st.integers(1, 4),
)
def test_a_preview_predicts_the_counts_of_the_run_exactly(
    world: World,
    people: list[dict[str, Any]],
    there: list[dict[str, Any]],
    edits: dict[int, dict[str, Any]],
    page: int,
) -> None:
    erase_all(world.store, world.clock.now())
    fresh = World(world.store)
    fresh.firm.page_size, fresh.portal.batch_size = page, 2
    for contact in there:
        fresh.contact(**contact)
    for n, person in enumerate(people):
        fresh.person(f"p{n}", **person)
    for fields in ({}, edits):
        for n, person in fields.items():
            fresh.person(f"p{n}", **person)
        seen = fresh.run(preview=True)
        done = fresh.run()
        if not fresh.portal.refusals:  # what HubSpot turns down at the door, nobody can foresee
            assert (seen.totals, dict(seen.reasons)) == (done.totals, dict(done.reasons))
        fresh.clock.forward(days=2)
