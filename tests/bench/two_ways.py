"""Two ways: what a run costs with many changes on both sides.

Run by itself (`python -m tests.bench.two_ways serve|sync …`) it is a process of the bench: the
doubles, told on standard input when the office's people edit; or one sync.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.demo import World as DemoWorld
from connectors.kit.simulator import serve
from core.jobs import Clock
from core.mapping import Direction, Mapping
from core.transforms import chain
from tests.bench.one_sync import main as one_sync
from tests.bench.stage import ROOT

Row = tuple[str, str, str]
PAIR = "persons-contacts"
PAUSE = 360.0  # seconds: past every overlap and every index's lag, before what waits is due again
PAGE = 200  # records that both list at once
BATCH = 100  # records that HubSpot reads or writes at once


# -- a run ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ran:
    """One run: what it says of itself, and what the doubles were asked meanwhile."""

    summary: dict[str, Any]
    cpu: float  # seconds
    peak: int  # bytes
    asked: dict[str, Counter[str]]  # by system: requests by what they do


def two_ways(scale: float) -> list[Row]:
    """Link many, let people edit on both sides, and count what the run after that asks."""
    people, edits = int(50_000 * scale), int(1_000 * scale)
    with tempfile.TemporaryDirectory() as name, doubles(people) as office:
        folder = Path(name)
        office.sync(folder)
        echo = office.sync(folder)  # reads what the first one wrote
        quiet = office.sync(folder)
        office.edit(edits)
        run = office.sync(folder)
    changed = 2 * edits
    batches, pages = -(-changed // BATCH), -(-edits // PAGE) + 1
    hubspot, clio = run.asked["hubspot"], run.asked["clio"]
    what = f"{edits:,} edits a side among {people:,}"
    bins = {key: value for key, value in run.summary["totals"].items() if value}
    return [
        (f"{what}: HubSpot, reads by id", f"{hubspot['read']}", f"≤ {batches}"),
        (
            f"{what}: HubSpot, writes",
            f"{hubspot['write']}",
            f"≤ {batches}, and one a batch in which an e-mail is shared",
        ),
        (f"{what}: HubSpot, pages", f"{hubspot['page']}", f"≤ {pages} of {PAGE}"),
        (f"{what}: HubSpot, anything else", _told(hubspot, "other"), "schema"),
        (f"{what}: Clio, writes", f"{clio['write']}", f"{edits}: one a request"),
        (f"{what}: Clio, reads by id", f"{clio['read']}", f"≥ {-(-edits // PAGE)}"),
        (f"{what}: Clio, pages", f"{clio['page']}", f"≤ {pages} of {PAGE}"),
        (f"{what}: CPU a changed record", f"{run.cpu / changed * 1e6:.0f} µs", f"{bins}"),
        (f"{what}: peak memory", f"{run.peak / 1e6:.0f} MB", ""),
        ("the run after a first sync: HubSpot", _all(echo, "hubspot"), "its echo, 200 a page"),
        (
            "nothing changed: HubSpot, Clio",
            f"{_all(quiet, 'hubspot')}, {_all(quiet, 'clio')}",
            "1, 1",
        ),
    ]


def _told(asked: Counter[str], prefix: str) -> str:
    found = {key[len(prefix) + 1 :]: n for key, n in asked.items() if key.startswith(prefix)}
    return ", ".join(f"{n} {key}" for key, n in sorted(found.items())) or "0"


def _all(ran: Ran, system: str) -> str:
    return f"{sum(ran.asked[system].values())}"


class Office:
    """The doubles in a process of their own, and the program in another for each run."""

    def __init__(self, child: "subprocess.Popen[str]") -> None:
        self._child = child
        self._ends = self._answer()
        self._ahead = 0.0  # seconds that its clock is ahead of the real one

    def edit(self, number: int) -> None:
        self._say(f"edit {number}")
        self._wait()

    def sync(self, folder: Path) -> Ran:
        self._say("forget")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.bench.two_ways",
                "sync",
                str(self._ahead),
                str(folder),
                PAIR,
            ],
            input=json.dumps(self._ends),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        said = json.loads(done.stdout)
        asked = {name: Counter(each) for name, each in self._say("asked").items()}
        self._wait()
        return Ran(said["summary"], said["cpu"], said["peak"], asked)

    def _wait(self) -> None:
        self._ahead += PAUSE
        self._say("wait")

    def _say(self, what: str) -> Any:
        assert self._child.stdin is not None
        self._child.stdin.write(what + "\n")
        self._child.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._child.stdout is not None
        return json.loads(self._child.stdout.readline())


@contextmanager
def doubles(people: int) -> Iterator[Office]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.two_ways", "serve", str(people)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as child:
        try:
            yield Office(child)
        finally:
            child.terminate()


def both_ways(mapping: Mapping) -> Mapping:
    """Return a mapping with every line that can be turned back going both ways."""
    fields = tuple(
        replace(each, direction=Direction.BOTH, policy=None) if chain(each.steps).backward else each
        for each in mapping.fields
    )
    return replace(mapping, fields=fields)


# -- the doubles' process -------------------------------------------------------------------------


def serving(people: int) -> None:
    """Serve a world, and do what standard input says; answer each line with one."""
    world = DemoWorld(None, people=people, seed=300, empty_hubspot=True)
    servers = {"hubspot": serve(world.hubspot.handle), "clio": serve(world.simulator.handle)}
    _say(
        {
            name: {"address": server.url, "credentials": dict(world.credentials(name))}
            for name, server in servers.items()
        }
    )
    for line in sys.stdin:
        what, _, number = line.strip().partition(" ")
        if what == "edit":
            people_edit(world, int(number))
        elif what == "wait":
            world.clock.advance(PAUSE)
        elif what == "forget":
            world.hubspot.log.clear()
            world.simulator.log.clear()
        logs = {"hubspot": world.hubspot.log, "clio": world.simulator.log}
        _say(
            {
                name: Counter(kind_of(name, each.method, each.path, each.params) for each in log)
                for name, log in logs.items()
            }
        )


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def people_edit(world: DemoWorld, number: int) -> None:
    """Edit as many people in Clio, and as many others in HubSpot: half of these a phone."""
    key = "sync300_clio_key"
    linked = [row for row in world.hubspot.records("contacts") if row.get(key)]
    chosen = random.Random(3).sample(linked, 2 * number)
    for n, row in enumerate(chosen[:number]):
        person = int(str(row[key]).rpartition(".")[2])
        world.simulator.edit("contacts", person, title=f"Partner {n}")
    for n, row in enumerate(chosen[number:]):
        values = {"jobtitle": f"Head {n}"} if n % 2 else {"mobilephone": f"+1303555{n:04d}"}
        world.hubspot.edit("contacts", str(row["hs_object_id"]), **values)


def kind_of(system: str, method: str, path: str, params: Iterable[tuple[str, str]]) -> str:
    """Say what a request does: read by id, write, list a page, or whatever its path says."""
    if system == "hubspot":
        for end, kind in (("/batch/read", "read"), ("/search", "page")):
            if path.endswith(end):
                return kind
        if "/batch/" in path:
            return "write"
        is_list = "/objects/" in path and method == "GET"
        return "page" if is_list else "other " + path.rpartition("/crm/")[2]
    if method != "GET":
        return "write"
    if path.endswith("/contacts.json"):
        return "read" if any(name.startswith("ids") for name, _value in params) else "page"
    return "other " + path.rpartition("/")[2]


def syncing() -> int:
    """Run one sync as the other benches do: at the doubles' time, with rules that go both ways."""
    from desktop import app

    starter, now, ahead = app.starter, Clock.now, timedelta(seconds=float(sys.argv[2]))

    def later(clock: Clock) -> datetime:
        return now(clock) + ahead

    setattr(Clock, "now", later)  # noqa: B010 - a method, which mypy lets nobody assign
    app.starter = lambda spec: [both_ways(each) for each in starter(spec)]
    sys.argv = [sys.argv[0], *sys.argv[3:]]
    return one_sync()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serving(int(sys.argv[2]))
    else:
        sys.exit(syncing())
