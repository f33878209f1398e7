"""The diagnostics bundle: what helps to find a fault, without anything of a record or a person.

It is shown file by file before it is written, and is written by a person alone; nothing sends it.
"""

import platform
import sys
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from core.diagnostics import BundleFile, Hit, crash_lines, lines, named, scan
from core.errors import Code, UserActionError
from core.office.looking import published
from core.office.parts import Parts
from core.paths import disk_error
from core.store import connections, issues, kept, runs

_RUNS = 50  # the newest
_LOGS = 7  # files of a day each, the newest
_LINES = 20_000  # of each of them, the last
_ISSUES = 1_000


class Diagnosing:
    """The bundle of one office. All methods touch disk."""

    def __init__(self, parts: Parts, version: str = "") -> None:
        self._parts = parts
        self._version = version

    def files(self, checks: Mapping[str, bool] | None = None) -> Sequence[BundleFile]:
        """Return what a bundle would hold now; `checks` are the doctor's, by name."""
        folder = self._parts.log.folder
        made = [
            BundleFile("about.json", lines([self._about(checks or {})])),
            BundleFile("kept.json", lines([kept.counts(self._parts.store)])),
            BundleFile("connections.json", lines(self._connections())),
            BundleFile("mappings.json", lines(self._mappings())),
            BundleFile("runs.json", lines(self._runs())),
            BundleFile("issues.json", lines(self._issues())),
        ]
        for log in sorted(folder.glob("300sync-*.log"))[-_LOGS:]:
            made.append(BundleFile(log.name, _tail(log)))
        crash = folder / "crash.txt"
        if crash.is_file() and crash.stat().st_size:
            text = crash.read_text(encoding="utf-8", errors="replace")
            made.append(BundleFile("crash.json", lines(crash_lines(text))))
        return made

    def scan(self, files: Sequence[BundleFile]) -> list[Hit]:
        """Return what blocks the bundle."""
        return scan(files)

    def write(self, files: Sequence[BundleFile], file: Path) -> None:
        """Write a bundle that was looked at, as a zip.

        Raises UserActionError: DIAGNOSTICS_HELD, with the file and line of what looks like a
        person's or a secret; FOLDER_READ_ONLY, DISK_FULL.
        """
        hits = scan(files)
        if hits:
            raise UserActionError(
                Code.DIAGNOSTICS_HELD,
                detail=f"{hits[0].file}:{hits[0].line} {hits[0].finding.value}",
            )
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
                for each in files:
                    bundle.writestr(each.name, each.text)
        except OSError as error:
            raise disk_error(error, file.parent) from None

    def _about(self, checks: Mapping[str, bool]) -> dict[str, object]:
        return {
            "made_at": self._parts.clock.now().isoformat(timespec="seconds"),
            "version": self._version,
            "python": platform.python_version(),
            "system": sys.platform,
            "release": "-".join(platform.release().split()),
            "machine": platform.machine(),
            "frozen": bool(getattr(sys, "frozen", False)),
            "checks": {
                name.replace(", ", ":").replace(" ", "_"): ok for name, ok in checks.items()
            },
        }

    def _connections(self) -> Iterator[dict[str, object]]:
        """Yield how each end stands, without whose it is."""
        for each in connections.all(self._parts.store):
            yield {
                "connector": each.connector,
                "side": each.side.value,
                "state": each.state,
                "code": each.code.value if each.code is not None else None,
                "sign_in": each.settings.get("sign_in"),
                "connected_at": each.connected_at.isoformat(timespec="seconds"),
            }

    def _mappings(self) -> Iterator[dict[str, object]]:
        """Yield each pair's lines by their fields' names; no value, label or constant of them."""
        for each in published(self._parts):
            yield {
                "pair": each.pair,
                "version": each.version,
                "policy": each.policy.value,
                "fields": [
                    {
                        "system": [named(field) for field in line.system],
                        "hubspot": named(line.hubspot),
                        "direction": line.direction.value,
                        "steps": len(line.steps),
                    }
                    for line in each.fields
                ],
                "conditions": len(each.filter.conditions),
            }

    def _runs(self) -> Iterator[dict[str, object]]:
        for run in runs.history(self._parts.store, _RUNS):
            yield {
                "run": run.id,
                "started_at": run.started_at.isoformat(timespec="seconds"),
                "trigger": run.trigger,
                "preview": run.preview,
                "result": run.result,
                "code": run.code.value if run.code is not None else None,
                "seconds": run.seconds,
                "pairs": [
                    {"pair": p.pair, "totals": p.totals, "reasons": dict(p.reasons)}
                    for p in run.pairs
                ],
            }

    def _issues(self) -> Iterator[dict[str, object]]:
        """Yield how many issues wait by pair and code; their ids are in the log."""
        counted: dict[tuple[str, str], int] = {}
        for each in issues.open_issues(self._parts.store, limit=_ISSUES):
            key = each.pair, each.code.value
            counted[key] = counted.get(key, 0) + 1
        for (pair, code), count in sorted(counted.items()):
            yield {"pair": pair, "code": code, "count": count}


def _tail(log: Path) -> str:
    with log.open(encoding="utf-8", errors="replace") as stream:
        return "".join(deque(stream, _LINES))
