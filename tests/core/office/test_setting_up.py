"""The set-up is left and resumed, and only the pairs that an office wants are walked."""

from core.errors import Code, TransientError
from core.set_up import Chosen, Place
from tests.core.engine.world import PERSON_RULES, acting
from tests.core.test_office import TOKEN, Desk, job, raising

PAIR = PERSON_RULES.pair


def test_a_set_up_that_was_left_is_found_again_after_a_restart(desk: Desk) -> None:
    assert desk.office.setting_up.place() is None
    desk.office.setting_up.keep_place(Place("system", "books"))
    desk.close()
    desk.open()
    assert desk.office.setting_up.place() == Place("system", "books", done=False)


def test_a_newcomers_pairs_are_told_before_anything_is_connected(desk: Desk) -> None:
    assert [each.pair for each in desk.office.setting_up.suggested("books")] == [PAIR]
    assert desk.office.setting_up.suggested("hubspot") == ()


def test_a_pair_that_is_switched_off_is_not_walked_and_not_listed(desk: Desk) -> None:
    desk.people(3)
    desk.office.setting_up.choose({PAIR: Chosen(on=False)}, job())
    assert desk.sync().pairs == ()
    assert desk.office.summary().pairs == ()
    assert not desk.portal.records("contacts")


def test_a_pair_that_is_switched_on_again_sends_what_there_is(desk: Desk) -> None:
    desk.people(3)
    desk.office.setting_up.choose({PAIR: Chosen(on=False)}, job())
    desk.sync()
    desk.office.setting_up.choose({PAIR: Chosen(on=True)}, job())
    assert desk.sync().totals.created == 3
    assert [each.on for each in desk.office.setting_up.offers(job())] == [True]


def test_a_pair_goes_both_ways_where_its_fields_can_and_back_again(desk: Desk) -> None:
    [offer] = desk.office.setting_up.offers(job())
    assert offer.back > 0
    assert not offer.both_ways
    desk.office.setting_up.choose({PAIR: Chosen(both_ways=True)}, job())
    [turned] = desk.office.mappings()
    assert turned.both_ways
    assert turned.version > 1
    desk.office.setting_up.choose({PAIR: Chosen(both_ways=False)}, job())
    assert not desk.office.mappings()[0].both_ways


def test_choosing_what_is_chosen_already_makes_no_new_version(desk: Desk) -> None:
    before = desk.office.mappings()[0].version
    desk.office.setting_up.choose({PAIR: Chosen()}, job())
    assert desk.office.mappings()[0].version == before


def test_an_account_that_is_connected_again_has_its_choices_again(desk: Desk) -> None:
    desk.office.setting_up.choose({PAIR: Chosen(on=False)}, job())
    [books] = desk.office.summary().of("books")
    desk.office.disconnect(books.id, job())
    assert desk.office.setting_up.offers(job()) == ()
    desk.firm.tokens.add(TOKEN)  # it was revoked
    desk.connect()
    assert [each.on for each in desk.office.setting_up.offers(job())] == [False]


def test_each_connection_knows_on_which_days_it_answered(desk: Desk) -> None:
    desk.sync()
    today = desk.clock.now().astimezone().date()
    assert {each.days[today] for each in desk.office.summary().connections} == {True}
    with acting(desk.portal, "prepare", raising(TransientError(Code.UNAVAILABLE))):
        desk.people(1)
        desk.sync()
    desk.sync()
    told = {each.connector: each.days[today] for each in desk.office.summary().connections}
    assert told == {"books": True, "hubspot": False}  # once without an answer: all day
