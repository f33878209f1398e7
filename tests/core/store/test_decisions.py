"""Answers about who is who: kept, found from both ends, and undone."""

from datetime import datetime, timedelta

from core.answers import Answers
from core.store import decisions
from core.store.audit import Act, recent
from core.store.database import Store
from core.store.decisions import Answer

PAIR, OTHER = "persons-contacts", "matters-deals"


def test_answers_are_found_by_system_id(store: Store, now: datetime) -> None:
    decisions.keep(store, PAIR, "71", ["901"], Answer.LINK, now)
    decisions.keep(store, PAIR, "71", ["902", "903"], Answer.APART, now)
    decisions.keep(store, PAIR, "72", ["901"], Answer.APART, now)
    assert decisions.answered(store, PAIR, ["71", "72", "73"]) == {
        "71": Answers("901", frozenset({"902", "903"})),
        "72": Answers(None, frozenset({"901"})),
    }
    assert decisions.answered(store, OTHER, ["71"]) == {}
    assert decisions.answered(store, PAIR, []) == {}


def test_answers_are_found_by_hubspot_id(store: Store, now: datetime) -> None:
    decisions.keep(store, PAIR, "71", ["901"], Answer.LINK, now)
    decisions.keep(store, PAIR, "72", ["901"], Answer.APART, now)
    assert decisions.answered_of_hubspot(store, PAIR, ["901", "902"]) == {
        "901": {"71": Answer.LINK, "72": Answer.APART}
    }
    assert decisions.answered_of_hubspot(store, PAIR, []) == {}


def test_an_answer_stands_in_place_of_the_one_before(store: Store, now: datetime) -> None:
    decisions.keep(store, PAIR, "71", ["901"], Answer.APART, now)
    decisions.keep(store, PAIR, "71", ["901"], Answer.LINK, now)
    assert decisions.answered(store, PAIR, ["71"]) == {"71": Answers("901")}


def test_a_record_is_to_be_linked_with_one_partner_only(store: Store, now: datetime) -> None:
    decisions.keep(store, PAIR, "71", ["901"], Answer.LINK, now)
    decisions.keep(store, PAIR, "71", ["902"], Answer.LINK, now)
    decisions.keep(store, PAIR, "72", ["902"], Answer.LINK, now)
    decisions.keep(store, OTHER, "71", ["901"], Answer.LINK, now)
    assert decisions.answered(store, PAIR, ["71", "72"]) == {"72": Answers("902")}
    assert decisions.answered(store, OTHER, ["71"]) == {"71": Answers("901")}


def test_an_answer_that_is_undone_is_as_if_it_had_not_been_given(
    store: Store, now: datetime
) -> None:
    decisions.keep(store, PAIR, "71", ["901", "902"], Answer.APART, now)
    assert decisions.undo(store, PAIR, "71", "901", now) is Answer.APART
    assert decisions.undo(store, PAIR, "71", "901", now) is None
    assert decisions.answered(store, PAIR, ["71"]) == {"71": Answers(None, frozenset({"902"}))}


def test_answers_are_listed_and_written_down_by_ids(store: Store, now: datetime) -> None:
    decisions.keep(store, PAIR, "71", ["901"], Answer.LINK, now)
    decisions.keep(store, PAIR, "72", ["902"], Answer.APART, now + timedelta(hours=1))
    first, second = decisions.kept(store)
    assert (first.system_id, first.hubspot_id, first.answer) == ("72", "902", Answer.APART)
    assert (second.system_id, second.made_at) == ("71", now)
    decisions.undo(store, PAIR, "71", "901", now)
    acts = [(each.act, each.subject) for each in recent(store, 3)]
    assert acts == [
        (Act.UNANSWERED, f"{PAIR} 71"),
        (Act.ANSWERED_APART, f"{PAIR} 72"),
        (Act.ANSWERED_LINK, f"{PAIR} 71"),
    ]
