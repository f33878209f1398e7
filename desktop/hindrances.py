"""What holds up a run that starts by itself on this PC: its battery, or internet by the megabyte.

A run that a person asks for goes on whatever the PC runs on.
"""

import ctypes
import sys
from pathlib import Path

from PySide6.QtNetwork import QNetworkInformation

from desktop.preferences import Preferences

SUPPLIES = Path("/sys/class/power_supply")


def hindered(chosen: Preferences) -> str:
    """Return why nothing starts by itself now, in words; "" if something may."""
    if chosen.pause_on_battery and on_battery():
        return "This PC runs on its battery."
    if chosen.pause_on_metered and is_metered():
        return "The internet here is metered."
    return ""


def on_battery(supplies: Path = SUPPLIES) -> bool:
    """Return whether the PC runs on its battery; False where that cannot be told."""
    if sys.platform == "win32":  # pragma: no cover - asked of Windows itself
        return _windows_on_battery()
    return _linux_on_battery(supplies)


def _linux_on_battery(supplies: Path) -> bool:
    plugged = discharging = False
    for each in sorted(supplies.glob("*")):
        kind = _read(each / "type")
        plugged |= kind in ("Mains", "USB") and _read(each / "online") == "1"
        discharging |= kind == "Battery" and _read(each / "status") == "Discharging"
    return discharging and not plugged


def _read(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""


def _windows_on_battery() -> bool:  # pragma: no cover
    status = (ctypes.c_ubyte * 12)()
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - other systems have none
    return bool(kernel.GetSystemPowerStatus(ctypes.byref(status))) and status[0] == 0


def is_metered() -> bool:
    """Return whether the network says that it is metered; False where it does not say."""
    if _network() is None:
        QNetworkInformation.loadDefaultBackend()
    network = _network()
    return network is not None and network.isMetered()


def _network() -> QNetworkInformation | None:
    """Return what tells of the network; None before a backend was loaded, or without one."""
    return QNetworkInformation.instance()
