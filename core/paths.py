"""Where the program keeps things, and whether it can."""

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from core.errors import Code, SyncError, UserActionError

_NAME = "300Sync"
_PROBE = 4096  # bytes; a file system that is full may still take an empty file
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


@dataclass(frozen=True, slots=True)
class Paths:
    """The program's folders. They may be one and the same, and need not exist yet."""

    data: Path  # the database, and with a passphrase its wrapped key
    config: Path
    log: Path
    cache: Path  # may be deleted at any time

    @classmethod
    def standard(cls) -> "Paths":
        """Return the folders that this system keeps for the user's programs.

        On Windows they do not roam: a database must not be copied between PCs.
        """
        return cls(
            data=platformdirs.user_data_path(_NAME, appauthor=False),
            config=platformdirs.user_config_path(_NAME, appauthor=False),
            log=platformdirs.user_log_path(_NAME, appauthor=False),
            cache=platformdirs.user_cache_path(_NAME, appauthor=False),
        )

    @classmethod
    def under(cls, folder: Path) -> "Paths":
        """Return folders that all lie in one, which then can be moved or deleted as a whole."""
        whole = folder.expanduser().absolute()
        return cls(data=whole, config=whole, log=whole / "logs", cache=whole / "cache")

    def prepare(self) -> None:
        """Make the folders, for this user only, and see that they can be written.

        Raises UserActionError, FOLDER_READ_ONLY or DISK_FULL, with the folder as its detail.
        """
        for folder in dict.fromkeys((self.data, self.config, self.log, self.cache)):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _probe(folder)
            except OSError as error:
                raise disk_error(error, folder) from None


def disk_error(error: OSError, folder: Path) -> SyncError:
    """Say in our terms why `folder` cannot be written."""
    full = error.errno in _FULL
    code = Code.DISK_FULL if full else Code.FOLDER_READ_ONLY
    return UserActionError(code, detail=str(folder))


def private_file(file: Path) -> None:
    """Make an empty file that only this user can read, unless there is one.

    One that is there is not even opened: closing it again would undo, on POSIX, the locks that
    SQLite holds on it in this process.
    """
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def replace_file(file: Path, content: bytes) -> None:
    """Write a whole file for this user only: a crash leaves the old one or the new one."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _probe(folder: Path) -> None:
    replace_file(folder / ".writable", bytes(_PROBE))
    (folder / ".writable").unlink(missing_ok=True)
