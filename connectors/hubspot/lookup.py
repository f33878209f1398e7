"""Reading records by id or by a unique property, a hundred in a request."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from connectors.hubspot import paths
from connectors.hubspot.api import BATCH, Api
from connectors.hubspot.catalog import Catalog
from connectors.hubspot.errors import named_in
from connectors.hubspot.objects import kind_of
from connectors.hubspot.wire import listed
from core.errors import Code, RefusedError
from core.records import Record

Row = Mapping[str, Any]
READ_ANSWERS = frozenset({200, 207})


def fetch(
    api: Api, catalog: Catalog, stream: str, ids: Sequence[str], fields: Collection[str]
) -> dict[str, Record]:
    """Read by id, keyed by the id asked for. See core.connector.Source.fetch."""
    codec = catalog.properties(stream).codec
    names = [*fields, *(name for name in kind_of(stream).merged if name not in fields)]
    found: dict[str, Record] = {}
    for part in parts(list(dict.fromkeys(ids))):
        rows = _by_id(api, stream, part, names)
        found |= {asked: codec.record(row, fields) for asked, row in rows.items()}
    return found


def find(
    api: Api,
    catalog: Catalog,
    stream: str,
    by: str,
    values: Sequence[str],
    fields: Collection[str],
) -> dict[str, Record]:
    """Read by a unique property, keyed by the value asked for. See core.connector.Keyed.find.

    HubSpot cannot look up by a property that is not unique, so nothing is found by such a one.
    """
    properties = catalog.properties(stream)
    key = properties.fields.get(by)
    wanted = {plain: value for value in values if (plain := value.strip().lower())}
    if key is None or not key.unique or not wanted:
        return {}
    further = kind_of(stream).unique.get(by)
    names = [*fields, *(name for name in (by, further) if name and name not in fields)]
    places: dict[str, Row] = {}
    for part in parts(list(wanted)):
        rows, _missing = _read(api, stream, part, names, by=by)
        for row in rows:
            for text in _texts(row, by, further):
                places.setdefault(text, row)
    return {
        value: properties.codec.record(places[plain], fields)
        for value in values
        if (plain := value.strip().lower()) in places
    }


def parts(texts: Sequence[str], most: int = BATCH) -> Iterator[Sequence[str]]:
    """Cut what is asked for into what one request may carry."""
    for start in range(0, len(texts), most):
        yield texts[start : start + most]


def _by_id(api: Api, stream: str, ids: Sequence[str], names: Sequence[str]) -> dict[str, Row]:
    """Return rows by the id asked for: also of records that were merged, or archived."""
    rows, missing = _read(api, stream, ids, names)
    found = {str(row["id"]): row for row in rows}
    if found.keys() == set(ids):
        return found
    result = {asked: found[asked] for asked in ids if asked in found}
    result |= _merged(rows, [each for each in ids if each not in result], kind_of(stream).merged)
    for asked in ids:
        if asked not in result and asked not in missing:  # merged, and in nobody's list
            result |= _one(api, stream, asked, names)
    gone = [asked for asked in ids if asked not in result]
    if gone:
        archived, _missing = _read(api, stream, gone, names, archived=True)
        result |= {str(row["id"]): row for row in archived if str(row["id"]) in gone}
    return result


def _merged(rows: Iterable[Row], unfound: Sequence[str], lists: Iterable[str]) -> dict[str, Row]:
    """Return the rows by those of the `unfound` ids that were merged into them."""
    result: dict[str, Row] = {}
    for row in rows:
        texts = [row["properties"].get(name) or "" for name in lists]
        # "102;103", or with the time of the merge as "102:1772323200000;103:1772323200000".
        old = {part.partition(":")[0] for text in texts for part in listed(text)}
        result |= {asked: row for asked in unfound if asked in old}
    return result


def _one(api: Api, stream: str, id: str, names: Sequence[str]) -> dict[str, Row]:
    """Ask for one record: HubSpot follows a merged id to its new record."""
    try:
        path = f"{paths.objects(stream)}/{id}"
        answer = api.get(path, {"properties": ",".join(names)}, must="id")
    except RefusedError as error:
        if error.code is Code.NOT_FOUND:
            return {}
        raise
    return {id: answer.body}


def _read(
    api: Api,
    stream: str,
    ids: Sequence[str],
    names: Sequence[str],
    *,
    by: str | None = None,
    archived: bool = False,
) -> tuple[list[Row], frozenset[str]]:
    """Read up to 100 records; return their rows, and the ids that HubSpot says are missing."""
    answer = api.batch(
        paths.batch(stream, "read"),
        [{"id": each} for each in ids],
        more={"properties": names} | ({"idProperty": by} if by else {}),
        params={"archived": "true"} if archived else None,
        repeatable=True,
        accept=READ_ANSWERS,
    )
    errors = answer.body.get("errors") or ()
    return answer.body["results"], frozenset().union(*(named_in(error).ids for error in errors))


def _texts(row: Row, by: str, further: str | None) -> Iterator[str]:
    """Yield the values under which a record can be found."""
    properties = row["properties"]
    yield (properties.get(by) or "").strip().lower()
    if further:
        for text in listed(properties.get(further) or ""):
            yield text.strip().lower()
