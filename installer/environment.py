"""The program's own Python: `.venv` beside pyproject.toml, filled from a locked list.

A stamp in it says what it was filled from, so that the next start asks nobody and just runs.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "connectors", "desktop", "resources")
STAMP = "300sync.json"
LAYOUT = 2  # raise it when what is made around the parts changes
INCLUDES = {"app": ("app",), "dev": ("app", "dev")}  # what a use's list contains

Environ = dict[str, str]


@dataclass(frozen=True, slots=True)
class Venv:
    """A virtual environment that may not exist yet."""

    folder: Path

    @property
    def scripts(self) -> Path:
        """Where its commands are."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.scripts / ("python.exe" if os.name == "nt" else "python")

    @property
    def site(self) -> Path:
        """Where its packages are."""
        major, minor = self.version() or sys.version_info[:2]
        if os.name == "nt":
            return self.folder / "Lib" / "site-packages"
        return self.folder / "lib" / f"python{major}.{minor}" / "site-packages"

    def setting(self, name: str) -> str | None:
        """Return a line of its pyvenv.cfg; None if there is no such line or no such file."""
        try:
            told = (self.folder / "pyvenv.cfg").read_text(encoding="utf-8")
        except OSError:
            return None
        found = re.search(rf"^{name}\s*=\s*(.+?)\s*$", told, re.MULTILINE)
        return found[1] if found else None

    def version(self) -> tuple[int, int] | None:
        """Return which Python it was made with; None if there is none that could start."""
        numbers = re.match(r"(\d+)\.(\d+)", self.setting("version") or "")
        if numbers is None or not self.python.exists():  # also a link to a Python that is gone
            return None
        return int(numbers[1]), int(numbers[2])

    def stamps(self) -> dict[str, str]:
        """Return what the stamp says, by use; nothing if there is none that can be read."""
        try:
            read = json.loads((self.folder / STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(use): str(key) for use, key in read.items()} if isinstance(read, dict) else {}

    def stamp(self, keys: dict[str, str]) -> None:
        """Remember `keys` beside those that are there."""
        text = json.dumps(self.stamps() | keys, indent=1)
        (self.folder / STAMP).write_text(text, encoding="utf-8")

    def unstamp(self) -> dict[str, str]:
        """Take the stamp off, and return what it said.

        It is off while the environment is changed: one without a stamp was left half done, and
        nobody knows what is in it.
        """
        kept = self.stamps()
        (self.folder / STAMP).unlink(missing_ok=True)
        return kept

    def has_stamp(self) -> bool:
        """Tell whether the last change of the environment came to its end."""
        return (self.folder / STAMP).exists()


def lock_file(use: str, root: Path = ROOT) -> Path:
    """Return the locked list of a use: app, dev or licensing."""
    return root / "installer" / f"requirements-{use}.txt"


def key_of(use: str, venv: Venv, root: Path = ROOT) -> str:
    """Return what the stamp must say for nothing to be left to do.

    It covers the place too: commands and byte code in a moved environment point to the old one.
    """
    told = (LAYOUT, str(root), venv.version(), lock_file(use, root).read_text(encoding="utf-8"))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def is_ready(use: str, venv: Venv, root: Path = ROOT) -> bool:
    """Tell whether the environment was filled from this very list."""
    return venv.version() is not None and venv.stamps().get(use) == key_of(use, venv, root)


def clean_environ() -> Environ:
    """Return the surroundings for our Python: nothing in them may add to what it imports."""
    drop = ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "__PYVENV_LAUNCHER__")
    return {name: value for name, value in os.environ.items() if name not in drop}


def join_to_project(venv: Venv, root: Path = ROOT) -> None:
    """Let the environment import the project's rooms, and give it the command `300sync`."""
    # As code, because Python 3.11 reads a plain path in the code page of the system, and as ASCII.
    line = f"import sys; sys.path.append({str(root)!a})\n"
    (venv.site / "300sync.pth").write_text(line, encoding="ascii")
    # -P: a folder of the same name where the user happens to stand must not be imported.
    if os.name == "nt":
        command = '@"%~dp0python.exe" -P -m desktop %*\r\n'
        (venv.scripts / "300sync.cmd").write_text(command, encoding="ascii", newline="")
        return
    launcher = venv.scripts / "300sync"
    quoted = str(venv.python).replace("'", "'\\''")
    launcher.write_text(f"#!/bin/sh\nexec '{quoted}' -P -m desktop \"$@\"\n", encoding="utf-8")
    launcher.chmod(0o755)


def compile_sources(venv: Venv, root: Path = ROOT) -> None:
    """Compile to byte code once, not at each start; what does not compile is nobody's loss."""
    folders = [str(venv.site), *(str(root / room) for room in ROOMS if (root / room).is_dir())]
    subprocess.run(
        [venv.python, "-m", "compileall", "-q", "-j", "0", *folders],
        env=clean_environ(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
