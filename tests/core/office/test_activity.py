"""Activity tells each run in counts and codes, and what went wrong in it by cause (P8, P9)."""

from datetime import timedelta

from core.errors import Code, Refusal
from core.office.activity import HEAD
from core.store.settlement import Problem
from tests.core.engine.world import PERSONS
from tests.core.office.review import ana, namesakes, person, tell
from tests.core.test_office import Desk, job


def test_runs_are_told_the_newest_first(desk: Desk) -> None:
    ana(desk)
    desk.clock.forward(hours=1)
    desk.sync()
    first, second = desk.office.activity.runs()
    assert first.started_at - second.started_at >= timedelta(hours=1)
    assert [each.totals.created for each in (first, second)] == [0, 1]


def test_what_a_run_met_is_told_by_cause_with_where_to_look(desk: Desk) -> None:
    namesakes(desk)
    run = desk.office.activity.runs()[0]
    (trouble,) = desk.office.activity.troubles(run, job())
    assert (trouble.pair, trouble.code, trouble.count) == (PERSONS, Code.AMBIGUOUS_MATCH, 1)
    assert [place.id for place in trouble.places] == ["p1"]
    assert trouble.places[0].address
    assert trouble.ids == ("p1",)


def test_what_a_later_run_met_again_is_that_runs(desk: Desk) -> None:
    namesakes(desk)
    desk.clock.forward(days=2)
    desk.sync()
    later, earlier = desk.office.activity.runs()
    assert desk.office.activity.troubles(earlier, job()) == []
    assert len(desk.office.activity.troubles(later, job())) == 1


def test_of_a_hundred_records_a_few_are_named_and_all_are_counted(desk: Desk) -> None:
    ana(desk)
    for number in range(100):
        tell(desk, Problem(f"q{number}", None, Refusal(Code.RECORD_REFUSED)))
    run = desk.office.activity.runs()[0]
    (trouble,) = desk.office.activity.troubles(run, job())
    assert (trouble.count, len(trouble.ids), len(trouble.places)) == (100, 100, 12)


def test_p9_a_line_of_the_table_holds_ids_codes_and_counts_alone(desk: Desk) -> None:
    person(desk, "p2", first="Secretive", last="Person", mail="secret@example.com")
    namesakes(desk)
    rows = list(desk.office.activity.lines(desk.office.activity.runs()))
    assert rows[0] == HEAD
    assert all(len(row) == len(HEAD) for row in rows)
    ours = dict(zip(HEAD, rows[1], strict=True))
    assert (ours["pair"], ours["held"], ours["created"]) == (PERSONS, "1", "1")
    assert ours["reasons"] == "review.ambiguous_match 1"
    assert "Secretive" not in repr(rows)
    assert "secret@" not in repr(rows)
