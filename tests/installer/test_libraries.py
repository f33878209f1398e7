"""What Qt lacks on a Linux is found by asking the loader, and brought or told in one line."""

import shutil
import sys
from pathlib import Path

import pytest

from installer import apt, libraries
from installer.libraries import absent, bring, missing, package_of, packages_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the loader of Linux")
SITE = Path(sys.prefix, "lib", "python{}.{}".format(*sys.version_info), "site-packages")


def lacking(tmp_path: Path, soname: str, other: str) -> Path:
    """Return packages in which Qt's plugin for X11 asks for `other` instead of `soname`."""
    assert len(soname) == len(other)
    real, qt = SITE / "PySide6", tmp_path / "PySide6"
    plugin = qt / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    plugin.parent.mkdir(parents=True)
    (qt / "Qt" / "lib").symlink_to(real / "Qt" / "lib")
    content = (real / plugin.relative_to(qt)).read_bytes()
    assert soname.encode() in content
    plugin.write_bytes(content.replace(soname.encode(), other.encode()))
    return tmp_path


def test_the_loader_names_what_it_cannot_find(tmp_path: Path) -> None:
    site = lacking(tmp_path, "libQt6XcbQpa.so.6", "libNobodyHas.so.6")
    assert "libNobodyHas.so.6" in missing(site)


def test_where_there_is_no_qt_it_lacks_nothing(tmp_path: Path) -> None:
    assert missing(tmp_path) == set()


def test_every_file_that_is_looked_at_is_in_the_wheel() -> None:
    assert [name for name in libraries.LOADED if not (SITE / "PySide6" / name).exists()] == []


def test_what_the_loader_found_is_not_lacking() -> None:
    told = "\tlibGL.so.1 => not found\n\tlibEGL.so.1 => /usr/lib/libEGL.so.1 (0x1)\n"
    assert absent(told) == {"libGL.so.1"}


@pytest.mark.parametrize(
    ("soname", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    ],
)
def test_a_library_is_in_the_package_that_debian_names_after_it(soname: str, package: str) -> None:
    assert package_of(soname) == package


def test_a_release_that_renamed_a_package_is_asked_for_the_new_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apt, "known", lambda names: {"libglib2.0-0t64"} & set(names))
    assert packages_of(["libgio-2.0.so.0", "libglib-2.0.so.0", "libGL.so.1"]) == [
        "libgl1",
        "libglib2.0-0t64",
    ]


def test_who_may_not_install_is_told_the_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = lacking(tmp_path, "libQt6XcbQpa.so.6", "libNobodyHas.so.6")
    monkeypatch.setattr(libraries, "LOADED", ["Qt/plugins/platforms/libqxcb.so"])
    monkeypatch.setattr(apt, "may_install", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    told = bring(site)
    assert told is not None
    assert "\n  sudo apt-get install -y --no-install-recommends " in told
    assert "libnobodyhas6" in told


def test_a_system_without_apt_is_told_the_libraries_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(libraries, "missing", lambda site: {"libGL.so.1"})
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert bring(Path()) == (
        "Qt, which draws the window, needs libraries that this system lacks: libGL.so.1"
    )


def test_a_library_that_was_brought_may_lack_another(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = [{"libxcb-cursor.so.0"}, {"libxcb-image.so.0"}, set()]
    brought: list[str] = []

    def install(packages: list[str]) -> bool:
        brought.extend(packages)
        return True

    monkeypatch.setattr(libraries, "missing", lambda site: rounds.pop(0))
    monkeypatch.setattr(apt, "known", lambda names: set())
    monkeypatch.setattr(apt, "may_install", lambda: True)
    monkeypatch.setattr(apt, "install", install)
    assert bring(Path()) is None
    assert brought == ["libxcb-cursor0", "libxcb-image0"]
