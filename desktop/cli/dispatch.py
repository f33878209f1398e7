"""From a parsed command line to the command that carries it out."""

import argparse
import sys
from typing import TYPE_CHECKING

from desktop import app
from desktop.cli import commands
from desktop.cli.output import Terminal

if TYPE_CHECKING:
    from core.office import Office


def run_command(arguments: argparse.Namespace) -> int:
    """Carry out one command; return its exit code."""
    _speak_utf8()
    terminal = Terminal(json=arguments.json)
    return commands.guarded(terminal, lambda: _carry_out(arguments, terminal))


def _carry_out(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Load no more than the command needs."""
    paths = app.paths_for(arguments.data_dir)
    match arguments.command:
        case "demo":
            from desktop.demo import run_demo

            return run_demo(arguments, terminal)
        case "simulators":
            from desktop.demo import run_simulators

            return run_simulators(arguments, terminal)
        case "doctor":
            from desktop.cli.doctor import run_doctor

            return run_doctor(paths, terminal)
        case "passphrase":
            from desktop.cli.connecting import passphrase

            return passphrase(paths, terminal)
        case "afresh":
            from desktop.cli.connecting import afresh

            return afresh(paths, arguments, terminal)
        case "kept" if arguments.act == "erase":
            from desktop.cli.keeping import erase

            return erase(arguments, terminal)
        case _:
            return _with_office(arguments, terminal)


def _with_office(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from contextlib import closing

    from core.log import quiet_libraries
    from desktop.cli import connecting

    paths = app.paths_for(arguments.data_dir)
    log = app.open_log(paths)
    quiet_libraries(log)
    with closing(app.make_office(paths, app.keys_for(paths), log=log)) as office:
        match arguments.command:
            case "sync":
                return commands.sync(office, arguments, terminal)
            case "reconcile":
                return commands.reconcile(office, arguments, terminal)
            case "status":
                return commands.status(office, terminal)
            case "connect":
                return connecting.connect(office, app.registry(), arguments, terminal)
            case "disconnect":
                return connecting.disconnect(office, app.registry(), arguments, terminal)
            case _:
                return _with_records(office, arguments, terminal)


def _with_records(office: "Office", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Carry out a command about single records, or about what is done with them."""
    match arguments.command:
        case "explain":
            from desktop.cli.explaining import explain

            return explain(office, arguments, terminal)
        case "undo":
            from desktop.cli.undoing import undo

            return undo(office, arguments, terminal)
        case "review":
            from desktop.cli.reviewing import review

            return review(office, arguments, terminal)
        case "brake":
            from desktop.cli.braking import brake

            return brake(office, arguments, terminal)
        case "kept":
            from desktop.cli.keeping import kept

            return kept(office, arguments, terminal)
        case "diagnostics":
            from desktop.cli.diagnosing import diagnostics

            return diagnostics(office, arguments, terminal)
        case "privacy":
            from desktop.cli.privacy import privacy

            return privacy(office, arguments, terminal)
        case "never":
            from desktop.cli.never import never

            return never(office, arguments, terminal)
        case _:
            from desktop.cli.mappings import mappings

            return mappings(office, arguments, terminal)


def _speak_utf8() -> None:
    """Replace what a Windows console's code page lacks, such as arrows; never crash over it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
