"""The commands of `300sync` that take or give away a secret. None ever comes from the arguments."""

import argparse
import getpass
import sys
import webbrowser
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.errors import Code, SyncError, UserActionError
from core.paths import Paths
from core.registry import ConnectorSpec, Option, Registry, SignIn, SignInKind
from desktop import app
from desktop.cli.commands import DONE, MisusedError, interruptible
from desktop.cli.output import Terminal

if TYPE_CHECKING:
    from core.office import Office

MOST_SHOWN = 7  # choices of an option, in a prompt
_YES = frozenset({"y", "yes"})


def connect(
    office: "Office", registry: Registry, arguments: argparse.Namespace, terminal: Terminal
) -> int:
    """Sign in to a system, through the browser or with its keys."""
    spec = known(registry, arguments.system)
    way = _way(spec, arguments)
    answers = _answers(spec, way, arguments.set, again=bool(office.summary().of(spec.name)))
    if arguments.base_url:
        answers["base_url"] = arguments.base_url

    def show_link(url: str) -> None:
        terminal.notice("Sign in with your browser. If it does not open, copy this link:")
        terminal.notice(url)
        if not arguments.no_browser:
            webbrowser.open(url)

    try:
        with interruptible(terminal) as job:
            kept = office.connect(spec.name, way.kind, answers, job, show_link)
    except SyncError as error:
        error.connector = error.connector or spec.name
        raise
    terminal.say(f"{spec.label} is connected: {kept.account_name} (no. {kept.account_id}).")
    terminal.data({"connector": spec.name, "account_id": kept.account_id, "id": kept.id})
    return DONE


def disconnect(
    office: "Office", registry: Registry, arguments: argparse.Namespace, terminal: Terminal
) -> int:
    """Forget a sign-in."""
    spec = known(registry, arguments.system)
    found = office.summary().of(spec.name)
    if not found:
        raise UserActionError(Code.NOT_CONNECTED, detail=spec.label)
    with interruptible(terminal) as job:
        for connection in found:
            office.disconnect(connection.id, job)
    terminal.say(f"{spec.label} is disconnected. The sign-in is deleted; your records stay.")
    terminal.data({"connector": spec.name, "disconnected": len(found)})
    return DONE


def passphrase(paths: Paths, terminal: Terminal) -> int:
    """Have a passphrase protect the key to the sign-ins, or change the one that does."""
    app.choose_passphrase(
        paths, lambda: app.ask_passphrase("Present passphrase: "), _new_passphrase
    )
    terminal.say("The key to your sign-ins is protected by this passphrase now.")
    terminal.say("It is asked for at each start, and nobody can recover it.")
    terminal.data({"key_holder": "passphrase"})
    return DONE


def afresh(paths: Paths, arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Put a database aside that cannot be used; nothing is deleted."""
    terminal.notice(f"This puts what 300Sync knows on this PC aside: {paths.data}")
    terminal.notice("Nothing is deleted, your records stay, and you connect both systems again.")
    if not arguments.yes and _ask("Begin afresh? Type yes", secret=False).lower() not in _YES:
        terminal.say("Nothing was changed.")
        return DONE
    now = datetime.now(UTC)
    aside = app.begin_afresh(paths, now, forget_passphrase=arguments.forget_passphrase)
    terminal.say(f"It is kept as {aside}." if aside else "There was nothing to put aside.")
    terminal.data({"aside": str(aside) if aside else None})
    return DONE


def known(registry: Registry, name: str) -> ConnectorSpec:
    """Return the connector of that name."""
    if name not in registry:
        names = ", ".join(spec.name for spec in registry.all())
        raise MisusedError(f"there is no system {name!r}; there are: {names}")
    return registry[name]


def _way(spec: ConnectorSpec, arguments: argparse.Namespace) -> SignIn:
    """Return the way to sign in that was asked for, else the system's own first one."""
    asked = None
    if arguments.keys or arguments.browser:
        asked = SignInKind.KEYS if arguments.keys else SignInKind.OAUTH
    found = next((way for way in spec.sign_ins if asked in (None, way.kind)), None)
    if found is None:
        what = "a key" if arguments.keys else "the browser"
        raise MisusedError(f"{spec.label} cannot be connected with {what}")
    return found


def _answers(
    spec: ConnectorSpec, way: SignIn, settings: list[str], *, again: bool
) -> dict[str, str]:
    """Take settings from --set, and ask for the rest: secrets without echo, or piped in.

    What is left empty has its default; or, when connecting again, stays as it was. Piped in is
    one line for each option that has neither value nor default.
    """
    options = {option.name: option for option in (*spec.options, *way.options)}
    given: dict[str, str] = {}
    for setting in settings:
        name, mark, value = setting.partition("=")
        if not mark or name not in options:
            raise MisusedError(f"--set takes NAME=VALUE; names are: {_open_names(options)}")
        if options[name].secret:
            raise MisusedError(f"{name} is a secret: it is asked for, never given as an argument")
        given[name] = value
    for name, option in options.items():
        if name not in given and (sys.stdin.isatty() or not option.default):
            given[name] = _ask(_prompt(option, again), option.secret, option.help)
    return given


def _open_names(options: dict[str, Option]) -> str:
    return ", ".join(name for name, option in options.items() if not option.secret)


def _prompt(option: Option, again: bool) -> str:
    values = [value for value, _ in option.choices]
    choices = "/".join(values if len(values) <= MOST_SHOWN else [*values[:MOST_SHOWN], "…"])
    empty = "as it is" if again else option.default
    hints = ", ".join(hint for hint in (choices, f"empty: {empty}" if empty else "") if hint)
    return f"{option.label} ({hints})" if hints else option.label


def _ask(label: str, secret: bool, help_text: str = "") -> str:
    """Ask a person, or read a line that is piped in."""
    if sys.stdin is None or not sys.stdin.isatty():
        return sys.stdin.readline().strip() if sys.stdin is not None else ""
    if help_text:
        print(help_text, file=sys.stderr)
    return getpass.getpass(f"{label}: ") if secret else input(f"{label}: ").strip()


def _new_passphrase() -> str:
    """Ask for a new passphrase: twice, where somebody types it."""
    chosen = app.ask_passphrase("New passphrase, at least 8 characters: ")
    if sys.stdin.isatty() and app.ask_passphrase("The same again: ") != chosen:
        raise UserActionError(Code.SETTING_INVALID, detail="the two passphrases differ")
    return chosen
