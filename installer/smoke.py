"""Tries the frozen program as an office would have it: `python -m installer.smoke FOLDER`.

The folder is copied elsewhere and started there without a Python on the way to it; it must sync
the demo, find nothing to do a second time, and open its window. Whatever is lacking is named.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PyInstaller.archive.readers import CArchiveReader

from installer import bundle
from installer.environment import ROOT
from installer.parts import missing_part
from installer.stopping import StopError, notice

PATIENCE = 300  # seconds for one start
PEOPLE = "60"
FAULTS = ("Traceback", "A fault in the window")  # told by a program that goes on all the same
BINS = ("created", "updated", "unchanged", "skipped", "held", "failed")
LACKED = "libQt6DBus.so.6"  # taken out for a test; QtGui asks for it
KEYRINGS = {
    "linux": {"keyring.backends.SecretService", "keyring.backends.kwallet", "secretstorage"},
    "win32": {"keyring.backends.Windows", "win32ctypes.core"},
    "darwin": {"keyring.backends.macOS", "keyring.backends.macOS.api"},
}
MODULES = {
    "phonenumbers.data.region_US",
    "phonenumbers.data.region_GB",
    "sqlalchemy.dialects.sqlite",
}
STRANGERS = {"PyInstaller", "hubspot", "hypothesis", "installer", "licensing", "pytest", "tests"}
PLUGINS = {
    "linux": {"platforms/libqxcb.so", "platforms/libqwayland.so"},
    "win32": {"platforms/qwindows.dll"},
    "darwin": {"platforms/libqcocoa.dylib"},
}


class Frozen:
    """The program's folder somewhere, and the surroundings that it is started in."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.program = folder / (f"{bundle.NAME}.exe" if os.name == "nt" else bundle.NAME)
        self.inside = folder / "_internal"
        self._home = home

    def environ(self) -> dict[str, str]:
        """Return surroundings in which no Python and nothing of this checkout can be found."""
        keep = ("SYSTEMROOT", "WINDIR", "COMSPEC", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
        kept = {name: os.environ[name] for name in keep if name in os.environ}
        homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_RUNTIME_DIR")
        return {
            **kept,
            **dict.fromkeys(homes, str(self._home)),
            "PATH": str(self._home),
            "TMPDIR": str(self._home),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
        }

    def run(self, *words: str, **environ: str) -> str:
        """Return what the program prints; raises StopError if it fails or tells of a fault."""
        return self.call([str(self.program), *words], **environ)

    def call(self, command: Sequence[str], **environ: str) -> str:
        """Return what a command prints in these surroundings, or raise as `run` does."""
        done = subprocess.run(
            command,
            cwd=self._home,
            env=self.environ() | environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode != 0 or any(sign in done.stderr for sign in FAULTS):
            told = f"{done.stdout}\n{done.stderr}".strip()
            raise StopError(f"{' '.join(command)} ended with {done.returncode}:\n{told}")
        return done.stdout


def check_files(frozen: Frozen) -> str:
    """See that every file is inside which the program reads: resources, mappings, licences."""
    lacking = [
        str(place)
        for place in (file.relative_to(ROOT) for file in bundle.files())
        if not (frozen.inside / place).is_file()
        or (frozen.inside / place).read_bytes() != (ROOT / place).read_bytes()
    ]
    licences = [ROOT / "resources/fonts/OFL.txt", ROOT / "resources/icons/LICENSE.txt"]
    lacking += [str(file) for file in licences if file not in bundle.files()]
    lacking += [
        f"the licence of {part}"
        for part in bundle.parts() - UNLICENSED
        if not any((frozen.inside / "licences" / part).glob("*"))
    ]
    _none(lacking, "not in the folder, or not as here")
    return f"{len(bundle.files())} files"


# Their wheels have no text of it; LGPL-3.0.txt beside them is Qt's.
UNLICENSED = {"pyside6-essentials", "shiboken6"}


def check_modules(frozen: Frozen) -> str:
    """See that every module is inside, also those that are imported by name only."""
    packed = set(_packed_modules(frozen.program))
    wanted = {*bundle.modules(), *MODULES, *KEYRINGS[sys.platform]}
    _none(sorted(wanted - packed), "not in the program")
    _none(sorted(STRANGERS & {name.partition(".")[0] for name in packed}), "should not be in it")
    return f"{len(packed)} modules"


def check_libraries(frozen: Frozen) -> str:
    """See that Qt's plugins are inside, and that what is inside finds the libraries it asks for."""
    plugins = next(frozen.inside.glob("PySide6/**/plugins"), Path())
    wanted = PLUGINS[sys.platform]
    _none(sorted(name for name in wanted if not (plugins / name).exists()), "not in the folder")
    links = [file for file in frozen.inside.rglob("*") if file.is_symlink()]
    _none([str(link) for link in links if not link.exists()], "links to nothing")
    libraries = [file for file in frozen.inside.rglob("*.so*") if not file.is_symlink()]
    if sys.platform == "linux":
        there = {file.name for file in frozen.inside.rglob("*.so*")}
        asked = {name for file in libraries for name in bundle.asked_by(str(file))}
        strange = [name for name in asked - there if bundle.OF_THE_HOST.match(name) is None]
        _none(sorted(strange), "neither in the folder nor on every desktop")
    return f"{len(libraries)} libraries"


def check_version(frozen: Frozen) -> str:
    """See that it starts at all."""
    return frozen.run("--version").strip()


def check_demo(frozen: Frozen) -> str:
    """See that the demo syncs and adds up, and that a second run has nothing to write."""
    first, second = _demo(frozen), _demo(frozen)
    if not first["totals"]["created"] or not first["totals"]["read"]:
        raise StopError(f"the first run wrote nothing: {first['totals']}")
    written = second["totals"]["created"] + second["totals"]["updated"]
    if written:
        raise StopError(f"the second run wrote {written} records: {second['totals']}")
    return f"{first['totals']['read']} read, {first['totals']['created']} created, then 0 written"


def check_window(frozen: Frozen) -> str:
    """See that the window opens: without a screen, and on a real display where one can be had."""
    frozen.run(*_demo_words(frozen, "--window", "--exit-after-start"))
    reason = missing_part("xvfb")
    if reason is not None:
        return f"opens offscreen; not tried on a display: {reason}"
    with _display() as display:
        words = _demo_words(frozen, "--window", "--exit-after-start")
        frozen.run(*words, QT_QPA_PLATFORM="xcb", DISPLAY=display)
    return "opens, offscreen and on X11"


def check_lacking(frozen: Frozen) -> str:
    """See that a PC without a library of Qt's is told which one, and that a person can mend it."""
    if sys.platform != "linux":
        return "not tried: Qt brings along all that it needs"
    library = next(file for file in frozen.inside.rglob(LACKED) if not file.is_symlink())
    aside = library.rename(library.with_suffix(".aside"))
    try:
        frozen.run(*_demo_words(frozen, "--window", "--exit-after-start"))
    except StopError as stop:
        if "ended with 3:" in str(stop) and f"{LACKED}." in str(stop):
            return "names the library that is not there"
        raise
    finally:
        aside.rename(library)
    raise StopError(f"opens without {LACKED}")


def check_keyring(frozen: Frozen) -> str:
    """See that it keeps its key in a real Secret Service and finds it again."""
    reason = missing_part("dbus") or missing_part("gnome-keyring")
    if reason is not None:
        return f"not tried: {reason}"
    status = [str(frozen.program), "status", "--data-dir", str(frozen.folder.parent / "office")]
    unlocked = (
        "printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >&2 &&"
        ' "$@" && exec "$@"'
    )
    command = ["dbus-run-session", "--", "sh", "-c", unlocked, "sh", *status]
    frozen.call(command, PATH=os.environ["PATH"])
    return "keeps its key in the Secret Service"


CHECKS: Sequence[tuple[str, Callable[[Frozen], str]]] = (
    ("files", check_files),
    ("modules", check_modules),
    ("libraries", check_libraries),
    ("starts", check_version),
    ("demo", check_demo),
    ("keyring", check_keyring),
    ("window", check_window),
    ("lacking", check_lacking),
)


def size(folder: Path) -> int:
    """Return the bytes of a folder's files, links not followed."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())


def main(arguments: Sequence[str]) -> int:
    """Run all checks, each to its end; return 0 if the program passed."""
    built, failed = Path(arguments[0]).resolve(), 0
    with tempfile.TemporaryDirectory(prefix="300-", ignore_cleanup_errors=True) as place:
        home = Path(place) / "home"
        home.mkdir(mode=0o700)
        frozen = Frozen(Path(place) / "moved" / built.name, home)
        shutil.copytree(built, frozen.folder, symlinks=True)
        for name, check in CHECKS:
            try:
                print(f"ok    {name:<10} {check(frozen)}", flush=True)
            except (StopError, OSError, subprocess.TimeoutExpired) as error:
                print(f"FAIL  {name:<10} {error}", flush=True)
                failed += 1
    print(f"{built}: {size(built) / 1e6:.0f} MB")
    if failed:
        notice(f"The frozen program failed {failed} of {len(CHECKS)} checks.")
    return 1 if failed else 0


def _none(found: Sequence[str], what: str) -> None:
    if found:
        raise StopError(f"{what}: {', '.join(found)}")


def _packed_modules(program: Path) -> Iterator[str]:
    archive = CArchiveReader(str(program))
    for name in archive.toc:
        if name.startswith("PYZ"):
            yield from archive.open_embedded_archive(name).toc


def _demo_words(frozen: Frozen, *words: str) -> list[str]:
    places = ["--data-dir", str(frozen.folder.parent / "data")]
    places += ["--world", str(frozen.folder.parent / "world")]
    return ["demo", *words, "--people", PEOPLE, *places]


def _demo(frozen: Frozen) -> dict[str, Any]:
    told = frozen.run(*_demo_words(frozen, "--headless", "--json"))
    summary: dict[str, Any] = json.loads(told.splitlines()[-1])
    for counts in (summary["totals"], *summary["pairs"]):
        if counts["read"] != sum(counts[name] for name in BINS):
            raise StopError(f"does not add up: {counts}")
    return summary


@contextmanager
def _display() -> Iterator[str]:
    """Yield the name of a display that is there for this."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
