"""Against others: a bare loop of the same requests, and a batch script on hubspot-api-client."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.bench.stage import ROOT, Asked, Stage, simulators, sync

Row = tuple[str, str, str]
LATENCY = 0.12  # seconds, like HubSpot's
CONNECTIONS = 4


def latency(scale: float) -> list[Row]:
    """Compare a first sync with a bare loop of the same HubSpot requests over four connections.

    The loop sends what HubSpot's double was sent by us: the same methods, addresses and bodies in
    the same order, to a double in the same state. It decides nothing, keeps nothing, reads no
    answer, and has its bodies encoded before the clock starts. What prepares the portal (the
    requests before the first upsert) goes one by one, as nothing else can; the rest four at a time.
    """
    people = int(5000 * scale)
    with tempfile.TemporaryDirectory() as folder, simulators(people, latency=LATENCY) as stage:
        ours = sync(stage, Path(folder), pairs="persons-contacts")
    asked = stage.asked
    with simulators(people, latency=LATENCY) as stage:
        bare = bare_loop(stage, asked)
    assert stage.refused == 0
    return [
        (f"{people:,} at 120 ms: wall", f"{ours.wall:.2f} s", f"bare loop {bare:.2f} s"),
        (
            f"{people:,} at 120 ms: against the bare loop",
            f"{ours.wall / bare:.2f}",
            f"≤ 1.25, {len(asked)} requests each",
        ),
    ]


def bare_loop(stage: Stage, asked: Sequence[Asked]) -> float:
    """Send `asked` over four connections; return the seconds."""
    hubspot = stage.ends["hubspot"]
    headers = {
        "Authorization": f"Bearer {hubspot['credentials']['token']}",
        "Content-Type": "application/json",
    }
    first = next(i for i, each in enumerate(asked) if each.path.endswith("/batch/upsert"))
    with httpx.Client(
        base_url=hubspot["address"],
        headers=headers,
        limits=httpx.Limits(max_connections=CONNECTIONS),
        timeout=30,
    ) as client:
        requests = [
            client.build_request(
                each.method,
                each.path,
                params=[(name, value) for name, value in each.params],
                content=None if each.body is None else json.dumps(each.body),
            )
            for each in asked
        ]

        def send(request: httpx.Request) -> None:
            client.send(request).raise_for_status()

        started = time.perf_counter()
        for request in requests[:first]:
            client.send(request)  # one asks for what is not there yet
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(send, requests[first:]))
        return time.perf_counter() - started


def cpu(scale: float) -> list[Row]:
    """Compare CPU seconds with a plain batch script on hubspot-api-client, at 0 ms."""
    people = int(5000 * scale)
    with tempfile.TemporaryDirectory() as folder, simulators(people) as stage:
        ours = sync(stage, Path(folder), pairs="persons-contacts")
    with simulators(people) as stage:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.peer_script"],
            input=json.dumps(stage.ends),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
    peer = json.loads(done.stdout)
    return [
        (f"{people:,} records: our CPU", f"{ours.cpu:.2f} s", f"wall {ours.wall:.2f} s"),
        (f"{people:,} records: peer's CPU", f"{peer['cpu']:.2f} s", f"wall {peer['wall']:.2f} s"),
        ("CPU against the peer", f"{ours.cpu / peer['cpu']:.2f}", "≤ 0.6"),
    ]
