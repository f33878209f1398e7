"""What `300sync kept` and `300sync diagnostics` understand."""

import argparse
from collections.abc import Callable
from pathlib import Path

from desktop.cli.privacy_arguments import Adding


def add_kept(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    command: Adding,
    shared: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the command and its acts."""
    kept = command(commands, "kept", "what is kept on this PC, until when")
    shared(kept)
    acts = kept.add_subparsers(dest="act", metavar="ACT")
    export = command(acts, "export", "all of it, as .json (a line a row) or .csv; no sign-ins")
    export.add_argument("file", type=Path, metavar="FILE")
    forget = command(acts, "forget", "one record: its link, issues, answers, what was written")
    forget.add_argument("pair", metavar="PAIR")
    forget.add_argument("id", metavar="ID", help="in the system, or hubspot:ID")
    forget.add_argument("--may-come-again", action="store_true", help="not on the never-sync list")
    erase = command(acts, "erase", "everything: sign-ins, rows, key, logs")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    for each in (export, forget, erase):
        shared(each)


def add_diagnostics(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    command: Adding,
    shared: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the command."""
    bundle = command(commands, "diagnostics", "what a diagnostics bundle would hold, or write it")
    bundle.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the zip to write")
    bundle.add_argument("--check", action="store_true", help="with what the doctor finds")
    bundle.add_argument("--show", metavar="NAME", help="print one file of it")
    shared(bundle)
