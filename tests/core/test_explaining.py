"""Explain this record: what is told is what a run does, live, and nothing of it is kept."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.conflicts import ConflictPolicy
from core.engine.meeting import FoundBy
from core.engine.tally import Bin
from core.errors import Code, Refusal, UserActionError
from core.filters import Condition, Filter, Operator
from core.mapping import Deletes, Direction, Drift
from core.office.explaining import Explanation, FieldNow, Gate
from core.plan import Verdict
from core.records import Side
from core.store import runs
from core.store.settlement import Settlement
from core.store.tables import metadata
from tests.core.engine.world import PERSON_RULES, PERSONS
from tests.core.office.review import ana, partner, person, publish
from tests.core.test_office import Desk, job

BOTH_WAYS = replace(
    PERSON_RULES,
    creates=Direction.BOTH,
    fields=tuple(
        replace(each, direction=Direction.BOTH) if each.hubspot != "kind" else each
        for each in PERSON_RULES.fields
    ),
)
CLIENTS = Filter(conditions=(Condition(field="kind", operator=Operator.IS, values=("client",)),))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.connect_both()
    publish(made, BOTH_WAYS)
    person(made, "p0", first="Zoe", last="Quist", mail="p0@example.com")
    made.sync()
    yield made
    made.close()


def explained(desk: Desk, text: str) -> Explanation:
    return desk.office.explain(PERSONS, text, job())


def line(told: Explanation, key: str) -> FieldNow:
    return next(each for each in told.fields if each.key == key)


def refused(desk: Desk, text: str, pair: str = PERSONS) -> Code:
    with pytest.raises(UserActionError) as caught:
        desk.office.explain(pair, text, job())
    return caught.value.code


def rule(**more: Any) -> Any:
    """Return the rules with other ones for the city."""
    fields = [replace(e, **more) if e.hubspot == "city" else e for e in BOTH_WAYS.fields]
    return replace(BOTH_WAYS, fields=tuple(fields))


# -- which record -----------------------------------------------------------------------------


def test_it_is_found_by_either_id_and_by_a_link_to_either_side(desk: Desk) -> None:
    there = ana(desk)
    for text, side in (
        ("p1", Side.SYSTEM),
        (f" {there} ", Side.HUBSPOT),
        (f"hubspot:{there}", Side.HUBSPOT),
        ("https://example.com/persons/p1?tab=2", Side.SYSTEM),
        (f"https://eu1.example.com/contacts/{there}/", Side.HUBSPOT),
    ):
        told = explained(desk, text)
        assert (told.given, told.met.by) == (side, FoundBy.LINK), text
        assert told.system is not None
        assert told.hubspot is not None
        assert (told.system.id, told.hubspot.id) == ("p1", there)
        assert told.hubspot.address == f"https://example.com/contacts/{there}"


def test_after_a_merge_in_hubspot_the_old_and_the_new_id_lead_to_it(desk: Desk) -> None:
    there = ana(desk)
    other = desk.portal.put("contacts", {"firstname": "Bo"})
    new = desk.portal.merge("contacts", there, other)
    for text in (there, new):
        told = explained(desk, text)
        assert told.system is not None
        assert told.system.id == "p1"


def test_a_record_that_lost_its_link_is_found_by_the_key_that_it_bears(desk: Desk) -> None:
    there = ana(desk)
    desk.office._parts.ledger.forget_checkpoint(PERSONS)
    unlinked(desk, "p1")
    for text in ("p1", there):
        told = explained(desk, text)
        assert (told.met.by, told.outlook.bin) == (FoundBy.KEY, Bin.UNCHANGED)
        assert told.system is not None


def unlinked(desk: Desk, system_id: str) -> None:
    """Lose a link, as with the database."""
    done = Settlement()
    done.unlink(system_id)
    desk.office._parts.ledger.settle(PERSONS, done, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("p9", Code.RECORD_UNKNOWN),
        ("hubspot:9", Code.RECORD_UNKNOWN),
        ("", Code.RECORD_UNKNOWN),
        ("https://example.com/persons/p9", Code.RECORD_UNKNOWN),
        ("https://example.com/companies/c1", Code.LINK_UNKNOWN),
        ("https://example.net/persons/p1", Code.LINK_UNKNOWN),
    ],
)
def test_what_leads_to_no_record_is_refused(desk: Desk, text: str, code: Code) -> None:
    ana(desk)
    assert refused(desk, text) is code
    assert refused(desk, "p1", "no-pair") is Code.PAIR_UNKNOWN


# -- who is who -------------------------------------------------------------------------------


def test_an_unlinked_record_tells_by_which_key_it_is_found(desk: Desk) -> None:
    publish(desk, replace(BOTH_WAYS, match=BOTH_WAYS.match[::-1]))
    names = {"firstname": "Ana", "lastname": "Ruiz", "phone": "+13035550118"}
    desk.portal.put("contacts", {"email": "p1@example.com", **names})
    person(desk, "p1", first="Ana", last="Ruiz", mail="p1@example.com", tel="(303) 555-0118")
    person(desk, "p1", town="Boulder")
    told = explained(desk, "p1")
    assert (told.met.by, told.met.key) == (FoundBy.EXACT, "email")
    assert told.outlook.bin is Bin.UPDATED
    assert line(told, "city").verdict is Verdict.FORWARD


def test_before_the_first_sync_a_likely_match_is_told_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.connect_both()
    desk.portal.put("contacts", {"firstname": "Ana", "lastname": "Ruiz", "phone": "+13035550118"})
    person(desk, "p1", first="Ana", last="Ruiz", tel="(303) 555-0118")
    told = explained(desk, "p1")
    assert (told.met.by, told.met.key) == (FoundBy.LIKELY, "name and phone")
    desk.close()


def test_a_question_names_whom_to_choose_from(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.connect_both()
    both = [
        desk.portal.put("contacts", {"firstname": "Ana", "lastname": "Ruiz", "phone": "3035550118"})
        for _ in range(2)
    ]
    person(desk, "p1", first="Ana", last="Ruiz", tel="(303) 555-0118")
    told = explained(desk, "p1")
    assert (told.met.by, told.met.question) == (FoundBy.QUESTION, Code.AMBIGUOUS_MATCH)
    assert [each.id for each in told.candidates] == both
    assert told.outlook.codes == (Code.AMBIGUOUS_MATCH,)
    desk.close()


def test_what_a_person_answered_is_told_as_such(desk: Desk) -> None:
    there = desk.portal.put("contacts", {"firstname": "Bo"})
    person(desk, "p1", first="Ana", last="Ruiz")
    desk.office.review.link(PERSONS, "p1", there, job())
    told = explained(desk, "p1")
    assert (told.met.by, told.met.hubspot_id) == (FoundBy.ANSWER, there)


def test_a_record_that_nobody_matches_is_made(desk: Desk) -> None:
    person(desk, "p1", first="Ana", mail="p1@example.com")
    told = explained(desk, "p1")
    assert (told.met.by, told.outlook.bin, told.hubspot) == (FoundBy.NOBODY, Bin.CREATED, None)
    assert line(told, "firstname").verdict is Verdict.FORWARD
    assert line(told, "city").verdict is None


def test_what_only_hubspot_has_is_made_in_the_system_or_not_as_the_pair_says(desk: Desk) -> None:
    there = desk.portal.put("contacts", {"firstname": "Bo", "email": "bo@example.com"})
    told = explained(desk, there)
    assert (told.system, told.outlook.bin) == (None, Bin.CREATED)
    assert line(told, "firstname").verdict is Verdict.BACKWARD
    publish(desk, replace(BOTH_WAYS, creates=Direction.TO_HUBSPOT))
    told = explained(desk, there)
    assert (told.outlook.bin, line(told, "firstname").verdict) == (None, None)


def test_a_record_that_is_gone_on_one_side_is_told_by_the_other(desk: Desk) -> None:
    there = ana(desk)
    desk.firm.delete("persons", "p1")
    told = explained(desk, "p1")
    assert (told.system, told.met.by, told.outlook.bin) == (None, FoundBy.LINK, None)
    assert line(told, "lastname").there == "Ruiz"
    assert explained(desk, there).system is None


# -- what lets it through ---------------------------------------------------------------------


def test_the_filter_and_the_never_sync_list_are_told(desk: Desk) -> None:
    person(desk, "p2", first="Bo", mail="bo@example.com", kind="client")
    there = ana(desk)
    publish(desk, replace(BOTH_WAYS, filter=CLIENTS))
    told = explained(desk, "p1")
    assert (told.gate, told.outlook.bin) == (Gate.FILTERED, Bin.SKIPPED)
    assert told.outlook.codes == (Code.FILTERED,)
    assert not told.stopped
    desk.sync()
    assert explained(desk, "p1").stopped
    assert explained(desk, "p2").gate is Gate.OPEN
    desk.office.never.add(PERSONS, Side.HUBSPOT, there)
    assert explained(desk, "p1").gate is Gate.NEVER


# -- fields -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "here", "there", "verdict", "outcome"),
    [
        (rule(), "Boulder", None, Verdict.FORWARD, Bin.UPDATED),
        (rule(), None, "Boulder", Verdict.BACKWARD, Bin.UPDATED),
        (rule(), None, None, Verdict.UNCHANGED, Bin.UNCHANGED),
        (rule(policy=ConflictPolicy.ASK), "Boulder", "Aspen", Verdict.CONFLICT, Bin.HELD),
        (rule(policy=ConflictPolicy.HUBSPOT_WINS), "Boulder", "Aspen", Verdict.BACKWARD, None),
        (rule(), "", None, Verdict.KEPT, Bin.UNCHANGED),
        (rule(direction=Direction.TO_HUBSPOT), None, "Aspen", Verdict.DRIFT, Bin.UNCHANGED),
        (
            rule(direction=Direction.TO_HUBSPOT, drift=Drift.REPORT),
            None,
            "Aspen",
            Verdict.DRIFT,
            Bin.HELD,
        ),
    ],
)
def test_each_field_tells_what_both_sides_say_and_what_a_run_does_with_it(
    desk: Desk, rules: Any, here: str | None, there: str | None, verdict: Verdict, outcome: Bin
) -> None:
    contact_id = ana(desk)
    publish(desk, rules)
    desk.sync()
    if here is not None:
        person(desk, "p1", town=here)
    if there is not None:
        desk.portal.put("contacts", {"city": there}, id=contact_id)
    told = explained(desk, "p1")
    city = line(told, "city")
    assert (city.names, city.here) == (("town",), ("Denver" if here is None else here,))
    assert city.there == ("Denver" if there is None else there)
    assert (city.verdict, city.policy) == (verdict, rules.fields[4].policy or rules.policy)
    assert outcome in (None, told.outlook.bin)


def test_p10_a_field_that_may_not_leave_is_neither_read_nor_shown(desk: Desk) -> None:
    ana(desk)
    person(desk, "p1", note="secret note")
    fields = (*BOTH_WAYS.fields, replace(BOTH_WAYS.fields[0], system=("note",), hubspot="note"))
    publish(desk, replace(BOTH_WAYS, fields=fields))
    told = line(explained(desk, "p1"), "note")
    assert (told.here, told.verdict, told.reason) == ((), None, Code.FIELD_BLOCKED)
    assert "note" not in desk.firm.fields_asked


def test_a_value_that_hubspot_cannot_take_says_why(desk: Desk) -> None:
    ana(desk)
    person(desk, "p1", kind="stranger")
    told = explained(desk, "p1")
    assert line(told, "kind").reason is Code.OPTION_UNKNOWN
    assert told.outlook.codes == (Code.OPTION_UNKNOWN,)


# -- the last outcome -------------------------------------------------------------------------


def test_p7_open_issues_and_the_next_try_are_told(desk: Desk) -> None:
    desk.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    person(desk, "p1", first="Ana", mail="p1@example.com")
    desk.sync()
    told = explained(desk, "p1")
    assert [each.code for each in told.issues] == [Code.RECORD_REFUSED]
    assert told.retry is not None
    assert (told.retry.code, told.retry.tries) == (Code.RECORD_REFUSED, 1)
    desk.portal.refuse = lambda _write: None
    desk.sync()
    told = explained(desk, "p1")
    assert (told.issues, told.retry) == ((), None)


# -- promises ---------------------------------------------------------------------------------


def test_p9_nothing_is_written_or_kept_and_it_may_be_asked_during_a_run(desk: Desk) -> None:
    there = ana(desk)
    person(desk, "p1", town="Boulder")
    person(desk, "p2", first="Bo", mail="bo@example.com")
    system = desk.office.summary().connection(Side.SYSTEM)
    assert system is not None
    with runs.claimed(desk.store, system.id, desk.clock.now()):
        before = list(kept(desk)), len(desk.portal.applied), len(desk.firm.applied)
        for text in ("p1", "p2", there):
            explained(desk, text)
        assert (list(kept(desk)), len(desk.portal.applied), len(desk.firm.applied)) == before


def kept(desk: Desk) -> Iterator[Any]:
    """Yield every row of the database, scratch paper too."""
    with desk.store.read() as connection:
        for table in metadata.sorted_tables:
            yield from (tuple(row) for row in connection.execute(select(table)))


SCENES: dict[str, Callable[[Desk], object]] = {
    "unchanged": lambda _desk: None,
    "forward": lambda d: person(d, "p1", town="Boulder"),
    "backward": lambda d: d.portal.put("contacts", {"city": "Aspen"}, id=partner(d, "p1")),
    "gone in hubspot": lambda d: d.portal.delete("contacts", partner(d, "p1")),
    "gone in the system": lambda d: d.firm.delete("persons", "p1"),
    "archived": lambda d: d.firm.archive("persons", "p1"),
    "never": lambda d: d.office.never.add(PERSONS, Side.SYSTEM, "p1"),
    "filtered": lambda d: publish(d, replace(BOTH_WAYS, filter=CLIENTS)),
    "nothing to be made of": lambda d: d.firm.put("persons", {"tel": None}, id="p1"),
    "emptied": lambda d: person(d, "p1", first=None, last=None, mail=None, town=None),
    "deletes asked about": lambda d: publish(d, replace(BOTH_WAYS, deletes=Deletes.ASK)),
}


OF_A_LINK = ("backward", "gone in hubspot", "gone in the system")


@pytest.mark.parametrize(
    ("scene", "linked"),
    [*((each, True) for each in SCENES), *((e, False) for e in SCENES if e not in OF_A_LINK)],
)
def test_p13_what_is_told_is_what_a_run_for_the_record_then_does(
    desk: Desk, scene: str, linked: bool
) -> None:
    ana(desk)
    if not linked:
        desk.portal.delete("contacts", partner(desk, "p1"))
        unlinked(desk, "p1")
    SCENES[scene](desk)
    told = explained(desk, "p1").outlook
    done = desk.office.sync_one(PERSONS, "p1", job())
    bins = [each for each in Bin if getattr(done.totals, each.value)]
    assert bins == ([] if told.bin is None else [told.bin])
    assert set(done.pairs[0].reasons) == {each.value for each in told.codes}
