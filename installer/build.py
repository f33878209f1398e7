"""Builds the program's folder with PyInstaller, then tests it: `bootstrap.py build`."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from PyInstaller.__main__ import run as run_pyinstaller

from installer import bundle, smoke
from installer.environment import ROOT
from installer.stopping import notice

SPEC = ROOT / "installer" / "300sync.spec"
WORK = ROOT / "build" / "pyinstaller"


def build(dist: Path) -> Path:
    """Build anew in `dist`, and return the folder of the program."""
    notice("Building the program's folder. This takes a minute.")
    shutil.rmtree(dist / bundle.NAME, ignore_errors=True)
    places = ["--distpath", str(dist), "--workpath", str(WORK)]
    run_pyinstaller([*places, "--noconfirm", "--clean", "--log-level", "ERROR", str(SPEC)])
    return dist / bundle.NAME


def main(arguments: Sequence[str]) -> int:
    """Return 0 if the program was built and passed its test."""
    parser = argparse.ArgumentParser(prog="bootstrap.py build")
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="where to put the folder")
    return smoke.main([str(build(parser.parse_args(arguments).dist))])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
