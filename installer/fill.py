"""Makes the environment and fills it from a locked list; each way that this fails has its words."""

import importlib.util
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from installer import apt
from installer.bootstrap import OLDEST
from installer.environment import (
    INCLUDES,
    ROOT,
    Venv,
    clean_environ,
    compile_sources,
    is_ready,
    join_to_project,
    key_of,
    lock_file,
)
from installer.stopping import StopError, notice
from installer.turns import one_at_a_time

ROOM = {"app": 700, "dev": 1300}  # megabytes, with what pip unpacks on the way
PIP_OPTIONS = (
    "--require-hashes",
    "--only-binary=:all:",
    "--no-deps",  # the list is whole
    "--no-compile",  # done afterwards, on all cores
    "--no-input",
    "--disable-pip-version-check",
    "--progress-bar=off",
)
_TOLD = 40  # lines of pip's that are kept to find out what went wrong
_CHANGING = "Installing collected packages"
_PROGRESS = ("Collecting ", _CHANGING)
_NETWORK_SIGNS = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "SSLError",
    "Connection broken",
    "Connection aborted",
    "Connection refused",
)

_NO_NETWORK = (
    "The parts could not be fetched: the package index does not answer. Is this computer online, "
    "and is a proxy needed (pip reads HTTPS_PROXY)? Run the same command again; what was fetched "
    "is kept."
)
_DISK_FULL = "The disk is full. Make room, about {room} MB for {folder}, and run this again."
_NOT_GENUINE = (
    "A part that was fetched is not the one that was locked: its checksum differs. Nothing was "
    "installed. Where this happens again, something between the package index and this computer "
    "changes what is fetched."
)
_NO_WHEEL = (
    "There is no ready-made part for this computer or this Python ({part}). 300Sync runs on "
    "Windows 10 or newer (x64), macOS 13 or newer (Apple silicon), and Linux with glibc 2.34 or "
    "newer (Debian 12, Ubuntu 22.04), each with a 64-bit Python 3.11 to 3.14."
)
_UNKNOWN = "The parts could not be installed. pip's last words were: {words}"


def prepare(use: str, root: Path = ROOT) -> Venv:
    """Return an environment that holds what `use` needs; made or mended only if it has to be."""
    venv = Venv(root / ".venv")
    if is_ready(use, venv, root):
        return venv
    with one_at_a_time(root):
        if not is_ready(use, venv, root):  # or another one did it meanwhile
            _make_ready(venv, use, root)
    return venv


def _make_ready(venv: Venv, use: str, root: Path) -> None:
    _see_that_there_is_room(use, root)
    if (venv.version() or (0, 0)) < OLDEST or not _is_at_home(venv) or not venv.has_stamp():
        make(venv)
    fill(venv, use, root)
    join_to_project(venv, root)
    notice("Compiling, so that it starts faster.")
    compile_sources(venv, root)
    venv.stamp({name: key_of(name, venv, root) for name in INCLUDES.get(use, (use,))})


def make(venv: Venv) -> None:
    """Make an empty environment, in place of what is there."""
    notice(f"Making {venv.folder}")
    if not _can_make_one() and not _bring_venv():
        raise StopError(
            "This Python cannot make virtual environments: its venv module is a package of its "
            f"own. Install it with: {apt.command_line([_venv_package()])}"
        )
    python = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run(
        [python, "-m", "venv", "--clear", str(venv.folder)],
        env=clean_environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise StopError(_meaning((made.stdout + made.stderr).splitlines(), venv.folder, "app"))
    venv.stamp({})


def fill(venv: Venv, use: str, root: Path = ROOT) -> None:
    """Install exactly what the locked list says; wheels only, so that nothing is built here.

    pip fetches all before it changes anything: until then a failure leaves the stamp as it was.
    """
    stamps, changed = venv.unstamp(), False
    told: deque[str] = deque(maxlen=_TOLD)
    try:
        with _pip_install(venv, lock_file(use, root)) as pip:
            for line in pip.stdout or ():
                told.append(line.strip())
                changed = changed or line.startswith(_CHANGING)
                if line.startswith(_PROGRESS):
                    notice("  " + line.partition(":")[0].partition("==")[0].strip())
    finally:
        if not changed:
            venv.stamp(stamps)
    if pip.returncode != 0:
        raise StopError(_meaning(told, venv.folder, use))


def _pip_install(venv: Venv, lock: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [venv.python, "-m", "pip", "install", *PIP_OPTIONS, "-r", lock],
        env=clean_environ() | {"PIP_USER": "0", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _see_that_there_is_room(use: str, root: Path) -> None:
    room = ROOM.get(use, ROOM["app"])
    if shutil.disk_usage(root).free < room * 1_000_000:
        raise StopError(_DISK_FULL.format(room=room, folder=root / ".venv"))


def _is_at_home(venv: Venv) -> bool:
    """Tell whether an environment is whole and where it was made: its commands name that place."""
    made = venv.setting("command")
    return (made is None or made.endswith(str(venv.folder))) and (venv.site / "pip").is_dir()


def _can_make_one() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def _venv_package() -> str:
    return "python{}.{}-venv".format(*sys.version_info)


def _bring_venv() -> bool:
    """Install Debian's package, where this is Debian's Python and we may."""
    return (
        apt.may_install() and sys.executable.startswith("/usr/") and apt.install([_venv_package()])
    )


def _meaning(told: Iterable[str], folder: Path, use: str) -> str:
    """Return what pip's words mean to a person."""
    lines = [line for line in told if line]
    text = "\n".join(lines)
    if "No space left" in text or "Errno 28" in text or "WinError 112" in text:
        return _DISK_FULL.format(room=ROOM.get(use, ROOM["app"]), folder=folder)
    if "DO NOT MATCH THE HASHES" in text:
        return _NOT_GENUINE
    if any(sign in text for sign in _NETWORK_SIGNS):
        return _NO_NETWORK
    errors = [line for line in lines if line.startswith("ERROR")]
    for line in errors:
        if "No matching distribution" in line:
            return _NO_WHEEL.format(part=line.rpartition(" ")[2])
    return _UNKNOWN.format(words=(errors or lines or ["none"])[-1])
