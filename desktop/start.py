"""Starting the window: on the office's own data, or on a demo's."""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Code, SyncError, UserActionError
from core.jobs import JobContext
from core.log import crash_file, quiet_libraries
from core.paths import Paths
from core.registry import Registry
from desktop import app, libraries
from desktop.cli.commands import FAILED, guarded
from desktop.cli.output import Terminal
from desktop.entrance import Entrance, Office, Opened

if TYPE_CHECKING:
    from desktop.erasing import Erased


def run_window(data_dir: Path | None, *, exit_after_start: bool = False) -> int:
    """Open the window, or raise that of the program that is running already."""
    paths = app.paths_for(data_dir)
    return run_window_on(OfficeEntrance(paths), paths, exit_after_start=exit_after_start)


def run_window_on(
    entrance: Entrance,
    paths: Paths,
    registry: Callable[[], Registry] = app.registry,
    *,
    exit_after_start: bool = False,
) -> int:
    """Open the window on the office behind `entrance`; say why not where it cannot be.

    `registry` lists the systems that it offers to connect.
    """
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        sys.stderr.write("There is no display here. What can be done without: 300sync --help\n")
        return FAILED

    def opened() -> int:
        with crashes_noted(paths), libraries.told():
            from desktop import window

            libraries.try_x11()
            return window.run(
                entrance, registry, paths.data, paths.config, exit_after_start=exit_after_start
            )

    return guarded(Terminal(json=False), opened)


class OfficeEntrance:
    """The office's own data on this PC."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def open(self, workers: Callable[[], Executor], passphrase: str | None) -> Opened:
        def ask() -> str:
            if passphrase is None:
                raise UserActionError(Code.KEYRING_LOCKED, detail="passphrase")
            return passphrase

        log = app.open_log(self._paths)
        quiet_libraries(log)
        keys = app.keys_for(self._paths, ask)
        return Opened(app.make_office(self._paths, keys, workers=workers, log=log), log)

    def choose_passphrase(self, passphrase: str) -> None:
        app.choose_passphrase(self._paths, lambda: passphrase, lambda: passphrase)

    def begin_afresh(self, *, forget_passphrase: bool) -> None:
        app.begin_afresh(self._paths, datetime.now(UTC), forget_passphrase=forget_passphrase)

    def erase(self, office: Office, job: JobContext) -> "Erased":
        from desktop.erasing import erase_everything

        return erase_everything(office, self._paths, app.keys_for(self._paths), job)


def has_display() -> bool:
    """Return whether a window could be seen: always on Windows and macOS."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def crashes_noted(paths: Paths) -> Iterator[None]:
    """Have a crash of Qt leave its frames in the log's folder, where that can be written."""
    with ExitStack() as stack:
        with suppress(SyncError, OSError):
            for folder in (paths.data, paths.log):  # the log may lie in the other
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            stack.enter_context(crash_file(paths.log))
        yield
