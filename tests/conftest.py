"""What holds for every test: nothing leaves this PC, nothing of its user is touched, and nothing
is left running or said in the log.

Set before Qt or keyring are imported, and inherited by the processes that tests start.
"""

import errno
import ipaddress
import logging
import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.store.locks import exclusive

OURS = ("core", "connectors", "desktop", "licensing")
END_TO_END = Path(__file__).parent / "e2e"  # whole programs: all of them are slow
PATIENCE = 5.0  # seconds that a thread gets to end after its test
PORTS_PATIENCE = 900.0  # seconds that a module waits for those before it
_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "WIN_PD_OVERRIDE_APPDATA": "roaming",
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "local",
    "XDG_DATA_HOME": "data",
    "XDG_CONFIG_HOME": "config",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "runtime",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the full-size tests too")


def pytest_configure(config: pytest.Config) -> None:
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    _move_home(config, patch)
    patch.setenv("QT_QPA_PLATFORM", os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    patch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)  # behind it is the user's keyring
    _DOOR.shut(patch)


def _move_home(config: pytest.Config, patch: pytest.MonkeyPatch) -> None:
    """Give this run a home of its own, short enough for sockets that lie in it."""
    home = Path(tempfile.mkdtemp(prefix="300-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    for variable, folder in _FOLDERS.items():
        (home / folder).mkdir(mode=0o700, exist_ok=True)
        patch.setenv(variable, str(home / folder))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if END_TO_END in item.path.parents:
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("long") and not config.getoption("--long"):
            item.add_marker(pytest.mark.skip(reason="full size: run with --long"))


class Door:
    """Lets sockets reach this PC and nothing else.

    Who tries is told by an exception that no `except Exception` eats; with `offline` it is what a
    PC without a network tells.
    """

    def __init__(self) -> None:
        self.offline = False

    def shut(self, patch: pytest.MonkeyPatch) -> None:
        connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
        look_up = socket.getaddrinfo

        def guarded_connect(self: socket.socket, address: Any) -> None:
            _DOOR.pass_through(address)
            connect(self, address)

        def guarded_connect_ex(self: socket.socket, address: Any) -> int:
            _DOOR.pass_through(address)
            return connect_ex(self, address)

        def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
            _DOOR.pass_through((host,))
            return look_up(host, *rest, **named)

        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)

    def pass_through(self, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None  # AF_UNIX has a path
        if host is None or _is_this_pc(host):
            return
        if self.offline:
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
        pytest.fail(f"a test may not leave this PC, and tried to reach {host!r}")


_DOOR = Door()


def _is_this_pc(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture
def offline() -> Iterator[None]:
    """Make this a PC without a network: what leaves it fails as it would there."""
    _DOOR.offline = True
    yield
    _DOOR.offline = False


@pytest.fixture(scope="module")
def browser_ports() -> Iterator[None]:
    """Have the few ports that a browser comes back to for this module alone: suites that run side
    by side would take them from one another.
    """
    with exclusive(Path(tempfile.gettempdir()) / "300sync-browser-ports.lock", PORTS_PATIENCE):
        yield


class Overheard(logging.Handler):
    """Keeps what was logged from WARNING up."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name}, {record.levelname}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _nothing_of_ours_warns(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which our own loggers warn, unless it is marked `may_warn`."""
    if request.node.get_closest_marker("may_warn"):
        yield
        return
    ear = Overheard()
    loggers = [logging.getLogger(name) for name in OURS]
    for logger in loggers:
        logger.addHandler(ear)
    yield
    for logger in loggers:
        logger.removeHandler(ear)
    assert not ear.said, "our own loggers warned"


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    """Fail a test after which a thread goes on.

    Qt's own, which Python names Dummy-N, may; so may those of a server that a session keeps.
    """
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not thread.name.startswith(("Dummy-", "AnyIO worker")):
            thread.join(PATIENCE)
            assert not thread.is_alive(), f"{thread.name} goes on after its test"


@pytest.fixture(autouse=True)
def _no_real_keyring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the user's keyring away, also on systems that need no session bus for it."""
    if request.node.get_closest_marker("real_keyring"):
        return
    from keyring.backends import Windows, macOS

    for backend in (Windows.WinVaultKeyring, macOS.Keyring):
        monkeypatch.setattr(backend, "viable", False)
