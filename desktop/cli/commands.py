"""The commands of `300sync` that look and run; each returns an exit code (EXIT_CODES)."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import Cancelled, Code, SyncError, UserActionError
from core.jobs import JobContext
from core.log import described
from core.records import Side
from core.summary import OfficeSummary, RunSummary
from desktop import app
from desktop.cli.output import Terminal, compared_lines, run_json, run_table
from desktop.text import explain, told_forecast
from desktop.times import at

if TYPE_CHECKING:
    from core.office import Office

DONE, FAILED, MISUSED, PERSON, INTERRUPTED = 0, 1, 2, 3, 130
_STATES = {
    "working": "working",
    "signed_out": "signed out: connect it again",
    "unreachable": "did not answer",
}
_OF_A_PERSON = ("auth", "pc", "setup", "review")  # groups of codes
_PASSES = frozenset({Code.OFFLINE, Code.DATABASE_BUSY})


class MisusedError(Exception):
    """The arguments name something that there is not; `str(error)` says what there is."""


def guarded(terminal: Terminal, work: Callable[[], int]) -> int:
    """Run a command; turn what it raises into words and an exit code."""
    try:
        return work()
    except Cancelled:
        terminal.notice("Interrupted. What was done before stays; the rest waits for the next run.")
        terminal.data({"result": "cancelled"})
        return INTERRUPTED
    except KeyboardInterrupt:  # twice: at once
        return INTERRUPTED
    except BrokenPipeError:  # whoever read us has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return FAILED
    except MisusedError as misuse:
        terminal.notice(f"300sync: {misuse}")
        return MISUSED
    except SyncError as error:
        terminal.error(error, _label(error.connector))
        return PERSON if isinstance(error, UserActionError) else FAILED
    except Exception as fault:  # its message may hold anything: only type and place are told
        terminal.error(SyncError(Code.INTERNAL))
        terminal.notice(" ".join(map(str, described(fault).values())))
        return FAILED


def _label(connector: str | None) -> str:
    """Return what a person calls a system; "" where it is not known which."""
    if connector is None or connector not in (registry := app.registry()):
        return ""
    return registry[connector].label


@contextmanager
def interruptible(terminal: Terminal) -> Iterator[JobContext]:
    """Give a job that Ctrl+C or the system cancels; a second one ends the program at once."""
    cancelled = threading.Event()

    def stop(_signal: int, _frame: object) -> None:
        if cancelled.is_set():
            raise KeyboardInterrupt
        cancelled.set()

    old = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield JobContext(terminal.progress, cancelled)
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def sync(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Run all pairs now."""
    if arguments.connection and not office.summary().of(arguments.connection):
        raise UserActionError(Code.NOT_CONNECTED, detail=arguments.connection)
    if (arguments.pair is None) is not (arguments.only is None):
        raise MisusedError("one record is named by both: --pair PAIR --only ID")
    preview = arguments.preview
    with interruptible(terminal) as job:
        if arguments.only is not None:
            run = office.sync_one(arguments.pair, arguments.only, job, preview=preview)
        else:
            run = office.sync(job, trigger="command", preview=preview, full=arguments.full)
    return _tell(office, run, terminal)


def reconcile(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Compare all records now; or set how often that is done."""
    if arguments.every is not None:
        office.set_reconciled_every(arguments.every)
        often = f"every {arguments.every:,} days" if arguments.every else "only by hand"
        terminal.say(f"All records are compared {often}.")
        terminal.data({"every_days": arguments.every})
        return DONE
    with interruptible(terminal) as job:
        run = office.reconcile(job, trigger="command", preview=arguments.preview)
    return _tell(office, run, terminal)


def _tell(office: "Office", run: RunSummary, terminal: Terminal) -> int:
    """Tell how a run ended; return the exit code."""
    summary = office.summary()
    run_table(terminal, run)
    system = summary.connection(Side.SYSTEM)
    compared_lines(terminal, run, system.label if system is not None else "the system")
    if run.preview and run.result == "ok":
        terminal.say("This was a preview: nothing was written.")
        if waits := told_forecast(run, system.label if system is not None else ""):
            terminal.say(waits)
    elif run.totals.created + run.totals.updated:
        terminal.say(f"To take it back: 300sync undo {run.id[:8]}")
    if run.code is not None:
        about = next((c.label for c in summary.connections if c.code is run.code), "")
        terminal.words(explain(run.code, system=about, reference=run.reference))
    terminal.data(run_json(run, summary.data_folder))
    if run.result == "ok":
        return DONE
    return PERSON if run.code is not None and needs_person(run.code) else FAILED


def needs_person(code: Code) -> bool:
    """Return whether only a person can mend what `code` tells."""
    return code.value.partition(".")[0] in _OF_A_PERSON and code not in _PASSES


def status(office: "Office", terminal: Terminal) -> int:
    """Print what is connected, linked and waiting."""
    summary = office.summary()
    terminal.data(_status_json(summary))
    if not summary.connections:
        terminal.say("Nothing is connected yet. Begin with: 300sync connect hubspot")
        return DONE
    for connection in summary.connections:
        name = f"{connection.account_name} (no. {connection.account_id})"
        terminal.say(f"{connection.label:<12} {name}  {_STATES[connection.state]}")
    if summary.pairs:
        terminal.say()
        rows = [(f"{p.system_label} to {p.hubspot_label}", f"{p.linked:,}") for p in summary.pairs]
        terminal.table(("Pair", "Linked"), rows)
    terminal.say()
    terminal.say(_last_run(summary))
    if summary.issues:
        terminal.say("Waiting for you:")
        for code, count in sorted(summary.issues.items(), key=lambda item: -item[1]):
            terminal.say(f"  {count:,} × {explain(code).title}")
    return DONE


def _last_run(summary: OfficeSummary) -> str:
    last = summary.last_run
    if last is None:
        return "Last run: never."
    ending = last.result if last.code is None else f"{last.result}, {last.code.value}"
    return f"Last run: {at(last.started_at, summary.now)} ({ending})."


def _status_json(summary: OfficeSummary) -> dict[str, object]:
    last = summary.last_run
    return {
        "health": summary.health.value,
        "connections": [
            {"connector": c.connector, "account_id": c.account_id, "state": c.state}
            for c in summary.connections
        ],
        "pairs": [{"pair": p.pair, "linked": p.linked} for p in summary.pairs],
        "issues": {code.value: count for code, count in summary.issues.items()},
        "last_run": _time(last.started_at if last else None),
        "paused_until": _time(summary.paused_until),
        "data_dir": summary.data_folder,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
