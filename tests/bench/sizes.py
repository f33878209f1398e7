"""Requests, records a second, and memory."""

import tempfile
from pathlib import Path

from tests.bench.stage import simulators, sync

Row = tuple[str, str, str]


def requests(scale: float) -> list[Row]:
    """Count requests of a first sync, and of a run with nothing changed."""
    people = int(5000 * scale)
    with tempfile.TemporaryDirectory() as folder, simulators(people, empty=False) as stage:
        first = sync(stage, Path(folder), pairs="persons-contacts")
        second = sync(stage, Path(folder), pairs="persons-contacts")
    allowed = 2 * -(-people // 100) + 10
    asked = first.summary["requests"]
    again = second.summary["requests"]
    return [
        (f"first sync of {people:,}: requests to HubSpot", f"{asked['hubspot']}", f"≤ {allowed}"),
        (f"first sync of {people:,}: requests to Clio", f"{asked['clio']}", ""),
        ("nothing changed: requests to HubSpot", f"{again['hubspot']}", "≤ 1 a stream"),
        ("nothing changed: requests to Clio", f"{again['clio']}", "≤ 1 a stream"),
    ]


def throughput(scale: float) -> list[Row]:
    """Sync with all limits off: records a second, CPU a record, peak memory."""
    rows: list[Row] = []
    peaks: list[int] = []
    for people in (int(10_000 * scale), int(200_000 * scale)):
        with tempfile.TemporaryDirectory() as folder, simulators(people) as stage:
            run = sync(stage, Path(folder), pairs="persons-contacts")
        read = run.summary["totals"]["read"]
        peaks.append(run.peak)
        rows += [
            (f"{people:,} records: a second, end to end", f"{read / run.wall:,.0f}", ""),
            (
                f"{people:,} records: CPU a record in our process",
                f"{run.cpu / read * 1e6:.0f} µs",
                "",
            ),
            (f"{people:,} records: peak memory", f"{run.peak / 1e6:.0f} MB", ""),
        ]
    rows.append(("peak memory, difference", f"{(peaks[1] - peaks[0]) / 1e6:.1f} MB", "≤ 30 MB"))
    return rows
