"""Debian's and Ubuntu's packages: asking what there is, installing where we may."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence

_QUIETLY = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")
_PATIENTLY = ("-o", "DPkg::Lock::Timeout=300", "-qq")  # another installation may be under way


def may_install() -> bool:
    """Tell whether packages can be installed here without asking a person."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def command_line(packages: Sequence[str]) -> str:
    """Return the one line with which a person installs them."""
    return f"sudo {' '.join(_INSTALL)} {' '.join(packages)}"


def install(packages: Sequence[str]) -> bool:
    """Install them, with newer lists if the ones here do not do; return whether it worked."""
    command = [*_INSTALL, *_PATIENTLY, *packages]
    if known(packages) == set(packages) and _run(command):
        return True
    return _run(["apt-get", "update", "-qq"]) and _run(command)


def known(packages: Iterable[str]) -> set[str]:
    """Return those that could be installed, by the lists that are here."""
    names = list(packages)
    if not names or shutil.which("apt-cache") is None:
        return set()
    told = subprocess.run(
        ["apt-cache", "policy", *names],
        env=os.environ | _QUIETLY,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    found: set[str] = set()
    name = ""
    for line in told.splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            found.add(name)
    return found & set(names)


def _run(command: Sequence[str]) -> bool:
    done = subprocess.run(
        command, env=os.environ | _QUIETLY, stdout=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0
