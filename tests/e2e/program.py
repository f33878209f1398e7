"""The program as an office runs it: a process of its own, with a home of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds; only a hanging program needs them
HOMES = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "home/roaming",
    "LOCALAPPDATA": "home/local",
    "XDG_DATA_HOME": "home/data",
    "XDG_CONFIG_HOME": "home/config",
    "XDG_STATE_HOME": "home/state",
    "XDG_CACHE_HOME": "home/cache",
    "TMPDIR": "temp",
    "TEMP": "temp",
    "TMP": "temp",
}


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> dict[str, Any]:
        """The object that ends the output of a command with --json."""
        value: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return value


@dataclass(frozen=True, slots=True)
class Program:
    """`python -m desktop` below one folder: data, home and temporary files."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()  # a command that runs the program, such as prlimit

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, *arguments: str, stdin: str = "", module: str = "desktop") -> Done:
        """Run one command to its end."""
        done = subprocess.run(
            self.command(*arguments, module=module),
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=self._environment(),
            timeout=PATIENCE,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def running(
        self, *arguments: str, stdin: str = "", module: str = "desktop"
    ) -> Iterator["subprocess.Popen[str]"]:
        """Run one command beside the test, and kill it should it outlive the block."""
        with subprocess.Popen(
            self.command(*arguments, module=module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=self._environment(),
        ) as process:
            try:
                if stdin:
                    assert process.stdin is not None
                    process.stdin.write(stdin)
                    process.stdin.close()
                    process.stdin = None
                yield process
            finally:
                process.kill()

    def command(self, *arguments: str, module: str = "desktop") -> list[str]:
        return [*self.before, sys.executable, "-m", module, *arguments]

    def _environment(self) -> dict[str, str]:
        for name in set(HOMES.values()):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        homes = {variable: str(self.folder / name) for variable, name in HOMES.items()}
        return {**os.environ, **homes, "PYTHONUTF8": "1", **self.environment}
