"""What goes into the program's folder: all that it needs, and nothing of the workshop."""

import sys
from importlib import metadata
from pathlib import Path

import pytest

from installer import bundle
from installer.bundle import Entry, excluded, files, is_wanted, laid, modules, needed, parts
from tests.installer.projects import ROOT

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="libraries of the host, on Linux")


@pytest.mark.parametrize(
    "module",
    [
        "connectors.clio.connector",
        "connectors.demo.world",
        "connectors.hubspot",
        "core.store.migrations.r0001_first",
        "desktop.cli.doctor",
        "desktop.views.main_window",
    ],
)
def test_every_module_goes_in_also_those_imported_by_name(module: str) -> None:
    assert module in modules()


def test_what_starts_the_program_is_no_module_of_it() -> None:
    assert "desktop.__main__" not in modules()
    assert bundle.ENTRY.is_file()


@pytest.mark.parametrize(
    "name",
    [
        "connectors/clio/starter.json",
        "resources/demo/names.json",
        "resources/fonts/Inter-Regular.ttf",
        "resources/fonts/OFL.txt",
        "resources/icons/LICENSE.txt",
        "resources/icons/refresh-cw.svg",
    ],
)
def test_every_file_that_is_read_goes_in_with_the_licence_of_icons_and_fonts(name: str) -> None:
    assert ROOT / name in files()


def test_code_and_hidden_files_are_not_laid_in_as_files(tmp_path: Path) -> None:
    for name in ("core/a.py", "core/b.json", "core/__pycache__/a.pyc", "resources/.hidden"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert files(tmp_path) == [tmp_path / "core" / "b.json"]


@pytest.mark.parametrize("module", ["pytest", "hypothesis", "PyInstaller", "mypy", "hubspot"])
def test_what_only_the_workshop_has_stays_out(module: str) -> None:
    assert module in excluded()


def test_what_the_locked_list_names_does_not_stay_out() -> None:
    ours = {
        module
        for module, owners in metadata.packages_distributions().items()
        if {owner.lower().replace("_", "-").replace(".", "-") for owner in owners} & parts()
    }
    assert ours & set(excluded()) == {"dns"}


def test_a_line_for_another_system_is_not_a_part_here(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(
        f"Here==1.0 ; sys_platform == '{sys.platform}' \\\n    --hash=sha256:00\n"
        "there==1.0 ; sys_platform == 'plan9' \\\n    --hash=sha256:00\n"
    )
    assert parts(lock) == {"here"}


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6\\plugins\\tls\\qopensslbackend.dll", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/a/folder/deeper.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
    ],
)
def test_of_qts_plugins_only_those_of_a_window_of_ours_go_in(place: str, wanted: bool) -> None:
    assert is_wanted(place) is wanted


@LINUX
@pytest.mark.parametrize(
    ("library", "wanted"),
    [("libstdc++.so.6", False), ("libX11-xcb.so.1", False), ("libxcb-cursor.so.0", True)],
)
def test_what_every_desktop_has_is_left_to_the_host(library: str, wanted: bool) -> None:
    assert is_wanted(library) is wanted


def entry(place: str, kind: str = "BINARY") -> Entry:
    return place, f"/built/{place}", kind


CORE, QML = entry("PySide6/Qt/lib/libQt6Core.so.6"), entry("PySide6/Qt/lib/libQt6Qml.so.6")
ICU = entry("PySide6/Qt/lib/libicuuc.so.73")
MODULE = entry("PySide6/QtCore.abi3.so", "EXTENSION")
PLUGIN = entry("PySide6/Qt/plugins/iconengines/libqsvgicon.so")
SVG, PYTHON = entry("PySide6/Qt/lib/libQt6Svg.so.6"), entry("libpython3.11.so.1.0")
ASKS = {
    MODULE[1]: ["libQt6Core.so.6", "libc.so.6"],
    CORE[1]: ["libicuuc.so.73"],
    ICU[1]: ["libQt6Core.so.6"],  # a circle ends
    PLUGIN[1]: ["libQt6Svg.so.6"],
    QML[1]: ["libQt6Core.so.6"],
}


def test_a_library_goes_in_if_something_in_the_folder_asks_for_it() -> None:
    found = needed([CORE, QML, ICU, MODULE, PLUGIN, SVG, PYTHON], lambda file: ASKS.get(file, ()))
    assert found == [CORE, ICU, MODULE, PLUGIN, SVG, PYTHON]


def test_a_link_to_a_library_that_stays_out_stays_out_too() -> None:
    to_core = ("libQt6Core.so.6", CORE[0], "SYMLINK")
    to_qml = ("libQt6Qml.so.6", QML[0], "SYMLINK")
    text = entry("resources/fonts/OFL.txt", "DATA")
    assert laid([to_core, to_qml, text], [CORE]) == [to_core, text]


@LINUX
def test_a_library_is_asked_what_it_needs_itself() -> None:
    site = Path(sys.prefix, "lib", "python{}.{}".format(*sys.version_info), "site-packages")
    asked = bundle.asked_by(str(site / "PySide6" / "Qt" / "lib" / "libQt6Network.so.6"))
    assert "libQt6Core.so.6" in asked
    assert "libicuuc.so.73" not in asked  # which Core needs
