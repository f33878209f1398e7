"""Erasing everything that the program keeps on this PC: sign-ins, rows, the key, and the files."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import SyncError
from core.jobs import JobContext
from core.keys import KeyHolder
from core.paths import Paths
from desktop.entrance import Office

OURS = (  # in the folders of data and settings
    "300sync*.db",
    "300sync*.db-*",
    "*.lock",
    "passphrase*.json",
    "closing-explained",
    "preferences.json",
    "window.json",
)
LOGS = ("300sync-*.log", "crash.txt")


@dataclass(frozen=True, slots=True)
class Erased:
    """The receipt: what there was, and what is left as it is not ours."""

    at: datetime
    rows: Mapping[str, int]  # by kind
    files: int
    left: tuple[Path, ...]


def erase_everything(office: Office, paths: Paths, keys: KeyHolder, job: JobContext) -> Erased:
    """Erase an office, and close it. Sign-ins are taken back at the vendors where that can be done.

    A file in our folders that is not ours stays, and so does the folder that it is in. Raises
    UserActionError if the database cannot be emptied: then nothing else was erased.
    """
    rows = {kind: count for kind, count in office.kept.counts().items() if count}
    for connection in office.summary().connections:
        with suppress(SyncError):  # the sign-in is deleted here whatever the vendor says
            office.disconnect(connection.id, job)
    at = office.kept.erase()
    office.close()
    keys.erase()
    files = list(_ours(paths))
    for file in files:
        file.unlink(missing_ok=True)
    folders = list(dict.fromkeys((paths.log, paths.cache, paths.config, paths.data)))
    for folder in folders:
        with suppress(OSError):  # something is in it that is not ours, or it is none
            folder.rmdir()
    left = (file for folder in folders if folder.exists() for file in folder.iterdir())
    return Erased(at, rows, len(files), tuple(sorted(dict.fromkeys(left))))


def _ours(paths: Paths) -> Iterator[Path]:
    for folder in dict.fromkeys((paths.data, paths.config)):
        for pattern in OURS:
            yield from folder.glob(pattern)
    for pattern in LOGS:
        yield from paths.log.glob(pattern)
    yield from (each for each in paths.cache.glob("*") if each.is_file())
