"""Start to first painted window, and the longest stall of the Qt loop during the demo sync."""

import json
import os
import subprocess
import sys
import time

from tests.bench.stage import ROOT, simulators

Row = tuple[str, str, str]
STARTS = 3


def run(scale: float) -> list[Row]:
    """Start the window several times, offscreen unless a display is set.

    The quickest start is the warm one. Of the stalls the longest counts: with the simulators in
    the same process, as in the demo, and with them apart, as vendors are.
    """
    people = int(5000 * scale)
    demos = [_once(people, "inside") for _ in range(STARTS)]
    with simulators(people, empty=False) as stage:
        apart = _once(people, "apart", json.dumps(stage.ends))
    best = min((*demos, apart), key=lambda each: each["painted"])
    stall = max(demos, key=lambda each: each["stall"])
    opening = max(each["opening"] for each in demos)
    return [
        ("window painted after a warm start", _seconds(best["painted"]), "from process start"),
        ("  of it: Python and our imports", _seconds(best["imports"]), ""),
        ("  of it: QApplication, fonts and theme", _seconds(best["theme"]), ""),
        ("  of it: window built and painted", _seconds(best["built"]), ""),
        (
            f"longest stall of the Qt loop, demo sync of {stall['read']:,.0f}",
            f"{stall['stall'] * 1000:.0f} ms",
            f"run {stall['seconds']:.1f} s, simulators in the same process",
        ),
        (
            "  with the vendors apart",
            f"{apart['stall'] * 1000:.0f} ms",
            f"run {apart['seconds']:.1f} s",
        ),
        (
            "  before it, until Overview is drawn",
            f"{apart['opening'] * 1000:.0f} ms",
            f"{opening * 1000:.0f} ms while the demo's world is built",
        ),
    ]


def _once(people: int, where: str, ends: str = "") -> dict[str, float]:
    platform = {} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"}
    arguments = [repr(time.time()), str(people), where]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.one_window", *arguments],
        input=ends,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **platform},
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _seconds(value: float) -> str:
    return f"{value:.2f} s"
