"""The demo: a fictional office, its system and its HubSpot, all on this PC.

The same program with loopback addresses. Two things differ from a real office, and the demo says
so: the vendors are simulators, and the key of the fictional credentials lies in the world folder,
because a demo must run where there is no keyring.
"""

import argparse
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from connectors.demo import SYSTEMS, World
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.log import EventLog
from core.office import Office
from core.office.privacy import Said
from core.paths import Paths
from core.registry import Secrets, SignInKind
from desktop import app
from desktop.cli.commands import DONE, FAILED, interruptible
from desktop.cli.output import Terminal, run_json, run_table
from desktop.entrance import Office as OpenOffice
from desktop.entrance import Opened
from desktop.erasing import Erased
from desktop.start import has_display, run_window_on

ATTESTED = """What a real office must attest before patients' data may leave, that it has a business
associate agreement with HubSpot, is fictional here, too."""
POLL = 0.5  # seconds; Windows tells of a Ctrl+C only between waits


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
    """Return the demo's folders: as asked for, else beside the user's other program data.

    Each system's demo has its own.
    """
    import platformdirs

    home = platformdirs.user_data_path("300Sync Demo", appauthor=False) / system_of(arguments)
    return Folders(arguments.data_dir or home / "data", arguments.world or home / "world")


def system_of(arguments: argparse.Namespace) -> str:
    """Return the name of the connector whose demo is asked for."""
    return arguments.system or SYSTEMS[0]


def run_demo(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Run the demo as asked: in the window, or headless with a summary."""
    where = folders(arguments)
    if arguments.fresh:
        erase(where)
    headless = arguments.headless
    if not headless and not arguments.window and not has_display():
        terminal.notice("There is no display here, so the demo runs without its window.")
        headless = True
    with closing(DemoEntrance(arguments, where, terminal)) as entrance:
        if headless:
            with closing(entrance.open(app.pool).office) as office:
                return sync_once(office, arguments, where, terminal)
        paths = Paths.under(where.data)
        # Nobody's own account is to be connected to a demo: its key is in a file.
        only = ("hubspot", system_of(arguments))
        return run_window_on(
            entrance,
            paths,
            lambda: app.registry(only),
            exit_after_start=arguments.exit_after_start,
        )


class DemoEntrance:
    """Builds the world and serves it, opens an office on it, and keeps it when it is closed."""

    def __init__(self, arguments: argparse.Namespace, where: Folders, terminal: Terminal) -> None:
        self._arguments = arguments
        self._where = where
        self._terminal = terminal
        self._world: World | None = None

    def open(self, workers: Callable[[], Executor], _passphrase: str | None = None) -> Opened:
        """Open the demo's office; it has a key of its own, and no passphrase."""
        world = self._world = self._world or self._built()
        addresses = world.serve()
        credentials = {name: world.credentials(name) for name in world.ends}
        log = app.open_log(Paths.under(self._where.data))
        office = demo_office(
            self._where,
            addresses,
            credentials,
            workers,
            log,
            {n: world.settings(n) for n in world.ends},
        )
        self._tell(world)
        return Opened(office, log, addresses)

    def choose_passphrase(self, passphrase: str) -> None:
        """Choose none: where there is no keyring, the demo runs all the same."""

    def begin_afresh(self, *, forget_passphrase: bool) -> None:
        paths = Paths.under(self._where.data)
        app.begin_afresh(paths, datetime.now(UTC), forget_passphrase=forget_passphrase)

    def erase(self, office: OpenOffice, _job: JobContext) -> Erased:
        """Erase what the program keeps; the fictional vendors stay until the demo ends."""
        rows = {kind: count for kind, count in office.kept.counts().items() if count}
        at = office.kept.erase()
        office.close()
        return Erased(at, rows, 0, ())

    def close(self) -> None:
        """Take the world from the network, and keep it."""
        if self._world is not None:
            self._world.close()
            self._world.save()

    def _tell(self, world: World) -> None:
        """Say on screen what of this is not real."""
        spec = app.registry()[world.system]
        for line in (
            f"This is a demo of a {world.trade}.",
            f"{spec.label} and HubSpot are simulators on this PC, all people are fictional, and",
            f"their records and the demo's own key are kept in {self._where.world}",
        ):
            self._terminal.notice(line)
        if spec.healthcare:
            self._terminal.notice(ATTESTED)

    def _built(self) -> World:
        asked = self._arguments
        world = World(
            self._where.world,
            system_of(asked),
            people=asked.people,
            seed=asked.seed,
            limits=asked.limits,
        )
        if asked.touch:
            world.touch(asked.touch)
        return world


def demo_office(
    where: Folders,
    addresses: Mapping[str, str],
    credentials: Mapping[str, Secrets],
    workers: Callable[[], Executor] | None = None,
    log: EventLog | None = None,
    settings: Mapping[str, Mapping[str, str]] | None = None,
) -> Office:
    """Open an office on the demo's folders, connected to `addresses`; all three are by connector.

    Loopback ports change from start to start: the connections are made anew each time, which
    for the office is a reconnect to the same accounts. Raises UserActionError(SETTING_INVALID)
    where the folder's data are of another system's demo.
    """
    paths = Paths.under(where.data)
    office = app.make_office(paths, FileKeys(where.world), workers=workers, log=log)
    try:
        for known in office.summary().connections:
            if known.connector not in credentials:
                raise UserActionError(
                    Code.SETTING_INVALID, detail=f"data: this folder is of {known.label}"
                )
        for name, secrets in credentials.items():
            chosen = {**(settings or {}).get(name, {}), "base_url": addresses[name]}
            office.connect_with(name, secrets, chosen, JobContext())
        _attest(office)
    except BaseException:
        office.close()
        raise
    return office


def _attest(office: Office) -> None:
    """Say for the fictional office what a real one must say itself, so that the demo may write."""
    if not office.privacy.attested:
        said = Said("Nobody: a demo", agreement=date(2026, 1, 2), agreement_by="Nobody: a demo")
        office.privacy.attest(said, "the demo")


def sync_once(
    office: OpenOffice, arguments: argparse.Namespace, where: Folders, terminal: Terminal
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
        things = "thing waits" if waiting == 1 else "things wait"
        terminal.say(f"{waiting:,} {things} for a person in Review.")
    terminal.data(run_json(run, str(where.data)) | {"world": str(where.world)})
    return DONE if run.result == "ok" and totals.adds_up else FAILED


def run_simulators(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Serve the doubles until interrupted; print where they are and how to sign in."""
    world = World(
        arguments.world,
        system_of(arguments),
        people=arguments.people,
        seed=arguments.seed,
        limits=not arguments.no_limits,
    )
    ports = {"hubspot": arguments.hubspot_port, world.system: arguments.system_port}
    addresses = world.serve(latency=arguments.latency, ports=ports)
    try:
        for name in world.ends:
            terminal.say(f"{name:<12} {addresses[name]}")
            for key, value in world.sign_in_help(name).items():
                terminal.say(f"             {key}: {value}")
        terminal.say("Stop with Ctrl+C. In another terminal, for example:")
        for name in world.ends:
            terminal.say(f"  {_connecting(name, addresses[name], world.settings(name))}")
        terminal.data(
            {
                name: {
                    "address": addresses[name],
                    "credentials": dict(world.credentials(name)),
                    "settings": dict(world.settings(name)),
                    "sign_in": dict(world.sign_in_help(name)),
                }
                for name in world.ends
            }
        )
        with interruptible(terminal) as job:
            while not job.cancelled.wait(POLL):
                continue
    finally:
        world.close()
        world.save()
    return DONE


def _connecting(name: str, address: str, settings: Mapping[str, str]) -> str:
    """Return the command that connects to a double."""
    kinds = [way.kind for way in app.registry()[name].sign_ins]
    words = ["300sync connect", name, *(["--keys"] if SignInKind.KEYS in kinds else [])]
    words += [f"--set {key}={value}" for key, value in settings.items()]
    return " ".join([*words, f"--base-url {address}", "--data-dir DIR"])


def erase(where: Folders) -> None:
    """Delete a demo's folders; nothing else is ever in them."""
    import shutil

    for folder in (where.data, where.world):
        shutil.rmtree(folder, ignore_errors=True)
