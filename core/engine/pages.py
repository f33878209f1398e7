"""Reading ahead: one worker reads pages while the walk decides and the writers write."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future

from core.connector import Page
from core.errors import Cancelled
from core.jobs import JobContext

AHEAD = 4  # pages that may wait; bounds the memory of a slow writer and a fast reader
_LOOK_UP = 0.1  # seconds between looks at whether to stop while the queue is full or empty


class ReadAhead:
    """Iterates over the pages of `read`, which runs in a worker. Close it when done."""

    def __init__(
        self, workers: Executor, read: Callable[[], Iterator[Page]], job: JobContext
    ) -> None:
        self._job = job
        self._stop = threading.Event()
        self._queue: queue.Queue[Page | BaseException | None] = queue.Queue(AHEAD)
        self._reader: Future[None] = workers.submit(self._run, read)

    def __iter__(self) -> Iterator[Page]:
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

    def _run(self, read: Callable[[], Iterator[Page]]) -> None:
        try:
            for page in read():
                if not self._put(page):
                    return
            self._put(None)
        except (Exception, Cancelled) as error:  # handed to the walk, which raises it
            self._put(error)

    def _put(self, item: Page | BaseException | None) -> bool:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=_LOOK_UP)
            except queue.Full:
                continue
            return True
        return False
