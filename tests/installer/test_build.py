"""The frozen program: built as `bootstrap.py build` builds it, and its test fails where it must."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PyInstaller.archive.readers import CArchiveReader

from installer import smoke
from installer.parts import missing_part
from installer.smoke import Frozen
from installer.stopping import StopError
from tests.installer.projects import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="tried on Linux only"),
    pytest.mark.skipif(missing_part("binutils") is not None, reason=str(missing_part("binutils"))),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> "subprocess.CompletedProcess[str]":
    """Return what building told; the folder is beside it."""
    dist = tmp_path_factory.mktemp("frozen")
    return subprocess.run(
        [sys.executable, "-P", "-m", "installer.build", "--dist", str(dist)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def frozen(built: "subprocess.CompletedProcess[str]", tmp_path: Path) -> Frozen:
    """Return a copy of the program that a test may harm: links, so that it costs no room."""
    folder = Path(built.args[-1]) / "300sync"
    copy = tmp_path / "300sync"
    shutil.copytree(folder, copy, symlinks=True, copy_function=os.link)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return Frozen(copy, home)


def test_the_program_is_built_and_passes_its_test(
    built: "subprocess.CompletedProcess[str]",
) -> None:
    told = built.stdout.splitlines()
    assert built.returncode == 0, f"{built.stdout}\n{built.stderr}"
    assert [line.split()[:2] for line in told[:-1]] == [["ok", name] for name, _ in smoke.CHECKS]
    assert told[-1].endswith(" MB")


@pytest.mark.parametrize(
    "name",
    [
        "connectors/clio/starter.json",
        "resources/fonts/Inter-Regular.ttf",
        "resources/fonts/OFL.txt",
        "resources/icons/refresh-cw.svg",
        "resources/icons/LICENSE.txt",
    ],
)
def test_a_file_that_is_lacking_is_named(name: str, frozen: Frozen) -> None:
    smoke.check_files(frozen)
    (frozen.inside / name).unlink()
    with pytest.raises(StopError, match=name):
        smoke.check_files(frozen)


def test_a_licence_that_is_lacking_is_named(frozen: Frozen) -> None:
    shutil.rmtree(frozen.inside / "licences" / "keyring")
    with pytest.raises(StopError, match="the licence of keyring"):
        smoke.check_files(frozen)


@pytest.mark.parametrize(
    "module",
    ["core.store.migrations.r0001_first", "keyring.backends.SecretService", "connectors.clio"],
)
def test_a_module_that_is_lacking_is_named(
    module: str, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    smoke.check_modules(frozen)
    packed = set(smoke._packed_modules(frozen.program)) - {module}
    monkeypatch.setattr(smoke, "_packed_modules", lambda program: packed)
    with pytest.raises(StopError, match=module):
        smoke.check_modules(frozen)


def test_something_of_the_workshop_in_it_is_named(
    frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = {*smoke._packed_modules(frozen.program), "hypothesis.strategies"}
    monkeypatch.setattr(smoke, "_packed_modules", lambda program: packed)
    with pytest.raises(StopError, match="hypothesis"):
        smoke.check_modules(frozen)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "platforms/libqxcb.so"),
        ("PySide6/Qt/lib/libQt6Svg.so.6", "links to nothing: .*libQt6Svg.so.6"),
        ("libxkbcommon-x11.so.0", "on every desktop: libxkbcommon-x11.so.0"),
    ],
)
def test_a_library_that_is_lacking_is_named(name: str, told: str, frozen: Frozen) -> None:
    smoke.check_libraries(frozen)
    (frozen.inside / name).unlink()
    with pytest.raises(StopError, match=told):
        smoke.check_libraries(frozen)


def test_a_program_that_cannot_start_is_told_with_its_last_words(frozen: Frozen) -> None:
    (frozen.inside / "base_library.zip").unlink()
    with pytest.raises(StopError, match=r"--version ended with \d"):
        smoke.check_version(frozen)


def test_what_it_starts_such_as_the_browser_gets_its_users_libraries(frozen: Frozen) -> None:
    assert "frozen_start" in CArchiveReader(str(frozen.program)).toc
    code = (
        "import runpy, sys, os; runpy.run_path(sys.argv[1]); print(os.environ['LD_LIBRARY_PATH'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT / "installer" / "frozen_start.py")],
        env={"LD_LIBRARY_PATH": "/of/the/program", "LD_LIBRARY_PATH_ORIG": "/of/the/user"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "/of/the/user\n"
