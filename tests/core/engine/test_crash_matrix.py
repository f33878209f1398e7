"""The power fails once at every edge of a two-way run, without chance: around each request, each
record that it writes, and each transaction. The office starts again and finishes, and then:
nothing is lost (P1), nobody is there twice (P2), both sides are as after a run that was never cut
(P3), and one more run writes nothing (P4).
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.connector import WriteKind
from core.errors import Code
from core.mapping import Deletes
from core.mapping import Mapping as MappingDocument
from core.records import Record
from core.store.database import Store
from tests.core.engine.power import MortalStore, Power, PowerCut
from tests.core.engine.test_two_ways import BOTH, MAKING, edit, person
from tests.core.engine.world import COMPANY_RULES, KEY, World

Edge = tuple[str, int]
"""The n-th moment of one name; among those of other names it may come anywhere, as workers do."""


class Edges(Power):
    """Counts the moments of each name, and fails for good at one of them. None never fails."""

    def __init__(self, cut_at: Edge | None = None) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()
        self.off = False
        self._cut_at = cut_at
        self._lock = threading.Lock()

    def use(self, moment: str = "transaction") -> None:
        with self._lock:
            self.seen[moment] += 1
            self.off = self.off or (moment, self.seen[moment]) == self._cut_at
        if self.off:
            raise PowerCut

    def all(self) -> Iterator[Edge]:
        for moment, count in sorted(self.seen.items()):
            yield from ((moment, n) for n in range(1, count + 1))

    def effects(self) -> list[Edge]:
        """Return the moments just before and just after something is kept, there or here."""
        return [edge for edge in self.all() if edge[0].endswith(("transaction", "applied"))]


class NamedStore(MortalStore):
    """The real store; its transactions are moments of their own name."""

    def __init__(self, store: Store, power: Edges) -> None:
        super().__init__(store, _Transactions(power))


class _Transactions(Power):
    def __init__(self, power: Edges) -> None:
        super().__init__()
        self._edges = power

    def use(self, moment: str = "") -> None:
        self._edges.use("transaction")


@dataclass(frozen=True)
class Scene:
    """What happens in an office in step, and what must have come of it on both sides."""

    happens: Callable[[World], None]
    comes_of_it: Callable[[World], None]
    rules: tuple[MappingDocument, ...] = (MAKING,)
    waits: tuple[Code, ...] = ()  # what is then in Review


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
        (replace(BOTH, deletes=Deletes.ASK),),
        waits=(Code.PENDING_DELETE,),
    ),
    "much at once": Scene(much_happens, all_of_it_arrived, waits=(Code.CONFLICT,)),
    "much in small pages": Scene(
        much_happens_in_small_pages, all_of_it_arrived, waits=(Code.CONFLICT,)
    ),
}


# -- the matrix -----------------------------------------------------------------------------------


def begin(store: Store, scene: Scene) -> World:
    """Return an office in step in which the scene has just happened."""
    world = World(store)
    world.lose_database()
    world.rules = list(scene.rules)
    world.people(3)
    world.run_all()
    world.run_all()
    world.clock.forward(hours=1)
    scene.happens(world)
    return world


def run_until_cut(world: World, cut_at: Edge | None = None) -> Edges:
    power = Edges(cut_at)
    world.firm.watch = lambda moment: power.use(f"system {moment}")
    world.portal.watch = lambda moment: power.use(f"hubspot {moment}")
    with suppress(PowerCut):
        world.run_all(store=NamedStore(world.store, power))
    world.firm.watch = world.portal.watch = lambda _moment: None
    return power


def finish(world: World) -> None:
    """Start again and run until it is quiet; four runs are enough for anything."""
    for _ in range(4):
        world.clock.forward(hours=30)  # whatever waits is due
        before = writes(world)
        world.run_all()
        if writes(world) == before:
            return
    pytest.fail("four runs did not come to rest")


def writes(world: World) -> tuple[int, int]:
    return world.writes(), len(world.firm.applied)


def told(world: World) -> Any:
    """Return what both sides say, without the ids, which depend on how often was tried."""
    linked = [world.ledger.linked(rules.pair) for rules in world.rules]
    firm = world.firm.records("persons")
    people = sorted(str(sorted(each.fields.items())) for each in firm.values())
    contacts = []
    for each in world.portal.records("contacts").values():
        partner = firm.get(str(each.fields.get(KEY)).rpartition(".")[2])
        says = {**each.fields, KEY: partner and partner.fields["first"]}
        contacts.append(str(sorted(says.items())))
    return people, sorted(contacts), linked, len(world.portal.ties), world.issues()


def is_quiet(world: World) -> None:
    """One page a stream and side, and HubSpot's schema to read its answers (P4)."""
    now, before = world.clock.now(), writes(world)
    due = [each for rules in world.rules for each in world.ledger.due_retries(rules.pair, now)]
    world.asked()
    world.run_all()
    assert writes(world) == before
    asked = world.asked()
    pairs = len(world.rules)
    assert asked["firm read"] == pairs
    assert asked["portal read"] == sum(rules.both_ways for rules in world.rules)
    assert due or sum(asked.values()) <= 3 * pairs, asked


def holds(world: World, scene: Scene) -> None:
    scene.comes_of_it(world)
    assert world.issues() == Counter(scene.waits)
    assert not any(world.ledger.intents(rules.pair) for rules in world.rules)
    is_quiet(world)


@pytest.mark.parametrize("name", SCENES)
def test_p1_to_p4_hold_after_a_cut_at_every_edge(store: Store, name: str) -> None:
    scene = SCENES[name]
    whole = begin(store, scene)
    edges = list(run_until_cut(whole).all())
    finish(whole)
    expected = told(whole)
    holds(whole, scene)
    for edge in edges:
        world = begin(store, scene)
        assert run_until_cut(world, edge).off, f"{edge} did not come again"
        finish(world)
        assert told(world) == expected, edge
        holds(world, scene)


def test_the_edges_of_a_run_are_all_met(store: Store) -> None:
    """A matrix that no longer cuts anything would go on passing."""
    met: Counter[str] = Counter()
    for scene in SCENES.values():
        met += run_until_cut(begin(store, scene)).seen
    for side, requests in {
        "system": ("read", "fetch", "write"),
        "hubspot": ("read", "fetch", "find", "write", "prepare", "schema", "associate"),
    }.items():
        for request in requests:
            assert met[f"{side} {request}"] > 0, request
            assert met[f"{side} {request} answered"] > 0, request
        assert met[f"{side} applying"] == met[f"{side} applied"] > 0
    assert met["transaction"] > 2 * len(SCENES)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["create backward", "create backward without e-mail"])
def test_p2_the_run_that_makes_good_may_be_cut_as_well(store: Store, name: str) -> None:
    """Once wherever something took effect, and then the next run too, wherever its own did."""
    scene = SCENES[name]
    whole = begin(store, scene)
    edges = run_until_cut(whole).effects()
    finish(whole)
    expected = told(whole)
    for edge in edges:
        for second in cut_and_go_on(store, scene, edge).effects():
            world = begin(store, scene)
            run_until_cut(world, edge)
            world.clock.forward(hours=30)
            run_until_cut(world, second)
            finish(world)
            assert told(world) == expected, (edge, second)


def cut_and_go_on(store: Store, scene: Scene, edge: Edge) -> Edges:
    """Return the moments of the run after one that was cut."""
    world = begin(store, scene)
    run_until_cut(world, edge)
    world.clock.forward(hours=30)
    return run_until_cut(world)
