"""One at a time: two starts in a fresh checkout must not make its environment at once."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from installer.stopping import notice


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Wait until no other start changes the environment of `root`, and keep others waiting.

    The system gives the turn back when a process ends, however it ends.
    """
    place = root / "build"  # which no commit has
    place.mkdir(exist_ok=True)
    with (place / "bootstrap.lock").open("a") as file:
        if not _take(file):
            notice("Another start is setting this up. Waiting for it.")
            while not _take(file):
                time.sleep(0.2)
        yield


def _take(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
