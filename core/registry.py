"""A connector before it is opened: what it is called, how one signs in, how it is opened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Protocol

from core.connector import Connector
from core.jobs import JobContext
from core.records import Side

Secrets = Mapping[str, str]
"""A connection's credentials in clear: tokens, client id and secret, keys. Lives in memory only.

Names in use: access_token, refresh_token, expires_at (ISO 8601 UTC), client_id, client_secret,
token (a pasted static key), account_id (which account the tokens belong to)."""


class CredentialBox(Protocol):
    """The one place a connection's credentials are read from and saved to."""

    def load(self) -> Secrets: ...

    def save(self, secrets: Secrets) -> None:
        """Keep `secrets` before they are used: when this returns they are on disk, sealed."""
        ...

    def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
        """Replace credentials whose access token is `stale`, once for all threads and processes.

        If somebody else has renewed them meanwhile, returns theirs and does not call `renew`.
        """
        ...


class SignInKind(Enum):
    """How a person proves that the account is theirs."""

    OAUTH = "oauth"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to ask for when connecting; drives the form, the command line and the vault."""

    name: str
    label: str
    help: str = ""  # where to find it, in a sentence
    secret: bool = False
    choices: tuple[tuple[str, str], ...] = ()  # (value, label)
    default: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class OAuthSpec:
    """A vendor's OAuth 2.0 facts. Addresses may hold {host} for the connection's own host."""

    authorize_url: str
    token_url: str
    revoke_url: str = ""
    redirect_host: str = "127.0.0.1"  # exact match at the vendor: "localhost" or "127.0.0.1"
    redirect_path: str = "/callback"
    ports: tuple[int, ...] = (53100, 53101, 53102)  # registered in advance; the first free one
    scopes: tuple[str, ...] = ()
    optional_scopes: tuple[str, ...] = ()
    pkce: bool = True
    extra_authorize: Mapping[str, str] = field(default_factory=dict)
    decline_without_parameters: bool = False  # a refusal comes back without error and state
    revokes: str = "refresh_token"  # or "access_token", which is then sent as bearer as well


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way to connect: its label, what to ask for, and the OAuth facts if it is that."""

    kind: SignInKind
    label: str
    options: tuple[Option, ...] = ()
    oauth: OAuthSpec | None = None


@dataclass(frozen=True, slots=True)
class OpenArgs:
    """All that a connector gets when it is opened."""

    settings: Mapping[str, str]  # not secret: region, base_url, account_id, sign_in
    credentials: CredentialBox
    job: JobContext
    transport: object | None = None  # an httpx transport in tests; None is the network


@dataclass(frozen=True, slots=True)
class ConnectorSpec:
    """One vendor, as the registry lists it."""

    name: str  # "clio": stored, never shown
    label: str  # "Clio"
    audience: str  # "Law firms"
    monogram: str  # "Cl"
    side: Side
    sign_ins: tuple[SignIn, ...]
    open: Callable[[OpenArgs], Connector]
    hosts: tuple[str, ...]  # the vendor's own hosts; the only ones base_url may name
    options: tuple[Option, ...] = ()  # asked for whatever the way of signing in, as a region
    host: Callable[[Mapping[str, str]], str] = field(default=lambda _settings: "")
    healthcare: bool = False
    may_be_no_healthcare: bool = False  # an office may attest that it gives no health services
    may: tuple[str, ...] = ()  # what 300Sync may do there, in plain sentences
    may_not: tuple[str, ...] = ()
    starter: str | None = None  # name of the starter mapping's data file beside the connector
    forecast: Callable[[Mapping[str, str], Sequence[int]], timedelta] | None = None
    """Tells by a connection's settings how long the first reading of so many records of each
    stream takes, where that is the vendor's limit; None: it is not what one waits for."""


class Registry:
    """The connectors that this program has, by name."""

    def __init__(self, specs: Sequence[ConnectorSpec]) -> None:
        self._specs = {spec.name: spec for spec in specs}

    def __getitem__(self, name: str) -> ConnectorSpec:
        return self._specs[name]

    def __contains__(self, name: str) -> bool:
        return name in self._specs

    def all(self) -> Sequence[ConnectorSpec]:
        return tuple(self._specs.values())

    def systems(self) -> Sequence[ConnectorSpec]:
        """Return the office systems: everything but HubSpot."""
        return tuple(s for s in self._specs.values() if s.side is Side.SYSTEM)
