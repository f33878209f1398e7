"""What `300sync` understands. Exit codes: see EXIT_CODES."""

import argparse
from pathlib import Path

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
    _undo(commands)
    _connect(commands)
    disconnect = _command(commands, "disconnect", "forget a sign-in at once")
    disconnect.add_argument("system", help="hubspot, clio, …")
    _shared(disconnect)
    for name, text in (
        ("status", "what is connected, linked and waiting"),
        ("mappings", "the mapping of each pair, field by field"),
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
    _firm(simulators)
    simulators.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    simulators.add_argument("--no-limits", action="store_true", help="without rate limits")
    simulators.add_argument("--hubspot-port", type=int, default=0)
    simulators.add_argument("--clio-port", type=int, default=0)
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
    demo = _command(commands, "demo", "a fictional law firm, end to end, on this PC")
    shape = demo.add_mutually_exclusive_group()
    shape.add_argument("--headless", action="store_true", help="no window, a progress bar")
    shape.add_argument("--window", action="store_true", help="the real window on the demo")
    _firm(demo)
    demo.add_argument("--fresh", action="store_true", help="start the demo over")
    demo.add_argument("--limits", action="store_true", help="with the vendors' real rate limits")
    demo.add_argument("--preview", action="store_true", help="only say what would be written")
    demo.add_argument(
        "--touch", type=_count, default=0, metavar="N", help="first let N people in Clio move"
    )
    demo.add_argument("--exit-after-start", action="store_true", help=argparse.SUPPRESS)
    _shared(demo)


def _firm(parser: argparse.ArgumentParser) -> None:
    """Add which fictional law firm it is. A world that is kept stays, or grows to more people."""
    parser.add_argument("--people", type=_count, help="people in the law firm (5,000)")
    parser.add_argument("--seed", type=int, help="another law firm for each number (300)")
    parser.add_argument("--world", type=Path, help="folder that keeps the fictional records")


def _sync(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    sync = _command(commands, "sync", "run now")
    sync.add_argument("--connection", help="which system, where several are connected")
    sync.add_argument("--preview", action="store_true", help="only say what would be written")
    sync.add_argument("--full", action="store_true", help="look at every record again")
    _shared(sync)


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


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 1_000_000:
        raise argparse.ArgumentTypeError("must lie between 0 and 1,000,000")
    return number
