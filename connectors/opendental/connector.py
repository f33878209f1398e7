"""One open connection to a practice's Open Dental."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.kit.http import ApiClient, check_base_url
from connectors.kit.keys import KeyAuth
from connectors.opendental import REMOTE_HOST, address, custom, pace, related
from connectors.opendental.cursor import Position, position
from connectors.opendental.errors import judge, translate
from connectors.opendental.joins import Join, Joins
from connectors.opendental.listing import OFFICE_PAGE, REMOTE_PAGE, Lists
from connectors.opendental.reading import Question, Row, question
from connectors.opendental.schema import unknown
from connectors.opendental.streams import STREAMS
from connectors.opendental.wire import naive
from connectors.opendental.writer import Writer
from core.connector import Account, Cursor, Outcome, Page, Write
from core.errors import Code, UserActionError
from core.jobs import Clock
from core.records import Record
from core.registry import CredentialBox, OpenArgs, Secrets
from core.schema import StreamSchema

DEFAULT_ZONE = "America/New_York"
BEGIN_AGAIN = 3  # times that a list which moves under us is read from its start
QUARTER = 900  # seconds: what time zones differ by
SLOW = 300  # seconds by which a computer's clock may be wrong


def open_connection(args: OpenArgs) -> "OpenDentalConnector":
    """Open a connection as its settings say; asks nothing yet."""
    settings = args.settings
    base_url = check_base_url(address(settings), (REMOTE_HOST,), lan=True)
    remote = settings.get("mode", "remote") == "remote"
    plan = settings.get("plan", "free")
    api = ApiClient(
        base_url,
        translate=translate,
        judge=judge,
        budget=pace.budget(_key_in_use(args), plan, remote=remote, clock=args.job.clock),
        job=args.job,
        auth=KeyAuth(args.credentials, both_keys),
        headers={"content-type": "application/json"},
        transport=args.transport,
    )
    zone = _zone(settings.get("time_zone") or DEFAULT_ZONE)
    lists = Lists(api, REMOTE_PAGE if remote else OFFICE_PAGE)
    return OpenDentalConnector(api, lists, zone, args.credentials, args.job.clock)


def both_keys(secrets: Secrets) -> Mapping[str, str]:
    """Return the header that carries both keys. ValueError if one is blank or holds another."""
    keys = [secrets[name].strip() for name in ("developer_key", "customer_key")]
    if not all(key and not set(key) & set("/ \t") for key in keys):
        raise ValueError
    return {"authorization": f"ODFHIR {'/'.join(keys)}"}


def account_id(secrets: Secrets) -> str:
    """Return which database a customer key opens: one key is of one database, and Open Dental
    says no number of it. Nobody can get the key from this.
    """
    return sha256(secrets["customer_key"].strip().encode()).hexdigest()[:12]


def _key_in_use(args: OpenArgs) -> str:
    """Return what tells keys apart: the limit is of a key, also before its account is known."""
    try:
        secrets = args.credentials.load()
    except UserActionError:  # told by the first request
        return ""
    return account_id(secrets) if "customer_key" in secrets else ""


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        unknown = UserActionError(Code.SETTING_INVALID, detail="time_zone")
    raise unknown


class OpenDentalConnector:
    """Reads clinics, providers, referral sources, patients and appointments; writes how to reach
    a patient, and whether an appointment is confirmed.
    """

    batch_size = 10  # each write is two requests, and those may be five seconds apart

    def __init__(
        self, api: ApiClient, lists: Lists, zone: ZoneInfo, box: CredentialBox, clock: Clock
    ) -> None:
        self._api = api
        self._lists = lists
        self._zone = zone
        self._box = box
        self._clock = clock
        self._writer = Writer(api, lists, zone)

    def account(self) -> Account:
        """Ask who we are: the check of a new connection, and of the time zone that was said."""
        title = self._lists.title()
        self._check_zone()
        return Account(
            id=account_id(self._box.load()),
            name=title or "Open Dental",
            time_zone=self._zone.key,
        )

    def streams(self) -> Sequence[str]:
        """Name the streams, parents before children."""
        return tuple(STREAMS)

    def schema(self, stream: str, *, discover: bool = True) -> StreamSchema:
        """Describe a stream; `discover` asks which columns there are now and which fields the
        office made: what nobody has classified is blocked, and here it shows.
        """
        found = STREAMS[stream]
        fields = dict(found.fields) | {name: one.field for name, one in found.derived.items()}
        fields |= related.FIELDS if stream == "patients" else {}
        if discover:
            fields |= unknown(found, self._lists.columns(found.path))
            if stream == "patients":
                fields |= custom.defined(self._lists)
        references = {name: to for name, (_column, to) in found.references.items()}
        return StreamSchema(
            found.name,
            found.label,
            fields,
            references,
            writable=bool(found.writable),
            guard=found.guard,
        )

    def read(self, stream: str, cursor: Cursor | None, fields: Collection[str]) -> Iterator[Page]:
        """Yield what changed since `cursor`, page by page; of a stream that cannot be asked so,
        everything. Begins again where the list moved.
        """
        asked, at = question(stream, fields), position(cursor)
        joins = self._joins(stream, fields)
        if joins and at.since is not None and at.last is None:
            changed = self.fetch(stream, joins.changed(at.since), fields)
            if changed:
                yield Page(list(changed.values()), at.cursor())
        for page in self._pages(asked, at):
            yield replace(page, records=joins.onto(page.records))

    def fetch(
        self, stream: str, ids: Sequence[str], fields: Collection[str]
    ) -> Mapping[str, Record]:
        """Read by id: a few one by one, many by listing all, whichever asks less. A merged
        patient stays, as an archived one: Open Dental does not say with whom.
        """
        asked = question(stream, fields)
        rows = self._lists.some(asked, dict.fromkeys(ids))
        found = [asked.record(row, self._zone) for row in rows.values() if asked.is_record(row)]
        return {record.id: record for record in self._joins(stream, fields).onto(found)}

    def ids(self, stream: str) -> Iterator[Sequence[str]]:
        """Yield the ids of all records, page by page."""
        asked = question(stream, ())
        for rows in self._lists.all(asked):
            yield [str(asked.id(row)) for row in rows if asked.is_record(row)]

    def write(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Change patients or appointments; two requests each, the second to see what was kept."""
        return self._writer.write(writes)

    def web_address(self, _stream: str, _id: str) -> str:
        """Return nothing: Open Dental is a program, and has no addresses."""
        return ""

    def revoke(self) -> None:
        """Do nothing: a key is ended in Open Dental, under Setup."""

    @property
    def requests(self) -> int:
        """How many requests this connection has sent."""
        return self._api.requests

    @property
    def refused(self) -> int:
        """How many of them Open Dental turned away for its rate limit."""
        return self._api.refused

    def close(self) -> None:
        """Let go of sockets. Harmless to repeat."""
        self._api.close()

    def _joins(self, stream: str, fields: Collection[str]) -> Joins:
        if stream != "patients":
            return Joins(())
        joins: list[Join] = []
        own = [name for name in fields if name.startswith(custom.PREFIX)]
        if own:
            joins.append(custom.Customs(self._lists, own))
        if related.RECALL_DUE.name in fields:
            joins.append(related.Recalls(self._lists))
        if related.REFERRAL_SOURCE.name in fields:
            joins.append(related.Sources(self._lists))
        return Joins(joins)

    def _pages(self, asked: Question, at: Position) -> Iterator[Page]:
        again = 0
        while True:
            listed = self._lists.at(asked, at.offset, _since(asked, at))
            rows = listed.rows
            if at.last is not None:
                is_still = bool(rows) and asked.id(rows[0]) == at.last
                if not is_still and again < BEGIN_AGAIN:
                    at, again = at.again(), again + 1
                    continue
                rows = rows[1:] if is_still else rows
            if listed.is_last:
                yield self._page(asked, rows, at, at.done(listed.clock, self._zone))
                return
            last = str(asked.id(listed.rows[-1]))
            behind = at.behind(len(listed.rows), last, listed.clock)
            yield self._page(asked, rows, at, behind)
            at = behind

    def _page(self, asked: Question, rows: Sequence[Row], at: Position, behind: Position) -> Page:
        """Return rows as a page. What was a record and is none any more, such as an appointment
        that became a plan, is gone.
        """
        new = [row for row in rows if _is_new(asked, row, at.since)]
        gone = [row for row in new if not asked.is_record(row)] if at.since else []
        return Page(
            [asked.record(row, self._zone) for row in new if asked.is_record(row)],
            behind.cursor(),
            gone=[str(asked.id(row)) for row in gone],
        )

    def _check_zone(self) -> None:
        """Compare the office's clock with ours: told the wrong zone, each appointment would be
        hours off. SETTING_INVALID where they differ by what zones differ by.
        """
        office = naive(self._lists.clock(question("patients", ())))
        if office is None:
            return
        ours = self._clock.now().astimezone(self._zone).replace(tzinfo=None)
        if _is_other_zone(office - ours):
            raise UserActionError(Code.SETTING_INVALID, detail="time_zone")


def _since(asked: Question, at: Position) -> Mapping[str, str]:
    if at.since is None or not asked.stream.filters:
        return {}
    return {asked.stream.stamp: at.since}


def _is_new(asked: Question, row: Row, since: str | None) -> bool:
    """Return whether a row changed since: a list may pass over a filter without a word."""
    if since is None or not asked.stream.stamp:
        return True
    return related.is_after(getattr(row, asked.stream.stamp), since)


def _is_other_zone(difference: timedelta) -> bool:
    seconds = difference.total_seconds()
    quarters = round(seconds / QUARTER)
    return quarters != 0 and abs(seconds - quarters * QUARTER) < SLOW
