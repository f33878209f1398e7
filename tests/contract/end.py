"""One connector with its simulator, as the contract needs it: what a new vendor has to fill in."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import (
    NO_TARGETS,
    Connector,
    Cursor,
    Keyed,
    Outcome,
    Page,
    Preparation,
    Write,
    WriteKind,
)
from core.errors import Code
from core.jobs import JobContext
from core.records import FieldValue, Record
from core.registry import ConnectorSpec, CredentialBox, OpenArgs, Secrets

Handler = Callable[[httpx.Request], httpx.Response]
START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LATER = 3600.0  # seconds: past every overlap and every index's lag
KEY = Preparation(key="sync300_clio_key", key_label="Clio key (300Sync)")
LONG_AGO = timedelta(days=30)  # before the start: older than any overlap
TOKEN_LEFT = timedelta(minutes=10)  # less than any vendor gives
NOTHING_MORE: Mapping[str, FieldValue] = {}
USER = "ada.quillfeather@example.com"  # who signed in, where a vendor tells


class Box:
    """Credentials of several threads; knows which tokens were ever saved."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._lock = threading.Lock()
        self.saved = [secrets.get("access_token", "")]

    def load(self) -> Secrets:
        return self._secrets

    def save(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self.saved.append(secrets["access_token"])

    def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
        with self._lock:
            if self._secrets.get("access_token", "") == stale:
                self.save(renew(self._secrets))
            return self._secrets


@dataclass(frozen=True, slots=True)
class Parent:
    """What people belong to, and a write can tie them to."""

    reference: str  # its name in records of people
    stream: str
    seed: Callable[[Any, str], str]  # one of this name; returns the id


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """People are what is read and written. What a vendor does not have is left at its default."""

    spec: ConnectorSpec
    make: Callable[[SimulatorClock], Any]
    secrets: Secrets
    account_id: str
    people: str  # the stream of them
    given: str  # its field for the given name
    family: str
    email: str
    page: int  # people that the first reading has on a page
    seed: Callable[[Any, int, datetime], str]  # person no. n, as old as said; returns the id
    rename: Callable[[Any, str, str], None]  # a person is given another given name
    remove: Callable[[Any, str], None]
    names: Callable[[Any], list[str]]  # the given names of all that are there
    throw_out: Callable[[Any], None]  # the office ends our access
    forbid: Callable[[Any], Code]  # reading people is no longer allowed; what that is called
    bad_value: Mapping[str, FieldValue]  # that the vendor refuses
    web_host: str = ""  # of the vendor's own program; "" where it has no address
    user: str = USER  # "" where the vendor does not tell who signed in
    has_zone: bool = True  # the account tells its time zone
    sign_in: str = "oauth"  # or "keys": pasted, and never renewed
    thrown_out: Code = Code.SIGN_IN_ENDED  # what `throw_out` comes to
    rotates: bool = False  # renewing a token gives a new refresh token, too
    path: str = ""  # what tells requests about people from others: a part of their path,
    says: str = ""  # or of their body, where all go to one address
    stamps: bool = True  # people tell when they were changed
    names_fields: bool = True  # requests name the fields that are wanted
    feeds: int = 1  # of people: what a run in which nothing changed has to ask
    settings: Mapping[str, str] = field(default_factory=dict)  # of each connection
    limited: Callable[[int], Fault] = lambda seconds: Fault(  # too many requests, wait
        "status", status=429, headers={"Retry-After": str(seconds)}
    )
    writes: bool = True  # people can be made, changed and put away
    parent: Parent | None = None
    more: Callable[[Any], None] | None = None  # fills what else there is to read
    judge: Callable[[Handler], Any] | None = None  # holds a conversation to the published schema
    plant: Callable[[Any], None] | None = None  # makes an answer that the schema does not know
    archives: bool = False  # what was removed can still be fetched, and says that it is archived
    merge: Callable[[Any, str, str], str] | None = None  # (kept, other) -> the id it has now

    @property
    def name(self) -> str:
        return self.spec.name

    def open(
        self,
        handle: Handler,
        clock: SimulatorClock,
        box: CredentialBox | None = None,
        **settings: str,
    ) -> Connector:
        """Open a connection to `handle`, signed in a few minutes ago."""
        job = JobContext(clock=clock).at(self.name)
        transport = httpx.MockTransport(handle)
        ends_at = clock.now() + TOKEN_LEFT
        kept = box or Box({**self.secrets, "expires_at": ends_at.isoformat()})
        own = {"sign_in": self.sign_in, "account_id": self.account_id, **self.settings}
        return self.spec.open(OpenArgs({**own, **settings}, kept, job, transport))

    def person(self, number: int) -> dict[str, FieldValue]:
        """Return what `seed` gives person no. n, by field."""
        return {
            self.given: f"Ana{number}",
            self.family: "Ruiz",
            self.email: f"ana{number}@example.com",
        }


# -- what every test of the contract does ---------------------------------------------------------


def by_oauth(names: Any) -> Secrets:
    """Return the credentials of a simulator that one signs in to with a browser."""
    return {
        "client_id": names.CLIENT_ID,
        "client_secret": names.CLIENT_SECRET,
        "access_token": names.ACCESS_TOKEN,
        "refresh_token": names.REFRESH_TOKEN,
    }


def spoil(end: End, vendor: Any, fault: Fault, times: int = 1) -> None:
    """Let requests about people go wrong."""
    vendor.faults.append(replace(fault, times=times, path=end.path, says=end.says))


def fill(end: End, vendor: Any, count: int) -> list[str]:
    """Put people there who have not changed for long; return their ids."""
    return [end.seed(vendor, number, START - LONG_AGO) for number in range(count)]


def read(connector: Connector, end: End, cursor: Cursor | None = None) -> list[Page]:
    return list(connector.read(end.people, cursor, [end.given, end.email]))


def ids(pages: Sequence[Page]) -> list[str]:
    return [record.id for page in pages for record in page.records]


def create(
    end: End,
    number: int,
    values: Mapping[str, FieldValue] = NOTHING_MORE,
    references: Mapping[str, str | None] = NO_TARGETS,
) -> Write:
    """Return the write that makes person no. n, but for the `values` that are given."""
    key = f"4482019.persons.{number}"  # a vendor that cannot hold it passes it over
    whole = {**end.person(number), **values}
    return Write(WriteKind.CREATE, end.people, whole, key=key, references=references)


def prepared(connector: Connector, end: End) -> Connector:
    if isinstance(connector, Keyed):
        assert connector.prepare(end.people, KEY).keyed
    return connector


def record_of(outcome: Outcome) -> Record:
    assert outcome.refusal is None
    assert outcome.record is not None
    return outcome.record
