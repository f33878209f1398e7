"""Lists and single records: one request each, with what the answer lacks taken out of its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.boulevard import pace
from connectors.boulevard.errors import row_depth
from connectors.boulevard.reading import Question, question
from connectors.boulevard.wire import Row
from connectors.kit.graphql import Document
from connectors.kit.http import ApiClient
from core.errors import Code, SyncError, TransientError

PATH = "/api/2020-01/admin"
BY_ID = 50  # records that are asked for by id in one request
OURS = "urn:blvd:"  # what ids begin with; another is no record's


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list."""

    rows: Sequence[Row]
    before_last: str | None  # Boulevard's cursor, after which the last row comes again
    more: bool


class Lists:
    """Asks one business."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def ask(
        self, document: Document, variables: Mapping[str, object], *, rows: int = 1
    ) -> tuple[Row, Sequence[Row]]:
        """Post a document; return its data, and errors that are about parts of it.

        Beside what the kit's GraphQL does, it tells of those, and repeats a mutation too: the one
        that there is may be done twice.
        """
        answer = self._api.request(
            "POST",
            PATH,
            json={
                "query": document.text,
                "operationName": document.name,
                "variables": variables,
            },
            repeatable=True,
            cost=pace.cost(document, rows),
        )
        errors = answer.body.get("errors") or ()
        _take_out(answer.body["data"], errors)
        return answer.body["data"], errors

    def page(
        self,
        asked: Question,
        *,
        after: str | None = None,
        place: str | None = None,
        query: str | None = None,
        ids: Sequence[str] | None = None,
    ) -> Listed:
        """Ask for a page of a list, after one of Boulevard's cursors."""
        variables: dict[str, object] = {"first": pace.PAGE, "after": after}
        if asked.stream.by_place:
            variables["place"] = place
        if query and asked.stream.filters:
            variables["query"] = query
        if ids is not None:
            variables["ids"] = ids
        data, _errors = self.ask(asked.list, variables, rows=pace.PAGE)
        connection = data.get(asked.stream.list)
        if not isinstance(connection, dict) or not isinstance(connection.get("edges"), list):
            raise SyncError(Code.UNEXPECTED)
        edges = connection["edges"]
        nodes = [edge["node"] for edge in edges if isinstance(edge, dict) and edge.get("node")]
        if len(nodes) < len(edges):
            raise TransientError(Code.UNAVAILABLE)  # a row that is not told is not one that is gone
        more = (connection.get("pageInfo") or {}).get("hasNextPage") is True
        return Listed(nodes, edges[-2].get("cursor") if len(edges) > 1 else after, more)

    def all(self, asked: Question, place: str | None = None) -> Iterator[Sequence[Row]]:
        """Yield everything of a list, page by page, without condition."""
        after, last = None, None
        while True:
            listed = self.page(asked, after=after, place=place, query=asked.stream.alive)
            rows, _is_whole = unseen(asked, listed.rows, last)
            yield rows
            if not listed.more or listed.before_last is None:
                return
            after, last = listed.before_last, asked.id(listed.rows[-1])

    def some(self, asked: Question, ids: Sequence[str]) -> Mapping[str, Row]:
        """Return rows by id; what is gone is absent."""
        real = [one for one in ids if one.startswith(OURS)]
        found: dict[str, Row] = {}
        if asked.stream.name == "clients":
            for start in range(0, len(real), pace.PAGE):
                some = real[start : start + pace.PAGE]
                rows = self.page(asked, query=asked.stream.alive, ids=some).rows
                found |= {asked.id(row): row for row in rows}
            return found
        for start in range(0, len(real), BY_ID):
            some = real[start : start + BY_ID]
            found |= self._by_id(asked, some)
        return found

    def places(self) -> Sequence[str]:
        """Return the ids of the business's locations, in order."""
        asked = question("locations", ())
        return sorted(asked.id(row) for rows in self.all(asked) for row in rows)

    def _by_id(self, asked: Question, ids: Sequence[str]) -> Mapping[str, Row]:
        variables = {f"i{n}": one for n, one in enumerate(ids)}
        data, _errors = self.ask(asked.by_ids(len(ids)), variables)
        rows = (data.get(f"n{n}") for n in range(len(ids)))
        return {one: row for one, row in zip(ids, rows, strict=True) if isinstance(row, dict)}


def unseen(asked: Question, rows: Sequence[Row], last: str | None) -> tuple[Sequence[Row], bool]:
    """Return the rows after the one that we had `last`, and whether it was among them: if not, the
    list has moved under us, and there may be rows that we never saw.
    """
    if last is None:
        return rows, True
    ids = [asked.id(row) for row in rows]
    if last not in ids:
        return rows, False
    return rows[ids.index(last) + 1 :], True


def _take_out(data: Row, errors: Sequence[Row]) -> None:
    """Remove from rows what an error is about: it is not empty, it is unknown."""
    for error in errors:
        path = error["path"]
        depth = row_depth(path)
        found: Any = data if depth is not None else None
        try:
            for step in path[:depth]:
                found = found[step]
        except (KeyError, IndexError, TypeError):
            continue  # what holds the row is not there either
        if isinstance(found, dict):
            found.pop(path[depth], None)
