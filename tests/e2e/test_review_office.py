"""Review over the vendors' doubles: what it writes is what their programs understand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.demo import World
from core.answers import Answers
from core.errors import Code, Refusal
from core.mapping import Deletes
from core.office import Office
from core.records import Side
from core.store import decisions, issues, mappings
from core.store.ledger import Problem, Settlement
from tests.e2e.desk import KEY, Desk, JumpingClock

PAIR = "persons-contacts"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    clock = JumpingClock()
    return Desk(tmp_path, World(None, people=30, clock=clock), clock)


@pytest.fixture
def office(desk: Desk) -> Iterator[Office]:
    with desk.open() as opened:
        desk.connect(opened)
        (system,) = [c for c in opened.summary().connections if c.side is Side.SYSTEM]
        for mapping in opened.mappings():
            if mapping.pair == PAIR:
                now = opened._parts.clock.now()
                asking = replace(mapping, deletes=Deletes.ASK)
                mappings.publish(opened._parts.store, system.id, asking, now)
        desk.sync(opened)
        yield opened


def links(desk: Desk, office: Office) -> dict[str, str]:
    persons = [str(row.id) for row in desk.world.simulator.account.contacts if row.type == "Person"]
    return office._parts.ledger.hubspot_ids(PAIR, persons)


def contact(desk: Desk, id: str) -> dict[str, str | None]:
    found = [r for r in desk.world.hubspot.records("contacts") if str(r["hs_object_id"]) == id]
    return {name: value and str(value) for name, value in found[0].items()} if found else {}


def deleted(desk: Desk, office: Office, system_id: str, hubspot_id: str) -> None:
    """Have a person deleted in Clio, and asked about."""
    desk.world.simulator.account.remove("contacts", int(system_id))
    done = Settlement()
    told = Refusal(Code.PENDING_DELETE, field="system")
    done.problem(Problem(system_id, hubspot_id, told))
    office._parts.ledger.settle(PAIR, done, None)


def test_two_unlinked_contacts_lose_our_key_and_their_ties_in_hubspot(
    desk: Desk, office: Office
) -> None:
    """Two, as HubSpot allows a value of the property once, and emptiness as often as it likes."""
    known = links(desk, office)
    ties = desk.world.hubspot.associations("deals", "contacts")
    tied = {str(there) for _deal, there, _label in ties}
    chosen = [each for each in known if known[each] in tied][:2]
    assert len(chosen) == 2
    for system_id in chosen:
        before = contact(desk, known[system_id])
        assert before[KEY]
        office.review.unlink(PAIR, system_id, desk.job())
        after = contact(desk, known[system_id])
        assert not after.get(KEY)
        assert (after["firstname"], after["email"]) == (before["firstname"], before["email"])
    store = office._parts.store
    assert decisions.answered(store, PAIR, chosen) == {
        each: Answers(apart=frozenset({known[each]})) for each in chosen
    }
    left = desk.world.hubspot.associations("deals", "contacts")
    assert not {str(there) for _deal, there, _label in left} & {known[each] for each in chosen}


def test_what_was_unlinked_becomes_a_contact_of_its_own_with_its_ties(
    desk: Desk, office: Office
) -> None:
    known = links(desk, office)
    tied = {str(there) for _d, there, _l in desk.world.hubspot.associations("deals", "contacts")}
    chosen = next(each for each in known if known[each] in tied)
    before = len(desk.world.hubspot.associations("deals", "contacts"))
    office.review.unlink(PAIR, chosen, desk.job())
    desk.clock.advance(3600)
    desk.sync(office)
    desk.sync(office)
    now = links(desk, office)[chosen]
    assert now != known[chosen]
    assert contact(desk, now)[KEY]
    assert not contact(desk, known[chosen]).get(KEY)
    assert len(desk.world.hubspot.associations("deals", "contacts")) == before


def test_p6_an_approved_delete_is_archived_in_hubspot_and_an_edited_one_is_not(
    desk: Desk, office: Office
) -> None:
    first, second = sorted(links(desk, office).items())[:2]
    for each in (first, second):
        deleted(desk, office, *each)
    desk.world.hubspot.edit("contacts", second[1], city="Elsewhere")
    pending = {each.system_id: each for each in office.review.deletes(desk.job())}
    assert pending[first[0]].obstacle is None
    assert pending[first[0]].system is None
    assert pending[first[0]].hubspot
    assert pending[second[0]].obstacle is Code.EDITED_SINCE
    answers = office.review.approve(desk.job(), number=2)
    assert {each.system_id: each.refused for each in answers} == {
        first[0]: None,
        second[0]: Code.EDITED_SINCE,
    }
    assert contact(desk, first[1]) == {}
    assert contact(desk, second[1])
    waiting = issues.open_issues(office._parts.store, code=Code.PENDING_DELETE)
    assert [each.system_id for each in waiting] == [second[0]]


def test_what_waits_can_be_opened_in_the_vendors_own_programs(desk: Desk, office: Office) -> None:
    system_id, hubspot_id = sorted(links(desk, office).items())[0]
    deleted(desk, office, system_id, hubspot_id)
    waiting = office.review.waiting(desk.job(), code=Code.PENDING_DELETE)
    assert waiting[0].system is not None
    assert waiting[0].hubspot is not None
    assert system_id in waiting[0].system.address
    assert waiting[0].system.address.startswith("https://")
    assert waiting[0].hubspot.address.endswith(f"/record/0-1/{hubspot_id}")
