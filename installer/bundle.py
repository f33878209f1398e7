"""What goes into the program's folder and what stays out of it; 300sync.spec asks.

Whole by rule, not by luck: all of our modules and files, all that the app's locked list names, and
of Qt what is drawn with. A shared library that nobody in the folder asks for stays out.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from pathlib import Path, PurePath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.environment import ROOT, lock_file

NAME = "300sync"
ENTRY = ROOT / "desktop" / "__main__.py"
CODE = ("core", "connectors", "desktop")
FILES = (*CODE, "resources")
STRIP = sys.platform == "linux"  # signatures forbid it on macOS, and Windows has nothing to strip
WITHOUT = (
    "_tkinter",
    "dns",  # asks whether a mail domain exists: we never do
    "readline",  # of the GPL, and for typing at a Python prompt
    "sqlalchemy.dialects.mssql",
    "sqlalchemy.dialects.mysql",
    "sqlalchemy.dialects.oracle",
    "tkinter",
)
# Qt picks plugins at run time: these are the ones for a window of ours. The GTK theme would bring
# half of a desktop, and our palette is our own.
PLUGINS = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg"},  # PNG is built in
    "networkinformation": {"qnetworklistmanager", "qnetworkmanager", "qscnetworkreachability"},
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    "platforms": {"qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"},
    "wayland-decoration-client": {"bradient"},
    "wayland-shell-integration": {"xdg-shell"},
}
# What every Linux desktop has, and in a version that fits its drivers and settings.
OF_THE_HOST = re.compile(
    r"ld-linux|lib(c|m|dl|rt|pthread|resolv|util|stdc\+\+|gcc_s|glib-2|gobject-2|gthread-2|gmodule-2"
    r"|gio-2|fontconfig|freetype|expat|X11|X11-xcb|Xau|Xdmcp|Xext|xcb|wayland-\w+|dbus-1|systemd|cap"
    r"|gcrypt|gpg-error|EGL|GLX?|GLdispatch|OpenGL)\.(\d|so)"
)
_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/([\w-]+)/(?:lib)?([\w-]+)\.\w+$")
_PYTHON = re.compile(r"(lib)?python3[\d.]*\.(dll|dylib|so)|Python$")

Entry = tuple[str, str, str]  # as PyInstaller has it: place in the folder, source, kind
Asked = Callable[[str], Iterable[str]]  # the names of the libraries that a file asks for


def modules(root: Path = ROOT) -> list[str]:
    """Return all modules of the program: some are imported by name only."""
    found = []
    for room in CODE:
        for file in (root / room).rglob("*.py"):
            parts = file.relative_to(root).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return sorted(set(found) - {"desktop.__main__"})


def files(root: Path = ROOT) -> list[Path]:
    """Return the files that the program reads, beside its code, from its own folder."""
    found = (file for room in FILES for file in (root / room).rglob("*") if file.is_file())
    return sorted(
        file
        for file in found
        if file.suffix not in (".py", ".pyc") and not file.name.startswith(".")
    )


def data() -> list[tuple[str, str]]:
    """Return what is laid into the folder as it is: source, and the folder to lay it in."""
    laid = [(str(file), str(file.parent.relative_to(ROOT))) for file in files()]
    laid += [(str(file), "licences") for file in (ROOT / "installer" / "licences").iterdir()]
    for part in parts():
        for file in metadata.files(part) or ():
            if re.match(r"(licen[cs]e|copying|notice|authors)", file.name, re.IGNORECASE):
                laid.append((str(file.locate()), f"licences/{part}"))
    return laid


def parts(lock: Path | None = None) -> set[str]:
    """Return what the app's locked list names for this system."""
    lines = (lock or lock_file("app")).read_text(encoding="utf-8").splitlines()
    locked = [Requirement(line.rstrip("\\ ")) for line in lines if line[:1].isalnum()]
    return {
        canonicalize_name(each.name)
        for each in locked
        if each.marker is None or each.marker.evaluate()
    }


def excluded() -> list[str]:
    """Return the modules to leave out: what the workshop alone has, and what is never used."""
    ours = parts()
    strangers = {
        module
        for module, owners in metadata.packages_distributions().items()
        if not ours & {canonicalize_name(owner) for owner in owners}
    }
    return sorted(strangers.union(WITHOUT))


def is_wanted(place: str) -> bool:
    """Tell whether a file is of use where the program runs.

    >>> is_wanted("PySide6/Qt/plugins/platforms/libqxcb.so")
    True
    >>> is_wanted("PySide6/plugins/platformthemes/qgtk3.dll")
    False
    """
    name = PurePath(place).as_posix().replace("\\", "/")
    plugin = _PLUGIN.search(name)
    if plugin is not None:
        return plugin[2] in PLUGINS.get(plugin[1], ())
    if "/translations/" in name or "/plugins/" in name:
        return False
    return sys.platform != "linux" or OF_THE_HOST.match(PurePath(name).name) is None


def asked_by(file: str) -> list[str]:
    """Return the names of the libraries that a file itself asks the loader for."""
    if sys.platform != "linux":
        from PyInstaller.depend.bindepend import get_imports

        return [name for name, _ in get_imports(file)]
    # PyInstaller would ask `ldd`, which also tells what the host's own libraries ask for.
    told = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True)
    return re.findall(r"^\s+NEEDED\s+(\S+)$", told.stdout, re.MULTILINE)


def needed(entries: Sequence[Entry], asked: Asked = asked_by) -> list[Entry]:
    """Return the binaries to keep: what starts, what Python and Qt load, and what these ask for."""
    wanted = {place: entry for entry in entries if is_wanted(place := entry[0])}
    by_name: dict[str, list[Entry]] = {}
    for entry in wanted.values():
        by_name.setdefault(PurePath(entry[0]).name, []).append(entry)
    kept: dict[str, Entry] = {}
    waiting = [entry for entry in wanted.values() if _is_loaded(entry)]
    while waiting:
        entry = waiting.pop()
        if entry[0] in kept:
            continue
        kept[entry[0]] = entry
        names = [entry[1]] if entry[2] == "SYMLINK" else asked(entry[1])
        for name in names:
            waiting += by_name.get(PurePath(name).name, ())
    return [entry for entry in entries if entry[0] in kept]


def laid(entries: Sequence[Entry], binaries: Sequence[Entry]) -> list[Entry]:
    """Return the other files to keep; no link to a library that stays out."""
    kept = {place for place, _, _ in binaries}
    return [
        (place, source, kind)
        for place, source, kind in entries
        if is_wanted(place) and (kind != "SYMLINK" or source in kept)
    ]


def _is_loaded(entry: Entry) -> bool:
    place, _, kind = entry
    name = PurePath(place)
    return (
        kind == "EXTENSION"
        or _PYTHON.match(name.name) is not None
        or _PLUGIN.search(name.as_posix()) is not None
    )
