"""The stage of a bench: simulators in a process of their own, the program in another."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that HubSpot's double got."""

    method: str
    path: str
    params: list[list[str]]
    body: Any


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the program in its own process."""

    summary: dict[str, Any]  # the object that `sync --json` ends with
    wall: float  # seconds from the run's start to its end, as the program counted
    cpu: float  # CPU seconds of the run: without start and imports
    peak: int  # bytes: the process's largest resident set


@dataclass(slots=True)
class Stage:
    """The doubles, served. What they were asked is known once they have closed."""

    ends: dict[str, Any]  # addresses and credentials by system
    asked: list[Asked] = field(default_factory=list)  # of HubSpot, in order
    refused: int = 0  # requests that HubSpot answered 429


@contextmanager
def simulators(
    people: int, *, limits: bool = False, latency: float = 0.0, empty: bool = True
) -> Iterator[Stage]:
    """Serve both doubles in a process of their own; `latency` is HubSpot's, in seconds.

    With `empty` HubSpot holds nobody yet.
    """
    flags = ("1" if limits else "0", str(latency), "1" if empty else "0")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.serve", str(people), *flags],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as child:
        assert child.stdout is not None
        try:
            stage = Stage(json.loads(child.stdout.readline()))
            yield stage
        finally:
            child.terminate()
        said = json.loads(child.stdout.read())
        stage.asked = [Asked(*each) for each in said["asked"]]
        stage.refused = said["refused"]


def sync(stage: Stage, folder: Path, *, pairs: str = "") -> Measured:
    """Run one sync in a fresh process on `folder`; of `pairs`, joined by commas, or of all."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.one_sync", str(folder), pairs],
        input=json.dumps(stage.ends),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"sync failed after {time.monotonic() - started:.1f} s: {done.stderr}")
    answer = json.loads(done.stdout)
    return Measured(answer["summary"], answer["wall"], answer["cpu"], answer["peak"])
