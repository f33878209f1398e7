"""Clio's lists: one page after the other, by the links that Clio gives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.clio.wire import Row
from connectors.kit.addresses import origin_of
from connectors.kit.http import ApiClient
from core.errors import Code, SyncError, UserActionError

ROOT = "/api/v4"
PER_PAGE = 200  # the most that Clio allows

Params = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list."""

    rows: Sequence[Row]
    link: str | None  # path and query of the next page
    total: int | None  # records in the whole list, where Clio says so
    headers: Mapping[str, str]


class Lists:
    """Reads lists. Links lead nowhere but to where the list itself came from."""

    def __init__(self, api: ApiClient, base_url: str) -> None:
        self._api = api
        self._origin = origin_of(base_url)

    def start(self, path: str, fields: str, params: Params | None = None) -> Listed:
        """Ask for the first page of `path`, such as "/contacts", in order of id.

        Only in that order has Clio's paging no end at 10,000.
        """
        query = {"order": "id(asc)", "limit": str(PER_PAGE), "fields": fields, **(params or {})}
        return self._listed(f"{ROOT}{path}.json", query)

    def follow(self, link: str) -> Listed:
        """Ask for the page behind a link, which is followed as it came."""
        return self._listed(link, None)

    def all(self, path: str, fields: str, params: Params | None = None) -> Iterator[Sequence[Row]]:
        """Yield the rows of a whole list, page by page."""
        return self.rest(self.start(path, fields, params))

    def rest(self, page: Listed) -> Iterator[Sequence[Row]]:
        """Yield the rows of a page and of those behind it, page by page."""
        yield page.rows
        while page.link is not None:
            page = self.follow(page.link)
            yield page.rows

    def _listed(self, path: str, query: Params | None) -> Listed:
        answer = self._api.request("GET", path, params=query)
        body = answer.body if isinstance(answer.body, dict) else {}
        rows = body.get("data")
        if not isinstance(rows, list):
            raise SyncError(Code.UNEXPECTED, status=answer.status)
        meta = body.get("meta") or {}
        link, total = (meta.get("paging") or {}).get("next"), meta.get("records")
        following = self._relative(link) if link else None
        if following is not None and following == path:  # it would go on for ever
            raise SyncError(Code.UNEXPECTED, status=answer.status)
        return Listed(rows, following, total if isinstance(total, int) else None, answer.headers)

    def _relative(self, link: str) -> str:
        """Return path and query of a link on our own host; a demo's port differs from run to run,
        and cursors outlive it.
        """
        if origin_of(link) != self._origin:
            raise UserActionError(Code.ADDRESS_REFUSED)
        parts = urlsplit(link)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
