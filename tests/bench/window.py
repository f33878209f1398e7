"""Start to first painted window, and the longest stall of the Qt loop during the demo sync."""

import json
import subprocess
import sys

from tests.bench.stage import ROOT

Row = tuple[str, str, str]


def run(scale: float) -> list[Row]:
    """Start the window three times on the demo, offscreen; the best is the warm start."""
    people = int(5000 * scale)
    figures = [_once(people) for _ in range(3)]
    best = min(figures, key=lambda each: each["painted"])
    stall = max(each["stall"] for each in figures)
    return [
        ("window painted after a warm start", f"{best['painted']:.2f} s", "from process start"),
        ("  of it: Python and our imports", f"{best['imports']:.2f} s", ""),
        ("  of it: QApplication, fonts and theme", f"{best['theme']:.2f} s", ""),
        ("  of it: window built and painted", f"{best['built']:.2f} s", ""),
        (f"longest stall of the Qt loop, demo of {people:,}", f"{stall * 1000:.0f} ms", ""),
    ]


def _once(people: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.one_window", str(people)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
