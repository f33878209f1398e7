"""A first sync under HubSpot's real limit, against what that limit allows."""

import tempfile
from pathlib import Path

from tests.bench.stage import simulators, sync

LIMIT, WINDOW = 110, 10.0  # requests, seconds: an OAuth app at HubSpot


def run(scale: float) -> list[tuple[str, str, str]]:
    """Compare with the least time that `asked` requests need at 110 in any 10 s.

    The limit lets bursts of 110 through at once and then nothing until the window has passed, so
    the least time for n requests is a window for every full 110 before the last.
    """
    people = int(20_000 * scale)
    with tempfile.TemporaryDirectory() as folder, simulators(people, limits=True) as stage:
        done = sync(stage, Path(folder), pairs="persons-contacts")
    asked = done.summary["requests"]["hubspot"]
    least = (asked - 1) // LIMIT * WINDOW
    share = f"{least / done.wall:.1%}" if least else "not limited"
    return [
        (
            f"{people:,} under 110 in 10 s: wall",
            f"{done.wall:.1f} s",
            f"least possible {least:.0f} s",
        ),
        (f"{people:,} under 110 in 10 s: of what the limit allows", share, "≥ 95 %"),
        (f"{people:,} under 110 in 10 s: 429 answers", f"{stage.refused}", "0"),
    ]
