"""A project of two tiny parts that are made here, so that pip itself runs and asks nobody."""

import hashlib
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAYS_HOW_IT_WAS_STARTED = """
import os, sys
print(sys.argv[1:], os.getcwd(), sorted(name for name in os.environ if name in ("PYTHONPATH",)))
sys.exit(7)
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A checkout that needs what its locked lists say, and the folder that pip takes it from."""

    root: Path
    shelf: Path

    def lock(self, use: str, *parts: str) -> None:
        """Write a use's list; each part is in the index of this project, with its true hash."""
        lines = [f"{part}==1.0 --hash=sha256:{self.make_part(part)}\n" for part in parts]
        self.list_of(use).write_text("".join(lines), encoding="utf-8")

    def list_of(self, use: str) -> Path:
        return self.root / "installer" / f"requirements-{use}.txt"

    def make_part(self, name: str) -> str:
        """Put a wheel on the shelf and return its hash."""
        wheel = self.shelf / f"{name}-1.0-py3-none-any.whl"
        about = f"{name}-1.0.dist-info"
        files = {
            f"{name}.py": "",
            f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
            f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(f"{file},,\n" for file in [*files, f"{about}/RECORD"])
        with zipfile.ZipFile(wheel, "w") as packed:
            for file, text in (files | {f"{about}/RECORD": record}).items():
                packed.writestr(zipfile.ZipInfo(file), text)
        return hashlib.sha256(wheel.read_bytes()).hexdigest()


def make_project(folder: Path, patch: pytest.MonkeyPatch) -> Project:
    """Return a project that needs `apple` to run, and `pear` too to be worked on."""
    made = Project(folder / "the checkout", folder / "shelf")
    others = shutil.ignore_patterns("__pycache__", "requirements-*")
    shutil.copytree(ROOT / "installer", made.root / "installer", ignore=others)
    made.shelf.mkdir()
    for room, module, text in (
        ("core", "__init__", ""),
        ("desktop", "__main__", SAYS_HOW_IT_WAS_STARTED),
    ):
        (made.root / room).mkdir()
        (made.root / room / f"{module}.py").write_text(text, encoding="utf-8")
    made.lock("app", "apple")
    made.lock("dev", "apple", "pear")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        patch.delenv(name)
    patch.setenv("PIP_CONFIG_FILE", os.devnull)
    patch.setenv("PIP_NO_INDEX", "1")
    patch.setenv("PIP_FIND_LINKS", str(made.shelf))
    return made
