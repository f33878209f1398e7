"""What each system is asked, and how long a first sync takes where its own limits hold.

All in one process, on a clock that jumps over every wait: the time is the vendors' limits alone.
"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from math import ceil
from pathlib import Path

from connectors.demo import World
from connectors.demo.offices import SYSTEMS
from core.office import Office
from core.summary import RunSummary
from tests.e2e.desk import Desk, JumpingClock

Row = tuple[str, str, str]
PEOPLE = 1_000
PRACTICE = 4_000  # patients of the dental practice whose first sync is forecast
SLOW = "opendental"
PAGES = {
    "clio": 200,
    "jobber": 100,
    "servicetitan": 50,  # its feeds choose; as the double does
    "buildium": 1_000,
    "opendental": 100,
    "boulevard": 100,
}
"""Records that one answer holds at most, by the vendors' pages."""
NIGHT = 86_400.0  # seconds: past every overlap


def systems(scale: float) -> list[Row]:
    """Count the requests of a first sync and of one with nothing changed, for each system."""
    rows: list[Row] = []
    for system in SYSTEMS:
        rows += _one(system, int(PEOPLE * scale))
    if SLOW in SYSTEMS:
        rows += _one(SLOW, int(PRACTICE * scale))
    return rows


def _one(system: str, people: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        clock = JumpingClock()
        world = World(None, system, people=people, limits=True, clock=clock)
        desk = Desk(Path(name), world, clock)
        with desk.open() as office:
            desk.connect(office)
            forecast = office.sync(desk.job(), trigger="hand", preview=True).forecast
            first, seconds, run = _sync(desk, office)
            _sync(desk, office)  # what the first one wrote comes back
            idle, _, _ = _sync(desk, office)
    what = f"{system}, {people:,} people"
    return [
        (
            f"{what}: first sync, requests",
            _told(first),
            f"{run.totals.read:,} records; {system} needs {_least(system, run)}",
        ),
        (
            f"{what}: nothing changed, requests",
            _told(idle),
            f"{system} needs {len(run.pairs)}: one a pair",
        ),
        (
            f"{what}: first sync under the vendors' limits",
            _spoken(seconds),
            "no wait of ours" if forecast is None else f"told: {_spoken(forecast.total_seconds())}",
        ),
    ]


def _least(system: str, run: RunSummary) -> int:
    """Return how many full pages hold what was read."""
    return sum(max(1, ceil(pair.totals.read / PAGES[system])) for pair in run.pairs)


def _sync(desk: Desk, office: Office) -> tuple[Counter[str], float, RunSummary]:
    """Sync once, a day after the last; return the requests by end, the seconds, and the run."""
    desk.clock.advance(NIGHT)
    world = desk.world
    logs: dict[str, Sequence[object]] = {
        world.system: world.simulator.log,
        "hubspot": world.hubspot.log,
    }
    before = {name: len(log) for name, log in logs.items()}
    began = desk.clock.now()
    run = desk.sync(office)
    assert run.result == "ok", run
    asked = Counter({name: len(log) - before[name] for name, log in logs.items()})
    return asked, (desk.clock.now() - began).total_seconds(), run


def _told(asked: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in asked.items())


def _spoken(seconds: float) -> str:
    minutes = seconds / 60
    return f"{seconds:.0f} s" if minutes < 2 else f"{minutes:.0f} min"
