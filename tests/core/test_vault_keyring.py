"""The real Secret Service, in a D-Bus session of its own (P11)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from installer.parts import missing_part

ROOT = Path(__file__).resolve().parents[2]
LACKING = missing_part("dbus") or missing_part("gnome-keyring")

pytestmark = pytest.mark.skipif(LACKING is not None, reason=str(LACKING))

SCRIPT = """
import os, sys
from pathlib import Path
from core.keys import KeyringKeys
from core.errors import UserActionError

folder, wish = Path(sys.argv[1]), sys.argv[2]
keys = KeyringKeys(folder)
if wish == "round":
    key = os.urandom(32)
    assert keys.load() is None
    keys.save(key)
    assert KeyringKeys(folder).load() == key
    assert KeyringKeys(folder / "other").load() is None
    keys.save(key[::-1])
    assert KeyringKeys(folder).load() == key[::-1]
    keys.erase()
    keys.erase()
    assert KeyringKeys(folder).load() is None
    print(keys.label)
else:
    try:
        keys.load()
    except UserActionError as error:
        print(error.code.value)
"""


def in_session(tmp_path: Path, wish: str, unlock: str) -> "subprocess.CompletedProcess[str]":
    """Run the script in a session with a keyring daemon, unlocked or not even started."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(tmp_path / "share"),
        "PYTHONPATH": str(ROOT),
    }
    shell = f'{unlock} exec "$0" -c "$1" "$2" "$3"'
    return subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", shell, sys.executable, SCRIPT, tmp_path, wish],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_p11_the_key_is_kept_by_the_real_secret_service(tmp_path: Path) -> None:
    start = (
        "printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null;"
        " trap 'kill $GNOME_KEYRING_PID' EXIT;"
    )
    done = in_session(tmp_path, "round", start)
    assert done.stdout.splitlines()[-1:] == ["Secret Service"], done.stderr


def test_a_session_without_a_keyring_is_told(tmp_path: Path) -> None:
    nothing_to_activate = tmp_path / "share" / "dbus-1" / "services"
    nothing_to_activate.mkdir(parents=True)
    name = "org.freedesktop.secrets"
    service = nothing_to_activate / f"{name}.service"
    service.write_text(f"[D-BUS Service]\nName={name}\nExec=/bin/false\n")
    done = in_session(tmp_path, "load", "")
    assert done.stdout.splitlines()[-1:] == ["pc.no_keyring"], done.stderr


def test_a_keyring_that_nobody_can_unlock_is_told(tmp_path: Path) -> None:
    start = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1;"
    done = in_session(tmp_path, "load", start)
    assert done.stdout.splitlines()[-1:] == ["pc.keyring_locked"], done.stderr
