"""What `300sync` understands. Exit codes: see EXIT_CODES."""

import argparse
from pathlib import Path

from desktop.cli.keeping_arguments import add_diagnostics, add_kept
from desktop.cli.privacy_arguments import add_privacy
from desktop.cli.values import code, count, number, system

EXIT_CODES = """exit codes:
  0    done
  1    stopped by an error that may pass, or by a fault
  2    the arguments are not understood
  3    something that only a person can mend: sign in, grant a right, make room
  130  interrupted; what was done before stays"""
NO_KEYRING = """Where this PC has no keyring for the key to your sign-ins, choose a passphrase once:
  300sync passphrase
It is then asked for at each start, or read from the first line of standard input."""


def parser(version: str) -> argparse.ArgumentParser:
    """Return the parser. Without a command the window opens."""
    root = argparse.ArgumentParser(
        prog="300sync",
        description="Keeps an office's system and its HubSpot portal in step.",
        epilog=f"{EXIT_CODES}\n\n{NO_KEYRING}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=f"300sync {version}")
    root.add_argument("--exit-after-start", action="store_true", help=argparse.SUPPRESS)
    _shared(root, top=True)
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    _demo(commands)
    _sync(commands)
    _reconcile(commands)
    _explain(commands)
    _undo(commands)
    _connect(commands)
    disconnect = _command(commands, "disconnect", "forget a sign-in at once")
    disconnect.add_argument("system", help="hubspot, clio, …")
    _shared(disconnect)
    _review(commands)
    add_kept(commands, _command, _shared)
    add_diagnostics(commands, _command, _shared)
    _brake(commands)
    _mappings(commands)
    _never(commands)
    add_privacy(commands, _command, _shared)
    for name, text in (
        ("status", "what is connected, linked and waiting"),
        ("passphrase", "have a passphrase protect the key, or change it"),
        ("doctor", "check keyring, disk, network, TLS and versions"),
    ):
        _shared(_command(commands, name, text))
    afresh = _command(commands, "afresh", "put a damaged database aside; nothing is deleted")
    afresh.add_argument("--yes", action="store_true", help="do not ask")
    afresh.add_argument(
        "--forget-passphrase", action="store_true", help="put a forgotten passphrase aside too"
    )
    _shared(afresh)
    simulators = _command(commands, "simulators", "start the vendors' doubles on this PC")
    _fictional(simulators)
    simulators.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    simulators.add_argument("--no-limits", action="store_true", help="without rate limits")
    simulators.add_argument("--hubspot-port", type=int, default=0)
    simulators.add_argument("--system-port", type=int, default=0)
    _shared(simulators)
    return root


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    text: str,
    description: str = "",
) -> argparse.ArgumentParser:
    """Add a command, whose help ends with the exit codes."""
    return commands.add_parser(
        name,
        help=text,
        description=description or f"{text[:1].upper()}{text[1:]}.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _shared(parser: argparse.ArgumentParser, *, top: bool = False) -> None:
    """Add what every command takes; before or after the command's name."""
    default = None if top else argparse.SUPPRESS
    parser.add_argument("--data-dir", type=Path, default=default, help="keep everything here")
    parser.add_argument(
        "--json",
        action="store_true",
        default=False if top else argparse.SUPPRESS,
        help="answer in JSON, for machines",
    )


def _demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = _command(commands, "demo", "a fictional office, end to end, on this PC")
    shape = demo.add_mutually_exclusive_group()
    shape.add_argument("--headless", action="store_true", help="no window, a progress bar")
    shape.add_argument("--window", action="store_true", help="the real window on the demo")
    _fictional(demo)
    demo.add_argument("--fresh", action="store_true", help="start the demo over")
    demo.add_argument("--limits", action="store_true", help="with the vendors' real rate limits")
    demo.add_argument("--preview", action="store_true", help="only say what would be written")
    demo.add_argument(
        "--touch", type=count, default=0, metavar="N", help="first let N people change"
    )
    demo.add_argument("--exit-after-start", action="store_true", help=argparse.SUPPRESS)
    _shared(demo)


def _fictional(parser: argparse.ArgumentParser) -> None:
    """Add which fictional office it is. A world that is kept stays, or grows to more people."""
    parser.add_argument("--system", type=system, help="the office's system (clio)")
    parser.add_argument("--people", type=count, help="people whom the office knows (usually 5,000)")
    parser.add_argument("--seed", type=int, help="another office for each number (300)")
    parser.add_argument("--world", type=Path, help="folder that keeps the fictional records")


def _sync(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    sync = _command(commands, "sync", "run now")
    sync.add_argument("--connection", help="which system, where several are connected")
    sync.add_argument("--preview", action="store_true", help="only say what would be written")
    sync.add_argument("--full", action="store_true", help="look at every record again")
    sync.add_argument("--pair", help="of the one record that --only names")
    sync.add_argument("--only", metavar="ID", help="one record: its id at either side, or a link")
    _shared(sync)


def _reconcile(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    reconcile = _command(
        commands,
        "reconcile",
        "compare all records of both sides",
        "Syncs what changed, then compares all records of both sides, mends what reading changes "
        "had missed, and tells in numbers what that was. The program does so by itself every 7 "
        "days, in quiet hours.",
    )
    reconcile.add_argument("--preview", action="store_true", help="only say what would be written")
    reconcile.add_argument(
        "--every", type=count, metavar="DAYS", help="only set how often; 0: only by hand"
    )
    _shared(reconcile)


def _explain(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    explain = _command(
        commands,
        "explain",
        "one record: how it is found, and what a run does with it",
        "Asks both sides what they say of the record now, and keeps nothing of it. With --json no "
        "values are told.",
    )
    explain.add_argument("pair", metavar="PAIR")
    explain.add_argument("id", metavar="ID", help="its id at either side, hubspot:ID, or a link")
    _shared(explain)


def _undo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    undo = _command(
        commands,
        "undo",
        "take back what a run wrote to HubSpot",
        "Archives what the run created and restores what it changed, from HubSpot's own history. "
        "What somebody has changed since is left as it is and listed; the exit code is then 3.",
    )
    undo.add_argument(
        "run", metavar="RUN", help="a run's id, or “last”: the newest that wrote something"
    )
    undo.add_argument("--preview", action="store_true", help="only say what would be undone")
    _shared(undo)


def _review(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    review = _command(commands, "review", "what waits for you, and your answers")
    review.add_argument("--code", type=code, help="only what has this code, such as record.refused")
    review.add_argument("--limit", type=count, default=50, help="how many to show (50)")
    _shared(review)
    acts = review.add_subparsers(dest="act", metavar="ACT")
    for name, text, words in (
        ("link", "a record and a HubSpot record are one", ("pair", "id", "hubspot_id")),
        ("apart", "they are not, also if their keys say so", ("pair", "id", "hubspot_ids*")),
        ("unlink", "undo a link; both records stay, apart", ("pair", "id")),
        ("relink", "undo a link, and link with another", ("pair", "id", "hubspot_id")),
        ("undo", "take an answer back", ("pair", "id", "hubspot_id")),
        ("answers", "the answers that stand", ()),
        ("deletes", "the deletes that wait, with what both sides say now", ()),
        ("conflict", "what both sides of a record changed, as it is now", ("pair", "id")),
        ("choose", "keep one side of what both changed", ("pair", "id")),
        ("approve", "archive what was deleted on the other side", ("pair?", "ids*")),
        ("dismiss", "leave a record's issues as they are", ("pair", "id")),
        ("retry", "try records again in the next run", ("pair?", "ids*")),
    ):
        act = _command(acts, name, text)
        for word in words:
            nargs = word[-1] if word[-1] in "?*" else None
            act.add_argument(word.rstrip("?*"), nargs=nargs, metavar=word.rstrip("?*").upper())
        if name == "approve":
            act.add_argument("--all", type=number, metavar="NUMBER", help="all: how many they are")
        if name == "choose":
            act.add_argument("--keep", choices=("system", "hubspot"), required=True)
            act.add_argument("--field", action="append", default=[], metavar="NAME")
        if name in ("dismiss", "retry"):
            act.add_argument("--code", type=code, default=None, help="those with this code")
        _shared(act)


def _brake(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    brake = _command(commands, "brake", "plans that are out of proportion, and wait for you")
    _shared(brake)
    acts = brake.add_subparsers(dest="act", metavar="ACT")
    release = _command(acts, "release", "let the next run of a pair do it")
    release.add_argument("pair", metavar="PAIR")
    release.add_argument("number", type=number, metavar="NUMBER", help="of changes, as it is told")
    limits = _command(acts, "limits", "what a pair may do without being asked about")
    limits.add_argument("pair", metavar="PAIR")
    limits.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    limits.add_argument("--reset", action="store_true", help="back to 300Sync's own")
    for each in (release, limits):
        _shared(each)


def _mappings(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    mappings = _command(commands, "mappings", "the mapping of each pair, and its versions")
    _shared(mappings)
    acts = mappings.add_subparsers(dest="act", metavar="ACT")
    for name, text, words in (
        ("show", "one pair's mapping and its versions", ("pair", "--version")),
        (
            "diff",
            "what publishing the draft, or restoring a version, changes",
            ("pair", "--version"),
        ),
        ("export", "write the mapping that is in force to a file", ("pair", "file")),
        ("import", "make a file the draft of its pair, if it fits both systems", ("file",)),
        ("publish", "put the draft in force", ("pair",)),
        ("restore", "put an old version in force again", ("pair", "version")),
        ("discard", "drop the draft", ("pair",)),
    ):
        act = _command(acts, name, text)
        for word in words:
            kind = number if word.endswith("version") else str
            act.add_argument(word, type=kind, metavar=word.lstrip("-").upper())
        _shared(act)


def _never(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    never = _command(commands, "never", "records that are never synced")
    _shared(never)
    acts = never.add_subparsers(dest="act", metavar="ACT", required=True)
    for name, text in (
        ("add", "leave a record alone; its link is kept"),
        ("remove", "sync it again"),
        ("list", "how many are left alone; or whether one is"),
    ):
        act = _command(acts, name, text)
        act.add_argument("pair", metavar="PAIR")
        act.add_argument("id", metavar="ID", nargs="?" if name == "list" else None)
        sides = ("system", "hubspot")
        act.add_argument("--side", choices=sides, default="system", help="where it has that id")
        _shared(act)


def _connect(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    connect = _command(
        commands,
        "connect",
        "sign in to a system",
        "Asks for the key, or for the app's ID and secret and then opens the browser. Secrets are "
        "read from standard input, one a line, never from the arguments.",
    )
    connect.add_argument("system", help="hubspot, clio, …")
    way = connect.add_mutually_exclusive_group()
    way.add_argument("--keys", action="store_true", help="with a key")
    way.add_argument("--browser", action="store_true", help="by signing in with the browser")
    connect.add_argument("--base-url", help="the vendor's own address, or one on this PC")
    connect.add_argument("--no-browser", action="store_true", help="only print the link")
    connect.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting that is no secret, such as region=eu or client_id=…",
    )
    _shared(connect)
