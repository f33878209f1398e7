"""Words, tables and a progress bar for the terminal; JSON for machines."""

import sys
from collections.abc import Sequence
from typing import Any, TextIO

import msgspec

from core.errors import SyncError
from core.jobs import Progress
from core.summary import Compared, PairRun, RunSummary, Totals
from desktop.sentences.explaining import COMPARED
from desktop.text import Words, explain

_BINS = ("read", "created", "updated", "unchanged", "skipped", "held", "failed")


class Terminal:
    """Where a command speaks: sentences on standard output, or with `json` one object a line.

    Progress and notices go to standard error, so that standard output can be piped.
    """

    def __init__(self, *, json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.json = json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._bar = False

    def say(self, text: str = "") -> None:
        """Print a sentence; machines get none."""
        self._clear()
        if not self.json:
            print(text, file=self._out)

    def notice(self, text: str) -> None:
        """Tell a person something that is no result, whoever reads the result."""
        self._clear()
        print(text, file=self._err)

    def data(self, value: dict[str, Any]) -> None:
        """Print one JSON object, for machines only."""
        self._clear()
        if self.json:
            print(msgspec.json.encode(value).decode(), file=self._out, flush=True)

    def words(self, words: Words) -> None:
        """Print what happened, what it means and what to do."""
        self.notice(f"{words.title}.")
        self.notice(words.meaning)
        self.notice(words.action)

    def error(self, error: SyncError, system: str = "") -> None:
        """Print what happened, what it means and what to do; and the code for support."""
        words = explain(error.code, system=system, reference=error.reference, detail=error.detail)
        self.words(words)
        print(f"({error})", file=self._err)
        self.data({"error": {"code": error.code.value, "reference": error.reference}})

    def progress(self, progress: Progress) -> None:
        """Draw how far a pair is, over the last drawing."""
        if self.json or not self._err.isatty():
            return
        self._bar = True
        done = f"{progress.read:,}"
        if progress.total:
            share = min(1.0, progress.read / progress.total)
            bar = "█" * round(share * 24) + "░" * (24 - round(share * 24))
            done = f"{bar} {progress.read:,} of {progress.total:,}"
        line = f"{progress.pair:<22} {_PHASES.get(progress.phase, progress.phase):<9} {done}"
        print(f"\r\033[2K{line}", end="", file=self._err, flush=True)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print columns: the first to the left, numbers to the right."""
        if self.json:
            return
        widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
        for row in (head, *rows):
            cells = [row[0].ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            self.say("  ".join(cells).rstrip())

    def _clear(self) -> None:
        if self._bar:
            print("\r\033[2K", end="", file=self._err, flush=True)
            self._bar = False


_PHASES = {
    "matching": "matching",
    "reading": "syncing",
    "associating": "linking",
    "done": "done",
    "waiting": "waiting",
}


def run_table(terminal: Terminal, run: RunSummary) -> None:
    """Print a run's counts per pair, their sum, and the requests it took."""
    rows = [_row(pair.label, pair.totals) for pair in run.pairs]
    rows.append(_row("Total", run.totals))
    terminal.table(("", *(name.capitalize() for name in _BINS)), rows)
    reasons: dict[str, int] = {}
    for pair in run.pairs:
        for code, count in pair.reasons.items():
            reasons[code] = reasons.get(code, 0) + count
    if reasons:
        terminal.say()
        terminal.say(
            "Reasons: " + ", ".join(f"{code} {n:,}" for code, n in sorted(reasons.items()))
        )
    asked = ", ".join(f"{name} {count:,}" for name, count in run.requests.items())
    terminal.say(f"Requests: {asked or 'none'}. Time: {run.seconds:.1f} s.")


def compared_lines(terminal: Terminal, run: RunSummary, system: str) -> None:
    """Print what comparing all records found, by pair; nothing of a run that did not."""
    for pair in run.pairs:
        if pair.compared is None:
            continue
        found = {name: count for name, count in _compared(pair.compared).items() if count}
        terminal.say(f"{pair.label}, compared{':' if found else ': all is as it should be.'}")
        for name, count in found.items():
            terminal.say(f"  {COMPARED[name].replace('{system}', system)}: {count:,}")


def run_json(run: RunSummary, data_dir: str) -> dict[str, Any]:
    """Return the object that ends `sync` and `demo` with --json."""
    return {
        "result": run.result,
        "code": run.code.value if run.code else None,
        "run": run.id,
        "preview": run.preview,
        "totals": _totals(run.totals),
        "pairs": [_pair(pair) for pair in run.pairs],
        "requests": dict(run.requests),
        "refused": dict(run.refused),
        "seconds": round(run.seconds, 3),
        "forecast_seconds": None if run.forecast is None else run.forecast.total_seconds(),
        "data_dir": data_dir,
    }


def _pair(pair: PairRun) -> dict[str, Any]:
    return {
        "pair": pair.pair,
        "label": pair.label,
        **_totals(pair.totals),
        "reasons": dict(pair.reasons),
        "ties": pair.ties_made,
        "compared": _compared(pair.compared) if pair.compared is not None else None,
        "seconds": round(pair.seconds, 3),
    }


def _compared(compared: Compared) -> dict[str, int]:
    return {name: getattr(compared, name) for name in COMPARED}


def _totals(totals: Totals) -> dict[str, int]:
    return {name: getattr(totals, name) for name in _BINS}


def _row(label: str, totals: Totals) -> tuple[str, ...]:
    return (label, *(f"{value:,}" for value in _totals(totals).values()))
