"""Who may import whom (DESIGN 3): each contract is seen to break when it is broken."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINTER = CONFIG["tool"]["importlinter"]
ROOMS: list[str] = LINTER["root_packages"]
DECIDING = (
    "conflicts",
    "filters",
    "mapping",
    "mapping_check",
    "mapping_diff",
    "matching",
    "plan",
    "records",
    "schedule",
    "transforms",
)
CONTRACTS: list[str] = [contract["name"] for contract in LINTER["contracts"]]


Plant = tuple[str, str]  # a module that should not be so, and the line in it that is wrong

PLANTS: dict[str, list[Plant]] = {
    "desktop -> connectors -> core": [
        ("core.planted", "import connectors.kit.http"),
        ("connectors.kit.planted", "import desktop.app"),
    ],
    "desktop: views -> presenters -> jobs": [
        ("desktop.presenters.planted", "import desktop.views.planted"),
        ("desktop.jobs", "import desktop.presenters.planted"),
    ],
    "Views draw what presenters say": [
        ("desktop.views.planted", "import core.store.ledger"),
        ("desktop.views.planted", "import core.engine.run"),
        ("desktop.views.planted", "import connectors.kit.http"),
    ],
    "Only the composition root and the demo name vendors": [
        ("desktop.planted", "import connectors.hubspot.wire"),
        ("desktop.planted", "from connectors import clio"),
        ("connectors.kit.planted", "import connectors.clio.wire"),
    ],
    "Only the composition root knows which connectors there are": [
        ("desktop.planted", "from connectors import ALL"),
    ],
    "Vendors never know each other": [
        ("connectors.clio.planted", "import connectors.hubspot.wire"),
        ("connectors.hubspot.planted", "import connectors.clio"),
        ("connectors.kit.planted", "import connectors.clio"),
        ("connectors.newcomer.wire", "import core.records"),
    ],
    "Only the demo imports simulators": [
        ("connectors.clio.planted", "import connectors.clio.simulator"),
        ("connectors.hubspot.planted", "import connectors.hubspot.simulator"),
        ("desktop.planted", "import connectors.kit.simulator"),
    ],
    "A simulator never imports its connector": [
        ("connectors.clio.simulator.planted", "import connectors.clio.wire"),
        ("connectors.hubspot.simulator.planted", "import connectors.hubspot.wire"),
    ],
    "A simulator never imports its connector's description": [
        ("connectors.clio.simulator.planted", "from connectors.clio import SPEC"),
    ],
    "The deciding rooms touch nothing outside, and are told the time": [
        *(("core.privacy.planted", f"import {name}") for name in ("core.store.ledger", "time")),
        *((f"core.{room}", "import sqlite3") for room in DECIDING),
    ],
    "The core knows neither Qt nor HTTP": [
        ("core.planted", "from PySide6 import QtCore"),
        ("core.planted", "import httpx"),
    ],
    "Connectors know no Qt": [
        ("connectors.kit.planted", "from PySide6.QtCore import QObject"),
    ],
    "httpx lives in connectors.kit": [
        ("connectors.clio.planted", "import httpx"),
    ],
    "SQLAlchemy lives in core.store": [
        ("core.engine.planted", "from sqlalchemy import select"),
    ],
    "Nobody imports the licensing endpoint, the installer or the tests": [
        ("desktop.planted", "import licensing"),
        ("core.planted", "import installer.apt"),
        ("connectors.kit.planted", "import tests.conftest"),
    ],
    "The licensing endpoint knows of the program what a licence is, and no more": [
        ("licensing.planted", "import core.records"),
        ("licensing.planted", "import connectors.kit.http"),
    ],
    "The installer needs nothing of the program": [
        ("installer.planted", "import core.errors"),
    ],
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the rooms, with those modules that some plants need beside them."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("desktop/views", "desktop/presenters"):
        write(copy, f"{package.replace('/', '.')}.planted", "import core.records")
    return copy


@pytest.fixture
def planted(tree: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Yield the copy with one plant in it, and weed it out."""
    module, line = request.param
    before = {file: file.read_bytes() for file in tree.rglob("*.py")}
    write(tree, module, line)
    yield tree
    for file in tree.rglob("*.py"):
        if file not in before:
            file.unlink()
    for file, content in before.items():
        file.write_bytes(content)


def write(tree: Path, module: str, line: str) -> None:
    """Add `line` to a module; make what is not there."""
    file = tree / (module.replace(".", "/") + ".py")
    single = file.parent.with_suffix(".py")
    if single.exists():  # what is one module here may be planted all the same
        file = single
    file.parent.mkdir(exist_ok=True)
    for folder in file.relative_to(tree).parents:
        if folder.name and folder != Path("desktop"):
            (tree / folder / "__init__.py").touch()
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(f"{old}\n{line}\n", encoding="utf-8")


def broken(tree: Path) -> set[str]:
    """Return the contracts that import-linter finds broken in a tree."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=tree, capture_output=True, text=True, check=False
    )
    names = set(re.findall(r"^(.+?) BROKEN\b", done.stdout, re.MULTILINE))
    assert done.returncode == (1 if names else 0), done.stdout
    return names


def test_our_own_tree_keeps_every_contract(tree: Path) -> None:
    assert broken(tree) == set()


@pytest.mark.parametrize(
    ("planted", "contract"),
    [
        pytest.param(plant, contract, id=": ".join(plant))
        for contract, plants in PLANTS.items()
        for plant in plants
    ],
    indirect=["planted"],
)
def test_a_planted_import_breaks_its_contract(planted: Path, contract: str) -> None:
    assert contract in broken(planted)


def test_every_contract_is_proven_by_a_plant() -> None:
    assert list(PLANTS) == CONTRACTS


def test_every_folder_of_code_is_under_contract() -> None:
    folders = {file.parent.relative_to(ROOT).parts[0] for file in ROOT.glob("[!.]*/**/*.py")}
    assert folders - {"tests", "build", "dist"} == set(ROOMS)


@pytest.mark.parametrize("part", ["QtWidgets", "QtCharts", "QtGraphs"])
def test_a_widget_outside_of_the_views_is_refused(part: str, tree: Path) -> None:
    words = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251"]
    code = f"import PySide6.{part}\n"
    for name in ("desktop/presenters/p.py", "core/p.py"):
        done = subprocess.run(
            [*words, "--stdin-filename", name, "-"],
            input=code,
            cwd=tree,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "TID251" in done.stdout


def test_a_widget_in_the_views_is_not(tree: Path) -> None:
    words = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251"]
    done = subprocess.run(
        [*words, "--stdin-filename", "desktop/views/p.py", "-"],
        input="import PySide6.QtWidgets\n",
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
