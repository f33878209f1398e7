"""Jobs run off the GUI thread, tell on it, can be cancelled, and fail in words (P14)."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import as_completed
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.errors import Cancelled, Code, SyncError, TransientError
from core.jobs import JobContext, Progress
from core.log import EventLog
from desktop.jobs import WORKERS, JobRunner
from tests.desktop.conftest import Heard
from tests.desktop.offices import SetClock

SECRET = "Ann Example <ann@example.com>"
Settled = Callable[[], None]


@pytest.fixture
def log(tmp_path: Path, jobs: JobRunner) -> Iterator[EventLog]:
    kept = EventLog(tmp_path)
    jobs.log = kept
    yield kept
    kept.close()


def lines(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line) for file in folder.glob("*.log") for line in file.read_text().splitlines()
    ]


def test_a_job_works_on_another_thread_and_tells_on_this_one(
    jobs: JobRunner, settled: Settled
) -> None:
    worked_on: list[int] = []
    told_on: list[int] = []

    def work(job: JobContext) -> str:
        worked_on.append(threading.get_ident())
        job.step(Progress("persons-contacts", 1))
        return "done"

    jobs.start(
        work,
        lambda _: told_on.append(threading.get_ident()),
        progressed=lambda _: told_on.append(threading.get_ident()),
    )
    settled()
    assert worked_on != [threading.get_ident()]
    assert told_on == [threading.get_ident()] * 2


def test_a_job_ends_in_exactly_one_way(jobs: JobRunner, settled: Settled) -> None:
    ended: list[str] = []

    def cancelled(_job: JobContext) -> None:
        raise Cancelled

    def failing(_job: JobContext) -> None:
        raise SyncError(Code.UNAVAILABLE)

    for work in (lambda _job: None, cancelled, failing):
        jobs.start(
            work,
            lambda _: ended.append("done"),
            failed=lambda error: ended.append(error.code.value),
            stopped=lambda: ended.append("stopped"),
        )
        settled()
    assert ended == ["done", "stopped", "vendor.unavailable"]


def test_cancelling_wakes_a_job_that_waits(jobs: JobRunner, settled: Settled) -> None:
    ended: list[str] = []
    ticket = jobs.start(lambda job: job.wait(3600.0), stopped=lambda: ended.append("stopped"))
    ticket.cancel()
    settled()
    assert ended == ["stopped"]


def test_an_exception_that_is_not_ours_fails_as_our_mistake(
    jobs: JobRunner, settled: Settled
) -> None:
    failures: list[SyncError] = []

    def work(_job: JobContext) -> None:
        raise ValueError(SECRET)

    jobs.start(work, failed=failures.append)
    settled()
    assert [error.code for error in failures] == [Code.INTERNAL]
    assert SECRET not in str(failures[0])


def test_even_an_exit_from_within_a_job_is_told_and_ends_no_thread(
    jobs: JobRunner, settled: Settled
) -> None:
    failures: list[SyncError] = []
    jobs.start(lambda _job: exit(1), failed=failures.append)
    settled()
    assert [error.code for error in failures] == [Code.INTERNAL]


def test_a_failure_is_logged_as_type_and_place_without_its_message(
    jobs: JobRunner, log: EventLog, tmp_path: Path, settled: Settled
) -> None:
    """P9: what an exception says may be a record."""

    def work(_job: JobContext) -> None:
        raise ValueError(SECRET)

    jobs.start(work)
    settled()
    [line] = lines(tmp_path)
    assert line["type"] == "ValueError"
    assert any("test_jobs:work" in str(place) for place in line["place"])  # type: ignore[attr-defined]
    assert SECRET not in json.dumps(line)
    assert log is jobs.log


def test_one_of_our_errors_is_logged_with_its_code(
    jobs: JobRunner, log: EventLog, tmp_path: Path, settled: Settled
) -> None:
    def work(_job: JobContext) -> None:
        raise TransientError(Code.OFFLINE)

    jobs.start(work)
    settled()
    assert [line["code"] for line in lines(tmp_path)] == ["pc.offline"]
    assert log is jobs.log


def test_progress_is_told_four_times_a_second_but_each_new_phase_at_once(
    jobs: JobRunner, clock: SetClock, settled: Settled
) -> None:
    told: list[tuple[str, int]] = []

    def work(job: JobContext) -> None:
        for read in range(100):
            job.step(Progress("persons-contacts", read))
            clock.seconds += 0.03125  # eight times in a quarter of a second
        job.step(Progress("persons-contacts", 100, phase="done"))
        job.step(Progress("matters-deals", 0))

    jobs.start(work, progressed=lambda progress: told.append((progress.phase, progress.read)))
    settled()
    reading = [read for phase, read in told if phase == "reading"]
    assert reading == [*range(0, 100, 8), 0]
    assert ("done", 100) in told


def test_the_last_of_several_jobs_empties_the_runner_once(
    jobs: JobRunner, settled: Settled
) -> None:
    emptied = Heard(jobs.emptied)
    for _ in range(3):
        jobs.start(lambda _job: None)
    settled()
    assert emptied == [()]


def test_closing_stops_every_job_and_leaves_no_thread(qtbot: QtBot) -> None:
    runner = JobRunner()
    began = threading.Event()

    def work(job: JobContext) -> None:
        began.set()
        job.wait(3600.0)

    runner.start(work)
    assert began.wait(5)
    runner.close()
    assert runner.busy, "nobody was told yet: the loop is over"


def test_a_runs_workers_are_real_threads_and_as_many_as_the_engine_needs(jobs: JobRunner) -> None:
    together = threading.Barrier(WORKERS)
    with jobs.workers() as workers:
        futures = [workers.submit(together.wait, 5.0) for _ in range(WORKERS)]
        arrived = sorted(future.result() for future in as_completed(futures))
    assert arrived == list(range(WORKERS))


def test_leaving_the_workers_waits_for_what_they_do(jobs: JobRunner) -> None:
    finished: list[int] = []
    with jobs.workers() as workers:
        for number in range(50):
            workers.submit(finished.append, number)
    assert sorted(finished) == list(range(50))


def test_what_a_worker_raises_reaches_whoever_asks_for_its_result(jobs: JobRunner) -> None:
    def work() -> None:
        raise Cancelled

    with jobs.workers() as workers:
        future = workers.submit(work)
        with pytest.raises(Cancelled):
            future.result(5)


def test_workers_that_are_shut_take_no_more_and_drop_what_has_not_begun(jobs: JobRunner) -> None:
    hold = threading.Event()
    workers = jobs.workers()
    begun = [workers.submit(hold.wait, 5.0) for _ in range(WORKERS)]
    waiting = workers.submit(hold.wait, 5.0)
    workers.shutdown(wait=False, cancel_futures=True)
    hold.set()
    workers.shutdown()
    assert waiting.cancelled()
    assert any(future.done() for future in begun)
    with pytest.raises(RuntimeError):
        workers.submit(hold.wait)


def test_a_run_gets_its_workers_although_all_jobs_are_busy(
    jobs: JobRunner, settled: Settled
) -> None:
    """A run that had to wait for a thread that waits for it would never end."""
    results: list[int] = []
    held = [jobs.start(lambda job: job.wait(3600.0)) for _ in range(3)]

    def run(_job: JobContext) -> int:
        with jobs.workers() as workers:
            return workers.submit(lambda: 42).result(5)

    jobs.start(run, results.append)
    for ticket in held:
        ticket.cancel()
    settled()
    assert results == [42]
