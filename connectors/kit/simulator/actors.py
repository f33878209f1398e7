"""One simulated account that several people work in: a client's requests, and what others do."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from connectors.kit.hosting import Handler, Request, Response
from connectors.kit.simulator.clock import SimulatorClock
from connectors.kit.simulator.faults import Fault, FaultScript, Logged

Actor = Callable[[Any, int], None]
"""Somebody else who works in the account: called after each request with the simulator and the
number of requests answered."""


class SimulatedAccount:
    """The frame of every simulator: safe to use from many threads, and knows nothing of sockets.

    Tests append to `faults` and `actors`, and look into `log`. A vendor adds `dump`, which returns
    its whole state as JSON-able values for a world folder, and `restore`, which takes it back.
    """

    def __init__(
        self, clock: SimulatorClock, lock: AbstractContextManager[Any], answer: Handler
    ) -> None:
        self.clock = clock
        self.actors: list[Actor] = []
        self._script = FaultScript(clock)
        self.faults: list[Fault] = self._script.faults
        self.log: list[Logged] = self._script.log
        self._lock = lock  # of the account's state; one that its holder may take again
        self._answer = answer
        self._answered = 0

    def handle(self, request: Request) -> Response:
        """Answer one request; then let the others in the account do what they do."""
        try:
            return self._script.apply(request, self._alone)
        finally:
            with self._lock:
                self._answered += 1
                for actor in tuple(self.actors):
                    actor(self, self._answered)

    def requests(self, method: str = "", path: str = "") -> Sequence[Logged]:
        """Return the answered requests with this method and this part of a path."""
        found = (entry for entry in self.log if path in entry.path)
        return [entry for entry in found if method in ("", entry.method)]

    def _alone(self, request: Request) -> Response:
        with self._lock:
            return self._answer(request)
