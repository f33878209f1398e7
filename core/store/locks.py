"""A lock among the processes of this PC that is not the database's own, so that holding it over a
request to a vendor keeps nobody from writing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import Code, TransientError
from core.paths import disk_error, private_file

PATIENCE = 30.0  # seconds; longer than a renewal usually takes


@contextmanager
def exclusive(file: Path, patience: float | None = None) -> Iterator[None]:
    """Hold the lock that `file` stands for; threads exclude one another as well.

    A holder that dies lets go at once. Raises TransientError(DATABASE_BUSY) after `patience`
    seconds (None: PATIENCE). SQLite's locks are used: they are the same on every system.
    """
    try:
        private_file(file)
    except OSError as error:
        raise disk_error(error, file.parent) from None
    connection = sqlite3.connect(
        file,
        timeout=PATIENCE if patience is None else patience,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise TransientError(Code.DATABASE_BUSY, detail=file.name) from None
        yield
    finally:
        connection.close()


def discard(file: Path) -> None:
    """Delete a lock file that is not needed any more; Windows refuses while it is held."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
