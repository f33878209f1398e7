"""Asking Jobber: documents sent at their price, lists followed page by page, records by id."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.jobber.errors import TOO_COSTLY
from connectors.jobber.pace import Pace
from connectors.jobber.reading import Question, by_id
from connectors.jobber.wire import Row
from connectors.kit.graphql import Document, GraphQL, Reply
from core.errors import Code, RefusedError, SyncError


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list."""

    rows: Sequence[Row]
    after: str | None  # the cursor to go on from; None at the end
    headers: Mapping[str, str]


class Asking:
    """Sends documents, at what they cost. `retired` says that Jobber warned of our version."""

    def __init__(self, graphql: GraphQL, pace: Pace) -> None:
        self._graphql = graphql
        self._pace = pace
        self.retired = False

    def ask(self, document: Document, variables: Mapping[str, object] | None = None) -> Reply:
        """Send a document. Raises as `errors` says."""
        reply = self._graphql.ask(document, variables, cost=self._pace.cost(document))
        self._pace.remember(document, reply)
        if (reply.extensions.get("versioning") or {}).get("warning"):
            self.retired = True
        return reply

    def page(
        self, document: Document, name: str, after: str | None, filter: Mapping[str, object] | None
    ) -> Listed:
        """Ask for one page of the list called `name`."""
        reply = self.ask(document, {"after": after, "filter": filter})
        return listed(reply, reply.data.get(name), after)

    def pages(
        self, document: Document, name: str, filter: Mapping[str, object] | None = None
    ) -> Iterator[Sequence[Row]]:
        """Yield the rows of a whole list, page by page."""
        after: str | None = None
        while True:
            page = self.page(document, name, after, filter)
            yield page.rows
            after = page.after
            if after is None:
                return

    def fetch(self, asked: Question, ids: Sequence[str]) -> dict[str, Row]:
        """Read rows by id; what is not there, or is no id at all, is absent."""
        found: dict[str, Row] = {}
        for start in range(0, len(ids), asked.at_once):
            found |= self._some(asked, ids[start : start + asked.at_once])
        return found

    def wide(self, asked: Question, id: str) -> Row | None:
        """Read one record with the whole of the lists inside it."""
        row = self.ask(asked.fetch(1, wide=True), {"id0": id}).data.get("r0")
        return row if isinstance(row, Mapping) else None

    def _some(self, asked: Question, ids: Sequence[str]) -> dict[str, Row]:
        if not ids:
            return {}
        document, variables = by_id(asked.stream.one, asked.row, ids)
        half = (len(ids) + 1) // 2
        try:
            data = self.ask(document, variables).data
        except RefusedError as error:
            is_costly = error.detail == TOO_COSTLY
            if error.refusal.code is not Code.VALUE_INVALID and not is_costly:
                raise
            if len(ids) == 1:
                if is_costly:
                    raise
                return {}  # no id that Jobber ever gave
        else:
            rows = ((one, data.get(f"r{place}")) for place, one in enumerate(ids))
            return {one: row for one, row in rows if isinstance(row, Mapping)}
        # One id that is none spoils the request: find it, by halves.
        return self._some(asked, ids[:half]) | self._some(asked, ids[half:])


def listed(reply: Reply, connection: object, after: str | None) -> Listed:
    """Read a page. One that leads nowhere new would go on for ever: UNEXPECTED."""
    body = connection if isinstance(connection, Mapping) else {}
    rows, info = body.get("nodes"), body.get("pageInfo") or {}
    if not isinstance(rows, list):
        raise SyncError(Code.UNEXPECTED)
    if info.get("hasNextPage") is not True:
        return Listed(rows, None, reply.headers)
    following = info.get("endCursor")
    if not isinstance(following, str) or following in ("", after):
        raise SyncError(Code.UNEXPECTED)
    return Listed(rows, following, reply.headers)
