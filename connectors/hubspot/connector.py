"""One open connection to a HubSpot portal: the ports, and where each is carried out."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from connectors.hubspot import account, associations, lookup, preparing
from connectors.hubspot.api import BATCH, Api, signed_in_by_oauth
from connectors.hubspot.batches import BatchWriter
from connectors.hubspot.catalog import Catalog
from connectors.hubspot.history import history
from connectors.hubspot.oauth import OAUTH
from connectors.hubspot.objects import kind_of
from connectors.hubspot.reading import Reader
from connectors.kit.grants import revoke
from core.connector import (
    Account,
    Association,
    Cursor,
    Outcome,
    Page,
    Preparation,
    Prepared,
    Write,
    WriteKind,
)
from core.errors import Code, Refusal, SyncError
from core.history import History
from core.records import Record
from core.registry import OpenArgs
from core.schema import StreamSchema


class HubSpotConnector:
    """Connector, Keyed and Historian for one portal.

    Safe to use from many threads; opening asks nothing.
    """

    batch_size = BATCH
    association_batch_size = associations.MOST

    def __init__(self, args: OpenArgs) -> None:
        self._args = args
        self._api = Api(args)
        self._catalog = Catalog(self._api, args.job.clock)
        self._keys: dict[str, str] = {}  # stream -> our unique property there
        self._portal = args.settings.get("account_id", "")

    @property
    def requests(self) -> int:
        return self._api.requests

    @property
    def refused(self) -> int:
        return self._api.refused

    def account(self) -> Account:
        found = account.account(self._api, self._args)
        self._portal = found.id
        return found

    def streams(self) -> Sequence[str]:
        return self._catalog.streams()

    def schema(self, stream: str, *, discover: bool = True) -> StreamSchema:
        return self._catalog.schema(stream, discover=discover)

    def read(self, stream: str, cursor: Cursor | None, fields: Collection[str]) -> Iterator[Page]:
        return self._reader(stream, fields).pages(cursor)

    def ids(self, stream: str) -> Iterator[Sequence[str]]:
        return self._reader(stream, ()).ids()

    def fetch(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        return lookup.fetch(self._api, self._catalog, stream, ids, fields)

    def find(
        self, stream: str, by: str, values: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        return lookup.find(self._api, self._catalog, stream, by, values, fields)

    def history(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Mapping[str, History]]:
        return history(self._api, self._catalog, stream, ids, fields)

    def prepare(self, stream: str, needed: Preparation) -> Prepared:
        prepared = preparing.prepare(self._api, self._catalog, stream, needed)
        self._keys[stream] = needed.key
        return prepared

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Apply writes; a stream must have been prepared before creates with a key."""
        if not writes:
            return ()
        first = writes[0]
        if first.kind is not WriteKind.CREATE:
            return self._writer(first.stream, first.kind.value).write(writes)
        answers: dict[int, Outcome] = {}
        for what in ("upsert", "create"):
            places = [i for i, w in enumerate(writes) if (w.key is not None) is (what == "upsert")]
            if places:
                outcomes = self._writer(first.stream, what).write([writes[i] for i in places])
                answers |= zip(places, outcomes, strict=True)
        return [answers[place] for place in range(len(writes))]

    def associate(self, ties: Sequence[Association]) -> Sequence[Refusal | None]:
        return associations.associate(self._api, self._catalog, ties)

    def tied(
        self, from_stream: str, ids: Sequence[str], to_stream: str
    ) -> Mapping[str, Collection[str]]:
        return associations.tied(self._api, from_stream, ids, to_stream)

    def owners(self) -> Mapping[str, str]:
        return account.owners(self._api)

    def web_address(self, stream: str, id: str) -> str:
        type_id = kind_of(stream).type_id
        return f"https://app.hubspot.com/contacts/{self._portal}/record/{type_id}/{id}"

    def revoke(self) -> None:
        """End an OAuth sign-in; a Service key is ended in HubSpot, by whoever made it."""
        if signed_in_by_oauth(self._args):
            revoke(
                OAUTH,
                self._args.credentials.load(),
                host="",
                base_url=self._args.settings.get("base_url"),
                transport=self._args.transport,
                job=self._args.job,
            )

    def close(self) -> None:
        self._api.close()

    def _reader(self, stream: str, fields: Collection[str]) -> Reader:
        return Reader(self._api, self._catalog, self._args.job.clock, stream, fields)

    def _writer(self, stream: str, what: str) -> BatchWriter:
        key = None
        if what == "upsert":
            key = self._keys.get(stream)
            if key is None:
                raise SyncError(Code.INTERNAL, detail="prepare")
        return BatchWriter(self._api, self._catalog, stream, what, key)
