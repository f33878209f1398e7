"""The shape of a demo's office: all that a world must know of one system's fictional account."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Generic, Protocol, TypeVar

from connectors.demo.clientele import Clientele
from connectors.demo.journal import Traffic
from connectors.kit.simulator import Request, Response, SimulatorClock
from core.registry import Secrets


class Simulator(Protocol):
    """What a world asks of every system's simulator; SimulatedAccount has the first of it."""

    def handle(self, request: Request, /) -> Response: ...

    def dump(self) -> dict[str, object]:
        """Return the whole state as JSON-able values."""
        ...

    def restore(self, state: dict[str, Any], /) -> None:
        """Take a state that was dumped; the rate limits stay as they were made."""
        ...


S = TypeVar("S", bound=Simulator)


def _nothing(_simulator: Any) -> None:
    return


@dataclass(frozen=True, slots=True)
class DemoOffice(Generic[S]):
    """One system's row of the table in `connectors.demo.offices`, which says how to write one."""

    system: str  # the connector's name
    trade: str  # "law firm"
    make: Callable[[SimulatorClock, bool], S]  # (clock, whether the vendor's rate limits hold)
    fill: Callable[[S, int, int, datetime], None]  # (simulator, people, seed, the world's start)
    touch: Callable[[S, int, Random], Sequence[str]]  # edits so many people; returns their ids
    credentials: Callable[[datetime], Secrets]  # good at that time, without a browser
    sign_in_help: Mapping[str, str]  # what to type to sign in by hand, by what it is called
    headers: Callable[[S], Mapping[str, str]]  # of a request that is done again: who asks
    canaries: Callable[[S], Iterator[str]]  # every distinctive value of any record
    traffic: Traffic  # which requests the journal need not keep
    # (simulator, people, seed, people it has already, now). None: a kept world cannot grow.
    grow: Callable[[S, int, int, int, datetime], None] | None = None
    revive: Callable[[S], None] = _nothing  # makes tokens good again in a world that lay for long
    settings: Mapping[str, str] = field(default_factory=dict)  # of the connection, beside base_url
    limited: Mapping[str, str] = field(default_factory=dict)  # those of where the limits hold
    usual: int = 5000  # people in a new world, unless it is told
    clientele: Callable[[int, int], Clientele] = Clientele  # of (people, seed): half is in HubSpot
    seats: Sequence[tuple[str, str, str]] = ()  # staff with a seat in HubSpot: given, family, email
