"""What goes wrong on this PC, met by the whole program: a code, a plain sentence, and a way on
after which everything is there (P1, P2, P11).
"""

import io
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.clio.simulator import CLIENT_ID, CLIENT_SECRET
from connectors.demo import World
from core.errors import Code
from core.jobs import Clock
from core.paths import Paths
from desktop.cli.doctor import run_doctor
from desktop.cli.output import Terminal
from desktop.text import explain
from tests.e2e import browser
from tests.e2e.desk import KEY, Desk, holdings
from tests.e2e.program import Done, Program

pytestmark = pytest.mark.usefixtures("browser_ports")

PASSPHRASE = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Linked:
    """A PC whose program is connected to both vendors and has synced once."""

    pc: Program
    world: World

    def run(self, *arguments: str, stdin: str = "", pc: Program | None = None) -> Done:
        program = pc or self.pc
        return program.run(*arguments, "--data-dir", str(program.data), "--json", stdin=stdin)

    def connect(self, pc: Program | None = None) -> None:
        """Sign in to both, as a new user does."""
        program = pc or self.pc
        addresses = self.world.serve()
        key = self.world.credentials("hubspot")["token"]
        command = ("connect", "hubspot", "--keys", "--base-url", addresses["hubspot"])
        assert self.run(*command, stdin=f"{key}\n", pc=program).code == 0
        command = ("connect", "clio", "--no-browser", "--base-url", addresses["clio"])
        more = (f"--set=client_id={CLIENT_ID}", "--data-dir", str(program.data), "--json")
        with program.running(*command, *more, stdin=f"{CLIENT_SECRET}\n") as process:
            assert browser.sign_in(process).status == 200
            _out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err

    def goes_on(self) -> None:
        """Change something in Clio; see that the next sync brings it, and nothing else."""
        touched = len(self.world.touch(3))
        before = len(list(self.world.hubspot.records("contacts")))
        done = self.run("sync")
        assert done.code == 0, done.err
        totals = done.last["totals"]
        assert totals["updated"] + totals["held"] == touched
        assert totals["created"] == 0
        assert len(list(self.world.hubspot.records("contacts"))) == before

    @property
    def database(self) -> Path:
        (file,) = (each for each in self.pc.data.glob("*.db") if "damaged" not in each.name)
        return file


@pytest.fixture(scope="module")
def linked(
    tmp_path_factory: pytest.TempPathFactory, keyring: Mapping[str, str]
) -> Iterator[Linked]:
    """One PC for all tests here: each of them breaks it, and leaves it mended."""
    with World(None, people=40, seed=3) as world:
        made = Linked(Program(tmp_path_factory.mktemp("pc"), keyring), world)
        made.connect()
        assert made.run("sync").code == 0
        yield made


def told(done: Done, code: Code) -> None:
    """See that a person is told what happened, what it means and what to do; a machine the code."""
    assert done.code == 3, done.err
    assert done.last["error"]["code"] == code.value
    words = explain(code)
    assert words.title.split("{")[0].split()[0] in done.err
    assert len([line for line in done.err.splitlines() if line.endswith((".", "?"))]) >= 2
    assert "Traceback" not in done.err


# -- the key --------------------------------------------------------------------------------------


def test_without_a_keyring_a_passphrase_is_the_way_on(tmp_path: Path, world: World) -> None:
    pc = Program(tmp_path)
    linked = Linked(pc, world)
    told(linked.run("status"), Code.NO_KEYRING)
    assert not list(pc.data.glob("*.json"))
    chosen = linked.run("passphrase", stdin=f"{PASSPHRASE}\n")
    assert chosen.code == 0, chosen.err
    key = world.credentials("hubspot")["token"]
    address = world.serve()["hubspot"]
    command = ("connect", "hubspot", "--keys", "--base-url", address)
    done = linked.run(*command, stdin=f"{PASSPHRASE}\n{key}\n")
    assert done.code == 0, done.err
    told(linked.run("status", stdin="another passphrase\n"), Code.PASSPHRASE_WRONG)
    status = linked.run("status", stdin=f"{PASSPHRASE}\n")
    assert [each["state"] for each in status.last["connections"]] == ["working"]


# -- the folder -----------------------------------------------------------------------------------


def modes_count(program: Program) -> Program:
    """Return the program as somebody for whom read-only is read-only, also where root tests."""
    if os.name != "posix":
        pytest.skip("modes of POSIX")
    if os.geteuid() != 0:
        return program
    if shutil.which("setpriv") is None:
        pytest.skip("running as root, and there is no setpriv")
    return replace(program, before=("setpriv", "--bounding-set=-dac_override,-dac_read_search"))


def test_a_read_only_folder_is_told_and_nothing_is_lost(linked: Linked) -> None:
    pc = modes_count(linked.pc)
    folders = [linked.pc.data, *(each for each in linked.pc.data.rglob("*") if each.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        for command in ("status", "sync"):
            told(linked.run(command, pc=pc), Code.FOLDER_READ_ONLY)
    finally:
        for folder in folders:
            folder.chmod(0o700)
    linked.goes_on()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_before_anything_is_asked_and_room_is_the_way_on(
    small_disk: Path, keyring: Mapping[str, str], world: World
) -> None:
    linked = Linked(Program(small_disk, keyring), world)
    linked.connect()
    filler = small_disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(small_disk).free))
    asked = len(world.hubspot.log)
    told(linked.run("sync"), Code.DISK_FULL)
    assert len(world.hubspot.log) == asked
    filler.unlink()
    done = linked.run("sync")
    assert done.code == 0, done.err
    assert linked.run("sync").last["totals"]["updated"] == 0


def test_a_disk_that_fills_up_in_the_middle_of_a_run_loses_nothing(
    tmp_path: Path, keyring: Mapping[str, str], world: World
) -> None:
    if shutil.which("prlimit") is None:
        pytest.skip("no prlimit here")
    linked = Linked(Program(tmp_path, keyring), world)
    linked.connect()
    size = linked.database.stat().st_size + 60_000
    full = replace(linked.pc, before=("prlimit", f"--fsize={size}"))
    done = linked.run("sync", pc=full)
    assert done.code == 3, done.err
    assert Code.DISK_FULL.value in done.out
    made = len(list(world.hubspot.records("contacts")))
    again = linked.run("sync")
    assert again.code == 0, again.err
    assert not world.hubspot.duplicates("contacts", KEY)
    assert made <= len(list(world.hubspot.records("contacts")))
    assert linked.run("sync").last["totals"]["created"] == 0


# -- the database ---------------------------------------------------------------------------------


def test_a_damaged_database_is_left_alone_and_put_aside_on_request(linked: Linked) -> None:
    before = holdings(linked.world)
    file = linked.database
    content = bytearray(file.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    file.write_bytes(content)
    told(linked.run("status"), Code.DATABASE_CORRUPT)
    told(linked.run("sync"), Code.DATABASE_CORRUPT)
    assert file.read_bytes() == content
    done = linked.run("afresh", "--yes")
    assert done.code == 0, done.err
    assert Path(done.last["aside"]).read_bytes() == content
    linked.connect()
    again = linked.run("sync")
    assert again.code == 0, again.err
    assert again.last["totals"]["created"] == 0
    assert holdings(linked.world) == before
    linked.goes_on()


def set_revision(database: Path, revision: str) -> str:
    """Let a database be of another revision; return the one that it was."""
    with closing(sqlite3.connect(database)) as connection:
        old = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()
    return str(old)


def test_a_database_of_a_newer_program_is_not_touched(linked: Linked) -> None:
    revision = set_revision(linked.database, "r9999")
    try:
        told(linked.run("sync"), Code.DATABASE_NEWER)
    finally:
        assert set_revision(linked.database, revision) == "r9999"
    linked.goes_on()


def test_the_doctor_says_what_to_mend(linked: Linked) -> None:
    revision = set_revision(linked.database, "r9999")
    try:
        done = linked.run("doctor")
    finally:
        set_revision(linked.database, revision)
    checks = {check["name"]: check for check in done.last["checks"]}
    assert done.code == 3
    assert not checks["Database"]["ok"]
    assert Code.DATABASE_NEWER.value in checks["Database"]["text"]


# -- the clock ------------------------------------------------------------------------------------


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Set this PC's clock; the vendors' goes right."""

    def set_to(ahead: timedelta) -> None:
        monkeypatch.setattr(Clock, "now", lambda self: datetime.now(UTC) + ahead)

    return set_to


def clock_check(data: Path) -> dict[str, Any]:
    """Return what the doctor says of the clock."""
    out = io.StringIO()
    run_doctor(Paths.under(data), Terminal(json=True, out=out))
    checks = json.loads(out.getvalue())["checks"]
    return next(check for check in checks if check["name"] == "Clock")


@pytest.mark.usefixtures("offline")
def test_a_clock_that_is_set_back_stops_nothing_and_loses_nothing(
    tmp_path: Path, set_clock: Callable[[timedelta], None]
) -> None:
    world = World(None, people=40, seed=3)
    desk = Desk(tmp_path, world)
    set_clock(timedelta(days=3))
    with desk.open() as office:
        desk.connect(office)
        assert desk.sync(office).result == "ok"
    set_clock(timedelta(days=-2))
    found = clock_check(tmp_path / "data")
    assert not found["ok"]
    assert Code.CLOCK_BACK.value in found["text"]
    touched = len(world.touch(5))
    with desk.open() as office:
        summary = office.summary()
        assert summary.next_run_at is not None
        assert summary.next_run_at <= summary.now
        run = desk.sync(office)
        assert run.result == "ok", run.code
        assert run.totals.updated + run.totals.held == touched
        assert desk.sync(office).totals.updated == 0
