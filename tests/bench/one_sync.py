"""One sync in a process of its own: connection details on standard input, figures on output."""

import json
import resource
import sys
import time
from pathlib import Path

from core.jobs import JobContext
from desktop import app
from desktop.cli.output import run_json
from desktop.demo import Folders, demo_office


def main() -> int:
    folder, pairs = Path(sys.argv[1]), sys.argv[2]
    ends = json.load(sys.stdin)
    office = demo_office(
        Folders(folder / "data", folder / "world"),
        {name: end["address"] for name, end in ends.items()},
        {name: end["credentials"] for name, end in ends.items()},
    )
    only = pairs.split(",") if pairs else None
    wall, cpu = time.perf_counter(), time.process_time()
    run = office.sync(JobContext(), trigger="command", only=only)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if run.result != "ok":
        print(f"{run.result}: {run.code}", file=sys.stderr)
        return 1
    summary = run_json(run, app.VERSION)
    print(json.dumps({"summary": summary, "wall": wall, "cpu": cpu, "peak": peak}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
