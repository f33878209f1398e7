"""The program's log: typed events of codes, ids, counts and durations. No call takes a value (P9).

One JSON object a line, one file a day (UTC), kept for 90 days. What libraries log is reduced to
who, how loud, and which exception.
"""

import faulthandler
import json
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import IO, TypedDict, Unpack

from core.errors import Code, SyncError
from core.jobs import Clock
from core.paths import private_file

KEPT = timedelta(days=90)
OURS = ("core", "connectors", "desktop")
_QUIET = ("httpx", "httpcore", "sqlalchemy", "alembic", "keyring", "urllib3", "asyncio")
_TOKEN = re.compile(r"[A-Za-z0-9_.:\-]{1,64}")
_FILE = re.compile(r"300sync-(\d{4}-\d{2}-\d{2})\.log")
_DEEPEST = 12  # frames of a traceback that are kept, the innermost


class Event(Enum):
    """All that is ever logged, by name."""

    STARTED = "program.started"
    ENDED = "program.ended"
    FAULT = "program.fault"  # an exception that nobody expected
    FOREIGN = "library.said"
    LOG_LOST = "log.lost"  # lines that could not be written
    DATABASE_OPENED = "database.opened"
    DATABASE_MIGRATED = "database.migrated"
    KEYS_ROTATED = "vault.rotated"
    CONNECTED = "connection.made"
    DISCONNECTED = "connection.removed"
    REVOKE_FAILED = "connection.revoke_failed"
    SIGNED_OUT = "connection.signed_out"
    TOKEN_RENEWED = "connection.token_renewed"
    RUN_STARTED = "run.started"
    RUN_ENDED = "run.ended"
    RUN_FAULT = "run.fault"
    RECORD_FAULT = "run.record_fault"  # ours, over one record that then failed alone
    PAIR_ENDED = "run.pair_ended"
    UNDO_STARTED = "undo.started"
    UNDO_ENDED = "undo.ended"
    BRAKED = "run.braked"
    MAPPING_PUBLISHED = "mapping.published"
    PAUSED = "schedule.paused"
    RESUMED = "schedule.resumed"
    EXPORTED = "privacy.exported"
    ERASED = "privacy.erased"
    UPDATED = "program.updated"


class Facts(TypedDict, total=False):
    """What an event may tell. Texts are ids and names of ours, never a person's or a record's
    content; one that does not look like such a name is written as "?".
    """

    code: Code | None
    run: str | None
    connection: str | None
    connector: str | None
    pair: str | None
    stream: str | None
    record: str | None  # a vendor's id of a record
    reference: str | None  # a vendor's number for an event
    trigger: str | None
    result: str | None
    version: str | None
    field: str | None  # a field's name
    status: int | None  # of HTTP
    count: int
    read: int
    changed: int
    held: int
    failed: int
    requests: int
    seconds: float


class EventLog:
    """Writes events. Safe from any thread; a full disk costs lines, never a sync."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self._folder = folder
        self._clock = clock or Clock()
        self._lock = threading.Lock()
        self._day: date | None = None
        self._stream: IO[str] | None = None
        self._lost = 0

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._folder

    def event(self, name: Event, /, **facts: Unpack[Facts]) -> None:
        """Write one event."""
        self._write(name, {key: _safe(value) for key, value in facts.items() if value is not None})

    def exception(self, name: Event, error: BaseException, /, **facts: Unpack[Facts]) -> None:
        """Write an exception as its type and place: its message may hold anything."""
        line = {key: _safe(value) for key, value in facts.items() if value is not None}
        if isinstance(error, SyncError):
            line["code"] = error.code.value
        self._write(name, line | described(error))

    def foreign(self, logger: str, level: str, error: BaseException | None) -> None:
        """Write that a library logged something, but not what."""
        line: dict[str, object] = {"logger": _safe(logger), "level": _safe(level)}
        if error is not None:
            line["type"] = type(error).__qualname__
        self._write(Event.FOREIGN, line)

    def close(self) -> None:
        with self._lock:
            self._shut()
            self._day = None

    def _write(self, name: Event, line: dict[str, object]) -> None:
        now = self._clock.now()
        head = {"at": now.isoformat(timespec="milliseconds"), "event": name.value}
        with self._lock:
            try:
                if self._day != now.date() or self._stream is None:
                    self._turn_to(now.date())
                assert self._stream is not None
                if self._lost:
                    lost = {**head, "event": Event.LOG_LOST.value, "count": self._lost}
                    self._stream.write(json.dumps(lost) + "\n")
                self._stream.write(json.dumps(head | line) + "\n")
                self._stream.flush()
                self._lost = 0
            except OSError:
                self._lost += 1
                self._drop()

    def _turn_to(self, day: date) -> None:
        """Begin a day's file, and delete those that are too old."""
        self._shut()
        file = self._folder / f"300sync-{day.isoformat()}.log"
        private_file(file)
        self._stream = file.open("a", encoding="utf-8")
        self._day = day
        for old in self._folder.glob("300sync-*.log"):
            named = _FILE.fullmatch(old.name)
            if named and date.fromisoformat(named[1]) < day - KEPT:
                old.unlink(missing_ok=True)

    def _shut(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _drop(self) -> None:
        """Let go of a file that cannot be written; what it still buffers is lost."""
        try:
            self._shut()
        except OSError:
            self._lost += 1


def _safe(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return round(value, 3)
    return value if isinstance(value, str) and _TOKEN.fullmatch(value) else "?"


def described(error: BaseException) -> dict[str, object]:
    """Return an exception's type, those it was raised from, and its place in our code."""
    types = [type(error).__qualname__]
    cause = error.__cause__
    while cause is not None and len(types) < _DEEPEST:
        types.append(type(cause).__qualname__)
        cause = cause.__cause__
    return {"type": " < ".join(types), "place": list(_frames(error.__traceback__))[-_DEEPEST:]}


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    """Yield "module:function:line" of our frames, and of the innermost one whosever it is."""
    while traceback is not None:
        frame = traceback.tb_frame
        module = str(frame.f_globals.get("__name__", "?"))
        if module.partition(".")[0] in OURS or traceback.tb_next is None:
            yield f"{module}:{frame.f_code.co_name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next


class ForeignHandler(logging.Handler):
    """Takes what libraries log through the standard library, and passes on no word of it."""

    def __init__(self, log: EventLog) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self._log.foreign(record.name, record.levelname, error)


def quiet_libraries(log: EventLog) -> None:
    """Make ours the only handler there is, from WARNING up; Python's warnings go there too."""
    root = logging.getLogger()
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
    root.addHandler(ForeignHandler(log))
    root.setLevel(logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    logging.lastResort = None
    logging.raiseExceptions = False  # a failing handler would print the record


@contextmanager
def crash_file(folder: Path) -> Iterator[Path]:
    """Have a hard crash leave its frames, and no values, in a file. Begin before Qt starts."""
    file = folder / "crash.txt"
    private_file(file)
    with file.open("a", encoding="utf-8") as stream:
        faulthandler.enable(stream, all_threads=True)
        try:
            yield file
        finally:
            faulthandler.disable()
