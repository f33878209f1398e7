"""Overview says how the office stands, in every state, and offers what makes sense then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from core.brake import Cause
from core.brake import Kind as BrakeKind
from core.errors import Code
from core.jobs import Progress
from core.records import Side
from core.store.brakes import Brake
from core.summary import Health, OfficeSummary, RunSummary, Totals
from desktop.presenters.overview import (
    Lane,
    OverviewPresenter,
    OverviewState,
    overview,
    tomorrow,
)
from desktop.presenters.session import Running, Session
from desktop.presenters.wishes import OF_OVERVIEW, Tone, Wish
from desktop.text import Kind
from tests.desktop.conftest import Heard
from tests.desktop.offices import (
    CLIO,
    HUBSPOT,
    NOW,
    RUN,
    UTC_FORMATS,
    FakeOffice,
    SetClock,
    failed,
    finished,
    paused,
    summary,
    until_cancelled,
)

Settled = Callable[[], None]
LATER = NOW + timedelta(minutes=1)


def state(office: OfficeSummary, running: Running | None = None) -> OverviewState:
    return overview(office, running, NOW, {"clio": "Cl", "hubspot": "Hs"}, UTC_FORMATS)


def wishes(shown: OverviewState) -> list[Wish]:
    return [button.wish for button in shown.buttons]


def run_of(code: Code) -> RunSummary:
    return replace(RUN, result="failed", code=code)


# -- every state --------------------------------------------------------------------------------


def test_in_sync_it_says_when_the_next_run_is_and_offers_sync_now() -> None:
    shown = state(summary())
    assert (shown.health, shown.tone) == (Health.IN_SYNC, Tone.SUCCESS)
    assert shown.headline == "Everything is in sync"
    assert shown.aside == "next run in 11 min"
    assert shown.sentence == "4,689 records match."
    assert wishes(shown) == [Wish.SYNC]
    assert shown.menu[0].label == "Check all records now"
    assert shown.problem is None


def test_what_waits_for_a_person_is_named_and_counted_while_syncing_goes_on() -> None:
    issues = {Code.CONFLICT: 2, Code.RECORD_REFUSED: 1}
    shown = state(summary(health=Health.NEEDS_YOU, issues=issues))
    assert (shown.headline, shown.tone) == ("3 things wait for you", Tone.ATTENTION)
    assert [(row.title, row.count, row.kind) for row in shown.needs] == [
        ("A record was changed in both places: 2 times", 2, Kind.REVIEW),
        ("The system did not accept a record", 1, Kind.RECORD),
    ]
    assert wishes(shown) == [Wish.SYNC]


def test_nothing_connected_sends_to_connections() -> None:
    shown = state(summary(health=Health.NEEDS_YOU, connections=(), pairs=(), last_run=None))
    assert shown.empty is not None
    assert shown.empty.title == "No connections yet"
    assert [button.wish for button in shown.empty.buttons] == [Wish.SHOW_CONNECTIONS]
    assert wishes(shown) == []


@pytest.mark.parametrize(
    ("there", "missing"), [(CLIO, "HubSpot"), (HUBSPOT, "Your office's system")]
)
def test_one_end_connected_names_the_other(there: object, missing: str) -> None:
    shown = state(summary(health=Health.NEEDS_YOU, connections=(there,), last_run=None))
    assert shown.empty is not None
    assert shown.empty.title == f"{missing} is missing"


def test_before_the_first_run_a_preview_is_offered_first() -> None:
    shown = state(summary(health=Health.NEEDS_YOU, last_run=None, runs=(), next_run_at=None))
    assert shown.headline == "Ready for the first sync"
    assert wishes(shown) == [Wish.PREVIEW, Wish.SYNC]


@pytest.mark.parametrize(
    ("until", "headline"),
    [(datetime(2026, 11, 18, 15, 38, tzinfo=UTC), "Paused until 3:38 PM"), (None, "Paused")],
)
def test_paused_says_until_when_and_offers_to_start_again(
    until: datetime | None, headline: str
) -> None:
    shown = state(paused(until) if until else paused())
    assert (shown.headline, shown.tone) == (headline, Tone.PAUSED)
    assert wishes(shown)[0] is Wish.RESUME


@pytest.mark.parametrize(
    ("result", "headline"),
    [("cancelled", "The last run was cancelled"), ("interrupted", "The last run did not finish")],
)
def test_a_run_that_was_cut_short_is_no_success(result: str, headline: str) -> None:
    run = replace(RUN, result=result)
    shown = state(failed(Health.PAUSED, run))
    assert (shown.headline, shown.tone) == (headline, Tone.PAUSED)
    assert shown.aside == "next run in 11 min"


def test_a_sign_in_that_ended_names_its_system_and_offers_to_sign_in_there() -> None:
    out = replace(HUBSPOT, state="signed_out", code=Code.SIGN_IN_ENDED)
    office = failed(
        Health.SIGNED_OUT,
        run_of(Code.SIGN_IN_ENDED),
        connections=(CLIO, out),
        next_run_at=None,
    )
    shown = state(office)
    assert (shown.headline, shown.tone) == ("HubSpot sign-in has ended", Tone.ERROR)
    assert shown.problem is not None
    assert shown.problem.title == "HubSpot sign-in has ended"
    assert "2:35 PM" in shown.problem.happened
    [sign_in, *_] = shown.problem.buttons
    assert (sign_in.wish, sign_in.target) == (Wish.RECONNECT, "c-2")
    assert sign_in.label == "Sign in to HubSpot"
    assert shown.hubspot is not None
    assert shown.hubspot.tone is Tone.ERROR


def test_the_vendors_number_for_an_event_is_shown_for_its_support() -> None:
    out = replace(CLIO, state="unreachable", code=Code.UNAVAILABLE)
    run = replace(run_of(Code.UNAVAILABLE), reference="4f1c-22")
    shown = state(failed(Health.OFFLINE, run, connections=(out, HUBSPOT), next_run_at=LATER))
    assert shown.problem is not None
    assert shown.problem.reference == "Clio's number for this: 4f1c-22"
    assert "4f1c" not in shown.problem.action


def test_after_signing_in_again_nobody_is_asked_to_sign_in() -> None:
    shown = state(failed(Health.OFFLINE, run_of(Code.SIGN_IN_ENDED), next_run_at=LATER))
    assert shown.headline == "Signed in again"
    assert shown.problem is None


def test_a_vendor_that_does_not_answer_is_amber_because_it_goes_on_by_itself() -> None:
    out = replace(CLIO, state="unreachable", code=Code.UNAVAILABLE)
    office = failed(
        Health.OFFLINE,
        run_of(Code.UNAVAILABLE),
        connections=(out, HUBSPOT),
        next_run_at=LATER,
    )
    shown = state(office)
    assert (shown.headline, shown.tone) == ("Clio is not answering", Tone.ATTENTION)
    assert shown.aside == "next try in 1 min"
    assert shown.problem is not None
    assert shown.problem.tone is Tone.ATTENTION
    assert [button.wish for button in shown.problem.buttons] == [Wish.SYNC]


def test_no_internet_is_grey_because_it_waits_by_itself() -> None:
    shown = state(failed(Health.OFFLINE, run_of(Code.OFFLINE), next_run_at=LATER))
    assert (shown.headline, shown.tone) == ("No internet", Tone.PAUSED)
    assert shown.problem is not None
    assert shown.problem.tone is Tone.PAUSED


@pytest.mark.parametrize("code", Code, ids=lambda code: code.value)
def test_every_code_that_stops_a_run_is_shown_in_three_parts_with_a_way_on(code: Code) -> None:
    shown = state(failed(Health.PROBLEM, run_of(code), next_run_at=None))
    problem = shown.problem
    assert problem is not None
    assert problem.title
    assert problem.happened
    assert problem.meaning
    assert problem.action
    assert problem.buttons


# -- while it runs ------------------------------------------------------------------------------


def running(*told: Progress, at: float = 60.0, **changes: object) -> Running:
    run = Running("hand", NOW)
    for progress in told:
        run = run.told(progress, 0.0)
    return replace(run, at=at, **changes)  # type: ignore[arg-type]


def test_a_run_shows_its_progress_per_pair_and_nothing_but_cancel() -> None:
    run = running(
        Progress("persons-contacts", 3654, 3654, 3, 29, 3620, 0, 2, 0, "done"),
        Progress("matters-deals", 518, 1035, 0, 4, 514),
    )
    shown = state(summary(), run)
    assert shown.running
    assert (shown.health, shown.tone) == (Health.SYNCING, Tone.SYNCING)
    assert shown.headline == "Syncing"
    assert shown.fraction == 4172 / 4689
    assert shown.sentence.startswith("4,172 of 4,689 checked at 9 a second.")
    assert wishes(shown) == [Wish.CANCEL]
    assert shown.menu == ()
    assert shown.beside == "Changes already made stay. The rest waits for the next run."
    persons, matters = shown.pairs
    assert (persons.lane, matters.lane) == (Lane.DONE, Lane.RUNNING)
    assert (persons.created, persons.updated, persons.held) == (3, 29, 2)
    assert matters.progress is not None
    assert (matters.progress.done, matters.lane_text) == ("518 of 1,035", "50%")
    assert shown.caption == "Started at 2:41 PM"


def test_a_pair_whose_turn_has_not_come_says_so() -> None:
    shown = state(summary(), running(Progress("persons-contacts", 10, 100)))
    assert shown.pairs[1].lane is Lane.NEXT
    assert shown.pairs[1].progress is not None
    assert shown.pairs[1].progress.phase == "Next"


def test_where_the_vendor_tells_no_total_no_share_is_made_up() -> None:
    shown = state(summary(), running(Progress("persons-contacts", 400)))
    assert shown.fraction is None
    assert shown.aside == ""
    assert shown.pairs[0].progress is not None
    assert shown.pairs[0].progress.fraction is None
    assert shown.pairs[0].progress.done == "400 checked"


def test_cancelling_shows_that_it_stops_and_offers_nothing_twice() -> None:
    shown = state(summary(), running(Progress("persons-contacts", 1, 10), stopping=True))
    assert shown.headline == "Stopping"
    assert [button.enabled for button in shown.buttons] == [False]


@pytest.mark.parametrize(
    ("changes", "headline"),
    [({"preview": True}, "Previewing"), ({"full": True}, "Checking all records")],
)
def test_a_run_says_which_kind_it_is(changes: dict[str, bool], headline: str) -> None:
    assert state(summary(), running(**changes)).headline == headline


counts = st.integers(min_value=0, max_value=10_000)


@given(read=counts, total=st.none() | counts, at=st.floats(0, 1e6), full=st.booleans())
def test_whatever_is_told_a_share_lies_between_0_and_1(
    read: int, total: int | None, at: float, full: bool
) -> None:
    shown = state(summary(), running(Progress("persons-contacts", read, total), at=at, full=full))
    assert shown.fraction is None or 0.0 <= shown.fraction <= 1.0
    for pair in shown.pairs:
        assert pair.progress is not None
        assert pair.progress.fraction is None or 0.0 <= pair.progress.fraction <= 1.0


# -- rows and figures ---------------------------------------------------------------------------


def test_a_pair_reads_as_one_sentence() -> None:
    assert state(summary()).pairs[0].spoken == (
        "Persons to Contacts, to HubSpot, 3,654 linked, last run 2:35 PM, 1 created, 7 updated, "
        "12 unchanged, 2 held"
    )


def test_the_last_runs_say_who_began_them_and_how_they_ended() -> None:
    stopped = replace(RUN, trigger="tray", result="failed", code=Code.OFFLINE)
    preview = replace(RUN, trigger="hand", preview=True)
    shown = state(summary(runs=(RUN, stopped, preview)))
    assert [(row.started_by, row.result) for row in shown.runs] == [
        ("By itself", "Done"),
        ("From the tray", "Stopped"),
        ("By hand", "Preview"),
    ]
    assert shown.runs[1].text == "No internet."
    assert shown.runs[0].when == "2:34 PM"
    assert shown.runs[0].took == "21 seconds"


def test_the_run_of_this_window_is_not_listed_among_the_last() -> None:
    going_on = replace(RUN, ended_at=None, result="running")
    shown = state(summary(runs=(going_on, RUN)), running())
    assert [row.result for row in shown.runs] == ["Done"]


def test_the_chart_sums_this_month_alone() -> None:
    chart = state(summary()).chart
    assert chart.period == "so far in November"
    assert chart.total == f"{sum(n for n in range(30) if n >= 12):,}"
    assert len(chart.days) == 30
    assert chart.spoken == "435 records in the last 30 days. Most on Nov 18: 29."


# -- wishes -------------------------------------------------------------------------------------


@pytest.fixture
def presenter(opened: Session) -> OverviewPresenter:
    return OverviewPresenter(opened, {"clio": "Cl"}, UTC_FORMATS)


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        (Wish.SYNC, ("hand", False, False)),
        (Wish.CHECK_ALL, ("hand", False, True)),
        (Wish.PREVIEW, ("hand", True, False)),
    ],
)
def test_a_wish_starts_its_kind_of_run(
    presenter: OverviewPresenter,
    office: FakeOffice,
    settled: Settled,
    wish: Wish,
    asked: tuple[str, bool, bool],
) -> None:
    presenter.do(wish)
    settled()
    assert ("sync", asked) in office.asked


def test_a_wish_from_the_tray_says_so(
    presenter: OverviewPresenter, office: FakeOffice, settled: Settled
) -> None:
    presenter.do(Wish.SYNC, "tray")
    settled()
    assert ("sync", ("tray", False, False)) in office.asked


@pytest.mark.parametrize(
    ("wish", "until"),
    [
        (Wish.PAUSE_HOUR, NOW + timedelta(hours=1)),
        (Wish.PAUSE_TOMORROW, datetime(2026, 11, 19, 6, 0, tzinfo=UTC)),
        (Wish.PAUSE, None),
    ],
)
def test_a_pause_lasts_as_long_as_its_button_says(
    presenter: OverviewPresenter,
    office: FakeOffice,
    settled: Settled,
    wish: Wish,
    until: datetime | None,
) -> None:
    presenter.do(wish)
    settled()
    assert ("pause", until) in office.asked
    assert presenter.state.health is Health.PAUSED


def test_what_was_paused_starts_again_when_asked_to(
    presenter: OverviewPresenter, office: FakeOffice, settled: Settled
) -> None:
    office.found = paused()
    presenter.do(Wish.RESUME)
    settled()
    assert office.names() == ["resume"]
    assert presenter.state.health is Health.IN_SYNC


def test_tomorrow_begins_in_the_morning_of_this_pcs_own_zone() -> None:
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert tomorrow(late, UTC_FORMATS) == datetime(2026, 11, 19, 6, 0, tzinfo=UTC)


def test_cancel_stops_the_run_and_what_was_done_stays(
    presenter: OverviewPresenter, office: FakeOffice, qtbot: QtBot, settled: Settled
) -> None:
    office.walk = until_cancelled
    presenter.do(Wish.SYNC)
    qtbot.waitUntil(lambda: presenter.state.pairs[0].read == 1748)
    presenter.do(Wish.CANCEL)
    assert presenter.state.headline == "Stopping"
    office.found = failed(Health.PAUSED, replace(RUN, result="cancelled"))
    settled()
    assert presenter.state.headline == "The last run was cancelled"
    assert not presenter.state.running


def test_a_failure_in_the_middle_of_a_run_is_shown_with_its_way_on(
    presenter: OverviewPresenter, office: FakeOffice, settled: Settled
) -> None:
    run = finished(result="failed", code=Code.TLS_FAILED)
    office.walk = lambda _job: run
    office.found = failed(Health.PROBLEM, run, next_run_at=None)
    presenter.do(Wish.SYNC)
    settled()
    assert presenter.state.problem is not None
    assert presenter.state.problem.tone is Tone.ERROR


def test_a_preview_says_what_it_found_until_it_is_closed(
    presenter: OverviewPresenter, office: FakeOffice, settled: Settled
) -> None:
    pair = replace(RUN.pairs[0], totals=Totals(5131, 214, 1032, 3876, 0, 9, 0))
    office.walk = lambda _job: finished(pairs=(pair,))
    presenter.do(Wish.PREVIEW)
    settled()
    notice = presenter.state.notice
    assert notice is not None
    assert notice.title == "This was a preview: nothing was written."
    assert notice.text == (
        "Of 5,131 records, 214 would be created, 1,032 would be updated, 3,876 already match, "
        "9 would wait for you."
    )
    presenter.do(Wish.DISMISS)
    assert presenter.state.notice is None


def test_not_now_is_answered_with_because(
    presenter: OverviewPresenter, office: FakeOffice, qtbot: QtBot, settled: Settled
) -> None:
    office.walk = until_cancelled
    presenter.do(Wish.SYNC)
    presenter.do(Wish.SYNC)
    notice = presenter.state.notice
    assert notice is not None
    assert notice.title == "Not now. Another run of 300Sync is under way."
    presenter.do(Wish.CANCEL)
    settled()


def test_time_that_passes_is_drawn_without_asking_the_office(
    presenter: OverviewPresenter, office: FakeOffice, clock: SetClock
) -> None:
    asked = len(office.asked)
    clock.forward(minutes=3)
    presenter.draw()
    assert presenter.state.aside == "next run in 8 min"
    assert len(office.asked) == asked


def test_a_wish_that_is_anothers_is_passed_on(presenter: OverviewPresenter) -> None:
    passed = Heard(presenter.passed_on)
    others = [wish for wish in Wish if wish not in OF_OVERVIEW]
    for wish in others:
        presenter.do(wish, "x")
    assert passed == [(wish, "x") for wish in others]


def test_p6_a_plan_out_of_proportion_goes_on_only_with_its_number(
    session: Session, office: FakeOffice, settled: Settled
) -> None:
    cause = Cause(
        kind=BrakeKind.UPDATES, number=2310, of=3654, version=7, updates=2310, side=Side.HUBSPOT
    )
    office.braked = [Brake("persons-contacts", cause, let_through=False, made_at=NOW)]
    office.found = summary(health=Health.NEEDS_YOU, issues={Code.BRAKE: 1})
    presenter = OverviewPresenter(session, {}, UTC_FORMATS, session)
    session.open(office)
    settled()
    (asked,) = presenter.state.brakes
    assert "2,310" in asked.text
    presenter.release("persons-contacts", "many")
    assert presenter.state.brakes[0].error == "Type the number of changes, in digits."
    presenter.release("persons-contacts", "12")
    settled()
    assert presenter.state.brakes[0].error
    assert "sync" not in office.names()
    presenter.release("persons-contacts", "2,310")
    settled()
    assert ("release", ("persons-contacts", 2310)) in office.asked
    assert ("sync", ("hand", False, False)) in office.asked
