"""Kill -9 in the middle of a sync, at any moment: nothing is lost and nothing is there twice
(Shows 4; P1, P2, P8).

The simulators live in the test, as HubSpot outlives the office's PC; the program is a process of
its own that is killed. Where it is killed is drawn with a fixed seed: at which request, before
the vendor has done it or after, and how long after that.
"""

import json
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from connectors.demo import World
from connectors.kit.simulator import Handler, Request, Response, Server, serve
from tests.e2e.desk import Holdings, holdings
from tests.e2e.program import Done, Program

SEED = 20261124
PEOPLE = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: at the n-th request, before or after it is done, or a little later."""

    request: int
    is_done: bool
    later: float  # seconds


def moments(count: int, requests: int) -> list[Moment]:
    """Draw so many moments of a run that sends so many requests."""
    random = Random(SEED)
    return [
        Moment(
            random.randrange(requests),
            random.random() < 0.5,
            random.choice((0.0, 0.0, random.uniform(0, 0.08))),
        )
        for _ in range(count)
    ]


class Vendors:
    """Both simulators on loopback; tells of each request, before and after it is done."""

    def __init__(self, people: int) -> None:
        self.world = World(None, people=people, seed=SEED)
        self.count = 0
        self.told: Callable[[int, bool], None] = lambda number, is_done: None
        self._lock = threading.Lock()
        self._servers: dict[str, Server] = {
            "hubspot": serve(self._counted(self.world.hubspot.handle)),
            "clio": serve(self._counted(self.world.simulator.handle)),
        }

    @property
    def ends(self) -> dict[str, Any]:
        return {
            name: {"address": server.url, "credentials": dict(self.world.credentials(name))}
            for name, server in self._servers.items()
        }

    def close(self) -> None:
        for server in self._servers.values():
            server.close()

    def _counted(self, handle: Handler) -> Handler:
        def counted(request: Request) -> Response:
            with self._lock:
                number = self.count
                self.count += 1
            self.told(number, False)
            response = handle(request)
            self.told(number, True)
            return response

        return counted


@contextmanager
def vendors(people: int = PEOPLE) -> Iterator[Vendors]:
    made = Vendors(people)
    try:
        yield made
    finally:
        made.close()


def sync(program: Program, ends: Mapping[str, Any]) -> Done:
    """Run one sync to its end, in a process of its own."""
    return program.run(
        str(program.folder), "", stdin=json.dumps(ends), module="tests.bench.one_sync"
    )


def killed(program: Program, ends: Mapping[str, Any], made: Vendors, moment: Moment) -> bool:
    """Run a sync and kill it at `moment`; return whether it was still running."""
    arguments = (str(program.folder), "")
    with program.running(
        *arguments, stdin=json.dumps(ends), module="tests.bench.one_sync"
    ) as process:
        begun = made.count

        def kill(number: int, is_done: bool) -> None:
            if number - begun == moment.request and is_done == moment.is_done:
                if moment.later:
                    threading.Timer(moment.later, process.kill).start()
                else:
                    process.kill()

        made.told = kill
        code = process.wait(timeout=60)
    made.told = lambda number, is_done: None
    return code == -signal.SIGKILL


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Holdings]:
    """What an undisturbed sync asks for, and what HubSpot holds after it."""
    with vendors() as made:
        done = sync(Program(tmp_path_factory.mktemp("whole")), made.ends)
        assert done.code == 0, done.err
        return made.count, holdings(made.world)


def finish_after(moment: Moment, folder: Path, whole: tuple[int, Holdings]) -> None:
    program = Program(folder)
    with vendors() as made:
        ends = made.ends
        assert killed(program, ends, made, moment) or moment.later, moment
        done = sync(program, ends)
        assert done.code == 0, (moment, done.err)
        assert holdings(made.world) == whole[1], moment
        again = json.loads(sync(program, ends).out)["summary"]["totals"]
        assert again["created"] == again["updated"] == again["failed"] == 0, moment


@pytest.fixture(scope="module")
def whole_demo(tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    """What HubSpot holds after a demo that nobody disturbed."""
    folder = tmp_path_factory.mktemp("demo")
    done = Program(folder).run(*demo(folder))
    assert done.code == 0, done.err
    return holdings(World(folder / "world"))


def demo(folder: Path) -> tuple[str, ...]:
    where = ("--data-dir", str(folder / "data"), "--world", str(folder / "world"))
    return ("demo", "--headless", "--json", "--people", str(PEOPLE), *where)


def written(folder: Path) -> int:
    """Return how many requests have changed the demo's HubSpot so far."""
    return sum(file.read_bytes().count(b"\n") for file in folder.glob("world/written-*.jsonl"))


@pytest.mark.slow
@pytest.mark.parametrize("writes", Random(SEED).sample(range(1, 15), 3))
def test_a_demo_that_was_killed_with_its_simulators_is_finished_by_the_next(
    writes: int, tmp_path: Path, whole_demo: Holdings
) -> None:
    program = Program(tmp_path)
    with program.running(*demo(tmp_path)) as process:
        while process.poll() is None and written(tmp_path) < writes:
            continue
        process.kill()
    assert process.returncode == -signal.SIGKILL
    done = program.run(*demo(tmp_path))
    assert done.code == 0, done.err
    assert holdings(World(tmp_path / "world")) == whole_demo
    again = program.run(*demo(tmp_path)).last["totals"]
    assert again["created"] == again["updated"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", range(6))
def test_a_sync_that_was_killed_is_finished_by_the_next(
    number: int, tmp_path: Path, whole: tuple[int, Holdings]
) -> None:
    finish_after(moments(6, whole[0])[number], tmp_path, whole)


@pytest.mark.long
@pytest.mark.parametrize("number", range(50))
def test_fifty_kills_leave_nothing_out_and_nothing_twice(
    number: int, tmp_path: Path, whole: tuple[int, Holdings]
) -> None:
    finish_after(moments(50, whole[0])[number], tmp_path, whole)
