"""`300sync doctor`: is this PC fit to sync? One line a check: ok, or what to do."""

import platform
import shutil
import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from importlib import metadata

from core.errors import Code, SyncError, UserActionError
from core.jobs import Clock
from core.keys import PassphraseKeys
from core.paths import Paths
from core.schedule import clock_went_back
from desktop import app
from desktop.cli.output import Terminal
from desktop.text import explain

_ROOM = 200_000_000  # bytes; a year of links of a large office, several times over
_PARTS = ("pyside6-essentials", "sqlalchemy", "cryptography", "httpx", "keyring")


@dataclass(frozen=True, slots=True)
class Check:
    """One finding."""

    name: str
    ok: bool
    text: str


def run_doctor(paths: Paths, terminal: Terminal) -> int:
    """Print every check; 0 if all are well, 3 if a person must do something."""
    checks = look(paths)
    for check in checks:
        terminal.say(f"{'ok  ' if check.ok else 'MEND'}  {check.name:<28} {check.text}")
    terminal.data({"checks": [{"name": c.name, "ok": c.ok, "text": c.text} for c in checks]})
    return 0 if all(check.ok for check in checks) else 3


def look(paths: Paths) -> list[Check]:
    """Return every check."""
    return [
        _guarded("Versions", _versions),
        _guarded("Data folder", lambda: _folder(paths)),
        _guarded("Disk space", lambda: _room(paths)),
        _guarded("Keyring", lambda: _keyring(paths)),
        _guarded("Database", lambda: _database(paths)),
        _guarded("Clock", lambda: _clock(paths)),
        _guarded("TLS", _tls),
        *(_guarded(f"Network, {host}", partial(_reach, host)) for host in _hosts()),
    ]


def _guarded(name: str, check: Callable[[], tuple[bool, str]]) -> Check:
    try:
        ok, text = check()
    except SyncError as error:
        words = explain(error.code, detail=error.detail)
        return Check(name, False, f"{words.title}. {words.action} ({error.code.value})")
    return Check(name, ok, text)


def _versions() -> tuple[bool, str]:
    parts = " ".join(f"{part} {_version(part)}" for part in _PARTS)
    return True, f"300sync {app.VERSION}, Python {platform.python_version()}, {parts}"


def _version(part: str) -> str:
    try:
        return metadata.version(part)
    except metadata.PackageNotFoundError:  # a frozen program carries no package data
        return "built in"


def _folder(paths: Paths) -> tuple[bool, str]:
    paths.prepare()
    return True, str(paths.data)


def _room(paths: Paths) -> tuple[bool, str]:
    free = shutil.disk_usage(paths.data).free
    text = f"{free / 1e9:,.1f} GB free"
    return free >= _ROOM, text if free >= _ROOM else f"{text}: make room, 0.2 GB are needed"


def _keyring(paths: Paths) -> tuple[bool, str]:
    keys = app.keys_for(paths, lambda: "")
    if isinstance(keys, PassphraseKeys):
        return True, "a passphrase, as this office chose"
    found = keys.load() is not None
    return True, f"{keys.label}, {'with' if found else 'no'} key of ours in it"


def _database(paths: Paths) -> tuple[bool, str]:
    from core.store.database import open_store

    store = open_store(paths)
    store.close()
    return True, "opens, and is whole"


def _clock(paths: Paths) -> tuple[bool, str]:
    """See whether the clock stands before the last run; nothing else depends on it."""
    from core.store import runs
    from core.store.database import open_store

    now, last = Clock().now(), None
    with suppress(SyncError), closing(open_store(paths)) as store:  # it has a line of its own
        last = runs.schedule_state(store).last_started
    if last is not None and clock_went_back(last, now):
        raise UserActionError(Code.CLOCK_BACK)
    return True, f"{now.astimezone():%Y-%m-%d %H:%M}"


def _tls() -> tuple[bool, str]:
    from connectors.kit.tls import ssl_context

    context = ssl_context()
    if sys.platform in ("win32", "darwin"):
        return True, f"{ssl.OPENSSL_VERSION}, trusting what this system trusts"
    trusted = context.cert_store_stats()["x509_ca"]
    if not trusted:
        return False, "no trusted roots: install the package ca-certificates"
    return True, f"{ssl.OPENSSL_VERSION}, {trusted} trusted roots"


def _hosts() -> list[str]:
    return sorted({spec.hosts[0] for spec in app.registry().all() if spec.hosts})


def _reach(host: str) -> tuple[bool, str]:
    try:
        with socket.create_connection((host, 443), timeout=5):
            return True, "answers"
    except OSError:
        return False, "cannot be reached: check this PC's internet connection and firewall"
