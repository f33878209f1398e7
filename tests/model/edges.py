"""Every edge of a run, counted: each request sent and answered, each transaction before and after.

At an edge the power may fail, or somebody in the office may do something; a request may go wrong.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import format_datetime

from sqlalchemy import Connection

from connectors.kit.simulator import Fault, Handler, Request, Response, SimulatedAccount
from core.store.database import Store


class PowerCut(BaseException):
    """The power is off. No Exception, because nothing can react to it."""


Act = Callable[[], None]
NOTHING: Mapping[int, Act] = {}
UNHARMED: Mapping[int, Fault] = {}


class Edges:
    """The edges of one run. `cut_at` 0 never fails; `acts` happen at their edge, once each."""

    def __init__(
        self,
        cut_at: int = 0,
        acts: Mapping[int, Act] = NOTHING,
        faults: Mapping[int, Fault] = UNHARMED,  # by number of the request
    ) -> None:
        self._cut_at = cut_at
        self._acts = acts
        self._faults = faults
        self.passed = 0
        self.requests = 0

    def at(self) -> None:
        """Pass an edge. Once the power is off it stays off."""
        self.passed += 1
        if self._cut_at and self.passed >= self._cut_at:
            raise PowerCut
        if act := self._acts.get(self.passed):
            act()

    def wired(self, vendor: SimulatedAccount) -> Handler:
        """Return the vendor behind these edges."""

        def handle(request: Request) -> Response:
            self.at()
            self.requests += 1
            if fault := self._faults.get(self.requests):
                vendor.faults.append(fault)
            vendor.clock.advance(0.05)
            response = vendor.handle(request)
            response.headers["date"] = format_datetime(vendor.clock.now(), usegmt=True)
            self.at()
            return response

        return handle


class MortalStore(Store):
    """The real store behind the edges of one run."""

    def __init__(self, store: Store, edges: Edges) -> None:
        super().__init__(store.engine, store.file)
        self._edges = edges

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self._edges.at()
        with super().write() as connection:
            yield connection
        self._edges.at()
