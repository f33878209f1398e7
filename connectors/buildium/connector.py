"""One open connection to Buildium."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from connectors.buildium import HOSTS, environment, host
from connectors.buildium.cursor import Position, position
from connectors.buildium.errors import translate
from connectors.buildium.listing import ROOT, Lists, Place
from connectors.buildium.pace import budget
from connectors.buildium.properties import PropertyNames
from connectors.buildium.reading import Question, question
from connectors.buildium.schema import STREAMS
from connectors.buildium.versions import Versions
from connectors.buildium.wire import Row, ids, items, to_text
from connectors.buildium.writer import Writer
from connectors.kit.http import ApiClient, check_base_url
from connectors.kit.keys import KeyAuth
from core.connector import Account, Cursor, Outcome, Page, Write
from core.errors import Code, RefusedError, SyncError, UserActionError
from core.jobs import Clock
from core.records import Record
from core.registry import OpenArgs, Secrets
from core.schema import StreamSchema

ACCOUNT = f"{ROOT}/administration/account"
SIGN_IN_PAGE = "https://signin.managebuilding.com/manager/public/authentication/login"


def open_connection(args: OpenArgs) -> "BuildiumConnector":
    """Open a connection as its settings say; asks nothing yet."""
    own = f"https://{host(args.settings)}"
    base_url = check_base_url(args.settings.get("base_url") or own, HOSTS.values())
    account = args.settings.get("account_id", "")
    api = ApiClient(
        base_url,
        translate=translate,
        budget=budget(f"buildium {base_url} {account}", args.job.clock),
        job=args.job,
        auth=KeyAuth(args.credentials, _sign),
        transport=args.transport,
    )
    return BuildiumConnector(api, environment(args.settings), args.job.clock)


def _sign(secrets: Secrets) -> Mapping[str, str]:
    return {
        "x-buildium-client-id": secrets["client_id"].strip(),
        "x-buildium-client-secret": secrets["client_secret"].strip(),
    }


class BuildiumConnector:
    """Reads properties and all who have to do with them; changes tenants."""

    batch_size = 25  # ten seconds' requests: a change takes three

    def __init__(self, api: ApiClient, environment: str, clock: Clock) -> None:
        self._api = api
        self._environment = environment
        self._clock = clock
        self._lists = Lists(api)
        self._versions = Versions()
        self._writer = Writer(api, self._lists, self._versions)

    def account(self) -> Account:
        """Ask who we are, and which streams the key may read: the check of a new connection."""
        body = self._account()
        number = body.get("Id")
        if not isinstance(number, int):
            raise SyncError(Code.UNEXPECTED)
        permissions = {stream.permission: stream for stream in STREAMS.values()}
        granted = tuple(name for name, one in permissions.items() if self._may_read(one.name))
        lacking = [name for name in permissions if name not in granted]
        return Account(
            id=str(number),
            name=to_text(body.get("CompanyName")) or to_text(body.get("Url")) or str(number),
            kind="sandbox" if self._environment == "sandbox" else "standard",
            scopes=granted,
            notes=tuple(f"{Code.SCOPE_MISSING.value} {name}" for name in lacking),
        )

    def streams(self) -> Sequence[str]:
        """Name the streams, parents before children."""
        return tuple(STREAMS)

    def schema(self, stream: str, *, discover: bool = True) -> StreamSchema:  # noqa: ARG002
        """Describe a stream. Buildium's API tells of no fields that an office made."""
        found = STREAMS[stream]
        fields = {name: standard.field for name, standard in found.fields.items()}
        return StreamSchema(found.name, found.label, fields, found.references, found.writable)

    def read(self, stream: str, cursor: Cursor | None, fields: Collection[str]) -> Iterator[Page]:
        """Yield what was updated since `cursor`, by id, a page of 1,000 at a time."""
        asked, began = question(stream, fields), self._clock.now()
        at = position(cursor).of(asked.digest)
        names = PropertyNames(self._lists) if asked.names_property else None
        moved_people = self._moved(asked, at)
        while True:
            listed = self._lists.page(
                asked.stream, Place(at.offset, at.last), asked.params(at.since)
            )
            since, at = at.since, at.begun(began, listed.headers)
            rows = asked.updated(listed.rows, since)
            following = listed.next
            at = at.behind(following.offset, following.last or "") if following else at.done()
            if following is None and moved_people:
                there = {str(row["Id"]) for row in rows}
                late = [one for one in moved_people if one not in there]
                rows = [*rows, *self._lists.some(asked.stream, late).values()]
            yield Page(self._records(asked, rows, names), at.cursor(), listed.total)
            if following is None:
                return

    def fetch(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        """Read by id. Buildium keeps no trace of what was deleted or merged."""
        asked = question(stream, fields)
        names = PropertyNames(self._lists) if asked.names_property else None
        rows = self._lists.some(asked.stream, ids)
        found = self._records(asked, list(rows.values()), names)
        return {record.id: record for record in found}

    def ids(self, stream: str) -> Iterator[Sequence[str]]:
        """Yield the ids of all records, a page of 1,000 at a time."""
        found = STREAMS[stream]
        for rows in self._lists.all(found, found.also):
            yield [str(row["Id"]) for row in rows]

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Change tenants. Nothing is made, and nothing put away."""
        return self._writer.write(writes)

    def web_address(self, stream: str, id: str) -> str:  # noqa: ARG002
        """Return where one signs in to Buildium: of a record's own page no address is known."""
        return SIGN_IN_PAGE

    def revoke(self) -> None:
        """Nothing can be done from here: an administrator deletes the key in Buildium."""

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._api.requests

    @property
    def refused(self) -> int:
        """How many of them were one too many."""
        return self._api.refused

    def close(self) -> None:
        """Let go of sockets."""
        self._api.close()

    def _account(self) -> Row:
        refused: SyncError
        try:
            answer = self._api.request("GET", ACCOUNT)
        except RefusedError as error:
            # This address is always there, in a version of the API that is alive.
            refused = SyncError(Code.VERSION_RETIRED, status=error.status)
            refused.connector = error.connector
        except UserActionError as error:
            code = Code.SCOPE_MISSING if error.code is Code.NOT_PERMITTED else error.code
            detail = (
                "Administration > Account Information"
                if code is Code.SCOPE_MISSING
                else self._environment  # a key of the other one is unknown here
            )
            refused = UserActionError(code, status=error.status, detail=detail)
            refused.connector = error.connector
        else:
            return answer.body if isinstance(answer.body, dict) else {}
        raise refused

    def _may_read(self, stream: str) -> bool:
        try:
            self._lists.check(STREAMS[stream])
        except UserActionError as error:
            if error.code is not Code.SCOPE_MISSING:
                raise
            return False
        return True

    def _moved(self, asked: Question, at: Position) -> Collection[str]:
        """Return the tenants of which a lease changed: that need not change the tenant."""
        if not asked.follows_leases or at.since is None:
            return ()
        leases = question("leases", ())
        found: dict[str, None] = {}
        for rows in self._lists.all(leases.stream, leases.params(at.since)):
            for row in rows:
                found |= dict.fromkeys(ids(one.get("Id") for one in items(row, "Tenants")))
        return found

    def _records(
        self, asked: Question, rows: Sequence[Row], names: PropertyNames | None
    ) -> list[Record]:
        records = [asked.record(row, self._version(asked, row)) for row in rows]
        return records if names is None else names.given(records)

    def _version(self, asked: Question, row: Row) -> str | None:
        return self._versions.of(row) if asked.stream.writable else None
