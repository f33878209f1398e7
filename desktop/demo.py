"""The demo: a fictional law firm, its Clio and its HubSpot, all on this PC.

The same program with loopback addresses. Two things differ from a real office, and the demo says
so: the vendors are simulators, and the key of the fictional credentials lies in the world folder,
because a demo must run where there is no keyring.
"""

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.demo import World
from core.jobs import JobContext
from core.office import Office
from core.paths import Paths
from core.registry import Secrets
from desktop import app
from desktop.cli.commands import DONE, FAILED, interruptible
from desktop.cli.output import Terminal, run_json, run_table

SYSTEMS = ("hubspot", "clio")


class FileKeys:
    """Keeps the demo's master key in a file of its world. The real program has no such path."""

    label = "a file of the demo"

    def __init__(self, folder: Path) -> None:
        self._file = folder / "demo.key"

    def load(self) -> bytes | None:
        return self._file.read_bytes() if self._file.exists() else None

    def save(self, key: bytes) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
            f.write(key)

    def erase(self) -> None:
        self._file.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a demo keeps things: the program's data, and apart from it the fictional records."""

    data: Path
    world: Path


def folders(arguments: argparse.Namespace) -> Folders:
    """Return the demo's folders: as asked for, else beside the user's other program data."""
    import platformdirs

    home = platformdirs.user_data_path("300Sync Demo", appauthor=False)
    return Folders(arguments.data_dir or home / "data", arguments.world or home / "world")


def run_demo(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Run the demo as asked: in the window, or headless with a summary."""
    where = folders(arguments)
    if arguments.fresh:
        erase(where)
    headless = arguments.headless
    if not headless and not arguments.window and not has_display():
        terminal.notice("There is no display here, so the demo runs without its window.")
        headless = True
    with simulated(arguments, where, terminal) as office:
        if headless:
            return sync_once(office, arguments, where, terminal)
        from desktop.start import run_window_on

        return run_window_on(office, where.data, exit_after_start=arguments.exit_after_start)


@contextmanager
def simulated(
    arguments: argparse.Namespace, where: Folders, terminal: Terminal
) -> Iterator[Office]:
    """Serve the world, connect a demo office to it, and keep the world when it is over."""
    world = World(
        where.world, people=arguments.people, seed=arguments.seed, limits=arguments.limits
    )
    if arguments.touch:
        world.touch(arguments.touch)
        world.save()
    addresses = world.serve()
    try:
        office = demo_office(where, addresses, {name: world.credentials(name) for name in SYSTEMS})
        terminal.notice(
            "This is a demo: Clio and HubSpot are simulators on this PC, all people are fictional,"
        )
        terminal.notice(f"and their records and the demo's own key are kept in {where.world}")
        yield office
    finally:
        world.close()
        world.save()


def demo_office(
    where: Folders, addresses: Mapping[str, str], credentials: Mapping[str, Secrets]
) -> Office:
    """Open an office on the demo's folders, connected to `addresses`.

    Loopback ports change from start to start: the connections are made anew each time, which
    for the office is a reconnect to the same accounts.
    """
    paths = Paths.under(where.data)
    office = app.make_office(paths, FileKeys(where.world))
    for name in SYSTEMS:
        office.connect_with(name, credentials[name], {"base_url": addresses[name]}, JobContext())
    return office


def sync_once(
    office: Office, arguments: argparse.Namespace, where: Folders, terminal: Terminal
) -> int:
    """Sync, and print the summary."""
    with interruptible(terminal) as job:
        run = office.sync(job, trigger="hand", preview=arguments.preview)
    terminal.say()
    run_table(terminal, run)
    totals = run.totals
    written = totals.created + totals.updated
    terminal.say(f"{written:,} records written to HubSpot. Data folder: {where.data}")
    waiting = office.summary().waiting
    if waiting:
        terminal.say(f"{waiting:,} things wait for a person in Review.")
    terminal.data(run_json(run, str(where.data)) | {"world": str(where.world)})
    return DONE if run.result == "ok" and totals.adds_up else FAILED


def run_simulators(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Serve the doubles until interrupted; print where they are and how to sign in."""
    world = World(
        arguments.world,
        people=arguments.people,
        seed=arguments.seed,
        limits=not arguments.no_limits,
    )
    ports = {"hubspot": arguments.hubspot_port, "clio": arguments.clio_port}
    addresses = world.serve(latency=arguments.latency, ports=ports)
    try:
        for name in SYSTEMS:
            terminal.say(f"{name:<8} {addresses[name]}")
            for key, value in world.sign_in_help(name).items():
                terminal.say(f"         {key}: {value}")
        terminal.say("Stop with Ctrl+C. In another terminal, for example:")
        terminal.say(
            f"  300sync connect hubspot --keys --base-url {addresses['hubspot']} --data-dir DIR"
        )
        terminal.data(
            {
                name: {
                    "address": addresses[name],
                    "credentials": dict(world.credentials(name)),
                    "sign_in": dict(world.sign_in_help(name)),
                }
                for name in SYSTEMS
            }
        )
        with interruptible(terminal) as job:
            signal.signal(signal.SIGTERM, lambda *_: job.cancelled.set())
            job.cancelled.wait()
    finally:
        world.close()
        world.save()
    return DONE


def erase(where: Folders) -> None:
    """Delete a demo's folders; nothing else is ever in them."""
    import shutil

    for folder in (where.data, where.world):
        shutil.rmtree(folder, ignore_errors=True)


def has_display() -> bool:
    """Return whether a window could be seen: always on Windows and macOS."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
