"""What stands in Clio's place in the model: one frozen description for each system.

A vendor fills in a `ModelEnd` in `tests/model/ends/<system>.py` and adds it to `ALL` in
`tests/model/every.py`. People are what is synced, one HubSpot property a line. Which way a
line travels says what the vendor lets us write: a field that it does not is TO_HUBSPOT. The
callables are what people in the office do, by hand, in the vendor's own program: they change the
simulator's state at once, stamp the record as its vendor would, and ask nothing of its API. Values
are what somebody types; None takes a value away. The model then checks each run against them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.kit.simulator import Fault, SimulatorClock
from core.errors import Code
from core.mapping import Direction
from core.registry import ConnectorSpec, Secrets

Values = Mapping[str, str | None]  # by HubSpot property

MISHAPS = (
    Fault("drop_before"),
    Fault("drop_after"),
    Fault("status", status=500),
    Fault("status", status=429),
    Fault("status", status=429, headers={"Retry-After": "20"}),
    Fault("truncate"),
    Fault("html"),
)
"""What goes wrong at any vendor, and at HubSpot."""


@dataclass(frozen=True, slots=True)
class Way:
    """One line of the pair's mapping."""

    field: str  # the system's
    step: str = "clean"
    direction: Direction = Direction.BOTH


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelEnd:
    """One system with its simulator, as the model needs it."""

    spec: ConnectorSpec
    make: Callable[[SimulatorClock], Any]  # empty, and without limits that would slow a run down
    secrets: Secrets
    account_id: str
    ways: Mapping[str, Way]
    """By HubSpot property. "lastname" and "email" must be there, and can be typed.

    The model knows values for firstname, lastname, email, phone, city, office_title and
    salutation, and for may_mail, a consent field; see tests/model/values.py. What the vendor does
    not have is left out."""
    seed: Callable[[Any, Values], str]  # somebody comes: every property of `ways`; returns the id
    edit: Callable[[Any, str, str, str | None], None]  # simulator, id, property, what is typed
    persons: Callable[[Any], dict[str, dict[str, str | None]]]
    """All that are there, by id: what the connector's field of each line would say of them."""
    stamps: Callable[[Any], object]  # what changes whenever something of a person is written
    take_back_sign_in: Callable[[Any], Callable[[], None]]
    """End our access. What is returned gives it again, with the credentials that we had."""
    stream: str = "persons"
    creates: bool = True  # people that only HubSpot has are made there
    delete: Callable[[Any, str], None] | None = None  # None: nobody can
    merge: Callable[[Any, str, str], None] | None = None  # (kept, other): other is no more
    sign_in: str = "oauth"  # or "keys"
    settings: Mapping[str, str] = field(default_factory=dict)  # what else its form asks for
    signed_out: frozenset[Code] = frozenset({Code.TOKEN_REJECTED, Code.SIGN_IN_ENDED})
    faults: tuple[Fault, ...] = MISHAPS  # and those of this vendor, such as Jobber's THROTTLED
    pages: tuple[tuple[object, str, int], ...] = ()
    """What to patch so that a few people are several pages and batches: place, name, value."""
    still: int = 1  # requests to it of a run in which nothing changed, at most

    @property
    def name(self) -> str:
        return self.spec.name
