"""What there is to look at, read ahead by a worker while the walk decides and others write."""

import queue
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.connector import Cursor, Source
from core.errors import Code, SyncError
from core.jobs import JobContext
from core.records import Record

AHEAD = 4  # pages that may wait; bounds the memory of a slow writer and a fast reader
_FETCH = 200  # records to fetch again by id in one request
_LOOK_UP = 0.1  # seconds between looks at whether to stop while the queue is full or empty

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """Some records to look at: a page of what changed, or some that are fetched again."""

    records: Sequence[Record]
    cursor: Cursor | None  # None: fetched again by id; they move no checkpoint
    total: int | None = None
    gone: Sequence[str] = ()

    @property
    def again(self) -> bool:
        return self.cursor is None


def readings(
    source: Source,
    stream: str,
    fields: Collection[str],
    again: Sequence[str],
    cursor: Cursor | None,
) -> Iterator[Reading]:
    """Read first what waits to be tried again, then what changed since `cursor`."""
    yield from fetched(source, stream, fields, again)
    try:
        yield from _changed(source, stream, fields, cursor)
    except SyncError as error:
        if error.code is not Code.CURSOR_EXPIRED or cursor is None:
            raise
        yield from _changed(source, stream, fields, None)


def fetched(
    source: Source, stream: str, fields: Collection[str], wanted: Sequence[str]
) -> Iterator[Reading]:
    """Read some records by id."""
    for start in range(0, len(wanted), _FETCH):
        ids = wanted[start : start + _FETCH]
        found = source.fetch(stream, ids, fields)
        # One that was merged is another record now; under its old id there is nothing to try.
        gone = [each for each in ids if each not in found or found[each].id != each]
        yield Reading(list(found.values()), None, gone=gone)


def _changed(
    source: Source, stream: str, fields: Collection[str], cursor: Cursor | None
) -> Iterator[Reading]:
    for page in source.read(stream, cursor, fields):
        yield Reading(page.records, page.cursor, page.total, page.gone)


class ReadAhead(Generic[T]):
    """Iterates over the pages of `read`, which runs in a worker. Close it when done."""

    def __init__(self, workers: Executor, read: Callable[[], Iterator[T]], job: JobContext) -> None:
        self._job = job
        self._stop = threading.Event()
        self._queue: queue.Queue[T | BaseException | None] = queue.Queue(AHEAD)
        self._reader: Future[None] = workers.submit(self._run, read)

    def __iter__(self) -> Iterator[T]:
        while True:
            self._job.check()
            try:
                item = self._queue.get(timeout=_LOOK_UP)
            except queue.Empty:
                continue
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item

    def close(self) -> None:
        """Stop the reader and wait until it has stopped. Harmless to repeat."""
        self._stop.set()
        self._reader.cancel()
        if not self._reader.cancelled():
            self._reader.result()

    def _run(self, read: Callable[[], Iterator[T]]) -> None:
        try:
            for page in read():
                if not self._put(page):
                    return
            self._put(None)
        except BaseException as error:  # handed to the walk, which raises it
            self._put(error)

    def _put(self, item: T | BaseException | None) -> bool:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=_LOOK_UP)
            except queue.Full:
                continue
            return True
        return False
