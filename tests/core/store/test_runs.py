"""Runs: begun, ended, interrupted, purged; and the lease that lets only one go on."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.connector import Account
from core.errors import Code, Refusal, TransientError
from core.records import Side
from core.store import connections, leases, runs, usage
from core.store.database import Store
from core.store.issues import open_issues
from core.store.ledger import Ledger, Problem, Settlement
from core.store.match_index import Row
from core.store.times import stored
from core.store.usage import Usage
from core.summary import PairRun, RunSummary, Totals
from core.vault import Vault

ROOT = Path(__file__).resolve().parents[3]
PAIRS = (
    PairRun("persons-contacts", "Persons to Contacts", Totals(5, 2, 1, 2), {"skip.filtered": 1}),
    PairRun("matters-deals", "Matters to Deals", Totals(1, 1)),
)


def start(store: Store, at: datetime, preview: bool = False) -> str:
    return runs.start(store, "c1", "hand", preview, at)


def finish(store: Store, run_id: str, at: datetime, **differs: Any) -> RunSummary:
    ending: dict[str, Any] = {
        "result": "ok",
        "code": None,
        "reference": None,
        "pairs": PAIRS,
        "requests": {"clio": 3, "hubspot": 4},
        "seconds": 1.5,
        "transient": False,
    }
    return runs.finish(store, run_id, at, **(ending | differs))


def test_a_run_is_kept_with_its_counts_and_codes(store: Store, now: datetime) -> None:
    run_id = start(store, now)
    assert runs.history(store, 5)[0].result == "running"
    ended = finish(store, run_id, now + timedelta(seconds=2))
    assert runs.history(store, 5) == [ended]
    assert ended == RunSummary(
        id=run_id,
        started_at=now,
        trigger="hand",
        ended_at=now + timedelta(seconds=2),
        result="ok",
        pairs=PAIRS,
        requests={"clio": 3, "hubspot": 4},
        seconds=1.5,
    )
    assert ended.totals.adds_up


def test_a_failed_run_says_why(store: Store, now: datetime) -> None:
    ended = finish(
        store, start(store, now), now, result="failed", code=Code.UNAVAILABLE, reference="r-1"
    )
    assert (ended.result, ended.code, ended.reference) == ("failed", Code.UNAVAILABLE, "r-1")


def test_history_is_newest_first_and_no_longer_than_asked(store: Store, now: datetime) -> None:
    ids = [start(store, now + timedelta(minutes=n)) for n in range(4)]
    assert [run.id for run in runs.history(store, 3)] == [ids[3], ids[2], ids[1]]


def test_the_scheduler_remembers_failures_until_a_run_is_well(store: Store, now: datetime) -> None:
    for n in range(2):
        finish(store, start(store, now), now, result="failed", transient=bool(n))
    state = runs.schedule_state(store)
    assert (state.last_started, state.failures, state.transient) == (now, 2, True)
    finish(store, start(store, now), now, result="cancelled")
    assert runs.schedule_state(store).failures == 2
    finish(store, start(store, now), now)
    state = runs.schedule_state(store)
    assert (state.failures, state.last_ok) == (0, now)


def test_a_preview_changes_nothing_for_the_scheduler_nor_in_the_usage(
    store: Store, now: datetime
) -> None:
    finish(store, start(store, now, preview=True), now, result="failed")
    assert runs.schedule_state(store) == runs.Kept()
    assert usage.by_month(store) == []


def test_runs_are_purged_after_90_days_and_the_schedule_is_not(store: Store, now: datetime) -> None:
    old = now - timedelta(days=91)
    finish(store, start(store, old), old)
    assert len(runs.history(store, 5)) == 1
    kept = runs.schedule_state(store)
    finish(store, start(store, now, preview=True), now)
    assert [run.preview for run in runs.history(store, 5)] == [True]
    assert runs.schedule_state(store) == kept
    assert kept.last_started == old


def test_open_issues_outlive_the_purge_and_resolved_ones_do_not(
    store: Store, ledger: Ledger, now: datetime, clock: Any
) -> None:
    for system_id in ("71", "72"):
        done = Settlement()
        done.problem(Problem(system_id, None, Refusal(Code.CONFLICT)))
        ledger.settle("persons-contacts", done, None)
    done = Settlement()
    done.mended("72", ())
    ledger.settle("persons-contacts", done, None)
    later = now + timedelta(days=91)
    finish(store, start(store, later), later)
    assert [issue.system_id for issue in open_issues(store)] == ["71"]
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM issues").scalar() == 1


def test_usage_is_counted_by_month_and_portal(store: Store, vault: Vault, now: datetime) -> None:
    finish(store, start(store, now), now)
    connections.save(
        store,
        vault,
        now=now,
        connector="hubspot",
        side=Side.HUBSPOT,
        label="HubSpot",
        account=Account("4001", "Example Law LLP"),
        settings={},
        secrets={},
    )
    finish(store, start(store, now), now)
    finish(store, start(store, now), now, requests={"clio": 1})
    assert usage.by_month(store) == [
        Usage("2026-11", "", 4, {"clio": 3, "hubspot": 4}),
        Usage("2026-11", "4001", 8, {"clio": 4, "hubspot": 4}),
    ]


def test_changes_are_counted_per_day(store: Store, now: datetime) -> None:
    finish(store, start(store, now - timedelta(days=2)), now)
    finish(store, start(store, now), now)
    finish(store, start(store, now, preview=True), now)
    days = runs.changed_per_day(store, now, 3)
    assert [count for _, count in days] == [4, 0, 4]
    assert [n for _, n in runs.changed_per_day(store, now, 3, "matters-deals")] == [1, 0, 1]
    assert all(day.hour == 0 for day, _ in days)


def test_a_pause_is_remembered(store: Store, now: datetime) -> None:
    assert runs.paused_until(store) is None
    runs.set_paused(store, now)
    assert runs.paused_until(store) == now
    runs.set_paused(store, None)
    assert runs.paused_until(store) is None


# -- crashes and leases ---------------------------------------------------------------------------


def test_a_run_that_a_crash_left_open_is_named(store: Store, now: datetime) -> None:
    run_id = start(store, now)
    finished = finish(store, start(store, now), now)
    index = Ledger(store).match_index("persons-contacts")
    index.add([Row("email", b"12345678", "901", "71")])
    runs.mark_interrupted(store, now)
    results = {run.id: run.result for run in runs.history(store, 5)}
    assert results == {run_id: "interrupted", finished.id: "ok"}
    assert index.find([b"12345678"]) == {}


def test_a_run_that_goes_on_is_not_called_interrupted(store: Store, now: datetime) -> None:
    index = Ledger(store).match_index("persons-contacts")
    with runs.claimed(store, "c1", now):
        start(store, now)
        index.add([Row("email", b"12345678", "901", "71")])
        runs.mark_interrupted(store, now)
        assert runs.history(store, 1)[0].result == "running"
        assert len(index.find([b"12345678"])) == 1


def test_a_connection_is_run_by_one_at_a_time(store: Store, now: datetime) -> None:
    with runs.claimed(store, "c1", now):
        with pytest.raises(TransientError) as caught, runs.claimed(store, "c1", now):
            raise AssertionError
        assert caught.value.detail == "running"
        with runs.claimed(store, "c2", now):
            pass
    with runs.claimed(store, "c1", now):
        pass


def test_a_lease_is_let_go_after_a_failed_run(store: Store, now: datetime) -> None:
    def fail() -> None:
        with runs.claimed(store, "c1", now):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with runs.claimed(store, "c1", now):
        pass


def test_a_lease_of_another_pc_lapses(store: Store, now: datetime) -> None:
    with store.write() as connection:
        until = stored(now + leases.LEASE)
        connection.exec_driver_sql(
            "INSERT INTO leases VALUES ('c1', 'another-pc:1:x', ?)", (until,)
        )
    with pytest.raises(TransientError), runs.claimed(store, "c1", now):
        raise AssertionError
    with runs.claimed(store, "c1", now + leases.LEASE):
        pass


def test_a_lease_from_before_a_clock_was_set_back_keeps_nobody_out(
    store: Store, now: datetime
) -> None:
    with store.write() as connection:
        until = stored(now + timedelta(days=3))
        connection.exec_driver_sql(
            "INSERT INTO leases VALUES ('c1', 'another-pc:1:x', ?)", (until,)
        )
    with runs.claimed(store, "c1", now):
        pass


CLAIM_AND_HANG = """
import sys
from datetime import datetime
from pathlib import Path
from core.paths import Paths
from core.store import runs
from core.store.database import open_store

store = open_store(Paths.under(Path(sys.argv[1])))
now = datetime.fromisoformat(sys.argv[2])
with runs.claimed(store, "c1", now):
    runs.start(store, "c1", "hand", False, now)
    print("claimed", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.skipif(os.name != "posix", reason="elsewhere only the lease's end tells")
def test_p2_the_lease_of_a_process_that_was_killed_is_free_at_once(
    store: Store, now: datetime
) -> None:
    command = [sys.executable, "-c", CLAIM_AND_HANG, str(store.folder), now.isoformat()]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "claimed\n"
        with pytest.raises(TransientError), runs.claimed(store, "c1", now):
            raise AssertionError
        runs.mark_interrupted(store, now)
        assert runs.history(store, 1)[0].result == "running"
        child.send_signal(signal.SIGKILL)
    runs.mark_interrupted(store, now)
    assert runs.history(store, 1)[0].result == "interrupted"
    with runs.claimed(store, "c1", now):
        pass
