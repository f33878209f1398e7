"""Hosting for simulators: a simulator is a function from request to response.

`httpx.MockTransport(simulator.handle)` makes it the unit tests' double; `serve` puts the same
object on 127.0.0.1 for the demo, the end-to-end tests and `300sync simulators`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import httpx

Request = httpx.Request
Response = httpx.Response
Handler = Callable[[Request], Response]


class SimulatorClock:
    """A clock that tests move by hand; `rate` 1.0 makes it run with the real one."""

    def __init__(self, start: datetime | None = None, *, rate: float = 1.0) -> None:
        raise NotImplementedError

    def now(self) -> datetime: ...
    def advance(self, seconds: float) -> None: ...


@dataclass(slots=True)
class Fault:
    """What goes wrong with requests that match, `times` times.

    Kinds: "status" (answer `status` with `body` instead of doing it), "drop_before" (cut the
    connection, nothing done), "drop_after" (do it, then cut: the time-out that took effect),
    "html" (a 502 page), "truncate" (do it, cut the JSON in half), "slow" (wait `seconds` first).
    """

    kind: str
    method: str = ""  # "" is any
    path: str = ""  # a part of the path; "" is any
    times: int = 1
    after: int = 0  # matching requests to let through first
    status: int = 500
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Logged:
    """One request that a simulator answered."""

    method: str
    path: str
    params: tuple[tuple[str, str], ...]
    status: int
    inputs: int  # length of the body's "inputs", else 0
    body: object  # decoded JSON or form; None without one


class Simulated(Protocol):
    """What every vendor's simulator offers."""

    clock: SimulatorClock
    faults: list[Fault]
    log: list[Logged]

    def handle(self, request: Request) -> Response: ...
    def dump(self) -> dict[str, object]:
        """Return the whole state as JSON-able values, for a world folder."""
        ...

    def restore(self, state: dict[str, object]) -> None: ...


class Dropped(httpx.TransportError):
    """Raised by a handler to cut the connection; `serve` closes the socket without an answer."""


@dataclass(slots=True)
class Server:
    """A handler on 127.0.0.1."""

    url: str  # "http://127.0.0.1:PORT"
    close: Callable[[], None]


def serve(handle: Handler, *, port: int = 0, latency: float = 0.0) -> Server:
    """Serve on loopback over keep-alive HTTP/1.1, a thread per connection, until closed.

    `latency` is added to every answer, in seconds (for benches).
    """
    raise NotImplementedError
