"""What SQLite's failures mean to the office."""

import shutil
from pathlib import Path

from core.errors import Code, SyncError, TransientError, UserActionError

_LITTLE = 1_000_000  # bytes; a disk with less is full to SQLite


def failure(error: object, file: Path) -> SyncError:
    """Return our error for one of SQLite's, by its result code; without its message."""
    name = str(getattr(error, "sqlite_errorname", "SQLITE_ERROR"))
    kind = name.split("_")[1]
    if kind in ("BUSY", "LOCKED"):
        return TransientError(Code.DATABASE_BUSY)
    if kind == "FULL" or name == "SQLITE_IOERR_WRITE" or (kind == "IOERR" and _is_full(file)):
        return UserActionError(Code.DISK_FULL, detail=str(file.parent))
    if kind in ("READONLY", "CANTOPEN", "PERM"):
        code = Code.DISK_FULL if _is_full(file) else Code.FOLDER_READ_ONLY
        return UserActionError(code, detail=str(file.parent))
    if kind in ("CORRUPT", "NOTADB"):
        return UserActionError(Code.DATABASE_CORRUPT, detail=str(file))
    return SyncError(Code.INTERNAL, detail=name)


def _is_full(file: Path) -> bool:
    try:
        return shutil.disk_usage(file.parent).free < _LITTLE
    except OSError:
        return False
