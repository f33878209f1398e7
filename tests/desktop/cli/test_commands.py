"""What the commands say, and the exit codes that scripts build on."""

import argparse
import json
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.errors import Cancelled, Code, RefusedError, SyncError, TransientError, UserActionError
from core.jobs import JobContext, Progress
from core.summary import Health
from desktop.cli import commands
from desktop.cli.arguments import parser
from desktop.cli.commands import MisusedError, guarded, interruptible, needs_person
from tests.desktop.cli.conftest import screen
from tests.desktop.offices import CLIO, HUBSPOT, RUN, FakeOffice, failed, finished, summary

SECRET = "Ann Example <ann@example.com>"


def asked(**changes: Any) -> argparse.Namespace:
    given = {**vars(parser("0").parse_args(["sync"])), **changes}
    return argparse.Namespace(**given)


def last(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text.splitlines()[-1])
    return value


# -- sync ---------------------------------------------------------------------------------------


def test_a_sync_that_ends_well_ends_with_0_and_adds_up(office: FakeOffice) -> None:
    """P8"""
    shown = screen()
    assert commands.sync(office, asked(), shown.terminal) == 0  # type: ignore[arg-type]
    total = next(line for line in shown.out.getvalue().splitlines() if line.startswith("Total"))
    read, *parts = map(int, total.split()[1:])
    assert read == sum(parts) == 32


def test_with_json_the_last_line_is_one_object_that_machines_can_rely_on(
    office: FakeOffice,
) -> None:
    office.walk = lambda _job: finished(requests={"clio": 3, "hubspot": 5})
    shown = screen(json=True)
    commands.sync(office, asked(), shown.terminal)  # type: ignore[arg-type]
    said = last(shown.out.getvalue())
    assert said["result"] == "ok"
    assert said["totals"]["read"] == 32
    assert set(said["pairs"][0]) >= {
        "read",
        "created",
        "updated",
        "unchanged",
        "skipped",
        "held",
        "failed",
    }
    assert said["requests"] == {"clio": 3, "hubspot": 5}
    assert (said["seconds"], said["data_dir"]) == (21.0, "/data")


@pytest.mark.parametrize(
    ("changes", "way"),
    [({}, (False, False)), ({"preview": True}, (True, False)), ({"full": True}, (False, True))],
)
def test_a_sync_is_the_kind_that_was_asked_for(
    office: FakeOffice, changes: dict[str, bool], way: tuple[bool, bool]
) -> None:
    shown = screen()
    commands.sync(office, asked(**changes), shown.terminal)  # type: ignore[arg-type]
    assert ("sync", ("command", *way)) in office.asked
    assert ("nothing was written" in shown.out.getvalue()) is way[0]


def test_a_run_that_failed_names_the_system_and_says_what_to_do(office: FakeOffice) -> None:
    run = finished(result="failed", code=Code.UNAVAILABLE)
    office.walk = lambda _job: run
    out = replace(CLIO, state="unreachable", code=Code.UNAVAILABLE)
    office.found = failed(Health.OFFLINE, run, connections=(out, HUBSPOT))
    shown = screen()
    assert commands.sync(office, asked(), shown.terminal) == 1  # type: ignore[arg-type]
    assert "Clio is not answering." in shown.err.getvalue()
    assert "tries again by itself" in shown.err.getvalue()


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        (Code.SIGN_IN_ENDED, 3),
        (Code.DISK_FULL, 3),
        (Code.MAPPING_INVALID, 3),
        (Code.OFFLINE, 1),
        (Code.UNAVAILABLE, 1),
        (Code.DATABASE_BUSY, 1),
        (Code.INTERNAL, 1),
    ],
)
def test_3_is_for_what_only_a_person_can_mend(
    office: FakeOffice, code: Code, exit_code: int
) -> None:
    office.walk = lambda _job: finished(result="failed", code=code)
    assert commands.sync(office, asked(), screen().terminal) == exit_code  # type: ignore[arg-type]
    assert needs_person(code) is (exit_code == 3)


def test_a_connection_that_is_not_there_is_said(office: FakeOffice) -> None:
    shown = screen()
    arguments = asked(connection="jobber")
    work = lambda: commands.sync(office, arguments, shown.terminal)  # type: ignore[arg-type]  # noqa: E731
    assert guarded(shown.terminal, work) == 3
    assert "jobber" in shown.err.getvalue()
    assert office.names() == []


# -- what is raised -----------------------------------------------------------------------------


def raising(error: BaseException) -> Callable[[], int]:
    def work() -> int:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UserActionError(Code.NO_KEYRING), 3),
        (TransientError(Code.OFFLINE), 1),
        (RefusedError(Code.RECORD_REFUSED), 1),
        (SyncError(Code.UNEXPECTED), 1),
        (ValueError(SECRET), 1),
        (MisusedError("there is no system 'x'"), 2),
        (Cancelled(), 130),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_a_command_raises_becomes_words_and_an_exit_code(
    error: BaseException, code: int
) -> None:
    shown = screen()
    assert guarded(shown.terminal, raising(error)) == code
    assert "Traceback" not in shown.err.getvalue()


def test_an_exception_from_outside_is_told_without_its_message() -> None:
    """P9"""
    shown = screen()
    guarded(shown.terminal, raising(ValueError(SECRET)))
    assert "300Sync made a mistake." in shown.err.getvalue()
    assert "ValueError" in shown.err.getvalue()
    assert "Ann" not in shown.err.getvalue() + shown.out.getvalue()


def test_an_error_names_its_system_in_words_and_its_code_for_machines() -> None:
    error = UserActionError(Code.SIGN_IN_ENDED, reference="4f1c-22")
    error.connector = "hubspot"
    shown = screen(json=True)
    guarded(shown.terminal, raising(error))
    assert shown.err.getvalue().startswith("HubSpot sign-in has ended.\n")
    assert last(shown.out.getvalue()) == {
        "error": {"code": "auth.sign_in_ended", "reference": "4f1c-22"}
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_cancels_the_job_and_a_second_one_ends_it(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with interruptible(screen().terminal) as job:
        signal.raise_signal(number)
        with pytest.raises(Cancelled):
            job.check()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert signal.getsignal(number) is before


def test_progress_is_drawn_for_a_person_and_for_nobody_else(office: FakeOffice) -> None:
    def walk(job: JobContext) -> object:
        job.step(Progress("persons-contacts", 1748, 3654))
        return finished()

    office.walk = walk  # type: ignore[assignment]
    person, pipe, machine = screen(typed=True), screen(), screen(json=True, typed=True)
    for shown in (person, pipe, machine):
        commands.sync(office, asked(), shown.terminal)  # type: ignore[arg-type]
    assert "1,748 of 3,654" in person.err.getvalue()
    assert "1,748" not in pipe.err.getvalue()
    assert "1,748" not in machine.err.getvalue()


# -- status -------------------------------------------------------------------------------------


def test_status_says_what_is_connected_linked_and_waiting(office: FakeOffice) -> None:
    out = replace(HUBSPOT, state="signed_out", code=Code.SIGN_IN_ENDED)
    office.found = summary(
        health=Health.SIGNED_OUT, connections=(CLIO, out), issues={Code.CONFLICT: 2}
    )
    shown = screen()
    assert commands.status(office, shown.terminal) == 0  # type: ignore[arg-type]
    said = shown.out.getvalue()
    assert "Marlow & Finch LLP (no. 4482019)  working" in said
    assert "signed out: connect it again" in said
    assert "Persons to Contacts   3,654" in said
    assert "2 × A record was changed in both places" in said


def test_status_for_machines_has_ids_and_codes(office: FakeOffice) -> None:
    office.found = summary(issues={Code.CONFLICT: 2})
    shown = screen(json=True)
    commands.status(office, shown.terminal)  # type: ignore[arg-type]
    said = last(shown.out.getvalue())
    assert said["health"] == "in_sync"
    assert said["issues"] == {"review.conflict": 2}
    assert said["last_run"] == RUN.started_at.isoformat()
    assert [each["linked"] for each in said["pairs"]] == [3654, 1035]


def test_a_new_office_is_told_how_to_begin(office: FakeOffice) -> None:
    office.found = summary(connections=(), pairs=(), last_run=None)
    shown = screen()
    commands.status(office, shown.terminal)  # type: ignore[arg-type]
    assert "300sync connect hubspot" in shown.out.getvalue()
