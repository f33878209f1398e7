"""Record content and tokens are never at rest: not while the program runs, nor when it has died
(Shows 3; P9, P11).
"""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.clio.simulator import CLIENT_SECRET
from connectors.demo import World
from connectors.kit.simulator import Handler, Request, Response, serve
from tests.e2e.leaks import leaks
from tests.e2e.program import Program

PEOPLE = 80


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, World]:
    """A demo that has been run, and the world that it left."""
    folder = tmp_path_factory.mktemp("canaries")
    program = Program(folder / "pc")
    where = ("--data-dir", str(program.data), "--world", str(folder / "world"))
    done = program.run("demo", "--headless", "--json", "--people", str(PEOPLE), *where)
    assert done.code == 0, done.err
    return program, World(folder / "world")


def tokens(world: World) -> list[str]:
    """Return the credentials that must be nowhere in clear."""
    names = ("token", "access_token", "refresh_token", "client_secret")
    kept = {**world.credentials("hubspot"), **world.credentials("clio")}
    found = [kept[name] for name in names if name in kept]
    assert CLIENT_SECRET in found
    return found


def test_p9_the_demo_leaves_no_value_of_any_record(demo: tuple[Program, World]) -> None:
    program, world = demo
    canaries = set(world.canaries())
    assert len(canaries) > 1000
    assert any(program.data.rglob("*.db"))
    assert leaks(program.folder, canaries) == []


def test_p11_the_demo_leaves_no_token_in_clear(demo: tuple[Program, World]) -> None:
    program, world = demo
    assert leaks(program.folder, tokens(world)) == []


def test_a_planted_value_is_found(demo: tuple[Program, World], tmp_path: Path) -> None:
    world = demo[1]
    some = sorted(world.canaries())[::97]
    for number, text in enumerate(some):
        encoding = ("utf-8", "utf-16-le")[number % 2]
        (tmp_path / f"{number:04}").write_bytes(b"..." + text.encode(encoding) + b"...")
    found = leaks(tmp_path, world.canaries())
    assert {(f"{number:04}", text) for number, text in enumerate(some)} <= set(found)


class Gate:
    """Lets requests through up to one of them, which waits until the test has looked."""

    def __init__(self, handle: Handler, path: str, number: int) -> None:
        self._handle = handle
        self._path = path
        self._number = number
        self._lock = threading.Lock()
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def handle(self, request: Request) -> Response:
        if self._path in request.url.path:
            with self._lock:
                self._number -= 1
                is_it = self._number == 0
            if is_it:
                self.reached.set()
                self.go_on.wait(60)
        return self._handle(request)


@pytest.fixture
def gate(world: World) -> Gate:
    """Stops the third batch."""
    return Gate(world.hubspot.handle, "/batch/", 3)


@pytest.fixture
def ends(world: World, gate: Gate) -> Iterator[dict[str, Any]]:
    """Both vendors on loopback, with HubSpot behind the gate."""
    servers = {"hubspot": serve(gate.handle), "clio": serve(world.simulator.handle)}
    yield {
        name: {"address": server.url, "credentials": dict(world.credentials(name))}
        for name, server in servers.items()
    }
    gate.go_on.set()
    for server in servers.values():
        server.close()


@pytest.mark.parametrize("is_killed", [False, True], ids=["running", "killed"])
def test_p9_nothing_lies_about_in_the_middle_of_a_run(
    tmp_path: Path, world: World, gate: Gate, ends: dict[str, Any], is_killed: bool
) -> None:
    program = Program(tmp_path)
    arguments = (str(program.folder), "")
    with program.running(
        *arguments, stdin=json.dumps(ends), module="tests.bench.one_sync"
    ) as process:
        assert gate.reached.wait(60)
        if is_killed:
            process.kill()
            process.wait()
        files = {file.name for file in program.folder.rglob("*") if file.is_file()}
        assert [name for name in files if name.endswith("-wal")]
        assert leaks(program.folder, [*world.canaries(), *tokens(world)]) == []
        gate.go_on.set()
        out, err = process.communicate(timeout=60)
    if not is_killed:
        assert process.returncode == 0, err
        assert json.loads(out)["summary"]["totals"]["read"] > 0
