"""The stage of a bench: simulators in a process of their own, the program in another."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the program in its own process."""

    summary: dict[str, Any]  # the object that `sync --json` ends with
    wall: float  # seconds from the run's start to its end, as the program counted
    cpu: float  # CPU seconds of the run: without start and imports
    peak: int  # bytes: the process's largest resident set


@contextmanager
def simulators(
    people: int, *, limits: bool = False, latency: float = 0.0, empty: bool = True
) -> Iterator[dict[str, Any]]:
    """Serve both doubles; yields their addresses and credentials."""
    command = [
        sys.executable,
        "-m",
        "tests.bench.serve",
        str(people),
        "1" if limits else "0",
        str(latency),
        "1" if empty else "0",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        try:
            yield json.loads(child.stdout.readline())
        finally:
            child.terminate()


def sync(ends: dict[str, Any], folder: Path, *, pairs: str = "") -> Measured:
    """Run one sync in a fresh process on `folder`."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.one_sync", str(folder), pairs],
        input=json.dumps(ends),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"sync failed after {time.monotonic() - started:.1f} s: {done.stderr}")
    answer = json.loads(done.stdout)
    return Measured(answer["summary"], answer["wall"], answer["cpu"], answer["peak"])
