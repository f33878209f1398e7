"""Starting the window: on the office's own data, or on a demo's."""

import sys
from pathlib import Path

from core.errors import SyncError
from core.office import Office
from desktop import app


def run_window(data_dir: Path | None, *, exit_after_start: bool = False) -> int:
    """Open the window, or raise that of the program that is running already."""
    paths = app.paths_for(data_dir)
    return _run(lambda: app.make_office(paths, app.keys_for(paths)), paths.data, exit_after_start)


def run_window_on(office: Office, data: Path, *, exit_after_start: bool = False) -> int:
    """Open the window on an office that is open already: the demo's."""
    return _run(lambda: office, data, exit_after_start)
