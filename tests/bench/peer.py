"""Against others: a bare loop of the same requests, and a batch script on hubspot-api-client."""

import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.bench.stage import ROOT, simulators, sync

Row = tuple[str, str, str]
LATENCY = 0.12  # seconds, like HubSpot's
CONNECTIONS = 4


def latency(scale: float) -> list[Row]:
    """Compare a first sync with a bare loop of the same HubSpot requests over four connections."""
    people = int(5000 * scale)
    with tempfile.TemporaryDirectory() as folder, simulators(people, latency=LATENCY) as ends:
        ours = sync(ends, Path(folder), pairs="persons-contacts")
    with simulators(people, latency=LATENCY) as ends:
        bare = bare_loop(ends["hubspot"], ours.summary["requests"]["hubspot"])
    return [
        (f"{people:,} at 120 ms: wall", f"{ours.wall:.2f} s", f"bare loop {bare:.2f} s"),
        (f"{people:,} at 120 ms: against the bare loop", f"{ours.wall / bare:.2f}", "≤ 1.25"),
    ]


def bare_loop(hubspot: dict[str, object], count: int) -> float:
    """Send `count` batch upserts of 100, four at a time; return the seconds."""
    credentials = hubspot["credentials"]
    assert isinstance(credentials, dict)
    token = credentials.get("access_token") or credentials["token"]
    with httpx.Client(
        base_url=str(hubspot["address"]), headers={"Authorization": f"Bearer {token}"}, timeout=30
    ) as client:

        def send(number: int) -> None:
            inputs = [
                {
                    "id": f"bare-{number}-{i}@example.com",
                    "idProperty": "email",
                    "objectWriteTraceId": str(i),
                    "properties": {"email": f"bare-{number}-{i}@example.com", "firstname": "Bare"},
                }
                for i in range(100)
            ]
            client.post(
                "/crm/objects/2026-09/contacts/batch/upsert", json={"inputs": inputs}
            ).raise_for_status()

        started = time.perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(send, range(count)))
        return time.perf_counter() - started


def cpu(scale: float) -> list[Row]:
    """Compare CPU seconds with a plain batch script on hubspot-api-client, at 0 ms."""
    people = int(5000 * scale)
    with tempfile.TemporaryDirectory() as folder, simulators(people) as ends:
        ours = sync(ends, Path(folder), pairs="persons-contacts")
    with simulators(people) as ends:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.peer_script"],
            input=json.dumps(ends),
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
