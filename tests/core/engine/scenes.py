"""What happens in an office in step, and what must come of it, however the run ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.connector import WriteKind
from core.errors import Code
from core.mapping import Mapping as MappingDocument
from core.records import Record
from tests.core.engine.test_deletes import ASKING
from tests.core.engine.test_two_ways import BOTH, MAKING, edit, person
from tests.core.engine.world import COMPANY_RULES, KEY, World


@dataclass(frozen=True)
class Scene:
    """What happens in an office in step, and what must have come of it on both sides."""

    happens: Callable[[World], None]
    comes_of_it: Callable[[World], None]
    rules: tuple[MappingDocument, ...] = (MAKING,)
    waits: tuple[Code, ...] = ()  # what is then in Review
    full: bool = False  # the run looks at every record of both sides


def named(records: Mapping[str, Record], field: str, value: str) -> Record:
    """Return the one record that says so: two are a duplicate, none is a loss."""
    found = [each for each in records.values() if each.fields[field] == value]
    assert len(found) == 1, found
    return found[0]


def is_linked(world: World, first: str) -> None:
    """See that somebody is on both sides once, and that the key tells it."""
    here = named(world.firm.records("persons"), "first", first)
    there = named(world.portal.records("contacts"), "firstname", first)
    assert str(there.fields[KEY]).endswith(f".{here.id}")


# -- what happens ---------------------------------------------------------------------------------


def somebody_comes(world: World) -> None:
    world.person("p4", first="New", last="Come", mail="new@example.com", town="Aspen")


def three_come(world: World) -> None:
    """In one page and one batch, whose last record alone the next reading repeats."""
    somebody_comes(world)
    world.people(2, start=5)


def a_relative_comes(world: World) -> None:
    world.person("p4", first="New", last="Come", mail="person2@example.com", town="Aspen")


def a_contact_comes(world: World) -> None:
    world.contact(firstname="New", lastname="Come", email="new@example.com", city="Aspen")


def a_contact_without_mail_comes(world: World) -> None:
    world.contact(firstname="New", lastname="Come", city="Aspen")


def a_person_moves(world: World) -> None:
    world.person("p2", town="Boulder")


def a_contact_moves(world: World) -> None:
    edit(world, "p2", city="Boulder")


def one_moves_and_marries(world: World) -> None:
    edit(world, "p2", city="Boulder")
    world.person("p2", last="Ruiz")


def one_moves_to_two_towns(world: World) -> None:
    edit(world, "p2", city="Boulder")
    world.person("p2", town="Golden")


def an_employee_comes(world: World) -> None:
    world.firm.put("companies", {"name": "Ruiz Ltd"}, id="c1")
    world.person("p4", first="New", last="Come", company="c1")


def a_person_is_deleted(world: World) -> None:
    world.firm.delete("persons", "p2")


def a_contact_is_archived(world: World) -> None:
    world.portal.archive("contacts", world.contacts()["p2"].id)


def a_contact_is_merged_and_moves(world: World) -> None:
    stranger = world.contact(firstname="Stranger")
    merged = world.portal.merge("contacts", world.contacts()["p2"].id, stranger)
    world.portal.put("contacts", {"city": "Boulder"}, id=merged)


def much_happens_in_small_pages(world: World) -> None:
    """Several pages and batches of each kind are under way at once."""
    world.firm.page_size = world.portal.page_size = world.portal.batch_size = 2
    much_happens(world)


def much_happens(world: World) -> None:
    edit(world, "p1", city="Boulder")
    edit(world, "p3", lastname="Ruiz")
    one_moves_to_two_towns(world)
    world.person("p1", last="Lee")
    for n in range(4, 7):
        world.person(f"p{n}", first=f"New{n}", last="Come", mail=f"new{n}@example.com")
        world.contact(firstname=f"Other{n}", lastname="Come", email=f"other{n}@example.com")
    world.contact(firstname="Other7", lastname="Come")


# -- what must come of it -------------------------------------------------------------------------


def new_is_linked(world: World) -> None:
    is_linked(world, "New")
    assert named(world.firm.records("persons"), "first", "New").fields["town"] == "Aspen"
    assert named(world.portal.records("contacts"), "firstname", "New").fields["city"] == "Aspen"


def lives_in_boulder(world: World) -> None:
    assert person(world, "p2")["town"] == world.contacts()["p2"].fields["city"] == "Boulder"


def lives_in_boulder_as_ruiz(world: World) -> None:
    lives_in_boulder(world)
    assert person(world, "p2")["last"] == world.contacts()["p2"].fields["lastname"] == "Ruiz"


def both_towns_stand(world: World) -> None:
    assert person(world, "p2")["town"] == "Golden"
    assert world.contacts()["p2"].fields["city"] == "Boulder"


def the_employee_is_tied(world: World) -> None:
    is_linked(world, "New")
    contact = named(world.portal.records("contacts"), "firstname", "New").id
    company = named(world.portal.records("companies"), "name", "Ruiz Ltd").id
    assert [(tie.from_id, tie.to_id) for tie in world.portal.ties] == [(contact, company)]


def nothing_is_archived(world: World) -> None:
    assert all(write.kind is not WriteKind.ARCHIVE for write in world.portal.applied)
    named(world.portal.records("contacts"), "firstname", "First2")


def nobody_is_deleted(world: World) -> None:
    assert all(write.kind is not WriteKind.ARCHIVE for write in world.firm.applied)
    named(world.firm.records("persons"), "first", "First2")


def all_of_it_arrived(world: World) -> None:
    for first in ("New4", "New5", "New6", "Other4", "Other5", "Other6", "Other7"):
        is_linked(world, first)
    assert person(world, "p1")["town"] == "Boulder"
    assert world.contacts()["p1"].fields["lastname"] == "Lee"
    assert person(world, "p3")["last"] == "Ruiz"
    both_towns_stand(world)


SCENES = {
    "create forward": Scene(somebody_comes, new_is_linked),
    "create forward, a page of them": Scene(three_come, new_is_linked),
    "create forward, one e-mail for two": Scene(
        a_relative_comes, new_is_linked, waits=(Code.SHARED_EMAIL,)
    ),
    "create backward": Scene(a_contact_comes, new_is_linked),
    "create backward without e-mail": Scene(a_contact_without_mail_comes, new_is_linked),
    "edit forward": Scene(a_person_moves, lives_in_boulder, (BOTH,)),
    "edit backward": Scene(a_contact_moves, lives_in_boulder, (BOTH,)),
    "edits of both": Scene(one_moves_and_marries, lives_in_boulder_as_ruiz, (BOTH,)),
    "conflict": Scene(one_moves_to_two_towns, both_towns_stand, (BOTH,), waits=(Code.CONFLICT,)),
    "tie": Scene(an_employee_comes, the_employee_is_tied, (COMPANY_RULES, MAKING)),
    "delete asked": Scene(
        a_person_is_deleted,
        nothing_is_archived,
        (ASKING,),
        waits=(Code.PENDING_DELETE,),
    ),
    "delete asked, gone in HubSpot": Scene(
        a_contact_is_archived, nobody_is_deleted, (ASKING,), (Code.PENDING_DELETE,), full=True
    ),
    "merged in HubSpot": Scene(a_contact_is_merged_and_moves, lives_in_boulder, (BOTH,)),
    "much at once": Scene(much_happens, all_of_it_arrived, waits=(Code.CONFLICT,)),
    "much in small pages": Scene(
        much_happens_in_small_pages, all_of_it_arrived, waits=(Code.CONFLICT,)
    ),
}
