"""One open connection to Jobber."""

import base64
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from connectors.jobber import HOST, OAUTH, VERSION, custom
from connectors.jobber.changes import Reading
from connectors.jobber.cursor import position
from connectors.jobber.errors import read_errors, read_token_error, translate
from connectors.jobber.listing import Asking
from connectors.jobber.pace import Pace
from connectors.jobber.reading import PAGE_INFO, filters, question, sweep
from connectors.jobber.schema import STREAMS
from connectors.jobber.writer import Writer
from connectors.kit.bearer import BearerAuth
from connectors.kit.grants import refresher
from connectors.kit.graphql import GraphQL, document, joined, judge, tree, under
from connectors.kit.http import ApiClient, check_base_url
from core.connector import Account, Cursor, Outcome, Page, Write
from core.errors import Code, SyncError, UserActionError
from core.jobs import Clock
from core.records import Record
from core.registry import OpenArgs
from core.schema import StreamSchema

GRAPHQL = "/api/graphql"
READABLE = {  # a list -> the scope that shows it
    "clients": "read_clients",
    "requests": "read_requests",
    "quotes": "read_quotes",
    "jobs": "read_jobs",
    "invoices": "read_invoices",
    "users": "read_users",
    "customFieldConfigurations": "read_custom_field_configurations",
}
PAGES = {"companies": "clients", "persons": "clients", "requests": "requests"}  # in Jobber's site
DEFINITIONS = document(
    "query",
    "CustomFields",
    under(
        "customFieldConfigurations(first: 100, after: $after)",
        joined(under("nodes", tree(custom.DEFINITION)), PAGE_INFO),
    ),
    "$after: String",
)
DISCONNECT = document(
    "mutation", "Disconnect", under("appDisconnect/userErrors", tree(["message"]))
)
_ENDED = frozenset({Code.SIGN_IN_ENDED, Code.TOKEN_REJECTED})
_GLOBAL_ID = re.compile(rb"gid://Jobber/\w+/(\d+)")


def open_connection(args: OpenArgs) -> "JobberConnector":
    """Open a connection as its settings say; asks nothing yet."""
    base_url = check_base_url(args.settings.get("base_url") or f"https://{HOST}", (HOST,))
    account = args.settings.get("account_id", "")
    pace = Pace(f"jobber {base_url} {account}", args.job.clock)
    renew = refresher(
        OAUTH,
        host=HOST,
        job=args.job,
        transport=args.transport,
        base_url=base_url,
        read_error=read_token_error,
    )
    api = ApiClient(
        base_url,
        translate=translate,
        budget=pace.budget,
        job=args.job,
        auth=BearerAuth(args.credentials, refresh=renew, clock=args.job.clock),
        headers={"x-jobber-graphql-version": args.settings.get("api_version") or VERSION},
        transport=args.transport,
        judge=judge(read_errors, pace.learn),
    )
    return JobberConnector(api, Asking(GraphQL(api, GRAPHQL), pace), args.job.clock)


class JobberConnector:
    """Reads all that the office keeps of its work; writes clients, and requests where asked to."""

    batch_size = 25  # each write is a request, and one look goes before them

    def __init__(self, api: ApiClient, asking: Asking, clock: Clock) -> None:
        self._api = api
        self._asking = asking
        self._clock = clock
        self._writer = Writer(asking)

    def account(self) -> Account:
        """Ask who we are and what we may read: the check of a new connection.

        One request, and another for each scope that the app lacks.
        """
        lists = list(READABLE)
        while True:
            probes = (under(f"{name}(first: 1)/nodes", tree(["__typename"])) for name in lists)
            whole = joined(under("account", tree(["id", "name"])), *probes)
            try:
                reply = self._asking.ask(document("query", "Account", whole))
                break
            except UserActionError as error:
                hidden = (error.detail or "").partition(".")[2]
                if error.code is not Code.SCOPE_MISSING or hidden not in lists:
                    raise
                lists.remove(hidden)
        account = reply.data.get("account") or {}
        if not account.get("id"):
            raise SyncError(Code.UNEXPECTED)
        missing = (Code.SCOPE_MISSING.value,) if len(lists) < len(READABLE) else ()
        retired = (Code.VERSION_RETIRED.value,) if self._asking.retired else ()
        return Account(
            id=str(account["id"]),
            name=str(account.get("name") or ""),
            scopes=tuple(READABLE[name] for name in lists),
            notes=(*missing, *retired),
        )

    def streams(self) -> Sequence[str]:
        """Name the streams, parents before children."""
        return tuple(STREAMS)

    def schema(self, stream: str, *, discover: bool = True) -> StreamSchema:
        """Describe a stream; `discover` asks for the office's own fields, where it has any.

        Without the scope for their definitions there are none, and the schema's notes say so.
        """
        found = STREAMS[stream]
        fields = {name: standard.field for name, standard in found.standard.items()}
        notes: tuple[str, ...] = ()
        if discover and found.applies_to:
            try:
                rows = self._asking.pages(DEFINITIONS, "customFieldConfigurations")
                fields |= custom.described((row for page in rows for row in page), found.applies_to)
            except UserActionError as error:
                if error.code is not Code.SCOPE_MISSING:
                    raise
                notes = (error.code.value,)
        return StreamSchema(
            found.name, found.label, fields, found.references, found.writable, notes
        )

    def read(self, stream: str, cursor: Cursor | None, fields: Collection[str]) -> Iterator[Page]:
        """Yield what changed since `cursor`, in Jobber's own order."""
        reading = Reading(self._asking, question(stream, fields), self._clock)
        yield from reading.pages(position(cursor))

    def fetch(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        """Read by id, up to 50 in a request. Jobber keeps no trace of what was destroyed."""
        asked = question(stream, fields)
        rows = self._asking.fetch(asked, ids)
        for one, row in rows.items():
            if asked.is_cut(row):
                rows[one] = self._asking.wide(asked, one) or row
        return {one: asked.record(row) for one, row in rows.items() if asked.is_ours(row)}

    def ids(self, stream: str) -> Iterator[Sequence[str]]:
        """Yield the ids of all records that are not archived, 100 at a time."""
        found = STREAMS[stream]
        wanted = filters(found, None, found.ours)
        for rows in self._asking.pages(sweep(found), found.list, wanted):
            yield [str(row["id"]) for row in rows]

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Create, change or archive clients, or make requests; one request each."""
        return self._writer.write(writes)

    def web_address(self, stream: str, id: str) -> str:
        """Return the address of a record's page, by the number that its id seems to hold.

        Nothing but a link that a person may follow depends on it.
        """
        page = PAGES.get(stream, stream)
        return f"https://secure.getjobber.com/{page}/{_number(id)}"

    def revoke(self) -> None:
        """Take the app's access to the account back, at Jobber. It may have ended already."""
        try:
            self._asking.ask(DISCONNECT)
        except UserActionError as error:
            if error.code not in _ENDED:
                raise

    @property
    def requests(self) -> int:
        """How many requests this connection has sent."""
        return self._api.requests

    @property
    def refused(self) -> int:
        """How many of them Jobber turned away, with a 429 or as throttled."""
        return self._api.refused

    def close(self) -> None:
        """Let go of sockets. Harmless to repeat."""
        self._api.close()


def _number(id: str) -> str:
    """Return the number in a global id; the id itself where it is none.

    >>> _number("Z2lkOi8vSm9iYmVyL0NsaWVudC83MQ=="), _number("71")
    ('71', '71')
    """
    try:
        found = _GLOBAL_ID.fullmatch(base64.b64decode(id, validate=True))
    except ValueError:
        found = None
    return found[1].decode() if found is not None else id
