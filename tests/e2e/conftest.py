"""What the end-to-end tests share: a real keyring, the fictional vendors, and the program."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from connectors.demo import World
from installer.parts import missing_part
from tests.e2e.program import Program

SESSION = """
printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null
echo "$DBUS_SESSION_BUS_ADDRESS"
read -r _
"""


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """A session with a real Secret Service; the variables that lead a process to it."""
    for part in ("dbus", "gnome-keyring"):
        if (lacking := missing_part(part)) is not None:
            pytest.skip(lacking)
    home = tmp_path_factory.mktemp("keyring")
    places = {"HOME": home, "XDG_DATA_HOME": home / "share", "XDG_RUNTIME_DIR": home / "run"}
    for place in places.values():
        place.mkdir(mode=0o700, exist_ok=True)
    session = subprocess.Popen(
        ["dbus-run-session", "--", "bash", "-c", SESSION],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **{name: str(place) for name, place in places.items()}},
    )
    with session:
        assert session.stdout is not None
        address = session.stdout.readline().strip()
        yield {
            "DBUS_SESSION_BUS_ADDRESS": address,
            "XDG_RUNTIME_DIR": str(places["XDG_RUNTIME_DIR"]),
        }
        assert session.stdin is not None
        session.stdin.close()  # the keyring ends with its session


@pytest.fixture
def pc(tmp_path: Path, keyring: Mapping[str, str]) -> Program:
    """A PC with the program, nothing connected, and a keyring."""
    return Program(tmp_path / "pc", keyring)


@pytest.fixture
def world() -> Iterator[World]:
    """A small law firm's Clio and HubSpot, served by the test itself."""
    with World(None, people=40) as made:
        yield made
