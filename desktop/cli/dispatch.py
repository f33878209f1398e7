"""From a parsed command line to the command that carries it out."""

import argparse
import sys

from desktop import app
from desktop.cli import commands
from desktop.cli.output import Terminal


def run_command(arguments: argparse.Namespace) -> int:
    """Carry out one command; return its exit code."""
    _speak_utf8()
    terminal = Terminal(json=arguments.json)
    if arguments.command == "demo":
        from desktop.demo import run_demo

        return commands.guarded(terminal, lambda: run_demo(arguments, terminal))
    if arguments.command == "simulators":
        from desktop.demo import run_simulators

        return commands.guarded(terminal, lambda: run_simulators(arguments, terminal))
    if arguments.command == "doctor":
        from desktop.cli.doctor import run_doctor

        return run_doctor(app.paths_for(arguments.data_dir), terminal)
    return commands.guarded(terminal, lambda: _with_office(arguments, terminal))


def _with_office(arguments: argparse.Namespace, terminal: Terminal) -> int:
    paths = app.paths_for(arguments.data_dir)
    office = app.make_office(paths, app.keys_for(paths))
    match arguments.command:
        case "sync":
            return commands.sync(office, arguments, terminal)
        case "status":
            return commands.status(office, terminal)
        case "connect":
            return commands.connect(office, app.registry(), arguments, terminal)
        case "disconnect":
            return commands.disconnect(office, app.registry(), arguments, terminal)
        case _:
            return commands.show_mappings(office, app.registry(), app.starter, terminal)


def _speak_utf8() -> None:
    """A Windows console may speak a code page that has no arrows: replace, never crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
