"""The workers that write: a few batches under way at once, and what they settled."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait

from core.engine.tally import Settled

AT_ONCE = 4  # batches under way; more than that won nothing in trials
_LOOK_UP = 0.2  # seconds between looks at whether to stop while batches are under way


class Writers:
    """Used by the walking thread only."""

    def __init__(self, workers: Executor) -> None:
        self._workers = workers
        self._under_way: list[Future[Sequence[Settled]]] = []

    @property
    def busy(self) -> bool:
        return len(self._under_way) >= AT_ONCE

    @property
    def idle(self) -> bool:
        return not self._under_way

    def start(self, work: Callable[[], Sequence[Settled]]) -> None:
        """Give a batch to a worker."""
        self._under_way.append(self._workers.submit(work))

    def ended(self) -> Iterator[Settled]:
        """Wait a moment for a batch to end, and yield what those that ended have settled.

        Raises what a batch raised; other batches are not lost by that.
        """
        wait(self._under_way, timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
        for future in [each for each in self._under_way if each.done()]:
            self._under_way.remove(future)
            yield from future.result()

    def finish(self) -> Iterator[Settled]:
        """After an error or a cancel: yield what the batches under way still did."""
        for future in self._under_way:
            future.cancel()
        wait(self._under_way)
        for future in self._under_way:
            if not future.cancelled() and future.exception() is None:
                yield from future.result()
        self._under_way = []
