"""One pair's run: every change arrives, is counted, and is not made twice."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.conflicts import ConflictPolicy
from core.errors import Code, SyncError
from core.mapping import Direction
from core.store.erasing import erase_all
from core.store.issues import open_issues
from tests.core.engine.world import (
    KEY,
    PERSON_RULES,
    PERSONS,
    PORTAL,
    World,
    acting,
    key_of,
    line,
    totals,
)


def test_p1_new_records_arrive_with_every_field_and_our_key(world: World) -> None:
    world.person("p1", first="Ana", last="Ruiz", mail="Ana@Example.com ", tel="(303) 555-0118")
    assert world.run().totals == totals(created=1)
    (contact,) = world.portal.records("contacts").values()
    assert {name: value for name, value in contact.fields.items() if value is not None} == {
        "firstname": "Ana",
        "lastname": "Ruiz",
        "email": "ana@example.com",
        "phone": "+13035550118",
        KEY: key_of("p1"),
    }


def test_p1_an_edit_arrives_and_only_what_changed_is_written(world: World) -> None:
    world.people(3)
    world.run()
    world.person("p2", town="Boulder")
    assert world.run().totals == totals(updated=1, unchanged=1)  # the cursor repeats one
    assert world.contacts()["p2"].fields["city"] == "Boulder"
    assert dict(world.portal.applied[-1].values) == {"city": "Boulder"}


def test_p4_the_second_run_writes_nothing_and_asks_for_one_page(world: World) -> None:
    world.firm.page_size = world.portal.page_size = 10
    world.people(35)
    world.run()
    world.asked()
    before = world.writes()
    assert world.run().totals == totals(unchanged=1)
    assert world.writes() == before
    assert world.asked() == {"firm read": 1}


def test_p4_hubspot_reformatting_what_we_wrote_is_no_edit(world: World) -> None:
    def reformat(name: str, value: Any) -> Any:
        return value.upper() if name == "city" and value else value

    world.portal.reformat = reformat
    world.people(3)
    world.run()
    world.person("p1", kind="other")
    world.run()
    assert dict(world.portal.applied[-1].values) == {"kind": "other"}
    assert world.contacts()["p1"].fields["city"] == "DENVER"


def test_p4_the_system_reformatting_its_own_value_is_no_change(world: World) -> None:
    world.people(2)
    world.run()
    before = world.writes()
    world.person("p1", tel="303.555.0101", town=" Denver ")
    assert world.run().totals == totals(unchanged=2)
    assert world.run().totals == totals(unchanged=1)
    assert world.writes() == before


def test_p5_an_edit_between_runs_that_we_have_not_seen_is_not_overwritten(world: World) -> None:
    world.rules = [replace(PERSON_RULES, policy=ConflictPolicy.ASK)]
    world.people(1)
    world.run()
    contact = world.contacts()["p1"].id
    world.portal.put("contacts", {"city": "Golden"}, id=contact)
    world.person("p1", town="Boulder", kind="other")
    result = world.run()
    assert result.totals == totals(updated=1)
    assert result.reasons == {"review.conflict": 1}
    assert world.contacts()["p1"].fields["city"] == "Golden"
    assert world.contacts()["p1"].fields["kind"] == "other"
    (issue,) = open_issues(world.store)
    assert (issue.code, issue.field, issue.system_id) == (Code.CONFLICT, "city", "p1")


def test_p5_what_a_write_may_clobber_is_read_just_before_it(world: World) -> None:
    """(P5) Somebody edits after our page was read, just before the batch re-reads."""
    world.rules = [replace(PERSON_RULES, policy=ConflictPolicy.HUBSPOT_WINS)]
    world.people(1)
    world.run()
    contact = world.contacts()["p1"].id
    world.person("p1", town="Boulder")

    def edit() -> None:
        world.portal.put("contacts", {"city": "Golden"}, id=contact)

    with acting(world.portal, "fetch", edit):
        world.run()
    assert world.contacts()["p1"].fields["city"] == "Golden"
    assert world.asked()["portal fetch"] == 1


def test_p5_a_side_that_always_wins_does(world: World) -> None:
    world.people(1)
    world.run()
    world.portal.put("contacts", {"city": "Golden"}, id=world.contacts()["p1"].id)
    world.person("p1", town="Boulder")
    world.run()
    assert world.contacts()["p1"].fields["city"] == "Boulder"


def test_p12_a_field_for_the_system_is_never_written_to_hubspot(world: World) -> None:
    lines = [
        replace(each, direction=Direction.TO_SYSTEM) if each.hubspot == "city" else each
        for each in PERSON_RULES.fields
    ]
    world.rules = [replace(PERSON_RULES, fields=tuple(lines))]
    world.people(2)
    world.contact(email="person1@example.com", firstname="First1", city="")
    world.run()
    world.person("p1", town="Boulder")
    world.person("p2", town="Boulder")
    world.run()
    assert all("city" not in write.values for write in world.portal.applied)


def test_p12_the_restrictive_value_of_a_consent_field_stays(world: World) -> None:
    consent = line("kind", "kind", restrictive="other")
    rest = tuple(each for each in PERSON_RULES.fields if each.hubspot != "kind")
    world.rules = [replace(PERSON_RULES, fields=(*rest, consent))]
    world.people(1)
    world.run()
    world.portal.put("contacts", {"kind": "other"}, id=world.contacts()["p1"].id)
    world.person("p1", town="Boulder", kind="client")
    world.run()
    assert world.contacts()["p1"].fields["kind"] == "other"
    assert world.contacts()["p1"].fields["city"] == "Boulder"


def test_p13_the_same_inputs_make_the_same_writes(world: World) -> None:
    def writes() -> list[tuple[object, ...]]:
        made = [(w.kind.value, w.key or "", sorted(w.values.items())) for w in world.portal.applied]
        return sorted(made, key=repr)

    world.people(30)
    for n in range(1, 8):
        world.contact(email=f"person{n}@example.com", firstname=f"First{n}", city="Golden")
    given_contacts = world.portal.records("contacts")
    world.run()
    first = writes()
    assert len(first) == 30
    erase_all(world.store, world.clock.now())
    world.portal = type(world.portal)(PORTAL)
    for contact in reversed(given_contacts.values()):
        world.portal.put("contacts", contact.fields, id=contact.id)
    world.run()
    assert writes() == first


def test_p8_records_that_tell_too_little_are_skipped_with_the_reason(world: World) -> None:
    world.person("p1", town="Denver")
    world.person("p2", first="Ana")
    result = world.run()
    assert result.totals == totals(created=1, skipped=1)
    assert result.reasons == {"skip.incomplete": 1}
    world.person("p1", first="Bo")
    assert world.run().totals == totals(created=1, unchanged=1)


def test_an_archived_record_of_the_system_is_skipped_and_deletes_nothing(world: World) -> None:
    world.people(2)
    world.run()
    world.firm.archive("persons", "p1")
    world.firm.delete("persons", "p2")
    result = world.run()
    assert result.totals == totals(skipped=1)
    assert result.reasons == {"skip.archived": 1}
    assert len(world.contacts()) == 2


def test_an_empty_stream_is_walked_to_its_end(world: World) -> None:
    assert world.run().totals == totals()
    assert world.ledger.is_whole(PERSONS)
    assert world.run().totals == totals()
    world.people(1)
    assert world.run().totals == totals(created=1)


def test_a_record_that_a_page_holds_twice_is_counted_and_created_once(world: World) -> None:
    """A list that shifts while it is read shows a record twice."""
    world.firm.page_size = 2
    world.people(4)

    def edit() -> None:
        world.person("p1", town="Boulder")

    with acting(world.firm, "read answered", edit):
        result = world.run()
    assert result.totals.created == 4
    assert world.contacts()["p1"].fields["city"] == "Boulder"
    assert len(world.portal.records("contacts")) == 4


def test_a_full_run_looks_at_every_record_and_at_hubspot_again(world: World) -> None:
    world.people(5)
    world.run()
    before = world.writes()
    assert world.run(full=True).totals == totals(unchanged=5)
    assert world.writes() == before
    assert world.run().totals == totals(unchanged=1)


def test_a_property_that_came_later_is_filled_by_a_full_run(world: World) -> None:
    world.portal.drop_field("contacts", "city")
    world.people(3)
    result = world.run()
    assert result.totals == totals(created=3)
    assert result.reasons == {"record.property_missing": 1}
    (issue,) = open_issues(world.store)
    assert (issue.system_id, issue.code, issue.field) == ("", Code.PROPERTY_MISSING, "city")
    world.portal.set_field("contacts", PORTAL[1].fields["city"])
    assert world.run(full=True).totals == totals(updated=3)
    assert {each.fields["city"] for each in world.contacts().values()} == {"Denver"}
    assert open_issues(world.store) == []


def test_an_expired_cursor_begins_again_and_writes_nothing_twice(world: World) -> None:
    world.people(5)
    world.run()
    before = world.writes()
    world.person("p3", town="Boulder")
    left = [True]

    def watch(moment: str) -> None:
        if moment == "read" and left:
            left.pop()
            raise SyncError(Code.CURSOR_EXPIRED)

    world.firm.watch = watch
    assert world.run().totals == totals(updated=1, unchanged=4)
    assert world.writes() == before + 1


def test_only_the_named_pairs_run(world: World) -> None:
    world.people(1)
    assert world.run_all(only=("matters-deals",)) == []
    assert world.portal.records("contacts") == {}
    assert [each.pair for each in world.run_all(only={PERSONS})] == [PERSONS]


def test_owners_are_asked_once_a_run_and_only_if_a_rule_needs_them(world: World) -> None:
    world.people(2)
    world.run()
    assert "portal owners" not in world.asked()
    world.portal.owners = {"lee@example.com": "55"}
    world.portal.set_field("contacts", replace(PORTAL[1].fields["city"], name="owner"))
    owned = line("note", "owner", "owner")
    firm = replace(world.firm.schema("persons").fields["town"], name="lawyer")
    world.firm.set_field("persons", firm)
    owned = replace(owned, system=("lawyer",))
    world.rules = [replace(PERSON_RULES, fields=(*PERSON_RULES.fields, owned), version=2)]
    for n in (1, 2):
        world.person(f"p{n}", lawyer="Lee@example.com")
    world.run()
    assert world.asked()["portal owners"] == 1
    assert {each.fields["owner"] for each in world.contacts().values()} == {"55"}


names = st.sampled_from(["", "Ana", "ana ", "Бо", "R.", "Lee-Ann", None])
texts = st.one_of(st.none(), st.text(max_size=12))
people = st.fixed_dictionaries(
    {"first": names, "last": texts, "mail": texts, "tel": texts, "town": texts, "kind": texts}
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(people, max_size=12))
def test_p8_p4_whatever_the_records_are_a_run_adds_up_and_its_second_writes_nothing(
    world: World, records: list[dict[str, Any]]
) -> None:
    fresh = World(world.store)
    erase_all(world.store, world.clock.now())
    for n, fields in enumerate(records):
        fresh.person(f"p{n}", **fields)
    result = fresh.run()
    assert result.totals.read == len(records)
    before = fresh.writes()
    fresh.run()
    assert fresh.writes() == before
