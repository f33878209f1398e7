"""Programs that some tests drive: a display, a window manager, a tray, a keyring, a certifier.

`test` brings what is lacking; a test that cannot have its part skips, with the reason from here.
"""

import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from installer import apt
from installer.stopping import notice


@dataclass(frozen=True, slots=True)
class Part:
    """A program, what it is for, and the Debian package that has it."""

    program: str
    package: str
    purpose: str
    linux_only: bool = True


PARTS = {
    "xvfb": Part("Xvfb", "xvfb", "a display without a screen"),
    "openbox": Part("openbox", "openbox", "a window manager"),
    "trayer": Part("trayer", "trayer", "a system tray"),
    "xdotool": Part("xdotool", "xdotool", "clicks and keys on a display"),
    "imagemagick": Part("import", "imagemagick", "pictures of a display"),
    "dbus": Part("dbus-run-session", "dbus", "a session bus"),
    "gnome-keyring": Part("gnome-keyring-daemon", "gnome-keyring", "a Secret Service"),
    "openssl": Part("openssl", "openssl", "certificates to test TLS with", linux_only=False),
    "binutils": Part("strip", "binutils", "leaving out what only debuggers read"),
    "setpriv": Part("setpriv", "util-linux", "running as somebody with fewer rights"),
}

FOR_TESTS = tuple(PARTS)


def missing_part(name: str) -> str | None:
    """Return why a test cannot have a part of PARTS; None if it can. For `skipif` and `skip`."""
    part = PARTS[name]
    if part.linux_only and sys.platform != "linux":
        return f"{part.purpose} ({part.program}) is there on Linux only"
    if shutil.which(part.program) is None:
        return f"{part.purpose} is lacking: {apt.command_line([part.package])}"
    return None


def bring(names: Iterable[str]) -> None:
    """Install what is lacking if we may; else say with which line a person can."""
    lacking = [PARTS[name] for name in names if missing_part(name) is not None]
    packages = [part.package for part in lacking]
    if not packages or sys.platform != "linux":
        return
    if apt.may_install():
        notice(f"Installing what this needs of the system: {' '.join(packages)}")
        if apt.install(packages):
            return
    notice(f"Lacking: {', '.join(part.purpose for part in lacking)}. This line installs it:")
    notice(f"  {apt.command_line(packages)}")
