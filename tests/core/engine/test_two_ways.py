"""Changes of both sides reach the other, and only they (P1, P3 to P5, P12)."""

from dataclasses import replace

import pytest

from core.conflicts import ConflictPolicy
from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code, Refusal, TransientError
from core.mapping import Direction, Drift, WhenEmpty
from tests.core.engine.power import MortalStore, Power, PowerCut
from tests.core.engine.world import PERSON_RULES, PERSONS, World, acting, totals

BOTH = replace(
    PERSON_RULES,
    fields=tuple(
        replace(each, direction=Direction.BOTH) if each.hubspot != "kind" else each
        for each in PERSON_RULES.fields
    ),
    policy=ConflictPolicy.ASK,
)
MAKING = replace(BOTH, creates=Direction.BOTH)


@pytest.fixture
def office(world: World) -> World:
    world.rules = [BOTH]
    world.people(3)
    world.run()
    world.clock.forward(hours=1)
    return world


def edit(world: World, name: str, **fields: str | None) -> None:
    world.portal.put("contacts", fields, id=world.contacts()[name].id)


def person(world: World, name: str) -> dict[str, object]:
    return dict(world.firm.records("persons")[name].fields)


def quiet(world: World) -> None:
    """The run after convergence writes nothing, and asks for one page a stream and side (P4)."""
    before = (world.writes(), len(world.firm.applied))
    world.run()
    world.asked()
    world.run()
    assert (world.writes(), len(world.firm.applied)) == before
    asked = world.asked()
    assert asked["firm read"] == asked["portal read"] == 1
    assert sum(asked.values()) <= 3, asked  # and HubSpot's schema, to read its answers


def test_p1_an_edit_in_hubspot_reaches_the_system(office: World) -> None:
    edit(office, "p2", city="Boulder")
    assert office.run().totals == totals(updated=1, unchanged=1)
    assert person(office, "p2")["town"] == "Boulder"
    quiet(office)


def test_p1_edits_of_two_fields_on_two_sides_both_arrive(office: World) -> None:
    edit(office, "p2", city="Boulder")
    office.person("p2", last="Ruiz")
    office.run()
    assert person(office, "p2")["town"] == "Boulder"
    assert office.contacts()["p2"].fields["lastname"] == "Ruiz"
    quiet(office)


def test_p5_edits_of_one_field_on_two_sides_are_asked_about(office: World) -> None:
    edit(office, "p2", city="Boulder")
    office.person("p2", town="Golden")
    result = office.run()
    assert result.reasons == {"review.conflict": 2}  # seen from both sides
    assert person(office, "p2")["town"] == "Golden"
    assert office.contacts()["p2"].fields["city"] == "Boulder"
    assert office.issues() == {Code.CONFLICT: 1}


def test_a_conflict_that_people_settle_themselves_leaves_review(office: World) -> None:
    edit(office, "p2", city="Boulder")
    office.person("p2", town="Golden")
    office.run()
    edit(office, "p2", city="Golden")
    office.clock.forward(hours=1)
    office.run()
    assert office.issues() == {}
    quiet(office)


@pytest.mark.parametrize(
    ("policy", "town"),
    [
        (ConflictPolicy.SYSTEM_WINS, "Golden"),
        (ConflictPolicy.HUBSPOT_WINS, "Boulder"),
        (ConflictPolicy.NEWEST_WINS, "Golden"),
    ],
)
def test_the_rule_decides_who_wins(office: World, policy: ConflictPolicy, town: str) -> None:
    office.rules = [replace(BOTH, policy=policy)]
    for _ in range(3):
        office.person("p3", last="Lee")  # so that the firm's clock is ahead
    edit(office, "p2", city="Boulder")
    for _ in range(9):
        office.person("p2", town="Golden")
    office.run()
    assert person(office, "p2")["town"] == office.contacts()["p2"].fields["city"] == town
    quiet(office)


def test_p12_what_only_goes_to_hubspot_never_comes_back(office: World) -> None:
    edit(office, "p2", kind="other")
    office.run()
    assert person(office, "p2")["kind"] == "client"


@pytest.mark.parametrize(
    ("drift", "kind", "issues"),
    [
        (Drift.LEAVE, "other", {}),
        (Drift.REPORT, "other", {Code.DRIFT: 1}),
        (Drift.RESTORE, "client", {}),
    ],
)
def test_a_one_way_field_changed_where_it_is_only_read(
    office: World, drift: Drift, kind: str, issues: dict[Code, int]
) -> None:
    fields = tuple(replace(f, drift=drift) if f.hubspot == "kind" else f for f in BOTH.fields)
    office.rules = [replace(BOTH, fields=fields)]
    edit(office, "p2", kind="other")
    office.run()
    assert office.contacts()["p2"].fields["kind"] == kind
    assert office.issues() == issues


def test_an_emptied_field_erases_nothing_unless_the_rule_says_so(office: World) -> None:
    edit(office, "p2", city=None)
    office.run()
    assert person(office, "p2")["town"] == "Denver"
    erasing = [replace(each, when_empty=WhenEmpty.ERASE) for each in BOTH.fields]
    office.rules = [replace(BOTH, fields=tuple(erasing))]
    edit(office, "p3", city=None)
    office.run()
    assert person(office, "p3")["town"] is None


def test_p4_a_system_that_rewrites_what_it_is_given_causes_no_loop(office: World) -> None:
    office.firm.reformat = lambda name, value: str(value).upper() if name == "town" else value
    edit(office, "p2", city="Boulder")
    office.run()
    assert person(office, "p2")["town"] == "BOULDER"
    quiet(office)


def test_p5_an_edit_just_before_the_write_to_the_system_is_seen(office: World) -> None:
    """The person is edited after their record was read, and before it is written."""

    def move() -> None:
        office.person("p2", town="Golden")

    edit(office, "p2", city="Boulder")
    with acting(office.firm, "fetch answered", move):
        office.run()
    assert person(office, "p2")["town"] == "Golden"
    assert office.contacts()["p2"].fields["city"] == "Boulder"
    office.clock.forward(hours=1)
    office.run()
    assert office.issues() == {Code.CONFLICT: 1}


def test_p7_a_refused_write_to_the_system_waits_and_is_tried_again(office: World) -> None:
    office.firm.refuse = lambda write: Refusal(Code.VALUE_INVALID, field="town")
    edit(office, "p2", city="Boulder")
    edit(office, "p3", city="Golden")
    assert office.run().totals == totals(failed=2, unchanged=1)
    office.firm.refuse = lambda write: None
    office.clock.forward(hours=1)
    office.run()
    assert (person(office, "p2")["town"], person(office, "p3")["town"]) == ("Boulder", "Golden")
    assert office.issues() == {}


def test_a_preview_writes_to_neither_side_and_counts_as_the_run_does(office: World) -> None:
    office.rules = [MAKING]
    edit(office, "p2", city="Boulder")
    office.contact(firstname="New", email="new@example.com")
    before = (office.writes(), len(office.firm.applied))
    seen = office.run(preview=True).totals
    assert (office.writes(), len(office.firm.applied)) == before
    assert office.run().totals == seen == totals(created=1, updated=1, unchanged=1)


# -- records that only HubSpot has -------------------------------------------------------------


def test_p2_a_record_that_only_hubspot_has_is_made_once(office: World) -> None:
    office.rules = [MAKING]
    office.contact(firstname="New", lastname="Come", email="new@example.com", city="Aspen")
    assert office.run().totals.created == 1
    made = [
        each for each in office.firm.records("persons").values() if each.fields["first"] == "New"
    ]
    assert [each.fields["town"] for each in made] == ["Aspen"]
    assert len(office.contacts()) == 4
    assert made[0].id in office.contacts()  # our key is on it
    quiet(office)


def test_a_contact_that_shares_a_linked_ones_email_is_asked_about(office: World) -> None:
    """HubSpot allows no second one with an e-mail; the person's here may differ from theirs."""
    office.rules = [MAKING]
    edit(office, "p2", email=None)
    office.run()
    office.contact(firstname="Other", email="person2@example.com")
    office.clock.forward(hours=1)
    office.run()
    assert len(office.firm.records("persons")) == 3
    assert office.issues()[Code.LIKELY_MATCH] == 1


def test_who_says_too_little_is_not_made(office: World) -> None:
    office.rules = [MAKING]
    office.contact(city="Aspen")
    result = office.run()
    assert result.reasons == {"skip.incomplete": 1}
    assert len(office.firm.records("persons")) == 3


def test_p7_a_refused_create_is_tried_again(office: World) -> None:
    office.rules = [MAKING]
    office.firm.refuse = lambda write: Refusal(Code.REQUIRED_MISSING, field="town")
    new = office.contact(firstname="New", email="new@example.com")
    assert office.run().totals.failed == 1
    assert office.ledger.due_retries(PERSONS, office.clock.now(), everything=True) == [
        ONLY_HUBSPOT + new
    ]
    office.firm.refuse = lambda write: None
    office.clock.forward(hours=1)
    assert office.run().totals.created == 1
    assert office.issues() == {}


@pytest.mark.parametrize("mail", ["new@example.com", None])
def test_p2_a_cut_at_any_moment_of_a_create_makes_no_second_person(
    office: World, mail: str | None
) -> None:
    office.rules = [MAKING]
    base = office.store
    for moment in range(1, 60):
        name = f"New{moment}"
        address = f"new{moment}@example.com" if mail else None
        office.contact(firstname=name, lastname="Come", email=address, city="Aspen")
        power = Power(moment)
        office.firm.watch = office.portal.watch = power.use
        try:
            office.run(store=MortalStore(base, power))
        except PowerCut:
            cut = True
        else:
            cut = False
        office.firm.watch = office.portal.watch = lambda _moment: None
        office.clock.forward(hours=30)
        office.run()
        found = [p for p in office.firm.records("persons").values() if p.fields["first"] == name]
        assert len(found) == 1, (moment, found)
        assert found[0].id in office.contacts(), moment
        there = office.portal.records("contacts").values()
        assert len([each for each in there if each.fields["firstname"] == name]) == 1, moment
        if not cut:
            break
    else:
        pytest.fail("the run never came to its end")
    quiet(office)


def test_p2_a_create_that_was_made_and_not_answered_is_found_again(office: World) -> None:
    office.rules = [MAKING]
    office.contact(firstname="New", lastname="Come")

    def silence() -> None:
        raise TransientError(Code.UNAVAILABLE)

    with acting(office.firm, "applied", silence), pytest.raises(TransientError):
        office.run()
    office.clock.forward(hours=1)
    office.run()
    names = [each.fields["first"] for each in office.firm.records("persons").values()]
    assert sorted(map(str, names)).count("New") == 1
    assert len(office.contacts()) == 4
    quiet(office)


def test_p2_a_lost_database_links_all_again_and_writes_nothing(office: World) -> None:
    office.rules = [MAKING]
    office.contact(firstname="New", lastname="Come", email="new@example.com")
    office.run()
    before = (office.writes(), len(office.firm.applied))
    office.lose_database()
    result = office.run()
    assert (office.writes(), len(office.firm.applied)) == before
    assert result.totals.created == result.totals.updated == 0
    assert office.ledger.linked(PERSONS) == 4
