"""The commands of `300sync`. Each returns an exit code (desktop.cli.arguments)."""

import argparse
import getpass
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop.text import explain

from core.errors import Cancelled, Code, SyncError, UserActionError
from core.jobs import JobContext
from core.mapping import Mapping
from core.office import Office
from core.registry import ConnectorSpec, Registry, SignIn, SignInKind
from core.summary import OfficeSummary
from desktop.cli.output import Terminal, run_json, run_table

DONE, FAILED, PERSON, INTERRUPTED = 0, 1, 3, 130


def guarded(terminal: Terminal, work: Callable[[], int]) -> int:
    """Run a command; turn what it raises into words and an exit code."""
    try:
        return work()
    except Cancelled:
        terminal.notice("Interrupted. What was done before stays; the rest waits for the next run.")
        return INTERRUPTED
    except UserActionError as error:
        terminal.error(error)
        return PERSON
    except SyncError as error:
        terminal.error(error)
        return FAILED


@contextmanager
def interruptible(terminal: Terminal) -> Iterator[JobContext]:
    """Give a job that Ctrl+C cancels; a second Ctrl+C ends the program at once."""
    cancelled = threading.Event()

    def stop(_signal: int, _frame: object) -> None:
        if cancelled.is_set():
            raise KeyboardInterrupt
        cancelled.set()

    old = signal.signal(signal.SIGINT, stop)
    try:
        yield JobContext(terminal.progress, cancelled)
    finally:
        signal.signal(signal.SIGINT, old)


def sync(office: Office, arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Run all pairs now."""
    summary = office.summary()
    if arguments.connection and not summary.of(arguments.connection):
        raise UserActionError(Code.NOT_CONNECTED, detail=arguments.connection)
    with interruptible(terminal) as job:
        run = office.sync(job, trigger="command", preview=arguments.preview, full=arguments.full)
    run_table(terminal, run)
    if run.preview and run.result == "ok":
        terminal.say("This was a preview: nothing was written.")
    if run.code is not None:
        words = explain(run.code, reference=run.reference)
        for line in (words.title, words.meaning, words.action):
            if line:
                terminal.notice(line)
    terminal.data(run_json(run, summary.data_folder))
    if run.result == "ok":
        return DONE
    return PERSON if run.code is not None and needs_person(run.code) else FAILED


def needs_person(code: Code) -> bool:
    """Return whether only a person can mend what `code` tells."""
    return code.value.partition(".")[0] in ("auth", "pc", "setup", "review")


def status(office: Office, terminal: Terminal) -> int:
    """Print what is connected, linked and waiting."""
    summary = office.summary()
    terminal.data(_status_json(summary))
    if not summary.connections:
        terminal.say("Nothing is connected yet. Begin with: 300sync connect hubspot")
        return DONE
    for connection in summary.connections:
        ok = "working" if connection.state == "working" else "sign in again"
        name = f"{connection.account_name} (no. {connection.account_id})"
        terminal.say(f"{connection.label:<12} {name}  {ok}")
    if summary.pairs:
        terminal.say()
        rows = [(f"{p.system_label} to {p.hubspot_label}", f"{p.linked:,}") for p in summary.pairs]
        terminal.table(("Pair", "Linked"), rows)
    terminal.say()
    last = summary.last_run
    when = last.started_at.astimezone().strftime("%b %d, %I:%M %p") if last else "never"
    terminal.say(f"Last run: {when}{f' ({last.result})' if last else ''}.")
    if summary.issues:
        terminal.say("Waiting for you:")
        for code, count in sorted(summary.issues.items(), key=lambda item: -item[1]):
            terminal.say(f"  {count:,} × {explain(code).title}")
    return DONE


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
        "last_run": last.started_at.isoformat() if last else None,
        "data_dir": summary.data_folder,
    }


def connect(
    office: Office, registry: Registry, arguments: argparse.Namespace, terminal: Terminal
) -> int:
    """Sign in to a system, through the browser or with its keys."""
    spec = _spec(registry, arguments.system)
    kind = SignInKind.KEYS if arguments.keys else spec.sign_ins[0].kind
    way = next((way for way in spec.sign_ins if way.kind is kind), None)
    if way is None:
        raise UserActionError(Code.SETTING_INVALID, detail="--keys")
    answers = _answers(spec, way, arguments)
    if arguments.base_url:
        answers["base_url"] = arguments.base_url

    def show_link(url: str) -> None:
        terminal.notice("Sign in with your browser. If it does not open, copy this link:")
        terminal.notice(url)
        if not arguments.no_browser:
            webbrowser.open(url)

    with interruptible(terminal) as job:
        kept = office.connect(spec.name, kind, answers, job, show_link)
    terminal.say(f"{spec.label} is connected: {kept.account_name} (no. {kept.account_id}).")
    terminal.data({"connector": spec.name, "account_id": kept.account_id, "id": kept.id})
    return DONE


def disconnect(
    office: Office, registry: Registry, arguments: argparse.Namespace, terminal: Terminal
) -> int:
    """Forget a sign-in."""
    spec = _spec(registry, arguments.system)
    found = office.summary().of(spec.name)
    if not found:
        raise UserActionError(Code.NOT_CONNECTED, detail=spec.label)
    with interruptible(terminal) as job:
        for connection in found:
            office.disconnect(connection.id, job)
    terminal.say(f"{spec.label} is disconnected. The sign-in is deleted; your records stay.")
    terminal.data({"connector": spec.name, "disconnected": len(found)})
    return DONE


def show_mappings(
    office: Office,
    registry: Registry,
    starters: Callable[[ConnectorSpec], list[Mapping]],
    terminal: Terminal,
) -> int:
    """Print the mapping of each pair; before anything is connected, the ones to start with."""
    documents = list(office.mappings())
    if not documents:
        terminal.say("Nothing is connected yet. These are the mappings to start with.")
        documents = [m for spec in registry.systems() for m in starters(spec)]
    for mapping in documents:
        terminal.say()
        terminal.say(f"{mapping.label} (version {mapping.version})")
        rows = [
            (
                " + ".join(line.system) or "(fixed)",
                "both ways" if mapping.both_ways else "→",
                line.hubspot,
                ", ".join(step.name for step in line.steps),
                (line.policy or mapping.policy).value,
            )
            for line in mapping.fields
        ]
        terminal.table(("From", "", "To", "On the way", "When both changed"), rows)
    terminal.data({"mappings": [_mapping_json(mapping) for mapping in documents]})
    return DONE


def _mapping_json(mapping: Mapping) -> dict[str, object]:
    return {
        "pair": mapping.pair,
        "version": mapping.version,
        "fields": [{"from": list(f.system), "to": f.hubspot} for f in mapping.fields],
    }


def _spec(registry: Registry, name: str) -> ConnectorSpec:
    if name not in registry:
        known = ", ".join(spec.name for spec in registry.all())
        raise UserActionError(Code.SETTING_INVALID, detail=f"{name}: one of {known}")
    return registry[name]


def _answers(spec: ConnectorSpec, way: SignIn, arguments: argparse.Namespace) -> dict[str, str]:
    """Take settings from --set, and ask for the rest: secrets without echo, or piped in."""
    given: dict[str, str] = {}
    for pair in arguments.set:
        name, mark, value = pair.partition("=")
        option = next((o for o in (*spec.options, *way.options) if o.name == name), None)
        if not mark or option is None:
            raise UserActionError(Code.SETTING_INVALID, detail=name)
        if option.secret:
            raise UserActionError(Code.SETTING_INVALID, detail=f"{name}: not in the arguments")
        given[name] = value
    for option in (*spec.options, *way.options):
        if option.name in given:
            continue
        if not option.secret and option.default:
            given[option.name] = option.default
        else:
            given[option.name] = _ask(option.label, option.help, option.secret)
    return given


def _ask(label: str, help_text: str, secret: bool) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    if help_text:
        print(help_text, file=sys.stderr)
    return getpass.getpass(f"{label}: ") if secret else input(f"{label}: ").strip()
