"""Who is synced: the filter, the never-sync list, and what leaves and comes back."""

from dataclasses import replace

import pytest

from core.errors import Code, UserActionError
from core.filters import Condition, Filter, Operator
from core.records import Side
from core.summary import PairRun
from tests.core.engine.test_two_ways import BOTH, MAKING
from tests.core.engine.world import COMPANY_RULES, PERSON_RULES, PERSONS, World, totals

CLIENTS = Filter(conditions=(Condition(field="kind", operator=Operator.IS, values=("client",)),))


@pytest.fixture
def office(world: World) -> World:
    world.rules = [replace(BOTH, filter=CLIENTS)]
    world.people(3)
    world.person("p4", first="Lee", mail="lee@example.com", kind="other")
    world.run()
    world.clock.forward(hours=1)
    return world


def test_only_what_the_filter_admits_is_made(office: World) -> None:
    assert office.contacts().keys() == {"p1", "p2", "p3"}


def test_a_preview_counts_what_is_filtered(world: World) -> None:
    world.rules = [replace(BOTH, filter=CLIENTS)]
    world.person("p4", first="Lee", mail="lee@example.com", kind="other")
    assert world.run(preview=True).reasons == {"skip.filtered": 1}


def test_who_leaves_the_filter_is_stopped_both_ways_and_comes_back_whole(office: World) -> None:
    contact = office.contacts()["p2"].id
    office.person("p2", kind="other", town="Golden")
    assert office.run().reasons["skip.filtered"] == 2  # p4 is read again, as the last before
    office.portal.put("contacts", {"lastname": "Ruiz"}, id=contact)
    office.person("p2", town="Aspen")
    office.run()
    assert office.contacts()["p2"].fields["city"] == "Denver"
    assert office.firm.records("persons")["p2"].fields["last"] == "Last2"
    office.person("p2", kind="client")
    office.run()
    assert office.contacts()["p2"].fields["city"] == "Aspen"
    assert office.firm.records("persons")["p2"].fields["last"] == "Ruiz"


@pytest.mark.parametrize("side", list(Side))
def test_who_is_on_the_never_list_is_left_alone(office: World, side: Side) -> None:
    never = office.ledger.never(office.vault.fingerprinter().of_field)
    contact = office.contacts()["p2"].id
    never.add(PERSONS, side, "p2" if side is Side.SYSTEM else contact)
    office.person("p2", town="Golden")
    assert office.run().totals == totals(skipped=2)  # p4 is read again
    assert office.contacts()["p2"].fields["city"] == "Denver"


def test_a_contact_on_the_never_list_is_not_made_in_the_system(office: World) -> None:
    office.rules = [replace(MAKING, filter=CLIENTS)]
    contact = office.contact(firstname="New", email="new@example.com")
    office.ledger.never(office.vault.fingerprinter().of_field).add(PERSONS, Side.HUBSPOT, contact)
    office.run()
    assert len(office.firm.records("persons")) == 4


def test_p7_a_filter_that_cannot_be_asked_ends_its_own_pair_alone_and_is_told(
    world: World,
) -> None:
    lost = Filter(conditions=(Condition(field="gone", operator=Operator.IS, values=("x",)),))
    world.rules = [replace(COMPANY_RULES, filter=lost), PERSON_RULES]
    world.firm.put("companies", {"name": "Rookwarble LLC"})
    world.people(2)
    results: list[PairRun] = []
    with pytest.raises(UserActionError) as told:
        world.run_all(results=results)
    assert (told.value.code, told.value.detail) == (Code.FIELD_UNKNOWN, "gone")
    assert [each.totals.created for each in results] == [0, 2]
