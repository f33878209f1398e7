"""A first sync under HubSpot's real limit, against what that limit allows."""

import tempfile
from pathlib import Path

from tests.bench.serve import LIMIT
from tests.bench.stage import simulators, sync

WINDOW = 10.0  # seconds


def run(scale: float) -> list[tuple[str, str, str]]:
    """Sync without a limit, then with it, and compare with the best that the limit allows.

    The best is the unlimited run, each of whose requests waits only for the one LIMIT before it:
    a client that is as fast as ours and takes every request as soon as HubSpot lets it.
    """
    people = int(20_000 * scale)
    with tempfile.TemporaryDirectory() as folder, simulators(people) as stage:
        free = sync(stage, Path(folder), pairs="persons-contacts")
    with tempfile.TemporaryDirectory() as folder, simulators(people, limits=True) as stage:
        done = sync(stage, Path(folder), pairs="persons-contacts")
    asked = done.summary["requests"]["hubspot"]
    best = allowed(asked, free.wall)
    what = f"{people:,} under {LIMIT} in 10 s"
    return [
        (f"{what}: wall, {asked} requests", f"{done.wall:.1f} s", f"at best {best:.1f} s"),
        (f"{what}: of what the limit allows", f"{best / done.wall:.1%}", "≥ 95 %"),
        (f"{what}: 429 answers", f"{stage.refused}", "0"),
    ]


def allowed(asked: int, unlimited: float) -> float:
    """Return the least seconds for so many requests, which take `unlimited` if nothing holds them.

    >>> allowed(110, 4.0), allowed(220, 4.0), allowed(440, 4.0)
    (4.0, 12.0, 31.0)
    """
    times: list[float] = []
    for number in range(1, asked + 1):
        held = times[-LIMIT] + WINDOW if len(times) >= LIMIT else 0.0
        times.append(max(unlimited * number / asked, held))
    return times[-1]
