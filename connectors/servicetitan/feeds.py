"""ServiceTitan's two ways of reading: export feeds with their tokens, and lists."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.kit.http import Answer, ApiClient
from core.errors import Code, RefusedError, SyncError

PER_PAGE = 500  # more is allowed, but slow pages time out
PER_IDS = 50  # ids in one request
LONG_AGO = "2000-01-01T00:00:00Z"  # some lists want a time whatever else is asked for
STALE = frozenset({400, 404})  # what a token that ServiceTitan knows no more may answer

Row = Mapping[str, Any]
Params = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Some rows of an export feed, and where to go on."""

    rows: Sequence[Row]
    token: str
    has_more: bool
    headers: Mapping[str, str]


class Api:
    """One tenant's addresses below their families: "crm", "jpm", "sales" and so on."""

    def __init__(self, client: ApiClient, tenant: str) -> None:
        self.client = client
        self.tenant = tenant

    def path(self, path: str) -> str:
        """Return the whole path of one such as "crm/customers".

        >>> Api(None, "7").path("crm/export/customers")
        '/crm/v2/tenant/7/export/customers'
        """
        family, _, rest = path.partition("/")
        return f"/{family}/v2/tenant/{self.tenant}/{rest}"

    def send(self, method: str, path: str, json: object = None, *, repeatable: bool = False) -> Row:
        """Send a write and return the body of its answer."""
        answer = self.client.request(method, self.path(path), json=json, repeatable=repeatable)
        return answer.body if isinstance(answer.body, dict) else {}

    def feed(self, path: str, token: str | None) -> Iterator[FeedPage]:
        """Yield an export feed from `token` on, up to now; at least one page.

        What changed within the last quarter of an hour is asked for too: such rows come again on
        the next reading, which is harmless. CURSOR_EXPIRED if ServiceTitan does not know the token.
        """
        while True:
            page = self._feed_page(path, token)
            yield page
            if not page.has_more:
                return
            if page.token == token:  # it would go on for ever
                raise SyncError(Code.UNEXPECTED)
            token = page.token

    def listed(self, path: str, params: Params | None = None) -> Iterator[Sequence[Row]]:
        """Yield the rows of a list, page by page."""
        number = 1
        while True:
            query = {"pageSize": str(PER_PAGE), **(params or {}), "page": str(number)}
            body = _body(self.client.request("GET", self.path(path), params=query))
            yield body["data"]
            if body.get("hasMore") is not True:
                return
            number += 1

    def by_ids(
        self, path: str, ids: Iterable[str], params: Params | None = None, name: str = "ids"
    ) -> Iterator[Row]:
        """Yield the rows that have one of these ids, fifty ids in a request."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), PER_IDS):
            some = wanted[start : start + PER_IDS]
            for rows in self.listed(path, {name: ",".join(some), **(params or {})}):
                yield from rows

    def _feed_page(self, path: str, token: str | None) -> FeedPage:
        query = {"includeRecentChanges": "true", **({"from": token} if token else {})}
        try:
            answer = self.client.request("GET", self.path(path), params=query)
        except RefusedError as error:
            if not token or error.status not in STALE:
                raise
            expired = SyncError(Code.CURSOR_EXPIRED, status=error.status, reference=error.reference)
        else:
            body = _body(answer)
            following = body.get("continueFrom")
            if not isinstance(following, str) or not following:
                raise SyncError(Code.UNEXPECTED, status=answer.status)
            return FeedPage(body["data"], following, body.get("hasMore") is True, answer.headers)
        raise expired


def _body(answer: Answer) -> Row:
    body = answer.body
    if not isinstance(body, dict) or not isinstance(body.get("data"), list):
        raise SyncError(Code.UNEXPECTED, status=answer.status)
    return body
