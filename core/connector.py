"""The ports: what the engine asks of a system, and in which words.

One `Connector` is one open connection. It does no retrying, pacing or logging of its own:
`connectors.kit` does that for all. It raises core.errors only.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import NewType, Protocol, runtime_checkable

from core.errors import Refusal
from core.records import FieldValue, Record
from core.schema import FieldType, StreamSchema

Cursor = NewType("Cursor", str)
"""A vendor's position in a stream, opaque to everyone but its connector. Holds no content."""


NO_TARGETS: Mapping[str, str | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a stream, and the cursor with which to go on after them.

    The cursor of the last page of a reading starts the next reading: "what changed since".
    """

    records: Sequence[Record]
    cursor: Cursor
    total: int | None = None  # records in this whole reading, where the vendor tells
    gone: Sequence[str] = ()  # ids that the vendor reports as deleted


@dataclass(frozen=True, slots=True)
class Account:
    """Which account a connection reached, and what it may do there."""

    id: str  # the vendor's id of the account or portal; compared on reconnect
    name: str
    user: str = ""  # who signed in, as the vendor names them; shown, never logged
    kind: str = "standard"  # or "sandbox", "test"
    time_zone: str = "UTC"
    currencies: tuple[str, ...] = ()  # the first is the account's own
    scopes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # codes of what is missing or unusual


class WriteKind(Enum):
    """What a write does."""

    CREATE = "create"
    UPDATE = "update"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Write:
    """One change to make at a destination.

    A CREATE with a `key` goes by the destination's unique property and may be repeated; without
    one it is not idempotent. An UPDATE names the record's `id`; `version`, if given, makes the
    vendor refuse when somebody changed it since. `values` holds only what changes; None clears.
    So do `references`, which name records of the same system (`StreamSchema.references`); a
    destination that is `Keyed` has them tied by `associate` instead.
    """

    kind: WriteKind
    stream: str
    values: Mapping[str, FieldValue]
    id: str | None = None
    key: str | None = None
    version: str | None = None
    references: Mapping[str, str | None] = field(default_factory=lambda: NO_TARGETS)  # name -> id


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one write: the record as the vendor then answered it, or a refusal.

    `record.fields` has at least the written fields, with the values that the vendor kept.
    """

    record: Record | None = None  # None after an ARCHIVE or a refusal
    created: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Association:
    """A tie to make or undo between two records of one destination."""

    from_stream: str
    from_id: str
    to_stream: str
    to_id: str
    label: str = ""  # as prepared; "", or one that cannot be had, is the vendor's plain tie
    remove: bool = False


@dataclass(frozen=True, slots=True)
class NeededField:
    """A field of ours that a mapping writes and the destination may not have yet."""

    name: str
    label: str
    type: FieldType = FieldType.TEXT
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeededLabel:
    """A label of ours for the ties that lead from a stream to another."""

    to_stream: str
    label: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a destination stream must have before it can be written."""

    key: str  # name of our unique property, such as "sync300_clio_key"
    key_label: str
    fields: tuple[NeededField, ...] = ()
    pipeline: str | None = None  # label of a pipeline to have
    stages: tuple[str, ...] = ()  # its stages' labels, in order
    labels: tuple[NeededLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the destination now has. `keyed` is False where our unique property cannot be had."""

    keyed: bool
    notes: tuple[Refusal, ...] = ()


class Source(Protocol):
    """A system that can be read."""

    def read(self, stream: str, cursor: Cursor | None, fields: Collection[str]) -> Iterator[Page]:
        """Yield what changed since `cursor`; everything that is not archived if None.

        Inclusive, with an overlap: a record may come again. The iterator always yields at least
        one page, if need be without records, so that its cursor can be committed. Only `fields`
        are asked for, with the stream's references. A cursor from the middle of an interrupted
        reading goes on from there.
        """
        ...

    def fetch(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        """Read by id, in as few requests as the vendor allows; keyed by the id asked for.

        A record that is gone is absent; one that was merged has another `id` than its key;
        one that was archived says so.
        """
        ...

    def ids(self, stream: str) -> Iterator[Sequence[str]]:
        """Yield the ids of all records that are not archived, page by page."""
        ...


class Destination(Protocol):
    """A system that can be written."""

    batch_size: int  # writes that one call of `write` may carry

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Apply up to `batch_size` writes of one stream and kind; answer each, in that order.

        One bad write does not spoil the others. Raises TransientError if nothing is known to
        have happened, and UserActionError if nothing can.
        """
        ...


@runtime_checkable
class Keyed(Protocol):
    """A destination that can hold our identity, look records up by it, and tie records."""

    association_batch_size: int

    def prepare(self, stream: str, needed: Preparation) -> Prepared:
        """Make sure that the stream has what is `needed`; harmless to repeat."""
        ...

    def find(
        self, stream: str, by: str, values: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        """Read up to 100 records by a unique field, keyed by the value asked for.

        Values are compared without regard to case. What is not there is absent.
        """
        ...

    def associate(self, ties: Sequence[Association]) -> Sequence[Refusal | None]:
        """Make or undo up to `association_batch_size` ties of one kind; answer each in order."""
        ...

    def tied(
        self, from_stream: str, ids: Sequence[str], to_stream: str
    ) -> Mapping[str, Collection[str]]:
        """Return which records of `to_stream` some records are tied to, whatever the label.

        Keyed by the id asked for; a record without ties may be absent.
        """
        ...

    def owners(self) -> Mapping[str, str]:
        """Return the account's users: lower-case e-mail to owner id."""
        ...


class Connector(Source, Destination, Protocol):
    """One open connection to one vendor."""

    def account(self) -> Account:
        """Ask who we are: the check of a new connection."""
        ...

    def streams(self) -> Sequence[str]:
        """Name the streams that this connection can read, parents before children."""
        ...

    def schema(self, stream: str, *, discover: bool = True) -> StreamSchema:
        """Describe a stream: standard fields, and custom ones as discovered now.

        Without `discover` only what is known without asking, at no request.
        """
        ...

    def web_address(self, stream: str, id: str) -> str:
        """Return where a person can open the record in the vendor's own program."""
        ...

    def revoke(self) -> None:
        """End the sign-in at the vendor, where it can be ended from here."""
        ...

    @property
    def requests(self) -> int:
        """How many requests this connection has sent."""
        ...

    @property
    def refused(self) -> int:
        """How many of them the vendor turned away for its rate limit (HTTP 429)."""
        ...

    def close(self) -> None:
        """Let go of sockets. Harmless to repeat."""
        ...
