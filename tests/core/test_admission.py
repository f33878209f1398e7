"""Which records of a page are the pair's: filter, never-sync list, stopped links, in one place."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.memory import MemoryConnector
from core.engine.admission import Admitted, Sieve, barred, decide_admission, sieve_of
from core.engine.setup import Ends, PairSetup
from core.errors import Code, UserActionError
from core.filters import Condition, Filter, Operator
from core.links import Link, PackedBase
from core.mapping import Mapping
from core.paths import Paths
from core.records import Record, Side
from core.store import mappings
from core.store.database import open_store
from core.store.ledger import Settlement
from core.store.never import Named
from tests.core.engine.world import ACCOUNT, COMPANY_RULES, FIRM, PERSON_RULES, PERSONS, World

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
CLIENTS = Filter(conditions=(Condition(field="kind", operator=Operator.IS, values=("client",)),))
RULES = replace(PERSON_RULES, filter=CLIENTS)
ids = st.sampled_from([f"p{n}" for n in range(8)])


# -- by itself ------------------------------------------------------------------------------------


@given(
    page=st.sets(ids),
    clients=st.sets(ids),
    linked=st.sets(ids),
    never=st.sets(st.tuples(st.sampled_from(Side), ids)),
    stopped=st.sets(ids),
)
def test_every_record_is_the_pairs_or_filtered_and_links_follow(
    page: set[str],
    clients: set[str],
    linked: set[str],
    never: set[Named],
    stopped: set[str],
) -> None:
    """P13"""
    records = [Record("persons", each, {}) for each in sorted(page)]
    links = {each: Link(each, each, PackedBase()) for each in sorted(linked & page)}
    sieve = Sieve(
        lambda record, _now: record.id in clients,
        lambda asked: frozenset(asked) & never,
        lambda asked: frozenset(asked) & stopped,
    )
    found = decide_admission(records, links, sieve, NOW)
    for each in page:
        on_the_list = (Side.SYSTEM, each) in never
        on_the_list |= each in links and (Side.HUBSPOT, each) in never
        assert (each in found.filtered) is (on_the_list or each not in clients)
        link_stopped = each in links and each in stopped
        assert (each in found.stop) is (
            each in links and each in found.filtered and not link_stopped
        )
        assert (each in found.resume) is (link_stopped and each not in found.filtered)
    assert found.filtered | found.stop | found.resume <= page


def test_a_page_is_asked_about_at_once() -> None:
    asked: list[object] = []

    def never(records: Collection[Named]) -> frozenset[Named]:
        asked.append(records)
        return frozenset()

    records = [Record("persons", f"p{n}", {}) for n in range(300)]
    links = {each.id: Link(each.id, f"h{each.id}", PackedBase()) for each in records}
    sieve = Sieve(lambda _record, _now: True, never, lambda _ids: frozenset())
    decide_admission(records, links, sieve, NOW)
    (page,) = asked
    assert len(page) == 600  # type: ignore[arg-type]


def test_of_a_record_that_comes_twice_in_a_page_the_last_sight_counts() -> None:
    records = [Record("persons", "p1", {"kind": kind}) for kind in ("other", "client")]
    sieve = Sieve(
        lambda record, _now: record.fields["kind"] == "client",
        lambda _asked: frozenset(),
        lambda _ids: frozenset(),
    )
    assert decide_admission(records, {}, sieve, NOW) == admitted()
    assert decide_admission(records[::-1], {}, sieve, NOW) == admitted("p1")


def test_hubspots_records_on_the_list_are_barred() -> None:
    sieve = Sieve(
        lambda _record, _now: True,
        lambda asked: frozenset(asked) & {(Side.HUBSPOT, "71"), (Side.SYSTEM, "72")},
        lambda _ids: frozenset(),
    )
    assert barred(["71", "72"], sieve) == {"71"}


# -- with a firm and a ledger ---------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    paths = Paths.under(tmp_path / "office")
    paths.prepare()
    store = open_store(paths)
    yield World(store)
    store.close()


def setup_of(world: World, rules: Mapping) -> PairSetup:
    ends = Ends(
        system=MemoryConnector(world.firm),
        hubspot=MemoryConnector(world.portal),
        system_name="books",
        system_label="Books",
        account=ACCOUNT,
        print=world.vault.fingerprinter().of_field,
    )
    return PairSetup(ends, rules, FIRM[1])


def sorted_now(world: World, rules: Mapping = RULES) -> Admitted:
    """Sort all the firm's people, and settle what becomes of their links, as a run does."""
    setup = setup_of(world, rules)
    records = list(world.firm.records("persons").values())
    links = world.ledger.links(PERSONS, [record.id for record in records])
    found = decide_admission(records, links, sieve_of(setup, world.ledger), world.clock.now())
    done = Settlement()
    for each in found.stop:
        done.stop(each)
    for each in found.resume:
        done.resume(each)
    world.ledger.settle(PERSONS, done, None)
    return found


def admitted(*filtered: str, stop: Collection[str] = (), resume: Collection[str] = ()) -> Admitted:
    return Admitted(frozenset(filtered), frozenset(stop), frozenset(resume))


def test_a_link_is_stopped_when_its_record_leaves_the_filter_and_resumed_when_it_returns(
    world: World,
) -> None:
    world.people(3)
    world.run()
    base = world.ledger.links(PERSONS, ["p1"])["p1"].base.packed
    assert sorted_now(world) == admitted()
    world.firm.put("persons", {"kind": "other"}, id="p1")
    assert sorted_now(world) == admitted("p1", stop=["p1"])
    assert sorted_now(world) == admitted("p1")  # it is stopped already
    world.firm.put("persons", {"kind": "client"}, id="p1")
    assert sorted_now(world) == admitted(resume=["p1"])
    assert sorted_now(world) == admitted()
    assert world.ledger.links(PERSONS, ["p1"])["p1"].base.packed == base


def test_a_record_that_was_never_linked_is_filtered_and_no_more(world: World) -> None:
    world.person("p1", kind="other")
    assert sorted_now(world) == admitted("p1")
    assert world.ledger.stopped(PERSONS, ["p1"]) == frozenset()


@pytest.mark.parametrize("side", list(Side))
def test_a_link_is_stopped_whichever_end_of_it_is_on_the_list(world: World, side: Side) -> None:
    world.people(2)
    world.run()
    never = world.ledger.never(world.vault.fingerprinter().of_field)
    one = "p1" if side is Side.SYSTEM else world.contacts()["p1"].id
    never.add(PERSONS, side, one)
    assert sorted_now(world) == admitted("p1")
    never.remove(PERSONS, side, one)
    assert sorted_now(world) == admitted(resume=["p1"])


def test_a_filter_that_cannot_be_asked_stops_the_pair_before_anything_is_decided(
    world: World,
) -> None:
    for name, code in (("size", Code.FIELD_UNKNOWN), ("note", Code.FIELD_BLOCKED)):
        asked = Filter(conditions=(Condition(field=name, operator=Operator.FILLED),))
        with pytest.raises(UserActionError) as caught:
            sorted_now(world, replace(PERSON_RULES, filter=asked))
        assert (caught.value.code, caught.value.detail) == (code, name)


# -- in a whole run -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["size", "note"])
def test_p10_a_filter_that_cannot_be_asked_ends_the_run_and_asks_for_nothing(
    world: World, name: str
) -> None:
    """Also where there is far more to read than is read ahead."""
    world.people(1500)
    asked = Filter(conditions=(Condition(field=name, operator=Operator.FILLED),))
    world.rules = [replace(PERSON_RULES, filter=asked)]
    with pytest.raises(UserActionError):
        world.run()
    assert name not in world.firm.fields_asked
    assert world.writes() == 0


def unmapped(*, of: str = "client") -> Mapping:
    """Return rules whose filter is about a field that no line carries."""
    lines = tuple(each for each in PERSON_RULES.fields if each.hubspot != "kind")
    asked = Condition(field="kind", operator=Operator.IS, values=(of,))
    return replace(PERSON_RULES, fields=lines, filter=Filter(conditions=(asked,)))


def test_a_field_that_only_the_filter_asks_about_is_read_and_never_written(world: World) -> None:
    world.rules = [unmapped()]
    world.people(2)
    world.person("p3", first="Lee", mail="lee@example.com", kind="other")
    told = world.run(preview=True)
    assert told.reasons == {"skip.filtered": 1}
    done = world.run()
    assert (done.totals, done.reasons) == (told.totals, told.reasons)
    assert "kind" in world.firm.fields_asked
    assert all("kind" not in write.values for write in world.portal.applied)


def test_a_record_leaves_the_filter_though_none_of_its_mapped_fields_changed(
    world: World,
) -> None:
    world.rules = [unmapped()]
    world.people(2)
    world.run()
    world.firm.put("persons", {"kind": "other"}, id="p1")
    assert world.run().reasons == {"skip.filtered": 1}
    assert world.ledger.stopped(PERSONS, ["p1", "p2"]) == {"p1"}


def test_another_filter_stops_and_resumes_links_and_writes_nothing(world: World) -> None:
    """P4; and HubSpot's records stay as they are, with their fields and ties."""
    company = world.firm.put("companies", {"name": "Finch"}, id="c1")
    for version, of in enumerate(("client", "other", "client"), start=1):
        rules = unmapped(of=of)
        mappings.publish(world.store, "c1", rules, world.clock.now())
        published = mappings.published(world.store, "c1")
        world.rules = [COMPANY_RULES, *published]
        if version == 1:
            world.people(3)
            world.firm.put("persons", {}, id="p1", references={"company": (company,)})
            world.run_all()
            writes, before = world.writes(), world.contacts()
        world.run_all()
        stopped = frozenset() if of == "client" else {"p1", "p2", "p3"}
        assert world.ledger.stopped(PERSONS, ["p1", "p2", "p3"]) == stopped
    assert world.writes() == writes
    assert world.contacts() == before
    assert len(world.portal.ties) == 1
