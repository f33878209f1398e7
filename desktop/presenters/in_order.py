"""Work off the Qt thread, one after another: what is written last is what was wished for last."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.errors import SyncError
from core.jobs import JobContext
from desktop.jobs import JobRunner

Work = Callable[[JobContext], Any]
Done = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class _Wanted:
    work: Work
    done: Done
    failed: Callable[[SyncError], None]
    kind: str


class InOrder:
    """Starts each work once the one before has ended. Lives on the Qt thread."""

    def __init__(self, jobs: JobRunner) -> None:
        self._jobs = jobs
        self._waiting: list[_Wanted] = []
        self._busy = False

    def start(
        self, work: Work, done: Done, failed: Callable[[SyncError], None], kind: str = ""
    ) -> None:
        """Do it after what waits. Of a `kind` only the last of those next to each other is done."""
        if kind and self._waiting and self._waiting[-1].kind == kind:
            self._waiting.pop()
        self._waiting.append(_Wanted(work, done, failed, kind))
        self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        wanted = self._waiting.pop(0)

        def ended(found: object) -> None:
            self._busy = False
            wanted.done(found)
            self._next()

        def failed(error: SyncError) -> None:
            self._busy = False
            wanted.failed(error)
            self._next()

        self._jobs.start(wanted.work, ended, failed=failed)
