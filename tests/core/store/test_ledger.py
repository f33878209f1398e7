"""The ledger: one transaction for all that a run settled."""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Delete, Select, Update

from core.connector import Cursor
from core.errors import Code, Refusal
from core.store import ledger as ledger_module
from core.store import match_index, settling
from core.store.database import Store
from core.store.issues import Issue, dismiss, open_issues
from core.store.ledger import Ledger, OpenTie, Problem, Settlement
from core.store.match_index import Row

PAIR = "persons-contacts"
OTHER = "matters-deals"
AT, BT = b"aaaaaaaa", b"bbbbbbbb"
Clock = Any  # tests/core/store/conftest.py


def settle(ledger: Ledger, cursor: str | None = None, pair: str = PAIR, **calls: Any) -> None:
    """Settle by calls: link=[(...), ...], retry=[...]."""
    done = Settlement()
    for name, many in calls.items():
        for arguments in many:
            getattr(done, name)(*arguments)
    ledger.settle(pair, done, Cursor(cursor) if cursor else None)


def problem(code: Code, system_id: str = "71", field: str | None = None, *ids: str) -> Problem:
    return Problem(system_id, None, Refusal(code, field=field, reference="r-1"), ids)


# -- links ------------------------------------------------------------------------------------


def test_a_link_is_found_from_both_ends(ledger: Ledger) -> None:
    settle(ledger, link=[("71", "901", {"email": AT}, {"email": BT})])
    link = ledger.links(PAIR, ["71", "72"])["71"]
    assert (link.system_id, link.hubspot_id) == ("71", "901")
    assert (link.base.system("email"), link.base.hubspot("email")) == (AT, BT)
    assert ledger.hubspot_ids(PAIR, {"71", "72"}) == {"71": "901"}
    assert ledger.system_ids(PAIR, {"901", "902"}) == {"901": "71"}
    assert ledger.links(OTHER, ["71"]) == {}
    assert ledger.links(PAIR, []) == {}
    assert ledger.linked(PAIR) == 1


def test_agreeing_on_one_field_keeps_what_was_agreed_on_others(ledger: Ledger) -> None:
    settle(ledger, link=[("71", "901", {"email": AT, "phone": AT}, {})])
    settle(ledger, link=[("71", "901", {"email": BT}, {})])
    base = ledger.links(PAIR, ["71"])["71"].base
    assert (base.system("email"), base.system("phone")) == (BT, AT)


def test_a_merge_at_hubspot_leaves_two_links_to_one_record(ledger: Ledger) -> None:
    settle(ledger, link=[("71", "901", {}, {}), ("72", "901", {}, {})])
    found = ledger.links_by_hubspot(PAIR, ["901"])["901"]
    assert sorted(link.system_id for link in found) == ["71", "72"]


def test_a_link_follows_a_merged_record(ledger: Ledger) -> None:
    settle(ledger, link=[("71", "901", {"email": AT}, {})])
    settle(ledger, link=[("71", "999", {}, {})])
    link = ledger.links(PAIR, ["71"])["71"]
    assert (link.hubspot_id, link.base.system("email")) == ("999", AT)


def test_unlinking_forgets_the_link_and_its_base(ledger: Ledger) -> None:
    settle(ledger, link=[("71", "901", {"email": AT}, {}), ("72", "902", {}, {})])
    settle(ledger, unlink=[("71",)])
    assert ledger.hubspot_ids(PAIR, ["71", "72"]) == {"72": "902"}
    settle(ledger, link=[("71", "901", {}, {})])
    assert ledger.links(PAIR, ["71"])["71"].base.system("email") is None


def test_bases_can_be_forgotten_while_links_stay(ledger: Ledger) -> None:
    settle(ledger, link=[("71", "901", {"email": AT}, {})])
    ledger.forget_bases(PAIR, ["71"])
    link = ledger.links(PAIR, ["71"])["71"]
    assert (link.hubspot_id, link.base.system("email")) == ("901", None)


def test_more_links_than_a_statement_takes_parameters(ledger: Ledger) -> None:
    many: list[tuple[Any, ...]] = [(str(n), f"9{n}", {"email": AT}, {}) for n in range(40_000)]
    settle(ledger, link=many)
    ids = [each[0] for each in many]
    assert len(ledger.links(PAIR, ids)) == 40_000
    settle(ledger, mended=[(each, ()) for each in ids], unlink=[(each,) for each in ids])
    assert ledger.linked(PAIR) == 0


def test_records_are_looked_up_by_index_and_never_by_reading_a_whole_pair(store: Store) -> None:
    looked_at = []
    statements = {**vars(ledger_module), **vars(settling), **vars(match_index)}
    with store.read() as connection:
        for name, statement in statements.items():
            if not isinstance(statement, Select | Update | Delete):
                continue
            compiled = statement.compile(store.engine)
            if "json_each" not in str(compiled):
                continue
            given = {**compiled.params, "the_pair": PAIR, "ids": "[]"}
            plan = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {compiled}",
                tuple(given[each] for each in compiled.positiontup or ()),
            )
            first = next(row[3] for row in plan if row[3].startswith(("SEARCH", "SCAN")))
            columns = ("system_id=?", "hubspot_id=?", "hash=?")
            assert any(column in first for column in columns), f"{name}: {first}"
            looked_at.append(name)
    assert len(looked_at) >= 10


odd = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.dictionaries(odd, odd, max_size=8))
def test_ids_may_be_any_text(ledger: Ledger, ids: dict[str, str]) -> None:
    settle(ledger, link=[(system, hubspot, {"email": AT}, {}) for system, hubspot in ids.items()])
    assert ledger.hubspot_ids(PAIR, ids) == ids


# -- the checkpoint -----------------------------------------------------------------------------


def test_a_pair_that_was_never_walked_has_no_checkpoint(ledger: Ledger) -> None:
    settle(ledger, link=[("71", "901", {}, {})])
    assert ledger.checkpoint(PAIR) is None


def test_checkpoints_move_on_and_can_be_forgotten(ledger: Ledger) -> None:
    settle(ledger, "c1")
    settle(ledger, "c2")
    settle(ledger)
    assert ledger.checkpoint(PAIR) == "c2"
    assert ledger.checkpoint(OTHER) is None
    ledger.forget_checkpoint(PAIR)
    assert ledger.checkpoint(PAIR) is None


def test_a_pair_is_whole_once_a_reading_from_its_beginning_has_ended(ledger: Ledger) -> None:
    settle(ledger, "c1")
    assert not ledger.is_whole(PAIR)
    ledger.settle(PAIR, Settlement(), Cursor("c2"), whole=True)
    settle(ledger, "c3")
    assert ledger.is_whole(PAIR)
    assert not ledger.is_whole(OTHER)
    ledger.forget_checkpoint(PAIR)
    settle(ledger, "c1")
    assert not ledger.is_whole(PAIR)


class PowerCut(Exception):
    """The power fails inside a settlement."""


STEPS = ("settle_links", "settle_ties", "settle_issues", "settle_retries")


@pytest.mark.parametrize("step", STEPS)
def test_p2_a_settlement_is_all_or_nothing(
    ledger: Ledger, store: Store, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PowerCut

    everything: dict[str, Any] = {
        "link": [("71", "901", {"email": AT}, {})],
        "ties": [("71", {"company": ("5",)})],
        "problem": [(problem(Code.CONFLICT),)],
        "retry": [("72", Code.RECORD_REFUSED)],
    }
    monkeypatch.setattr(f"core.store.ledger.{step}", fail)
    with pytest.raises(PowerCut):
        settle(ledger, "c1", **everything)
    assert ledger.checkpoint(PAIR) is None
    assert ledger.linked(PAIR) == 0
    assert ledger.open_ties(PAIR, 9, None) == []
    assert ledger.open_issues() == {}
    monkeypatch.undo()
    settle(ledger, "c1", **everything)
    assert ledger.checkpoint(PAIR) == "c1"
    assert ledger.linked(PAIR) == 1


def test_a_settlement_knows_whether_it_says_anything() -> None:
    assert not Settlement()
    said: dict[str, tuple[Any, ...]] = {
        "link": ("71", "901", {}, {}),
        "unlink": ("71",),
        "ties": ("71", {}),
        "tie_done": (OpenTie("company", "71", "5", remove=False),),
        "problem": (problem(Code.CONFLICT),),
        "retry": ("71", Code.CONFLICT),
        "mended": ("71", ()),
        "drop_retry": ("71",),
        "fulfil": ("901",),
    }
    for name, arguments in said.items():
        done = Settlement()
        getattr(done, name)(*arguments)
        assert done, name


# -- ties ---------------------------------------------------------------------------------------


def test_a_tie_is_wanted_made_and_undone(ledger: Ledger) -> None:
    settle(ledger, ties=[("71", {"company": ("5", "6")})])
    wanted = ledger.open_ties(PAIR, 9, None)
    assert wanted == [
        OpenTie("company", "71", "5", remove=False),
        OpenTie("company", "71", "6", remove=False),
    ]
    settle(ledger, tie_done=[(tie,) for tie in wanted])
    assert ledger.open_ties(PAIR, 9, None) == []
    settle(ledger, ties=[("71", {"company": ("6",)})])
    gone = ledger.open_ties(PAIR, 9, None)
    assert gone == [OpenTie("company", "71", "5", remove=True)]
    settle(ledger, tie_done=[(tie,) for tie in gone])
    settle(ledger, ties=[("71", {"company": ("6",)})])
    assert ledger.open_ties(PAIR, 9, None) == []


def test_a_tie_that_is_wanted_again_is_not_undone(ledger: Ledger) -> None:
    settle(ledger, ties=[("71", {"company": ("5",)})])
    settle(ledger, tie_done=[(OpenTie("company", "71", "5", remove=False),)])
    settle(ledger, ties=[("71", {"company": ()})])
    settle(ledger, ties=[("71", {"company": ("5",)})])
    assert ledger.open_ties(PAIR, 9, None) == [OpenTie("company", "71", "5", remove=False)]


def test_a_reference_that_was_not_told_says_nothing(ledger: Ledger) -> None:
    settle(ledger, ties=[("71", {"company": ("5",), "owner": ("8",)})])
    settle(ledger, tie_done=[(tie,) for tie in ledger.open_ties(PAIR, 9, None)])
    settle(ledger, ties=[("71", {"owner": ()})])
    assert ledger.open_ties(PAIR, 9, None) == [OpenTie("owner", "71", "8", remove=True)]


def test_open_ties_are_listed_page_by_page_and_each_once(ledger: Ledger) -> None:
    settle(ledger, ties=[(str(n), {"b": ("1", "2"), "a": ("3",)}) for n in range(5)])
    listed: list[OpenTie] = []
    after = None
    while page := ledger.open_ties(PAIR, 4, after):
        listed += page
        after = page[-1]
    assert len(listed) == len(set(listed)) == 15


# -- issues and retries -----------------------------------------------------------------------


def test_the_same_problem_is_one_issue(ledger: Ledger, store: Store, clock: Clock) -> None:
    first = clock.now()
    settle(ledger, problem=[(problem(Code.CONFLICT, "71", "email"),)] * 2)
    clock.forward(hours=1)
    settle(ledger, problem=[(problem(Code.CONFLICT, "71", "email", "901", "902"),)])
    assert open_issues(store) == [
        Issue(PAIR, "71", Code.CONFLICT, "email", None, "r-1", ("901", "902"), first, clock.now())
    ]
    assert ledger.open_issues() == {Code.CONFLICT: 1}


def test_issues_are_counted_and_listed_by_code(ledger: Ledger, store: Store) -> None:
    settle(
        ledger,
        problem=[
            (problem(Code.CONFLICT, "71", "email"),),
            (problem(Code.CONFLICT, "71", "phone"),),
            (problem(Code.AMBIGUOUS_MATCH, "72"),),
        ],
    )
    assert list(ledger.open_issues().items()) == [(Code.CONFLICT, 2), (Code.AMBIGUOUS_MATCH, 1)]
    assert [i.system_id for i in open_issues(store, code=Code.AMBIGUOUS_MATCH)] == ["72"]
    assert len(open_issues(store, limit=2)) == 2
    assert len(open_issues(store, limit=2, offset=2)) == 1


def test_what_went_through_closes_its_issues_but_those_that_remain(
    ledger: Ledger, store: Store
) -> None:
    settle(
        ledger,
        problem=[
            (problem(Code.CONFLICT, "71", "email"),),
            (problem(Code.CONFLICT, "71", "phone"),),
            (problem(Code.RECORD_REFUSED, "71"),),
            (problem(Code.SHARED_EMAIL, "71"),),
            (problem(Code.CONFLICT, "72", "email"),),
        ],
    )
    settle(
        ledger,
        problem=[(problem(Code.CONFLICT, "71", "phone"),)],
        mended=[("71", {Code.CONFLICT, Code.SHARED_EMAIL})],
    )
    assert {(i.system_id, i.code, i.field) for i in open_issues(store)} == {
        ("71", Code.CONFLICT, "phone"),
        ("71", Code.SHARED_EMAIL, ""),
        ("72", Code.CONFLICT, "email"),
    }


def test_a_record_that_is_gone_takes_its_issues_with_it(ledger: Ledger) -> None:
    settle(ledger, problem=[(problem(Code.CONFLICT),)], retry=[("71", Code.CONFLICT)])
    settle(ledger, drop_retry=[("71",)])
    assert ledger.open_issues() == {}
    assert ledger.due_retries(PAIR, ledger._clock.now(), everything=True) == []


def test_p7_what_failed_is_tried_on_the_next_run_and_then_ever_more_seldom(
    ledger: Ledger, clock: Clock
) -> None:
    waits = []
    for _ in range(7):
        settle(ledger, retry=[("71", Code.RECORD_REFUSED)])
        since = clock.now()
        while not ledger.due_retries(PAIR, clock.now()):
            clock.forward(minutes=15)
        waits.append(clock.now() - since)
    hours = timedelta(hours=1)
    quarter = timedelta(minutes=15)
    assert waits == [0 * hours, quarter, hours, 6 * hours, 24 * hours, 24 * hours, 24 * hours]


def test_p7_what_a_person_must_answer_is_looked_at_daily_or_when_answered(
    ledger: Ledger, clock: Clock
) -> None:
    settle(ledger, retry=[("71", Code.CONFLICT)])
    assert ledger.due_retries(PAIR, clock.now()) == []
    assert ledger.due_retries(PAIR, clock.now(), everything=True) == ["71"]
    ledger.retry_now(PAIR, "71", Code.CONFLICT)
    assert ledger.due_retries(PAIR, clock.now()) == ["71"]
    settle(ledger, mended=[("71", ())])
    assert ledger.due_retries(PAIR, clock.now(), everything=True) == []


def test_p7_a_record_that_went_through_but_for_one_value_is_tried_ever_more_seldom(
    ledger: Ledger, clock: Clock
) -> None:
    partly: dict[str, Any] = {
        "problem": [(problem(Code.VALUE_INVALID, "71", "phone"),)],
        "retry": [("71", Code.VALUE_INVALID)],
        "mended": [("71", {Code.VALUE_INVALID})],
    }
    settle(ledger, **partly)
    assert ledger.due_retries(PAIR, clock.now()) == ["71"]
    settle(ledger, **partly)
    assert ledger.due_retries(PAIR, clock.now()) == []
    assert ledger.due_retries(PAIR, clock.now() + timedelta(minutes=15)) == ["71"]
    assert ledger.open_issues() == {Code.VALUE_INVALID: 1}


def test_p7_what_was_dismissed_is_neither_shown_nor_tried_again(
    ledger: Ledger, store: Store, clock: Clock
) -> None:
    failing: dict[str, Any] = {
        "problem": [(problem(Code.RECORD_REFUSED),)],
        "retry": [("71", Code.RECORD_REFUSED)],
    }
    settle(ledger, **failing)
    dismiss(store, open_issues(store)[0], clock.now())
    assert ledger.open_issues() == {}
    assert ledger.due_retries(PAIR, clock.now(), everything=True) == []
    settle(ledger, **failing)
    assert ledger.open_issues() == {}
    assert ledger.due_retries(PAIR, clock.now(), everything=True) == []


def test_a_dismissed_issue_that_was_mended_opens_anew(
    ledger: Ledger, store: Store, clock: Clock
) -> None:
    settle(ledger, problem=[(problem(Code.RECORD_REFUSED),)])
    dismiss(store, open_issues(store)[0], clock.now())
    settle(ledger, mended=[("71", ())])
    clock.forward(days=1)
    settle(ledger, problem=[(problem(Code.RECORD_REFUSED),)])
    assert [issue.opened_at for issue in open_issues(store)] == [clock.now()]


# -- intents, and the match index -------------------------------------------------------------


def test_p2_an_intent_stays_until_its_outcome_is_linked(ledger: Ledger, clock: Clock) -> None:
    ledger.intend(PAIR, {"901": "m-1", "902": "m-2"})
    clock.forward(seconds=1)
    ledger.intend(PAIR, {"900": "m-0"})
    assert list(ledger.intents(PAIR).items()) == [("901", "m-1"), ("902", "m-2"), ("900", "m-0")]
    settle(ledger, link=[("71", "901", {}, {})], fulfil=[("901",)])
    assert ledger.intents(PAIR) == {"902": "m-2", "900": "m-0"}
    assert ledger.intents(OTHER) == {}


def test_the_match_index_finds_rows_by_hash_in_order(ledger: Ledger) -> None:
    index, other = ledger.match_index(PAIR), ledger.match_index(OTHER)
    hashes = [os.urandom(8) for _ in range(2500)]
    index.add(Row("email", each, f"9{n}", None) for n, each in enumerate(hashes))
    index.add([Row("email", hashes[0], "", "71"), Row("key", hashes[0], "7", "?")])
    other.add([Row("email", hashes[0], "8", None)])
    found = index.find([*hashes, hashes[0], b"unknown!"])
    assert sum(len(rows) for rows in found.values()) == 2502
    assert found[hashes[0]] == [
        Row("email", hashes[0], "90", None),
        Row("email", hashes[0], "", "71"),
        Row("key", hashes[0], "7", "?"),
    ]
    index.clear()
    assert index.find(hashes) == {}
    assert len(other.find(hashes)) == 1
    index.add([])
