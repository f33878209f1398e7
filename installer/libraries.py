"""Which shared libraries Qt lacks on this Linux, found by asking the loader, and bringing them."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from installer import apt
from installer.environment import clean_environ
from installer.stopping import notice

# What the program loads: Qt's modules, and the plugins that Qt picks at run time. Plugins for
# desktops (GTK) and for boxes without one (eglfs, VNC) are Qt's choice only where they are wanted.
LOADED = (
    "QtCore.abi3.so",
    "QtDBus.abi3.so",
    "QtGui.abi3.so",
    "QtNetwork.abi3.so",
    "QtSvg.abi3.so",
    "QtWidgets.abi3.so",
    "Qt/plugins/iconengines/libqsvgicon.so",
    "Qt/plugins/imageformats/libqsvg.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqxcb.so",
)
# Debian Policy 8.1 names a library's package after its soname; these are older than the rule.
OLDER_NAMES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
_ABSENT = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)
ROUNDS = 3  # a library that was brought may lack another


def missing(site: Path) -> set[str]:
    """Return the sonames that the loader cannot find for what Qt loads."""
    qt = site / "PySide6"
    files = [qt / name for name in LOADED if (qt / name).exists()]
    if not files or shutil.which("ldd") is None:
        return set()
    told = subprocess.run(
        ["ldd", *files], env=clean_environ(), capture_output=True, text=True, check=False
    )
    return absent(told.stdout)


def absent(told: str) -> set[str]:
    """Read what `ldd` said.

    >>> sorted(absent("libxcb-cursor.so.0 => not found"))
    ['libxcb-cursor.so.0']
    """
    return set(_ABSENT.findall(told))


def package_of(soname: str) -> str:
    """Return the Debian package that a library is in, by Debian's own rule.

    >>> package_of("libxcb-cursor.so.0"), package_of("libxkbcommon-x11.so.0")
    ('libxcb-cursor0', 'libxkbcommon-x11-0')
    >>> package_of("libGL.so.1"), package_of("libdbus-1.so.3")
    ('libgl1', 'libdbus-1-3')
    """
    if soname in OLDER_NAMES:
        return OLDER_NAMES[soname]
    name, _, version = soname.partition(".so.")
    name = name.lower().replace("_", "-")
    joint = "-" if name[-1].isdigit() else ""
    return f"{name}{joint}{version.partition('.')[0]}"


def packages_of(sonames: Iterable[str]) -> list[str]:
    """Return the packages to install, under the name that this release gives them."""
    named = sorted({package_of(soname) for soname in sonames})
    renamed = apt.known(f"{name}t64" for name in named)  # since Debian 13 and Ubuntu 24.04
    return [f"{name}t64" if f"{name}t64" in renamed else name for name in named]


def bring(site: Path) -> str | None:
    """See that Qt finds its libraries; return what a person must do, None if nothing."""
    lacking = missing(site)
    for _ in range(ROUNDS):
        if not lacking:
            return None
        packages = packages_of(lacking)
        if not apt.may_install():
            break
        notice(f"Installing what Qt needs of this system: {' '.join(packages)}")
        if not apt.install(packages):
            break
        lacking = missing(site)
    if not lacking:
        return None
    what = "Qt, which draws the window, needs libraries that this system lacks"
    if shutil.which("apt-get") is None:
        return f"{what}: {' '.join(sorted(lacking))}"
    return f"{what}. Install them with:\n  {apt.command_line(packages_of(lacking))}"
