"""What an office is made of, and how it opens a connection."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from core.connector import Connector
from core.jobs import Clock, JobContext
from core.log import EventLog
from core.mapping import Mapping as MappingDocument
from core.records import Side
from core.registry import (
    ConnectorSpec,
    CredentialBox,
    OAuthSpec,
    OpenArgs,
    Registry,
    Secrets,
)
from core.store import connections
from core.store.connections import Connection, StoredCredentials
from core.store.database import Store
from core.store.ledger import Ledger
from core.vault import Vault


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What a browser sign-in needs; carried out by connectors.kit.oauth."""

    oauth: OAuthSpec
    host: str
    client_id: str
    client_secret: str
    base_url: str | None
    show_link: Callable[[str], None]
    job: JobContext


@dataclass(frozen=True, slots=True)
class Outside:
    """What the office cannot do itself: threads, browsers, addresses. Given by desktop.app."""

    workers: Callable[[], Executor]  # a pool of at least six threads, closed after the run
    sign_in: Callable[[SignInRequest], Secrets]
    check_base_url: Callable[[str, Sequence[str]], str]
    starter: Callable[[ConnectorSpec], Sequence[MappingDocument]]
    transports: Mapping[str, object] | None = None  # tests: connector name -> transport


class MemoryBox:
    """Credentials that are not kept yet: of a connection that is just being checked."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def load(self) -> Secrets:
        return self._secrets

    def save(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
        if self._secrets.get("access_token", "") == stale:
            self._secrets = renew(self._secrets)
        return self._secrets


@dataclass(frozen=True, slots=True)
class Parts:
    """What the office's rooms share."""

    store: Store
    vault: Vault
    registry: Registry
    outside: Outside
    log: EventLog
    clock: Clock

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.store, self.clock)

    def end(self, side: Side) -> Connection | None:
        """Return what is connected at one end."""
        return next((c for c in connections.all(self.store) if c.side is side), None)

    def connected(self, connector: str) -> Connection | None:
        """Return the connection to one vendor."""
        return next((c for c in connections.all(self.store) if c.connector == connector), None)

    def open(self, connection: Connection, job: JobContext) -> Connector:
        """Open a connection that is kept."""
        spec = self.registry[connection.connector]
        settings = {**connection.settings, "account_id": connection.account_id}
        return self.open_with(spec, settings, self.credentials(connection.id), job)

    def open_with(
        self,
        spec: ConnectorSpec,
        settings: Mapping[str, str],
        credentials: CredentialBox,
        job: JobContext,
    ) -> Connector:
        """Open a connection that may not be kept (yet)."""
        transports = self.outside.transports or {}
        args = OpenArgs(settings, credentials, job.at(spec.name), transports.get(spec.name))
        return spec.open(args)

    def credentials(self, connection_id: str) -> StoredCredentials:
        return StoredCredentials(self.store, self.vault, connection_id)
