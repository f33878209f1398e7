"""Builds the program's folder with PyInstaller, then tests it: `bootstrap.py build`."""

import shutil
import sys
from pathlib import Path

from PyInstaller.__main__ import run as run_pyinstaller

from installer import bundle, smoke
from installer.environment import ROOT
from installer.stopping import notice

SPEC = ROOT / "installer" / "300sync.spec"
WORK = ROOT / "build" / "pyinstaller"


def build(dist: Path = ROOT / "dist") -> Path:
    """Build anew, and return the folder of the program."""
    notice("Building the program's folder. This takes a minute.")
    shutil.rmtree(dist / bundle.NAME, ignore_errors=True)
    places = ["--distpath", str(dist), "--workpath", str(WORK)]
    run_pyinstaller([*places, "--noconfirm", "--clean", "--log-level", "ERROR", str(SPEC)])
    return dist / bundle.NAME


def main() -> int:
    """Return 0 if the program was built and passed its test."""
    return smoke.main([str(build())])


if __name__ == "__main__":
    sys.exit(main())
